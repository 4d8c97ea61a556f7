"""Run the shell blocks of the documents as a reader would, each document from its top in a fresh copy of the checkout.

    python tools/run_doc_blocks.py FOLDER-OF-BBCHAT [DOCUMENT ...]

FOLDER-OF-BBCHAT, such as venv/bin, comes first on PATH. A block marked `sh` is run as it stands; of one marked
`console` the lines after `$ ` are run, and what is shown below them must come out, where … stands for anything. A block
must end with exit code 0, unless `<!-- exit code N -->` stands above it.

The one invariant: a shell block is run, or the line above it says why not: `<!-- not run: REASON -->`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"(?:<!-- (?P<remark>[^\n]*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
NOT_RUN, EXIT_CODE, PROMPT = "not run: ", "exit code ", "$ "
PATIENCE = 300
"""Seconds after which a block is held to be stuck."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block between two fences."""

    line: int
    """Where its first fence stands, counted from 1."""
    language: str
    text: str
    remark: str
    """The HTML comment right above it; empty where there is none."""

    @property
    def is_shell(self) -> bool:
        """Whether it holds commands."""
        return self.language in ("sh", "console")

    @property
    def reason(self) -> str:
        """Why it is not run; empty where it is."""
        return self.remark.removeprefix(NOT_RUN).strip() if self.remark.startswith(NOT_RUN) else ""

    @property
    def exit_code(self) -> int:
        """With what it must end."""
        return int(self.remark.removeprefix(EXIT_CODE)) if self.remark.startswith(EXIT_CODE) else 0

    @property
    def commands(self) -> str:
        """What a reader types."""
        if self.language == "sh":
            return self.text
        return "".join(line[len(PROMPT) :] for line in self.text.splitlines(True) if line.startswith(PROMPT))

    @property
    def shown(self) -> str:
        """What the document says that they print."""
        if self.language == "sh":
            return ""
        return "".join(line for line in self.text.splitlines(True) if not line.startswith(PROMPT))


def documents() -> list[Path]:
    """Every document that may tell somebody to type something."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document, in order."""
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(line, found["language"], found["text"], found["remark"] or "")


def is_shown_by(output: str, shown: str) -> bool:
    """Whether what a document shows came out, spaces and line breaks aside."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in shown.split("…"))
    return re.search(pattern.replace(r".*\ ", ".*").replace(r"\ .*", ".*"), " ".join(output.split())) is not None


def run(block: Block, folder: Path, environment: dict[str, str]) -> str:
    """What is wrong with a block; empty where nothing is."""
    command = ["bash", "-euo", "pipefail", "-c", block.commands]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != block.exit_code:
        return f"ended with {done.returncode}, not {block.exit_code}:\n{done.stdout}"
    return "" if is_shown_by(done.stdout, block.shown) else f"did not print what is shown, but:\n{done.stdout}"


def copy_checkout(folder: Path) -> None:
    """What git knows or would take in, as somebody gets it who clones the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_document(document: Path, program: Path) -> bool:
    """Run its blocks and say how each went; whether all went well."""
    shell_blocks = [block for block in blocks(document.read_text(encoding="utf-8")) if block.is_shell]
    is_well = True
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "bbchat", Path(place) / "home"
        home.mkdir()
        environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
        environment |= {"PATH": f"{program.resolve()}:{os.environ['PATH']}", "HOME": str(home)}
        if any(not block.reason for block in shell_blocks):
            copy_checkout(folder)
        for block in shell_blocks:
            where, began = f"{document.relative_to(ROOT)}:{block.line}", time.monotonic()
            if block.reason:
                print(f"not run  {where}: {block.reason}")
                continue
            wrong = run(block, folder, environment)
            print(
                f"{'BROKEN  ' if wrong else 'ok      '} {where} ({time.monotonic() - began:.0f}s) {wrong}", flush=True
            )
            is_well = is_well and not wrong
    return is_well


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[2:]] or documents()
    sys.exit(0 if all([run_document(document, Path(sys.argv[1])) for document in chosen]) else 1)
