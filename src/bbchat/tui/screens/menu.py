"""All that can be done here, with its key: to look up, to find by typing, and to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from bbchat.knowledge.wording import MenuWords
from bbchat.tui.widgets.line_input import LineInput

LONGEST_FIND = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done."""

    key: str
    """As it is shown, such as `F3` or `^Y`."""
    text: str
    action: str
    node: DOMNode
    """Whose action it is."""


def entries_of(screen: Screen[object], words: MenuWords) -> list[Entry]:
    """What can be done on a screen: its bindings that have a sentence under their name, in the sentences' order."""
    found: dict[str, Entry] = {}
    for active in screen.active_bindings.values():
        name, binding = active.binding.id or "", active.binding
        text = getattr(words, name, None) if name.isidentifier() else None
        if isinstance(text, str) and active.enabled:
            key = screen.app.get_key_display(binding).upper()
            found.setdefault(name, Entry(key, text, binding.action, active.node))
    return [found[one.name] for one in fields(words) if one.name in found]


class MenuScreen(ModalScreen[Entry | None]):
    """Dismisses with what was chosen."""

    CSS_PATH = "menu.tcss"
    AUTO_FOCUS = "#menu-find"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (18, "-short"), (24, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("f1", "help_lines", show=False),
        Binding("up", "step('cursor_up')", show=False, priority=True),
        Binding("down", "step('cursor_down')", show=False, priority=True),
    ]

    def __init__(self, words: MenuWords, entries: Sequence[Entry], about_focus: str) -> None:
        """`about_focus`: help for what has the focus; empty for none."""
        super().__init__()
        self._words, self._entries, self._about = words, tuple(entries), about_focus
        self._shown: tuple[Entry, ...] = ()

    def compose(self) -> ComposeResult:
        """A title, help, the line to find by, the list."""
        with Vertical(id="menu"):
            yield Static(Content(self._words.title), id="menu-title", markup=False)
            if self._about:
                yield Static(Content(self._about), id="menu-about", markup=False)
            yield LineInput(placeholder=self._words.find, longest=LONGEST_FIND, id="menu-find")
            yield OptionList(id="menu-list", compact=True, markup=False)
            yield Static(Content(self._words.keys), id="menu-keys", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self._find("")

    @on(Input.Changed)
    def _find_typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, typed: str) -> None:
        words = typed.lower().split()
        self._shown = tuple(
            one for one in self._entries if all(word in f"{one.key} {one.text}".lower() for word in words)
        )
        options = self.query_one("#menu-list", OptionList)
        options.clear_options()
        width = max((len(one.key) for one in self._entries), default=0)
        options.add_options(
            Option(Content.assemble((f"{one.key:<{width}}  ", "bold $accent"), one.text)) for one in self._shown
        )
        if self._shown:
            options.highlighted = 0
        about_keys = self._words.keys if self._shown else self._words.nothing_found
        self.query_one("#menu-keys", Static).update(Content(about_keys))

    def action_step(self, step: str) -> None:
        """Move the mark from the line to find by."""
        getattr(self.query_one("#menu-list", OptionList), f"action_{step}")()

    def action_help_lines(self) -> None:
        """Leave for the help lines, where the screen below leads to them."""
        self.dismiss(next((one for one in self._entries if one.action == "help_lines"), None))

    @on(Input.Submitted)
    def _choose_marked(self) -> None:
        place = self.query_one("#menu-list", OptionList).highlighted
        if self._shown and place is not None:
            self.dismiss(self._shown[place])

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """What is typed anywhere goes to the line to find by."""
        self.query_one(LineInput).take(event)
