"""The compiled index on disk: vectors keyed by model and text, and the fitted arrays beside them.

The one invariant: a missing, stale or broken file never stops anything; what it lacks is made again in memory.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding.encoder import DIMENSIONS, Vector
from bbchat.files import replacing

FILE_NAME = "compiled.npz"
MAX_FILE_BYTES = 1_000_000_000

Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]


def text_key(digest: str, text: str) -> int:
    """64 bits that name a text as seen by the model with this digest."""
    return int.from_bytes(hashlib.blake2b(f"{digest}\0{text}".encode(), digest_size=8).digest(), "little")


def load_arrays(path: Path) -> Arrays:
    """The arrays of a compiled file; none where it is missing or cannot be read."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return {}
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except Exception:  # zip, zlib, pickle and numpy each have their own way of saying that a file is broken
        return {}


def save_arrays(path: Path, arrays: Arrays) -> None:
    """Write a compiled file in one step: a reader sees the old one or the new one. A start reads all of it, so it is
    not deflated.

    Raises:
        OSError: the folder cannot be written.
    """
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


def _are_vectors(keys: npt.NDArray[Any], vectors: npt.NDArray[Any]) -> bool:
    """Whether the arrays of a file are what `VectorStore.arrays` makes."""
    has_types = keys.dtype == np.uint64 and vectors.dtype == np.float16
    return has_types and keys.ndim == 1 and vectors.shape == (len(keys), DIMENSIONS)


class VectorStore:
    """Vectors of known texts; encodes only what it does not hold."""

    def __init__(self, arrays: Arrays, encode: Callable[[str], Vector], digest: str) -> None:
        keys, vectors = arrays.get("keys"), arrays.get("vectors")
        self._encode = encode
        self.digest = digest
        """Names the model that made the vectors."""
        self._known: dict[int, npt.NDArray[np.float16]] = {}
        if keys is not None and vectors is not None and _are_vectors(keys, vectors):
            self._known = dict(zip(keys.tolist(), vectors, strict=True))
        self.encoded = 0
        """Texts that had to be encoded since the store was opened."""

    def vectors(self, texts: Sequence[str]) -> Vector:
        """The vectors (n, 768) of the texts, rounded to half precision whether stored or fresh."""
        rows = []
        for text in texts:
            key = text_key(self.digest, text)
            if key not in self._known:
                self._known[key] = self._encode(text).astype(np.float16)
                self.encoded += 1
            rows.append(self._known[key])
        return np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)

    def arrays(self, texts: Sequence[str]) -> Arrays:
        """What to save so that these texts need no encoder next time."""
        unique = sorted({text_key(self.digest, text) for text in texts})
        vectors = np.array([self._known[key] for key in unique], dtype=np.float16).reshape(len(unique), DIMENSIONS)
        return {"keys": np.array(unique, dtype=np.uint64), "vectors": vectors}
