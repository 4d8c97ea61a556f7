"""Whatever has become of what was compiled, the chat opens and says what the folder says, danger before all else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.cli.loading import build_assistant, load_assistant
from bbchat.conversation.reply import Crisis, NotCovered
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.store import FILE_NAME, save_arrays
from bbchat.knowledge import stored
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Knowledge
from tests.small_folder import write_small_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, knowledge_folder: Path) -> Path:
    """A small folder that was compiled."""
    made = write_small_folder(tmp_path_factory.mktemp("stored") / "knowledge", knowledge_folder)
    knowledge = load_knowledge(made)
    save_arrays(made / FILE_NAME, build_assistant(made, knowledge)[1]())
    stored.store_knowledge(made, knowledge, stored.made_of(made))
    return made


@pytest.fixture(scope="module")
def knowledge(folder: Path) -> Knowledge:
    return load_knowledge(folder)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes after one to three things have happened to them."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        places = st.one_of(st.integers(0, min(300, len(changed))), st.integers(0, len(changed)))
        at, kind = draw(places), draw(st.integers(0, 3))
        if kind == 0:
            del changed[at:]
        elif kind == 1:
            changed[at:at] = draw(st.binary(min_size=1, max_size=9))
        else:
            changed[at : at + 1] = bytes([draw(st.integers(0, 255))])
    return bytes(changed)


@settings(max_examples=60)
@given(data=st.data())
def test_stored_knowledge_that_was_damaged_is_not_used(folder: Path, knowledge: Knowledge, data: st.DataObject) -> None:
    path = folder / stored.FILE_NAME
    content = path.read_bytes()
    path.write_bytes(data.draw(damaged(content)))
    try:
        found = stored.read_stored(folder)
    finally:
        path.write_bytes(content)
    assert found in (None, knowledge)


@settings(max_examples=10)
@given(data=st.data())
def test_a_damaged_compiled_file_keeps_nobody_from_an_answer_or_from_help(folder: Path, data: st.DataObject) -> None:
    path = folder / FILE_NAME
    content = path.read_bytes()
    path.write_bytes(data.draw(damaged(content)))
    try:
        assistant = load_assistant(folder)[0]
        assert isinstance(respond(ConversationState(), "how much is it", assistant)[1], NotCovered)
        assert isinstance(respond(ConversationState(), "i want to kill myself", assistant)[1], Crisis)
    finally:
        path.write_bytes(content)
