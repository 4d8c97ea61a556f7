"""Where the knowledge that came with the program is."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def bundled_knowledge() -> Path:
    """Inside the wheel, or beside `src` in a checkout."""
    installed = _PACKAGE / "_knowledge"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "knowledge"
