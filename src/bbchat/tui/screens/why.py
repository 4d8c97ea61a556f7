"""Why the last reply came: for staff who show the program, and for authors who mend the knowledge."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bbchat.conversation.explain import explain
from bbchat.conversation.session import Exchange
from bbchat.knowledge.model import Knowledge
from bbchat.tui.screens.dialog import Dialog


class WhyScreen(Dialog[None]):
    """Headed sentences that can be scrolled."""

    CSS_PATH = "why.tcss"
    AUTO_FOCUS = "#reasons"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,enter,q", "close", show=False)]

    def __init__(self, exchange: Exchange, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        """A heading and its sentences, one group below the other."""
        words = self._knowledge.wording.why
        with VerticalScroll(id="reasons"):
            yield Static(Content(words.title), classes="title", markup=False)
            for heading, sentences in explain(self._exchange, self._knowledge):
                yield Static(Content(heading), classes="heading", markup=False)
                for sentence in sentences:
                    yield Static(Content(sentence), classes="sentence", markup=False)
        with Horizontal(classes="keys"):
            yield from self.foot((words.key_scroll, "page_down"), (self._words.key_close, "close"))

    def action_page_down(self) -> None:
        """Scroll on by a page."""
        self.query_one("#reasons").scroll_page_down(animate=False)
