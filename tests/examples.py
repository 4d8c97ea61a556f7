"""How many examples of a property are tried: its own number in CI, always the same ones; a multiple on request.

pytest --hypothesis-profile=long tests/unit     (or HYPOTHESIS_PROFILE=long pytest ...)
"""

from __future__ import annotations

from hypothesis import settings

LONG = "long"
TIMES = 20
"""What the long profile multiplies the examples with."""


def many(count: int) -> int:
    """A number of examples under the profile that was chosen."""
    return count * TIMES if settings.get_current_profile_name().startswith(LONG) else count
