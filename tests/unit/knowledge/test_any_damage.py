"""A real folder with one damaged file: it opens, or every mistake is told in plain words; nothing else happens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.encoding.store import FILE_NAME
from bbchat.errors import KnowledgeError
from bbchat.knowledge.loader import load_knowledge
from tests.small_folder import shorten
from tests.unit.knowledge.test_any_bytes import check_words

EXTRAS = {
    "wording.yaml": 'chat:\n  caption: "What about these?"\n  showing_results: "Showing: {question}"\n',
    "signatures.yaml": f"passages:\n  science: {{reviewer: Jo Doe, date: '2026-01-31', sha256: {'a' * 64}}}\n",
}


@pytest.fixture(scope="module")
def whole(knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with all that a folder can have, but little of each, so that it is read quickly."""
    copy = tmp_path_factory.mktemp("damage") / "knowledge"
    shutil.copytree(knowledge_folder, copy, ignore=shutil.ignore_patterns(FILE_NAME, ".schemas"))
    for path in copy.glob("**/*.yaml"):
        if path.name != "passages.yaml":
            shorten(path, path)
    for name, text in EXTRAS.items():
        (copy / name).write_text(text, encoding="utf-8")
    load_knowledge(copy)
    return copy


KINDS = st.sampled_from(["cut off", "cut out", "scrap", "scrap", "turned over", "twice", "for another", "as by others"])
SCRAPS = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from(
        [b"\n", b"\t", b": ", b"- ", b"|", b"{", b"]", b'"', b"&a ", b"*a", b"!!binary ", b"<<: ", b"---\n"]
    ),
    st.sampled_from(
        [b"(", b")", b"<", b">", b"...9", b"\xff", b"\x00", b"\xef\xbb\xbf", "\u2028".encode(), b"1e400", b"~"]
    ),
)


@st.composite
def damaged(draw: st.DrawFn, content: bytes, others: list[bytes]) -> bytes:
    """The bytes of a file after something has happened to it."""
    at = draw(st.integers(0, len(content)))
    end = at + draw(st.integers(1, 200))
    match draw(KINDS):
        case "cut off":
            return content[:at]
        case "cut out":
            return content[:at] + content[end:]
        case "scrap":
            return content[:at] + draw(SCRAPS) + content[at + draw(st.integers(0, 3)) :]
        case "turned over":
            return (
                content[:at]
                + bytes(byte ^ draw(st.integers(1, 255)) for byte in content[at : at + 1])
                + content[at + 1 :]
            )
        case "twice":
            return content[:end] + content[at:]
        case "for another":
            return draw(st.sampled_from(others))
        case _:
            written = content.decode(errors="replace").replace("\n", "\r\n")
            return written.encode(draw(st.sampled_from(["utf-16", "utf-8-sig", "cp1252", "utf-32-be"])), "replace")


@settings(max_examples=25)
@given(data=st.data())
def test_one_damaged_file_is_read_or_told_in_plain_words(whole: Path, data: st.DataObject) -> None:
    files = sorted(path for path in whole.glob("**/*") if path.is_file() and path.name != "LICENSE")
    path = data.draw(st.sampled_from(files), label="file")
    content = path.read_bytes()
    others = [other.read_bytes() for other in files if other != path]
    path.write_bytes(data.draw(damaged(content, others)))
    try:
        load_knowledge(whole)
    except KnowledgeError as error:
        check_words(error.problems)
    finally:
        path.write_bytes(content)


def test_a_mistake_quotes_nothing_that_cannot_be_seen(whole: Path) -> None:
    path = whole / "safety" / "phrases.en.yaml"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("suicide", "\ue000suicide"), encoding="utf-8")
    try:
        with pytest.raises(KnowledgeError) as caught:
            load_knowledge(whole)
        check_words(caught.value.problems)
    finally:
        path.write_text(content, encoding="utf-8")
