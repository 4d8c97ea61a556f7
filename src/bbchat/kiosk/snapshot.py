"""The last knowledge that worked, kept in memory and put into a folder of its own when the practice's folder breaks.

The one invariant: the folder is open to nobody else, and is gone when it is no longer needed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

LARGEST = 100_000_000
"""Bytes of all files together; a larger folder is not kept."""
PLACES = (None, "/run", "/dev/shm")
"""Where the folder may be made, the place for temporary files first."""

Files = Mapping[str, bytes]
"""What each file holds, by its path inside the folder."""


def read_files(folder: Path) -> Files | None:
    """All regular files of a folder; None where they can't be read or are too large."""
    files: dict[str, bytes] = {}
    left = LARGEST
    try:
        for place, _, names in os.walk(folder):
            for path in (Path(place, name) for name in names):
                if not path.is_file():
                    continue
                left -= path.stat().st_size
                if left < 0:
                    return None
                files[str(path.relative_to(folder))] = path.read_bytes()
    except OSError:
        return None
    return files or None


def write_files(files: Files) -> Path | None:
    """The files in a new folder that only this user can open; None where there is no room for them."""
    for place in PLACES:
        try:
            folder = Path(tempfile.mkdtemp(prefix="bbchat-", dir=place))
        except OSError:
            continue
        try:
            for name, content in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except OSError:
            remove(folder)
            continue
        return folder
    return None


def remove(folder: Path) -> None:
    """Delete a folder that `write_files` made."""
    shutil.rmtree(folder, ignore_errors=True)
