"""The application around the screens: its theme, its way out, and its silence when something breaks.

The one invariant: whatever goes wrong, nothing that was typed is printed, logged or kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.widgets import Button

from bbchat.errors import BbchatError, fault_place
from bbchat.tui.loading import Sources
from bbchat.tui.screens import chat
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.themes import DARK, THEMES, after

CRASHED = 70
STYLES = str(Path(chat.__file__).with_name("chat.tcss"))


class BbchatApp(App[BbchatError | None], inherit_bindings=False):
    """Opens the chat; `return_value` is the error that kept it from opening, if any."""

    TITLE = "bbchat"
    CSS_PATH = [STYLES]  # noqa: RUF012  the app's, for all kinds of chat, so that they are read once, at first
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", id="quit", priority=True),
        Binding("ctrl+p", "menu", priority=True),
        Binding("f7", "theme", id="theme"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def __init__(
        self, sources: Sources, clock: Callable[[], float] = time.monotonic, *, theme: str = DARK.name
    ) -> None:
        """`clock`: seconds that only ever grow; `theme`: a name in `THEMES`."""
        super().__init__()
        for known in THEMES.values():
            self.register_theme(known)
        self.set_reactive(BbchatApp.theme, theme)  # before the styles are read: a change later reads all of them again
        self.stylesheet.set_variables(self.get_css_variables())
        self._chat = self.make_chat(sources, clock)
        self.crash: str | None = None
        """Type, file and line of the fault that ended the program; None where it ended as asked."""

    def make_chat(self, sources: Sources, clock: Callable[[], float]) -> ChatScreen:
        """The chat that opens."""
        return ChatScreen(sources, clock)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own color names, for any theme that doesn't define them."""
        return {name: DARK.variables[name] for name in ("quiet", "line")}

    def on_mount(self) -> None:
        """Open the chat."""
        self.animation_level = "none"
        self.open()

    def open(self) -> None:
        """Show the first screen."""
        self.push_screen(self._chat)

    def get_driver_class(self) -> type[Driver]:
        """The terminal as it is used here; nothing in the environment changes that."""
        from bbchat.tui.driver import TerminalDriver

        return TerminalDriver

    def action_theme(self) -> None:
        """Go on to the next colors, and say which they are."""
        self.theme = after(self.theme)
        self._say(getattr(self._chat.words.menu, f"theme_{self.theme}"))

    def action_help_quit(self) -> None:
        """What Ctrl+C does where nothing is selected."""
        self._say(self._chat.words.chat.how_to_leave)

    def _say(self, sentence: str) -> None:
        if self.screen is self._chat:
            self._chat.say(sentence)

    async def action_menu(self) -> None:
        """List all that can be done here, and do what is chosen."""
        from bbchat.tui.screens.menu import Entry, MenuScreen, entries_of

        if isinstance(self.screen, MenuScreen):
            self.screen.dismiss(None)
            return
        words = self._chat.words.menu
        spot = "choices" if isinstance(self.focused, Button) else self.focused.id if self.focused else None
        about = getattr(words, f"on_{spot}", "")

        async def do(entry: Entry | None) -> None:
            if entry:
                await self.run_action(entry.action, default_namespace=entry.node)

        entries = entries_of(self.screen, words)
        self.push_screen(MenuScreen(words, entries, about), do)

    def copy_to_clipboard(self, text: str) -> None:
        """Copying by the terminal's own means stays; the program keeps no copy of its own."""
        super().copy_to_clipboard(text)
        self._clipboard = ""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No link is ever opened: addresses are shown as text."""

    def _handle_exception(self, error: Exception) -> None:
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._crash(error)

    def _fatal_error(self) -> None:
        self._crash(None)

    def panic(self, *renderables: Any) -> None:
        """End without drawing what went wrong: it could hold what somebody typed."""
        self._crash(None)

    def _crash(self, error: Exception | None) -> None:
        # What breaks while the screens are being taken down has nothing more to take from anybody.
        if self.crash is None and not self._exit:
            self.crash = fault_place(error) if error else "fault"
            self._return_code = CRASHED
        self._exit_renderables.clear()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
