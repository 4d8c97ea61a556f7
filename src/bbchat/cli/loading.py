"""A knowledge folder made into an assistant."""

from __future__ import annotations

from pathlib import Path

from bbchat.conversation import assistant
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.encoder import Encoder
from bbchat.encoding.store import FILE_NAME, Arrays, VectorStore, load_arrays
from bbchat.errors import EncoderError
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Knowledge


def load_encoder() -> tuple[Encoder | None, EncoderError | None]:
    """The encoder, or why it can't be had; questions are then matched by words alone."""
    try:
        return Encoder.load(), None
    except EncoderError as error:
        return None, error


def open_store(path: Path) -> VectorStore:
    """The vectors of a knowledge folder.

    Raises:
        EncoderError: there is no encoder.
    """
    encoder = Encoder.load()
    return VectorStore(load_arrays(path / FILE_NAME), encoder.encode, encoder.digest)


def build_assistant(
    path: Path, knowledge: Knowledge, *, afresh: bool = False
) -> tuple[Assistant, Arrays, EncoderError | None]:
    """The assistant for knowledge from `path`, the arrays worth compiling, and why there is no encoder, if so.

    With `afresh` only vectors are taken from the compiled file, and everything is fitted anew.
    """
    encoder, failure = load_encoder()
    compiled = load_arrays(path / FILE_NAME)
    if afresh:
        compiled = {name: compiled[name] for name in ("keys", "vectors") if name in compiled}
    made, arrays = assistant.build(knowledge, encoder, compiled)
    return made, arrays, failure


def load_assistant(path: Path, *, afresh: bool = False) -> tuple[Assistant, Arrays, EncoderError | None]:
    """`build_assistant` for a folder that is still to be read.

    Raises:
        KnowledgeError: the folder holds mistakes.
    """
    return build_assistant(path, load_knowledge(path), afresh=afresh)
