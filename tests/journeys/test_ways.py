"""Journeys beyond asking: questions offered while typing, lines called back, topics, reasons, taking things home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.session import MAX_MARKS
from bbchat.conversation.type_ahead import TypeAhead
from bbchat.errors import BbchatError
from bbchat.knowledge.model import TopicId
from bbchat.tui.app import BbchatApp
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.screens.menu import MenuScreen
from bbchat.tui.screens.topics import TopicsScreen
from bbchat.tui.screens.why import WhyScreen
from bbchat.tui.widgets.suggestions import Suggestions
from tests.journeys.test_chat import ask, chat, on_screen, transcript, wait_until


def screen_of(app: BbchatApp) -> ChatScreen:
    assert isinstance(app.screen, ChatScreen)
    return app.screen


async def open_by(app: BbchatApp, pilot: Pilot[BbchatError | None], key: str, kind: type[object]) -> None:
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(app.screen, kind))
    await pilot.pause()


async def test_a_question_offered_while_typing_is_asked_by_up_and_enter(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"does it")
        await wait_until(pilot, lambda: screen_of(app).suggestions.is_open)
        offered = app.screen.query_one(Suggestions)
        assert offered.marked is None
        await pilot.press("up")
        wanted = offered.marked
        assert wanted is not None
        assert f"› {wanted}" in on_screen(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: f"You   {wanted}" in transcript(app))


async def test_a_question_offered_while_typing_is_asked_with_the_mouse(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"does it")
        await wait_until(pilot, lambda: screen_of(app).suggestions.is_open)
        last = (
            on_screen(app).splitlines().index(next(line for line in on_screen(app).splitlines() if "does it" in line))
        )
        clicked = on_screen(app).splitlines()[last].strip()
        await pilot.click(Suggestions, offset=(5, 0))
        await wait_until(pilot, lambda: f"You   {clicked}" in transcript(app))


async def test_enter_asks_what_was_typed_where_nothing_was_marked(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"does it", "enter")
        await wait_until(pilot, lambda: "You   does it\n" in transcript(app))
        assert not screen_of(app).suggestions.is_open


async def test_offered_questions_never_move_the_transcript_and_go_with_escape(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        before = screen_of(app).transcript.region
        await pilot.press(*"how m")
        await wait_until(pilot, lambda: screen_of(app).suggestions.is_open)
        assert screen_of(app).transcript.region == before
        await pilot.press("escape")
        await wait_until(pilot, lambda: not screen_of(app).suggestions.is_open)
        assert screen_of(app).question.value == "how m"
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen_of(app).question.value == "")


async def test_nothing_is_offered_to_somebody_in_danger(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"i want to kill myself does it")
        await pilot.pause(0.1)
        assert not screen_of(app).suggestions.is_open


async def test_what_was_asked_comes_back_with_up_and_the_begun_line_with_down(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await ask(app, pilot, "how much is it")
        await pilot.press("up")
        assert screen_of(app).question.value == "how much is it"
        await pilot.press("up")
        assert screen_of(app).question.value == "does it work"
        assert not screen_of(app).suggestions.is_open
        await pilot.press("down", "down")
        assert screen_of(app).question.value == ""


async def test_a_repair_is_undone_by_one_key(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "dose threapy help with strss")
        offers = [offer.text for offer in screen_of(app)._offers.all]
        place = offers.index("Search as I typed it") + 1
        turns = transcript(app).count("dose threapy help with strss")
        await pilot.press(str(place))
        await wait_until(pilot, lambda: transcript(app).count("dose threapy help with strss") == turns + 1)
        await wait_until(pilot, lambda: not screen_of(app).is_replying)
        assert "Search as I typed it" not in [offer.text for offer in screen_of(app)._offers.all]
        assert transcript(app).count("Showing results for") == 1


async def test_staff_see_why_a_reply_came(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        assert "Ask a question first." in on_screen(app)
        await ask(app, pilot, "does it work")
        await open_by(app, pilot, "f2", WhyScreen)
        assert "Typed: does it work" in on_screen(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_a_section_found_among_the_topics_opens_in_the_chat(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await open_by(app, pilot, "f3", TopicsScreen)
        await pilot.press(*"insurance")
        await pilot.pause(0.1)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "You   Insurance" in transcript(app))


async def test_the_help_lines_are_one_key_away_from_the_topics(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await open_by(app, pilot, "f3", TopicsScreen)
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "988" in transcript(app))


async def test_everything_that_can_be_done_is_in_one_list_and_done_from_it(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await open_by(app, pilot, "ctrl+p", MenuScreen)
        assert "Quit; nothing is kept" in on_screen(app)
        await pilot.press(*"reply came", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, WhyScreen))


async def test_a_marked_section_and_a_line_of_ones_own_stand_on_a_saved_sheet(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("f5")
        await pilot.pause()
        assert "Marked for your visit" in on_screen(app)
        await pilot.press("f4")
        await pilot.pause(0.1)
        await pilot.press(*"who pays", "enter", "ctrl+s")
        await pilot.pause(0.1)
        await pilot.press("enter")
        await pilot.pause(0.1)
        sheets = list(Path.home().iterdir())
        assert len(sheets) == 1
        text = sheets[0].read_text(encoding="utf-8")
        assert "who pays" in text
        assert "The Science Behind the Support" in text


async def test_a_conversation_is_saved_only_when_asked_and_where_it_is_said(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        assert not list(Path.home().iterdir())
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        saved = (Path.home() / "bbchat.html").read_text(encoding="utf-8")
        assert "does it work" in saved
        assert "Research consistently shows" in saved
        assert "bbchat.html" in on_screen(app)


async def test_the_last_reply_is_copied_and_nothing_of_it_stays_in_the_program(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert "clipboard" in on_screen(app)
        assert app.clipboard == ""


@pytest.mark.parametrize("key", ["f2", "f3", "f4", "f5", "f6", "ctrl+y", "ctrl+s", "ctrl+p", "f7"])
async def test_a_key_pressed_before_anything_was_asked_breaks_nothing(assistant: Assistant, key: str) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(key)
        await pilot.pause(0.1)
        await pilot.press("escape", "escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await ask(app, pilot, "does it work")
        assert "Research consistently shows" in transcript(app)


async def test_a_line_that_begins_with_a_number_keeps_it_though_the_number_chose_something(
    assistant: Assistant,
) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press(*"2 weeks ago it began")
        assert screen_of(app).question.value == "2 weeks ago it began"


def type_at_once(app: BbchatApp, text: str) -> None:
    """Type as a terminal hands over what waited while the machine was held up."""
    for letter in text:
        app.post_message(events.Key("space" if letter == " " else letter, letter))


async def test_a_line_that_begins_with_a_number_is_whole_however_fast_it_comes(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        type_at_once(app, "2 weeks ago it began")
        await pilot.pause(0.1)
        assert screen_of(app).question.value == "2 weeks ago it began"


async def test_of_keys_that_come_at_once_only_the_last_is_searched_for_so_enter_need_not_wait(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    offers = TypeAhead.offers

    def search(self: TypeAhead, typed: str) -> tuple[str, ...]:
        searched.append(typed)
        return offers(self, typed)

    monkeypatch.setattr(TypeAhead, "offers", search)
    async with chat(assistant) as (app, pilot):
        type_at_once(app, "how do i know that it works")
        await wait_until(pilot, lambda: screen_of(app).suggestions.is_open)
        assert searched == ["how do i know that it works"]


async def test_a_number_never_closes_a_notice_without_enter_and_is_not_lost(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "i want to kill myself")
        await pilot.press("3")
        await pilot.pause()
        assert screen_of(app)._offers.notice
        assert "Press Enter to choose 3" in on_screen(app)
        await pilot.press(*" hours ago i took them")
        assert screen_of(app).question.value == "3 hours ago i took them"


async def test_a_line_emptied_by_escape_comes_back_with_up(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"qq half a message", "escape", "escape")
        assert screen_of(app).question.value == ""
        await pilot.press("up")
        assert screen_of(app).question.value == "qq half a message"


async def test_a_long_question_leaves_its_reply_in_sight(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does therapy really work for people like me " * 40)
        assert "…" in on_screen(app)
        assert "▌" in on_screen(app)


async def test_a_question_that_no_section_answers_is_noted_for_the_visit_as_it_was_asked(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "how much is it for students")
        await pilot.press("f5")
        assert screen_of(app).session.visit.own == ["how much is it for students"]


async def test_somebody_who_says_goodbye_is_told_how_to_leave(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "quit")
        assert "Ctrl+Q" in on_screen(app)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "Ctrl+Q" in on_screen(app)


async def test_what_is_pasted_while_a_choice_has_the_focus_is_kept_and_looked_through(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("tab")
        assert app.screen.focused is not screen_of(app).question
        app.screen.focused.post_message(events.Paste("i want to kill myself " + "x " * 2000))  # type: ignore[union-attr]
        await wait_until(pilot, lambda: screen_of(app).question.value.startswith("i want to kill"))
        await wait_until(pilot, lambda: bool(screen_of(app)._offers.notice))


async def test_a_full_list_says_so_instead_of_seeming_to_take_a_mark_away(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        visit = screen_of(app).session.visit
        visit.sections = [TopicId(f"other-{number}") for number in range(MAX_MARKS)]
        await pilot.press("f5")
        assert "The list is full" in on_screen(app)
        assert len(visit.sections) == MAX_MARKS


async def test_a_practice_says_what_the_keys_do_in_its_own_words(assistant: Assistant) -> None:
    wording = assistant.knowledge.wording
    own = replace(wording, menu=replace(wording.menu, title="What you can do"))
    async with chat(replace(assistant, knowledge=replace(assistant.knowledge, wording=own))) as (app, pilot):
        await open_by(app, pilot, "ctrl+p", MenuScreen)
        assert "What you can do" in on_screen(app)


@pytest.mark.parametrize(("key", "late"), [("f3", "_show_again"), ("f4", "_show_again"), ("f6", "_fit")])
async def test_what_is_to_be_drawn_on_a_screen_that_has_closed_leaves_the_chat_open(
    assistant: Assistant, key: str, late: str
) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does therapy really work?")
        await pilot.press(key)
        await wait_until(pilot, lambda: app.screen is not app._chat)
        closed = app.screen
        await app.pop_screen()
        getattr(closed, late)()
        assert app.screen is app._chat
