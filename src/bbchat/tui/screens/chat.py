"""The chat: the transcript, the choices, the line to type in, and the help line that never leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Rule, Static

from bbchat.conversation.reply import NONE_OF_THESE, Clarify, Reply
from bbchat.conversation.state import ConversationState
from bbchat.errors import BbchatError, fault_place
from bbchat.knowledge.model import OTHER, Knowledge
from bbchat.language.clean import clean
from bbchat.tui.widgets.choices import Choices
from bbchat.tui.widgets.question_input import QuestionInput
from bbchat.tui.widgets.turns import Turn, note_lines, question_lines, reply_lines

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant

MAX_TURNS = 100
"""Questions and replies that stay in the transcript; older ones go, so that it is as quick after hours as at first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """How the screen gets what it needs, in two steps, each slow enough to be done beside the screen."""

    knowledge: Callable[[], Knowledge]
    """May raise KnowledgeError."""
    assistant: Callable[[Knowledge], tuple[Assistant, str | None]]
    """The assistant, and a sentence for the screen where it has to work without its encoder."""


class Transcript(VerticalScroll, can_focus=False):
    """All turns, oldest first; never takes the focus, so that keys always reach the input."""

    def on_resize(self) -> None:
        """The room changes whenever choices come or go."""
        self.settle()

    def watch_virtual_size(self) -> None:
        """A turn was laid out, so its height is known now."""
        self.settle()

    def settle(self) -> None:
        """Show the whole last reply where it fits; else its beginning, with the question above it."""
        turns = self.children[-2:]
        if (
            turns
            and turns[-1].virtual_region.bottom - turns[0].virtual_region.y > self.scrollable_content_region.height
        ):
            self.scroll_to(y=turns[0].virtual_region.y, animate=False, immediate=True)
        else:
            self.scroll_end(animate=False, immediate=True)


class ChatScreen(Screen[None]):
    """Owns the conversation's state and replaces it with each reply."""

    CSS_PATH = "chat.tcss"
    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-tall"), (30, "-roomy")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help_lines", "Help lines", id="help-lines", tooltip="Show whom to call in a crisis"),
        Binding("pageup", "scroll('page_up')", "Back", id="page-up", show=False),
        Binding("pagedown", "scroll('page_down')", "On", id="page-down", show=False),
    ]

    transcript = getters.query_one("#transcript", Transcript)
    question = getters.query_one("#question", QuestionInput)
    choices = getters.query_one("#choices", Choices)
    hint = getters.query_one("#hint", Static)

    @dataclass
    class KnowledgeReady(Message):
        """The practice's own words are loaded; the encoder may not be."""

        knowledge: Knowledge

    @dataclass
    class AssistantReady(Message):
        """Questions can be answered."""

        assistant: Assistant
        warning: str | None
        """What to tell where matching has to do without the encoder."""

    @dataclass
    class LoadFailed(Message):
        """The knowledge cannot be used, so the chat cannot open."""

        error: BbchatError

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

    def __init__(self, sources: Sources) -> None:
        super().__init__()
        self._sources = sources
        self._knowledge: Knowledge | None = None
        self._assistant: Assistant | None = None
        self._state = ConversationState()
        self._turn = 0
        self._waiting: str | None = None
        """A question typed before the assistant was ready."""

    def compose(self) -> ComposeResult:
        """Title, transcript, choices, input, help line."""
        yield Static("", id="title", markup=False)
        yield Rule(classes="rule")
        yield Transcript(id="transcript")
        yield Choices(id="choices")
        yield Static("", id="hint", markup=False)
        yield Rule(classes="rule")
        yield QuestionInput(id="question")
        with Horizontal(id="foot"):
            yield Static("", id="help-line", markup=False)
            yield Static("Help lines F1   Quit ^Q", id="keys", markup=False)

    def on_mount(self) -> None:
        """Load beside the screen: it can be typed into at once."""
        self._load()

    @work(thread=True, exit_on_error=False)
    def _load(self) -> None:
        try:
            knowledge = self._sources.knowledge()
            self.post_message(self.KnowledgeReady(knowledge))
            assistant, warning = self._sources.assistant(knowledge)
        except BbchatError as error:
            self.post_message(self.LoadFailed(error))
        except Exception as error:
            broken = BbchatError(f"The chat could not be opened ({fault_place(error)}).", "Please reinstall bbchat.")
            self.post_message(self.LoadFailed(broken))
        else:
            self.post_message(self.AssistantReady(assistant, warning))

    @on(KnowledgeReady)
    def _show_practice(self, event: KnowledgeReady) -> None:
        self._knowledge = event.knowledge
        practice = event.knowledge.practice
        self.query_one("#title", Static).update(Content(practice.name))
        from bbchat.safety.helplines import footer_line

        line = footer_line(event.knowledge.safety, practice.region)
        self.query_one("#help-line", Static).update(Content(line))
        self.transcript.mount(Turn(lambda width: note_lines(practice.disclosure, width)), before=0)

    @on(AssistantReady)
    def _start(self, event: AssistantReady) -> None:
        self._assistant = event.assistant
        if event.warning:
            self._say(event.warning)
        if self._waiting is not None:
            text, self._waiting = self._waiting, None
            self._say("")
            self._reply(text)

    @on(LoadFailed)
    def _give_up(self, event: LoadFailed) -> None:
        self.app.exit(event.error, return_code=1)

    @on(QuestionInput.Submitted)
    async def _ask(self, event: QuestionInput.Submitted) -> None:
        text = event.value
        if not text.strip():
            self._say("Type a question, then press Enter.")
            return
        if self._waiting is not None:
            return
        self._say("")
        self.question.clear()
        await self._add(Turn(lambda width: question_lines(clean(text) or "(nothing that can be shown)", width)))
        if self._assistant is None:
            self._waiting = text
            self._say("One moment …")
        else:
            self._reply(text)

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
        await self._add(Turn(lambda width: reply_lines(reply, practice, width)))
        texts = [choice.question for choice in reply.suggestions]
        is_asking = isinstance(reply, Clarify)
        if is_asking:
            texts.append(NONE_OF_THESE)
        await self.choices.show("Which do you mean?" if is_asking else "You could also ask", texts)
        self.question.choices = len(texts)

    async def _add(self, turn: Turn) -> None:
        await self.transcript.mount(turn)
        if len(self.transcript.children) > MAX_TURNS:
            await self.transcript.children[0].remove()

    @on(Choices.Chosen)
    async def _choose_by_mouse(self, event: Choices.Chosen) -> None:
        await self._choose(event.index)

    @on(QuestionInput.NumberPressed)
    async def _choose_by_key(self, event: QuestionInput.NumberPressed) -> None:
        await self._choose(event.number - 1)

    async def _choose(self, index: int) -> None:
        if self._assistant is None or self.question.disabled:
            return
        from bbchat.conversation.respond import choose

        offered = self._state.offered
        topic = offered[index] if index < len(offered) else OTHER
        knowledge = self._assistant.knowledge
        asked = knowledge.suggestion(topic) if index < len(offered) else NONE_OF_THESE
        self._say("")
        self.question.focus()
        await self._add(Turn(lambda width: question_lines(asked, width)))
        await self._show_reply(*choose(self._state, topic, self._assistant))

    @on(QuestionInput.PasteClipped)
    def _say_clipped(self) -> None:
        self._say("That was too long for one question: its beginning was kept.")

    def _say(self, text: str) -> None:
        """Show a sentence above the input until the next question; an empty one goes away."""
        self.hint.update(Content(text))
        self.hint.display = bool(text)

    async def action_help_lines(self) -> None:
        """Show whom to call, whatever else is going on."""
        from bbchat.conversation.respond import help_lines

        if self._knowledge:
            await self._add(Turn(lambda width: question_lines("Help lines", width)))
            await self._show_reply(*help_lines(self._state, self._knowledge))

    def action_scroll(self, direction: str) -> None:
        """Turn the transcript's pages from the input."""
        if direction == "page_up":
            self.transcript.scroll_page_up(animate=False)
        else:
            self.transcript.scroll_page_down(animate=False)

    def on_key(self, event: events.Key) -> None:
        """A letter typed while a choice has the focus goes to the input."""
        if self.focused is not self.question and event.is_printable and event.character not in (None, " "):
            event.stop()
            self.question.focus()
            self.question.insert_text_at_cursor(event.character or "")
