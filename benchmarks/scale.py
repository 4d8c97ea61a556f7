"""What becomes of the matcher as the example questions grow in number, from ten to a hundred thousand.

    python -m benchmarks.scale [--sizes 10 1000 10000 100000] [--asked 300]

Makes up so many questions about topics of a hundred questions each, encodes them, fits and stores the index. Then a new
process opens it and asks other questions: the 95th percentile beyond encoding, seconds to open, megabytes that stay,
how many get the right topic; at last one example is changed, and the index brought up to date. In the same process the
peers: the question's product with every vector by NumPy, and BM25 (bm25s; needs the extra `bench`). Printed beside each
figure is the exponent of its growth, a line through the logarithms of the three largest sizes. The same numbers give
the same questions.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from bbchat.cli.loading import settle
from bbchat.encoding.encoder import MEANING, Encoder
from bbchat.encoding.store import FILE_NAME, VectorStore, load_arrays, save_arrays
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain_question
from bbchat.matching import fitting, matcher
from benchmarks.intents import bm25_search
from benchmarks.latency import least

SIZES = (10, 1000, 10_000, 100_000)
A_TOPIC, KEYWORDS = 100, 8
"""Questions of a topic, and the words of its own that they are about."""
FRAMES = (
    "what does {a} do for {b}|is {a} better than {b}|how do i get {a} with {b}|who pays for {a} and {b}|why {a} {b}|"
    "my {a} has no {b}|when is {a} about {b}|can {a} be without {b}|i worry about {a} or {b}|tell me of {a}, {b}|"
    "does {a} help against {b}|where is the {a} of {b}|no more {a} since {b}|{a} {b} {c}|they said {a} makes {b} {c}|"
    "so is {a} in {b} or rather {c}|since my {c} the {a} feels like {b}|how long do {a} and {b} take with {c}"
).split("|")
ROWS = {
    "right": ("right topic, per cent", "{:.1f}"),
    "query": ("a question beyond encoding, p95 ms", "{:.2f}"),
    "numpy": ("  every vector by NumPy, p95 ms", "{:.2f}"),
    "bm25": ("  BM25 (bm25s), p95 ms", "{:.2f}"),
    "opened": ("opening the index, seconds", "{:.3f}"),
    "resident": ("memory that stays, MB", "{:.1f}"),
    "file": ("file, MB", "{:.1f}"),
    "edited": ("one example changed, seconds", "{:.2f}"),
    "encoded": ("  texts encoded for it", "{:.0f}"),
    "fitted": ("first fit, seconds", "{:.1f}"),
}
RUNS = 3


def made_up(count: int, asked: int, words: Sequence[str]) -> tuple[list[Example], list[Example]]:
    """So many examples, by topic, and other questions about the same topics."""
    chance = random.Random(count)
    topics = max(count // A_TOPIC, 2)
    about = [chance.sample(words, KEYWORDS) for _ in range(topics)]
    seen: set[str] = set()

    def one(topic: int) -> Example:
        while True:
            first, second = chance.sample(about[topic], 2)
            text = chance.choice(FRAMES).format(a=first, b=second, c=chance.choice(words))
            if text not in seen:
                seen.add(text)
                return Example(text, (TopicId(f"topic-{topic}"),))

    examples = [one(place * topics // count) for place in range(count)]
    return examples, [one(chance.randrange(topics)) for _ in range(asked)]


def topics_of(examples: Sequence[Example]) -> tuple[TopicId, ...]:
    """All topics, in their order."""
    return tuple(dict.fromkeys(topic for example in examples for topic in example.topics))


def resident() -> float:
    """Megabytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def p95(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """The 95th percentile of the texts' milliseconds, each the least of `RUNS`."""
    return 1000 * float(np.percentile(least([work], texts, RUNS), 95))


def own_words(encoder: Encoder) -> list[str]:
    """Words that questions can be made up of."""
    return [word for word in encoder.wordpiece.whole_words() if word.isalpha() and len(word) > 3]


def measure(path: Path, count: int, asked: int) -> dict[str, float]:
    """Open a stored index of so many examples, ask it, and change one of them."""
    encoder = Encoder.load()
    examples, questions = made_up(count, asked, own_words(encoder))
    topics, texts = topics_of(examples), [plain_question(example.text) for example in examples]
    asked_of = [plain_question(one.text) for one in questions]
    rows = {text: encoder.encode(text) for text in asked_of}
    settle()
    before, started = resident(), time.perf_counter()
    arrays = load_arrays(path)
    made, _ = matcher.build(examples, topics, VectorStore(arrays, encoder.encode, encoder.digest), arrays, texts)
    opened = time.perf_counter() - started
    del arrays
    gc.collect()
    settle()
    found: dict[str, float] = {"opened": opened, "resident": resident() - before, "file": path.stat().st_size / 1e6}
    best = [made.decide(made.scores(text, rows[text])).ranking[0].topic for text in asked_of]
    found["right"] = 100 * float(np.mean([topic in one.topics for topic, one in zip(best, questions, strict=True)]))
    found["query"] = p95(lambda text: made.decide(made.scores(text, rows[text])), asked_of)
    arrays = load_arrays(path)
    store = VectorStore(arrays, encoder.encode, encoder.digest)
    whole = store.vectors(texts)[:, :MEANING].copy()
    found["numpy"] = p95(lambda text: (whole @ rows[text][:MEANING]).argmax(), asked_of)
    with suppress(ImportError):  # its line stays empty without the extra
        found["bm25"] = p95(bm25_search(texts), asked_of)
    other = [*examples[:-1], Example("what has changed since yesterday", examples[-1].topics)]
    started = time.perf_counter()
    matcher.build(other, topics, store, arrays)
    return {**found, "edited": time.perf_counter() - started, "encoded": store.encoded}


def fit(path: Path, count: int) -> float:
    """Fit and store the index of so many examples; seconds without encoding."""
    encoder = Encoder.load()
    examples, _ = made_up(count, 0, own_words(encoder))
    texts = [plain_question(example.text) for example in examples]
    store = VectorStore({}, encoder.encode, encoder.digest)
    store.vectors(texts)
    started = time.perf_counter()
    _, arrays = matcher.build(examples, topics_of(examples), store, {}, texts)
    spent = time.perf_counter() - started
    save_arrays(path, {**arrays, **store.arrays(texts)})
    return spent


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of a line through the logarithms of the three largest."""
    return float(np.polyfit(np.log(sizes[-3:]), np.log(np.maximum(values[-3:], 1e-9)), 1)[0])


def table(results: dict[int, dict[str, float]]) -> list[str]:
    """All figures as lines, a column for each size."""
    sizes = sorted(results)
    lines = [f"{'example questions':36}" + "".join(f"{size:>10}" for size in sizes) + f"{'exponent':>10}"]
    for name, (title, form) in ROWS.items():
        values = [results[size].get(name) for size in sizes]
        shown = "".join(f"{'-' if value is None else form.format(value):>10}" for value in values)
        known = [value for value in values if value is not None]
        grows = f"{exponent(sizes, known):>10.2f}" if len(known) == len(sizes) > 1 else ""
        lines.append(f"{title:36}{shown}{grows}")
    return lines


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--asked", type=int, default=300)
    parser.add_argument("--only", choices=("fit", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        size = chosen.sizes[0]
        found = {"fitted": fit(chosen.path, size)} if chosen.only == "fit" else measure(chosen.path, size, chosen.asked)
        sys.stdout.write(json.dumps(found))
        return 0
    results: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for size in chosen.sizes:
            results[size] = {}
            for step in ("fit", "measure"):
                command = [sys.executable, "-m", "benchmarks.scale", "--only", step, "--path", f"{place}/{FILE_NAME}"]
                command += ["--sizes", str(size), "--asked", str(chosen.asked)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
                results[size] |= json.loads(done.stdout)
    sys.stdout.write("\n".join(table(results)) + "\n")
    sys.stdout.write(
        f"{chosen.asked} questions; up to {fitting.EXACT} examples all are compared, of more {fitting.SUPPORTS}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
