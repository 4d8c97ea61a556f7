"""My questions: the list for a first visit."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.session import MAX_MARKS, Visit
from bbchat.knowledge.model import TopicId
from bbchat.tui.screens.phone import ListOnPhoneScreen
from bbchat.tui.screens.save import SaveScreen
from bbchat.tui.screens.visit import VisitScreen
from tests.widgets.dialog_host import opened, rows, wait_until


def marked() -> Visit:
    return Visit([TopicId("science"), TopicId("fees")], ["What if I cry?"])


async def test_an_empty_list_says_what_it_is_for(assistant: Assistant) -> None:
    async with opened(VisitScreen(Visit(), assistant.knowledge)) as (app, _):
        shown = "\n".join(rows(app))
        assert "Nothing is on your list yet" in shown
        assert "988" in shown


async def test_a_line_of_ones_own_is_written_and_stays(assistant: Assistant) -> None:
    visit = marked()
    async with opened(VisitScreen(visit, assistant.knowledge)) as (app, pilot):
        app.screen.query_one(Input).value = "[bold]Is it [/x private?"
        await pilot.press("enter")
        await pilot.pause()
        assert visit.own == ["What if I cry?", "[bold]Is it [/x private?"]
        shown = "\n".join(rows(app))
        assert "Ask   [bold]Is it [/x private?" in shown
        assert "Read  The Science Behind the Support" in shown
        assert app.screen.query_one(Input).value == ""


async def test_entries_are_taken_off_by_key_and_by_mouse(assistant: Assistant) -> None:
    visit = marked()
    async with opened(VisitScreen(visit, assistant.knowledge)) as (_, pilot):
        await pilot.press("down", "delete")
        assert visit.sections == ["fees"]
        await pilot.press("up", "delete")
        assert visit.own == []
        await pilot.click(".key-remove")
        await pilot.pause()
        assert visit.is_empty
        await pilot.press("delete")


async def test_delete_in_a_line_that_is_being_written_takes_no_entry_away(assistant: Assistant) -> None:
    visit = marked()
    async with opened(VisitScreen(visit, assistant.knowledge)) as (app, pilot):
        await pilot.press("a", "b", "left", "delete")
        assert app.screen.query_one(Input).value == "a"
        assert len(visit.own) == 1


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_the_sheet_is_saved_and_it_is_said_where(assistant: Assistant, how: str) -> None:
    async with opened(VisitScreen(marked(), assistant.knowledge)) as (app, pilot):
        if how == "key":
            await pilot.press("ctrl+s")
        else:
            await pilot.click(".key-save")
        await wait_until(pilot, lambda: isinstance(app.screen, SaveScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Saved to ~/my-questions.html" in "\n".join(rows(app)))
    assert "What if I cry?" in (Path.home() / "my-questions.html").read_text()


@pytest.mark.parametrize("leave", ["escape", "f4", "f1"])
async def test_a_line_that_was_begun_is_there_again(assistant: Assistant, leave: str) -> None:
    visit = Visit()
    async with opened(VisitScreen(visit, assistant.knowledge)) as (app, pilot):
        await pilot.press(*"half", leave)
        await wait_until(pilot, lambda: app.screen is app.below)
        app.push_screen(VisitScreen(visit, assistant.knowledge))
        await pilot.pause()
        assert app.screen.query_one(Input).value == "half"
        await pilot.press(*" done", "enter", "escape")
        await wait_until(pilot, lambda: app.screen is app.below)
    assert visit.own == ["half done"]
    assert visit.draft == ""
    assert "half" not in repr(visit)


async def test_in_the_smallest_window_the_list_has_the_most_room(assistant: Assistant) -> None:
    async with opened(VisitScreen(marked(), assistant.knowledge), (20, 5)) as (app, _):
        shown = [row.strip() for row in rows(app)]
        assert "What if" in shown[0]
        assert shown[4] == "In crisis? 988 F1"


async def test_an_empty_sheet_is_not_saved(assistant: Assistant) -> None:
    async with opened(VisitScreen(Visit(), assistant.knowledge)) as (app, pilot):
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert assistant.knowledge.wording.take_home.visit_nothing in "\n".join(rows(app))


async def test_a_full_list_and_a_line_written_twice_are_said_and_the_line_stays(assistant: Assistant) -> None:
    words = assistant.knowledge.wording.take_home
    visit = Visit(own=["same"])
    async with opened(VisitScreen(visit, assistant.knowledge)) as (app, pilot):
        await pilot.press(*"same", "enter")
        await pilot.pause()
        assert words.visit_twice in "\n".join(rows(app))
        assert app.screen.query_one(Input).value == "same"
        visit.own[:] = [f"line {number}" for number in range(MAX_MARKS)]
        await pilot.press("enter")
        await pilot.pause()
        assert words.visit_full in "\n".join(rows(app))


async def test_several_pasted_lines_become_one_clean_line(assistant: Assistant) -> None:
    async with opened(VisitScreen(Visit(), assistant.knowledge)) as (app, pilot):
        line = app.screen.query_one(Input)
        line.post_message(events.Paste("one\x1b[31m\ntwo\u202e " + "x" * 10_000))
        await pilot.pause()
        assert line.value.startswith("one two x")
        assert len(line.value) == 300


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_a_line_that_sounds_like_danger_brings_the_help_lines(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    async with opened(VisitScreen(marked(), assistant.knowledge), size) as (app, pilot):
        app.screen.query_one(Input).value = "i want to kill myself"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "911" in "\n".join(rows(app)))
        assert sum("988" in row for row in rows(app)) >= 2
        await pilot.press("escape")
        await pilot.pause()
        assert "i want to kill myself" in "\n".join(rows(app))
        assert "911" not in "\n".join(rows(app))


@pytest.mark.parametrize("size", [(120, 40), (40, 20), (20, 5), (1, 1)])
async def test_the_list_can_be_written_in_any_window(assistant: Assistant, size: tuple[int, int]) -> None:
    visit = marked()
    async with opened(VisitScreen(visit, assistant.knowledge), size) as (app, pilot):
        await pilot.press(*"hello", "enter")
        await pilot.pause()
        assert "hello" in visit.own
        await pilot.press("escape")
        await pilot.pause()
        assert app.results == [None]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_goes_along_on_a_phone_without_a_file(assistant: Assistant, size: tuple[int, int]) -> None:
    async with opened(VisitScreen(marked(), assistant.knowledge), size) as (app, pilot):
        await pilot.press("f6")
        await wait_until(pilot, lambda: isinstance(app.screen, ListOnPhoneScreen))
        await wait_until(pilot, lambda: "▄" in "".join(rows(app)))
        payload = app.screen.make_cards()[0].payload  # type: ignore[attr-defined]
        assert "Ask: What if I cry?\nRead: The Science Behind the Support\nRead: Fees" in payload
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, VisitScreen))


async def test_an_empty_list_makes_no_code(assistant: Assistant) -> None:
    async with opened(VisitScreen(Visit(), assistant.knowledge)) as (app, pilot):
        await pilot.press("f6")
        await pilot.pause()
        assert "Write a line first" in "\n".join(rows(app))
