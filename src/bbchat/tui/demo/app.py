"""The tour for staff: the real chat with a hand that types, and a caption that says what to notice.

The one invariant: nothing that is shown is canned; every line goes the way that a visitor's would.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from textual import events, on, work
from textual.keys import _character_to_key

from bbchat.knowledge.model import DemoStep, Knowledge
from bbchat.tui.app import BbchatApp
from bbchat.tui.demo.caption import CaptionBar, Stand
from bbchat.tui.demo.pace import (
    BEFORE_ENTER,
    KEY_PAUSE,
    LOOK_PAUSE,
    Pace,
    caption_seconds,
    reply_seconds,
    strokes,
)
from bbchat.tui.demo.scoreboard import Measure, ScoreboardScreen
from bbchat.tui.loading import Sources

GO_ON_KEY = "f9"
LOOK_AGAIN = 0.02
"""Seconds between two looks at whether something has come."""
LONGEST_PRESS = 1.0
"""Seconds until a key has been taken, whoever takes it."""
MOST_LOOKS = 50
"""At a line that was typed, for its last letter to arrive, and for its Enter."""
SCROLL_KEYS = ("up", "down", "pageup", "pagedown")
"""For figures that a small window has no room for."""
SPEED_KEYS = {"plus": 1, "equals_sign": 1, "minus": -1, "+": 1, "-": -1}


class DemoApp(BbchatApp):
    """Plays the steps, then measures; Escape hands over the keyboard."""

    def __init__(
        self,
        knowledge: Knowledge,
        sources: Sources,
        measures: Sequence[Measure],
        clock: Callable[[], float] = time.monotonic,
        *,
        theme: str = "dark",
        pace: float = 1.0,
    ) -> None:
        """`pace`: times the ordinary waits; 0 for none."""
        super().__init__(sources, clock, theme=theme)
        self._sources, self._clock = sources, clock
        self._knowledge = knowledge
        self._steps, self._words = knowledge.demo, knowledge.wording.demo
        self._measures = measures
        self._pace = Pace(pace)
        self._at = 0
        """The step that is played; as many as there are steps for the figures."""
        self._goal = 0
        """The step that people want to see: all before it are over at once."""
        self._is_touring = True
        self._caption = self._steps[0].caption

    def open(self) -> None:
        """Begin with the first step."""
        super().open()
        self._tour()

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        """Every screen has the bar."""
        pushed = super().push_screen(screen, *args, **kwargs)
        screen.call_later(screen.mount, CaptionBar(self._stand()))
        return pushed

    @property
    def _shown(self) -> int:
        return max(self._at, self._goal)

    def _stand(self) -> Stand:
        words, count = self._words, len(self._steps)
        if not self._is_touring:
            return Stand(words.yours, "", ("", "", words.keys_yours))
        state = (words.paused if self._pace.is_paused else words.playing).format(
            number=min(self._shown + 1, count), count=count
        )
        if self._pace.speed != 1:
            state = f"{state}, {words.speed.format(speed=f'{self._pace.speed:g}')}"
        return Stand(state, self._caption, (words.keys_least, words.keys_short, words.keys))

    def _draw_bars(self) -> None:
        for screen in self.screen_stack:
            for bar in screen.query(CaptionBar):
                bar.show(self._stand())

    async def on_event(self, event: events.Event) -> None:
        """While the tour is on, keys steer it, and nothing else is heard."""
        is_new = isinstance(event, (events.Key, events.Paste, events.MouseDown)) and not event.is_forwarded
        if is_new and self._is_touring:
            if isinstance(event, events.Key) and event.key in SCROLL_KEYS and isinstance(self.screen, ScoreboardScreen):
                await super().on_event(event)
            elif isinstance(event, events.Key):
                self._steer(event.key)
        elif is_new and isinstance(event, events.Key) and event.key == GO_ON_KEY:
            self._is_touring = True
            self._go_to(self._shown)
        else:
            await super().on_event(event)

    def _steer(self, key: str) -> None:
        match key:
            case "space":
                self._pace.is_paused = not self._pace.is_paused
            case "right":
                self._goal = min(self._shown + 1, len(self._steps))
                self._pace.is_hurrying = True
            case "left":
                self._go_to(max(self._shown - 1, 0))
            case "escape":
                self._hand_over()
            case "q" | "ctrl+q" | "ctrl+c":
                self.exit()
            case _:
                self._pace.change(SPEED_KEYS.get(key, 0))
        self._draw_bars()

    def _go_to(self, step: int) -> None:
        """Begin anew, so that the conversation is what it was there."""
        self._at, self._goal = 0, step
        self._tour()

    def _hand_over(self) -> None:
        self.workers.cancel_group(self, "tour")
        self._is_touring = self._pace.is_paused = False
        if isinstance(self.screen, ScoreboardScreen):
            self.pop_screen()
        if self.screen is self._chat:
            self._chat.question.clear()

    @work(exclusive=True, group="tour")
    async def _tour(self) -> None:
        """Play from the beginning, at once up to the step that is wanted, then as fast as people read."""
        await self._begin_anew()
        for at, step in enumerate(self._steps):
            self._at = at
            self._pace.is_hurrying = at < self._goal
            await self._play(step)
        await self._close_what_is_open()
        self._at, self._pace.is_hurrying = len(self._steps), False
        self._say(self._words.over)
        from bbchat.safety.helplines import footer_line

        help_line = footer_line(self._knowledge.safety, self._knowledge.practice.region)
        self.push_screen(ScoreboardScreen(self._measures, self._words, help_line))

    @on(ScoreboardScreen.Finished)
    def _say_measured(self) -> None:
        if self._is_touring:
            self._say(self._words.measured)

    def _say(self, caption: str) -> None:
        self._caption = caption
        self._draw_bars()

    async def _begin_anew(self) -> None:
        """A chat in which nothing was said yet."""
        if self._chat.session.last or self._chat not in self.screen_stack:  # a key may have come between the two
            self._chat = self.make_chat(self._sources, self._clock)
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(self._chat)
        elif self._chat.is_ready:
            self._chat.question.clear()
        await self._until(lambda: self._chat.is_ready)

    async def _play(self, step: DemoStep) -> None:
        await self._close_what_is_open()
        if not self._pace.is_hurrying:
            self._say(step.caption)
        await self._pace.wait(caption_seconds(step.caption))
        if step.types:
            await self._ask(step.types)
        for key in step.keys:
            await self._press(key)
            await self._pace.wait(KEY_PAUSE)
        if step.keys:
            await self._pace.wait(LOOK_PAUSE)

    async def _ask(self, text: str) -> None:
        chat, before = self._chat, self._chat.session.last
        chat.question.focus()
        await self._until(lambda: chat.question.has_focus)
        for letter, seconds in strokes(text):
            if self._pace.is_hurrying:
                chat.question.value = text
                break
            await self._press(_character_to_key(letter), letter)
            await self._pace.wait(seconds)
        await self._until(lambda: chat.question.value == text, looks=MOST_LOOKS)
        chat.question.value = text
        await self._pace.wait(BEFORE_ENTER)
        chat.suggestions.show(())
        while chat.session.last is before:  # a key that comes while the focus moves goes astray
            if chat.question.value == text:
                await self._press("enter")
            await self._until(lambda: chat.session.last is not before, looks=MOST_LOOKS)
        await self._until(lambda: not chat.is_replying)
        assert chat.session.last
        assert chat.knowledge
        from bbchat.conversation.take_home import reply_text

        await self._pace.wait(reply_seconds(reply_text(chat.session.last.reply, chat.knowledge)))

    async def _close_what_is_open(self) -> None:
        while self.screen is not self._chat:
            await self.pop_screen()

    async def _press(self, key: str, character: str | None = None) -> None:
        """As if somebody had pressed it, past the keys that steer the tour; what it brings has begun when this ends."""
        ways = self.focused, self.screen
        await super().on_event(events.Key(key, character))
        for pump in ways:
            if pump:
                heard = asyncio.Event()
                pump.call_later(heard.set)
                with suppress(TimeoutError):  # it may be gone by now
                    await asyncio.wait_for(heard.wait(), LONGEST_PRESS)
        await asyncio.sleep(LOOK_AGAIN)

    async def _until(self, is_so: Callable[[], bool], looks: float = math.inf) -> None:
        while not is_so() and looks > 0:
            await asyncio.sleep(LOOK_AGAIN)
            looks -= 1
