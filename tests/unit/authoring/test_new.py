"""A knowledge folder for another practice: whole, without mistakes and without a word of the first practice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from bbchat.authoring.json_schemas import FOLDER, schema_line
from bbchat.authoring.new import make_folder, without_topics
from bbchat.errors import KnowledgeError, UsageError
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Knowledge, Passage
from bbchat.language.clean import clean

NAME = 'Rivers: "Söhne" & co \\ #1 {region} 🌊'


@pytest.fixture(scope="module")
def made(knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("new") / "riverside"
    make_folder(target, NAME, "GB", knowledge_folder)
    return target


@pytest.fixture(scope="module")
def knowledge(made: Path) -> Knowledge:
    return load_knowledge(made)


def test_a_new_folder_has_the_practices_name_and_region_and_nothing_that_was_made_up(knowledge: Knowledge) -> None:
    practice = knowledge.practice
    assert (practice.name, practice.region) == (NAME, "GB")
    assert (practice.phone, practice.email, practice.booking, practice.hours) == (None, None, None, None)
    assert practice.referral
    assert practice.disclosure


def test_a_new_folder_says_nothing_of_the_practice_that_bbchat_came_with(made: Path, knowledge_folder: Path) -> None:
    shipped = load_knowledge(knowledge_folder)
    article = next(iter(shipped.articles.values()))
    own = [shipped.practice.name, article.author, *(passage.title for passage in shipped.passages())]
    for path in made.rglob("*"):
        if path.is_file() and path.suffix != ".json":
            text = path.read_text(encoding="utf-8")
            assert [words for words in own if words in text] == [], path


def test_only_the_article_is_a_placeholder_and_says_so(made: Path, knowledge: Knowledge) -> None:
    assert list(knowledge.articles) == ["example"]
    assert all("placeholder" in f"{one.title} {one.text}".lower() for one in knowledge.passages())
    for name in ("source.md", "passages.yaml"):
        assert "PLACEHOLDER" in (made / "articles" / "example" / name).read_text(encoding="utf-8")


def test_all_that_is_the_same_everywhere_is_there(made: Path, knowledge: Knowledge, knowledge_folder: Path) -> None:
    shipped = load_knowledge(knowledge_folder)
    for topic, entry in shipped.topics.items():
        if isinstance(entry, Passage):
            assert topic not in knowledge.topics
        else:
            assert topic in knowledge.topics
    kept = {example.text for example in knowledge.examples}
    assert _asked(knowledge_folder) <= kept, "questions were lost on the way"
    for path in (knowledge_folder / "safety").iterdir():
        assert (made / "safety" / path.name).read_bytes() == path.read_bytes()
    assert knowledge.wording == shipped.wording
    assert knowledge.kiosk == shipped.kiosk


def _asked(folder: Path) -> set[str]:
    """The questions under all handoffs, courtesies and what is off topic, as they stand in the files."""
    handoffs, talk = (
        yaml.safe_load((folder / name).read_text("utf-8")) for name in ("handoffs.yaml", "small_talk.yaml")
    )
    entries = [*handoffs["handoffs"], *talk["small_talk"], talk["off_topic"]]
    questions = [question for entry in entries for question in entry["questions"]]
    return {clean(question if isinstance(question, str) else question["text"]) for question in questions}


def test_what_belongs_to_the_first_practice_alone_is_left_out(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == [
        FOLDER, "README.md", "articles", "handoffs.yaml", "kiosk.yaml", "practice.yaml", "safety", "small_talk.yaml",
    ]  # fmt: skip


def test_every_file_of_a_new_folder_names_a_schema_that_is_there(made: Path) -> None:
    for path in made.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        assert first == schema_line(path.relative_to(made))
        assert (path.parent / first.split("=")[1]).is_file()


def test_a_new_folders_files_can_be_read_by_others_who_work_on_it(made: Path) -> None:
    assert all(path.stat().st_mode & 0o444 == 0o444 & ~_umask() for path in made.rglob("*.*") if path.is_file())


def _umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old


def test_a_folder_that_holds_anything_is_left_alone(knowledge_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files; nothing in it was changed"):
        make_folder(tmp_path, "X", "US", knowledge_folder)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled_and_stays_the_same_folder(knowledge_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "empty"
    target.mkdir()
    before = target.stat().st_ino
    make_folder(target, "X", "US", knowledge_folder)
    assert target.stat().st_ino == before, "it may be the one that somebody is in"
    assert load_knowledge(target).practice.name == "X"
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("name", "region", "says"),
    [(" ", "US", "name"), ("x" * 301, "US", "name"), ("X", "XX", "no help lines"), ("X", "ANY", "no help lines")],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    name: str, region: str, says: str, knowledge_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says):
        make_folder(tmp_path / "new", name, region, knowledge_folder)
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_can_be_written_even_if_the_installed_one_cannot(knowledge_copy: Path, tmp_path: Path) -> None:
    (knowledge_copy / "safety").chmod(0o555)
    target = tmp_path / "new"
    make_folder(target, "X", "US", knowledge_copy)
    (knowledge_copy / "safety").chmod(0o755)
    assert (target / "safety").stat().st_mode & 0o200


def test_a_file_or_a_missing_folder_around_it_is_refused(knowledge_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        make_folder(tmp_path / "file", "X", "US", knowledge_folder)
    with pytest.raises(UsageError, match="There is no folder"):
        make_folder(tmp_path / "a" / "b", "X", "US", knowledge_folder)


def test_nothing_is_left_behind_where_it_breaks_half_way(knowledge_copy: Path, tmp_path: Path) -> None:
    shutil.rmtree(knowledge_copy / "safety")
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(KnowledgeError):
        make_folder(place / "new", "X", "US", knowledge_copy)
    (knowledge_copy.parent / "elsewhere").mkdir()
    assert list(place.iterdir()) == []


def test_topics_that_are_gone_are_named_nowhere_and_all_else_stays_letter_for_letter() -> None:
    text = """\
# A note.
handoffs:
  - id: fees   # keep
    related: [overview, other, science]
    questions:
      - what is it
      - text: "is it
          worth it"
        also: [overview]
      - text: both
        also: [science, other]
      - also: [overview]
        text: 'last: first'
    not_for:
      - plain
      - text: it goes
        belongs: overview
      - text: it stays
        belongs: other
  - id: other
    related: [overview]
    not_for:
      - text: all go
        belongs: overview
    questions: [who]
"""
    assert (
        without_topics(text, {"overview", "science"})
        == """\
# A note.
handoffs:
  - id: fees   # keep
    related: [other]
    questions:
      - what is it
      - "is it
          worth it"
      - text: both
        also: [other]
      - 'last: first'
    not_for:
      - plain
      - text: it stays
        belongs: other
  - id: other
    related: []
    questions: [who]
"""
    )


def test_a_file_that_names_none_of_them_is_not_touched(knowledge_folder: Path) -> None:
    text = (knowledge_folder / "handoffs.yaml").read_text(encoding="utf-8")
    assert without_topics(text, {"unheard_of"}) == text
    assert yaml.safe_load(without_topics(text, {"overview"}))
