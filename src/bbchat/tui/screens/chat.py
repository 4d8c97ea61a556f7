"""The chat: the transcript, the choices, the line to type in, and the help line that never leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Rule, Static

from bbchat.conversation.disclosure import DisclosureClock
from bbchat.conversation.offers import AsTyped, OfferRow
from bbchat.conversation.session import Exchange, Session
from bbchat.knowledge.wording import Wording
from bbchat.language.clean import clean
from bbchat.tui import loading
from bbchat.tui.copying import Copier
from bbchat.tui.loading import Sources as Sources
from bbchat.tui.screens.ways import Ways
from bbchat.tui.widgets.choices import Choices
from bbchat.tui.widgets.key_hint import KeyHint
from bbchat.tui.widgets.question_input import QuestionInput
from bbchat.tui.widgets.suggestions import Suggestions
from bbchat.tui.widgets.transcript import Transcript
from bbchat.tui.widgets.turns import Turn, more_lines, note_lines, question_lines, reply_lines

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.conversation.reply import Reply
    from bbchat.conversation.state import ConversationState
    from bbchat.conversation.type_ahead import TypeAhead
    from bbchat.knowledge.model import Knowledge, TopicId
    from bbchat.knowledge.safety_rules import MoreText
    from bbchat.safety.check import SafetyCheck
    from bbchat.safety.notice import Notice

GOES_ON_WITHIN = 1.5
"""Seconds within which somebody who types a number and then a letter is writing one line."""
LOOKED_THROUGH = 100_000
"""Characters of a paste that are looked through for danger, whatever is kept of it; about a second's work."""


def _shipped_words() -> Wording:
    from bbchat.knowledge.wording_file import shipped

    return shipped()


class ChatScreen(Ways):
    """Owns the session of the person who is there now."""

    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (100, "-wide")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-short"), (12, "-tall"), (30, "-roomy")]  # noqa: RUF012

    transcript = getters.query_one("#transcript", Transcript)
    question = getters.query_one("#question", QuestionInput)
    choices = getters.query_one("#choices", Choices)
    suggestions = getters.query_one("#suggestions", Suggestions)
    hint = getters.query_one("#hint", Static)

    @dataclass
    class ReplyReady(Message):
        """A question got its reply."""

        turn: int
        """The number of the question, to drop replies that come too late."""
        state: ConversationState
        reply: Reply
        milliseconds: float

    @dataclass
    class ReplyFailed(Message):
        """Replying broke; the question is given back."""

        turn: int
        text: str

        def __repr__(self) -> str:
            return f"ReplyFailed(turn={self.turn})"

    def __init__(self, sources: Sources, clock: Callable[[], float]) -> None:
        """`clock`: seconds that only ever grow."""
        super().__init__()
        self._sources = sources
        self._clock = clock
        self._disclosure = DisclosureClock(clock)
        self.session = Session()
        self.words = sources.words or _shipped_words()
        self.copier = Copier(self.words.take_home)
        self.knowledge = None
        self._assistant: Assistant | None = None
        self._check: SafetyCheck | None = None
        """Looks after what is typed before there is an assistant."""
        self._type_ahead: TypeAhead | None = None
        self._is_check_coming = False
        self._has_failed = False
        """Whether a reply broke, so that the encoder is no longer trusted."""
        self._turn = 0
        self._recalled: str | None = None
        """A line that was called back, not typed."""
        self._number = "", 0.0
        """The number that last chose something, and when: the line that follows at once may have begun with it."""
        self._asked = ""
        """The latest question as the transcript shows it."""
        self._waiting: str | None = None
        """A question typed before the assistant was ready."""
        self.is_replying = False
        """Whether a reply is being made. What is typed meanwhile stays in the line."""
        self._is_entered = False
        """Whether it was entered meanwhile."""
        self._offers = OfferRow()
        self._more: dict[MoreText, Turn] = {}
        """The longer texts shown for the open notice."""

    @property
    def is_ready(self) -> bool:
        """Whether questions are answered at once."""
        return self._assistant is not None

    def compose(self) -> ComposeResult:
        """Title, transcript, choices, input, help line."""
        words = self.words.chat
        with Horizontal(id="head"):
            yield Static("", id="title", markup=False)
            yield KeyHint(words.key_topics, "topics", id="topics-key")
            yield KeyHint(words.key_menu, "app.menu")
        yield Rule(id="title-rule", classes="rule")
        yield Transcript(id="transcript")
        yield Choices(id="choices")
        yield Static("", id="hint", markup=False)
        yield Rule(classes="rule")
        yield Suggestions(id="suggestions")
        yield QuestionInput(words.placeholder, id="question")
        with Horizontal(id="foot"):
            yield Static(words.help_line, id="help-line", markup=False)
            yield Static("", id="short-help-line", markup=False)
            yield from self.foot_keys()

    def foot_keys(self) -> Iterator[KeyHint]:
        """The keys beside the help line."""
        words = self.words.chat
        yield KeyHint(words.key_help_lines, "help_lines")
        yield KeyHint(words.key_copy, "copy", classes="-spare")
        yield KeyHint(words.key_save, "save", classes="-spare")
        yield KeyHint(words.key_quit, "app.quit")

    def on_mount(self) -> None:
        """Load beside the screen: it can be typed into at once."""
        self.call_after_refresh(self._load)  # sooner it would take the processor from the first frame

    @work(thread=True, exit_on_error=False)
    def _load(self) -> None:
        loading.load(self._sources, self.post_message)

    @on(loading.KnowledgeReady)
    def _show_practice(self, event: loading.KnowledgeReady) -> None:
        self.take_knowledge(event.knowledge)
        self.transcript.mount(self._disclose(), before=0)
        self.say(self.words.chat.first_hint if self._waiting is None else self.words.chat.one_moment)
        self.refresh_bindings()
        self._watch_over()

    def take_knowledge(self, knowledge: Knowledge) -> None:
        """Say from now on what this knowledge says."""
        self.knowledge, self.words = knowledge, knowledge.wording
        self.copier.words = self.words.take_home
        practice = knowledge.practice
        self.query_one("#title", Static).update(Content(practice.name))
        from bbchat.safety.helplines import first_contact, footer_line

        safety, region = knowledge.safety, practice.region
        self.query_one("#help-line", Static).update(Content(footer_line(safety, region)))
        short = self.words.chat.short_help_line.format(contact=first_contact(safety, region))
        self.query_one("#short-help-line", Static).update(Content(short))

    @on(QuestionInput.Changed)
    def _begin_with_number(self, event: QuestionInput.Changed) -> None:
        """Give back a number that chose something while it was the beginning of a line, such as `2 weeks ago`."""
        (number, when), self._number = self._number, ("", 0.0)
        if number and len(event.value) == 1 and self._clock() - when < GOES_ON_WITHIN:
            self._put_back(number + self.question.value)

    @on(QuestionInput.Changed)
    def _suggest(self, event: QuestionInput.Changed) -> None:
        typed = event.value
        if typed != self.question.value:  # more keys came at once: only the last of them is worth the search
            return
        is_recalled, self._recalled = typed == self._recalled, None
        fits = self._type_ahead.offers(typed) if self._type_ahead and not is_recalled else ()
        self.suggestions.show(() if fits and self._urgent(typed) else fits)

    @on(QuestionInput.Changed)
    def _watch_over(self) -> None:
        """Where somebody types while the assistant is still to come, have what they type checked without it."""
        is_typing = bool(self.question.value or self._waiting)
        if is_typing and self.knowledge and not (self._assistant or self._is_check_coming):
            self._is_check_coming = True
            self._make_check(self.knowledge)

    @work(thread=True, exit_on_error=False)
    def _make_check(self, knowledge: Knowledge) -> None:
        loading.make_check(knowledge, self.post_message)

    @on(loading.CheckReady)
    async def _check_waiting(self, event: loading.CheckReady) -> None:
        self._check = None if self._assistant else event.check
        notice = self._urgent(self._waiting or "")
        if notice:
            self._waiting = None
            self.say("")
            await self._show_notice(notice)

    def _urgent(self, text: str) -> Notice | None:
        """The notice that the phrases of a text call for in place of an answer, where they can be checked yet."""
        check = self._assistant.safety if self._assistant else self._check
        notice = check.notice_for(text) if check else None
        return notice if notice and notice.replaces_answer else None

    async def _show_notice(self, notice: Notice) -> None:
        from bbchat.conversation.respond import crisis

        assert self.knowledge is not None
        await self._show_reply(*crisis(self.session.state, notice, self.knowledge))

    @on(loading.AssistantReady)
    async def _start(self, event: loading.AssistantReady) -> None:
        self._assistant, self._type_ahead, self._check = event.assistant, event.type_ahead, None
        if event.warning or self._waiting is not None:
            self.say(event.warning or "")
        if self._waiting is not None:
            text, self._waiting = self._waiting, None
            self._reply(text)

    @on(loading.LoadFailed)
    def _give_up(self, event: loading.LoadFailed) -> None:
        self.app.exit(event.error, return_code=1)

    @on(QuestionInput.Submitted)
    async def _ask(self, event: QuestionInput.Submitted) -> None:
        if self.is_replying:
            self._is_entered = True
            return
        text = self.suggestions.marked or event.value
        bare = text.strip()
        self.suggestions.show(())
        if not bare:
            self.say(self.words.chat.nothing_typed)
        elif self.choices.display and bare in map(str, range(1, len(self._offers.all) + 1)):
            self.question.clear()
            await self._choose(int(bare) - 1)
        elif self._assistant is None:
            await self._hold(text)
        else:
            self.say("")
            await self._take_question(text)
            self._reply(text)

    async def _take_question(self, text: str) -> None:
        self.question.clear()
        self.session.typed.remember(clean(text))
        await self._show_question(clean(text) or self.words.chat.nothing_to_show)

    async def _show_question(self, shown: str) -> None:
        self._asked, words = shown, self.words.chat
        await self.transcript.begin(Turn(lambda width: question_lines(shown, words, width)))

    async def _hold(self, text: str) -> None:
        """Keep one question until it can be answered; what sounds like danger does not wait."""
        notice = self._urgent(text)
        is_second = self._waiting is not None
        if is_second and not notice:
            return
        await self._take_question(text)
        if notice:
            self._waiting = None
            self.say("")
            await self._show_notice(notice)
            if is_second:
                await self.transcript.add(Turn(partial(note_lines, self.words.chat.left_aside)))
        else:
            self._waiting = text
            self.say(self._loading_words())

    def _loading_words(self) -> str:
        words = self.words.chat
        return words.one_moment if self.knowledge else f"{words.still_loading} {words.help_line}"

    def _reply(self, text: str, *, mends: bool = True) -> None:
        self._turn += 1
        self.is_replying = True
        self._respond(self._turn, text, mends)

    @work(thread=True, exclusive=True, group="reply", exit_on_error=False)
    def _respond(self, turn: int, text: str, mends: bool) -> None:
        try:
            assert self._assistant is not None
            from bbchat.conversation.respond import respond

            begun = self._clock()
            state, reply = respond(self.session.state, text, self._assistant, mends=mends)
        except Exception:
            self.post_message(self.ReplyFailed(turn, text))
        else:
            self.post_message(self.ReplyReady(turn, state, reply, (self._clock() - begun) * 1000))

    @on(ReplyReady)
    async def _show(self, event: ReplyReady) -> None:
        if event.turn == self._turn:
            from bbchat.safety.check import FAILED

            self._unlock()
            await self._show_reply(event.state, event.reply, event.milliseconds)
            if event.reply.notice is FAILED:
                self._do_without_encoder()

    @on(ReplyFailed)
    async def _give_back(self, event: ReplyFailed) -> None:
        if event.turn != self._turn:
            return
        self._unlock()
        if not self.question.value:
            self._put_back(event.text)
        await self.action_help_lines()
        self.say(self.words.chat.went_wrong)
        self._do_without_encoder()

    def _do_without_encoder(self) -> None:
        if self.knowledge and not self._has_failed:
            self._has_failed = True
            self._load_words_alone(self.knowledge)

    @work(thread=True, exit_on_error=False)
    def _load_words_alone(self, knowledge: Knowledge) -> None:
        loading.load_words_alone(self._sources, knowledge, self.post_message)

    def _unlock(self) -> None:
        self.is_replying = False
        if self._is_entered:
            self._is_entered = False
            self.question.post_message(QuestionInput.Submitted(self.question, self.question.value))

    async def _show_reply(self, state: ConversationState, reply: Reply, milliseconds: float = 0.0) -> None:
        from bbchat.conversation.reply import Crisis, SmallTalk
        from bbchat.knowledge.model import BYE

        assert self.knowledge is not None
        self.session.state = state
        self.session.exchanges.append(Exchange(self._asked, reply, milliseconds))
        practice, words = self.knowledge.practice, self.words.chat
        turns = [Turn(lambda width: reply_lines(reply, practice, words, width))]
        if self._disclosure.is_due:
            turns.insert(1 if isinstance(reply, Crisis) else 0, self._disclose())
        if isinstance(reply, Crisis):
            self._more = {}
        self._offers = self._offers.after(reply, words)
        if not self._offers.topics:
            self.session.state = replace(state, offered=())
        with self.app.batch_update():  # one frame for the reply and its choices
            if isinstance(reply, Crisis) or self.has_class("-tiny"):
                await self.transcript.begin(turns.pop(0))
            for turn in turns:
                await self.transcript.add(turn)
            if isinstance(reply, SmallTalk) and reply.topic == BYE:
                self.say(words.how_to_leave)
            await self._show_choices()

    def _disclose(self) -> Turn:
        """What this program is and is not; it counts as shown now."""
        assert self.knowledge is not None
        self._disclosure.restart()
        return Turn(partial(note_lines, self.knowledge.practice.disclosure))

    async def _show_choices(self) -> None:
        offers, is_notice = self._offers, bool(self._offers.notice)
        self.set_class(is_notice, "-notice")
        self.question.choices = len(offers.all)
        texts = [offer.text for offer in offers.all]
        await self.choices.show("" if is_notice else offers.caption, texts, is_packed=is_notice)

    @on(Choices.Chosen)
    async def _choose_by_mouse(self, event: Choices.Chosen) -> None:
        await self._choose(event.index)

    @on(QuestionInput.NumberPressed)
    async def _choose_by_key(self, event: QuestionInput.NumberPressed) -> None:
        """A number chooses at once; an open notice is left only by a number and Enter, never by a slip of the hand."""
        if self.choices.display and not self._offers.notice:
            self._number = str(event.number), self._clock()
            await self._choose(event.number - 1)
        else:
            self.question.insert_text_at_cursor(str(event.number))
            self.say(self.words.chat.enter_chooses.format(number=event.number) if self.choices.display else "")

    async def _choose(self, index: int) -> None:
        from bbchat.knowledge.safety_rules import MoreText

        if self.is_replying or index >= len(self._offers.all):
            return
        offer = self._offers.all[index]
        self.say("")
        self.question.focus()
        match offer.leads_to:
            case None:
                self._offers = self._offers.without_notice()
                await self._show_choices()
            case MoreText() as more:
                turn = self._more.setdefault(more, Turn(partial(more_lines, more)))
                await self.transcript.begin(turn)
            case AsTyped() if self.session.last:
                asked = self.session.last.asked
                await self._show_question(asked)
                self._reply(asked, mends=False)
            case AsTyped():
                pass
            case topic:
                await self.pick(topic, offer.text)

    async def pick(self, topic: TopicId, asked: str) -> None:
        from bbchat.conversation.respond import choose

        if self._assistant is None:
            self.say(self._loading_words())
            return
        await self._show_question(asked)
        await self._show_reply(*choose(self.session.state, topic, self._assistant))

    @on(QuestionInput.Stepped)
    def _step(self, event: QuestionInput.Stepped) -> None:
        if self.suggestions.is_open:
            self.suggestions.step(event.is_up)
            return
        self._put_back(self.session.typed.step(self.question.value, is_back=event.is_up))

    def _put_back(self, text: str) -> None:
        """Put a line into the input for which nothing is offered."""
        self._recalled = text
        self.question.value = text
        self.question.cursor_position = len(text)

    @on(QuestionInput.Cleared)
    def _clear(self) -> None:
        if self.suggestions.is_open:
            self.suggestions.show(())
        else:
            self.session.typed.remember(clean(self.question.value))
            self.question.value = ""

    @on(Suggestions.Chosen)
    async def _ask_suggested(self, event: Suggestions.Chosen) -> None:
        self.question.value = event.text
        self.question.focus()
        await self._ask(QuestionInput.Submitted(self.question, event.text))

    @on(QuestionInput.PasteClipped)
    def _say_clipped(self, event: QuestionInput.PasteClipped) -> None:
        self.say(self.words.chat.clipped)
        self._look_through(event.pasted)

    @work(exit_on_error=False)
    async def _look_through(self, pasted: str) -> None:
        notice = await asyncio.to_thread(self._urgent, pasted[:LOOKED_THROUGH])
        if notice:
            await self._show_notice(notice)

    def say(self, text: str) -> None:
        """Show a sentence above the input until the next question; an empty one goes away."""
        self.hint.update(Content(text))
        self.hint.display = bool(text)

    async def action_help_lines(self) -> None:
        """Show whom to call, whatever else is going on."""
        if self.knowledge is None:
            self.say(self._loading_words())
            return
        from bbchat.conversation.respond import help_lines

        self.say("")
        await self._show_question(self.words.chat.help_lines)
        await self._show_reply(*help_lines(self.session.state, self.knowledge))

    def action_turn_page(self, direction: str) -> None:
        """Scroll the transcript by a page, from the input."""
        self.transcript.turn_page(direction)

    def on_key(self, event: events.Key) -> None:
        """A letter typed while a choice has the focus goes to the input; a number still chooses."""
        self.question.take(event)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted while a choice has the focus goes to the input, and so is looked through like all else."""
        self.question.take(event)
