"""The second layer of the safety check: what a message means, where no phrase has caught it.

Kernel ridge on the encoder's vectors and on the words, over exemplars of danger against exemplars that only sound like
it. The one invariant: it adds notices and never takes one away; without an encoder it is not there, and the phrases
stand alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.lexical import LexicalIndex, LexicalScore
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.safety_rules import Category, Exemplar, Tier
from bbchat.language.normalise import plain_question
from bbchat.safety.notice import Notice

FALSE_ALARMS = 0.1
"""Share of the exemplars that only sound like danger that may be taken for it, each by a ridge that never saw it. They
were picked to be hard: of everyday messages it is a fiftieth of this (docs/evaluation.md)."""
SOFTENED = 1.25
"""What the threshold is multiplied with where the phrases found only a denial, the past or a loss."""
LEXICAL_SHARE = 0.2
"""Share of the words beside the vectors: of 0, 0.15, 0.2 and 0.3 the one with the best left-out recall."""
SUPPORTS = 12_000
"""Texts, those of the greatest weight, that a first look is carried over to: its time goes by their number."""
AXES, ALL_AXES = (128, 64), (256, 128)
"""Principal axes kept of the last layer's vectors and of the middle layers', for the first look and for the second."""
DOUBT = 0.1
"""What a first look may be wrong by: from the threshold less this, all texts are looked at. One in twenty ordinary
questions gets that second look, which halves the false notices at the same recall (docs/evaluation.md)."""
SECOND_LOOKS = 2
"""Windows and sentences of one message, those of the highest first look, that get one."""
AT_ONCE = 1000
"""Rows of a kernel that are worked out at a time while fitting: all at once they would take many gigabytes."""
FEW = 4000
"""Rows of bytes that are made floats at a time while looking: the fastest of 250 to 24,000, after an encoding."""
CARRYING = 0.01
"""Regularisation of that step, which has little noise to smooth out."""

OF_A_SENTENCE = 0.15
"""What the score of a single sentence is lowered by: a message of many has many chances to be taken for danger."""
BARELY, PLAINLY = 0.08, 0.5
"""So little over its threshold a message keeps its answer, below a gentle notice, if a topic answers it with this
probability: an ordinary question with a grim word, far more often than danger (docs/evaluation.md)."""

Kind = tuple[Tier, Category | None]
Windows: TypeAlias = "Iterable[tuple[str, Vector | None]]"
"""Plain texts and their rows (768,), None where there is no encoder."""


@dataclass(frozen=True, slots=True)
class Look:
    """A fitted ridge on fewer axes: kernels at its supports, and a plane for most of what those axes leave out."""

    axes: tuple[Vector, Vector]
    """Onto which both vectors of a row are projected: (384, a) and (384, b)."""
    supports: tuple[npt.NDArray[Any], npt.NDArray[Any]]
    """Both vectors of the supports, projected, as floats or rounded to bytes: (m, a) and (m, b); exemplars first, then
    ordinary questions."""
    scales: Vector | float
    """What the supports are to be multiplied with (m,)."""
    weights: ridge.Matrix
    """(m, 1 + kinds), column by column in memory: danger of any kind, then each kind."""
    plane: ridge.Matrix
    """(768 + 1, 1 + kinds): the same, for the row itself and a constant."""

    def near(self, rows: Vector) -> tuple[ridge.Matrix, Vector]:
        """The kernel (n, m) between rows (n, 768) and the supports, and their likeness in meaning (n, m)."""
        sides = zip((rows[:, :MEANING], rows[:, MEANING:]), self.axes, self.supports, strict=True)
        likeness, middle = (self.scales * _products(part @ axes, supports) for part, axes, supports in sides)
        return ridge.kernel_of(likeness, middle).astype(np.float64), likeness

    def danger(self, near: ridge.Matrix, rows: Vector) -> ridge.Matrix:
        """The score (n,) of danger of any kind that rows with this kernel have."""
        return self._scores(near, rows, slice(1))[:, 0]

    def kind(self, near: ridge.Matrix, row: Vector) -> int:
        """The likeliest kind of danger for a row (768,) with this kernel (m,)."""
        return int(self._scores(near, row, slice(1, None)).argmax())

    def _scores(self, near: ridge.Matrix, rows: Vector, columns: slice) -> ridge.Matrix:
        scores: ridge.Matrix = near @ self.weights[:, columns] + _with_constant(rows) @ self.plane[:, columns]
        return scores


def _products(rows: Vector, supports: npt.NDArray[Any]) -> Vector:
    """Of rows (n, a) with supports (m, a); bytes become floats a few at a time, always in the same place."""
    if supports.dtype == np.float32:
        return ridge.products(rows, supports)
    found, floats = np.empty((len(rows), len(supports)), np.float32), np.empty((FEW, rows.shape[1]), np.float32)
    for at in range(0, len(supports), FEW):
        few = floats[: len(supports) - at]
        few[:] = supports[at : at + FEW]
        found[:, at : at + FEW] = ridge.products(rows, few)
    return found


@dataclass(frozen=True, slots=True)
class SemanticLayer:
    """Scores a message's vectors and words against the exemplars."""

    first: Look
    second: Look
    """At all texts, for what the first look finds doubtful."""
    lexical: LexicalScore
    """What the words add to the danger."""
    thresholds: tuple[float, float]
    """For English and for Spanish, which the encoder tells apart less well."""
    doubt: float
    """What the first look, as it was fitted, may be wrong by."""
    kinds: tuple[Kind, ...]
    languages: npt.NDArray[np.bool_]
    """Whether each of the second look's supports that is an exemplar is Spanish."""

    def notice_for(
        self,
        windows: Windows,
        found: Notice | None,
        sentences: Windows = (),
        answered: Callable[[], float] = lambda: 0.0,
    ) -> Notice | None:
        """The notice that a message calls for by its meaning; None where it calls for none.

        Args:
            windows: the plain texts of the message's windows, and their rows (768,).
            found: what the phrases called for, if anything.
            sentences: those of a message of several, with their rows inside the message.
            answered: how likely some topic answers the message, asked for only where that decides.
        """
        softened = SOFTENED if found else 1.0
        handicapped = chain(((0.0, *window) for window in windows), ((OF_A_SENTENCE, *one) for one in sentences))
        parts = [(vector, text, handicap) for handicap, text, vector in handicapped if vector is not None]
        if not parts:
            return None
        vectors, texts, handicaps = zip(*parts, strict=True)
        rows, beside = np.array(vectors), self.lexical.of(texts)[:, 0] - handicaps
        first = self.first.danger(self.first.near(rows)[0], rows) + beside
        doubtful = [
            at for at in np.argsort(-first)[:SECOND_LOOKS] if first[at] >= softened * min(self.thresholds) - self.doubt
        ]
        if not doubtful:
            return None
        near, likeness = self.second.near(rows[doubtful])
        danger = (self.second.danger(near, rows[doubtful]) + beside[doubtful]) / softened
        is_spanish = self.languages[likeness[:, : len(self.languages)].argmax(axis=1)]
        over = danger - np.where(is_spanish, self.thresholds[1], self.thresholds[0])
        worst = int(np.where(over >= 0, danger, -np.inf).argmax())
        if over[worst] < 0:
            return None
        language = "es" if is_spanish[worst] else "en"
        if over[worst] < BARELY and answered() >= PLAINLY:
            return Notice(Tier.GENTLE, None, language)
        tier, category = self.kinds[self.second.kind(near[worst], rows[doubtful[worst]])]
        return Notice(tier, category, language)


def _projected(rows: Vector, axes: tuple[Vector, Vector]) -> Vector:
    """Rows (..., 768) by what the axes keep of them (..., a + b)."""
    return np.concatenate([rows[..., :MEANING] @ axes[0], rows[..., MEANING:] @ axes[1]], axis=-1)


def _with_constant(rows: Vector) -> Vector:
    """Rows (..., 768) with a one behind each (..., 769)."""
    return np.concatenate([rows, np.ones_like(rows[..., :1])], axis=-1)


def _nearness(rows: Vector, supports: Vector, axes: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    """The likeness in meaning of projected rows (..., a + b) to the supports (m, a + b), and the kernel; (..., m)."""
    kept = axes[0].shape[1]
    likeness = rows[..., :kept] @ supports[:, :kept].T
    return likeness, ridge.kernel_of(likeness, rows[..., kept:] @ supports[:, kept:].T)


def build(
    exemplars: Callable[[], Sequence[Exemplar]],
    background: Callable[[], Sequence[str]],
    store: VectorStore,
    arrays: Arrays,
    *,
    refit: bool = False,
) -> tuple[SemanticLayer | None, Arrays]:
    """Take the fitted layer out of the compiled arrays, or fit it, which takes minutes.

    Args:
        exemplars: reads messages of danger and those that only sound like it, where they are needed.
        background: makes ordinary questions to the practice and what it has published, as they are encoded, so that
            worry about therapy is not taken for danger; a changed one is no reason to fit anew.
        store: the vectors of the texts.
        arrays: a compiled file's arrays, which may be empty or stale.
        refit: fit anew where the exemplars have changed; otherwise what was compiled stands until the next
            `bbchat compile`, because nobody who opens the chat should wait for it.

    Returns:
        The layer, None where it is to be fitted and there are no exemplars of both sorts; and the arrays that let the
        next call skip the fit.
    """
    is_usable = all(name in arrays for name in FITTED) and str(arrays["safety_model"]) == store.digest
    if refit or not is_usable:
        known = exemplars()
        if not is_usable and len({one.tier is None for one in known}) < 2:
            return None, {}
        if not is_usable or is_stale(known, arrays):
            arrays = _fit(known, background(), store)
    kinds = tuple(_kind(name) for name in arrays["safety_kinds"].tolist())
    lexical = LexicalScore(
        arrays["safety_terms"],
        arrays["safety_rarity"],
        arrays["safety_term_weights"].reshape(-1, 1),
        int(arrays["safety_texts"]),
    )
    english, spanish = arrays["safety_thresholds"].tolist()
    looks = (_look(arrays, "first"), _look(arrays, "second"))
    doubt = float(arrays["safety_doubt"])
    layer = SemanticLayer(*looks, lexical, (english, spanish), doubt, kinds, arrays["safety_languages"])
    return layer, {name: arrays[name] for name in FITTED}


def is_stale(exemplars: Sequence[Exemplar], arrays: Arrays) -> bool:
    """Whether the compiled layer was fitted to other exemplars, or otherwise than it would be now."""
    compiled = arrays.get("safety_fingerprint")
    return compiled is None or not np.array_equal(compiled, _fingerprint(exemplars))


PARTS = ("axes_last", "axes_middle", "supports_last", "supports_middle", "scales", "weights", "plane")
FITTED = (
    "safety_fingerprint",
    "safety_model",
    *(f"safety_{look}_{part}" for look in ("first", "second") for part in PARTS),
    "safety_kinds",
    "safety_languages",
    "safety_thresholds",
    "safety_doubt",
    "safety_terms",
    "safety_rarity",
    "safety_term_weights",
    "safety_texts",
)
"""The names of the arrays that hold a fitted layer."""


def _fingerprint(exemplars: Sequence[Exemplar]) -> npt.NDArray[np.uint8]:
    kernel = (ridge.SHARPNESS, ridge.MIDDLE_WEIGHT, ridge.REGULARISATION)
    digest = hashlib.blake2b(
        repr((6, kernel, FALSE_ALARMS, LEXICAL_SHARE, SUPPORTS, AXES, ALL_AXES, DOUBT)).encode(), digest_size=32
    )
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
    for rows in _runs(len(texts)):
        likeness[rows] *= LEXICAL_SHARE
        likeness[rows] += (1 - LEXICAL_SHARE) * ridge.kernel(vectors[rows], vectors)
    model = ridge.fit(likeness, targets)
    del likeness
    meant = np.concatenate(
        [ridge.kernel(vectors[rows], vectors).astype(np.float64) @ model.weights for rows in _runs(len(texts))]
    )
    looks = {
        "first": _carried(vectors, meant, np.sort(np.argsort(-np.abs(model.weights[:, 0]), kind="stable")[:SUPPORTS])),
        "second": _levelled(vectors, meant, model.weights),
    }
    score = lexical.summed(LEXICAL_SHARE * model.weights[:, :1], least=2)
    spanish = np.array([one.language == "es" for one in exemplars])
    harmless = targets[: len(exemplars), 0] == 0
    left_out = model.leave_one_out()[: len(exemplars), 0]
    thresholds = [
        _threshold(left_out[harmless & (spanish == is_spanish)], left_out[harmless]) for is_spanish in (False, True)
    ]
    return {
        "safety_fingerprint": _fingerprint(exemplars),
        "safety_model": np.array(store.digest),
        **{f"safety_{name}_{part}": array for name, look in looks.items() for part, array in look.items()},
        "safety_kinds": np.array(kinds),
        "safety_languages": spanish,
        "safety_thresholds": np.array(thresholds),
        "safety_doubt": np.array(DOUBT),
        "safety_terms": score.terms,
        "safety_rarity": score.rarity,
        "safety_term_weights": score.weights,
        "safety_texts": np.array(score.size),
    }


def _runs(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE))


def _carried(vectors: Vector, meant: ridge.Matrix, chosen: npt.NDArray[np.intp]) -> Arrays:
    """A look that is as near as can be to what is meant (n, 1 + kinds) by n texts, with only the chosen ones kept."""
    axes = ridge.principal_axes(vectors, AXES)
    supports = _projected(vectors[chosen], axes)
    size = len(chosen) + vectors.shape[1] + 1
    gram, carried = CARRYING * np.eye(size), np.zeros((size, meant.shape[1]))
    for rows in _runs(len(vectors)):
        near = _nearness(_projected(vectors[rows], axes), supports, axes)[1]
        basis = np.concatenate([near, _with_constant(vectors[rows])], axis=1).astype(np.float64)
        gram += basis.T @ basis
        carried += basis.T @ meant[rows]
    fitted = np.linalg.solve(gram, carried)
    return _stored(axes, supports.astype(np.float16), np.empty(0), *np.split(fitted, [len(chosen)]))


def _levelled(vectors: Vector, meant: ridge.Matrix, weights: ridge.Matrix) -> Arrays:
    """A look at all texts with their own weights, and the plane for what its axes leave out of what is meant."""
    axes = ridge.principal_axes(vectors, ALL_AXES)
    projected = _projected(vectors, axes)
    scales = (np.abs(projected).max(axis=1, keepdims=True) / 127).astype(np.float16)
    rounded = np.rint(projected / scales.astype(np.float32)).clip(-127, 127).astype(np.int8)
    supports = rounded * scales.astype(np.float32)
    gram, carried = CARRYING * np.eye(vectors.shape[1] + 1), np.zeros((vectors.shape[1] + 1, meant.shape[1]))
    for rows in _runs(len(vectors)):
        basis = _with_constant(vectors[rows]).astype(np.float64)
        near = _nearness(_projected(vectors[rows], axes), supports, axes)[1].astype(np.float64)
        gram += basis.T @ basis
        carried += basis.T @ (meant[rows] - near @ weights)
    return _stored(axes, rounded, scales, weights, np.linalg.solve(gram, carried))


def _stored(
    axes: tuple[Vector, Vector],
    supports: npt.NDArray[Any],
    scales: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    plane: npt.NDArray[Any],
) -> Arrays:
    """A look as it is compiled; the vectors' share of a score is in its weights."""
    share = 1 - LEXICAL_SHARE
    split = axes[0].shape[1]
    sides = (np.ascontiguousarray(supports[:, :split]), np.ascontiguousarray(supports[:, split:]))
    narrow = (axes[0].astype(np.float16), axes[1].astype(np.float16), *sides, scales.astype(np.float16))
    wide = ((share * weights).astype(np.float32), (share * plane).astype(np.float32))
    return dict(zip(PARTS, (*narrow, *wide), strict=True))


def _look(arrays: Arrays, name: str) -> Look:
    last, middle, *sides, scales, weights, plane = (arrays[f"safety_{name}_{part}"] for part in PARTS)
    first, second = (side if side.dtype == np.int8 else side.astype(np.float32) for side in sides)
    return Look(
        (last.astype(np.float32), middle.astype(np.float32)),
        (first, second),
        scales.astype(np.float32).ravel() if scales.size else 1.0,
        np.asfortranarray(weights, np.float64),
        np.asfortranarray(plane, np.float64),
    )


def _threshold(scores: ridge.Matrix, all_scores: ridge.Matrix) -> float:
    """Just above the score that the budget of false alarms leaves out; of all languages where one has no exemplars."""
    falling = np.sort(scores if len(scores) else all_scores)[::-1]
    return float(np.nextafter(falling[int(FALSE_ALARMS * len(falling))], np.inf))
