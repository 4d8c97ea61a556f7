"""The chat on a folder that is being edited: it follows what is saved, and lists what is wrong.

The one invariant: the conversation goes on, whatever is saved; an answer comes from what was last without a mistake.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Event
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from bbchat.conversation.reply import Reply
from bbchat.conversation.state import ConversationState
from bbchat.errors import Problem
from bbchat.knowledge.model import Knowledge, TopicId
from bbchat.knowledge.wording import PreviewWords
from bbchat.language.clean import clean
from bbchat.tui.app import STYLES, BbchatApp
from bbchat.tui.loading import AssistantReady, KnowledgeReady, Sources
from bbchat.tui.preview.panel import Mistakes
from bbchat.tui.preview.reloading import Editing, Reading, Refused, Reloaded, follow
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.widgets.key_hint import KeyHint

COUNTED = ("passages", "handoffs", "questions")
"""Kinds of changes that are told with their number."""


class PreviewChat(ChatScreen):
    """The chat, with the mistakes beside or below it and a line on what was reloaded."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (110, "-wide")]  # noqa: RUF012  Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "ask_again", id="ask_again")]

    mistakes = getters.query_one("#mistakes", Mistakes)

    def __init__(self, editing: Editing, clock: Callable[[], float]) -> None:
        super().__init__(editing.sources, clock)
        self._editing = editing
        self._over = Event()
        self._ask_last: Callable[[], Awaitable[None]] | None = None
        """Asks the last question once more, as if nothing had been asked since."""
        self._once: Knowledge | None = None
        """All that was ever read, so that the reasons for an earlier reply can name what is gone."""

    def compose(self) -> ComposeResult:
        """The chat, the mistakes, and what was reloaded."""
        yield from super().compose()
        yield Mistakes(self._editing.folder, id="mistakes")
        with Horizontal(id="follows"):
            yield Static(self.words.preview.watching, id="news", markup=False)
            yield KeyHint(self.words.preview.key_ask_again, "ask_again", id="again-key")

    def on_unmount(self) -> None:
        """Look at the folder no more."""
        self._over.set()

    @work(thread=True, exit_on_error=False)
    def _load(self) -> None:
        follow(self._editing, self.post_message, self._over)

    @on(KnowledgeReady)
    def _begin(self, event: KnowledgeReady) -> None:
        self._once = event.knowledge
        self._list(())

    @on(AssistantReady)
    def _say_watching(self) -> None:
        self._tell(self.words.preview.watching)

    @on(Reading)
    def _say_reading(self) -> None:
        self._tell(self.words.preview.reading)

    @on(Refused)
    def _refuse(self, event: Refused) -> None:
        self._tell(self.words.preview.kept.format(time=self._editing.time()) if self.knowledge else "")
        self._list(event.problems)

    def _list(self, problems: Sequence[Problem]) -> None:
        self.set_class(bool(problems), "-mistakes")
        self.mistakes.show(problems, self.words.preview, has_opened=self.knowledge is not None)

    def _tell(self, sentence: str) -> None:
        self.query_one("#news", Static).update(Content(sentence))

    @on(Reloaded)
    async def _take(self, event: Reloaded) -> None:
        self.take_knowledge(event.knowledge)
        self._assistant, self._type_ahead = event.assistant, event.type_ahead
        self._once = with_all_that_was(self._once, event.knowledge)
        self._list(())
        if self._forget_what_is_gone():
            await self._show_choices()
        self._tell(news(event.changes, event.at, self.words.preview))

    async def _show_reply(self, state: ConversationState, reply: Reply, milliseconds: float = 0.0) -> None:
        await super()._show_reply(state, reply, milliseconds)
        if self._forget_what_is_gone():
            await self._show_choices()

    def _forget_what_is_gone(self) -> bool:
        """Offer, mark and follow up no topic that has been taken out; whether any had been offered."""
        assert self.knowledge is not None
        topics, before = self.knowledge.topics, self._offers
        self.session.state = _still_there(self.session.state, topics)
        self.session.visit.sections[:] = [topic for topic in self.session.visit.sections if topic in topics]
        kept = tuple(one for one in before.topics if not isinstance(one.leads_to, str) or one.leads_to in topics)
        self._offers = replace(before, topics=kept)
        return len(kept) < len(before.topics)

    def _reply(self, text: str, *, mends: bool = True) -> None:
        self._ask_last = partial(self._reply_again, self.session.state, text, mends)
        super()._reply(text, mends=mends)

    async def pick(self, topic: TopicId, asked: str) -> None:
        """Reply to a topic that was picked, if it is still there."""
        if self.knowledge and topic not in self.knowledge.topics:
            self.say(self.words.preview.gone)
            return
        self._ask_last = partial(self._pick_again, self.session.state, topic, asked)
        await super().pick(topic, asked)

    async def action_ask_again(self) -> None:
        """Ask the last question once more, and see what it gets now."""
        if self._ask_last is None or self._assistant is None:
            self.say(self.words.preview.nothing_asked)
        elif not self.is_replying:
            self.say("")
            await self._ask_last()

    async def _reply_again(self, state: ConversationState, text: str, mends: bool) -> None:
        self._go_back_to(state)
        await self._show_question(clean(text) or self.words.chat.nothing_to_show)
        self._reply(text, mends=mends)

    async def _pick_again(self, state: ConversationState, topic: TopicId, asked: str) -> None:
        self._go_back_to(state)
        await self.pick(topic, asked)

    def _go_back_to(self, state: ConversationState) -> None:
        assert self.knowledge is not None
        self.session.state = _still_there(state, self.knowledge.topics)

    def action_why(self) -> None:
        """Show why the last reply came, with the names of what has been taken out since."""
        now = self.knowledge
        self.knowledge = self._once
        super().action_why()
        self.knowledge = now


class PreviewApp(BbchatApp):
    """Opens the chat on a folder that is being edited, whatever is wrong in it."""

    CSS_PATH = [STYLES, "preview.tcss"]  # noqa: RUF012  Textual declares it so

    def __init__(self, editing: Editing, clock: Callable[[], float] = time.monotonic, *, theme: str = "dark") -> None:
        """`clock`: seconds that only ever grow; `theme`: a name in `THEMES`."""
        self._editing = editing
        super().__init__(editing.sources, clock, theme=theme)

    def make_chat(self, sources: Sources, clock: Callable[[], float]) -> PreviewChat:
        """The chat that follows the folder."""
        return PreviewChat(self._editing, clock)


def news(changes: Mapping[str, int], time: str, words: PreviewWords) -> str:
    """What was reloaded, in one line."""
    if not changes:
        return words.nothing_new.format(time=time)
    parts = [
        getattr(words, kind.removesuffix("s") if count == 1 and kind in COUNTED else kind).format(count=count)
        for kind, count in changes.items()
    ]
    return words.reloaded.format(time=time, what=", ".join(parts))


def with_all_that_was(before: Knowledge | None, now: Knowledge) -> Knowledge:
    """What is there now, and of what was there before all topics that are gone."""
    return replace(now, topics={**(before.topics if before else {}), **now.topics})


def _still_there(state: ConversationState, topics: Container[TopicId]) -> ConversationState:
    if not all(topic in topics for topic in state.offered):
        state = replace(state, offered=(), asked_which=False)
    return state if state.last_topic is None or state.last_topic in topics else replace(state, last_topic=None)
