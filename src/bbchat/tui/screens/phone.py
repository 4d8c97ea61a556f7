"""A code that a phone can read, with what it holds beside it or below it.

The one invariant: a code is drawn whole, dark on light whatever the theme, or not at all.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bbchat.knowledge.model import Knowledge, Passage
from bbchat.tui.phone_cards import Card, capacity, cards, code_rows, text_cards
from bbchat.tui.screens.dialog import Dialog

TEXT_COLUMNS, TEXT_ROWS = 32, 2
"""What is left for the words at the least, where they stand beside the code, and where they stand below it."""
DARK_ON_LIGHT = "#000000 on #ffffff"


class PhoneText(VerticalScroll, can_focus=False):
    """The words beside the code."""


class PhoneScreen(Dialog[None]):
    """Whom to call in a crisis, the contact, the section: one code at a time."""

    CSS_PATH = "phone.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right,tab,space,enter", "turn(1)", id="next_code", show=False),
        Binding("up,left,shift+tab", "turn(-1)", id="previous_code", show=False),
        Binding("pagedown", "scroll_text('down')", show=False),
        Binding("pageup", "scroll_text('up')", show=False),
        Binding("q,f6", "close", show=False),
    ]

    def __init__(self, knowledge: Knowledge, passage: Passage | None, *, is_urgent: bool = False) -> None:
        """`passage`: the section that can be taken along; `is_urgent`: whom to call in a crisis comes first."""
        super().__init__(knowledge)
        self._passage, self._is_urgent = passage, is_urgent
        self._cards: list[Card] = []
        self._place = 0
        self.room = 0
        """Modules that a side of the code may have."""

    def compose(self) -> ComposeResult:
        """The code, the words, the keys."""
        with Container(id="phone"):
            yield Static("", id="phone-code", markup=False)
            with PhoneText(id="phone-text"):
                yield Static("", classes="title", id="phone-title", markup=False)
                yield Static("", classes="about", id="phone-about", markup=False)
                yield Static("", id="phone-words", markup=False)
        with Horizontal(classes="keys"):
            yield from self.foot((self._words.key_next, "turn(1)"), (self._words.key_close, "close"))

    def on_resize(self) -> None:
        """The room for the code is known once everything else has its place."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self not in self.app.screen_stack:  # it may have closed before it was drawn
            return
        size = self.query_one("#phone").size
        beside = min(size.width - TEXT_COLUMNS, size.height * 2)
        below = min(size.width, (size.height - TEXT_ROWS) * 2)
        self.set_class(beside >= below, "-beside")
        self.room = max(beside, below)
        self._cards = self.make_cards()
        self._show()

    def make_cards(self) -> list[Card]:
        """What there is to scan, in the room that there is."""
        return cards(self._knowledge, self._passage, self.room, is_urgent=self._is_urgent)

    def _show(self) -> None:
        self._place = min(self._place, len(self._cards) - 1)
        card = self._cards[self._place]
        rows = code_rows(card.payload, self.room) if card.payload else []
        code = self.query_one("#phone-code", Static)
        code.display = bool(rows)
        code.update(Content("\n".join(rows)).stylize(DARK_ON_LIGHT))
        for name, text in (("title", card.title), ("about", card.about), ("words", card.text)):
            self.query_one(f"#phone-{name}", Static).update(Content(text))
        self.query_one(PhoneText).scroll_home(animate=False)
        self.set_class(len(self._cards) == 1, "-one")

    def action_turn(self, step: int) -> None:
        """Show the next code, or the one before; after the last comes the first."""
        if self._cards:
            self._place = (self._place + step) % len(self._cards)
            self._show()

    def action_scroll_text(self, direction: str) -> None:
        """Scroll the words by a page."""
        text = self.query_one(PhoneText)
        (text.scroll_page_down if direction == "down" else text.scroll_page_up)(animate=False)


class ListOnPhoneScreen(PhoneScreen):
    """The list for a first visit."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        """`text`: the list, without its title."""
        super().__init__(knowledge, None)
        self._text = text

    def make_cards(self) -> list[Card]:
        """The list alone."""
        words = self._knowledge.wording.take_home
        return text_cards(words.visit_title, self._text, words, capacity(self.room))
