"""Whoever stays long is told again that this is no person."""

from __future__ import annotations

from bbchat.conversation.disclosure import EVERY, DisclosureClock


def test_after_three_hours_it_is_said_again_and_not_sooner() -> None:
    now = 500.0
    clock = DisclosureClock(lambda: now)
    assert not clock.is_due
    now += EVERY - 1
    assert not clock.is_due
    now += 1
    assert clock.is_due
    clock.restart()
    assert not clock.is_due
    now += EVERY
    assert clock.is_due


def test_three_hours_are_what_the_law_names() -> None:
    assert EVERY == 3 * 60 * 60
