"""Saving and copying: the words are where somebody put them, or they are told why not."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.widgets import Button, Input

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.take_home import Kind
from bbchat.knowledge.wording_file import shipped
from bbchat.tui.copying import MAX_BYTES, Copier
from bbchat.tui.screens.save import SaveScreen
from tests.widgets.dialog_host import Host, opened, rows, wait_until


def save_screen(assistant: Assistant, suggested: str = "~/bbchat.md") -> SaveScreen:
    def make_text(kind: Kind) -> str:
        return f"as {kind}"

    return SaveScreen(assistant.knowledge, make_text, suggested)


def line(app: Host) -> Input:
    return app.screen.query_one(Input)


async def test_enter_saves_where_it_was_suggested_and_says_where(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        assert line(app).value == "~/bbchat.md"
        await pilot.press("enter")
        await pilot.pause()
        assert app.results == ["Saved to ~/bbchat.md."]
    assert (Path.home() / "bbchat.md").read_text() == "as md"


async def test_escape_leaves_and_writes_nothing(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        await pilot.press("escape")
        await pilot.pause()
        assert app.results == [None]
    assert list(Path.home().iterdir()) == []


@pytest.mark.parametrize(("moves", "kind"), [(1, "md"), (2, "html"), (3, "txt")])
async def test_another_kind_is_chosen_by_keys_and_changes_the_ending(
    assistant: Assistant, moves: int, kind: str
) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        await pilot.press(*["down"] * moves, "space")
        await pilot.pause()
        assert line(app).value == f"~/bbchat.{kind}"
        assert app.screen.query_one(f"#save-{kind}", Button).has_class("-chosen")
        await pilot.press("enter")
        await pilot.pause()
    assert (Path.home() / f"bbchat.{kind}").read_text() == f"as {kind}"


async def test_enter_on_a_kind_saves_as_that_kind(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.results == ["Saved to ~/bbchat.html."]
    assert (Path.home() / "bbchat.html").read_text() == "as html"


async def test_what_went_wrong_after_enter_on_a_kind_stays_to_be_read(assistant: Assistant) -> None:
    (Path.home() / "bbchat.html").write_text("mine")
    async with opened(save_screen(assistant)) as (app, pilot):
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        await pilot.pause()
        assert "bbchat-2.html is free" in "\n".join(rows(app))
        assert line(app).value == "~/bbchat.html"


async def test_in_the_smallest_window_the_path_and_what_went_wrong_are_seen(assistant: Assistant) -> None:
    (Path.home() / "mine.md").write_text("mine")
    async with opened(save_screen(assistant), (20, 5)) as (app, pilot):
        line(app).value = "~/mine.md"
        await pilot.press("enter")
        await pilot.pause()
        shown = [row.strip() for row in rows(app)]
        assert shown[0] == "~/mine.md"
        assert "mine-2.md" in " ".join(shown[1:4])
        assert shown[4] == "In crisis? 988 F1"


async def test_another_kind_is_chosen_by_the_mouse(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        await pilot.click("#save-txt")
        await pilot.pause()
        assert line(app).value == "~/bbchat.txt"
        assert "(•) Plain text" in "\n".join(rows(app))


async def test_a_typed_ending_marks_its_kind(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        line(app).value = "~/notes.html"
        await pilot.pause()
        assert "(•) Web page" in "\n".join(rows(app))


async def test_a_name_without_an_ending_gets_one(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        line(app).value = "~/notes"
        await pilot.press("enter")
        await pilot.pause()
        assert app.results == ["Saved to ~/notes.md."]


async def test_a_relative_path_is_beside_where_the_program_runs(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(save_screen(assistant)) as (app, pilot):
        line(app).value = "here.txt"
        await pilot.press("enter")
        await pilot.pause()
        assert app.results == [f"Saved to {tmp_path / 'here.txt'}."], "somebody has to find it again"
    assert (tmp_path / "here.txt").read_text() == "as txt"


async def test_a_name_that_is_taken_is_not_suggested(assistant: Assistant) -> None:
    (Path.home() / "bbchat.md").write_text("mine")
    async with opened(save_screen(assistant)) as (app, _):
        assert line(app).value == "~/bbchat-2.md"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("~/mine.md", "exists_free"),
        ("/proc/a.md", "no_rights"),
        ("~/none/a.md", "no_folder"),
        ("~/mine.md/a.md", "no_folder"),
        ("~nobody-of-this-name/a.md", "cannot_write"),
        ("~", "is_folder"),
        ("~/folder", "is_folder"),
        ("~/folder/", "is_folder"),
        ("", "is_folder"),
        ("~/" + "a" * 300, "cannot_write"),
    ],
)
async def test_what_cannot_be_saved_is_said_and_the_typed_path_stays(
    assistant: Assistant, path: str, sentence: str
) -> None:
    (Path.home() / "mine.md").write_text("mine")
    (Path.home() / "folder").mkdir()
    async with opened(save_screen(assistant)) as (app, pilot):
        line(app).value = path
        await pilot.press("enter")
        await pilot.pause()
        words = getattr(assistant.knowledge.wording.take_home, sentence)
        assert words.format(free="mine-2.md") in "\n".join(rows(app))
        assert line(app).value == path
        assert app.results == []
    assert (Path.home() / "mine.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("error", "sentence"), [(PermissionError(), "no_rights"), (OSError(errno.ENOSPC, ""), "disk_full")]
)
async def test_missing_rights_and_a_full_disk_are_said(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, error: OSError, sentence: str
) -> None:
    def broken(handle: int) -> None:
        raise error

    async with opened(save_screen(assistant)) as (app, pilot):
        monkeypatch.setattr(os, "fsync", broken)
        await pilot.press("enter")
        await pilot.pause()
        assert getattr(assistant.knowledge.wording.take_home, sentence) in "\n".join(rows(app))
    assert list(Path.home().iterdir()) == []


async def test_a_pasted_path_brings_nothing_that_a_terminal_obeys(assistant: Assistant) -> None:
    async with opened(save_screen(assistant, "")) as (app, pilot):
        line(app).value = ""
        line(app).post_message(events.Paste("~/a\x1b]52;c;aGk=\x07b\u202e\n.md"))
        await pilot.pause()
        assert line(app).value == "~/ab .md"


async def test_the_help_lines_are_one_key_away_while_saving(assistant: Assistant) -> None:
    async with opened(save_screen(assistant)) as (app, pilot):
        assert "988" in "\n".join(rows(app))
        await pilot.press("f1")
        await wait_until(pilot, lambda: app.below.helped)
        assert app.screen is app.below


@pytest.mark.parametrize("size", [(40, 20), (20, 5), (1, 1)])
async def test_saving_works_in_a_small_window(assistant: Assistant, size: tuple[int, int]) -> None:
    async with opened(save_screen(assistant), size) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert app.results == ["Saved to ~/bbchat.md."]


class Clipboard(App[None]):
    """Keeps what was copied."""

    def __init__(self) -> None:
        super().__init__()
        self.copied: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        """In place of the terminal."""
        self.copied.append(text)


def test_copying_twice_writes_a_file_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    copier, app = Copier(shipped().take_home), Clipboard()
    assert copier.copy(app, "one") == copier.words.copied
    assert app.copied == ["one"]
    assert list(Path.home().iterdir()) == []
    assert "~/bbchat-answer.txt" in copier.copy(app, "one")
    assert (Path.home() / "bbchat-answer.txt").read_text() == "one"
    assert copier.copy(app, "two") == copier.words.copied
    assert "~/bbchat-answer-2.txt" in copier.copy(app, "two")
    assert app.copied == ["one", "two"]


@pytest.mark.parametrize("terminal", ["linux", "dumb", ""])
def test_where_the_terminal_has_no_clipboard_a_file_is_written_once(
    monkeypatch: pytest.MonkeyPatch, terminal: str
) -> None:
    monkeypatch.setenv("TERM", terminal)
    copier, app = Copier(shipped().take_home), Clipboard()
    assert "~/bbchat-answer.txt" in copier.copy(app, "one")
    assert copier.copy(app, "one") == copier.words.already_written.format(path="~/bbchat-answer.txt")
    assert app.copied == []
    assert len(list(Path.home().iterdir())) == 1


def test_a_text_too_long_for_a_terminal_goes_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    app = Clipboard()
    assert "bbchat-answer.txt" in Copier(shipped().take_home).copy(app, "x" * (MAX_BYTES + 1))
    assert app.copied == []


def test_a_copy_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.setenv("HOME", "/nowhere/at/all")
    copier = Copier(shipped().take_home)
    assert copier.copy(Clipboard(), "one") == copier.words.copy_failed.format(why=copier.words.no_folder)


def test_nothing_that_was_copied_stays_with_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    copier = Copier(shipped().take_home)
    copier.copy(Clipboard(), "secret")
    assert "secret" not in repr(vars(copier))
