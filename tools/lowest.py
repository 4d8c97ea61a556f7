"""Run the tests with the oldest versions of the dependencies that pyproject.toml allows.

    python tools/lowest.py                 in a throw-away environment, in minutes
    python tools/lowest.py --print         only print the versions, as a list of constraints

The one invariant: a version that this installs is the lower bound that stands in pyproject.toml, never another.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("author", "test")
PINNED = ("tests/snapshots",)
"""Left out, as it compares with what one version of a library draws."""


def lower_bounds(pyproject: str) -> list[str]:
    """`name==version` for the lower bound of each dependency, and of each that the tests need.

    Raises:
        ValueError: a dependency has no lower bound, or two different ones.
    """
    project = tomllib.loads(pyproject)["project"]
    extras = [project["optional-dependencies"][name] for name in EXTRAS]
    bounds: dict[str, str] = {}
    for requirement in chain(project["dependencies"], *extras):
        found = re.fullmatch(r"([\w.-]+)>=([\w.]+)(?:,.*)?", requirement)
        if found is None:
            raise ValueError(f"{requirement} has no lower bound")
        if bounds.setdefault(found[1], found[2]) != found[2]:
            raise ValueError(f"{found[1]} has two lower bounds, {bounds[found[1]]} and {found[2]}")
    return [f"{name}=={version}" for name, version in bounds.items()]


def run_tests(bounds: list[str]) -> int:
    """The tests' exit code, in an environment that has these versions and is gone afterward."""
    with tempfile.TemporaryDirectory() as place:
        constraints, python = Path(place) / "lowest.txt", Path(place) / "venv" / "bin" / "python"
        constraints.write_text("\n".join(bounds) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
        install = f"{python} -m pip install --quiet --constraint {constraints} --editable".split()
        environment = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
        subprocess.run([*install, f"{ROOT}[{','.join(EXTRAS)}]"], check=True, env=environment)
        left_out = [f"--ignore={path}" for path in PINNED]
        return subprocess.run([python, "-m", "pytest", "-q", "-n", "2", *left_out], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    lowest = lower_bounds((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    print("\n".join(lowest), flush=True)
    sys.exit(0 if sys.argv[1:] == ["--print"] else run_tests(lowest))
