"""How long a question takes, warm, on one core: encoding alone, reading and matching it, and the whole reply.

    python -m benchmarks.latency [QUESTIONS.tsv] [--knowledge DIR] [--examples 2000] [--runs 3]

Each question of a tab-separated file with a header (its last column) is put to all three, in turn, in every run; the
least of its runs counts. Printed are milliseconds, and how many times the encoding alone that is; last, what it takes
to find the questions that are offered at each key, while every tenth of the questions is typed. `--examples` leaves so
many of the knowledge's example questions, evenly spread, and fits anew without touching the folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bbchat.cli.loading import build_assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.conversation.type_ahead import LONGEST_TYPED, TypeAhead
from bbchat.encoding.encoder import Encoder
from bbchat.knowledge.stored import open_knowledge

ROOT = Path(__file__).resolve().parents[1]


def least(works: Sequence[Callable[[str], object]], texts: Sequence[str], runs: int) -> np.ndarray:
    """Least seconds of each piece of work on each text; float (works, texts)."""
    spent = np.full((len(works), len(texts)), np.inf)
    for _ in range(runs + 1):  # the first warms up
        for column, text in enumerate(texts):
            for row, work in enumerate(works):
                started = time.perf_counter()
                work(text)
                spent[row, column] = min(spent[row, column], time.perf_counter() - started)
    return spent


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="?", default=ROOT / "tests/golden/questions.tsv")
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--examples", type=int, help="all, unless told")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    knowledge = open_knowledge(chosen.knowledge)
    if chosen.examples:
        places = np.linspace(0, len(knowledge.examples) - 1, min(chosen.examples, len(knowledge.examples))).astype(int)
        knowledge = replace(knowledge, examples=tuple(knowledge.examples[place] for place in places))
    assistant, _, _ = build_assistant(chosen.knowledge, knowledge)
    encoder = Encoder.load()
    texts = [line.rsplit("\t", 1)[-1] for line in chosen.questions.read_text("utf-8").splitlines()[1:] if line.strip()]
    works = {
        "encoding alone": encoder.encode,
        "reading and matching": lambda text: assistant.matcher.decide(assistant.score(assistant.reader.read(text))),
        "the whole reply": lambda text: respond(ConversationState(), text, assistant),
    }
    spent = 1000 * least(list(works.values()), texts, chosen.runs)
    examples = len(assistant.knowledge.examples)
    sys.stdout.write(f"{len(texts)} questions, {examples} examples, one core, least of {chosen.runs} runs\n")
    sys.stdout.write(f"{'milliseconds':24}{'median':>8}{'p95':>8}   times encoding: median, p95\n")
    points = np.percentile(spent, (50, 95), axis=1).T
    for name, (median, high) in zip(works, points, strict=True):
        times = f"{median / points[0, 0]:.1f}, {high / points[0, 1]:.1f}"
        sys.stdout.write(f"{name:24}{median:>8.1f}{high:>8.1f}   {times}\n")
    type_ahead = TypeAhead.build(assistant.knowledge, assistant.reader.is_well_typed)
    begun = [text[:length] for text in texts[::10] for length in range(1, min(len(text), LONGEST_TYPED))]
    median, high = np.percentile(1000 * least([type_ahead.offers], begun, chosen.runs), (50, 95))
    sys.stdout.write(f"{'a key, questions offered':24}{median:>8.1f}{high:>8.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
