"""How the encoder is known to work on this machine: sentences and their vectors, made where it was built.

Processors multiply small numbers each in their own way, and one that overflows gives other vectors, and wrong answers,
without any error.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bbchat.encoding.encoder import MEANING, MODEL_FOLDER, Encoder
from bbchat.encoding.store import load_arrays, save_arrays

FILE = MODEL_FOLDER / "reference.npz"
SENTENCES = (
    "",
    "Hello.",
    "does it actually work?",
    "How much is a session, and do you take my insurance?",
    "I have been feeling low for months and I don't know whom to talk to.",
    "quiero hablar con alguien",
    "Is therapy as effective as medication for depression, or should I do both at the same time?",
    "qwrtz 12345 !!! émigré naïve 日本",
)


def save_reference(encoder: Encoder, path: Path = FILE) -> None:
    """Write what this encoder makes of the sentences, here and now.

    Raises:
        OSError: it can't be written.
    """
    vectors = np.array([encoder.encode(sentence) for sentence in SENTENCES])
    save_arrays(path, {"model": np.array(encoder.digest), "vectors": vectors.astype(np.float16)})


def likeness(encoder: Encoder, path: Path = FILE) -> float | None:
    """The worst cosine, -1 to 1, of what the encoder makes of the sentences to what it should.

    None where there is nothing to compare with: no file, or one of another model.
    """
    stored = load_arrays(path)
    vectors = stored.get("vectors")
    if vectors is None or len(vectors) != len(SENTENCES) or str(stored.get("model")) != encoder.digest:
        return None
    made = np.array([encoder.encode(sentence) for sentence in SENTENCES])
    halves = (slice(0, MEANING), slice(MEANING, None))
    worst = [float((made[:, half] * vectors[:, half].astype(np.float32)).sum(axis=1).min()) for half in halves]
    return min(worst)
