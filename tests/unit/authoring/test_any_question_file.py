"""Whatever bytes a list of questions or a safety set holds, it is read or the mistake is told in plain words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.authoring.evaluate_safety import read_safety_set
from bbchat.authoring.question_sets import read_question_set, read_questions
from bbchat.errors import KnowledgeError
from tests.unit.knowledge.test_any_bytes import check_words

PIECES = st.sampled_from(
    [
        *(b"text\t", b"labels\t", b"label\t", b"first\tfollowup\t", b"subtype\t", b"\n", b"\r\n", b"\t", b"\n\n"),
        *(b"fees", b"science|fees", b"a+b", b"+", b"|", b"not_covered:fees", b"crisis\t", b"none\t", b"what is it"),
        *(b"- ", b"text: x\n", b"labels: [a, b]\n", b"{a: [1", b"&a ", b"*a", b"!!python/none", b"1. ", b"? ", b": "),
        *(b"\xff", b"\x00", b"\xef\xbb\xbf", b"\x1b[2J", "é\u2028".encode(), b"\xed\xa0\x80"),
    ]
)
CONTENTS = st.binary(max_size=120) | st.lists(PIECES, max_size=20).map(b"".join)
READERS: dict[str, Callable[[Path], object]] = {
    "a list": read_questions,
    "a question set": lambda path: read_question_set(path, ["fees", "science"]),  # type: ignore[list-item]
    "a safety set": read_safety_set,
}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ending=st.sampled_from([".tsv", ".yaml", ".txt", ""]), content=CONTENTS)
def test_any_bytes_are_questions_or_a_sentence(tmp_path: Path, reader: str, ending: str, content: bytes) -> None:
    path = tmp_path / f"questions{ending}"
    path.write_bytes(content)
    try:
        READERS[reader](path)
    except KnowledgeError as error:
        check_words(error.problems)
