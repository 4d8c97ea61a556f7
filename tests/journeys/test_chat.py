"""Journeys through the chat, as a person at the keyboard makes them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Button

from bbchat.cli.chat import make_app
from bbchat.conversation import respond
from bbchat.conversation.assistant import Assistant
from bbchat.errors import BbchatError, KnowledgeError
from bbchat.knowledge.model import Knowledge
from bbchat.tui.app import CRASHED, BbchatApp
from bbchat.tui.loading import Sources
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.widgets.transcript import MAX_TURNS
from bbchat.tui.widgets.turns import Turn

Screen = tuple[BbchatApp, Pilot[BbchatError | None]]


def on_screen(app: BbchatApp) -> str:
    """What can be read, row by row."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def transcript(app: BbchatApp) -> str:
    """All turns, those scrolled out of sight included."""
    return "\n".join(line.plain for turn in app.screen.query(Turn) for line in turn._make_lines(80))


async def wait_until(pilot: Pilot[BbchatError | None], is_so: Callable[[], bool], *, tries: int = 200) -> None:
    for _ in range(tries):
        await pilot.pause(0.02)
        if is_so():
            return
    pytest.fail("it never came")


@asynccontextmanager
async def chat(assistant: Assistant, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Screen]:
    app = BbchatApp(Sources(lambda: assistant.knowledge, lambda knowledge: (assistant, None)))
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield app, pilot


async def ask(app: BbchatApp, pilot: Pilot[BbchatError | None], question: str) -> None:
    screen = app.screen
    assert isinstance(screen, ChatScreen)
    turns = len(screen.query(Turn))
    screen.question.value = question
    await pilot.press("enter")
    await wait_until(pilot, lambda: len(screen.query(Turn)) >= turns + 2 and not screen.is_replying)
    await pilot.pause()


async def test_the_first_screen_says_what_this_is_and_whom_to_call(assistant: Assistant) -> None:
    async with chat(assistant) as (app, _):
        shown = on_screen(app)
        assert "Balance & Bliss Therapy" in shown
        assert "not a person" in shown
        assert "988" in shown.splitlines()[-1]
        assert "Ask about therapy" in shown


async def test_a_question_is_typed_and_its_answer_is_read(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"does it work")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Science Behind" in on_screen(app))
        await wait_until(pilot, lambda: "You   does it work" in on_screen(app))
        shown = on_screen(app)
        assert "Research consistently shows" in shown
        assert "988" in shown.splitlines()[-1]
        assert "ask the practice" in transcript(app)
        assert "Words unchanged." in transcript(app)


async def test_a_next_question_is_chosen_by_its_number(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        first = app.screen.query(Button).first()
        wanted = str(first.label).removeprefix("[1] ")
        await pilot.press("1")
        await wait_until(pilot, lambda: f"You   {wanted}" in transcript(app))
        assert len(app.screen.query(Turn)) == 5


async def test_a_next_question_is_chosen_with_the_mouse_and_typing_goes_on(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.click(app.screen.query(Button).last())
        await wait_until(pilot, lambda: len(app.screen.query(Turn)) == 5)
        await pilot.press(*"hello")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.question.value == "hello"


async def test_a_next_question_is_chosen_by_tab_and_enter(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("shift+tab", "enter")
        await wait_until(pilot, lambda: len(app.screen.query(Turn)) == 5)


async def test_a_number_inside_a_question_is_only_a_number(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press(*"is 1 hour enough")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.question.value == "is 1 hour enough"
        assert len(app.screen.query(Turn)) == 3


async def test_what_is_typed_and_entered_while_a_reply_is_made_is_asked_next(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_reply = threading.Event()
    replying = respond.respond

    def slow(*arguments: Any, **options: Any) -> Any:
        assert may_reply.wait(30)
        return replying(*arguments, **options)

    monkeypatch.setattr(respond, "respond", slow)
    async with chat(assistant) as (app, pilot):
        await pilot.press(*"does it work", "enter", *"do you take cards", "enter")
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.is_replying
        assert screen.question.value == "do you take cards"
        assert "do you take cards" not in transcript(app)
        may_reply.set()
        await wait_until(pilot, lambda: len(screen.session.exchanges) == 2)
        assert [one.asked for one in screen.session.exchanges] == ["does it work", "do you take cards"]
        assert screen.question.value == ""


async def test_letters_typed_while_a_choice_has_the_focus_reach_the_input(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("shift+tab", *"why")
        assert isinstance(app.screen, ChatScreen)
        assert app.screen.question.value == "why"


async def test_f1_brings_the_help_lines_at_any_time(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press("f1")
        await wait_until(pilot, lambda: "988lifeline.org" in transcript(app))


async def test_f1_shows_the_help_lines_at_once_also_below_a_long_answer(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press("f1")
        await wait_until(pilot, lambda: "call or text, free" in on_screen(app))
        assert "911" in on_screen(app)


async def test_danger_brings_the_help_lines_on_the_first_screen(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, "i dont want to be alive anymore")
        shown = on_screen(app)
        assert shown.count("988") >= 2
        await ask(app, pilot, "does it work")
        assert "Science Behind" in transcript(app)


@pytest.mark.parametrize(
    "typed",
    ["[@click=app.quit]x[/]", "[bold", "[/nothing]", "\x1b[31mred", "\u202edrow\u202c", "\x9b31m", "a" * 1900, "🙂"],
    ids=range(8),
)
async def test_what_is_typed_is_shown_as_typed_and_nothing_runs(assistant: Assistant, typed: str) -> None:
    async with chat(assistant) as (app, pilot):
        await ask(app, pilot, typed)
        shown = on_screen(app)
        assert app.is_running
        assert not any(ord(character) < 32 or "\x7f" <= character <= "\x9f" for character in shown.replace("\n", ""))
        assert "\u202e" not in shown
        if typed.startswith("["):
            assert typed in transcript(app)


async def test_an_empty_line_gets_a_hint_and_no_reply(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press("space", "enter")
        await pilot.pause()
        assert "Type a question" in on_screen(app)
        assert len(app.screen.query(Turn)) == 1


async def test_a_paste_of_many_lines_becomes_one_question_and_a_huge_one_is_clipped(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        assert isinstance(app.screen, ChatScreen)
        app.screen.question.post_message(events.Paste("does it\r\nreally\n\x1b[31mwork\u200b?"))
        await pilot.pause()
        assert app.screen.question.value == "does it really work?"
        app.screen.question.post_message(events.Paste("x" * 1_000_000))
        await pilot.pause()
        assert len(app.screen.question.value) == 2000
        assert "too long" in on_screen(app)


async def test_a_question_asked_while_everything_loads_is_answered_when_it_has(assistant: Assistant) -> None:
    import threading

    ready = threading.Event()

    def slowly(knowledge: Knowledge) -> tuple[Assistant, str | None]:
        ready.wait(30)
        return assistant, None

    app = BbchatApp(Sources(lambda: assistant.knowledge, slowly))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"does it work", "enter")
        await wait_until(pilot, lambda: "One moment" in on_screen(app))
        ready.set()
        await wait_until(pilot, lambda: "Science Behind" in transcript(app))


async def test_words_are_given_back_where_replying_breaks(assistant: Assistant) -> None:
    class Broken(Assistant):
        def score(self, reading: object) -> object:  # type: ignore[override]
            raise RuntimeError(reading)

    broken = Broken(*(getattr(assistant, name) for name in assistant.__dataclass_fields__))
    async with chat(broken) as (app, pilot):
        await pilot.press(*"does it work", "enter")
        assert isinstance(app.screen, ChatScreen)
        screen = app.screen
        await wait_until(pilot, lambda: screen.question.value == "does it work")
        assert "went wrong" in on_screen(app)
        assert "988" in transcript(app)


async def test_without_the_encoder_the_chat_says_so_and_still_answers(by_words: Assistant) -> None:
    app = BbchatApp(Sources(lambda: by_words.knowledge, lambda knowledge: (by_words, "Matched by words alone.")))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "Matched by words alone." in on_screen(app))
        await ask(app, pilot, "does therapy really work?")
        assert "Science Behind" in transcript(app)


async def test_the_transcript_stays_light_after_hours(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        assert isinstance(app.screen, ChatScreen)
        for _ in range(MAX_TURNS + 5):
            await app.screen.action_help_lines()
        await pilot.pause()
        assert len(app.screen.query(Turn)) == MAX_TURNS


async def test_broken_knowledge_ends_with_its_mistakes_not_with_a_traceback(knowledge_copy: Path) -> None:
    (knowledge_copy / "practice.yaml").write_text("name: [", encoding="utf-8")
    app = make_app(knowledge_copy)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: not app.is_running or app.return_value is not None)
    assert isinstance(app.return_value, KnowledgeError)


async def test_a_crash_prints_nothing_of_what_was_typed(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    app = BbchatApp(Sources(lambda: assistant.knowledge, lambda knowledge: (assistant, None)))

    def fail() -> None:
        secret = "my private words"
        raise ValueError(secret)

    async def crash() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            app.call_later(fail)
            await wait_until(pilot, lambda: app.crash is not None)

    with pytest.raises(ValueError, match="my private words"):
        await crash()
    assert app.return_code == CRASHED
    assert app.crash is not None
    assert "private" not in app.crash
    captured = capsys.readouterr()
    assert "private" not in captured.out + captured.err


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20), (20, 5), (1, 1)])
async def test_every_size_of_terminal_can_be_typed_into(assistant: Assistant, size: tuple[int, int]) -> None:
    async with chat(assistant, size) as (app, pilot):
        await ask(app, pilot, "does it work")
        assert "Science Behind" in transcript(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "988" in on_screen(app).splitlines()[-1]
        if size[0] >= 40:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "988" in on_screen(app)


async def test_ctrl_q_leaves(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0
