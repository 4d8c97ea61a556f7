"""`bbchat import`, as an author types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bbchat.cli.commands import cli
from bbchat.errors import SourceError, UsageError
from tests.unit.authoring.import_sources import seed_page, without_seed


@pytest.fixture
def folder(knowledge_folder: Path, tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(seed_page(knowledge_folder), encoding="utf-8")
    return without_seed(knowledge_folder, tmp_path / "knowledge")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, arguments)], standalone_mode=False)


def test_it_says_what_it_found_what_it_left_out_and_what_comes_next(folder: Path) -> None:
    done = run(folder.parent / "page.html", "--into", folder)
    assert done.return_value == 0
    assert 'What the heck is "Psychotherapy?"' in done.stdout
    assert "Author     balieghbutlerthera" in done.stdout
    assert "7 sections" in done.stdout
    assert "  science          67 words  The Science Behind the Support" in done.stdout
    assert "2 min read · " in done.stdout
    assert f"bbchat check {folder}" in done.stdout
    assert "“2 days ago” says less as time goes by" in done.stdout
    assert done.stderr == ""
    assert (folder / "articles" / "what-the-heck-is-psychotherapy" / "source.md").is_file()


def test_without_a_folder_it_takes_the_one_that_one_stands_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert run("page.html", "--id", "beside").return_value == 0
    assert (folder / "articles" / "beside" / "passages.yaml").is_file()
    monkeypatch.chdir(folder)
    assert run("../page.html", "--id", "within").return_value == 0
    assert (folder / "articles" / "within" / "passages.yaml").is_file()
    monkeypatch.chdir(folder / "safety")
    assert isinstance(run("../../page.html").exception, UsageError)


def test_a_second_time_it_writes_nothing_without_force(folder: Path) -> None:
    page = folder.parent / "page.html"
    run(page, "--into", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert isinstance(run(page, "--into", folder).exception, UsageError)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert "kept: source.md.bak, passages.yaml.bak" in run(page, "--into", folder, "--force").stdout


def test_an_articles_list_has_to_name_it(folder: Path) -> None:
    with (folder / "practice.yaml").open("a", encoding="utf-8") as file:
        file.write("articles: [other]\n")
    assert "at the end of the list `articles`" in run(folder.parent / "page.html", "--into", folder).stdout


def test_an_address_inside_is_refused_and_not_contacted(folder: Path) -> None:
    done = run("http://127.0.0.1:9/page", "--into", folder)
    assert isinstance(done.exception, SourceError)
    assert done.stderr == ""
    assert list((folder / "articles").glob("*/")) == []
