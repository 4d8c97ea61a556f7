"""What the supervisor decides, without a terminal or a kiosk."""

from __future__ import annotations

import resource
import stat
import tempfile
from pathlib import Path

import pytest

from bbchat.cli.exit_codes import ExitCode
from bbchat.kiosk import snapshot
from bbchat.kiosk.page import layout
from bbchat.kiosk.supervisor import (
    BAD_KNOWLEDGE,
    LONGEST_PAUSE,
    QUICK,
    Knowledge,
    Pulse,
    count_quick,
    describe,
    pause_before,
)
from bbchat.knowledge.wording_file import shipped
from bbchat.language.wrap import cell_width


def test_the_first_end_costs_a_visitor_no_pause_and_many_in_a_row_never_more_than_the_longest() -> None:
    assert [pause_before(ends) for ends in range(9)] == [0, 0, 0.5, 1, 2, 4, 8, 16, 30]
    assert pause_before(100_000) == LONGEST_PAUSE


def test_a_kiosk_that_ran_for_a_while_is_started_again_at_once() -> None:
    assert count_quick(7, QUICK) == 0
    assert count_quick(1, QUICK - 0.1) == 2


def test_a_kiosk_that_falls_silent_is_given_up() -> None:
    assert Pulse(heard=100.0, silence=10.0).deadline == 110.0


def test_how_a_kiosk_ended_is_told_in_a_word() -> None:
    assert describe(-9) == "signal 9"
    assert describe(70) == "code 70"


def test_the_code_for_broken_knowledge_is_the_one_that_the_kiosk_ends_with() -> None:
    assert BAD_KNOWLEDGE == ExitCode.BAD_KNOWLEDGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    (own / "safety").mkdir(parents=True)
    (own / "practice.yaml").write_bytes(b"name: good\n")
    (own / "safety" / "helplines.yaml").write_bytes(b"\xff\x00")
    return own


def test_broken_knowledge_gives_way_to_the_last_that_worked_and_comes_back_when_mended(folder: Path) -> None:
    knowledge = Knowledge(folder)
    knowledge.keep()
    (folder / "practice.yaml").write_text("broken")
    assert knowledge.choose(BAD_KNOWLEDGE)
    spare = knowledge.folder
    assert spare
    assert spare != folder
    assert (spare / "practice.yaml").read_bytes() == b"name: good\n"
    assert (spare / "safety" / "helplines.yaml").read_bytes() == b"\xff\x00"
    assert stat.S_IMODE(spare.stat().st_mode) == 0o700
    assert not knowledge.choose(70)
    assert knowledge.folder == folder
    assert knowledge.choose(BAD_KNOWLEDGE)
    assert knowledge.folder == spare
    knowledge.choose(75)
    knowledge.keep()
    assert not spare.exists()


def test_a_spare_folder_that_does_not_work_either_is_not_tried_without_end(folder: Path) -> None:
    knowledge = Knowledge(folder)
    knowledge.keep()
    assert knowledge.choose(BAD_KNOWLEDGE)
    assert not knowledge.choose(BAD_KNOWLEDGE)
    knowledge.close()


def test_knowledge_that_never_worked_has_no_spare(folder: Path) -> None:
    knowledge = Knowledge(folder)
    assert not knowledge.choose(BAD_KNOWLEDGE)
    assert knowledge.folder == folder


def test_the_knowledge_that_came_with_the_program_needs_no_spare() -> None:
    knowledge = Knowledge(None)
    knowledge.keep()
    assert not knowledge.choose(BAD_KNOWLEDGE)
    assert knowledge.folder is None


def test_a_full_disk_leaves_no_half_of_a_spare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        assert snapshot.write_files({"a.yaml": b"x", "safety/b.yaml": b"x" * 5000}) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_what_is_no_regular_file_or_too_much_is_not_kept(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "gone").symlink_to("nowhere")
    assert sorted(snapshot.read_files(folder) or ()) == ["practice.yaml", "safety/helplines.yaml"]
    with (folder / "large").open("wb") as large:
        large.truncate(snapshot.LARGEST)
    assert snapshot.read_files(folder) is None
    assert snapshot.read_files(folder / "nowhere") is None


@pytest.mark.parametrize("columns", [1, 10, 20, 40, 80, 500])
@pytest.mark.parametrize("rows", [1, 3, 5, 8, 24, 200])
def test_the_page_fits_and_the_help_line_is_the_last_to_go(columns: int, rows: int) -> None:
    words = shipped()
    paragraphs = [words.chat.help_line, words.one_moment.danger]
    lines = layout(words.one_moment.title, paragraphs, words.one_moment.about, columns, rows)
    assert 0 < len(lines) <= rows
    assert all(sum(map(cell_width, line)) <= columns for line in lines)
    text = " ".join(filter(None, lines))
    if columns >= 20 and rows >= 5:
        assert words.chat.help_line in text
        assert words.one_moment.title in text
    if columns >= 80 and rows >= 8:
        assert words.one_moment.danger in text
        assert words.one_moment.about in text
