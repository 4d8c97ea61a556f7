"""The made-up articles: the same each time, right by the loader, and asked what they were not taught."""

from __future__ import annotations

from pathlib import Path

from benchmarks.articles import (
    ASKED,
    FRAMES,
    SECTIONS,
    SUBJECTS,
    TAUGHT,
    Measured,
    questions_about,
    table,
    write_articles,
)

from bbchat.authoring.evaluate import Share
from bbchat.knowledge.loader import load_knowledge

MADE_UP = 3


def test_made_up_articles_are_right_and_stand_beside_the_practices_own(knowledge_copy: Path) -> None:
    before = load_knowledge(knowledge_copy)
    write_articles(knowledge_copy, MADE_UP)
    after = load_knowledge(knowledge_copy)
    added = [topic for topic in after.topics if topic not in before.topics]
    assert added[:3] == ["basics", "made-up-000.tools", "costs"], "the practice's own article has the plain `tools`"
    assert "made-up-001.basics" in added
    assert len(added) == MADE_UP * len(SECTIONS)
    assert [topic for topic in after.topics if topic in before.topics] == list(before.topics)


def test_the_same_numbers_give_the_same_folder(knowledge_copy: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "articles").mkdir(parents=True)
        write_articles(folder, MADE_UP)
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert len(made[0]) == 2 * MADE_UP + 1


def test_no_question_that_is_asked_was_taught_and_all_articles_get_some() -> None:
    taught = {frame.format(q=question) for line in TAUGHT.values() for question in line.split("|") for frame in FRAMES}
    assert not taught & {question for line in ASKED.values() for question in line.split("|")}
    assert all(len(line.split("|")) * len(FRAMES) == 12 for line in TAUGHT.values())
    rows = questions_about(50, 300)
    assert len(rows) <= 300
    assert len({article for article, _, _ in rows}) == 50
    assert len(set(SUBJECTS)) == len(SUBJECTS) >= 50
    assert len({article for article, _, _ in questions_about(len(SUBJECTS) + 5, 10_000)}) == len(SUBJECTS) + 5


def test_the_table_names_each_figure_and_its_multiple() -> None:
    one = Measured(1, 100, 10, 1.0, 0.5, 4.0, Share(10, 10))
    many = Measured(50, 300, 60, 3.0, 1.0, 8.0, Share(9, 10))
    lines = table(one, many)
    assert [line.split()[-1] for line in lines[1:-1]] == ["3.00", "6.00", "3.00", "2.00", "2.00", "0.90"]
    assert "of 10 questions" in lines[-1]
