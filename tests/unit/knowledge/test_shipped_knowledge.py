"""The knowledge that comes with the program: whole, quoted to the letter, and with no invented facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bbchat.errors import KnowledgeError
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import OFF_TOPIC, Handoff, Knowledge, Passage, TopicId, TopicKind

PASSAGES = ["overview", "understanding", "connection", "tools", "empowerment", "science", "reasons"]
HANDOFFS = [
    *("fees", "insurance", "scheduling", "location", "duration", "medication", "diagnosis", "confidentiality"),
    *("credentials", "methods", "choosing", "family", "personal_advice", "other"),
]
SMALL_TALK = ["greeting", "thanks", "bye", "bot", "help"]


@pytest.fixture(scope="module")
def knowledge(knowledge_folder: Path) -> Knowledge:
    return load_knowledge(knowledge_folder)


def sections(knowledge_folder: Path) -> dict[str, bytes]:
    """Heading and text of each section of the article, byte by byte."""
    source = (knowledge_folder / "articles/what-is-psychotherapy/source.md").read_bytes()
    parts = re.split(rb"^## (.+)\n", source, flags=re.MULTILINE)[1:]
    return {heading.decode(): text.strip(b"\n") for heading, text in zip(parts[::2], parts[1::2], strict=True)}


def test_the_seven_sections_fourteen_handoffs_and_courtesies_are_there(knowledge: Knowledge) -> None:
    assert [passage.id for passage in knowledge.passages()] == PASSAGES
    assert [handoff.id for handoff in knowledge.handoffs()] == HANDOFFS
    kinds = Counter(knowledge.kind(topic) for topic in knowledge.topics)
    assert kinds == {TopicKind.PASSAGE: 7, TopicKind.HANDOFF: 14, TopicKind.SMALL_TALK: 5, TopicKind.OFF_TOPIC: 1}
    assert list(knowledge.topics) == [*PASSAGES, *HANDOFFS, *SMALL_TALK, OFF_TOPIC]


def test_every_passage_is_its_section_of_the_article_to_the_byte(knowledge: Knowledge, knowledge_folder: Path) -> None:
    shown = {passage.title: passage.text.encode() for passage in knowledge.passages()}
    assert shown == sections(knowledge_folder)


def test_the_sentences_of_a_passage_are_all_of_it(knowledge: Knowledge) -> None:
    for passage in knowledge.passages():
        pieces = [passage.text[start:end] for start, end in passage.sentences]
        assert " ".join(pieces) == passage.text.replace("\n\n", " ")
        assert len(pieces) >= 2


def test_every_subject_has_enough_examples_to_be_found(knowledge: Knowledge, knowledge_folder: Path) -> None:
    counted = Counter(topic for example in knowledge.examples for topic in example.topics[:1])
    assert {passage.id: counted[passage.id] for passage in knowledge.passages() if counted[passage.id] < 25} == {}
    assert {handoff.id: counted[handoff.id] for handoff in knowledge.handoffs() if counted[handoff.id] < 15} == {}
    for name, key, least in (("articles/what-is-psychotherapy/passages", "passages", 25), ("handoffs", "handoffs", 15)):
        written = yaml.safe_load((knowledge_folder / f"{name}.yaml").read_text(encoding="utf-8"))[key]
        assert [entry["id"] for entry in written if len(entry["questions"]) < least] == []


def test_no_question_teaches_two_different_things(knowledge: Knowledge) -> None:
    taught: dict[str, set[tuple[TopicId, ...]]] = {}
    for example in knowledge.examples:
        taught.setdefault(example.text.casefold().strip(" ?!."), set()).add(example.topics)
    assert {text: topics for text, topics in taught.items() if len(topics) > 1} == {}


def test_no_contact_fact_is_invented(knowledge: Knowledge) -> None:
    practice = knowledge.practice
    assert practice.name == "Balance & Bliss Therapy"
    assert (practice.phone, practice.email, practice.booking, practice.hours) == (None, None, None, None)
    assert practice.contact == ""
    article = knowledge.articles[next(iter(knowledge.articles))]
    assert (article.author, article.published, article.updated) == ("balieghbutlerthera", "Oct 5", "2 days ago")
    assert article.url is None


@pytest.mark.parametrize("part", [lambda handoff: handoff.reply, lambda handoff: handoff.ask])
def test_no_handoff_names_a_price_a_number_or_an_address(knowledge: Knowledge, part: Callable[[Handoff], str]) -> None:
    for handoff in knowledge.handoffs():
        assert not re.search(r"[$€£@]|\d|www\.|http", part(handoff)), handoff.id


def test_nothing_claims_to_have_been_reviewed_by_somebody(knowledge: Knowledge) -> None:
    assert [passage.id for passage in knowledge.passages() if passage.review] == []


def test_every_suggestion_leads_on_and_none_leads_back_to_itself(knowledge: Knowledge) -> None:
    for topic in knowledge.topics.values():
        if isinstance(topic, Passage | Handoff):
            assert topic.suggestion
            assert topic.id not in topic.related
            assert len(set(topic.related)) == len(topic.related)
            assert all(knowledge.kind(other) in (TopicKind.PASSAGE, TopicKind.HANDOFF) for other in topic.related)


def test_every_topic_has_a_title_and_a_suggestion_to_show(knowledge: Knowledge) -> None:
    assert all(knowledge.title(topic) and knowledge.suggestion(topic) for topic in knowledge.topics)
    assert knowledge.title(TopicId("off_topic")) == "Off topic"


def test_a_region_without_help_lines_is_told_before_anybody_needs_them(knowledge_copy: Path) -> None:
    practice = knowledge_copy / "practice.yaml"
    practice.write_text(practice.read_text("utf-8").replace("region: US", "region: XX"), "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(knowledge_copy)
    (problem,) = raised.value.problems
    assert "there are no help lines for the region `XX`; use one of AU, CA, EU, GB, IE, NZ, US" in str(problem)
