"""The code for a phone: it is drawn as it was made, and it holds what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
import segno
from textual.app import App
from textual.color import Color

from bbchat.conversation.assistant import Assistant
from bbchat.knowledge.model import Knowledge, Passage, TopicId
from bbchat.tui.phone_cards import MAX_PARTS, QUIET, cards, code_rows, contact_payloads, section_parts
from bbchat.tui.screens.phone import PhoneScreen
from tests.widgets.dialog_host import opened, rows

MODULES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
AT_80 = 46
"""Modules that a side of the code has room for at 80x24."""


def reachable(assistant: Assistant) -> Knowledge:
    practice = replace(
        assistant.knowledge.practice,
        phone="+1 (512) 555-0100",
        email="hello@bliss.example",
        booking="https://bliss.example/book",
        hours="Mon to Fri",
    )
    return replace(assistant.knowledge, practice=practice)


def section(assistant: Assistant, topic: str = "science") -> Passage:
    found = assistant.knowledge.topics[TopicId(topic)]
    assert isinstance(found, Passage)
    return found


def drawn(app: App[None]) -> list[list[int]]:
    """The modules on the screen; every cell of the code must be black on white."""
    area = app.screen.query_one("#phone-code").content_region
    lines: list[list[int]] = []
    for strip in app.screen._compositor.render_strips()[area.y : area.bottom]:
        upper: list[int] = []
        lower: list[int] = []
        for segment in strip.crop(area.x, area.right):
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            assert Color.from_rich_color(segment.style.color).rgb == (0, 0, 0)
            assert Color.from_rich_color(segment.style.bgcolor).rgb == (255, 255, 255)
            for character in segment.text:
                upper.append(MODULES[character][0])
                lower.append(MODULES[character][1])
        lines += [upper, lower]
    return lines


def made(payload: str, scale: int = 1) -> list[list[int]]:
    """The modules as segno made them."""
    code = segno.make(payload, error="l", encoding="utf-8", micro=False)
    lines: Iterable[Iterable[int]] = code.matrix_iter(scale=scale, border=QUIET)
    found = [list(line) for line in lines]
    return found if len(found) % 2 == 0 else [*found, [0] * len(found[0])]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 20)])
async def test_the_code_on_the_screen_is_the_one_that_holds_the_contact(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    knowledge = reachable(assistant)
    async with opened(PhoneScreen(knowledge, None), size) as (app, _):
        modules = drawn(app)
        assert modules in [made(one) for one in contact_payloads(knowledge.practice)]
        assert any("988" in row for row in rows(app))


async def test_the_codes_of_a_section_are_gone_through_with_the_arrows(assistant: Assistant) -> None:
    knowledge, passage = reachable(assistant), section(assistant)
    async with opened(PhoneScreen(knowledge, passage)) as (app, pilot):
        for card in cards(knowledge, passage, AT_80):
            assert card.payload is not None
            assert drawn(app) == made(card.payload)
            await pilot.press("down")
            await pilot.pause()
        assert "How to reach us" in "\n".join(rows(app))
        await pilot.click(".key-turn")
        await pilot.pause()
        assert "Part 1 of" in "\n".join(rows(app))
        await pilot.press("tab", "up", "up")
        await pilot.pause()
        assert "How to reach us" in "\n".join(rows(app))


def test_every_section_goes_on_a_phone_whole_at_80_by_24(assistant: Assistant) -> None:
    for passage in assistant.knowledge.passages():
        found = cards(assistant.knowledge, passage, AT_80)
        assert 1 <= len(found) <= MAX_PARTS
        held = [(card.payload or "").partition(") ")[2] for card in found]
        together = " ".join(" ".join(held).split())
        assert " ".join(passage.text.split()) in together
        assert passage.title in together
        assert "Balance & Bliss Therapy, Oct 5" in together
        for card in found:
            shape = code_rows(card.payload or "", AT_80)
            assert 0 < len(shape) <= 23
            assert len(shape[0]) <= 48


def test_a_larger_window_needs_fewer_codes(assistant: Assistant) -> None:
    passage = section(assistant, "tools")
    assert len(cards(assistant.knowledge, passage, 78)) == 1
    assert cards(assistant.knowledge, passage, 78)[0].text.startswith(passage.text)


def test_a_code_is_never_cut_off() -> None:
    for room in range(60):
        for row in code_rows("tel:988", room):
            assert len(row) <= room
    assert len(code_rows("tel:988", 25)) == 13
    assert len(code_rows("tel:988", 50)) == 25


def test_the_shortest_number_makes_no_micro_code_that_phones_cannot_read() -> None:
    assert len(code_rows("tel:988", 25)[0]) == 21 + 2 * QUIET


@pytest.mark.parametrize(
    ("facts", "payload"),
    [
        ({"phone": "(512) 555-0100"}, "tel:5125550100"),
        ({"phone": "1-800-BLISS"}, "Balance & Bliss Therapy\n1-800-BLISS"),
        ({"email": "a@b.example"}, "mailto:a@b.example"),
        ({"booking": "https://b.example/x"}, "https://b.example/x"),
        ({"booking": "b.example/x"}, "https://b.example/x"),
        ({"booking": "at the front desk"}, "Balance & Bliss Therapy\nat the front desk"),
        ({"hours": "Mon to Fri"}, "Balance & Bliss Therapy\nMon to Fri"),
    ],
)
def test_one_way_to_reach_the_practice_is_offered_directly(
    assistant: Assistant, facts: dict[str, str], payload: str
) -> None:
    blank = replace(assistant.knowledge.practice, phone=None, email=None, booking=None, hours=None)
    assert contact_payloads(replace(blank, **facts)) == [payload]


def test_several_ways_make_one_contact(assistant: Assistant) -> None:
    full, short, *single = contact_payloads(reachable(assistant).practice)
    assert full.startswith("BEGIN:VCARD")
    assert short.startswith("MECARD:")
    assert single[0] == "https://bliss.example/book"


async def test_a_window_too_small_for_a_code_shows_the_words(assistant: Assistant) -> None:
    async with opened(PhoneScreen(assistant.knowledge, section(assistant)), (40, 12)) as (app, pilot):
        shown = "\n".join(rows(app))
        assert "too small" in shown
        assert "▀" not in shown
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.pause()
        assert "▀" in "\n".join(rows(app))


async def test_with_nothing_to_take_along_it_says_so(assistant: Assistant) -> None:
    async with opened(PhoneScreen(assistant.knowledge, None)) as (app, pilot):
        assert "No phone or address is set yet" in "\n".join(rows(app))
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.below


@pytest.mark.parametrize("size", [(20, 5), (1, 1)])
async def test_no_window_is_too_small_to_open_and_close_it(assistant: Assistant, size: tuple[int, int]) -> None:
    async with opened(PhoneScreen(reachable(assistant), section(assistant)), size) as (app, pilot):
        await pilot.press("down", "pagedown", "escape")
        await pilot.pause()
        assert app.screen is app.below


def test_parts_are_never_cut_inside_a_word_and_too_many_are_none() -> None:
    text = "one two three four five " * 20
    parts = section_parts(text, 100)
    assert " ".join(part.partition(") ")[2] for part in parts).split() == text.split()
    assert section_parts(text, 20) == []
    assert section_parts("x" * 200, 100) == []
    assert section_parts("é" * 8, 15) == []
    assert section_parts("short", 100) == ["short"]


async def test_in_a_crisis_the_first_code_calls_the_help_line(assistant: Assistant) -> None:
    knowledge, passage = reachable(assistant), section(assistant)
    async with opened(PhoneScreen(knowledge, passage, is_urgent=True)) as (app, pilot):
        assert decoded(drawn(app)) == "tel:988"
        shown = "\n".join(rows(app))
        assert "988 Suicide & Crisis Lifeline" in shown
        assert "988: call or text, free, day and night" in shown
        await pilot.press("down")
        await pilot.pause()
        assert "How to reach us" in "\n".join(rows(app))
    titles = [card.title for card in cards(knowledge, passage, AT_80, is_urgent=True)]
    assert titles[0].startswith("988")
    assert titles[1] == "How to reach us"
    assert titles[2].startswith("The Science Behind the Support")
    assert [card.payload for card in cards(assistant.knowledge, None, AT_80, is_urgent=True)] == ["tel:988"]


@pytest.mark.parametrize(
    ("region", "payload"), [("CA", "tel:988"), ("GB", "tel:116123"), ("AU", "tel:131114"), ("NZ", "tel:1737")]
)
def test_in_a_crisis_each_country_gets_its_own_number(assistant: Assistant, region: str, payload: str) -> None:
    knowledge = replace(assistant.knowledge, practice=replace(assistant.knowledge.practice, region=region))
    assert [card.payload for card in cards(knowledge, None, AT_80, is_urgent=True)] == [payload]


async def test_where_no_code_fits_the_number_is_still_read_in_a_crisis(assistant: Assistant) -> None:
    async with opened(PhoneScreen(assistant.knowledge, None, is_urgent=True), (40, 10)) as (app, _):
        shown = "\n".join(rows(app))
        assert "▀" not in shown
        assert "988: call or text" in shown


MASKS: list[Callable[[int, int], int]] = [
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
]


def decoded(modules: list[list[int]]) -> str:
    """What a code of the smallest version holds, read as a phone reads it (ISO/IEC 18004), without any mending."""
    code = [line[QUIET : QUIET + 21] for line in modules[QUIET : QUIET + 21]]
    mask = MASKS[int("".join(map(str, code[8][2:5])), 2) ^ 0b101]
    bits = ""
    for number, right in enumerate((20, 18, 16, 14, 12, 10, 8, 5, 3, 1)):
        for row in range(21) if number % 2 else range(20, -1, -1):
            for column in (right, right - 1):
                is_corner = (row < 9 and (column < 9 or column > 12)) or (row > 12 and column < 9)
                if not is_corner and 6 not in (row, column):
                    bits += str(code[row][column] ^ (mask(row, column) == 0))
    assert bits[:4] == "0100", "bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[place : place + 8], 2) for place in range(12, 12 + 8 * length, 8)).decode()
