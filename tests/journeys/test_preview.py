"""An author edits the knowledge while the chat is open on it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Button, Static

from bbchat.cli.preview_command import editing
from bbchat.conversation.assistant import Assistant
from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.model import Knowledge
from bbchat.tui.loading import Sources
from bbchat.tui.preview.app import PreviewApp, PreviewChat
from bbchat.tui.preview.reloading import Editing
from bbchat.tui.screens.topics import TopicsScreen
from bbchat.tui.screens.why import WhyScreen
from tests.journeys.test_chat import ask, on_screen, transcript, wait_until

FEES = "The article doesn't cover fees."
NEWS = "Reloaded 14:03:05: "


class Author:
    """Somebody with an editor in one window and the preview in the other."""

    def __init__(self, editing: Editing) -> None:
        self.folder = editing.folder
        self.app = PreviewApp(replace(editing, time=lambda: "14:03:05", look=0.02))

    @property
    def chat(self) -> PreviewChat:
        return cast(PreviewChat, self.app.screen_stack[1])

    @property
    def shown(self) -> str:
        return on_screen(self.app)

    async def see(self, text: str) -> None:
        await wait_until(self.pilot, lambda: text in self.shown, tries=3000)

    async def gone(self, text: str) -> None:
        await wait_until(self.pilot, lambda: text not in self.shown, tries=3000)

    async def ask(self, question: str) -> None:
        await ask(self.app, self.pilot, question)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    @asynccontextmanager
    async def at_work(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Author]:
        async with self.app.run_test(size=size) as pilot:
            self.pilot = pilot
            yield self


@pytest.fixture
def author(knowledge_copy: Path) -> Author:
    return Author(editing(knowledge_copy))


class Hands:
    """Sources that a test turns by hand."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant, self.knowledge = assistant, assistant.knowledge
        self.problems: list[Problem] = []
        self.may_read = threading.Event()
        self.may_read.set()
        self.is_saved = False

    def read(self) -> Knowledge:
        assert self.may_read.wait(20)
        if self.problems:
            raise KnowledgeError(self.problems)
        return self.knowledge

    def has_changed(self) -> bool:
        is_saved, self.is_saved = self.is_saved, False
        return is_saved

    def author(self) -> Author:
        sources = Sources(self.read, lambda knowledge: (replace(self.assistant, knowledge=knowledge), None))
        return Author(Editing(Path("folder"), sources, self.has_changed, lambda *_: {}, lambda: ""))

    def save(self, knowledge: Knowledge | None = None, problems: list[Problem] | None = None) -> None:
        self.knowledge, self.problems = knowledge or self.knowledge, problems or []
        self.is_saved = True


async def test_a_mistake_is_listed_and_mended_and_the_new_text_stands_in_the_answer(author: Author) -> None:
    async with author.at_work():
        await author.see("Save a file")
        await author.ask("how much is it")
        await author.see(FEES)

        author.edit("handoffs.yaml", FEES + "\n    ask:", "Our article is silent on fees.\n    aks:")
        await author.see("2 mistakes. The chat goes on as it was")
        assert "handoffs.yaml:4" in author.shown
        assert "`ask` is missing" in author.shown
        assert "check the spelling, or remove it" in author.shown
        await author.pilot.press("f9")
        await wait_until(author.pilot, lambda: transcript(author.app).count(FEES) == 2)

        author.edit("handoffs.yaml", "aks:", "ask:")
        await author.gone("2 mistakes")
        await author.see(f"{NEWS}1 handoff changed.")
        assert not author.chat.mistakes.display
        await author.pilot.press("f9")
        await author.see("Our article is silent on fees.")
        assert transcript(author.app).count(FEES) == 2, "the conversation is kept"


async def test_a_changed_section_shows_when_its_article_changed_too(author: Author) -> None:
    async with author.at_work():
        await author.see("Save a file")
        await author.ask("does it work")
        old = "Research consistently shows"
        author.edit("articles/what-is-psychotherapy/passages.yaml", old, "Good research shows")
        await author.see("not word for word")
        author.edit("articles/what-is-psychotherapy/source.md", old, "Good research shows")
        await author.see(f"{NEWS}1 passage, the article changed.")
        await author.pilot.press("f9")
        await author.see("Good research shows")


async def test_a_file_that_is_cut_in_the_middle_keeps_the_old_knowledge_going(author: Author) -> None:
    async with author.at_work():
        await wait_until(author.pilot, lambda: author.chat.is_ready, tries=3000)
        path = author.folder / "handoffs.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: len(text) // 2] + '\n    - "', encoding="utf-8")
        await author.see("The chat goes on as it was")
        await author.ask("how much is it")
        await author.see(FEES)
        path.write_text(text, encoding="utf-8")
        await author.see(f"{NEWS[:-2]}: no change that shows.")


async def test_a_folder_that_is_wrong_at_the_start_opens_once_it_is_mended(author: Author) -> None:
    author.edit("practice.yaml", "name:", "nome:")
    async with author.at_work():
        await author.see("2 mistakes. The chat opens once")
        assert "`nome` is not known here" in author.shown
        await author.pilot.press(*"how much is it", "enter", "f9", "f2", "f3")
        author.edit("practice.yaml", "nome:", "name:")
        await author.see(FEES)
        await author.gone("mistakes")
        assert "988" in author.shown


async def test_what_is_being_typed_is_not_disturbed(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work() as author:
        await author.see("Save a file")
        await author.pilot.press(*"how mu")
        hands.may_read.clear()
        hands.save(replace(hands.knowledge, practice=replace(hands.knowledge.practice, name="Riverside")))
        await author.see("Reading what was saved")
        await author.pilot.press(*"ch is")
        assert author.chat.question.value == "how much is"
        hands.may_read.set()
        await author.see("Riverside")
        await author.pilot.press(*" it")
        assert author.chat.question.value == "how much is it"
        await author.pilot.press("enter")
        await author.see(FEES)


async def test_a_choice_is_asked_again_and_a_topic_that_is_gone_is_missed_by_nobody(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work() as author:
        await author.see("Save a file")
        await author.ask("how much is it")
        await author.pilot.press("1")
        await wait_until(author.pilot, lambda: "You   Do you take my insurance?" in transcript(author.app))
        await author.pilot.press("f9")
        await wait_until(author.pilot, lambda: transcript(author.app).count("You   Do you take my insurance?") == 2)

        kept = {topic: one for topic, one in hands.knowledge.topics.items() if topic not in ("fees", "insurance")}
        hands.save(replace(hands.knowledge, topics=kept))
        await wait_until(author.pilot, lambda: author.chat.knowledge is hands.knowledge)
        await author.pilot.pause()
        assert not [one for one in author.chat.query(Button) if "What does a session cost?" in str(one.label)]
        await author.pilot.press("f9")
        await author.see("This is not there any more.")


async def test_the_reasons_for_a_reply_still_name_a_topic_that_has_been_taken_out(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work() as author:
        await author.see("Save a file")
        await author.ask("how much is it")
        kept = {topic: one for topic, one in hands.knowledge.topics.items() if topic != "fees"}
        hands.save(replace(hands.knowledge, topics=kept))
        await wait_until(author.pilot, lambda: author.chat.knowledge is hands.knowledge)
        await author.pilot.press("f2")
        await author.see("Fees and payment")
        assert isinstance(author.app.screen, WhyScreen)
        await author.pilot.press("escape", "f3")
        await wait_until(author.pilot, lambda: isinstance(author.app.screen, TopicsScreen))
        assert "Fees and payment" not in author.shown


async def test_f9_says_so_where_nothing_was_asked(assistant: Assistant) -> None:
    async with Hands(assistant).author().at_work() as author:
        await author.see("Save a file")
        await author.pilot.press("f9")
        await author.see("Ask something first.")


async def test_a_list_longer_than_the_screen_can_be_read_to_its_end(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work((80, 24)) as author:
        await author.see("Save a file")
        hands.save(problems=[Problem(Path("folder/a.yaml"), n, "[b]wrong[/x]", "do") for n in range(1, 40)])
        await author.see("39 mistakes.")
        assert "[b]wrong[/x]" in author.shown
        assert "folder/" not in author.shown
        author.chat.mistakes.focus()
        await author.pilot.press("end")
        await author.see("a.yaml:39")
        await author.pilot.press("x")
        assert author.chat.question.value == "x"


async def test_thousands_of_mistakes_are_counted_and_do_not_stop_the_chat(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work() as author:
        await author.see("Save a file")
        hands.save(problems=[Problem(Path("folder/a.yaml"), n, "wrong", "do better") for n in range(1, 5001)])
        await author.see("5000 mistakes.")
        assert author.chat.mistakes.virtual_size.height < 1000
        await author.ask("how much is it")
        await author.see(FEES)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)])
async def test_the_mistakes_stand_beside_the_chat_or_below_it_and_the_line_to_type_in_stays(
    size: tuple[int, int], assistant: Assistant
) -> None:
    hands = Hands(assistant)
    hands.save(problems=[Problem(Path("folder/a.yaml"), 7, "wrong " * 30, "do better")])
    async with hands.author().at_work(size) as author:
        await author.see("1 mistake.")
        panel, question = author.chat.mistakes.region, author.chat.question.region
        assert question.height == 1
        assert question.bottom < size[1]
        if size[0] >= 110:
            assert panel.x >= question.right
            assert panel.height == size[1]
        else:
            assert panel.y > question.y
            assert panel.height <= size[1] // 2
        assert "Ask again F9" in author.shown
        hands.save()
        await author.gone("1 mistake.")
        await wait_until(author.pilot, lambda: author.chat.question.region.right == size[0])


async def test_a_fault_while_reading_is_told_and_does_not_end_the_preview(assistant: Assistant) -> None:
    hands = Hands(assistant)
    async with hands.author().at_work() as author:
        await author.see("Save a file")
        good = hands.knowledge
        hands.save(cast(Knowledge, "no knowledge at all"))
        await author.see("this folder could not be read")
        hands.save(good)
        await author.gone("could not be read")
        await author.ask("how much is it")
        await author.see(FEES)


async def test_nothing_looks_at_the_folder_once_the_preview_is_left(assistant: Assistant) -> None:
    hands, looked = Hands(assistant), 0

    def has_changed() -> bool:
        nonlocal looked
        looked += 1
        return False

    hands.has_changed = has_changed  # type: ignore[method-assign]
    async with hands.author().at_work() as author:
        await wait_until(author.pilot, lambda: looked > 2)
        assert isinstance(author.chat.query_one("#news"), Static)
    after = looked
    threading.Event().wait(0.1)
    assert looked <= after + 1
