"""What somebody can no longer look up when the outline or the search is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.knowledge.contents import LONGEST_TYPED, Finder, find, outline, text_of
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import ArticleId, Example, Knowledge, Passage, TopicId


@pytest.fixture(scope="module")
def knowledge(knowledge_folder: Path) -> Knowledge:
    return load_knowledge(knowledge_folder)


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> Finder:
    return Finder(knowledge)


def found(finder: Finder, typed: str) -> list[str]:
    return [one.topic for one in finder.find(typed)]


def test_the_outline_holds_every_section_in_the_order_of_the_article_and_then_what_to_ask(knowledge: Knowledge) -> None:
    article, handoffs = outline(knowledge)
    assert article.title == 'What the heck is "Psychotherapy?"'
    assert " ".join(article.topics) == "overview understanding connection tools empowerment science reasons"
    assert article.article is knowledge.articles[ArticleId("what-is-psychotherapy")]
    assert handoffs.article is None
    assert handoffs.title == knowledge.wording.topics.not_in_article
    assert list(handoffs.topics) == [one.id for one in knowledge.handoffs()]


def test_each_article_has_its_own_heading_and_one_without_sections_has_none(knowledge: Knowledge) -> None:
    first = next(iter(knowledge.articles.values()))
    second, bare = replace(first, id=ArticleId("b"), title="B"), replace(first, id=ArticleId("c"), title="C")
    science = knowledge.topics[TopicId("science")]
    assert isinstance(science, Passage)
    topics = {**knowledge.topics, science.id: replace(science, article=second.id)}
    articles = {one.id: one for one in (first, second, bare)}
    groups = outline(replace(knowledge, articles=articles, topics=topics))
    assert [(group.title, len(group.topics)) for group in groups[:2]] == [(first.title, 6), ("B", 1)]
    assert len(groups) == 3


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("resilience", "connection"),  # in the text
        ("resil", "connection"),  # its beginning
        ("RESILIENCE", "connection"),  # whatever the case
        ("résilience", "connection"),  # whatever the accents
        ("stress tools", "tools"),  # in any order, from title and text
        ("isnt just about", "tools"),  # an apostrophe left out
        ("isn't just", "tools"),  # a straight one for a curly one
        ("one-size-fits-all", "reasons"),
        ("insurance", "insurance"),  # a title before a question
        ("sliding scale", "fees"),  # only in a question
        ("lower rates", "fees"),  # whom to ask
    ],
)
def test_a_topic_is_found_by_what_somebody_remembers_of_it(finder: Finder, typed: str, best: str) -> None:
    assert found(finder, typed)[0] == best


def test_a_topic_that_lacks_a_typed_word_is_not_offered(finder: Finder) -> None:
    assert "science" in found(finder, "anxiety")
    assert "science" not in found(finder, "anxiety boundaries")


@pytest.mark.parametrize("typed", ["resiliense", "resilence", "reislience", "resiliencee", "emotional resiliense"])
def test_one_slip_is_forgiven_where_nothing_else_is_found(knowledge: Knowledge, finder: Finder, typed: str) -> None:
    best = finder.find(typed)[0]
    assert best.topic == "connection"
    assert best.span is not None
    assert text_of(knowledge, best.topic)[slice(*best.span)].endswith("resilience")


def test_a_slip_that_a_question_holds_on_purpose_does_not_hide_the_text(knowledge: Knowledge) -> None:
    slips = (*knowledge.examples, Example("does it help my resiliense", (TopicId("reasons"),)))
    assert {"connection", "reasons"} <= {one.topic for one in find(replace(knowledge, examples=slips), "resiliense")}


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzz", "resiliensse xqxqx", "xqz boundaries zqx", "🙂"])
def test_nothing_is_offered_where_nothing_has_the_words(finder: Finder, typed: str) -> None:
    assert finder.find(typed) == ()


def test_words_side_by_side_are_one_place_and_come_first(knowledge: Knowledge, finder: Finder) -> None:
    best, *others = finder.find("coping skills")
    assert best.topic == "connection"
    assert best.span is not None
    assert text_of(knowledge, best.topic)[slice(*best.span)] == "coping skills"
    assert "tools" in [one.topic for one in others]


def test_each_place_is_marked_and_a_title_has_its_own(knowledge: Knowledge, finder: Finder) -> None:
    best = next(one for one in finder.find("therap") if one.topic == "overview")
    text = text_of(knowledge, best.topic)
    assert [text[start:end] for start, end in best.places] == ["therapy"]
    tools = finder.find("tools")[0]
    assert [knowledge.title(tools.topic)[start:end] for start, end in tools.in_title] == ["Tools"]


def test_a_topic_found_only_by_its_questions_has_no_place_to_show(finder: Finder) -> None:
    best = finder.find("sliding scale")[0]
    assert best.span is None
    assert best.places == ()


def test_a_handoff_can_be_read_in_whole(knowledge: Knowledge) -> None:
    text = text_of(knowledge, TopicId("fees"))
    assert text.startswith("The article doesn't cover fees.")
    assert "The practice can tell you" in text


def test_a_very_long_line_is_looked_for_by_its_beginning(finder: Finder) -> None:
    assert found(finder, "boundaries " * 1000) == found(finder, "boundaries")
    assert finder.find("x" * 100_000 + " " * LONGEST_TYPED + "boundaries") == ()


@given(st.text(max_size=200))
def test_whatever_is_typed_every_place_lies_in_the_text(finder: Finder, knowledge: Knowledge, typed: str) -> None:
    for one in finder.find(typed):
        text = text_of(knowledge, one.topic)
        assert all(0 <= start < end <= len(text) for start, end in one.places)
        assert list(one.places) == sorted(one.places)
        assert one.span is None or one.span in one.places
