"""How quick and how small the program is, beside the least that its libraries can do, in the same run.

    python -m benchmarks.speed [--runs 15] [--questions 200]

Starts both by turns, so that what else the machine does hits both alike, and with their bytecode at hand, as an
installer leaves it. Prints a table: what was measured, bbchat, the peer, and the difference or the ratio. Times are
medians of the runs, or p95 of the questions where it says so.
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.screen import Screen

ROOT = Path(__file__).resolve().parents[1]
BBCHAT = [sys.executable, "-m", "bbchat"]
HELLO = [sys.executable, "-m", "benchmarks.bare_app", "hello"]
ECHO = [sys.executable, "-m", "benchmarks.bare_app", "echo"]
TEXTUAL = [sys.executable, "-c", "import textual.app"]
PAINTED, SAID_HELLO = "sk about therapy", "ello, world"
"""What the first screens show; the cursor may stand on the first letter."""
QUESTION, ANSWERED = "does it actually work", "Science Behind"
QUIET = 0.05
"""Seconds without a byte after which a screen has been painted: some frames."""
SETTLED = 0.5
"""Seconds after which the rest of a line, which comes at once as no hand types it, has been taken in."""
TIMED = 8
"""Keys of each question that are pressed one by one; the rest comes at once."""

Row = tuple[str, str, str, str]


def questions(count: int) -> list[str]:
    """So many of the golden questions, evenly spread."""
    lines = (ROOT / "tests/golden/questions.tsv").read_text("utf-8").splitlines()[1:]
    texts = [line.rsplit("\t", 1)[-1] for line in lines if line.strip()]
    return [texts[at * len(texts) // count % len(texts)] for at in range(count)]


def first_paint(command: Sequence[str], sign: str) -> float:
    """Seconds from the start of the process to the first screen."""
    with Screen(command) as screen:
        return screen.until(sign) - screen.began


def first_answer() -> tuple[float, float]:
    """Seconds from the first screen to the first answer, asked at once; and the slowest key until then."""
    with Screen(BBCHAT) as screen:
        painted = screen.until(PAINTED)
        slowest = max(screen.echo(letter, 0.0) for letter in QUESTION)
        screen.type("\r")
        return screen.until(ANSWERED) - painted, slowest


def whole(command: Sequence[str]) -> float:
    """Seconds that a process takes."""
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def by_turns(runs: int, *works: Callable[[], float]) -> list[float]:
    """The median of each."""
    spent = [[work() for work in works] for _ in range(runs + 1)][1:]
    return [statistics.median(column) for column in zip(*spent, strict=True)]


def talk(command: Sequence[str], sign: str, texts: Sequence[str]) -> tuple[list[float], list[float], float]:
    """Seconds from each key to its echo, from each Enter to the last to be seen of it, and megabytes in the end."""
    keys, answers = [], []
    with Screen(command) as screen:
        screen.until(sign)
        screen.rest(3.0)
        for text in texts:
            keys += [screen.echo(letter, QUIET) for letter in text[:TIMED]]
            screen.type(text[TIMED:])
            screen.rest(SETTLED)
            answers.append(screen.paints("\r", QUIET))
            if "988" in text:
                screen.type("\x1b")
        return keys, answers, screen.memory()


def idle(command: Sequence[str], sign: str, seconds: float = 20.0) -> float:
    """Share of a core that it uses while nobody does anything."""
    with Screen(command) as screen:
        screen.until(sign)
        screen.rest(3.0)
        before, started = screen.work(), time.perf_counter()
        screen.rest(seconds)
        time.sleep(max(0.0, started + seconds - time.perf_counter()))
        return (screen.work() - before) / (time.perf_counter() - started)


def rates(texts: Sequence[str]) -> tuple[float, float]:
    """Questions a second on one core, start-up left out: `ask --json -`, and the encoder alone."""
    from bbchat.encoding.encoder import Encoder

    encoder = Encoder.load()
    core = min(os.sched_getaffinity(0))
    many = [*texts] * 5
    few = many[: len(many) // 5]
    os.sched_setaffinity(0, {core})

    def ask(asked: Sequence[str]) -> float:
        started = time.perf_counter()
        lines = "\n".join(asked).encode()
        subprocess.run([*BBCHAT, "ask", "--json", "-"], input=lines, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - started

    def encode() -> float:
        started = time.perf_counter()
        for text in many:
            encoder.encode(text)
        return time.perf_counter() - started

    asked = statistics.median(ask(many) - ask(few) for _ in range(3))
    encoded = statistics.median(encode() for _ in range(3))
    return (len(many) - len(few)) / asked, len(many) / encoded


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty is above."""
    return statistics.quantiles(values, n=20)[-1]


def rows(runs: int, texts: Sequence[str]) -> Iterator[Row]:
    """The table, line by line as it is measured."""
    ours, hello = by_turns(runs, lambda: first_paint(BBCHAT, PAINTED), lambda: first_paint(HELLO, SAID_HELLO))
    yield "start to first screen", f"{ours:.2f} s", f"{hello:.2f} s", f"{ours / hello:.2f} x"
    starts = [first_answer() for _ in range(runs)]
    answer, key = statistics.median(one for one, _ in starts), statistics.median(other for _, other in starts)
    yield "first screen to first answer", f"{answer:.2f} s", "", ""
    yield "the slowest key while it loads", f"{1000 * key:.0f} ms", "", ""
    asked, helped, imported = by_turns(
        runs,
        lambda: whole([*BBCHAT, "ask", QUESTION]),
        lambda: whole([*BBCHAT, "--help"]),
        lambda: whole(TEXTUAL),
    )
    yield "bbchat ask, whole process", f"{asked:.2f} s", f"{imported:.2f} s", f"{asked / imported:.2f} x"
    yield "bbchat --help", f"{helped:.2f} s", f"{imported:.2f} s", f"{helped / imported:.2f} x"
    keys, answers, memory = talk(BBCHAT, PAINTED, texts)
    bare_keys, bare_answers, bare_memory = talk(ECHO, SAID_HELLO, texts)
    for name, mine, bare in (("Enter to answer, p95", answers, bare_answers), ("key to echo, p95", keys, bare_keys)):
        high, low = 1000 * p95(mine), 1000 * p95(bare)
        yield name, f"{high:.1f} ms", f"{low:.1f} ms", f"{high - low:+.1f} ms"
    yield (
        f"memory after {len(texts)} questions",
        f"{memory:.0f} MB",
        f"{bare_memory:.0f} MB",
        f"{memory / bare_memory:.1f} x",
    )
    mine, bare = idle(BBCHAT, PAINTED), idle(ECHO, SAID_HELLO)
    yield "idle, share of a core", f"{mine:.2%}", f"{bare:.2%}", ""
    batch, encoder = rates(texts)
    yield "questions a second, one core", f"{batch:.0f}", f"{encoder:.0f}", f"{batch / encoder:.2f} x"


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--questions", type=int, default=200)
    chosen = parser.parse_args()
    for folder in ("src", "benchmarks"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    sys.stdout.write(f"{chosen.runs} runs, {chosen.questions} questions, 80x24\n")
    sys.stdout.write(f"{'':34}{'bbchat':>10}{'peer':>10}{'':>12}\n")
    for name, mine, peer, compared in rows(chosen.runs, questions(chosen.questions)):
        sys.stdout.write(f"{name:34}{mine:>10}{peer:>10}{compared:>12}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
