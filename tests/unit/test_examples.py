"""The properties are tried with the same examples each time in CI, and with many more on request."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from hypothesis import settings

from tests.examples import LONG, TIMES

ROOT = Path(__file__).parents[2]
PROPERTIES = """
import pytest
from hypothesis import given, settings, strategies as st

@pytest.mark.parametrize("case", [1, 2, 3])
@settings(max_examples=7)
@given(number=st.integers(0, 10**9))
def test_own(case, number): print("\\nown")

@given(st.integers(0, 10**9))
def test_default(number): print("\\ndefault")
"""


def tried(folder: Path, *options: str) -> Counter[str]:
    """How many examples two properties get."""
    (folder / "conftest.py").write_text("from tests.conftest import pytest_collection_modifyitems\n")
    (folder / "test_it.py").write_text(PROPERTIES)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *options, "test_it.py"],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return Counter(line for line in done.stdout.splitlines() if line in ("own", "default"))


def test_no_run_fails_by_luck() -> None:
    ordinary = settings.get_profile("ci")
    assert ordinary.derandomize
    assert ordinary.database is None


def test_the_long_run_multiplies_each_property_once(tmp_path: Path) -> None:
    assert tried(tmp_path) == {"own": 3 * 7, "default": 100}
    assert tried(tmp_path, f"--hypothesis-profile={LONG}") == {"own": 3 * 7 * TIMES, "default": 100 * TIMES}
