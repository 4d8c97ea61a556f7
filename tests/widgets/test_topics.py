"""What somebody loses who browses the topics, at any size, by keys or by mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from textual.app import App
from textual.events import MouseScrollDown
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Button, Static

from bbchat.conversation.session import MAX_MARKS, Visit
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import HELP, Example, Knowledge, Passage, Review, TopicId
from bbchat.tui.screens.topics import TopicsScreen
from bbchat.tui.themes import DARK

FEES, TOOLS, SCIENCE = TopicId("fees"), TopicId("tools"), TopicId("science")


class Host(App[None]):
    """Opens the screen, and remembers what it was left with."""

    def __init__(self, screen: TopicsScreen) -> None:
        super().__init__()
        self.opened = screen
        self.left_with: list[TopicId | None] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {name: DARK.variables[name] for name in ("quiet", "line")}

    def on_mount(self) -> None:
        self.push_screen(self.opened, self.left_with.append)


@dataclass
class Browser:
    """One open screen, and what a person sees and does there."""

    app: Host
    pilot: Pilot[None]
    visit: Visit = field(default_factory=Visit)

    @property
    def screen(self) -> TopicsScreen:
        return self.app.opened

    @property
    def shown(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def titles(self) -> list[str]:
        return [option.id for option in self.screen.outline.options if option.id]

    @property
    def top(self) -> str:
        """The first line of the text that can be seen."""
        row = self.screen.reader._rows[self.screen.reader.scroll_offset.y]
        return row.block.text[row.start : row.end]

    @property
    def is_in_step(self) -> bool:
        return self.screen.outline.topic == self.screen.reader.topic

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def wait_until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(200):
            await self.pilot.pause(0.02)
            if is_so():
                return
        pytest.fail("it never came")

    def drawn_with(self, style: str) -> str:
        """All that is drawn in a style, such as `reverse`."""
        strips = self.app.screen._compositor.render_strips()
        segments = [segment for strip in strips for segment in strip]
        return " ".join(one.text.strip() for one in segments if one.style and getattr(one.style, style))


@pytest.fixture(scope="module")
def knowledge(knowledge_folder: Path) -> Knowledge:
    """What is shipped, with one example, so that a new one does not change what is found."""
    return replace(load_knowledge(knowledge_folder), examples=(Example("dbt skills group", (TopicId("methods"),)),))


@asynccontextmanager
async def browse(
    knowledge: Knowledge, size: tuple[int, int] = (80, 24), at: TopicId | None = None, visit: Visit | None = None
) -> AsyncIterator[Browser]:
    visit = visit or Visit()
    app = Host(TopicsScreen(knowledge, visit, at))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield Browser(app, pilot, visit)


async def test_outline_text_source_and_help_line_are_there_at_once(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        assert 'What the heck is "Psychotherapy?"' in browser.top
        assert "Words unchanged." in browser.shown
        assert "Oct 5" in browser.shown
        assert "› Why Psycho" in browser.shown.replace("›  ", "› ")
        assert "Fees and payment" in browser.shown
        assert "988" in browser.shown.splitlines()[-1]
        assert "Mark for my visit" in browser.shown


async def test_it_opens_at_the_topic_that_was_last_talked_about(knowledge: Knowledge) -> None:
    async with browse(knowledge, at=FEES) as browser:
        assert browser.screen.outline.topic == FEES
        assert "The practice can tell you what a" in browser.shown
        assert "ask the practice" in browser.shown
    async with browse(knowledge, at=TopicId("greeting")) as browser:
        assert browser.screen.outline.topic == "overview"


async def test_the_whole_article_can_be_read_from_its_first_to_its_last_word(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        text = " ".join(row.block.text[row.start : row.end] for row in browser.screen.reader._rows)
        for passage in knowledge.passages():
            assert " ".join(passage.text.split()) in text
        for handoff in knowledge.handoffs():
            assert handoff.reply in text
            assert handoff.ask in text


async def test_the_text_follows_the_outline(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press("down", "down", "down")
        assert browser.top == "Tools for Coping and Growth"
        await browser.press("end")
        assert browser.top == "Something else about therapy"
        await browser.press("home")
        assert "Psychotherapy?" in browser.top
        await browser.press(*["down"] * 15, *["up"] * 5)
        assert browser.screen.outline.topic == browser.titles[10]
        assert browser.is_in_step


async def test_the_outline_follows_the_text_by_key_page_and_wheel(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press("tab")
        assert browser.app.focused is browser.screen.reader
        for key in ("pagedown", "pagedown", "down", "down", "pageup", "end", "home"):
            await browser.press(key)
            await browser.wait_until(lambda: browser.is_in_step)
        assert browser.screen.outline.topic == "overview"
        for _ in range(12):
            await browser.pilot._post_mouse_events([MouseScrollDown], browser.screen.reader, offset=(5, 5))
        await browser.wait_until(lambda: browser.screen.outline.topic != "overview" and browser.is_in_step)


async def test_enter_opens_the_marked_topic_in_the_chat(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press("down", "down", "down", "enter")
        assert browser.app.left_with == [TOOLS]


async def test_a_click_shows_a_topic_and_the_button_opens_it(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        row = next(y for y, line in enumerate(browser.shown.splitlines()) if "Process of Emp" in line)
        await browser.pilot.click(offset=Offset(8, row))
        await browser.pilot.pause()
        assert browser.top == "A Process of Empowerment"
        assert browser.app.left_with == []
        await browser.pilot.click("#open")
        await browser.pilot.pause()
        assert browser.app.left_with == ["empowerment"]


async def test_escape_and_the_button_lead_back(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press("escape")
        assert browser.app.left_with == [None]
    async with browse(knowledge) as browser:
        await browser.pilot.click("#back")
        await browser.pilot.pause()
        assert browser.app.left_with == [None]


@pytest.mark.parametrize("before", [(), ("tab",), tuple("skills"), ("tab", "tab", "tab")], ids=str)
async def test_f1_brings_the_help_lines_from_anywhere(knowledge: Knowledge, before: tuple[str, ...]) -> None:
    async with browse(knowledge) as browser:
        await browser.press(*before, "f1")
        assert browser.app.left_with == [HELP]


async def test_a_topic_is_put_on_the_list_for_the_visit_and_taken_off_by_key_and_by_button(
    knowledge: Knowledge,
) -> None:
    async with browse(knowledge, at=TOOLS) as browser:
        await browser.press("f5")
        assert browser.visit.sections == [TOOLS]
        assert "›* Tools for Coping" in browser.shown
        assert "* For my visit" in browser.shown
        assert browser.top == "Tools for Coping and Growth"
        await browser.pilot.click("#mark")
        await browser.pilot.pause()
        assert browser.visit.sections == []
        assert "›* " not in browser.shown


async def test_a_full_list_says_so(knowledge: Knowledge) -> None:
    topics = [topic for topic in knowledge.topics if topic != TOOLS][:MAX_MARKS]
    async with browse(knowledge, at=TOOLS, visit=Visit(topics)) as browser:
        await browser.press("f5")
        assert TOOLS not in browser.visit.sections
        assert "Your list is full" in browser.shown


async def test_what_is_typed_anywhere_finds_and_marks_its_places(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press("tab", *"coping ski")
        assert browser.screen.line.value == "coping ski"
        assert browser.titles == ["connection", "tools"]
        assert browser.screen.outline.topic == "connection"
        assert "coping skills" in browser.drawn_with("reverse")
        await browser.press("enter")
        assert browser.screen.outline.topic == TOOLS
        assert "skills" in browser.drawn_with("reverse")
        assert "Coping" in browser.drawn_with("underline")
        assert browser.is_in_step


async def test_next_place_goes_through_all_and_begins_again_both_ways(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press(*"skills")
        assert "2 of 3" in browser.shown
        seen = []
        for key in ("f3", "f3", "enter", "shift+f3"):
            await browser.press(key)
            seen.append(browser.screen.outline.topic)
        assert seen == ["methods", "connection", "tools", "connection"]


async def test_a_place_far_down_a_long_section_comes_into_view(knowledge: Knowledge) -> None:
    science = knowledge.topics[SCIENCE]
    assert isinstance(science, Passage)
    long = replace(science, text="\n\n".join([science.text] * 12) + " Zebra.")
    topics = {**knowledge.topics, SCIENCE: long}
    async with browse(replace(knowledge, topics=topics)) as browser:
        await browser.press(*"zebra")
        assert "Zebra" in browser.drawn_with("reverse")
        assert browser.screen.outline.topic == SCIENCE
        await browser.press("f5")
        assert "Zebra" in browser.drawn_with("reverse")
        await browser.pilot.resize_terminal(120, 30)
        await browser.pilot.pause(0.1)
        assert browser.screen.outline.topic == SCIENCE


async def test_from_the_line_the_arrows_lead_into_what_was_found_and_enter_opens_it(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press(*"skills", "down", "enter")
        assert browser.app.left_with == [TOOLS]
    async with browse(knowledge) as browser:
        await browser.press(*"skills", "down", "down", "enter")
        assert browser.app.left_with == ["methods"]


async def test_escape_first_brings_everything_back_and_then_leaves(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        everything = browser.titles
        await browser.press(*"skills", "escape")
        assert browser.titles == everything
        assert browser.screen.outline.topic == TOOLS
        assert browser.top == "Tools for Coping and Growth"
        assert browser.app.left_with == []
        await browser.press("escape")
        assert browser.app.left_with == [None]


async def test_where_nothing_is_found_it_says_whom_to_ask(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press(*"zzzz")
        assert "Nothing here has these words" in browser.shown
        assert "ask the practice" in browser.shown
        await browser.press("enter", "f3", "f5")
        await browser.pilot.click("#open")
        assert browser.app.left_with == []
        assert browser.visit.is_empty
        await browser.press("escape")
        assert "Why Psycho" in browser.shown


async def test_what_sounds_like_danger_leads_to_the_help_lines_and_not_to_a_search(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        await browser.press(*"kill myself")
        await browser.wait_until(lambda: "somebody right now" in browser.shown)
        assert browser.shown.count("988") == 2
        assert not browser.screen.query_one("#panes").display
        await browser.press("enter")
        assert browser.app.left_with == [HELP]


async def test_a_review_is_shown_with_its_section(knowledge: Knowledge) -> None:
    tools = knowledge.topics[TOOLS]
    assert isinstance(tools, Passage)
    reviewed = replace(tools, review=Review("A. Reader", "2026-01-31"))
    async with browse(replace(knowledge, topics={**knowledge.topics, TOOLS: reviewed}), (120, 40), TOOLS) as browser:
        assert "Reviewed by A. Reader, Jan 31, 2026." in browser.shown


async def test_text_of_a_file_is_never_read_as_markup(knowledge: Knowledge) -> None:
    tools = knowledge.topics[TOOLS]
    assert isinstance(tools, Passage)
    odd = replace(tools, title="[/b] [@click=app.quit]x", text="[red]stress [/nothing] [link='x']y")
    async with browse(replace(knowledge, topics={**knowledge.topics, TOOLS: odd}), at=TOOLS) as browser:
        assert "[red]stress [/nothing] [link='x']y" in browser.shown
        assert browser.shown.count("[/b] [@click=app.quit]x") == 2
        await browser.press(*"[/bold]")
        assert browser.screen.line.value == "[/bold]"


async def test_a_narrow_screen_shows_one_pane_at_a_time(knowledge: Knowledge) -> None:
    async with browse(knowledge, (40, 20)) as browser:
        assert browser.screen.outline.display
        assert not browser.screen.reader.display
        await browser.press("down", "down", "down", "enter")
        assert browser.app.left_with == []
        assert not browser.screen.outline.display
        assert "Therapy isn’t just about talking" in browser.shown
        assert "[ Back ]" in browser.shown
        assert "988" in browser.shown
        await browser.press("pagedown", "escape")
        assert browser.screen.outline.display
        assert browser.is_in_step
        marked = browser.screen.outline.topic
        await browser.press("enter", "enter")
        assert browser.app.left_with == [marked]


async def test_a_narrow_screen_shows_a_found_place_on_enter(knowledge: Knowledge) -> None:
    async with browse(knowledge, (40, 20)) as browser:
        await browser.press(*"skills", "enter")
        assert "skills" in browser.drawn_with("reverse")
        assert browser.screen.outline.topic == TOOLS
        await browser.press("enter")
        assert browser.screen.outline.topic == "methods"
        await browser.pilot.click("#back")
        await browser.pilot.pause()
        assert browser.screen.outline.display
        assert browser.app.left_with == []


async def test_what_is_read_stays_in_view_when_the_window_becomes_narrow_and_wide_again(knowledge: Knowledge) -> None:
    async with browse(knowledge, at=SCIENCE) as browser:
        await browser.press("tab")
        for size in ((40, 20), (120, 40), (20, 5), (1, 1), (80, 24)):
            await browser.pilot.resize_terminal(*size)
            await browser.pilot.pause(0.1)
        assert browser.screen.outline.topic == SCIENCE
        assert "Research consistently" in browser.shown
        await browser.pilot.resize_terminal(40, 20)
        await browser.pilot.pause(0.1)
        assert "Research consistently" in browser.shown


async def test_the_smallest_screen_still_leads_to_a_topic(knowledge: Knowledge) -> None:
    async with browse(knowledge, (20, 5)) as browser:
        await browser.press("down", "down")
        assert "Emotional" in browser.shown
        assert "988" in browser.shown
        await browser.press(*"insurance")
        assert "Insurance" in browser.shown
        await browser.press("down", "enter")
        assert browser.app.left_with == ["insurance"]


async def test_one_widget_draws_all_sections_so_that_many_open_as_fast_as_few(knowledge: Knowledge) -> None:
    passages = list(knowledge.passages())
    many = {
        TopicId(f"{one.id}{copy}"): replace(one, id=TopicId(f"{one.id}{copy}"))
        for copy in range(43)
        for one in passages
    }
    async with browse(knowledge) as few, browse(replace(knowledge, topics=many, examples=())) as browser:
        assert len(browser.titles) > 300
        assert len(browser.screen.query("*")) <= len(few.screen.query("*"))
        await browser.press("end")
        assert browser.top == "Final Thoughts"


async def test_tab_reaches_everything_and_buttons_work_by_enter(knowledge: Knowledge) -> None:
    async with browse(knowledge, at=TOOLS) as browser:
        reached = []
        for _ in range(6):
            reached.append(browser.app.focused.id if browser.app.focused else None)
            await browser.press("tab")
        assert reached == ["outline", "reader", "find", "open", "mark", "back"]
        browser.screen.query_one("#mark", Button).focus()
        await browser.press("enter")
        assert browser.visit.sections == [TOOLS]


async def test_selected_text_can_be_copied(knowledge: Knowledge) -> None:
    async with browse(knowledge, at=TOOLS) as browser:
        browser.screen.text_select_all()
        text = browser.screen.get_selected_text()
        assert text is not None
        assert "Therapy isn’t just about talking" in text


async def test_the_status_tells_what_enter_does_where_one_is(knowledge: Knowledge) -> None:
    async with browse(knowledge) as browser:
        status = browser.screen.query_one("#status", Static)
        assert "open in chat" in str(status.content)
        await browser.press("tab")
        assert "scroll" in str(status.content)
