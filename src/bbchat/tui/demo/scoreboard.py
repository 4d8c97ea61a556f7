"""What this very copy of the program can do, measured while people watch.

The one invariant: a figure stands here only once it was measured; what fails says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from bbchat.errors import fault_place
from bbchat.knowledge.wording import DemoWords

BAR = 24
"""Columns of the bar that fills while something is measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to measure."""

    name: str
    run: Callable[[Callable[[float], None]], str] = field(repr=False)
    """Takes a callback for the share that is done, 0 to 1; gives the figure as a sentence."""


class _Stopped(Exception):
    """Nobody looks any more."""


class ScoreboardScreen(Screen[None]):
    """One row for each measure, filled one after the other."""

    CSS_PATH = "scoreboard.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012  Textual declares it so

    @dataclass
    class Progressed(Message):
        """A measure is so far, or has its figure."""

        row: int
        share: float
        figure: str | None = None

    @dataclass
    class Finished(Message):
        """All is measured."""

    def __init__(self, measures: Sequence[Measure], words: DemoWords, help_line: str) -> None:
        super().__init__()
        self._measures, self._words, self._help_line = measures, words, help_line

    def compose(self) -> ComposeResult:
        """A title and the rows; the help line below, as everywhere."""
        with VerticalScroll(id="score"):
            yield Static(Content(self._words.score_title), id="score-title", markup=False)
            for at, measure in enumerate(self._measures):
                yield Static(Content(measure.name), classes="score-name", markup=False)
                yield Static(Content(self._words.score_wait), id=f"score-{at}", classes="score-figure", markup=False)
        yield Static(Content(self._help_line), id="score-help-line", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._measure()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _measure(self) -> None:
        worker = get_current_worker()
        for row, measure in enumerate(self._measures):

            def tell(share: float, row: int = row) -> None:
                if worker.is_cancelled:
                    raise _Stopped
                self.post_message(self.Progressed(row, share))

            try:
                tell(0.0)
                figure = measure.run(tell)
            except _Stopped:
                return
            except Exception as error:
                figure = self._words.score_failed.format(place=fault_place(error))
            self.post_message(self.Progressed(row, 1.0, figure))
        self.post_message(self.Finished())

    @on(Progressed)
    def _draw(self, event: Progressed) -> None:
        row = self.query_one(f"#score-{event.row}", Static)
        done = round(event.share * BAR)
        row.set_class(event.figure is not None, "-measured")
        row.update(Content(event.figure or "█" * done + "░" * (BAR - done)))
