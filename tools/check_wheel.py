"""Prove that a wheel holds all that the program needs at run time, and none of what only developers need.

    python tools/check_wheel.py WHEEL [OTHER-WHEEL]

With OTHER-WHEEL, as built of the source distribution: also that both hold the same.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = ("tests/", "tools/", "benchmarks/", ".pyc")
LICENCES = 3
"""Of the code, the encoder and the article."""


def expected(root: Path) -> set[str]:
    """Every file of the package and of the knowledge, as named in the wheel."""
    places = {root / "src" / "bbchat": "bbchat", root / "knowledge": "bbchat/_knowledge"}
    files = {
        f"{name}/{path.relative_to(place).as_posix()}"
        for place, name in places.items()
        for path in place.rglob("*")
        if path.is_file()
    }
    evidence = {f"bbchat/_evidence/{name}.tsv" for name in ("questions", "safety")}
    return {name for name in files | evidence if "__pycache__" not in name}


def shared(root: Path) -> set[str]:
    """The man page and the completions, by their names below the folder that a wheel is installed into."""
    return {path.relative_to(root).as_posix() for path in (root / "share").rglob("*") if path.is_file()}


def mistakes(wheel: Path, root: Path = ROOT) -> Iterator[str]:
    """What is missing from a wheel, or too much."""
    names = set(zipfile.ZipFile(wheel).namelist())
    installed = {name.partition(".data/data/")[2] for name in names}
    for name in sorted((expected(root) - names) | (shared(root) - installed)):
        yield f"missing from the wheel: {name}"
    for name in sorted(name for name in names if any(part in name for part in FORBIDDEN)):
        yield f"should not be in the wheel: {name}"
    licences = [name for name in names if ".dist-info/licenses/" in name and name.endswith("LICENSE")]
    if len(licences) < LICENCES:
        yield f"the licences of code, encoder and article should be in the wheel; found {licences}"


def differences(wheel: Path, other: Path) -> Iterator[str]:
    """The files that are not the same in two wheels."""
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(other) as two:
        sums = [{(entry.filename, entry.CRC) for entry in archive.infolist()} for archive in (one, two)]
    for name in sorted({name for name, _ in sums[0] ^ sums[1]}):
        yield f"not the same in both wheels: {name}"


def main(wheel: Path, *others: Path) -> int:
    """Print all that is wrong; 0 where the wheel is as it should be."""
    found = [*mistakes(wheel), *(line for other in others for line in differences(wheel, other))]
    for line in found:
        print(line)
    print(f"{wheel.name}: {len(zipfile.ZipFile(wheel).namelist())} files, {wheel.stat().st_size / 1e6:.1f} MB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
