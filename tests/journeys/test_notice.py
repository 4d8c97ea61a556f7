"""Journeys through an open notice: its choices, what does not close it, while everything loads, after hours."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Button

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.disclosure import EVERY
from bbchat.conversation.reply import Clarify
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.errors import BbchatError
from bbchat.knowledge.model import Knowledge
from bbchat.knowledge.wording_file import shipped
from bbchat.tui.app import BbchatApp
from bbchat.tui.loading import Sources
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.widgets.transcript import MAX_TURNS
from bbchat.tui.widgets.turns import Turn
from tests.journeys.test_chat import Screen, ask, chat, on_screen, transcript, wait_until

HELP_LINE = shipped().chat.help_line
DANGER, PELIGRO = "i want to kill myself", "quiero matarme"
CALL, HARD, BACK = "What happens when I call?", "Hard to call?", "Back to the chat"


def choices(app: BbchatApp) -> list[str]:
    return [str(button.label) for button in app.screen.query(Button)]


NOTICE_CHOICES = [f"[1] {CALL}", f"[2] {HARD}", f"[3] {BACK}"]


def screen_of(app: BbchatApp) -> ChatScreen:
    assert isinstance(app.screen, ChatScreen)
    return app.screen


async def enter(pilot: Pilot[BbchatError | None], text: str) -> None:
    """Type a message that need not get its reply at once."""
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    screen.question.value = text
    await pilot.press("enter")
    await pilot.pause()


@asynccontextmanager
async def notice(assistant: Assistant, size: tuple[int, int] = (80, 24), text: str = DANGER) -> AsyncIterator[Screen]:
    async with chat(assistant, size) as (app, pilot):
        await ask(app, pilot, text)
        yield app, pilot


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (DANGER, NOTICE_CHOICES),
        (PELIGRO, ["[1] ¿Qué pasa cuando llamo?", "[2] ¿Le cuesta llamar?", "[3] Volver al chat"]),
    ],
    ids=["en", "es"],
)
async def test_a_notice_brings_its_own_choices_in_its_language(
    assistant: Assistant, text: str, labels: list[str]
) -> None:
    async with notice(assistant, text=text) as (app, _):
        assert choices(app) == labels
        assert screen_of(app).focused is screen_of(app).question


@pytest.mark.parametrize(("key", "text"), [("1", "a trained person answers"), ("2", "begin with one line")])
async def test_a_number_brings_the_longer_text_and_the_choices_stay(assistant: Assistant, key: str, text: str) -> None:
    async with notice(assistant) as (app, pilot):
        assert text not in transcript(app)
        await pilot.press(key, "enter")
        await wait_until(pilot, lambda: text in " ".join(on_screen(app).replace("┃", "").split()))
        assert choices(app) == NOTICE_CHOICES
        assert "988lifeline.org   chat" in on_screen(app), "the notice stays in view beside it"


async def test_the_longer_texts_are_reached_by_mouse_and_by_tab_and_enter(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await pilot.click(app.screen.query(Button)[1])
        await wait_until(pilot, lambda: f"┃ {HARD}" in on_screen(app))
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: f"┃ {CALL}" in on_screen(app))
        assert choices(app) == NOTICE_CHOICES


async def test_a_choice_with_the_focus_leaves_the_numbers_and_letters_as_they_are(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await pilot.press("tab", "2", "enter")
        await wait_until(pilot, lambda: f"┃ {HARD}" in on_screen(app))
        await pilot.press("tab", *"a 3")
        assert screen_of(app).question.value == "a 3"
        assert choices(app) == NOTICE_CHOICES


async def test_a_text_asked_for_again_comes_into_view_and_is_there_once(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        for key in "1212112222":
            await pilot.press(key, "enter")
        await pilot.pause()
        assert len(app.screen.query(Turn)) == 5
        assert transcript(app).count(CALL) == transcript(app).count(HARD) == 1
        assert f"┃ {HARD}" in on_screen(app).splitlines()[-9]


@pytest.mark.parametrize("way", ["key", "mouse", "tab"])
async def test_only_the_way_back_closes_it_and_the_transcript_stays(assistant: Assistant, way: str) -> None:
    async with notice(assistant) as (app, pilot):
        if way == "key":
            await pilot.press("3", "enter")
        elif way == "mouse":
            await pilot.click(app.screen.query(Button).last())
        else:
            await pilot.press("shift+tab", "enter")
        await wait_until(pilot, lambda: not choices(app))
        screen = screen_of(app)
        assert screen.focused is screen.question
        assert "988lifeline.org" in transcript(app)
        assert DANGER in transcript(app)
        await pilot.press("1")
        assert screen.question.value == "1"


@pytest.mark.parametrize(
    "key", ["enter", "escape", "space", "a", "tab", "f1", "pageup", "pagedown", "up", "backspace", "4", "0", "ctrl+c"]
)
async def test_no_key_closes_it_by_accident(assistant: Assistant, key: str) -> None:
    async with notice(assistant) as (app, pilot):
        await pilot.press(key, "enter")
        await pilot.pause()
        assert choices(app) == NOTICE_CHOICES
        await pilot.press("escape")
        await pilot.pause()
        assert choices(app) == NOTICE_CHOICES


async def test_danger_beyond_the_end_of_what_a_paste_may_hold_is_seen(assistant: Assistant) -> None:
    async with chat(assistant) as (app, pilot):
        screen_of(app).question.post_message(events.Paste("la " * 1500 + f"and {DANGER}"))
        await wait_until(pilot, lambda: "988" in transcript(app) and choices(app) == NOTICE_CHOICES)
        assert len(screen_of(app).question.value) == 2000


async def test_a_number_within_a_sentence_is_only_a_number(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await pilot.press(*"at 3 or 2 or 1")
        assert screen_of(app).question.value == "at 3 or 2 or 1"
        assert choices(app) == NOTICE_CHOICES


async def test_the_next_question_is_answered_and_the_notice_stays_open(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await ask(app, pilot, "does it work")
        assert "Science Behind" in on_screen(app)
        assert choices(app) == NOTICE_CHOICES
        await pilot.press("3", "enter")
        await wait_until(pilot, lambda: not choices(app))
        await ask(app, pilot, "does it work")
        assert choices(app), "the next questions are offered again"


async def ask_unclearly(app: BbchatApp, pilot: Pilot[BbchatError | None], assistant: Assistant) -> None:
    """Ask something that gets a did-you-mean."""
    starts = (" ".join(example.text.split()[:4]) for example in assistant.knowledge.examples)
    unclear = next(start for start in starts if isinstance(respond(ConversationState(), start, assistant)[1], Clarify))
    await ask(app, pilot, unclear)


async def test_a_did_you_mean_is_answered_beside_an_open_notice(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await ask_unclearly(app, pilot, assistant)
        assert "not sure which" in on_screen(app)
        offered = choices(app)
        assert offered[:3] == NOTICE_CHOICES
        assert offered[-1].endswith("None of these: whom can I ask?")
        await pilot.press("4", "enter")
        await wait_until(pilot, lambda: f"You   {offered[3].removeprefix('[4] ')}" in transcript(app))
        assert choices(app) == NOTICE_CHOICES


async def test_a_did_you_mean_outlasts_the_notice(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await ask_unclearly(app, pilot, assistant)
        offered = [label[4:] for label in choices(app)[3:]]
        await pilot.press("3", "enter")
        await wait_until(pilot, lambda: [label[4:] for label in choices(app)] == offered)
        await pilot.press("1", "enter")
        await wait_until(pilot, lambda: f"You   {offered[0]}" in transcript(app))


async def test_danger_again_is_worded_anew_and_in_the_language_of_the_message(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await ask(app, pilot, DANGER)
        assert transcript(app).count("You may be going through") == 1
        assert choices(app) == NOTICE_CHOICES
        await pilot.press("1", "enter")
        await wait_until(pilot, lambda: transcript(app).count(CALL) == 1)
        await ask(app, pilot, PELIGRO)
        assert choices(app)[-1] == "[3] Volver al chat"


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40), (80, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_notice_and_its_choices_stand_on_the_first_screen(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    async with notice(assistant, size) as (app, pilot):

        def is_whole() -> bool:
            shown = on_screen(app)
            parts = ["You may be going through", "   988 ", "988lifeline.org", "   911 ", CALL, HARD, BACK]
            return all(part in shown for part in parts) and "In crisis?" in shown

        assert is_whole()
        await pilot.resize_terminal(60, 22)  # where it fits to the line
        await wait_until(pilot, is_whole)
        await pilot.resize_terminal(*size)
        await wait_until(pilot, is_whole)


async def test_f1_leaves_an_open_notice_open(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        await pilot.press("f1")
        await wait_until(pilot, lambda: "Help lines. You can use them" in on_screen(app))
        assert choices(app) == NOTICE_CHOICES


async def test_where_there_is_no_room_for_choices_a_digit_is_only_a_digit(assistant: Assistant) -> None:
    async with notice(assistant, (40, 6)) as (app, pilot):
        assert "In crisis?" in on_screen(app)
        await pilot.press("3")
        await wait_until(pilot, lambda: screen_of(app).question.value == "3")
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: choices(app) == NOTICE_CHOICES)


class Gates:
    """Sources that give out the knowledge and the assistant only when told to."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.knowledge, self.assistant = threading.Event(), threading.Event()

    def load_knowledge(self) -> Knowledge:
        assert self.knowledge.wait(60)
        return self._assistant.knowledge

    def load_assistant(self, _: Knowledge) -> tuple[Assistant, str | None]:
        assert self.assistant.wait(60)
        return self._assistant, None


@asynccontextmanager
async def loading(assistant: Assistant) -> AsyncIterator[tuple[BbchatApp, Pilot[BbchatError | None], Gates]]:
    gates = Gates(assistant)
    app = BbchatApp(Sources(gates.load_knowledge, gates.load_assistant))
    async with app.run_test(size=(80, 24)) as pilot:
        try:
            yield app, pilot, gates
        finally:
            gates.knowledge.set()
            gates.assistant.set()


async def test_danger_typed_before_the_encoder_is_there_is_not_made_to_wait(assistant: Assistant) -> None:
    async with loading(assistant) as (app, pilot, gates):
        gates.knowledge.set()
        await wait_until(pilot, lambda: "Balance" in on_screen(app))
        await enter(pilot, DANGER)
        await wait_until(pilot, lambda: choices(app) == NOTICE_CHOICES)
        assert "988lifeline.org" in on_screen(app)
        assert "One moment" not in on_screen(app)
        await pilot.press("2", "enter")
        await wait_until(pilot, lambda: f"┃ {HARD}" in on_screen(app))
        await enter(pilot, "does it work")
        await wait_until(pilot, lambda: "One moment" in on_screen(app))
        assert choices(app) == NOTICE_CHOICES
        gates.assistant.set()
        await wait_until(pilot, lambda: "Science Behind" in on_screen(app))
        assert choices(app) == NOTICE_CHOICES
        await ask(app, pilot, DANGER)
        assert transcript(app).count("You may be going through") == 1, "the notice before counted"


async def test_danger_goes_before_a_question_that_waits(assistant: Assistant) -> None:
    async with loading(assistant) as (app, pilot, gates):
        gates.knowledge.set()
        await enter(pilot, "does it work")
        await wait_until(pilot, lambda: screen_of(app)._check is not None)
        await enter(pilot, DANGER)
        await wait_until(pilot, lambda: choices(app) == NOTICE_CHOICES)
        assert "left aside" in transcript(app)
        gates.assistant.set()
        await wait_until(pilot, lambda: screen_of(app)._assistant is not None)
        assert "988lifeline.org" in on_screen(app)
        assert "Science Behind" not in transcript(app)
        await ask(app, pilot, "does it work")
        assert "Science Behind" in transcript(app)


async def test_a_second_question_while_one_waits_stays_in_the_line(assistant: Assistant) -> None:
    async with loading(assistant) as (app, pilot, gates):
        gates.knowledge.set()
        await enter(pilot, "does it work")
        await enter(pilot, "how much is it")
        assert screen_of(app).question.value == "how much is it"
        gates.assistant.set()
        await wait_until(pilot, lambda: "Science Behind" in transcript(app))


async def test_before_anything_is_loaded_there_is_a_help_line_and_danger_is_shown_as_soon_as_it_can_be(
    assistant: Assistant,
) -> None:
    async with loading(assistant) as (app, pilot, gates):
        assert HELP_LINE in on_screen(app).splitlines()[-1]
        await enter(pilot, DANGER)
        assert "still loading" in on_screen(app)
        assert on_screen(app).count(HELP_LINE) == 2
        gates.knowledge.set()
        await wait_until(pilot, lambda: choices(app) == NOTICE_CHOICES)
        assert "still loading" not in on_screen(app)
        assert screen_of(app)._assistant is None


async def test_f1_before_anything_is_loaded_names_a_line_too(assistant: Assistant) -> None:
    async with loading(assistant) as (app, pilot, gates):
        await pilot.press("f1")
        assert on_screen(app).count(HELP_LINE) == 2
        gates.knowledge.set()
        await wait_until(pilot, lambda: "still loading" not in on_screen(app))
        await pilot.press("f1")
        await wait_until(pilot, lambda: "988lifeline.org" in on_screen(app))


class Clock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def timed_chat(assistant: Assistant) -> AsyncIterator[tuple[BbchatApp, Pilot[BbchatError | None], Clock]]:
    clock = Clock()
    app = BbchatApp(Sources(lambda: assistant.knowledge, lambda knowledge: (assistant, None)), clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield app, pilot, clock


def disclosures(app: BbchatApp) -> int:
    return transcript(app).count("a program, not a person")


async def test_what_this_is_is_said_again_after_three_hours(assistant: Assistant) -> None:
    async with timed_chat(assistant) as (app, pilot, clock):
        clock.now += EVERY - 1
        await ask(app, pilot, "does it work")
        assert disclosures(app) == 1
        clock.now += 1
        assert disclosures(app) == 1, "never unasked"
        await ask(app, pilot, "is it confidential")
        assert disclosures(app) == 2
        assert "a program, not a person" in on_screen(app), "in view, with the reply"
        clock.now += EVERY - 1
        await ask(app, pilot, "how much is it")
        assert disclosures(app) == 2
        clock.now += 1
        await pilot.press("f1")
        await wait_until(pilot, lambda: disclosures(app) == 3)


async def test_what_this_is_stands_below_a_notice_never_before_it(assistant: Assistant) -> None:
    async with timed_chat(assistant) as (app, pilot, clock):
        clock.now += EVERY
        await ask(app, pilot, DANGER)
        assert disclosures(app) == 2
        shown = transcript(app)
        assert shown.index("988lifeline.org") < shown.rindex("a program, not a person")
        assert "You may be going through" in on_screen(app)
        assert choices(app) == NOTICE_CHOICES


async def test_an_open_notice_outlasts_a_long_session(assistant: Assistant) -> None:
    async with notice(assistant) as (app, pilot):
        for _ in range(MAX_TURNS):
            await screen_of(app).action_help_lines()
        await pilot.pause()
        assert choices(app) == NOTICE_CHOICES
        await pilot.press("1", "enter")
        await wait_until(pilot, lambda: f"┃ {CALL}" in on_screen(app))
