"""From ridge scores to probabilities, learned from the authors' own questions alone.

Platt scaling (logistic regression) on two figures of a topic: its score, and its lead over the best rival. Platt
rather than isotonic: some topics have few examples, and smooth weights cannot overfit them. It learns from
leave-one-out scores, and from leave-topic-out ones as questions that no topic answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bbchat.encoding.ridge import Matrix

UNKNOWN_SHARE = 0.1
"""Share of questions that no topic of the knowledge answers, as assumed when probabilities are fitted."""
AT_ONCE = 1000
"""Questions whose features are worked out at a time: those of a hundred thousand would take gigabytes."""
CANDIDATES = 3
"""Topics of a question that can matter: the best and its rivals."""


def features(scores: Matrix) -> Matrix:
    """(n, k, 3): one, the score, and the lead over the best other topic, for scores (n, k) with k >= 2."""
    ordered = np.sort(scores, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    lead = scores - np.where(scores == best, second, best)
    return np.stack([np.ones_like(scores), scores, lead], axis=2)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted weights: of the constant, the score and the lead."""

    weights: tuple[float, float, float]

    def probabilities(self, scores: Matrix) -> Matrix:
        """Probability (n, k) that each topic answers a question with these scores (n, k)."""
        values = features(scores) @ np.array(self.weights)
        result: Matrix = 1.0 / (1.0 + np.exp(-np.clip(values, -30, 30)))
        return result


def fit(known: Matrix, accepted: npt.NDArray[np.bool_], unknown: Matrix) -> Calibration:
    """Fit to leave-one-out scores (n, k) with the accepted topics (n, k), and leave-topic-out scores (m, k)."""
    inputs, truth, weight = [], [], []
    share = UNKNOWN_SHARE / (1 - UNKNOWN_SHARE) * len(known) / max(len(unknown), 1)
    for scores, right, importance in (
        (known, accepted, 1.0),
        (unknown, np.zeros(unknown.shape, dtype=np.bool_), share),
    ):
        for start in range(0, len(scores), AT_ONCE):
            some = scores[start : start + AT_ONCE]
            top = np.argsort(-some, axis=1)[:, :CANDIDATES]
            inputs.append(np.take_along_axis(features(some), top[:, :, None], axis=1).reshape(-1, 3))
            truth.append(np.take_along_axis(right[start : start + AT_ONCE], top, axis=1).reshape(-1))
            weight.append(np.full(truth[-1].shape, importance))
    constant, score, lead = logistic(np.concatenate(inputs), np.concatenate(truth), np.concatenate(weight)).tolist()
    return Calibration((constant, score, lead))


def logistic(inputs: Matrix, truth: npt.NDArray[np.bool_], weight: Matrix) -> Matrix:
    """Weights (d,) of a logistic regression on inputs (n, d), each counting as much as `weight` (n,) says.

    By Newton's method, with a touch of ridge so that it always converges.
    """
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        guess = 1.0 / (1.0 + np.exp(-np.clip(inputs @ found, -30, 30)))
        gradient = inputs.T @ (weight * (guess - truth)) + 1e-3 * found
        curvature = (inputs * (weight * guess * (1 - guess))[:, None]).T @ inputs + 1e-3 * np.eye(len(found))
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    return found
