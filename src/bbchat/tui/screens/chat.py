"""The chat: the transcript, the choices, the line to type in, and the help line that never leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Rule, Static

from bbchat.conversation.reply import Crisis, Reply
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import Knowledge, TopicId
from bbchat.knowledge.safety_rules import MoreText
from bbchat.language.clean import clean
from bbchat.tui import loading
from bbchat.tui.disclosure import DisclosureClock
from bbchat.tui.loading import Sources as Sources
from bbchat.tui.offers import OfferRow
from bbchat.tui.widgets.choices import Choices
from bbchat.tui.widgets.question_input import QuestionInput
from bbchat.tui.widgets.transcript import Transcript
from bbchat.tui.widgets.turns import Turn, more_lines, note_lines, question_lines, reply_lines

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.safety.check import SafetyCheck
    from bbchat.safety.notice import Notice

LEFT_ASIDE = "The question before was left aside. Ask it again whenever you like."

LOOKED_THROUGH = 100_000
"""Characters of a paste that are looked through for danger, whatever is kept of it; about a second's work."""


class ChatScreen(Screen[None]):
    """Owns the conversation's state and replaces it with each reply."""

    CSS_PATH = "chat.tcss"
    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-short"), (12, "-tall"), (30, "-roomy")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help_lines", "Help lines", id="help-lines", tooltip="Show whom to call in a crisis"),
        Binding("pageup", "turn_page('up')", "Back", id="page-up", show=False),
        Binding("pagedown", "turn_page('down')", "On", id="page-down", show=False),
    ]

    transcript = getters.query_one("#transcript", Transcript)
    question = getters.query_one("#question", QuestionInput)
    choices = getters.query_one("#choices", Choices)
    hint = getters.query_one("#hint", Static)

    @dataclass
    class ReplyReady(Message):
        """A question got its reply."""

        turn: int
        """The number of the question, to drop replies that come too late."""
        state: ConversationState
        reply: Reply

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
        self._disclosure = DisclosureClock(clock)
        self._knowledge: Knowledge | None = None
        self._assistant: Assistant | None = None
        self._check: SafetyCheck | None = None
        """Looks after what is typed before there is an assistant."""
        self._is_check_coming = False
        self._state = ConversationState()
        self._turn = 0
        self._waiting: str | None = None
        """A question typed before the assistant was ready."""
        self._offers = OfferRow()
        self._more: dict[MoreText, Turn] = {}
        """The longer texts shown for the open notice."""

    def compose(self) -> ComposeResult:
        """Title, transcript, choices, input, help line."""
        yield Static("", id="title", markup=False)
        yield Rule(id="title-rule", classes="rule")
        yield Transcript(id="transcript")
        yield Choices(id="choices")
        yield Static("", id="hint", markup=False)
        yield Rule(classes="rule")
        yield QuestionInput(id="question")
        with Horizontal(id="foot"):
            yield Static(loading.HELP_LINE, id="help-line", markup=False)
            yield Static("Help lines F1   Quit ^Q", id="keys", markup=False)

    def on_mount(self) -> None:
        """Load beside the screen: it can be typed into at once."""
        self._load()

    @work(thread=True, exit_on_error=False)
    def _load(self) -> None:
        loading.load(self._sources, self.post_message)

    @on(loading.KnowledgeReady)
    def _show_practice(self, event: loading.KnowledgeReady) -> None:
        self._knowledge = event.knowledge
        practice = event.knowledge.practice
        self.query_one("#title", Static).update(Content(practice.name))
        from bbchat.safety.helplines import footer_line

        line = footer_line(event.knowledge.safety, practice.region)
        self.query_one("#help-line", Static).update(Content(line))
        self.transcript.mount(self._disclose(), before=0)
        self._say(loading.ONE_MOMENT if self._waiting is not None else "")
        self._watch_over()

    @on(QuestionInput.Changed)
    def _watch_over(self) -> None:
        """Where somebody types while the assistant is still to come, have what they type checked without it."""
        is_typing = bool(self.question.value or self._waiting)
        if is_typing and self._knowledge and not (self._assistant or self._is_check_coming):
            self._is_check_coming = True
            self._make_check(self._knowledge)

    @work(thread=True, exit_on_error=False)
    def _make_check(self, knowledge: Knowledge) -> None:
        loading.make_check(knowledge, self.post_message)

    @on(loading.CheckReady)
    async def _check_waiting(self, event: loading.CheckReady) -> None:
        self._check = None if self._assistant else event.check
        notice = self._urgent(self._waiting or "")
        if notice:
            self._waiting = None
            self._say("")
            await self._show_notice(notice)

    def _urgent(self, text: str) -> Notice | None:
        """The notice that the phrases of a text call for in place of an answer, where they can be checked yet."""
        check = self._assistant.safety if self._assistant else self._check
        notice = check.notice_for(text) if check else None
        return notice if notice and notice.replaces_answer else None

    async def _show_notice(self, notice: Notice) -> None:
        from bbchat.conversation.respond import crisis

        assert self._knowledge is not None
        await self._show_reply(*crisis(self._state, notice, self._knowledge))

    @on(loading.AssistantReady)
    async def _start(self, event: loading.AssistantReady) -> None:
        self._assistant, self._check = event.assistant, None
        self._say(event.warning or "")
        if self._waiting is not None:
            text, self._waiting = self._waiting, None
            self._reply(text)

    @on(loading.LoadFailed)
    def _give_up(self, event: loading.LoadFailed) -> None:
        self.app.exit(event.error, return_code=1)

    @on(QuestionInput.Submitted)
    async def _ask(self, event: QuestionInput.Submitted) -> None:
        text = event.value
        bare = text.strip()
        if not bare:
            self._say("Type a question, then press Enter.")
        elif self.choices.display and bare in map(str, range(1, len(self._offers.all) + 1)):
            self.question.clear()
            await self._choose(int(bare) - 1)
        elif self._assistant is None:
            await self._hold(text)
        else:
            self._say("")
            await self._take_question(text)
            self._reply(text)

    async def _take_question(self, text: str) -> None:
        self.question.clear()
        await self._show_question(clean(text) or "(nothing that can be shown)")

    async def _show_question(self, shown: str) -> None:
        await self.transcript.begin(Turn(lambda width: question_lines(shown, width)))

    async def _hold(self, text: str) -> None:
        """Keep one question until it can be answered; what sounds like danger does not wait."""
        notice = self._urgent(text)
        is_second = self._waiting is not None
        if is_second and not notice:
            return
        await self._take_question(text)
        if notice:
            self._waiting = None
            self._say("")
            await self._show_notice(notice)
            if is_second:
                await self.transcript.add(Turn(partial(note_lines, LEFT_ASIDE)))
        else:
            self._waiting = text
            self._say(loading.ONE_MOMENT if self._knowledge else loading.STILL_LOADING)

    def _reply(self, text: str) -> None:
        self._turn += 1
        self.question.disabled = True
        self._respond(self._turn, text)

    @work(thread=True, exclusive=True, group="reply", exit_on_error=False)
    def _respond(self, turn: int, text: str) -> None:
        try:
            assert self._assistant is not None
            from bbchat.conversation.respond import respond

            state, reply = respond(self._state, text, self._assistant)
        except Exception:
            self.post_message(self.ReplyFailed(turn, text))
        else:
            self.post_message(self.ReplyReady(turn, state, reply))

    @on(ReplyReady)
    async def _show(self, event: ReplyReady) -> None:
        if event.turn == self._turn:
            self._unlock()
            await self._show_reply(event.state, event.reply)

    @on(ReplyFailed)
    async def _give_back(self, event: ReplyFailed) -> None:
        if event.turn != self._turn:
            return
        self._unlock()
        self.question.value = event.text
        await self.action_help_lines()
        self._say("That went wrong on our side. Your words are back in the line: please try again.")

    def _unlock(self) -> None:
        self.question.disabled = False
        self.question.focus()

    async def _show_reply(self, state: ConversationState, reply: Reply) -> None:
        assert self._knowledge is not None
        self._state = state
        practice = self._knowledge.practice
        turns = [Turn(lambda width: reply_lines(reply, practice, width))]
        if self._disclosure.is_due:
            turns.insert(1 if isinstance(reply, Crisis) else 0, self._disclose())
        if isinstance(reply, Crisis):
            self._more = {}
            await self.transcript.begin(turns.pop(0))
        for turn in turns:
            await self.transcript.add(turn)
        self._offers = self._offers.after(reply)
        if not self._offers.topics:
            self._state = replace(state, offered=())
        await self._show_choices()

    def _disclose(self) -> Turn:
        """What this program is and is not; it counts as shown now."""
        assert self._knowledge is not None
        self._disclosure.restart()
        return Turn(partial(note_lines, self._knowledge.practice.disclosure))

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
        if self.choices.display:
            await self._choose(event.number - 1)
        else:
            self.question.insert_text_at_cursor(str(event.number))

    async def _choose(self, index: int) -> None:
        if self.question.disabled or index >= len(self._offers.all):
            return
        offer = self._offers.all[index]
        self._say("")
        self.question.focus()
        match offer.leads_to:
            case None:
                self._offers = self._offers.without_notice()
                await self._show_choices()
            case MoreText() as more:
                turn = self._more.setdefault(more, Turn(partial(more_lines, more)))
                await self.transcript.begin(turn)
            case topic:
                await self._pick(topic, offer.text)

    async def _pick(self, topic: TopicId, asked: str) -> None:
        from bbchat.conversation.respond import choose

        assert self._assistant is not None
        await self._show_question(asked)
        await self._show_reply(*choose(self._state, topic, self._assistant))

    @on(QuestionInput.PasteClipped)
    def _say_clipped(self, event: QuestionInput.PasteClipped) -> None:
        self._say("That was too long for one question: its beginning was kept.")
        self._look_through(event.pasted)

    @work(exit_on_error=False)
    async def _look_through(self, pasted: str) -> None:
        notice = await asyncio.to_thread(self._urgent, pasted[:LOOKED_THROUGH])
        if notice:
            await self._show_notice(notice)

    def _say(self, text: str) -> None:
        """Show a sentence above the input until the next question; an empty one goes away."""
        self.hint.update(Content(text))
        self.hint.display = bool(text)

    async def action_help_lines(self) -> None:
        """Show whom to call, whatever else is going on."""
        if self._knowledge is None:
            self._say(loading.STILL_LOADING)
            return
        from bbchat.conversation.respond import help_lines

        await self._show_question("Help lines")
        await self._show_reply(*help_lines(self._state, self._knowledge))

    def action_turn_page(self, direction: str) -> None:
        """Scroll the transcript by a page, from the input."""
        self.transcript.turn_page(direction)

    def on_key(self, event: events.Key) -> None:
        """A letter typed while a choice has the focus goes to the input; a number still chooses."""
        if self.focused is self.question or not event.is_printable or event.character in (None, " "):
            return
        event.stop()
        self.question.focus()
        if self.question.is_choice(event.key):
            self.question.post_message(QuestionInput.NumberPressed(int(event.key)))
        else:
            self.question.insert_text_at_cursor(event.character or "")
