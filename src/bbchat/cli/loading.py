"""A knowledge folder made into an assistant."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bbchat.cli.locations import bundled_knowledge
from bbchat.conversation import assistant
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.encoder import Encoder
from bbchat.encoding.store import FILE_NAME, Arrays, VectorStore, load_arrays
from bbchat.errors import EncoderError
from bbchat.knowledge.model import Knowledge
from bbchat.knowledge.safety_rules import Exemplar
from bbchat.knowledge.stored import open_knowledge
from bbchat.matching import fitting
from bbchat.safety import semantic

COLLECTED_ONCE_LOADED = (2_000, 10, 50)
"""Objects made since the last look for garbage, and looks until one takes in what is older: an answer makes thousands
that refer to each other, and looking through those of many answers at once would hold one of them up by a tenth of a
second."""


def load_encoder() -> tuple[Encoder | None, EncoderError | None]:
    """The encoder, or why it can't be had; questions are then matched by words alone."""
    try:
        return Encoder.load(), None
    except EncoderError as error:
        return None, error


def compiled_arrays(path: Path) -> Arrays:
    """The arrays of a folder's compiled file; what it lacks comes from the one that came with the program.

    What was fitted together is taken together: a file that an earlier version or another encoder compiled has no say.
    """
    own, shipped = path / FILE_NAME, bundled_knowledge() / FILE_NAME
    if own == shipped:
        return load_arrays(own)
    arrays, ready = dict(load_arrays(own)), load_arrays(shipped)
    is_of_this_encoder = np.array_equal(arrays.get("safety_model", ""), ready.get("safety_model", ""))
    for group, is_usable in ((fitting.FITTED, True), (semantic.FITTED, is_of_this_encoder)):
        if not is_usable or not all(name in arrays for name in group):
            arrays = {name: array for name, array in arrays.items() if name not in group}
    return {**ready, **arrays}


def open_store(path: Path) -> VectorStore:
    """The vectors of a knowledge folder.

    Raises:
        EncoderError: there is no encoder.
    """
    encoder = Encoder.load()
    return VectorStore(compiled_arrays(path), encoder.encode, encoder.digest)


def build_assistant(
    path: Path, knowledge: Knowledge, *, afresh: bool = False, refit_safety: bool = False
) -> tuple[Assistant, Callable[[], Arrays], EncoderError | None]:
    """The assistant for knowledge from `path`, what makes the arrays to compile, and why there is no encoder, if so.

    With `afresh` only vectors are taken from the compiled file, and everything is fitted anew, the safety layer where
    its exemplars have changed or `refit_safety` says so.
    """
    encoder, failure = load_encoder()
    compiled = compiled_arrays(path)
    if afresh:
        kept = ("keys", "vectors", *(() if refit_safety else semantic.FITTED))
        compiled = {name: compiled[name] for name in kept if name in compiled}
    made, to_store = assistant.build(knowledge, encoder, compiled, exemplars_of(path), refit=afresh)
    settle()
    return made, to_store, failure


def settle() -> None:
    """What is loaded stays, so nobody need look through it for garbage again; and what was freed on the way goes back
    to the system, which glibc does of itself only for the newest pages. From now on garbage is looked for often, so
    that no look takes long."""
    gc.freeze()
    gc.set_threshold(*COLLECTED_ONCE_LOADED)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def load_assistant(path: Path) -> tuple[Assistant, Callable[[], Arrays], EncoderError | None]:
    """`build_assistant` for a folder that is still to be read.

    Raises:
        KnowledgeError: the folder holds mistakes.
    """
    return build_assistant(path, open_knowledge(path))


def exemplars_of(path: Path) -> Callable[[], Sequence[Exemplar]]:
    """What reads a folder's exemplars of danger, which takes longer than opening all else."""

    def read() -> Sequence[Exemplar]:
        from bbchat.knowledge.safety_files import load_exemplars

        return load_exemplars(path / "safety", [])

    return read
