"""Whether the kiosk stays as it is all day: memory, files, and nobody outside, through the real program on a terminal.

    python -m benchmarks.soak [--questions 20000] [--resets 1000]

Types the golden questions, messages of danger and rubbish into `bbchat kiosk`, ends each visit with F8, and prints how
much memory the process that stays and the visitors' processes use after warm-up and at the end, what was opened to
write to, and how often the kiosk was lost. Exits with 1 where memory grew by more than a tenth, a file was written, or
the kiosk ended. Needs the extra `test`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from tests.terminals.kiosk import Kiosk, resident

GOLDEN = Path(__file__).parent.parent / "tests" / "golden"
RUBBISH = ("?", "x" * 300, "🙂🙂🙂", "[@click=app.quit]a[/]", "\u202eabc", "q\u0301" * 60, "١٢٣", "\t", "7", "1")
END_KEY = b"\x1b[19~"
WARM_UP = 0.1
"""Share of the visits after which memory is first looked at."""
FLAT = 1.1
BARS = ("▌".encode(), "┃".encode())
"""What stands beside each reply."""
PATIENCE = 5.0
"""Seconds to wait for a reply; for rubbish, which may get none, nobody waits."""
QUIET = 0.02
"""Seconds without anything drawn after which a reply counts as drawn."""


@dataclass(slots=True)
class Findings:
    """What a soak found."""

    questions: int = 0
    unanswered: int = 0
    """Those for which no reply was drawn in time, rubbish left aside."""
    visits: int = 0
    seconds: float = 0.0
    stays: list[int] = field(default_factory=list)
    """Bytes resident in the process that stays, at the end of each visit after warm-up."""
    visitors: list[int] = field(default_factory=list)
    """Bytes resident in each visitor's process, at its end."""
    opened: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Files in the home and temporary folder."""
    is_alive: bool = True

    @property
    def growth(self) -> tuple[float, float]:
        """The memory of the last half over that after warm-up: the most of the process that stays; of the visitors' the
        median, as each is a new process, and larger where somebody pasted a page."""
        return _growth(self.stays, max), _growth(self.visitors, statistics.median)

    @property
    def is_sound(self) -> bool:
        """Whether it can go on all day."""
        is_fed = self.is_alive and self.unanswered <= self.questions / 100
        return is_fed and not self.opened and not self.left and max(self.growth) <= FLAT


def _growth(sizes: list[int], of: Callable[[list[int]], float]) -> float:
    half = max(len(sizes) // 2, 1)
    return of(sizes[-half:]) / of(sizes[:half])


def soak(questions: int, resets: int, folder: Path) -> Findings:
    """Ask so many questions in so many visits; `folder`: an empty one to work in."""
    found, texts = Findings(), _texts()
    begun = time.monotonic()
    with Kiosk(folder, is_watched=True, size=(60, 20)) as kiosk:
        for visit in range(resets):
            kiosk.begin()
            visitor = kiosk.visitor
            for _ in range(questions // resets):
                text = next(texts)
                found.questions += 1
                found.unanswered += not _answer_to(kiosk, text) and text not in RUBBISH
            if visitor != kiosk.visitor or kiosk.process.poll() is not None:
                found.is_alive = False
                break
            if visit >= WARM_UP * resets:
                found.stays.append(resident(kiosk.process.pid))
                found.visitors.append(resident(visitor))
            kiosk.type(END_KEY)
            kiosk.next_visitor(visitor)
            found.visits += 1
        found.opened = kiosk.opened
        found.left = [str(path) for path in kiosk.home.rglob("*") if path.is_file()]
    found.seconds = time.monotonic() - begun
    return found


def _texts() -> Iterator[str]:
    """Questions without end, the same each time."""
    lines = [
        line.split("\t")[-1]
        for name in ("questions.tsv", "safety.tsv")
        for line in (GOLDEN / name).read_text().splitlines()[1:]
    ]
    for at, text in enumerate(cycle(lines)):
        yield text if at % 10 else RUBBISH[at // 10 % len(RUBBISH)]


def _answer_to(kiosk: Kiosk, text: str) -> bool:
    """Ask, and wait until everything is drawn; whether a reply was."""
    os.write(kiosk.master, f"\x1b[200~{text}\x1b[201~".encode())  # at once: key by key is typing for hours
    while kiosk.skip(QUIET):
        pass
    os.write(kiosk.master, b"\r")
    drawn, end = b"", time.monotonic() + (PATIENCE if text not in RUBBISH else 0)
    while (more := kiosk.skip(QUIET)) or (time.monotonic() < end and not any(bar in drawn for bar in BARS)):
        drawn += more
    return time.monotonic() < end


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--resets", type=int, default=1000, help="visits, each ended with F8")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = soak(chosen.questions, chosen.resets, Path(folder))
    stays, visitors = found.growth
    lines = (
        f"{found.questions} questions in {found.visits} visits, {found.seconds:.0f} s, unanswered: {found.unanswered}",
        f"the process that stays: {found.stays[-1] / 2**20:.0f} MB, {stays:.3f} times what it was after warm-up",
        f"a visitor's process:    {found.visitors[-1] / 2**20:.0f} MB, {visitors:.3f} times",
        f"opened to write to: {len(found.opened)}, files left: {len(found.left)}, alive: {found.is_alive}",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
