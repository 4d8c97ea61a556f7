"""What is not wrong in a knowledge folder, but worth a look by its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bbchat.encoding.encoder import MEANING, Vector
from bbchat.knowledge.model import Example

TOO_ALIKE = 0.93
"""Cosine from which two questions say the same; pairs below it were told apart by readers."""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two example questions that say the same and lead to different topics."""

    first: Example
    second: Example
    likeness: float


def near_duplicates(examples: Sequence[Example], vectors: Vector) -> list[NearDuplicate]:
    """Pairs of examples without a topic in common that are too alike, the most alike first.

    Args:
        examples: n example questions.
        vectors: theirs, (n, 768).
    """
    likeness = np.triu(vectors[:, :MEANING] @ vectors[:, :MEANING].T, 1)
    pairs = [
        NearDuplicate(examples[row], examples[column], float(likeness[row, column]))
        for row, column in np.argwhere(likeness >= TOO_ALIKE)
        if not set(examples[row].topics) & set(examples[column].topics)
    ]
    return sorted(pairs, key=lambda pair: -pair.likeness)
