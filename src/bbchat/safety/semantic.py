"""The second layer of the safety check: what a message means, where no phrase has caught it.

Kernel ridge on the encoder's vectors and on the words, over exemplars of danger against exemplars that only sound like
it. The one invariant: it adds notices and never takes one away; without an encoder it is not there, and the phrases
stand alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.lexical import LexicalIndex, LexicalScore
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.safety_rules import Category, Exemplar, Tier
from bbchat.language.normalise import plain_question
from bbchat.safety.notice import Notice

FALSE_ALARMS = 0.085
"""Share of the exemplars that only sound like danger that may be taken for it, each by a ridge that never saw it. They
were picked to be hard: of everyday messages it is a twentieth of this (docs/evaluation.md)."""
SOFTENED = 1.25
"""What the threshold is multiplied with where the phrases found only a denial, the past or a loss."""
LEXICAL_SHARE = 0.2
"""Share of the words beside the vectors: of 0, 0.15, 0.2 and 0.3 the one with the best left-out recall."""
SUPPORTS = 8000
"""Texts, those of the greatest weight, that the fitted ridge is carried over to: time and memory go by their number."""
AXES = 128, 64
"""Principal axes that are kept of the last layer's vectors and of the middle layers', so that twice the supports take
half of the memory and of the time; what is found stays the same within half a per cent."""
AT_ONCE = 1000
"""Rows of a kernel that are worked out at a time while fitting: all at once they would take many gigabytes."""
CARRYING = 1e-3
"""Regularisation of that step, which has no noise to smooth out, only rounding."""

OF_A_SENTENCE = 0.15
"""What the score of a single sentence is lowered by: a message of many has many chances to be taken for danger."""

Kind = tuple[Tier, Category | None]
Windows: TypeAlias = "Iterable[tuple[str, Vector | None]]"
"""Plain texts and their rows (768,), None where there is no encoder."""


@dataclass(frozen=True, slots=True)
class SemanticLayer:
    """Scores a message's vectors and words against the exemplars."""

    axes: tuple[Vector, Vector]
    """Onto which both vectors of a row are projected: (384, a) and (384, b)."""
    supports: Vector
    """(m, a + b), projected; exemplars first, then ordinary questions."""
    weights: ridge.Matrix
    """(m, 1 + kinds): danger of any kind, then each kind."""
    lexical: LexicalScore
    """What the words add to the danger."""
    thresholds: tuple[float, float]
    """For English and for Spanish, which the encoder tells apart less well."""
    kinds: tuple[Kind, ...]
    languages: npt.NDArray[np.bool_]
    """Whether each of the supports that is an exemplar is Spanish."""

    def notice_for(self, windows: Windows, found: Notice | None, sentences: Windows = ()) -> Notice | None:
        """The notice that a message calls for by its meaning; None where it calls for none.

        Args:
            windows: the plain texts of the message's windows, and their rows (768,).
            found: what the phrases called for, if anything.
            sentences: those of a message of several, with their rows inside the message.
        """
        best: tuple[float, Notice] | None = None
        handicapped = chain(((0.0, *window) for window in windows), ((OF_A_SENTENCE, *one) for one in sentences))
        for handicap, text, vector in handicapped:
            if vector is None:
                continue
            likeness, near = _nearness(_projected(vector, self.axes), self.supports, self.axes)
            scores = near.astype(np.float64) @ self.weights
            danger = (float(scores[0]) + self.lexical.of(text) - handicap) / (SOFTENED if found else 1.0)
            if danger < min(self.thresholds):
                continue
            is_spanish = bool(self.languages[int(likeness[: len(self.languages)].argmax())])
            if danger >= self.thresholds[is_spanish] and (best is None or danger > best[0]):
                tier, category = self.kinds[int(scores[1:].argmax())]
                best = danger, Notice(tier, category, "es" if is_spanish else "en")
        return best[1] if best else None


def _projected(rows: Vector, axes: tuple[Vector, Vector]) -> Vector:
    """Rows (..., 768) by what the axes keep of them (..., a + b)."""
    return np.concatenate([rows[..., :MEANING] @ axes[0], rows[..., MEANING:] @ axes[1]], axis=-1)


def _nearness(rows: Vector, supports: Vector, axes: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    """The likeness in meaning of projected rows (..., a + b) to the supports (m, a + b), and the kernel; (..., m)."""
    kept = axes[0].shape[1]
    likeness = rows[..., :kept] @ supports[:, :kept].T
    return likeness, ridge.kernel_of(likeness, rows[..., kept:] @ supports[:, kept:].T)


def build(
    exemplars: Sequence[Exemplar], background: Sequence[str], store: VectorStore, arrays: Arrays, *, refit: bool = False
) -> tuple[SemanticLayer | None, Arrays]:
    """Take the fitted layer out of the compiled arrays, or fit it, which takes minutes.

    Args:
        exemplars: messages of danger and those that only sound like it.
        background: ordinary questions to the practice and what it has published, as they are encoded, so that worry
            about therapy is not taken for danger; a changed one is no reason to fit anew.
        store: the vectors of the texts.
        arrays: a compiled file's arrays, which may be empty or stale.
        refit: fit anew where the exemplars have changed; otherwise what was compiled stands until the next
            `bbchat compile`, because nobody who opens the chat should wait for it.

    Returns:
        The layer, None where there are no exemplars of both sorts; and the arrays that let the next call skip the fit.
    """
    if len({one.tier is None for one in exemplars}) < 2:
        return None, {}
    is_usable = all(name in arrays for name in FITTED) and str(arrays["safety_model"]) == store.digest
    if not is_usable or (refit and is_stale(exemplars, arrays)):
        arrays = _fit(exemplars, background, store)
    kinds = tuple(_kind(name) for name in arrays["safety_kinds"].tolist())
    lexical = LexicalScore(
        arrays["safety_terms"], arrays["safety_rarity"], arrays["safety_term_weights"], int(arrays["safety_texts"])
    )
    english, spanish = arrays["safety_thresholds"].tolist()
    layer = SemanticLayer(
        (arrays["safety_axes_last"].astype(np.float32), arrays["safety_axes_middle"].astype(np.float32)),
        arrays["safety_supports"].astype(np.float32),
        arrays["safety_weights"].astype(np.float64),
        lexical,
        (english, spanish),
        kinds,
        arrays["safety_languages"],
    )
    return layer, {name: arrays[name] for name in FITTED}


def is_stale(exemplars: Sequence[Exemplar], arrays: Arrays) -> bool:
    """Whether the compiled layer was fitted to other exemplars, or otherwise than it would be now."""
    compiled = arrays.get("safety_fingerprint")
    return compiled is None or not np.array_equal(compiled, _fingerprint(exemplars))


FITTED = (
    "safety_fingerprint",
    "safety_model",
    "safety_axes_last",
    "safety_axes_middle",
    "safety_supports",
    "safety_weights",
    "safety_kinds",
    "safety_languages",
    "safety_thresholds",
    "safety_terms",
    "safety_rarity",
    "safety_term_weights",
    "safety_texts",
)
"""The names of the arrays that hold a fitted layer."""


def _fingerprint(exemplars: Sequence[Exemplar]) -> npt.NDArray[np.uint8]:
    kernel = (ridge.SHARPNESS, ridge.MIDDLE_WEIGHT, ridge.REGULARISATION)
    digest = hashlib.blake2b(repr((4, kernel, FALSE_ALARMS, LEXICAL_SHARE, SUPPORTS, AXES)).encode(), digest_size=32)
    for one in exemplars:
        digest.update(f"{_name(one)}\0{one.language}\0{one.text}\n".encode())
    return np.frombuffer(digest.digest(), dtype=np.uint8)


def _name(one: Exemplar) -> str:
    """The kind of an exemplar in one word; empty for one that only sounds like danger."""
    return "" if one.tier is None else f"{one.tier.value}:{one.category.value if one.category else ''}"


def _kind(name: str) -> Kind:
    tier, _, category = name.partition(":")
    return Tier(tier), Category(category) if category else None


def _fit(exemplars: Sequence[Exemplar], background: Sequence[str], store: VectorStore) -> Arrays:
    """Fit to all texts, and carry the result over to the supports and to the terms."""
    texts = [*(plain_question(one.text) for one in exemplars), *background]
    names = [_name(one) for one in exemplars]
    kinds = [name for name in dict.fromkeys(names) if name]
    targets = np.zeros((len(texts), 1 + len(kinds)))
    for row, name in enumerate(names):
        if name:
            targets[row, [0, 1 + kinds.index(name)]] = 1.0
    vectors, lexical = store.vectors(texts), LexicalIndex.build(texts)
    likeness = lexical.kernel()
    for start in range(0, len(texts), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        likeness[rows] *= LEXICAL_SHARE
        likeness[rows] += (1 - LEXICAL_SHARE) * ridge.kernel(vectors[rows], vectors)
    model = ridge.fit(likeness, targets)
    del likeness
    chosen = np.sort(np.argsort(-np.abs(model.weights[:, 0]), kind="stable")[:SUPPORTS])
    axes = _axes(vectors[:, :MEANING], AXES[0]), _axes(vectors[:, MEANING:], AXES[1])
    supports = _projected(vectors[chosen], axes)
    gram, carried = CARRYING * np.eye(len(chosen)), np.zeros((len(chosen), len(targets[0])))
    for start in range(0, len(texts), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        near = _nearness(_projected(vectors[rows], axes), supports, axes)[1].astype(np.float64)
        gram += near.T @ near
        carried += near.T @ (ridge.kernel(vectors[rows], vectors).astype(np.float64) @ model.weights)
    weights = (1 - LEXICAL_SHARE) * np.linalg.solve(gram, carried)
    score = lexical.summed(LEXICAL_SHARE * model.weights[:, 0])
    spanish = np.array([one.language == "es" for one in exemplars])
    harmless = targets[: len(exemplars), 0] == 0
    left_out = model.leave_one_out()[: len(exemplars), 0]
    thresholds = [
        _threshold(left_out[harmless & (spanish == is_spanish)], left_out[harmless]) for is_spanish in (False, True)
    ]
    return {
        "safety_fingerprint": _fingerprint(exemplars),
        "safety_model": np.array(store.digest),
        "safety_axes_last": axes[0].astype(np.float16),
        "safety_axes_middle": axes[1].astype(np.float16),
        "safety_supports": supports.astype(np.float16),
        "safety_weights": weights.astype(np.float32),
        "safety_kinds": np.array(kinds),
        "safety_languages": spanish[chosen[chosen < len(exemplars)]],
        "safety_thresholds": np.array(thresholds),
        "safety_terms": score.terms,
        "safety_rarity": score.rarity,
        "safety_term_weights": score.weights,
        "safety_texts": np.array(score.size),
    }


def _axes(vectors: Vector, count: int) -> Vector:
    """The principal axes (384, count) of some vectors (n, 384), rounded as they are stored."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return axes[:, : -count - 1 : -1].astype(np.float16).astype(np.float32)


def _threshold(scores: ridge.Matrix, all_scores: ridge.Matrix) -> float:
    """Just above the score that the budget of false alarms leaves out; of all languages where one has no exemplars."""
    falling = np.sort(scores if len(scores) else all_scores)[::-1]
    return float(np.nextafter(falling[int(FALSE_ALARMS * len(falling))], np.inf))
