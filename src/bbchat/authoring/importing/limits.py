"""How large a source may be, before anything of it is read."""

from __future__ import annotations

from bbchat.errors import SourceError

MAX_BYTES = 20_000_000
"""A saved page takes a hundredth to a tenth of it."""


def too_large(what: str) -> SourceError:
    """The sentence for a source that is larger than any article."""
    return SourceError(
        f"{what} is larger than {MAX_BYTES // 1_000_000} MB, so it was not read.",
        "An article is far smaller. Copy its text into a new document, and import that.",
    )
