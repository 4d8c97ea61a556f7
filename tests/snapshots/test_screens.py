"""The screens as people see them, as text; `BBCHAT_UPDATE_SNAPSHOTS=1 pytest tests/snapshots` draws them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bbchat.conversation.assistant import Assistant
from tests.journeys.test_chat import ask, chat, on_screen

FOLDER = Path(__file__).parent
SCREENS = {
    "first": None,
    "answer": "does it work",
    "handoff": "how much does it cost",
    "repaired": "dose threapy help with strss",
    "help_lines": "help",
    "crisis": "i want to kill myself",
    "off_topic": "what is the capital of france",
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_looks_as_it_was_approved(assistant: Assistant, name: str, size: tuple[int, int]) -> None:
    path = FOLDER / f"{name}_{size[0]}x{size[1]}.txt"
    question = SCREENS[name]
    async with chat(assistant, size) as (app, pilot):
        if question:
            await ask(app, pilot, question)
        await pilot.pause(0.1)
        shown = "\n".join(line.rstrip() for line in on_screen(app).splitlines()) + "\n"
    if os.environ.get("BBCHAT_UPDATE_SNAPSHOTS"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
