"""Whatever the clock does, nobody's visit outlives its time, and the kiosk does not start itself over and over."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.conversation.disclosure import EVERY, DisclosureClock
from bbchat.kiosk.policy import KioskPolicy, Phase, is_restart_due
from bbchat.knowledge.model import KioskSettings

SETTINGS = KioskSettings(restart_at="03:00")
JUMPS = st.sampled_from(
    [0.0, 0.5, 1.0, 19.0, 21.0, 74.0, 76.0, 300.0, 3600.0, 86_400.0, 1e9, -1.0, -90.0, -86_400.0, -1e9]
)
DEEDS = st.lists(st.tuples(JUMPS, st.sampled_from(["look", "act", "notice"])), max_size=30)


class Clock:
    def __init__(self) -> None:
        self.now = 1e9

    def __call__(self) -> float:
        return self.now


@settings(max_examples=150)
@given(DEEDS, st.booleans())
def test_after_any_jumps_a_visit_still_ends_by_itself(deeds: list[tuple[float, str]], began: bool) -> None:
    clock = Clock()
    policy = KioskPolicy(SETTINGS, clock)
    if began:
        policy.act()
    for jump, deed in deeds:
        was = policy.phase
        clock.now += jump
        match deed:
            case "look":
                moment = policy.look()
                assert moment.seconds_left >= 0
            case "act":
                policy.act()
            case _:
                policy.note_notice()
        assert was is not Phase.OVER or policy.phase is Phase.OVER, "what is forgotten stays so"
    policy.act()
    longest = SETTINGS.session_minutes * 60 + SETTINGS.idle_seconds_after_notice + SETTINGS.countdown_seconds
    for _ in range(3):
        clock.now += longest
        policy.look()
    assert policy.phase is Phase.OVER


@settings(max_examples=100)
@given(st.lists(JUMPS, max_size=20))
def test_after_any_jumps_it_is_said_again_what_this_is(jumps: list[float]) -> None:
    clock = Clock()
    disclosure = DisclosureClock(clock)
    for jump in jumps:
        clock.now += jump
        if disclosure.is_due:
            disclosure.restart()
            assert not disclosure.is_due
    disclosure.restart()
    clock.now += EVERY
    assert disclosure.is_due


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))


@settings(max_examples=150)
@given(MOMENTS, st.timedeltas(-timedelta(days=4000), timedelta(days=4000)))
def test_a_kiosk_that_has_just_started_does_not_start_again_whatever_time_it_is(
    started: datetime, jump: timedelta
) -> None:
    now = started + jump
    if is_restart_due(SETTINGS, started, now):
        assert now > started
    assert not is_restart_due(SETTINGS, now, now)
    assert not is_restart_due(SETTINGS, now, now - timedelta(hours=1))
    assert is_restart_due(SETTINGS, now, now + timedelta(days=1))
