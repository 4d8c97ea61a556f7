"""The second layer of the safety check: what a message means, where no phrase has caught it.

Kernel ridge on the encoder's vectors, over exemplars of danger against exemplars that only sound like it. The one
invariant: it adds notices and never takes one away; without an encoder it is not there, and the phrases stand alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import Vector, cosines
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.safety_rules import Category, Exemplar, Tier
from bbchat.language.normalise import as_question, plain
from bbchat.safety.notice import Notice

FALSE_ALARMS = 0.1
"""Share of the exemplars that only sound like danger that may be taken for it, each by a ridge that never saw it. They
were picked to be hard: of everyday messages it is about a thirtieth of this (docs/evaluation.md)."""
SOFTENED = 1.25
"""What the threshold is multiplied with where the phrases found only a denial, the past or a loss."""

Kind = tuple[Tier, Category | None]


@dataclass(frozen=True, slots=True)
class SemanticLayer:
    """Scores a message's vectors against the exemplars."""

    vectors: Vector
    """(n, 768)."""
    weights: ridge.Matrix
    """(n, 1 + kinds): danger of any kind, then each kind."""
    threshold: float
    kinds: tuple[Kind, ...]
    languages: npt.NDArray[np.bool_]
    """Whether each exemplar is Spanish; the rows after them are ordinary questions."""

    def notice_for(self, vectors: Iterable[Vector | None], found: Notice | None) -> Notice | None:
        """The notice that a message calls for by its meaning; None where it calls for none.

        Args:
            vectors: the rows (768,) of the message's windows.
            found: what the phrases called for, if anything.
        """
        limit = self.threshold * (SOFTENED if found else 1.0)
        best: tuple[float, Notice] | None = None
        for vector in vectors:
            if vector is None:
                continue
            scores = ridge.kernel(vector, self.vectors).astype(np.float64) @ self.weights
            if scores[0] >= limit and (best is None or scores[0] > best[0]):
                tier, category = self.kinds[int(scores[1:].argmax())]
                is_spanish = self.languages[int(cosines(self.vectors[: len(self.languages)], vector).argmax())]
                best = float(scores[0]), Notice(tier, category, "es" if is_spanish else "en")
        return best[1] if best else None


def build(
    exemplars: Sequence[Exemplar], background: Sequence[str], store: VectorStore, arrays: Arrays
) -> tuple[SemanticLayer | None, Arrays]:
    """Fit the layer, or take the fitted one out of the compiled arrays where no exemplar has changed since.

    Args:
        exemplars: messages of danger and those that only sound like it.
        background: ordinary questions to the practice, as they are encoded, so that worry about therapy is not taken
            for danger; a changed one is no reason to fit anew.
        store: the vectors of the texts.
        arrays: a compiled file's arrays, which may be empty or stale.

    Returns:
        The layer, None where there are no exemplars of both sorts; and the arrays that let the next call skip the fit.
    """
    kinds = tuple(dict.fromkeys((one.tier, one.category) for one in exemplars if one.tier is not None))
    if not kinds or all(one.tier is not None for one in exemplars):
        return None, {}
    texts = exemplar_texts(exemplars)
    targets = np.array(
        [[one.tier is not None, *((one.tier, one.category) == kind for kind in kinds)] for one in exemplars]
    )
    fingerprint = _fingerprint(texts, targets)
    vectors = store.known(arrays["safety_keys"]) if _is_same(arrays, fingerprint) else None
    if vectors is None:
        texts += background
        vectors = store.vectors(texts)
        harmless = np.zeros((len(texts) - len(targets), targets.shape[1]), dtype=np.bool_)
        arrays = _fit(vectors, np.concatenate([targets, harmless]), len(targets))
        arrays = {**arrays, "safety_fingerprint": fingerprint, "safety_keys": store.keys(texts)}
    languages = np.array([one.language == "es" for one in exemplars])
    weights = arrays["safety_weights"].astype(np.float64)
    layer = SemanticLayer(vectors, weights, float(arrays["safety_threshold"]), kinds, languages)
    return layer, {name: arrays[name] for name in _FITTED}


def exemplar_texts(exemplars: Iterable[Exemplar]) -> list[str]:
    """The texts as they are encoded: the way that a typed message is."""
    return [as_question(plain(one.text)) for one in exemplars]


_FITTED = ("safety_fingerprint", "safety_keys", "safety_weights", "safety_threshold")


def _fingerprint(texts: Sequence[str], targets: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    parameters = (1, ridge.SHARPNESS, ridge.MIDDLE_WEIGHT, ridge.REGULARISATION, FALSE_ALARMS, targets.shape)
    digest = hashlib.blake2b(repr(parameters).encode(), digest_size=32)
    digest.update(np.packbits(targets).tobytes())
    digest.update("\0".join(texts).encode())
    return np.frombuffer(digest.digest(), dtype=np.uint8)


def _is_same(arrays: Arrays, fingerprint: npt.NDArray[np.uint8]) -> bool:
    return all(name in arrays for name in _FITTED) and np.array_equal(arrays["safety_fingerprint"], fingerprint)


def _fit(vectors: Vector, targets: npt.NDArray[np.bool_], exemplars: int) -> Arrays:
    """Weights, and the threshold at the budget of false alarms among the first so many rows."""
    model = ridge.fit(ridge.kernel(vectors, vectors).astype(np.float64), targets.astype(np.float64))
    hard = ~targets[:exemplars, 0]
    scores = np.sort(model.leave_one_out()[:exemplars, 0][hard])[::-1]
    return {
        "safety_weights": model.weights.astype(np.float32),
        "safety_threshold": np.array(
            np.nextafter(scores[min(int(FALSE_ALARMS * len(scores)), len(scores) - 1)], np.inf)
        ),
    }
