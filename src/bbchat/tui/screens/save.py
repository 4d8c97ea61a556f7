"""Where to save a copy, and as what: the only place that writes what somebody typed to a disk, and only when told to.

The one invariant: a file that is there stays as it is; whatever can't be written is said, and the typed path stays.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from bbchat.conversation.take_home import Kind, free_path, kind_of, why_not, write_new
from bbchat.knowledge.model import Knowledge
from bbchat.language.clean import clean
from bbchat.tui.copying import shown
from bbchat.tui.screens.dialog import Dialog
from bbchat.tui.widgets.line_input import LineInput

KINDS: tuple[Kind, ...] = ("md", "html", "txt")
LONGEST_PATH = 1000


class KindButton(Button, inherit_bindings=False):
    """One kind; Space or the mouse chooses it, and Enter saves from here as from anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "press", show=False)]

    def __init__(self, kind: Kind) -> None:
        super().__init__("", compact=True, flat=True, id=f"save-{kind}")
        self.kind = kind
        self.active_effect_duration = 0


class SaveScreen(Dialog[str | None]):
    """Dismisses with the sentence that says where it was saved."""

    CSS_PATH = "save.tcss"
    AUTO_FOCUS = "#save-path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
        Binding("enter", "save", show=False),
    ]

    def __init__(self, knowledge: Knowledge, make_text: Callable[[Kind], str], suggested: str) -> None:
        """`make_text`: the text to save, in a kind; `suggested`: a path, or a name for the home folder."""
        super().__init__(knowledge)
        self._make_text = make_text
        self._suggested = suggested if "/" in suggested else f"~/{suggested}"
        self._kind: Kind = kind_of(Path(self._suggested)) or "md"

    def compose(self) -> ComposeResult:
        """A title, the path, the kinds, what went wrong, the keys."""
        words = self._words
        with Vertical(id="save"):
            yield Static(Content(words.save_title), classes="title", markup=False)
            yield Static(Content(words.save_about), classes="about", id="save-about", markup=False)
            yield Static(Content(words.save_where), classes="label", markup=False)
            yield LineInput(_free(self._suggested), longest=LONGEST_PATH, id="save-path")
            yield Static(Content(words.save_as), classes="label", markup=False)
            with Horizontal(id="save-kinds"):
                for kind in KINDS:
                    yield KindButton(kind)
            yield Static("", id="save-trouble", markup=False)
        with Horizontal(classes="keys"):
            yield from self.foot((words.key_save, "save"), (words.key_close, "close"))

    def on_mount(self) -> None:
        """Mark the kind that the suggested path asks for."""
        self._mark(self._kind)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        if isinstance(event.button, KindButton):
            self._choose(event.button.kind)

    def _choose(self, kind: Kind) -> None:
        """Take a kind, and give the path its ending."""
        line = self.query_one("#save-path", Input)
        path = Path(line.value)
        if path.name:
            stem = str(path.with_suffix("")) if kind_of(path) else line.value.rstrip("/")
            with line.prevent(Input.Changed):  # it comes late, and would wipe away what went wrong since
                line.value = f"{stem}.{kind}"
            line.cursor_position = len(line.value)
        self.query_one("#save-trouble", Static).update("")
        self._mark(kind)
        line.focus()

    @on(Input.Changed)
    def _follow_ending(self, event: Input.Changed) -> None:
        self.query_one("#save-trouble", Static).update("")
        self._mark(kind_of(Path(clean(event.value))) or self._kind)

    def _mark(self, kind: Kind) -> None:
        self._kind = kind
        labels = {"md": self._words.kind_md, "html": self._words.kind_html, "txt": self._words.kind_txt}
        for one in KINDS:
            sign = "(•)" if one == kind else "( )"
            button = self.query_one(f"#save-{one}", Button)
            button.label = Content(f"{sign} {labels[one]}")
            button.set_class(one == kind, "-chosen")

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Write the file, as the kind that has the focus where one has it, and leave; or say why not."""
        if isinstance(self.focused, KindButton):
            self._choose(self.focused.kind)
        typed = clean(self.query_one("#save-path", Input).value)
        path = Path(typed)
        try:
            path = path.expanduser()
            if not path.is_dir() and not typed.endswith("/") and kind_of(path) is None:
                path = path.with_name(f"{path.name}.{self._kind}")
            write_new(path, self._make_text(self._kind))
        except (OSError, ValueError, RuntimeError) as error:
            trouble = self._words.is_folder if typed.endswith("/") else why_not(error, path, self._words)
            self.query_one("#save-trouble", Static).update(Content(trouble))
            self.query_one("#save-path").focus()
        else:
            self.dismiss(self._words.saved.format(path=shown(path)))


def _free(suggested: str) -> str:
    """The suggested path, or the first of its kind that is not taken."""
    try:
        return str(free_path(Path(suggested)) or suggested)
    except RuntimeError:  # there is no home folder
        return suggested
