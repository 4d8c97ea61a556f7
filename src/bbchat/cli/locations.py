"""Where what came with the program is."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def bundled_knowledge() -> Path:
    """The knowledge: inside the wheel, or beside `src` in a checkout."""
    installed = _PACKAGE / "_knowledge"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "knowledge"


def bundled_evidence() -> Path:
    """The test sets that the tour measures with: inside the wheel, or the tests' own in a checkout."""
    installed = _PACKAGE / "_evidence"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "tests" / "golden"
