"""The chat in a waiting room: one visit, from the screen at rest until everything is cleared.

The one invariant: only what stands on the list below can be done, and nothing of it leaves the program, writes
a file or reaches beyond the screen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from bbchat.kiosk.exits import KioskExit
from bbchat.kiosk.pin import Attempt
from bbchat.kiosk.policy import KioskPolicy, Moment, Phase
from bbchat.knowledge.model import Knowledge
from bbchat.tui.app import BbchatApp
from bbchat.tui.kiosk.end_key import KEY as END_KEY
from bbchat.tui.kiosk.end_key import EndKey, show_end_key
from bbchat.tui.kiosk.rest import RestScreen, StillThereScreen
from bbchat.tui.kiosk.staff import StaffScreen
from bbchat.tui.loading import Sources
from bbchat.tui.screens.chat import ChatScreen
from bbchat.tui.widgets.key_hint import KeyHint

TICK, BEAT = 0.25, 1.0
"""Seconds between two looks at the clock, and between two signs of life."""
STAFF_KEY, STAFF_PRESSES, STAFF_WITHIN = "f10", 3, 2.0
"""The key that opens the staff's dialog, pressed so often within so many seconds."""
KEYS_THREAD = "textual-input"
"""The name of Textual's thread that reads the keys."""

OF_THE_APP = frozenset({"end", "menu", "theme", "focus_next", "focus_previous"})
OF_SCREENS = frozenset(
    """
    help_lines why topics my_questions mark phone turn_page close dismiss back open next_place turn scroll_text
    page_down page_up remove delete step press select submit clear_line first last home end select_all
    cursor_up cursor_down cursor_left cursor_right cursor_left_word cursor_right_word
    delete_left delete_right delete_left_word delete_right_word delete_left_all delete_right_all
    scroll_up scroll_down scroll_home scroll_end
    """.split()
)
"""The actions that can be run, of the app and of all that is on it; whatever is not named here does nothing."""


@dataclass(frozen=True, slots=True)
class Care:
    """What looks after the kiosk from outside the screens."""

    beat: Callable[[], bool]
    """Gives a sign of life; whether anybody still takes it."""
    is_restart_due: Callable[[], bool]
    try_pin: Callable[[str], Attempt] | None
    """Slow on purpose; None where no PIN is set."""


def _is_act(event: events.Event) -> bool:
    """Whether somebody did something just now, other than moving the mouse."""
    acts = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
    return isinstance(event, acts) and not event.is_forwarded


class KioskChat(ChatScreen):
    """The chat, with the key that ends the visit in place of those that quit, copy or save."""

    def foot_keys(self) -> Iterator[KeyHint]:
        """Help lines, and the end."""
        yield KeyHint(self.words.chat.key_help_lines, "help_lines")
        yield EndKey(self.words.kiosk)

    def begin(self) -> None:
        """Somebody is here from now on: they have just been told what this is."""
        self._disclosure.restart()


class KioskApp(BbchatApp, inherit_bindings=False):
    """Ends with a `KioskExit`."""

    CSS = """
    .key-save { display: none !important; }
    #menu #end-key { margin: 0; }
    ChatScreen.-narrow, TopicsScreen.-narrow {
        #foot { layout: vertical; max-height: 4; }
        #help-line { width: 100%; }
        #foot #end-key { display: block; margin: 0; }
        #foot KeyHint { margin: 0; }
        &.-tiny #foot #end-key { display: none; }
    }
    """
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "menu", priority=True),
        Binding(END_KEY, "end", id="end", priority=True),
        Binding("f7", "theme", id="theme"),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        knowledge: Knowledge,
        sources: Sources,
        care: Care,
        clock: Callable[[], float] = time.monotonic,
        *,
        theme: str = "dark",
    ) -> None:
        """`sources`: have everything loaded; `clock`: seconds that only ever grow."""
        super().__init__(sources, clock, theme=theme)
        self._knowledge, self._care, self._clock = knowledge, care, clock
        self._policy = KioskPolicy(knowledge.kiosk, clock)
        self._staff_presses: list[float] = []
        self._chat.words = knowledge.wording

    def make_chat(self, sources: Sources, clock: Callable[[], float]) -> KioskChat:
        """The chat of this visit."""
        return KioskChat(sources, clock)

    def open(self) -> None:
        """Lay the screen at rest over the chat, which is ready when it goes away."""
        super().open()
        self.push_screen(RestScreen(self._knowledge))
        self.set_interval(TICK, self._tick)
        self.set_interval(BEAT, self._beat)

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        """Every screen over the chat has the key that ends the visit."""
        pushed = super().push_screen(screen, *args, **kwargs)
        if not isinstance(screen, (ChatScreen, RestScreen, StillThereScreen, StaffScreen)):
            screen.call_later(show_end_key, screen, self._knowledge.wording.kiosk)
        return pushed

    async def on_event(self, event: events.Event) -> None:
        """Let a key begin or prolong the visit first; one that answers the kiosk's own question does nothing else."""
        if not _is_act(event) or isinstance(self.screen, StaffScreen):
            await super().on_event(event)
            return
        if isinstance(event, events.Key) and event.key == STAFF_KEY:
            self._count_staff_press()
            return
        before = self._policy.phase
        is_end = isinstance(event, events.Key) and event.key == END_KEY
        if is_end and before in (Phase.STILL_THERE, Phase.MORE_TIME):
            self.action_end()
            return
        self._policy.act()
        if before is Phase.OPEN and self._policy.phase is Phase.OPEN:
            await super().on_event(event)
        else:
            self._begin_or_go_on(is_beginning=before is Phase.AT_REST)

    def _begin_or_go_on(self, *, is_beginning: bool) -> None:
        if self._policy.phase is Phase.OPEN and isinstance(self.screen, (RestScreen, StillThereScreen)):
            self.pop_screen()
        if is_beginning and isinstance(self._chat, KioskChat):
            self._chat.begin()

    def _count_staff_press(self) -> None:
        now = self._clock()
        self._staff_presses = [when for when in self._staff_presses if now - when < STAFF_WITHIN] + [now]
        if len(self._staff_presses) >= STAFF_PRESSES:
            self._staff_presses.clear()
            self.push_screen(StaffScreen(self._knowledge, self._care.try_pin), self._leave_to_staff)

    def _leave_to_staff(self, is_allowed: bool | None) -> None:
        if is_allowed:
            self.exit(return_code=KioskExit.STAFF)

    def _tick(self) -> None:
        if any(screen.has_class("-notice") for screen in self.screen_stack):
            self._policy.note_notice()
        moment = self._policy.look()
        match moment.phase:
            case Phase.OVER:
                self.exit(return_code=KioskExit.VISIT_OVER)
            case Phase.AT_REST if self._care.is_restart_due():
                self.exit(return_code=KioskExit.RESTART)
            case Phase.STILL_THERE | Phase.MORE_TIME:
                self._ask(moment)
            case _:
                pass

    def _ask(self, moment: Moment) -> None:
        if isinstance(self.screen, StillThereScreen):
            self.screen.count(moment.seconds_left)
        elif not isinstance(self.screen, StaffScreen):
            words, minutes = self._knowledge.wording.kiosk, self._knowledge.kiosk.session_minutes
            is_idle = moment.phase is Phase.STILL_THERE
            question = words.still_there if is_idle else words.more_time.format(minutes=minutes)
            self.push_screen(StillThereScreen(self._knowledge, question, moment.seconds_left))

    def _beat(self) -> None:
        is_reading = self.is_headless or any(thread.name == KEYS_THREAD for thread in threading.enumerate())
        if is_reading and not self._care.beat():
            self.exit(return_code=KioskExit.CRASHED)

    def action_end(self) -> None:
        """Forget everything, and be at rest again."""
        self._policy.end()
        self._tick()

    async def run_action(self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None) -> bool:
        """Do what is on the list."""
        target, name, _ = self._parse_action(action, default_namespace or self, namespaces)
        return self._is_listed(target, name) and await super().run_action(action, default_namespace, namespaces)

    def _check_action_state(self, action: str, default_namespace: DOMNode) -> bool | None:
        # Asked for the list of all keys, which shows only what can be done.
        target, name, _ = self._parse_action(action, default_namespace)
        return self._is_listed(target, name) and super()._check_action_state(action, default_namespace)

    def _is_listed(self, target: DOMNode, name: str) -> bool:
        return name in (OF_THE_APP if target is self else OF_SCREENS)

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing is ever copied."""

    def deliver_text(self, *_: Any, **__: Any) -> None:
        """No file is ever handed out."""

    deliver_binary = deliver_screenshot = deliver_text
