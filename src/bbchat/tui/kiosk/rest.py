"""The kiosk while nobody is there, and when it asks whether somebody still is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from bbchat.kiosk.words import help_lines
from bbchat.knowledge.model import Knowledge
from bbchat.safety.helplines import first_contact

EXAMPLES = 3
"""Questions that the screen at rest shows, so that nobody has to think of the first one."""
TALL = 16
"""Rows from which there is room for everything."""
_BREAKPOINTS = [(0, "-tiny"), (8, "-short"), (TALL, "-tall"), (22, "-roomy")]


class HelpFoot(Static):
    """The help lines at the foot of a screen, shorter where there is little room."""

    DEFAULT_CSS = """
    HelpFoot { dock: bottom; width: 100%; height: auto; text-align: center; text-style: bold; color: $accent; }
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._line, *self._danger = help_lines(knowledge)
        self._short = first_contact(knowledge.safety, knowledge.practice.region)
        super().__init__(Content(self._line), markup=False)

    def on_mount(self) -> None:
        """Fill the width that there will be, so that the first look shows all."""
        self.update(self._text(self.app.size.width - self.gutter.width))

    def on_resize(self) -> None:
        """Fill the width that there is."""
        text = self._text(self.size.width)
        if text != self.content:
            self.call_after_refresh(self.update, text)  # within a layout its height would not be worked out anew

    def _text(self, width: int) -> Content:
        """Only the number is left where the sentence doesn't fit into two rows."""
        is_tall = self.app.size.height >= TALL
        sentences = [self._line if len(self._line) <= 2 * width else self._short, *(self._danger if is_tall else ())]
        is_one_row = len(" ".join(sentences)) <= width
        return Content((" " if is_one_row else "\n").join(sentences))


class RestScreen(Screen[None]):
    """Says what this is, and how to begin."""

    CSS_PATH = "rest.tcss"
    VERTICAL_BREAKPOINTS = _BREAKPOINTS

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self._knowledge = knowledge

    def compose(self) -> ComposeResult:
        """A question, what to do, what it is; the help line."""
        words, name = self._knowledge.wording.kiosk, self._knowledge.practice.name
        with Vertical(id="rest"):
            yield Static(Content(name), id="rest-practice", markup=False)
            yield Static(Content(words.rest_title), id="rest-title", markup=False)
            yield Static(Content(words.rest_start), id="rest-start", markup=False)
            yield Static(Content(words.rest_about.format(practice=name)), id="rest-about", markup=False)
            examples = [f"“{topic.suggestion}”" for topic in list(self._knowledge.in_turn())[:EXAMPLES]]
            yield Static(Content("\n".join([words.rest_such_as, *examples])), id="rest-examples", markup=False)
        yield HelpFoot(self._knowledge)


class StillThereScreen(ModalScreen[None]):
    """Asks, and counts down; whoever shows it takes the answer, which is any key."""

    CSS_PATH = "rest.tcss"
    VERTICAL_BREAKPOINTS = _BREAKPOINTS

    def __init__(self, knowledge: Knowledge, question: str, seconds: int) -> None:
        """`seconds`: left at first."""
        super().__init__()
        self._knowledge, self._question, self._seconds = knowledge, question, seconds

    def compose(self) -> ComposeResult:
        """The question, how to answer, how long there is, the help line."""
        words = self._knowledge.wording.kiosk
        with Vertical(id="rest"):
            yield Static(Content(self._question), id="rest-title", markup=False)
            yield Static(Content(words.go_on), id="rest-start", markup=False)
            yield Static(self._left(), id="rest-about", markup=False)
            yield Static(Content(words.end_now), id="rest-end", markup=False)
        yield HelpFoot(self._knowledge)

    def count(self, seconds: int) -> None:
        """Show how many seconds are left."""
        if seconds != self._seconds:
            self._seconds = seconds
            self.query_one("#rest-about", Static).update(self._left())

    def _left(self) -> Content:
        return Content(self._knowledge.wording.kiosk.cleared_in.format(seconds=self._seconds))
