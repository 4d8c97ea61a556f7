"""What the keys of the chat open: the topics, the reasons for a reply, and everything that can be taken home."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from bbchat.conversation.session import Session
from bbchat.knowledge.wording import Wording
from bbchat.tui.copying import Copier

if TYPE_CHECKING:
    from bbchat.knowledge.model import Knowledge, TopicId


class Ways(Screen[None]):
    """A screen that holds a session, and the ways from it to all others; each is an action with a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help_lines", id="help_lines"),
        Binding("f2", "why", id="why"),
        Binding("f3", "topics", id="topics"),
        Binding("f4", "my_questions", id="my_questions"),
        Binding("f5", "mark", id="mark"),
        Binding("f6", "phone", id="phone"),
        Binding("ctrl+y", "copy", id="copy"),
        Binding("ctrl+s", "save", id="save"),
        Binding("pageup", "turn_page('up')", id="page_up"),
        Binding("pagedown", "turn_page('down')", id="page_down"),
    ]

    session: Session
    knowledge: Knowledge | None
    """None while it is loading; nothing but the help lines can be opened then."""
    words: Wording
    copier: Copier

    @abstractmethod
    def say(self, text: str) -> None:
        """Show a sentence above the input."""

    @abstractmethod
    async def pick(self, topic: TopicId, asked: str) -> None:
        """Reply to a topic that was picked."""

    @abstractmethod
    async def action_help_lines(self) -> None:
        """Show whom to call."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the knowledge is there, only what needs none can be done."""
        needs_knowledge = action in ("why", "topics", "my_questions", "mark", "phone", "copy", "save")
        return not needs_knowledge or self.knowledge is not None

    def action_why(self) -> None:
        """Show why the last reply came."""
        if self._has_reply() and self.session.last and self.knowledge:
            from bbchat.tui.screens.why import WhyScreen

            self.app.push_screen(WhyScreen(self.session.last, self.knowledge))

    def action_topics(self) -> None:
        """Browse everything that the practice has written."""
        from bbchat.tui.screens.topics import TopicsScreen

        assert self.knowledge is not None
        at = self.session.state.last_topic
        self.app.push_screen(TopicsScreen(self.knowledge, self.session.visit, at), self._open_topic)

    async def _open_topic(self, topic: TopicId | None) -> None:
        from bbchat.knowledge.model import HELP

        if topic == HELP:
            await self.action_help_lines()
        elif topic is not None and self.knowledge:
            await self.pick(topic, self.knowledge.full_title(topic))

    def action_my_questions(self) -> None:
        """Show what somebody wants to bring to a first visit."""
        from bbchat.tui.screens.visit import VisitScreen

        assert self.knowledge is not None
        self.app.push_screen(VisitScreen(self.session.visit, self.knowledge))

    def action_mark(self) -> None:
        """Mark the section of the last reply for a first visit, or take its mark away; note any other question."""
        from bbchat.conversation.reply import Answer, Crisis, SmallTalk

        last, words, visit = self.session.last, self.words.chat, self.session.visit
        if last is None or self.knowledge is None or isinstance(last.reply, Crisis | SmallTalk):
            self.say(words.nothing_to_mark)
        elif isinstance(last.reply, Answer):
            passage = last.reply.passage
            sentences = {True: words.marked, False: words.unmarked, None: self.words.take_home.visit_full}
            self.say(sentences[visit.toggle(passage.id)].format(title=passage.title))
        else:
            self.say((words.noted if visit.write(last.asked) else words.noted_before).format(question=last.asked))

    def action_phone(self) -> None:
        """Show a code that a phone can read."""
        from bbchat.conversation.reply import Answer, Crisis
        from bbchat.tui.screens.phone import PhoneScreen

        assert self.knowledge is not None
        reply = self.session.last.reply if self.session.last else None
        passage, is_urgent = reply.passage if isinstance(reply, Answer) else None, isinstance(reply, Crisis)
        if passage or is_urgent or self.knowledge.practice.contact:
            self.app.push_screen(PhoneScreen(self.knowledge, passage, is_urgent=is_urgent))
        else:
            self.say(self.words.chat.nothing_for_phone)

    def action_copy(self) -> None:
        """Copy the last reply."""
        if self._has_reply() and self.session.last and self.knowledge:
            from bbchat.conversation.take_home import reply_text

            self.say(self.copier.copy(self.app, reply_text(self.session.last.reply, self.knowledge)))

    def action_save(self) -> None:
        """Write the conversation where somebody says."""
        if self._has_reply() and self.knowledge:
            from bbchat.conversation.take_home import conversation_text
            from bbchat.tui.screens.save import SaveScreen

            make_text = partial(conversation_text, list(self.session.exchanges), self.knowledge)
            suggested = str(Path("~") / "bbchat.html")
            self.app.push_screen(SaveScreen(self.knowledge, make_text, suggested), self._say_saved)

    def _say_saved(self, sentence: str | None) -> None:
        self.say(sentence or "")

    def _has_reply(self) -> bool:
        if self.session.last is None:
            self.say(self.words.chat.nothing_yet)
        return self.session.last is not None
