"""Several articles side by side: which ids their sections have, and what the links between them mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bbchat.knowledge.contents import find, outline
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import ArticleId, Knowledge, TopicId
from tests.unit.knowledge.knowledge_writer import FILES, PASSAGES, PRACTICE, SOURCE, change, mistakes, write_knowledge

SECOND, THIRD = "articles/second/passages.yaml", "articles/third/passages.yaml"
FIRST_IDS = "overview understanding connection tools empowerment science reasons".split()
PLANTS = "watering-the-plants"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small folder with the same article twice: all ids clash."""
    write_knowledge(tmp_path)
    copy(tmp_path, "second")
    return tmp_path


def copy(folder: Path, name: str) -> None:
    for file in (SOURCE, PASSAGES):
        path = folder / file.replace("first", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[file], "utf-8")


def state(folder: Path, order: str) -> None:
    with (folder / PRACTICE).open("a", encoding="utf-8") as file:
        file.write(f"articles: {order}\n")


def with_safety(folder: Path, knowledge_folder: Path) -> Knowledge:
    (folder / "safety").symlink_to(knowledge_folder / "safety")
    return load_knowledge(folder)


@pytest.fixture(scope="module")
def knowledge(two_articles: Path) -> Knowledge:
    return load_knowledge(two_articles)


def test_the_first_article_keeps_every_id_that_scripts_know(knowledge: Knowledge) -> None:
    ids = list(knowledge.topics)
    assert ids[:7] == FIRST_IDS
    assert ids[7:12] == [f"{PLANTS}.overview", "watering", "light", f"{PLANTS}.science", f"{PLANTS}.reasons"]


def test_a_link_means_its_own_article_first_and_another_where_that_is_named(knowledge: Knowledge) -> None:
    related = {one.id: one.related for one in knowledge.passages()}
    assert related[TopicId(f"{PLANTS}.overview")] == ("watering", "tools", "overview")
    assert related[TopicId("watering")] == ("light", f"{PLANTS}.science")
    assert related[TopicId("overview")] == ("reasons", "science", "connection")
    asked = {one.text: one.topics for one in knowledge.examples}
    assert asked["am i watering my fern too much"] == ("watering", f"{PLANTS}.science")
    assert asked["how often should i water it"] == ("watering",)
    assert asked["bugs on the plant"] == (f"{PLANTS}.science",)


def test_a_third_article_changes_no_id_of_the_two_before_it(folder: Path, knowledge_folder: Path) -> None:
    state(folder, "[second, first]")
    before = list(with_safety(folder, knowledge_folder).topics)
    assert before[:4] == ["space", "tools", "first.space", "first.tools"]
    copy(folder, "a_third")
    change(folder, PRACTICE, "[second, first]", "[second, first, a_third]")
    after = list(load_knowledge(folder).topics)
    assert after[:6] == [*before[:4], "a_third.space", "a_third.tools"]
    assert after[6:] == before[4:]


def test_handoffs_link_to_a_section_of_any_article(folder: Path, knowledge_folder: Path) -> None:
    state(folder, "[first, second]")
    change(folder, "handoffs.yaml", "suggestion: What else?\n", "suggestion: What else?\n    related: [second.tools]\n")
    handoff = next(one for one in with_safety(folder, knowledge_folder).handoffs() if one.id == "other")
    assert handoff.related == ("second.tools",)
    change(folder, "handoffs.yaml", "second.tools", "second.toys")
    assert mistakes(folder) == [
        "handoffs.yaml:14: there is no topic `second.toys`; use an id that exists, or remove it"
    ]


def test_without_a_clash_articles_need_no_order_and_no_prefix(folder: Path, knowledge_folder: Path) -> None:
    change(folder, SECOND, "id: space", "id: room")
    change(folder, SECOND, "id: tools", "id: kit")
    change(folder, SECOND, "related: [tools, fees]", "related: [kit, fees]")
    change(folder, SECOND, "          - tools\n", "          - kit\n")
    assert list(with_safety(folder, knowledge_folder).topics)[:4] == ["space", "tools", "room", "kit"]


def test_a_clash_without_a_stated_order_is_told_with_the_line_to_write(folder: Path) -> None:
    first, _ = mistakes(folder)
    assert first == (
        f"{SECOND}:2: the id `space` is taken by first/passages.yaml:2; give this section another id; or list the "
        "articles in practice.yaml, the oldest first: `articles: [first, second]`, then this one is called "
        "`second.space`"
    )
    state(folder, "[first, second]")
    assert mistakes(folder) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("[first]", "the article `second` is missing here; add it at the end, so that the articles before it keep"),
        ("[first, second, first]", "the article `first` stands here twice; keep one of the two"),
        ("[first, second, thrid]", "there is no folder articles/thrid; use the name of a folder in articles"),
        ("first", "`articles` should be a list and is text"),
        ("[]", "`articles` has no entries"),
    ],
)
def test_a_wrong_order_is_told(folder: Path, order: str, expected: str) -> None:
    state(folder, order)
    assert any(line.startswith(PRACTICE) and expected in line for line in mistakes(folder))


def test_an_id_that_stands_twice_in_one_article_or_also_in_handoffs_is_still_a_mistake(folder: Path) -> None:
    state(folder, "[first, second]")
    change(folder, SECOND, "id: tools", "id: space")
    twice = next(line for line in mistakes(folder) if line.startswith(SECOND))
    assert twice == f"{SECOND}:20: the id `space` is taken by passages.yaml:2; give each topic its own id"
    change(folder, "handoffs.yaml", "id: fees", "id: tools")
    assert any("the id `tools` is taken by passages.yaml:20" in line for line in mistakes(folder))


def test_a_folder_whose_name_cannot_stand_before_an_id_is_told_only_where_it_has_to(
    folder: Path, knowledge_folder: Path
) -> None:
    (folder / "articles/second").rename(folder / "articles/My Second")
    state(folder, "[first, My Second]")
    assert all("rename the folder of its article" in line for line in mistakes(folder))
    change(folder, PRACTICE, "[first, My Second]", "[My Second, first]")
    assert list(with_safety(folder, knowledge_folder).topics)[:3] == ["space", "tools", "first.space"]


def test_the_browser_has_each_article_under_its_title_and_finds_words_of_both(knowledge: Knowledge) -> None:
    therapy, plants, rest = outline(knowledge)
    assert (therapy.title, plants.title) == ('What the heck is "Psychotherapy?"', "Who Waters the Plants?")
    assert rest.title == "Not in the articles: ask the practice"
    assert len(plants.topics) == 5
    assert find(knowledge, "orchid")[0].topic == "light"
    assert find(knowledge, "burnout")[0].topic == "reasons"
    assert {one.topic for one in find(knowledge, "final thoughts")[:2]} == {"reasons", f"{PLANTS}.reasons"}


def test_two_sections_with_one_title_are_told_apart_and_no_other_gets_longer(knowledge: Knowledge) -> None:
    full = knowledge.full_title
    assert full(TopicId("reasons")) == "Final Thoughts (from 'What the heck is \"Psychotherapy?\"')"
    assert full(TopicId(f"{PLANTS}.reasons")) == "Final Thoughts (from 'Who Waters the Plants?')"
    assert full(TopicId("light")) == "Light, Windows, and Shade"
    assert knowledge.title(TopicId("reasons")) == "Final Thoughts"
    assert full(TopicId("greeting")) == "Greeting"


def test_two_choices_that_ask_the_same_are_told_apart(knowledge: Knowledge) -> None:
    passages = {one.id: one for one in knowledge.passages()}
    same = replace(passages[TopicId("light")], suggestion=passages[TopicId("tools")].suggestion)
    both = replace(knowledge, topics={**knowledge.topics, same.id: same})
    assert both.suggestion(TopicId("light")).endswith(" (from 'Who Waters the Plants?')")
    assert knowledge.suggestion(TopicId("light")) == "Where do the plants get their light?"


def test_the_articles_take_turns_where_a_few_sections_are_offered(knowledge: Knowledge) -> None:
    ids = [one.id for one in knowledge.in_turn()]
    assert ids[:4] == ["overview", f"{PLANTS}.overview", "understanding", "watering"]
    assert sorted(ids) == sorted(one.id for one in knowledge.passages())
    only = replace(knowledge, articles={ArticleId("a"): next(iter(knowledge.articles.values()))})
    assert only.full_title(TopicId("reasons")) == "Final Thoughts"
