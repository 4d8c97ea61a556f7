"""A knowledge folder as its author's commands look at it: whatever can be read of it, and what was compiled."""

from __future__ import annotations

from pathlib import Path

from bbchat.authoring.checks.compiled import Compiled
from bbchat.cli.loading import compiled_arrays, load_encoder
from bbchat.encoding.store import FILE_NAME, VectorStore, load_arrays


def compiled_of(path: Path, *, with_encoder: bool = True) -> Compiled:
    """What was compiled of a folder, and the vectors of its texts where the encoder can be opened."""
    used = compiled_arrays(path)
    encoder = load_encoder()[0] if with_encoder else None
    store = VectorStore(used, encoder.encode, encoder.digest) if encoder else None
    return Compiled(load_arrays(path / FILE_NAME), used, store)
