"""Prove that a wheel holds all that the program needs at run time, and none of what only developers need."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = ("tests/", "tools/", "benchmarks/", ".pyc")


def expected(root: Path) -> set[str]:
    """Every file of the package and of the knowledge, as named in the wheel."""
    package = root / "src"
    source = {path.relative_to(package).as_posix() for path in (package / "bbchat").rglob("*") if path.is_file()}
    knowledge = root / "knowledge"
    data = {
        f"bbchat/_knowledge/{path.relative_to(knowledge).as_posix()}" for path in knowledge.rglob("*") if path.is_file()
    }
    evidence = {f"bbchat/_evidence/{name}.tsv" for name in ("questions", "safety")}
    return {name for name in source | data | evidence if "__pycache__" not in name}


def main(wheel: Path) -> int:
    """Print what is missing or too much; 0 where the wheel is as it should be."""
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = sorted(expected(ROOT) - names)
    extra = sorted(name for name in names if any(part in name for part in FORBIDDEN))
    licences = [name for name in names if ".dist-info/licenses/" in name and name.endswith("LICENSE")]
    for name in missing:
        print(f"missing from the wheel: {name}")
    for name in extra:
        print(f"should not be in the wheel: {name}")
    if len(licences) < 3:
        print(f"the licences of code, encoder and article should be in the wheel; found {licences}")
    print(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1e6:.1f} MB")
    return 1 if missing or extra or len(licences) < 3 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
