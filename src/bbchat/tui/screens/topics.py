"""All that the practice has written: an outline, and beside it the text, in one piece from beginning to end.

The one invariant: the outline's mark and what stands at the top of the text are the same topic, whichever was moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, OptionList, Rule, Static

from bbchat.conversation.session import Visit
from bbchat.knowledge.contents import Finder, Found, Group, Span, outline
from bbchat.knowledge.model import HELP, Knowledge, TopicId
from bbchat.language.clean import clean
from bbchat.safety.helplines import footer_line
from bbchat.tui import loading
from bbchat.tui.widgets.key_hint import KeyHint
from bbchat.tui.widgets.outline import Outline
from bbchat.tui.widgets.question_input import QuestionInput
from bbchat.tui.widgets.reader import Reader, blocks

if TYPE_CHECKING:
    from bbchat.safety.check import SafetyCheck

NARROW = 70
"""Columns below which one pane is shown at a time."""
TINY = 8
"""Rows below which a narrow screen has room for the outline alone."""


class TopicsScreen(Screen[TopicId | None]):
    """Dismisses with the topic to open in the chat, `HELP` for the help lines, or None."""

    CSS_PATH = "topics.tcss"
    AUTO_FOCUS = "#outline"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (TINY, "-short"), (14, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", id="back"),
        Binding("f1", "help_lines", id="help_lines"),
        Binding("f3", "next_place(1)", id="next_place"),
        Binding("shift+f3", "next_place(-1)", id="place_before"),
        Binding("f5", "mark", id="mark"),
        Binding("enter", "open", id="open"),
        Binding("pageup", "turn_page('up')", id="page_up"),
        Binding("pagedown", "turn_page('down')", id="page_down"),
    ]

    outline = getters.query_one("#outline", Outline)
    reader = getters.query_one("#reader", Reader)
    line = getters.query_one("#find", QuestionInput)

    def __init__(self, knowledge: Knowledge, visit: Visit, at: TopicId | None = None) -> None:
        """`at`: the topic to begin with."""
        super().__init__()
        self._knowledge, self._visit = knowledge, visit
        self._words = knowledge.wording.topics
        self._groups = outline(knowledge)
        topics = [topic for group in self._groups for topic in group.topics]
        self._at = at if at in topics else topics[0]
        """The topic that is read now."""
        self._finder: Finder | None = None
        self._check: SafetyCheck | None = None
        self._typed = ""
        self._found: dict[TopicId, Found] = {}
        """The best first."""
        self._stops: list[tuple[TopicId, Span | None]] = []
        """Every place in the order of the text; a topic without one counts as one."""
        self._stop = 0
        self._is_urgent = False
        """Whether what is typed sounds like danger."""

    def compose(self) -> ComposeResult:
        """Title, both panes, the line to find by, buttons, help line."""
        words = self._words
        yield Static(Content(words.title), id="title", markup=False)
        yield Rule(id="title-rule", classes="rule")
        with Horizontal(id="panes"):
            yield Outline(id="outline")
            yield Reader(id="reader")
        yield Static("", id="nothing", markup=False)
        yield Rule(classes="rule")
        with Horizontal(id="find-row"):
            yield Static(Content(words.find), id="find-label", markup=False)
            yield QuestionInput(words.find_hint, id="find")
            yield Static("", id="status", markup=False)
        with Horizontal(id="buttons"):
            for name, label in (("open", words.open), ("mark", words.mark), ("back", words.back)):
                yield Button(Content(f"[ {label} ]"), id=name, compact=True, flat=True)
        with Horizontal(id="foot"):
            line = footer_line(self._knowledge.safety, self._knowledge.practice.region)
            yield Static(Content(line), id="help-line", markup=False)
            yield KeyHint(self._knowledge.wording.chat.key_help_lines, "help_lines")

    def on_mount(self) -> None:
        """Show everything."""
        for button in self.query(Button):
            button.active_effect_duration = 0
        self._show(self._at)

    def _show(self, at: TopicId | None, place: Span | None = None) -> None:
        """Draw both panes with what is found, or with everything while nothing is typed."""
        self.query_one("#panes").display = at is not None
        nothing = self.query_one("#nothing", Static)
        nothing.display = at is None
        if at is None:
            nothing.update(Content(self._instead()))
            nothing.set_class(self._is_urgent, "-urgent")
            self._say("")
            return
        self.reader.show(list(blocks(self._shown(), self._knowledge, self._found, set(self._visit.sections))))
        self.reader.go_to(at, place)
        self._follow(at)
        self._draw_outline()

    def _shown(self) -> list[Group]:
        kept = self._found if self._typed else None
        return [
            Group(group.title, topics, group.article)
            for group in self._groups
            if (topics := tuple(topic for topic in group.topics if kept is None or topic in kept))
        ]

    def _draw_outline(self) -> None:
        self.outline.show(self._shown(), self._knowledge, self._visit.sections)
        self.outline.go_to(self._at)

    def _go_to(self, topic: TopicId, place: Span | None = None) -> None:
        self.outline.go_to(topic)
        self.reader.go_to(topic, place)
        self._follow(topic)

    def _follow(self, topic: TopicId) -> None:
        """Make buttons and status say what is true of the topic that is read now."""
        self._at = topic
        words, is_narrow = self._words, self._has_one_pane
        if topic in self._visit.sections:
            label = words.unmark_short if is_narrow else words.unmark
        else:
            label = words.mark_short if is_narrow else words.mark
        button = self.query_one("#mark", Button)
        button.label = Content(f"[ {label} ]")
        button.refresh(layout=True)
        self._say(self._status())

    def _status(self) -> str:
        """Which place is shown, or what the keys do here."""
        words = self._words
        if self.focused is self.line:
            return words.place.format(at=self._stop + 1, count=len(self._stops)) if self._stops else ""
        if self.focused is self.reader:
            return words.keys_reader_alone if self._has_one_pane else words.keys_reader
        return words.keys_outline_alone if self._has_one_pane else words.keys_outline

    def _say(self, text: str) -> None:
        self.query_one("#status", Static).update(Content(text))

    def on_descendant_focus(self) -> None:
        """Say what the keys do here."""
        self._say(self._status())

    def on_resize(self) -> None:
        """Break headings and name buttons for the width; what has the focus stays in view."""
        if self.focused is self.reader:
            self.add_class("-reading")
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        if self in self.app.screen_stack and self.query_one("#panes").display:
            self._draw_outline()
            self._follow(self._at)

    @on(OptionList.OptionHighlighted)
    def _read_marked(self) -> None:
        if self.outline.topic and self.outline.topic != self.reader.topic:
            self.reader.go_to(self.outline.topic)
            self._follow(self.outline.topic)

    @on(Reader.Reached)
    def _mark_read(self, event: Reader.Reached) -> None:
        if event.topic == self.reader.topic:
            self.outline.go_to(event.topic)
            self._follow(event.topic)

    @on(QuestionInput.Changed)
    def _find(self) -> None:
        """Show only what has every word typed, from the best place on."""
        if self._finder is None:
            self._finder = Finder(self._knowledge)
            self._make_check()
        self._typed = clean(self.line.value)
        self._is_urgent = self._sounds_urgent()
        found = () if self._is_urgent else self._finder.find(self._typed)
        self._found = {one.topic: one for one in found}
        read = [topic for group in self._groups for topic in group.topics if topic in self._found]
        self._stops = [(topic, place) for topic in read for place in self._found[topic].places or (None,)]
        if found:
            best = found[0].topic, found[0].span
            self._stop = self._stops.index(best)
            self._show(*best)
        else:
            self._show(None if self._typed else self._at)

    @work(thread=True, exit_on_error=False)
    def _make_check(self) -> None:
        loading.make_check(self._knowledge, self.post_message)

    @on(loading.CheckReady)
    def _check_typed(self, event: loading.CheckReady) -> None:
        self._check = event.check
        if self._sounds_urgent():
            self._find()

    def _sounds_urgent(self) -> bool:
        notice = self._check.notice_for(self._typed) if self._check else None
        return bool(notice and notice.replaces_answer)

    def _instead(self) -> str:
        """What stands in place of both panes: whom to call where it sounds like danger, else whom to ask."""
        from bbchat.conversation.respond import referral

        practice, words = self._knowledge.practice, self._words
        if self._is_urgent:
            return f"{footer_line(self._knowledge.safety, practice.region)}\n\n{words.urgent}"
        contact = "" if practice.contact else f" {self._knowledge.wording.chat.no_contact}"
        return f"{words.nothing_found}\n\n{referral(self._knowledge)}{contact}"

    @on(QuestionInput.Submitted)
    def _go_on(self) -> None:
        self.action_next_place(1)

    def action_next_place(self, step: int) -> None:
        """Go to the next place, or to the one before; where danger is meant, to the help lines."""
        if self._is_urgent:
            self.dismiss(HELP)
        elif self._stops:
            is_hidden = not self.reader.display
            self.add_class("-reading")
            self._stop = (self._stop + (0 if is_hidden else step)) % len(self._stops)
            self._go_to(*self._stops[self._stop])

    @property
    def _has_one_pane(self) -> bool:
        return self.size.width < NARROW

    @on(Outline.Clicked)
    def _open_reader(self) -> None:
        if self._has_one_pane and self.size.height >= TINY:
            self.add_class("-reading")
            self.reader.focus()

    @on(OptionList.OptionSelected)
    def _choose(self) -> None:
        if self._has_one_pane and self.size.height >= TINY:
            self._open_reader()
        else:
            self.action_open()

    @on(Button.Pressed, "#open")
    def action_open(self) -> None:
        """Leave, and have the topic shown in the chat."""
        if self.query_one("#panes").display:
            self.dismiss(self._at)

    @on(Button.Pressed, "#mark")
    def action_mark(self) -> None:
        """Put the topic on the list for a first visit, or take it off."""
        if not self.query_one("#panes").display:
            return
        is_marked = self._visit.toggle(self._at)
        self._show(self._at, self.reader.place)
        if is_marked is None:
            self._say(self._words.is_full)

    @on(QuestionInput.Cleared)
    def action_back(self) -> None:
        """Step by step: from the text to the outline where one hides the other, empty the line, leave."""
        if self._has_one_pane and self.has_class("-reading"):
            self._close_reader()
        elif self.line.value:
            self.line.value = ""
        else:
            self.dismiss(None)

    @on(Button.Pressed, "#back")
    def _leave(self) -> None:
        if self._has_one_pane and self.has_class("-reading"):
            self._close_reader()
        else:
            self.dismiss(None)

    def _close_reader(self) -> None:
        self.remove_class("-reading")
        self.outline.focus()

    def action_help_lines(self) -> None:
        """Leave, and have the help lines shown."""
        self.dismiss(HELP)

    def action_turn_page(self, direction: str) -> None:
        """Scroll the text by a page, whatever has the focus."""
        if direction == "up":
            self.reader.scroll_page_up(animate=False)
        else:
            self.reader.scroll_page_down(animate=False)

    @on(QuestionInput.Stepped)
    def _leave_line(self) -> None:
        """From the line to find by to the marked title, or to the text that hides it."""
        pane = self.outline if self.outline.display else self.reader
        pane.focus()

    def on_key(self, event: events.Key) -> None:
        """What is typed anywhere goes to the line to find by."""
        self.line.take(event)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted anywhere does, too."""
        self.line.take(event)
