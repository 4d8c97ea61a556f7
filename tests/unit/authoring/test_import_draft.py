"""The draft holds the article letter for letter, and nothing that an author has written is ever lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.authoring.importing.article import Facts, Reading, Section
from bbchat.authoring.importing.draft import Draft, passages_text, source_text
from bbchat.authoring.importing.importer import Imported, import_article
from bbchat.authoring.importing.names import folder_name, ids_for
from bbchat.authoring.importing.plain import read_markdown
from bbchat.authoring.importing.source import read_source
from bbchat.authoring.importing.suggest import Suggestion
from bbchat.authoring.importing.write import put
from bbchat.cli.loading import open_store
from bbchat.errors import BbchatError, KnowledgeError, UsageError
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.yaml_source import parse_yaml
from bbchat.language.clean import clean
from tests.unit.authoring.import_sources import OFFLINE, PROSE, SEED, seed_page, without_seed

LINES = st.text(max_size=80).map(clean).filter(lambda line: any(map(str.isalnum, line)))
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=4).map(tuple)
SECTIONS = st.lists(st.builds(Section, LINES, PARAGRAPHS), min_size=1, max_size=4)
ARTICLE = (
    f"# Rest\n\nBy Jo Doe\n\nOct 5, 2025\n\n## One\n\n{PROSE}\n\n## Two\n\n{PROSE}\n\n## Final Thoughts\n\n{PROSE}\n"
)


@pytest.fixture
def folder(knowledge_folder: Path, tmp_path: Path) -> Path:
    return without_seed(knowledge_folder, tmp_path / "knowledge")


def bring_in(
    reading: Reading, folder: Path, shipped: Path, *, name: str | None = None, force: bool = False
) -> Imported:
    return import_article(reading, folder, shipped, None, name=name, force=force)


def move_suggestions_up(passages: Path) -> None:
    """What an author does in an editor, in the shortest way."""
    text = passages.read_text(encoding="utf-8")
    passages.write_text(text.replace("    questions:\n    suggested:\n", "    questions:\n"), encoding="utf-8")


def test_the_seed_article_comes_back_as_it_was_by_moving_suggestions_up(
    folder: Path, knowledge_folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(seed_page(knowledge_folder), encoding="utf-8")
    vectors = open_store(folder).vectors
    imported = import_article(
        read_source(str(page), OFFLINE), folder, knowledge_folder, vectors, name=SEED, force=False
    )
    move_suggestions_up(imported.folder / "passages.yaml")
    mine, shipped = load_knowledge(folder), load_knowledge(knowledge_folder)
    as_shown = [(one.id, one.title, one.text) for one in mine.passages()]
    assert as_shown == [(one.id, one.title, one.text) for one in shipped.passages()]
    assert mine.articles.keys() == shipped.articles.keys()
    (article,), (original,) = mine.articles.values(), shipped.articles.values()
    assert article == original


def test_until_then_check_says_what_to_do(folder: Path, knowledge_folder: Path) -> None:
    bring_in(read_markdown(ARTICLE), folder, knowledge_folder)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    said = [problem for problem in caught.value.problems if "questions" in problem.message]
    assert [problem.message for problem in said] == ["this passage has no questions yet"] * 3
    assert "move fitting ones up from `suggested`" in said[0].fix
    passages = folder / "articles" / "rest" / "passages.yaml"
    assert passages.read_text(encoding="utf-8").split("\n")[said[0].line - 1].strip() == "questions:"
    passages.write_text(passages.read_text(encoding="utf-8").replace("questions:\n", "questions: []\n"))
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    assert any(problem.message == "this passage has no questions yet" for problem in caught.value.problems)


def test_suggestions_lead_nowhere(knowledge_copy: Path, knowledge_folder: Path) -> None:
    bring_in(read_markdown(ARTICLE), knowledge_copy, knowledge_folder)
    passages = knowledge_copy / "articles" / "rest" / "passages.yaml"
    text = passages.read_text(encoding="utf-8")
    text = text.replace("questions:\n    suggested:", "questions:\n      - mine\n    suggested:\n      - not mine")
    passages.write_text(text, encoding="utf-8")
    texts = {example.text for example in load_knowledge(knowledge_copy).examples}
    assert "mine" in texts
    assert "not mine" not in texts


def test_suggestions_are_questions_that_exist_and_say_where(folder: Path, knowledge_folder: Path) -> None:
    sleep = f"# Rest\n\n## Is therapy backed by research?\n\nStudies show that therapy works. Does it last? {PROSE}\n"
    vectors = open_store(folder).vectors
    imported = import_article(read_markdown(sleep), folder, knowledge_folder, vectors, name=None, force=False)
    (draft,) = imported.drafts
    known = {example.text for example in load_knowledge(knowledge_folder).examples}
    first, *others = draft.suggested
    assert first == Suggestion("Does it last?", "asked in the text")
    assert others
    assert all(one.text in known for one in others)
    assert any(one.origin == "from science, that came with bbchat" for one in others)
    text = (imported.folder / "passages.yaml").read_text(encoding="utf-8")
    assert "suggestion: Is therapy backed by research?" in text
    assert "# from science, that came with bbchat" in text


@settings(max_examples=60, deadline=None)
@given(found=SECTIONS, facts=st.builds(Facts, *[LINES] * 6), asked=st.lists(LINES, max_size=3))
def test_what_is_written_reads_back_the_same(found: list[Section], facts: Facts, asked: list[str]) -> None:
    drafts = [
        Draft(f"id_{at}", section, [Suggestion(one, "x") for one in asked], {}) for at, section in enumerate(found)
    ]
    source = parse_yaml(Path("p"), passages_text(drafts, has_schema=True), first_line=1)
    assert source.problems == []
    written = cast("dict[str, list[dict[str, Any]]]", source.data)["passages"]
    assert [(one["title"], one["text"]) for one in written] == [(one.title, one.text) for one in found]
    assert [one["suggested"] or [] for one in written] == [asked] * len(found)
    front = source_text(facts, found).split("---\n")[1]
    said = parse_yaml(Path("p"), front, first_line=1)
    assert said.problems == []
    assert said.data == {
        key: getattr(facts, key) for key in ("title", "practice", "author", "published", "updated", "url")
    }


def test_ids_come_from_headings_and_stay() -> None:
    assert list(
        ids_for([("A Space for Understanding", ""), ("What is Grief?", ""), ("眠り", ""), ("7 Tips", "")], [])
    ) == [
        "space_understanding",
        "grief",
        "section_3",
        "section_7_tips",
    ]
    assert list(ids_for([("Why", ""), ("Why", ""), ("Other", "why")], ["why_2"])) == ["why_3", "why_4", "why"]
    assert all(len(one) <= 40 for one in ids_for([("Incomprehensibilities " * 9, "")] * 12, []))
    assert folder_name('What the heck is "Psychotherapy?"') == "what-the-heck-is-psychotherapy"
    assert folder_name("眠り") == "article"
    assert len(folder_name("word " * 60)) <= 60


def test_an_id_that_another_article_has_is_not_taken_again(folder: Path, knowledge_folder: Path) -> None:
    first = bring_in(read_markdown(ARTICLE), folder, knowledge_folder)
    assert [draft.id for draft in first.drafts] == ["one", "two", "reasons"]
    second = bring_in(read_markdown(ARTICLE.replace("Rest", "Sleep").replace("Two", "Fees")), folder, knowledge_folder)
    assert [draft.id for draft in second.drafts] == ["one_2", "fees_2", "final_thoughts"]


def test_an_article_that_is_there_stays_without_force(folder: Path, knowledge_folder: Path) -> None:
    imported = bring_in(read_markdown(ARTICLE), folder, knowledge_folder, name="other-name")
    before = {path: path.read_bytes() for path in imported.folder.iterdir()}
    for name in (None, "other-name"):
        with pytest.raises(UsageError, match="there already"):
            bring_in(read_markdown(ARTICLE.replace("One", "New")), folder, knowledge_folder, name=name)
    assert {path: path.read_bytes() for path in imported.folder.iterdir()} == before


def test_with_force_an_authors_work_stays(folder: Path, knowledge_folder: Path) -> None:
    imported = bring_in(read_markdown(ARTICLE), folder, knowledge_folder)
    passages = imported.folder / "passages.yaml"
    written = yaml.safe_load(passages.read_text(encoding="utf-8"))
    for number, entry in enumerate(written["passages"]):
        entry |= {"id": f"mine_{number}", "questions": [f"q{number}: yes", {"text": "no", "also": ["fees"]}]}
        entry |= {"not_for": [{"text": "b", "belongs": "fees"}], "related": ["fees"], "suggestion": "Mine?"}
        entry |= {"reviewed": {"by": "Jo", "on": "2026-01-31"}}
    passages.write_text(yaml.safe_dump(written), encoding="utf-8")
    first = passages.read_bytes()
    changed = ARTICLE.replace("## Two\n\nSome", "## Two\n\nAny").replace("## One", "## Uno") + f"\n## New\n\n{PROSE}\n"
    again = bring_in(read_markdown(changed), folder, knowledge_folder, force=True)
    assert [draft.id for draft in again.drafts] == ["mine_0", "mine_1", "mine_2", "new"]
    now = {entry["id"]: entry for entry in yaml.safe_load(passages.read_text(encoding="utf-8"))["passages"]}
    for number in range(3):
        for key in ("questions", "not_for", "related", "suggestion"):
            assert now[f"mine_{number}"][key] == written["passages"][number][key]
    assert now["mine_0"]["title"] == "Uno"
    assert now["mine_1"]["text"].startswith("Any")
    assert [now[f"mine_{number}"]["reviewed"] is None for number in range(3)] == [True, True, False]
    assert any("signed again: mine_0, mine_1" in note for note in again.notes)
    assert [path.name for path in again.backups] == ["source.md.bak", "passages.yaml.bak"]
    assert (imported.folder / "passages.yaml.bak").read_bytes() == first


def test_each_copy_of_older_files_is_kept(folder: Path, knowledge_folder: Path) -> None:
    for _ in range(3):
        imported = bring_in(read_markdown(ARTICLE), folder, knowledge_folder, force=True)
    assert sorted(path.name for path in imported.folder.glob("*.bak*")) == [
        "passages.yaml.bak",
        "passages.yaml.bak2",
        "source.md.bak",
        "source.md.bak2",
    ]


def test_a_section_that_is_gone_is_named(folder: Path, knowledge_folder: Path) -> None:
    bring_in(read_markdown(ARTICLE), folder, knowledge_folder)
    again = bring_in(read_markdown(ARTICLE.split("## Two")[0]), folder, knowledge_folder, force=True)
    assert any("No longer in the article" in note and "two, reasons" in note for note in again.notes)


def test_what_an_author_mended_at_the_head_stays(folder: Path, knowledge_folder: Path) -> None:
    imported = bring_in(read_markdown(ARTICLE.replace(", 2025", "")), folder, knowledge_folder)
    assert any("“Oct 5” says less" in note for note in imported.notes)
    source = imported.folder / "source.md"
    source.write_text(source.read_text(encoding="utf-8").replace("Oct 5", "Oct 5, 2025"), encoding="utf-8")
    again = bring_in(
        read_markdown(ARTICLE.replace("By Jo Doe\n", "").replace(", 2025", "")), folder, knowledge_folder, force=True
    )
    assert (again.facts.author, again.facts.published) == ("Jo Doe", "Oct 5, 2025")


def test_a_folder_with_mistakes_in_it_still_takes_an_article(folder: Path, knowledge_folder: Path) -> None:
    (folder / "handoffs.yaml").write_text("handoffs: [", encoding="utf-8")
    (folder / "articles" / "broken").mkdir()
    (folder / "articles" / "broken" / "passages.yaml").write_text("passages:\n  - id: one\n  - 3\n", encoding="utf-8")
    imported = bring_in(read_markdown(ARTICLE), folder, knowledge_folder)
    assert [draft.id for draft in imported.drafts] == ["one_2", "two", "reasons"]


@pytest.mark.parametrize("name", ["../x", "/x", "X", "", "a b", "x/y", ".", "a" * 61])
def test_a_name_that_leads_elsewhere_is_refused(folder: Path, knowledge_folder: Path, name: str) -> None:
    before = sorted(folder.parent.rglob("*"))
    if name:
        with pytest.raises(UsageError, match="cannot be the name"):
            bring_in(read_markdown(ARTICLE), folder, knowledge_folder, name=name)
        assert sorted(folder.parent.rglob("*")) == before


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, knowledge_folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "articles" / "rest").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="leads out"):
        bring_in(read_markdown(ARTICLE), folder, knowledge_folder, force=True)
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_is_no_knowledge_is_refused(knowledge_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a knowledge folder"):
        bring_in(read_markdown(ARTICLE), tmp_path, knowledge_folder)
    assert list(tmp_path.iterdir()) == []


def test_where_the_last_file_cannot_be_written_the_others_are_put_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = folder / "articles" / "a"
    put(folder, article, {"one": "1"}, force=False)
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if target.name == "three":
            raise OSError("the disk is full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BbchatError, match="could not be written"):
        put(folder, article, {"one": "new", "two": "new", "three": "new"}, force=True)
    assert (article / "one").read_text() == "1"
    assert not (article / "two").exists()
    assert not [path for path in os.listdir(folder) if path.startswith(".import")]


def test_nothing_is_left_behind_where_nothing_can_be_written(folder: Path) -> None:
    (folder / "articles" / "a").write_text("a file")
    with pytest.raises(BbchatError):
        put(folder, folder / "articles" / "a", {"one": "1"}, force=True)
    assert (folder / "articles" / "a").read_text() == "a file"
    assert not [path for path in os.listdir(folder) if path.startswith(".import")]
