"""Fits the matcher's ridge to the example questions, as flat arrays that can be stored as they are.

The one invariant: what the fit depends on is in its fingerprint, so that a stale one never counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import Vector
from bbchat.encoding.lexical import LexicalIndex
from bbchat.encoding.store import Arrays
from bbchat.matching import calibration, supports
from bbchat.matching.supports import Supports

LEXICAL_WEIGHTS = (0.05, 0.1, 0.15, 0.2, 0.3)
"""Shares of the lexical kernel beside that of the vectors, among which the leave-one-out error chooses. Never none: a
name that the encoder does not know counts only there."""
CHOOSE_ON = 1000
"""Examples, evenly spread, on which the share is chosen: the error hardly depends on their number, the time does."""
FURTHER = 0.7
"""What an example is taught to score for its second and further topics, where the first gets 1: so the best comes first
where two fit. Anything from 0.5 to 0.8 gains a point in five-fold cross-validation over 1."""
EXACT, SUPPORTS = 16_000, 4096
"""Examples up to which a question is compared with all of them; of more, so many carry the fit, evenly spread. That
would cost 0.8 points of 96.6 on CLINC150 with its 15,000 rows, and keeps a question's time from growing."""
AT_ONCE = 1000
"""Rows of a kernel that are worked out at a time: all at once they would take gigabytes."""

FITTED = (
    "fingerprint",
    "places",
    "lexical_weight",
    "weights",
    "calibration",
    "left_out_right",
    "left_out_probability",
    "lexical_terms",
    "lexical_rarity",
    "lexical_weights",
    "lexical_starts",
    "lexical_rows",
    "lexical_values",
    *supports.STORED,
)
"""The names of the arrays that hold a fitted matcher."""


def is_same(arrays: Arrays, fingerprint: npt.NDArray[np.uint8]) -> bool:
    """Whether arrays, of a compiled file for instance, hold the fit with this fingerprint."""
    return all(name in arrays for name in FITTED) and np.array_equal(arrays["fingerprint"], fingerprint)


def fingerprint_of(
    texts: Sequence[str], model: str, labels: Sequence[Sequence[int]], topics: int
) -> npt.NDArray[np.uint8]:
    """A digest of all that a fit depends on.

    Args:
        texts: the examples as plain questions.
        model: names the encoder; "" where there is none.
        labels: the numbers of each example's topics.
        topics: how many there are.
    """
    parameters = (
        ridge.SHARPNESS,
        ridge.MIDDLE_WEIGHT,
        ridge.REGULARISATION,
        LEXICAL_WEIGHTS,
        FURTHER,
        EXACT,
        SUPPORTS,
        supports.AXES,
        calibration.UNKNOWN_SHARE,
    )
    digest = hashlib.blake2b(repr((5, parameters, topics, model)).encode(), digest_size=32)
    digest.update("\0".join(texts).encode())
    digest.update(repr(labels).encode())
    return np.frombuffer(digest.digest(), dtype=np.uint8)


def fit(
    texts: Sequence[str],
    vectors: Vector | None,
    labels: Sequence[Sequence[int]],
    topics: int,
) -> Arrays:
    """Fit everything but the fingerprint.

    Args:
        texts: the examples as plain questions.
        vectors: theirs (n, 768), None to fit to words alone.
        labels: the numbers of each example's topics, the best first; of none where it is only known what it is not.
        topics: how many there are.
    """
    size = len(texts)
    targets = np.zeros((size, topics))
    for row, numbers in zip(targets, labels, strict=True):
        row[numbers] = FURTHER
        row[numbers[:1]] = 1.0
    places = np.arange(size) if size <= EXACT else np.linspace(0, size - 1, SUPPORTS).astype(np.intp)
    meant = Supports.of(vectors) if vectors is not None else None
    share = _best_share(texts, meant, targets) if meant else 1.0
    lexical = LexicalIndex.build([texts[place] for place in places])
    owners = np.where(targets.any(axis=1), targets.argmax(axis=1), -1)
    groups = [np.flatnonzero(owners == topic) for topic in range(-1, targets.shape[1])]
    if size <= EXACT:
        model = ridge.fit(_kernel(lexical, meant, share), targets)
        weights, left_out = model.weights, model.leave_one_out()
        groups_out = [model.leave_group_out([rows]) for rows in groups[1:]]
    else:
        carriers = meant.some(places) if meant else None

        def near(rows: ridge.Places) -> ridge.Matrix:
            found = share * np.array([lexical.similarities(texts[row]) for row in rows]).reshape(-1, len(places))
            if meant and carriers:
                found += (1 - share) * carriers.kernel(meant.some(rows))
            return found.astype(np.float64)

        carried = ridge.carry(near, places, targets, groups)
        weights, left_out, groups_out = carried.weights, carried.left_out, carried.groups_out[1:]
    fitted = _calibrated(left_out, groups_out, targets)
    index = lexical if meant is None else LexicalIndex.build([])
    best = left_out.argmax(axis=1)
    return {
        "places": places.astype(np.int32),
        "lexical_weight": np.array(share),
        "weights": weights.astype(np.float32),
        "calibration": np.array(fitted.weights),
        "left_out_right": targets[np.arange(size), best] > 0,
        "left_out_probability": fitted.probabilities(left_out).max(axis=1).astype(np.float32),
        "lexical_terms": lexical.terms,
        "lexical_rarity": lexical.rarity,
        "lexical_weights": lexical.summed(weights).weights.astype(np.float16),
        "lexical_starts": index.starts,
        "lexical_rows": index.rows,
        "lexical_values": index.weights,
        **supports.stored(meant and meant.some(places)),
    }


def _kernel(lexical: LexicalIndex, meant: Supports | None, share: float) -> npt.NDArray[np.float32]:
    """The kernel of all examples (n, n)."""
    matrix = lexical.kernel()
    matrix *= share
    if meant:
        for start in range(0, len(matrix), AT_ONCE):
            rows = np.arange(start, min(start + AT_ONCE, len(matrix)))
            matrix[rows] += (1 - share) * meant.kernel(meant.some(rows))
    return matrix


def _best_share(texts: Sequence[str], meant: Supports, targets: ridge.Matrix) -> float:
    """The share of the words with the smallest leave-one-out error."""
    some = np.linspace(0, len(texts) - 1, min(len(texts), CHOOSE_ON)).astype(np.intp)
    words, few = LexicalIndex.build([texts[place] for place in some]).kernel(), meant.some(some)
    near = few.kernel(few)
    return min(LEXICAL_WEIGHTS, key=lambda share: ridge.fit(share * words + (1 - share) * near, targets[some]).error())


def _calibrated(
    left_out: ridge.Matrix, groups_out: Sequence[ridge.Matrix], targets: ridge.Matrix
) -> calibration.Calibration:
    """The calibration for leave-one-out scores (n, k) and, topic by topic, leave-topic-out scores."""
    leaves_rivals = len(groups_out) > 2
    unknown = [np.delete(scores, topic, axis=1) for topic, scores in enumerate(groups_out) if len(scores)]
    strangers = np.concatenate(unknown) if unknown and leaves_rivals else left_out[:0]
    return calibration.fit(left_out, targets > 0, strangers)
