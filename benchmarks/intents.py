"""How well the product's own matcher sorts questions into topics, on `label<TAB>text` files with a header line.

    python -m benchmarks.intents --train T.tsv --test T.tsv [--oos-valid V.tsv] [--oos-test O.tsv]
                                 [--noise 0.4] [--peers] [--json]

Percentages: `accuracy` without abstaining; `in_scope` and `oos_recall` with the threshold, below which a question
counts as out of scope. The threshold is the calibration's own; with --oos-valid it is the one with the best sum of both
shares there (its rows labelled `oos` are out of scope, all others in scope). All rows of --oos-test are out of scope.
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
from bbchat.language.spelling import Speller, known_words
from bbchat.matching import matcher
from bbchat.matching.decision import ANSWER_FROM

Row = tuple[str, str]
OUT_OF_SCOPE = "oos"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    letter: "".join(
        other
        for near, keys in enumerate(_ROWS)
        for column, other in enumerate(keys)
        if abs(near - row) <= 1 and abs(column - place) <= 1 and other != letter
    )
    for row, line in enumerate(_ROWS)
    for place, letter in enumerate(line)
}
"""Keys beside each key of an American keyboard."""


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
        self.encoder = Encoder.load()
        self.topics = tuple(TopicId(label) for label in dict.fromkeys(label for label, _ in rows))
        examples = [Example(text, (TopicId(label),)) for label, text in rows]
        store = VectorStore({}, self.encoder.encode, self.encoder.digest)
        self.matcher, _ = matcher.build(examples, self.topics, store, {})
        general = dict.fromkeys(self.encoder.wordpiece.whole_words())
        self.speller = Speller(known_words([], [plain(text) for _, text in rows], general), general)

    def __call__(self, text: str) -> tuple[str, float]:
        """The best topic and its calibrated probability."""
        mended = self.speller.repair(plain(text))
        found = self.matcher.scores(mended, self.encoder.encode(mended))
        best = int(found.topics.argmax())
        return self.topics[best], float(found.probabilities[best])


def measure(
    classify: Callable[[str], tuple[str, float]],
    test: Sequence[Row],
    oos_valid: Sequence[Row],
    oos_test: Sequence[Row],
    own_threshold: float | None,
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
    threshold = _threshold(ask, oos_valid) if oos_valid else own_threshold
    in_scope = oos_recall = None
    if threshold is not None and (oos_valid or oos_test):
        in_scope = 100 * float((right & (sure >= threshold)).mean())
    if threshold is not None and oos_test:
        oos_recall = 100 * float(np.mean([ask(text)[1] < threshold for _, text in oos_test]))
    used = threshold if in_scope is not None else None
    return Result(100 * float(right.mean()), in_scope, oos_recall, used, 1000 * statistics.median(spent))


def _threshold(ask: Callable[[str], tuple[str, float]], rows: Sequence[Row]) -> float:
    """The threshold with the best sum of in-scope accuracy and out-of-scope recall on validation rows."""
    answers = [(label, *ask(text)) for label, text in rows]
    inside = [(label == answer, score) for label, answer, score in answers if label != OUT_OF_SCOPE]
    outside = [score for label, _, score in answers if label == OUT_OF_SCOPE]

    def worth(threshold: float) -> float:
        kept = sum(is_right and score >= threshold for is_right, score in inside) / max(len(inside), 1)
        return kept + sum(score < threshold for score in outside) / max(len(outside), 1)

    return max(sorted({score for _, _, score in answers}), key=worth)


def peers(train: Sequence[Row]) -> dict[str, Callable[[str], tuple[str, float]]]:
    """What others would use, trained on the same rows; needs the extra `bench`."""
    import bm25s
    from rapidfuzz import fuzz, process
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    labels, texts = [label for label, _ in train], [text for _, text in train]
    encoder = Encoder.load()
    vectors = np.array([encoder.encode(text) for text in texts])[:, :384]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
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
        found, scores = index.retrieve(bm25s.tokenize([text], show_progress=False), k=1, show_progress=False)
        return labels[int(found[0, 0])], float(scores[0, 0])

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
    results = {Product.name: measure(Product(train), test, oos_valid, oos_test, ANSWER_FROM)}
    if chosen.peers:
        for name, classify in peers(train).items():
            results[name] = measure(classify, test, oos_valid, oos_test, None)
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
