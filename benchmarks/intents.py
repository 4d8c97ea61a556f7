"""How well the product's own matcher sorts questions into topics, on `label<TAB>text` files with a header line.

    python -m benchmarks.intents --train T.tsv --test T.tsv [--oos-valid V.tsv] [--oos-test O.tsv]
                                 [--noise 0.4] [--peers] [--json]

Percentages: `accuracy` without abstaining; `in_scope` and `oos_recall` with the threshold, below which a question
counts as out of scope. The threshold is the calibration's own. With --oos-valid, whose rows are all out of scope, it is
the one with the best sum of the recall there and of the accuracy on the training rows, each left out once; but it never
gives up more than one in a hundred of the right answers. All rows of --oos-test are out of scope, too.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bbchat.encoding.encoder import Encoder
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain
from bbchat.language.spelling import NEIGHBOURS
from bbchat.matching import matcher
from bbchat.matching.decision import ANSWER_FROM
from bbchat.matching.reader import Reader

Row = tuple[str, str]
GIVEN_UP = 0.01
"""Share of the right answers that a threshold may cost."""


@dataclass(frozen=True)
class Result:
    """One line of the table; shares in per cent, None where there is nothing to measure."""

    accuracy: float
    in_scope: float | None
    oos_recall: float | None
    threshold: float | None
    ms_per_question: float


def read(path: Path) -> list[Row]:
    """Label and text of each row after the header."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    rows = [tuple(line.split("\t", 1)) for line in lines if line.strip()]
    return [(row[0], row[1]) for row in rows if len(row) == 2]


def slip(word: str, chance: random.Random) -> str:
    """A word with one slip of the finger: a neighbour's key, two letters swapped, one lost or doubled."""
    place = chance.randrange(len(word))
    letter = word[place]
    match chance.randrange(4):
        case 0 if letter.lower() in NEIGHBOURS:
            return word[:place] + chance.choice(NEIGHBOURS[letter.lower()]) + word[place + 1 :]
        case 1 if place + 1 < len(word):
            return word[:place] + word[place + 1] + letter + word[place + 2 :]
        case 2:
            return word[:place] + word[place + 1 :]
        case _:
            return word[:place] + letter + word[place:]


def with_slips(rows: Sequence[Row], share: float) -> list[Row]:
    """The rows with a slip in this share of their words of four letters and more; the same at every run."""
    chance = random.Random(20261122)
    return [
        (
            label,
            " ".join(
                slip(word, chance) if len(word.strip(string.punctuation)) >= 4 and chance.random() < share else word
                for word in text.split(" ")
            ),
        )
        for label, text in rows
    ]


class Product:
    """bbchat's matcher, trained on rows instead of a knowledge folder."""

    name = "bbchat"

    def __init__(self, rows: Sequence[Row]) -> None:
        encoder = Encoder.load()
        self.topics = tuple(TopicId(label) for label in dict.fromkeys(label for label, _ in rows))
        titles = {topic: topic.replace("_", " ") for topic in self.topics}
        examples = matcher.with_titles([Example(text, (TopicId(label),)) for label, text in rows], titles)
        store = VectorStore({}, encoder.encode, encoder.digest)
        self.matcher, _ = matcher.build(examples, self.topics, store, {})
        left_out = self.matcher.left_out
        scores = zip(left_out.is_right.tolist(), left_out.probability.tolist(), strict=True)
        self.left_out = list(scores)[: len(rows)]
        self.reader = Reader.build(encoder, [], [plain(text) for _, text in rows], {})[0]

    def __call__(self, text: str) -> tuple[str, float]:
        """The best topic and its calibrated probability."""
        reading = self.reader.read(text)
        found = self.matcher.surest(reading.texts, reading.vectors)
        best = int(found.probabilities.argmax())
        return self.topics[best], float(found.probabilities[best])


def measure(
    classify: Callable[[str], tuple[str, float]],
    test: Sequence[Row],
    oos_valid: Sequence[Row],
    oos_test: Sequence[Row],
    own_threshold: float | None,
    left_out: Sequence[tuple[bool, float]],
) -> Result:
    """Put all questions to a classifier that gives a label and a score."""
    spent: list[float] = []

    def ask(text: str) -> tuple[str, float]:
        started = time.perf_counter()
        answer = classify(text)
        spent.append(time.perf_counter() - started)
        return answer

    answers = [ask(text) for _, text in test]
    right = np.array([answer == label for (label, _), (answer, _) in zip(test, answers, strict=True)])
    sure = np.array([score for _, score in answers])
    outside = [ask(text)[1] for _, text in oos_valid]
    threshold = best_threshold(left_out, outside) if outside and left_out else own_threshold
    in_scope = oos_recall = None
    if threshold is not None and (oos_valid or oos_test):
        in_scope = 100 * float((right & (sure >= threshold)).mean())
    if threshold is not None and oos_test:
        oos_recall = 100 * float(np.mean([ask(text)[1] < threshold for _, text in oos_test]))
    used = threshold if in_scope is not None else None
    return Result(100 * float(right.mean()), in_scope, oos_recall, used, 1000 * statistics.median(spent))


def best_threshold(inside: Sequence[tuple[bool, float]], outside: Sequence[float]) -> float:
    """The threshold for in-scope answers (right or not, score) and out-of-scope scores, as the module says."""
    right = np.sort([score for is_right, score in inside if is_right])
    beyond = np.sort(np.array(outside))
    candidates = np.unique(np.concatenate([[score for _, score in inside], beyond]))
    kept = 1 - np.searchsorted(right, candidates) / len(right)
    worth = kept * len(right) / len(inside) + np.searchsorted(beyond, candidates) / len(beyond)
    return float(candidates[np.where(kept >= 1 - GIVEN_UP, worth, -1.0).argmax()])


def bm25_search(texts: Sequence[str]) -> Callable[[str], tuple[int, float]]:
    """Finds the nearest text and its score by BM25.

    Raises:
        ImportError: the extra `bench` is not installed.
    """
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def search(text: str) -> tuple[int, float]:
        found, scores = index.retrieve(bm25s.tokenize([text], show_progress=False), k=1, show_progress=False)
        return int(found[0, 0]), float(scores[0, 0])

    return search


def peers(train: Sequence[Row]) -> dict[str, Callable[[str], tuple[str, float]]]:
    """What others would use, trained on the same rows, the labels' words too; needs the extra `bench`."""
    from rapidfuzz import fuzz, process
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    train = [*train, *((label, label.replace("_", " ")) for label in dict.fromkeys(label for label, _ in train))]
    labels, texts = [label for label, _ in train], [text for _, text in train]
    encoder = Encoder.load()
    vectors = np.array([encoder.encode(text) for text in texts])[:, :384]
    search = bm25_search(texts)
    model = make_pipeline(
        make_union(
            TfidfVectorizer(sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, max_iter=2000),
    ).fit(texts, labels)

    def fuzzy(text: str) -> tuple[str, float]:
        _, score, place = process.extractOne(text, texts, scorer=fuzz.token_set_ratio)
        return labels[place], score / 100

    def bm25(text: str) -> tuple[str, float]:
        place, score = search(text)
        return labels[place], score

    def tfidf(text: str) -> tuple[str, float]:
        shares = model.predict_proba([text])[0]
        return str(model.classes_[shares.argmax()]), float(shares.max())

    def nearest(text: str) -> tuple[str, float]:
        near = vectors @ encoder.encode(text)[:384]
        return labels[int(near.argmax())], float(near.max())

    return {
        "RapidFuzz token_set_ratio": fuzzy,
        "BM25 (bm25s)": bm25,
        "TF-IDF, logistic regression": tfidf,
        "encoder, nearest example": nearest,
    }


def table(results: dict[str, Result]) -> str:
    """The results as aligned text."""
    head = f"{'':28} {'accuracy':>9} {'in scope':>9} {'oos recall':>11} {'threshold':>10} {'ms':>7}"
    lines = [head]
    for name, result in results.items():
        cells = [result.accuracy, result.in_scope, result.oos_recall]
        shown = [f"{cell:.1f}" if cell is not None else "-" for cell in cells]
        limit = f"{result.threshold:.3f}" if result.threshold is not None else "-"
        lines.append(f"{name:28} {shown[0]:>9} {shown[1]:>9} {shown[2]:>11} {limit:>10} {result.ms_per_question:>7.2f}")
    return "\n".join(lines)


def main() -> int:
    """Run by the command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--oos-valid", type=Path)
    parser.add_argument("--oos-test", type=Path)
    parser.add_argument("--noise", type=float, default=0.0, help="share of the words with a keyboard slip, 0 to 1")
    parser.add_argument("--peers", action="store_true", help="measure four peers in the same run (extra bench)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    train, test = read(chosen.train), read(chosen.test)
    oos_valid = read(chosen.oos_valid) if chosen.oos_valid else []
    oos_test = read(chosen.oos_test) if chosen.oos_test else []
    if chosen.noise:
        test, oos_test = with_slips(test, chosen.noise), with_slips(oos_test, chosen.noise)
    product = Product(train)
    results = {Product.name: measure(product, test, oos_valid, oos_test, ANSWER_FROM, product.left_out)}
    if chosen.peers:
        for name, classify in peers(train).items():
            results[name] = measure(classify, test, [], [], None, [])
    if chosen.json:
        data: dict[str, object] = asdict(results.pop(Product.name))
        if results:
            data["peers"] = {name: asdict(result) for name, result in results.items()}
        sys.stdout.write(json.dumps(data) + "\n")
    else:
        sys.stdout.write(f"{len(train)} training rows, {len(test)} test rows\n{table(results)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
