"""What is wrong in the folder that is being edited: each mistake, where it is, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bbchat.errors import Problem
from bbchat.knowledge.wording import PreviewWords
from bbchat.language.clean import clean

MOST = 200
"""Mistakes that are listed; of more, only the number is told."""


class Mistakes(VerticalScroll):
    """Hidden while there is none; Tab leads to it, and the arrows scroll it."""

    DEFAULT_CSS = """
    Mistakes { display: none; padding: 0 1; scrollbar-size-vertical: 1; }
    Mistakes Static { height: auto; }
    Mistakes .about { color: $error; text-style: bold; margin-bottom: 1; }
    Mistakes:focus .about { text-style: bold underline; }
    """

    def __init__(self, folder: Path, *, id: str | None = None) -> None:  # noqa: A002
        """`folder`: what the places are told from."""
        super().__init__(id=id)
        self._folder = folder

    def compose(self) -> ComposeResult:
        """How many there are, and the list."""
        yield Static(classes="about", markup=False)
        yield Static(classes="list", markup=False)

    def show(self, problems: Sequence[Problem], words: PreviewWords, *, has_opened: bool) -> None:
        """List the mistakes; none hides the panel.

        Args:
            problems: what is wrong.
            words: the practice's.
            has_opened: whether the chat goes on with what was there before.
        """
        self.display = bool(problems)
        count = words.one_mistake if len(problems) == 1 else words.mistakes.format(count=len(problems))
        self.query_one(".about", Static).update(Content(f"{count} {words.goes_on if has_opened else words.opens_then}"))
        self.query_one(".list", Static).update(Content("\n\n").join(map(self._lines, problems[:MOST])))
        self.scroll_home(animate=False)

    def _lines(self, problem: Problem) -> Content:
        path = problem.path.relative_to(self._folder) if problem.path.is_relative_to(self._folder) else problem.path
        place = clean(f"{path}:{problem.line}" if problem.line else str(path))
        return Content.assemble((place, "bold"), "\n", clean(problem.message), "\n", (clean(problem.fix), "$quiet"))
