"""What is stored of a knowledge folder: it stands for the folder only as long as nothing has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.knowledge import stored
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Knowledge
from bbchat.knowledge.stored import (
    FILE_NAME,
    as_stored,
    made_of,
    open_knowledge,
    read_stored,
    read_words,
    store_knowledge,
)
from tests.small_folder import write_small_folder


@pytest.fixture
def folder(tmp_path: Path, knowledge_folder: Path) -> Path:
    made = write_small_folder(tmp_path / "small", knowledge_folder)
    store_knowledge(made, load_knowledge(made), made_of(made))
    return made


def test_what_is_stored_is_what_reading_the_folder_gives(folder: Path, two_articles: Path, tmp_path: Path) -> None:
    assert read_stored(folder) == load_knowledge(folder)
    copy = tmp_path / "two"
    shutil.copytree(two_articles, copy)
    assert read_stored(copy) is None, "the shipped file that lies in it is of other files"
    store_knowledge(copy, load_knowledge(copy), made_of(copy))
    assert read_stored(copy) == load_knowledge(copy)


def test_the_sentences_alone_are_those_of_the_folder(folder: Path) -> None:
    assert read_words(folder) == load_knowledge(folder).wording
    _edit(folder)
    assert read_words(folder) == load_knowledge(folder).wording, "the edited file holds none of them"
    (folder / "wording.yaml").write_text("chat: {you: Yourself}\n", encoding="utf-8")
    assert read_words(folder) is None, "they are no longer what was stored"
    store_knowledge(folder, load_knowledge(folder), made_of(folder))
    found = read_words(folder)
    assert found is not None
    assert found.chat.you == "Yourself"


def _edit(folder: Path) -> None:
    with (folder / "handoffs.yaml").open("a", encoding="utf-8") as file:
        file.write("# a note\n")


def _add_an_article(folder: Path) -> None:
    article = next(path for path in (folder / "articles").iterdir())
    shutil.copytree(article, folder / "articles" / "another")


def _add_words(folder: Path) -> None:
    (folder / "wording.yaml").write_text("chat: {}\n", encoding="utf-8")


def _swap_two_files(folder: Path) -> None:
    one, other = (folder / "safety" / f"phrases.{language}.yaml" for language in ("en", "es"))
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])


@pytest.mark.parametrize("change", [_edit, _add_an_article, _add_words, _swap_two_files])
def test_whatever_changes_in_the_folder_is_never_hidden_by_what_was_stored(
    folder: Path, change: Callable[[Path], None]
) -> None:
    change(folder)
    assert read_stored(folder) is None


def test_another_version_reads_the_files_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "__version__", "9.9.9")
    assert read_stored(folder) is None
    assert read_words(folder) is None
    assert open_knowledge(folder) == load_knowledge(folder)


def test_a_letter_that_changed_on_the_disk_is_never_shown(folder: Path) -> None:
    path = folder / FILE_NAME
    content = path.read_bytes()
    at = content.index(b"988")
    path.write_bytes(content[:at] + b"989" + content[at + 3 :])
    assert read_stored(folder) is None


def test_a_sentence_that_changed_on_the_disk_is_never_shown(folder: Path) -> None:
    path = folder / FILE_NAME
    content = path.read_bytes()
    said = load_knowledge(folder).wording.chat.you.encode()
    path.write_bytes(content.replace(b'"' + said + b'"', b'"She"', 1))
    assert read_words(folder) is None


def test_a_folder_that_cannot_be_written_keeps_the_old_file(folder: Path) -> None:
    before = (folder / FILE_NAME).read_bytes()
    gone = folder / "gone"
    with pytest.raises(OSError, match="gone"):
        store_knowledge(gone, load_knowledge(folder), made_of(folder))
    assert (folder / FILE_NAME).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("tmp")) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=20,
    )
)
def test_json_of_other_shapes_gives_nothing(small: tuple[Path, Knowledge], value: object) -> None:
    folder, _ = small
    body = json.dumps(value).encode()
    digest = stored._digest(body)
    head = f"{made_of(folder)} {digest} {digest}\n".encode()
    (folder / FILE_NAME).write_bytes(head + body)
    assert read_stored(folder) is None
    assert read_words(folder) is None


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, knowledge_folder: Path) -> tuple[Path, Knowledge]:
    made = write_small_folder(tmp_path_factory.mktemp("small") / "small", knowledge_folder)
    return made, load_knowledge(made)


def test_every_sort_of_value_comes_back_as_it_was(folder: Path) -> None:
    knowledge = load_knowledge(folder)
    practice = replace(knowledge.practice, phone="1\u20282", email='"\\', hours="ñ 日本 🙂")
    odd = replace(knowledge, practice=practice)
    (folder / FILE_NAME).write_bytes(as_stored(odd, made_of(folder)))
    assert read_stored(folder) == odd
