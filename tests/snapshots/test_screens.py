"""The screens as people see them, as text; `BBCHAT_UPDATE_SNAPSHOTS=1 pytest tests/snapshots` draws them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.errors import Problem
from tests.journeys.test_chat import ask, chat, on_screen
from tests.journeys.test_kiosk import kiosk
from tests.journeys.test_preview import Hands

FOLDER = Path(__file__).parent
SIZES = [(80, 24), (120, 40), (40, 20)]
SCREENS = {
    "first": None,
    "answer": "does it work",
    "handoff": "how much does it cost",
    "repaired": "dose threapy help with strss",
    "help_lines": "help",
    "crisis": "i want to kill myself",
    "off_topic": "what is the capital of france",
}
"""Name, and the question that is asked for it."""
KEYS = {"topics": ["f3"], "all_keys": ["ctrl+p"], "my_questions": ["f5", "f4"], "save": ["ctrl+s"]}
"""Name, and the keys that are pressed once a question is answered."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_looks_as_it_was_approved(assistant: Assistant, name: str, size: tuple[int, int]) -> None:
    question = SCREENS[name]
    async with chat(assistant, size) as (app, pilot):
        if question:
            await ask(app, pilot, question)
        await pilot.pause(0.1)
        compare(name, size, on_screen(app))


@pytest.mark.parametrize("size", SIZES[::2], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", KEYS)
async def test_what_a_key_opens_looks_as_it_was_approved(
    assistant: Assistant, name: str, size: tuple[int, int]
) -> None:
    async with chat(assistant, size) as (app, pilot):
        await ask(app, pilot, "does it work")
        await pilot.press(*KEYS[name])
        await pilot.pause(0.2)
        compare(name, size, on_screen(app))


@pytest.mark.parametrize("size", SIZES[::2], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_kiosk_looks_as_it_was_approved(assistant: Assistant, size: tuple[int, int]) -> None:
    async with kiosk(assistant, size) as one:
        await one.see("988")
        compare("kiosk_rest", size, one.shown)
        await one.begin()
        await one.ask("does it work", "Science Behind")
        await one.pilot.pause(0.1)
        compare("kiosk_answer", size, one.shown)
        one.clock.now += 80
        await one.see("Are you still there?")
        compare("kiosk_still_there", size, one.shown)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_authors_preview_looks_as_it_was_approved(assistant: Assistant, size: tuple[int, int]) -> None:
    hands = Hands(assistant)
    async with (author := hands.author()).at_work(size):
        await author.ask("does it work")
        hands.save(problems=[Problem(Path("folder/handoffs.yaml"), 4, "`ask` is missing", "write it")])
        await author.see("write it")
        await author.pilot.pause(0.1)
        compare("preview", size, author.shown)


def compare(name: str, size: tuple[int, int], screen: str) -> None:
    """Against what was approved, which is drawn anew on request."""
    path = FOLDER / f"{name}_{size[0]}x{size[1]}.txt"
    shown = "\n".join(line.rstrip() for line in screen.splitlines()) + "\n"
    if os.environ.get("BBCHAT_UPDATE_SNAPSHOTS"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
