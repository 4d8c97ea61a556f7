"""The sentence encoder: one text in, two unit-length vectors out, by the ONNX file in the folder `model`.

The one invariant: a text always gives the same vectors, alone or among others, because each is encoded by itself.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding.wordpiece import WordPiece
from bbchat.errors import EncoderError

Vector: TypeAlias = npt.NDArray[np.float32]
"""Two vectors of length 1 in one row (768,), or a stack of such rows (n, 768), float32: first the last layer's, which
says what a text means, then the middle layers', which keeps more of how it is put."""

MEANING = 384
"""Numbers in each of the two vectors."""
DIMENSIONS = 2 * MEANING
LAYERS = (6, 3, 5)
"""Layers of six whose states the model gives; the last makes the first vector, the other two the second: with them
CLINC150 with ten examples an intent gains a point over the last layer alone, BANKING77 stays as it is."""

States: TypeAlias = npt.NDArray[np.float32]
"""What the model says of each token of a text, float32 (tokens, 1152): the states of `LAYERS` side by side."""

MODEL_FOLDER = Path(__file__).parent / "model"


def cosines(stack: Vector, vector: Vector) -> npt.NDArray[np.float32]:
    """Likeness in meaning, -1 to 1, of each row of a stack (n, 768) to one row (768,) or to columns (768, m)."""
    likeness: npt.NDArray[np.float32] = stack[:, :MEANING] @ vector[:MEANING]
    return likeness


def pool(states: States) -> Vector:
    """The row (768,) of a text's tokens (n, 1152)."""
    row: Vector = pool_runs(states, [(0, len(states))])[0]
    return row


def pool_runs(states: States, runs: Sequence[tuple[int, int]]) -> Vector:
    """The row (768,) of each run of a text's tokens, which begins and ends so: each layer's mean, of length 1."""
    means = np.array([states[begin:end].mean(axis=0) for begin, end in runs])
    layers = _unit(means.reshape(-1, len(LAYERS), MEANING))
    return np.concatenate([layers[:, 0], _unit(layers[:, 1:].sum(axis=1))], axis=1)


def _unit(vectors: Vector) -> Vector:
    unit: Vector = vectors / np.sqrt(vectors[..., None, :] @ vectors[..., None])[..., 0]
    return unit


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C waits: inside a native import it would come out as an import that failed."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Encoder:
    """all-MiniLM-L6-v2 in int8, run by onnxruntime in the calling thread alone."""

    def __init__(self, wordpiece: WordPiece, run: Callable[[npt.NDArray[np.int64]], States], digest: str) -> None:
        self.wordpiece = wordpiece
        self._run = run
        self.digest = digest
        """sha256 of the model file: vectors made by another model are not comparable."""

    @classmethod
    def load(cls, folder: Path = MODEL_FOLDER) -> Encoder:
        """Open the model, which takes about 0.1 s and 45 MB.

        Raises:
            EncoderError: a file is missing or broken, or onnxruntime cannot be loaded on this machine.
        """
        # From 1.29 on its Linux builds keep a device id in the home folder and send usage data, unless told not to.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            with _undisturbed():
                import onnxruntime

            onnxruntime.disable_telemetry_events()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 4
            model = folder / "encoder.onnx"
            with model.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            wordpiece = WordPiece.load(folder / "vocab.txt")
            probe = session.run(None, {"input_ids": np.array([wordpiece.encode("")], dtype=np.int64)})[0]
            if probe.shape != (len(wordpiece.encode("")), len(LAYERS) * MEANING):
                raise ValueError("the model gives states of another size")
        except Exception as error:
            raise EncoderError(
                f"The encoder in {folder} could not be opened ({type(error).__name__}).",
                "Questions are matched by their words alone until it is back: reinstall bbchat to restore it.",
            ) from error

        def run(ids: npt.NDArray[np.int64]) -> States:
            states: States = session.run(None, {"input_ids": ids})[0]
            return states

        return cls(wordpiece, run, digest)

    def read(self, text: str) -> States:
        """The states of one text's tokens, from [CLS] to [SEP]."""
        return self._run(np.array([self.wordpiece.encode(text)], dtype=np.int64))

    def encode(self, text: str) -> Vector:
        """The row (768,) of one text; a text without anything to read gets that of the empty text."""
        return pool(self.read(text))
