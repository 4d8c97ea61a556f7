"""The chat as lines: a line is read, lines are said, and nothing that was said ever changes.

The one invariant: every line that is not a command as a whole reaches the safety check, and so does what somebody
writes after one. Lines come and go by functions that are given, so nothing here knows a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bbchat.conversation.disclosure import DisclosureClock
from bbchat.conversation.lines import Part, ended, label_of, numbered, one_by_one, reply_parts
from bbchat.conversation.offers import AsTyped, Offer, OfferRow
from bbchat.conversation.reply import Crisis, Reply
from bbchat.conversation.session import Exchange, Session
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import Knowledge, TopicId
from bbchat.knowledge.safety_rules import MoreText
from bbchat.language.clean import clean
from bbchat.plain.commands import parse
from bbchat.safety.helplines import footer_line, resources_language

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant

LOOKED_AT = 100_000
"""Characters of one line that are read; about a second's work."""


class PlainSession:
    """Owns the session of the person who is there now."""

    def __init__(
        self,
        knowledge: Knowledge,
        load: Callable[[], tuple[Assistant, str | None]],
        read: Callable[[], str | None],
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        """Nothing is read or said yet.

        Args:
            load: the assistant, which takes a moment, and a sentence where it has to work without its encoder.
            read: the next line; None at the end.
            say: prints one line.
            clock: seconds that only ever grow.
        """
        self.knowledge = knowledge
        self.words = knowledge.wording
        self.say = say
        self._load, self._read, self._clock = load, read, clock
        self._assistant: Assistant | None = None
        self._disclosure = DisclosureClock(clock)
        self.forget()

    def forget(self) -> None:
        """Begin as if nobody had been there."""
        self.session = Session()
        self.offers: Sequence[Offer] = ()
        """What a bare number picks: the choices that were said last."""
        self.is_over = False
        self.next_section = 0
        """Where reading the article goes on."""

    def run(self) -> None:
        """Say what this is, then reply line by line until the end."""
        self.introduce()
        while not self.is_over and (line := self._read()) is not None:
            self.take(line)
        self.say(self.words.plain.bye)

    def introduce(self) -> None:
        """What this is and is not, whom to call, and where the commands are."""
        practice = self.knowledge.practice
        self._disclosure.restart()
        self.say(ended(practice.name))
        self.say(practice.disclosure)
        self.say(footer_line(self.knowledge.safety, practice.region))
        self.say(self.words.plain.first_hint)

    def take(self, line: str) -> None:
        """Do what a line says, or reply to it."""
        bare = clean(line)
        command = parse(bare)
        if not bare:
            self.say(self.words.chat.nothing_typed)
        elif command:
            from bbchat.plain.doing import do

            do(self, *command)
        elif self._is_pick(bare.rstrip(".,)")):
            self._choose(int(bare.rstrip(".,)")))
        elif not bare.startswith("/") or resources_language(self.knowledge.safety, bare):
            self.ask(line)
        elif not self.is_danger(line):
            self.say(self.words.plain.no_such_command)

    def _is_pick(self, typed: str) -> bool:
        """Whether a number is meant for the choices: 988 is not, however long a list is, and 5150 is a question."""
        if not self.offers or not typed.isdecimal() or resources_language(self.knowledge.safety, typed):
            return False
        return len(typed) < 3 or (len(typed) < 6 and int(typed) <= len(self.offers))

    def say_all(self, parts: Iterable[Part]) -> None:
        """Say lines, a sentence on each: that is how a screen reader steps through them, and no empty lines between,
        because it would read those, too."""
        for line in one_by_one(parts, self.words.plain):
            self.say(line)

    def ask(self, text: str, *, mends: bool = True) -> None:
        """Reply to a question as typed."""
        if len(text) > LOOKED_AT:
            self.say(self.words.chat.clipped)
        self.show(clean(text), *self._reply_to(text[:LOOKED_AT], mends))

    def is_danger(self, text: str) -> bool:
        """Whether words after a command call for help lines; if so, they are shown."""
        state, reply, milliseconds = self._reply_to(text[:LOOKED_AT])
        if isinstance(reply, Crisis):
            self.show(clean(text), state, reply, milliseconds)
        return isinstance(reply, Crisis)

    def _reply_to(self, text: str, mends: bool = True) -> tuple[ConversationState, Reply, float]:
        """A reply, and the milliseconds that it took."""
        from bbchat.conversation.respond import help_lines, respond

        early = self._help_lines_for(text) if self._assistant is None else None
        if early:
            return *early, 0.0
        assistant, begun = self.ready(), self._clock()
        try:
            state, reply = respond(self.session.state, text, assistant, mends=mends)
        except Exception:  # whatever it is, it may hold what was typed, and the chat goes on
            self.say(self.words.plain.went_wrong)
            state, reply = help_lines(self.session.state, self.knowledge)
        return state, reply, (self._clock() - begun) * 1000

    def _help_lines_for(self, text: str) -> tuple[ConversationState, Reply] | None:
        """The help lines where a text calls for them by its phrases: these do not wait for the assistant."""
        from bbchat.conversation.respond import crisis, help_lines
        from bbchat.safety.check import SafetyCheck

        rules, state = self.knowledge.safety, self.session.state
        notice, language = SafetyCheck(rules).notice_for(text), resources_language(rules, text)
        if notice and notice.replaces_answer:
            return crisis(state, notice, self.knowledge)
        return help_lines(state, self.knowledge, language) if language else None

    def ready(self) -> Assistant:
        """The assistant, loaded when it is first needed."""
        if self._assistant is None:
            self.say(self.words.chat.one_moment)
            self._assistant, warning = self._load()
            if warning:
                self.say(warning)
        return self._assistant

    def show(self, asked: str, state: ConversationState, reply: Reply, milliseconds: float = 0.0) -> None:
        """Say a reply and its choices."""
        self.session.state = state
        self.session.exchanges.append(Exchange(asked, reply, milliseconds))
        is_due = self._disclosure.is_due
        if is_due and not isinstance(reply, Crisis):
            self._disclose()
        self.say_reply(reply)
        if is_due and isinstance(reply, Crisis):
            self._disclose()
        self.offer_choices_of(reply)

    def say_reply(self, reply: Reply) -> None:
        """Say a reply, without its choices."""
        self.say_all(reply_parts(reply, self.words))

    def offer_choices_of(self, reply: Reply) -> None:
        """Say the choices of a reply; a number picks one of them from now on."""
        self.offer(OfferRow().after(reply, self.words.chat).all, label_of(reply, self.words.plain))

    def offer(self, offers: Sequence[Offer], label: str = "") -> None:
        """Say choices; a number picks one of them from now on."""
        self.offers = offers
        state = self.session.state
        self.session.state = state if offers else replace(state, offered=(), asked_which=False)
        self.say_all([numbered([offer.text for offer in offers], self.words.plain, label)])

    def _disclose(self) -> None:
        self._disclosure.restart()
        self.say(self.knowledge.practice.disclosure)

    def _choose(self, number: int) -> None:
        if not 1 <= number <= len(self.offers):
            self.say(self.words.plain.no_such_number.format(number=number))
            self.offer(self.offers, self.words.plain.choose)
            return
        chosen = self.offers[number - 1]
        match chosen.leads_to:
            case None:
                self.leave()
            case MoreText() as more:
                self.say_all([Part((more.title, more.text))])
                self.offer(self.offers, self.words.plain.choose)
            case AsTyped():
                self.ask_as_typed()
            case topic:
                self.open_topic(topic, chosen.text)

    def leave(self) -> None:
        """Leave a notice or a list; the choices of the last reply stand again, unless it was a notice."""
        self.say(self.words.plain.back)
        last = self.session.last
        if last and not isinstance(last.reply, Crisis):
            self.offer_choices_of(last.reply)
        else:
            self.offer(())

    def ask_as_typed(self) -> None:
        """Reply to the last question without any mending, where it was mended."""
        last = self.session.last
        if last and last.reply.repaired:
            self.say(self.words.plain.chosen.format(question=last.asked))
            self.ask(last.asked, mends=False)
        else:
            self.say(self.words.plain.typed_nothing if last else self.words.chat.nothing_yet)

    def open_topic(self, topic: TopicId, asked: str) -> None:
        """Reply to a topic that was picked."""
        from bbchat.conversation.respond import choose

        self.say(self.words.plain.chosen.format(question=asked))
        self.show(asked, *choose(self.session.state, topic, self.ready()))
