"""The files of an article, put in their place together.

The one invariant: either all of them are there afterwards, or what was there before is; what is replaced is kept.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bbchat.errors import BbchatError, UsageError


def put(root: Path, folder: Path, files: Mapping[str, str], *, force: bool) -> list[Path]:
    """Write the files of an article.

    Args:
        root: the knowledge folder, which is left by nothing that is written.
        folder: the article's own, within it.
        files: the text of each by its name.
        force: replace what is there.

    Returns:
        Where the replaced files are kept.

    Raises:
        UsageError: there is something already, or the folder leads elsewhere; nothing was changed.
        BbchatError: they could not be written; nothing was changed.
    """
    if not folder.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{folder} leads out of the knowledge folder.", "Put a real folder in its place.")
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=".import-") as place:
            made = Path(place) / "article"
            made.mkdir()
            for name, text in files.items():
                (made / name).write_text(text, encoding="utf-8", newline="\n")
            folder.parent.mkdir(exist_ok=True)
            if not folder.exists():
                os.rename(made, folder)
                return []
            if not force:
                raise UsageError(
                    f"The article {folder.name} is there already, so nothing was written.",
                    "To take its new text in, use --force: ids and questions of unchanged sections stay, and the old "
                    "files are kept as .bak. To have it twice, give another name: --id NAME",
                )
            return _replace(made, folder, list(files))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BbchatError(f"{folder} could not be written ({reason}).", "Check its rights and try again.") from error


def _replace(made: Path, folder: Path, names: list[str]) -> list[Path]:
    """Put files in the place of others, which are kept; on a failure all stand as before."""
    kept: dict[str, Path] = {}
    for name in names:
        if (folder / name).exists():
            kept[name] = _free(folder / f"{name}.bak")
            shutil.copy2(folder / name, kept[name])
    try:
        for name in names:
            os.replace(made / name, folder / name)
    except OSError:
        for name in names:
            with contextlib.suppress(OSError):
                os.replace(kept[name], folder / name) if name in kept else (folder / name).unlink()
        raise
    return list(kept.values())


def _free(path: Path) -> Path:
    """A name that nothing has yet: an earlier copy is never overwritten."""
    number = 2
    free = path
    while free.exists():
        free = path.with_name(f"{path.name}{number}")
        number += 1
    return free
