"""A visitor at the kiosk: they begin, they are looked after, they are forgotten, and they can't get out."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from bbchat.conversation.assistant import Assistant
from bbchat.errors import BbchatError
from bbchat.kiosk.exits import KioskExit
from bbchat.kiosk.pin import Allowed, Attempt, Locked, Wrong
from bbchat.kiosk.words import for_kiosk
from bbchat.matching.reader import Reader, Reading
from bbchat.tui.kiosk.app import KEYS_THREAD, OF_THE_APP, Care, KioskApp
from bbchat.tui.kiosk.rest import RestScreen
from bbchat.tui.loading import Sources
from tests.journeys.test_chat import on_screen, wait_until

PIN = "271828"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Outside:
    """What looks after the kiosk, as a test wants it."""

    def __init__(self) -> None:
        self.is_heard = True
        self.is_restart_due = False
        self.answer: Attempt = Wrong(2)
        self.tried: list[str] = []

    def try_pin(self, pin: str) -> Attempt:
        self.tried.append(pin)
        return Allowed() if pin == PIN else self.answer

    def care(self, *, has_pin: bool = True) -> Care:
        return Care(lambda: self.is_heard, lambda: self.is_restart_due, self.try_pin if has_pin else None)


class Kiosk:
    """A running kiosk and all that a test turns."""

    def __init__(self, assistant: Assistant, outside: Outside, *, has_pin: bool = True) -> None:
        self.clock, self.outside = Clock(), outside
        knowledge = for_kiosk(assistant.knowledge)
        sources = Sources(lambda: knowledge, lambda _: (replace(assistant, knowledge=knowledge), None))
        self.app = KioskApp(knowledge, sources, outside.care(has_pin=has_pin), self.clock)
        self.pilot: Pilot[BbchatError | None]

    @property
    def shown(self) -> str:
        return on_screen(self.app)

    async def see(self, text: str) -> None:
        await wait_until(self.pilot, lambda: text in self.shown)

    async def gone(self, text: str) -> None:
        await wait_until(self.pilot, lambda: text not in self.shown)

    async def begin(self) -> None:
        await self.see("Press any key")
        await self.pilot.press("x")
        await self.see("Ask about therapy")
        await wait_until(self.pilot, lambda: self.app._chat._assistant is not None)

    async def ask(self, question: str, part: str) -> None:
        self.app._chat.question.value = question
        await self.pilot.press("enter")
        await self.see(part)

    async def touch(self, x: int, y: int) -> None:
        """As the terminal tells it; the pilot's own click goes past the app."""
        for kind in (events.MouseDown, events.MouseUp):
            self.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await self.pilot.pause()

    async def ended(self) -> int | None:
        await wait_until(self.pilot, lambda: self.app._exit)
        return self.app.return_code


@asynccontextmanager
async def kiosk(
    assistant: Assistant, size: tuple[int, int] = (80, 24), *, has_pin: bool = True
) -> AsyncIterator[Kiosk]:
    one = Kiosk(assistant, Outside(), has_pin=has_pin)
    async with one.app.run_test(size=size) as pilot:
        one.pilot = pilot
        yield one


async def test_the_first_key_begins_and_is_not_typed(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        assert one.app._chat.question.value == ""
        await one.pilot.press("h")
        assert one.app._chat.question.value == "h"


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)])
async def test_at_rest_it_says_whom_to_call_and_that_nothing_is_kept(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    async with kiosk(assistant, size) as one:
        await one.see("988")
        said = " ".join(one.shown.split())
        assert "Nothing you type is kept." in said
        assert "In danger now? Call 911." in said


async def test_a_touch_begins_and_presses_nothing_below(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.see("Press any key")
        await one.touch(60, 0)
        await one.see("Ask about therapy")
        assert one.app.screen is one.app._chat


async def test_keys_of_the_chat_do_nothing_while_it_rests(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.see("Press any key")
        await one.pilot.press("ctrl+p")
        await one.see("Ask about therapy")
        assert one.app.screen is one.app._chat


async def test_who_walks_away_is_asked_counted_down_and_forgotten(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.ask("does it work", "Science Behind")
        one.clock.now += 75
        await one.see("In 20 seconds all of it is cleared")
        assert "Science Behind" not in one.shown
        one.clock.now += 13
        await one.see("In 7 seconds")
        one.clock.now += 7
        assert await one.ended() == KioskExit.VISIT_OVER


async def test_the_key_that_answers_the_question_is_not_typed_and_loses_nothing(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.pilot.press("h", "i")
        one.clock.now += 80
        await one.see("Are you still there?")
        await one.pilot.press("z")
        await one.see("Ask about therapy" if not one.app._chat.question.value else "hi")
        assert one.app._chat.question.value == "hi"
        one.clock.now += 70
        await one.pilot.pause(0.6)
        assert "Are you still there?" not in one.shown


async def test_somebody_who_reads_help_lines_has_five_minutes(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.ask("i want to kill myself", "988")
        await one.pilot.pause(0.6)
        one.clock.now += 290
        await one.pilot.pause(0.6)
        assert "Are you still there?" not in one.shown
        one.clock.now += 10
        await one.see("Are you still there?")


async def test_help_lines_found_while_browsing_give_time_too(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.pilot.press("f4")
        await one.see("My questions")
        one.app.screen.query_one(Input).value = "i want to kill myself"
        await one.pilot.press("enter")
        await one.see("call or text")
        await one.pilot.pause(0.6)
        one.clock.now += 200
        await one.pilot.pause(0.6)
        assert "Are you still there?" not in one.shown


async def test_after_twenty_minutes_it_offers_to_go_on_and_goes_on(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        for _ in range(24):
            await one.pilot.press("a")
            one.clock.now += 50
        await one.see("You have been here for 20 minutes.")
        await one.pilot.press("b")
        await one.gone("20 minutes")
        assert one.app.screen is one.app._chat


@pytest.mark.parametrize("key", ["", "f3", "f4", "f6", "f2", "ctrl+p"])
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_the_key_that_ends_and_clears_stands_on_every_screen_and_works(
    assistant: Assistant, key: str, size: tuple[int, int]
) -> None:
    async with kiosk(assistant, size) as one:
        await one.begin()
        await one.ask("does it work", "Science Behind")
        if key:
            await one.pilot.press(key)
            await wait_until(one.pilot, lambda: one.app.screen is not one.app._chat)
        await one.see("F8")
        await one.see("End")
        await one.pilot.press("f8")
        assert await one.ended() == KioskExit.VISIT_OVER


async def test_the_end_can_be_touched(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        end_key = one.app.screen.query_one("#end-key").region
        await one.touch(end_key.x + 1, end_key.y)
        assert await one.ended() == KioskExit.VISIT_OVER


async def test_three_presses_and_the_pin_let_the_staff_out(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.see("Press any key")
        await one.pilot.press("f10", "f10", "f10")
        await one.see("Staff only")
        await one.pilot.press(*PIN, "enter")
        assert await one.ended() == KioskExit.STAFF


async def test_a_visitor_who_presses_the_staffs_key_once_in_a_while_finds_nothing(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        for _ in range(5):
            await one.pilot.press("f10")
            one.clock.now += 3
        assert isinstance(one.app.screen, RestScreen)


async def test_a_wrong_pin_is_never_shown_and_says_how_many_tries_are_left(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.pilot.press("f10", "f10", "f10")
        await one.see("Staff only")
        await one.pilot.press(*"314159")
        assert "314159" not in one.shown
        await one.pilot.press("enter")
        await one.see("Tries left: 2")
        one.outside.answer = Locked(60)
        await one.pilot.press(*"314159", "enter")
        await one.see("Please wait 60 seconds")
        await one.pilot.press(*PIN, "enter")
        assert one.outside.tried == ["314159", "314159"]
        await one.pilot.press("escape")
        await one.see("Ask about therapy")


async def test_without_a_pin_there_is_no_way_out_and_it_says_so(assistant: Assistant) -> None:
    async with kiosk(assistant, has_pin=False) as one:
        await one.see("Press any key")
        await one.pilot.press("f10", "f10", "f10")
        await one.see("No PIN is set")


async def test_the_visit_ends_in_time_behind_the_staffs_dialog(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.pilot.press("f10", "f10", "f10")
        await one.see("Staff only")
        one.clock.now += 96
        assert await one.ended() == KioskExit.VISIT_OVER


async def test_it_starts_afresh_only_while_nobody_is_there(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        one.outside.is_restart_due = True
        await one.pilot.pause(0.6)
        assert not one.app._exit
    async with kiosk(assistant) as two:
        two.outside.is_restart_due = True
        assert await two.ended() == KioskExit.RESTART


async def test_it_ends_when_nobody_watches_over_it_any_more(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        one.outside.is_heard = False
        assert await one.ended() == KioskExit.CRASHED


@pytest.mark.parametrize("reads_keys", [True, False])
async def test_a_kiosk_that_no_longer_reads_keys_gives_no_sign_of_life(assistant: Assistant, reads_keys: bool) -> None:
    class OnATerminal(KioskApp):
        is_headless = False

    beats, is_over = [], threading.Event()
    if reads_keys:
        threading.Thread(target=is_over.wait, name=KEYS_THREAD).start()
    knowledge = for_kiosk(assistant.knowledge)
    care = Care(lambda: not beats.append(1), lambda: False, None)  # type: ignore[func-returns-value]
    app = OnATerminal(knowledge, Sources(lambda: knowledge, lambda _: (assistant, None)), care, Clock())
    async with app.run_test():
        app._beat()
    is_over.set()
    assert bool(beats) is reads_keys


KEYS = [
    *(f"ctrl+{letter}" for letter in "abcdefghijklmnorstuvwxyz"),
    *(
        "ctrl+q",
        "ctrl+backslash",
        "ctrl+underscore",
        "ctrl+at",
        "alt+f4",
        "ctrl+shift+c",
        "ctrl+shift+q",
        "ctrl+insert",
    ),
    *(f"f{number}" for number in (9, 11, 12, 13, 20)),
    *("escape", "tab", "shift+tab", "pageup", "pagedown", "home", "end", "insert", "delete", "enter", "up", "down"),
]


@pytest.mark.parametrize("opened", ["", "f1", "f2", "f3", "f4", "f6", "ctrl+p"])
async def test_no_key_leads_out_copies_or_saves(assistant: Assistant, opened: str, tmp_path: Path) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.ask("does it work", "Science Behind")
        for at in range(0, len(KEYS), 8):
            await one.pilot.press(*([opened] if opened else []), *KEYS[at : at + 8])
            assert not one.app._exit
            assert one.app._clipboard == ""
            for way in ("Ctrl+Q", "^Q", "^S", "^Y"):
                assert way not in one.shown
            for _ in range(2):
                await one.pilot.press("escape")
    assert not list(tmp_path.iterdir())
    assert not list(Path.home().rglob("*"))


def _actions_of(kind: type) -> list[str]:
    return sorted(
        name.removeprefix("action_").removeprefix("_action_")
        for name in dir(kind)
        if name.startswith(("action_", "_action_"))
    )


async def test_no_action_of_the_toolkit_can_be_run_but_those_on_the_list(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        unlisted = set(_actions_of(App)) - OF_THE_APP
        assert {"quit", "screenshot", "suspend_process", "change_theme", "copy_text"} <= unlisted | {"copy_text"}
        for name in sorted(unlisted):
            assert not await one.app.run_action(f"app.{name}")
            assert not await one.app.run_action(f"app.{name}('a')")
        for name in ("copy_text", "maximize", "minimize", "save", "copy"):
            assert not await one.app.run_action(f"screen.{name}")
        assert not one.app._exit
        assert one.app.screen is one.app._chat


async def test_what_is_typed_is_never_a_link_nor_a_command(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.ask("[@click=app.quit]out[/] [link='https://example.org']there[/link]", "[@click=app.quit]out[/]")
        for column in range(2, 70, 4):
            await one.touch(column, 2)
        assert not one.app._exit
        assert one.app.screen is one.app._chat


async def test_text_can_be_neither_marked_nor_copied(assistant: Assistant) -> None:
    async with kiosk(assistant) as one:
        await one.begin()
        await one.ask("does it work", "Science Behind")
        await one.pilot.mouse_down(offset=(5, 6))
        await one.pilot.hover(offset=(40, 9))
        await one.pilot.mouse_up(offset=(40, 9))
        await one.pilot.press("ctrl+c")
        assert not one.app.screen.get_selected_text()
        assert one.app._clipboard == ""
        one.app.copy_to_clipboard("secret")
        assert one.app._clipboard == ""


async def test_a_failing_encoder_leaves_a_kiosk_that_answers(assistant: Assistant, by_words: Assistant) -> None:
    knowledge = for_kiosk(assistant.knowledge)
    broken = replace(assistant, reader=_BrokenReader(assistant.reader))
    sources = Sources(lambda: knowledge, lambda _: (broken, None), lambda _: by_words)
    app = KioskApp(knowledge, sources, Outside().care(), Clock())
    async with app.run_test(size=(80, 24)) as pilot:
        one = Kiosk(assistant, Outside())
        one.app, one.pilot = app, pilot
        await one.begin()
        app._chat.question.value = "what do you charge for a session"
        await pilot.press("enter")
        await one.see("988lifeline.org")
        await wait_until(pilot, lambda: app._chat._assistant is not broken)
        await pilot.press("up", "enter")
        await one.see("doesn't cover fees")


class _BrokenReader(Reader):
    def __init__(self, sound: Reader) -> None:
        self.__dict__.update(vars(sound))

    def read(self, text: str, *, mends: bool = True) -> Reading:
        raise RuntimeError("the encoder is gone")
