"""My questions: what somebody wants to bring to a first visit, as a list to add to, to thin out and to save.

The one invariant: what is on the list is the visit's own, and nothing of it is written anywhere but on `Save`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from bbchat.conversation.session import MAX_MARKS, MAX_OWN_CHARACTERS, Visit
from bbchat.knowledge.model import Knowledge
from bbchat.language.clean import clean
from bbchat.language.wrap import wrap
from bbchat.tui.screens.dialog import Dialog
from bbchat.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from bbchat.safety.check import SafetyCheck
    from bbchat.safety.notice import NoticeCard

SUGGESTED = "~/my-questions.html"
"""A web page opens with a click everywhere, and prints well."""


class MarkedList(OptionList, can_focus=False):
    """The list; it never takes the focus, so that letters always reach the line."""


class VisitScreen(Dialog[None]):
    """Lines of one's own and marked sections, in the order of the sheet."""

    CSS_PATH = "visit.tcss"
    AUTO_FOCUS = "#visit-line"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "close", show=False, priority=True),
        Binding("ctrl+s", "save", id="save_sheet", priority=True, show=False),
        Binding("f6", "phone", id="list_on_phone", priority=True, show=False),
        Binding("delete", "delete", id="remove", priority=True, show=False),
        Binding("up", "step('cursor_up')", show=False, priority=True),
        Binding("down", "step('cursor_down')", show=False, priority=True),
    ]

    @dataclass
    class NoticeFound(Message):
        """A line sounds like danger."""

        card: NoticeCard = field(repr=False)

    def __init__(self, visit: Visit, knowledge: Knowledge) -> None:
        """`visit`: changed in place."""
        super().__init__(knowledge)
        self._visit = visit
        self._check: SafetyCheck | None = None
        """Made for the first line that is written: it takes a moment."""

    def compose(self) -> ComposeResult:
        """A title, the list, the line to write, the keys."""
        words = self._words
        with Vertical(id="visit"):
            yield Static(Content(words.visit_title), classes="title", markup=False)
            yield Static(Content(words.visit_about), classes="about", id="visit-about", markup=False)
            yield Static(Content(words.visit_empty), id="visit-empty", markup=False)
            yield MarkedList(id="visit-list", compact=True, markup=False)
            yield Static("", id="visit-notice", markup=False)
            yield LineInput(
                self._visit.draft, placeholder=words.visit_placeholder, longest=MAX_OWN_CHARACTERS, id="visit-line"
            )
            yield Static("", id="visit-hint", markup=False)
        with Horizontal(classes="keys"):
            yield from self.foot(
                (words.key_remove, "remove"),
                (words.key_save_sheet, "save"),
                (words.key_phone, "phone"),
                (words.key_close, "close"),
            )

    def on_resize(self) -> None:
        """Show what is on the list so far, broken into lines for the new width."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        if self in self.app.screen_stack:  # it may have closed before it was drawn
            self._show(self.query_one(MarkedList).highlighted or 0)

    def _show(self, marked: int) -> None:
        """Draw the list anew, with the entry of that place marked, or the last."""
        visit, words = self._visit, self._words
        entries = [(words.visit_own, line) for line in visit.own]
        entries += [(words.visit_section, self._knowledge.full_title(topic)) for topic in visit.sections]
        width = max(len(words.visit_own), len(words.visit_section))
        options = self.query_one(MarkedList)
        options.clear_options()
        columns = self.query_one("#visit").content_size.width - width - 4
        hanging = "\n" + " " * (width + 2)
        options.add_options(
            Option(Content.assemble((f"{label:<{width}}  ", "$quiet"), hanging.join(wrap(text, columns))))
            for label, text in entries
        )
        options.highlighted = min(marked, len(entries) - 1) if entries else None
        self.set_class(not entries, "-none")

    def _say(self, sentence: str | None) -> None:
        self.query_one("#visit-hint", Static).update(Content(sentence or ""))

    @on(Input.Changed)
    def _hush(self, event: Input.Changed) -> None:
        if event.value:
            self._say(None)

    @on(Input.Submitted)
    def _write(self, event: Input.Submitted) -> None:
        line = clean(event.value)
        if self._visit.write(line):
            event.input.clear()
            self._show(len(self._visit.own) - 1)
            self._say(None)
            self._look_through(line)
        elif line:
            is_full = len(self._visit.own) >= MAX_MARKS
            self._say(self._words.visit_full if is_full else self._words.visit_twice)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _look_through(self, line: str) -> None:
        """Have a line checked like a question: somebody in danger must see whom to call."""
        from bbchat.safety.check import SafetyCheck
        from bbchat.safety.notice import notice_text

        rules = self._knowledge.safety
        self._check = self._check or SafetyCheck(rules)
        notice = self._check.notice_for(line)
        if notice and notice.replaces_answer:
            self.post_message(self.NoticeFound(notice_text(rules, notice, self._knowledge.practice.region)))

    @on(NoticeFound)
    def _show_notice(self, event: NoticeFound) -> None:
        notice = self.query_one("#visit-notice", Static)
        notice.update(Content("\n".join(event.card.lines(max(20, min(76, self.size.width - 8))))))
        self.add_class("-notice")

    def action_close(self) -> None:
        """Close the notice, where one is open; then the screen."""
        if self.has_class("-notice"):
            self.remove_class("-notice")
        else:
            super().action_close()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave; a line that was begun is there again when the screen is opened again."""
        self._visit.draft = self.query_one("#visit-line", Input).value
        return super().dismiss(result)

    def action_step(self, step: str) -> None:
        """Move the mark from the line."""
        getattr(self.query_one(MarkedList), f"action_{step}")()

    def action_delete(self) -> None:
        """In a line that is being written take a letter away; otherwise take the marked entry off the list."""
        line = self.query_one("#visit-line", Input)
        if line.value:
            line.action_delete_right()
        else:
            self.action_remove()

    def action_remove(self) -> None:
        """Take the marked entry off the list."""
        place, own = self.query_one(MarkedList).highlighted, self._visit.own
        if place is None:
            return
        if place < len(own):
            del own[place]
        else:
            del self._visit.sections[place - len(own)]
        self._say(None)
        self._show(place)

    def action_phone(self) -> None:
        """Show the list as a code that a phone can read."""
        if self._has_entries():
            from bbchat.conversation.take_home import list_text
            from bbchat.tui.screens.phone import ListOnPhoneScreen

            self.app.push_screen(ListOnPhoneScreen(self._knowledge, list_text(self._visit, self._knowledge)))

    def _has_entries(self) -> bool:
        if self._visit.is_empty:
            self._say(self._words.visit_nothing)
        return not self._visit.is_empty

    def action_save(self) -> None:
        """Choose where to save the sheet."""
        if not self._has_entries():
            return
        from bbchat.conversation.take_home import sheet_text
        from bbchat.tui.screens.save import SaveScreen

        make_text = partial(sheet_text, self._visit, self._knowledge)
        self.app.push_screen(SaveScreen(self._knowledge, make_text, SUGGESTED), self._say)
