"""The tour: it plays by itself, it can be steered, and what it shows is real."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from bbchat.cli.contract import as_json
from bbchat.cli.evidence import Evidence
from bbchat.cli.locations import bundled_evidence, bundled_knowledge
from bbchat.conversation.assistant import Assistant
from bbchat.errors import BbchatError
from bbchat.tui.demo.app import DemoApp
from bbchat.tui.demo.pace import SPEEDS, Pace, caption_seconds, reply_seconds, strokes
from bbchat.tui.demo.scoreboard import Measure, ScoreboardScreen
from bbchat.tui.loading import Sources
from tests.journeys.test_chat import on_screen, wait_until

LONG = 6000
"""Looks, each some hundredths of a second apart: a whole tour takes a few hundred."""


def fine(_: Callable[[float], None]) -> str:
    return "42 of 42"


@asynccontextmanager
async def tour(
    assistant: Assistant,
    *,
    measures: Sequence[Measure] = (Measure("Checked", fine),),
    pace: float = 0.0,
    size: tuple[int, int] = (100, 30),
    is_over: bool = False,
) -> AsyncIterator[tuple[DemoApp, Pilot[BbchatError | None]]]:
    knowledge = assistant.knowledge
    app = DemoApp(knowledge, Sources(lambda: knowledge, lambda _: (assistant, None)), measures, pace=pace)
    if is_over:
        app._goal = len(knowledge.demo)  # as the right arrow, pressed at each step, sets it
    async with app.run_test(size=size) as pilot:
        yield app, pilot


async def at_step(app: DemoApp, pilot: Pilot[BbchatError | None], number: int) -> None:
    await wait_until(pilot, lambda: f"step {number} of" in on_screen(app), tries=LONG)


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_the_tour_plays_to_its_end_and_every_reply_is_what_its_caption_promises(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    knowledge = assistant.knowledge
    titles = {topic: knowledge.title(topic) for topic in knowledge.topics}
    async with tour(assistant, size=size) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, ScoreboardScreen), tries=LONG)
        found = [as_json(one.asked, one.reply, titles, 0.0) for one in app._chat.session.exchanges]
        typed = [step for step in knowledge.demo if step.types]
        assert [one["question"] for one in found] == [step.types for step in typed]
        assert [(one["kind"], one["ids"]) for one in found] == [(step.kind, list(step.ids)) for step in typed]
        await wait_until(pilot, lambda: "42 of 42" in on_screen(app))


async def test_what_to_notice_stands_above_every_screen_before_anything_is_typed(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        caption = assistant.knowledge.demo[0].caption
        assert caption[:40] in on_screen(app)
        assert app._chat.question.value == ""


async def test_space_holds_the_tour_until_it_is_pressed_again(assistant: Assistant) -> None:
    async with tour(assistant) as (app, pilot):
        await pilot.press("space")
        await wait_until(pilot, lambda: "Paused" in on_screen(app))
        await wait_until(pilot, lambda: app._chat.is_ready)
        at = app._at
        await pilot.pause(0.5)
        assert app._at == at
        assert not isinstance(app.screen, ScoreboardScreen)
        await pilot.press("space")
        await wait_until(pilot, lambda: isinstance(app.screen, ScoreboardScreen), tries=LONG)


async def test_the_arrows_go_back_and_forth_and_bring_the_conversation_along(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        for number in (2, 3, 4):
            await pilot.press("right")
            await at_step(app, pilot, number)
        said = len(app._chat.session.exchanges)
        await pilot.press("left")
        await at_step(app, pilot, 3)
        await wait_until(pilot, lambda: len(app._chat.session.exchanges) == said - 1)
        assert app._chat.session.exchanges[0].asked == assistant.knowledge.demo[0].types


async def test_arrows_that_come_faster_than_the_tour_are_all_heard(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        await pilot.press(*["right"] * 5)
        await at_step(app, pilot, 6)
        await wait_until(pilot, lambda: app._at == 5, tries=LONG)
        await pilot.press(*["left"] * 3)
        await at_step(app, pilot, 3)
        await wait_until(pilot, lambda: app._at == 2, tries=LONG)
        assert len(app._chat.session.exchanges) == 1


async def test_a_tour_that_was_held_is_still_held_a_step_back(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        await pilot.press("right")
        await wait_until(pilot, lambda: app._at == 1, tries=LONG)
        await pilot.press("space", "left")
        await wait_until(pilot, lambda: "Paused, step 1 of" in on_screen(app), tries=LONG)
        assert not app._chat.session.exchanges


async def test_escape_hands_over_the_keyboard_and_f9_goes_on(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        await pilot.press("x", "y")
        assert app._chat.question.value == ""
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Your turn" in on_screen(app))
        await pilot.press("h", "i")
        assert app._chat.question.value == "hi"
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(app._chat.session.exchanges))
        await pilot.press("f9")
        await at_step(app, pilot, 1)
        await wait_until(pilot, lambda: not app._chat.session.exchanges)


async def test_a_tour_that_is_left_ends_at_once(assistant: Assistant) -> None:
    async with tour(assistant, pace=1.0) as (app, pilot):
        await at_step(app, pilot, 1)
        await pilot.press("q")
        await wait_until(pilot, lambda: app._exit)
        assert not app.return_code


async def test_a_figure_that_cannot_be_measured_is_never_a_number(assistant: Assistant) -> None:
    def broken(_: Callable[[float], None]) -> str:
        raise RuntimeError("42 of 42")

    measures = (Measure("Broken", broken), Measure("Checked", lambda _: "7 of 7"))
    async with tour(assistant, measures=measures, is_over=True) as (app, pilot):
        await wait_until(pilot, lambda: "7 of 7" in on_screen(app), tries=LONG)
        assert "could not be measured (RuntimeError" in on_screen(app)
        assert "42 of 42" not in on_screen(app)


async def test_in_a_small_window_the_figures_scroll_and_the_help_line_stays(assistant: Assistant) -> None:
    measures = [Measure(f"Figure {number}", fine) for number in range(9)]
    async with tour(assistant, measures=measures, size=(40, 20), is_over=True) as (app, pilot):
        wanted = ("Tour, step 13 of 13", "Figure 0", "In crisis?")  # the bar is mounted a moment after its screen
        await wait_until(pilot, lambda: all(text in on_screen(app) for text in wanted), tries=LONG)
        await pilot.press("pagedown", "pagedown")
        await wait_until(pilot, lambda: "Figure 8" in on_screen(app) and "In crisis?" in on_screen(app))


async def test_from_the_figures_there_is_a_way_back_to_the_chat(assistant: Assistant) -> None:
    async with tour(assistant, is_over=True) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, ScoreboardScreen), tries=LONG)
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is app._chat)
        await pilot.press("h")
        assert app._chat.question.value == "h"


def test_each_figure_of_the_evidence_is_measured_on_this_copy(assistant: Assistant, tmp_path: Path) -> None:
    tried = {}
    for name in ("questions.tsv", "safety.tsv"):
        header, *rows = (bundled_evidence() / name).read_text(encoding="utf-8").splitlines()
        (tmp_path / name).write_text("\n".join([header, *rows[::8]]), encoding="utf-8")
        tried[name] = len(rows[::8])
    shares: list[float] = []
    evidence = Evidence(bundled_knowledge(), assistant.knowledge, lambda: assistant, tmp_path)
    figures = {measure.name: measure.run(shares.append) for measure in evidence.measures()}
    words = assistant.knowledge.wording.demo
    assert figures[words.score_verbatim].startswith("7 of 7 sections")
    assert f"{tried['questions.tsv']} tried" in figures[words.score_right]
    assert float(figures[words.score_right].split()[0]) >= 70
    assert float(figures[words.score_crisis].split()[0]) >= 90
    assert float(figures[words.score_false].split()[0]) <= 10
    assert float(figures[words.score_time].split()[0]) > 0
    assert min(shares) > 0
    assert max(shares) == 1


def test_the_figures_name_as_many_mistakes_as_the_check_finds(assistant: Assistant, knowledge_copy: Path) -> None:
    evidence = Evidence(knowledge_copy, assistant.knowledge, lambda: assistant)
    checked = evidence.measures()[0]
    assert "Mistakes: 0." in checked.run(lambda _: None)
    kiosk = knowledge_copy / "kiosk.yaml"
    kiosk.write_text(f"{kiosk.read_text()}\nidle_secs: 3\n")
    assert "Mistakes: 1." in checked.run(lambda _: None)


def test_another_practice_is_not_credited_with_these_figures(assistant: Assistant, knowledge_copy: Path) -> None:
    evidence = Evidence(knowledge_copy, assistant.knowledge, lambda: assistant)
    figures = {measure.name: measure for measure in evidence.measures()}
    words = assistant.knowledge.wording.demo
    assert figures[words.score_right].run(lambda _: None) == words.score_elsewhere


def test_the_hand_types_like_a_person_and_the_same_each_time() -> None:
    first, again = list(strokes("does it work")), list(strokes("does it work"))
    assert first == again
    assert len({seconds for _, seconds in first}) > 6
    assert caption_seconds("a") < caption_seconds("a " * 40)
    assert reply_seconds("a " * 1000) == reply_seconds("a " * 2000)


def test_the_speed_has_a_least_and_a_most() -> None:
    pace = Pace(1.0)
    for _ in range(9):
        pace.change(1)
    assert pace.speed == SPEEDS[-1]
    for _ in range(9):
        pace.change(-1)
    assert pace.speed == SPEEDS[0]
