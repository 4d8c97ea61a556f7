"""A real document that was damaged on its way is an article or a sentence in plain words, whatever was damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.authoring.importing.article import sections_of
from bbchat.authoring.importing.source import read_source
from bbchat.errors import SourceError, UsageError
from tests.unit.authoring.import_sources import OFFLINE, PROSE, paragraph, seed_page, word
from tests.unit.authoring.test_import_bad_input import NOT_FOR_AUTHORS

WORD = word(paragraph("All of it", "Title"), paragraph("One", "Heading1"), paragraph(PROSE), creator="Jo Doe")


@pytest.mark.parametrize("ending", [".docx", ".html"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_document_is_an_article_or_a_sentence(
    tmp_path: Path, knowledge_folder: Path, ending: str, data: st.DataObject
) -> None:
    content = bytearray(WORD if ending == ".docx" else seed_page(knowledge_folder).encode())
    places = st.integers(0, len(content) - 1) | st.integers(max(0, len(content) - 400), len(content) - 1)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(places)] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(places) :]
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    said = "plain words"
    try:
        reading = read_source(str(path), OFFLINE)
        sections_of(reading.blocks, reading.facts.title)
    except (SourceError, UsageError) as error:
        said = error.hint and f"{error.message} {error.hint}"
    assert said
    assert not NOT_FOR_AUTHORS.search(said)
