"""When the kiosk asks, when it forgets, and when it starts afresh."""

from __future__ import annotations

from datetime import datetime

import pytest

from bbchat.kiosk.policy import KioskPolicy, Moment, Phase, is_restart_due
from bbchat.knowledge.model import KioskSettings

SETTINGS = KioskSettings()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def policy(clock: Clock) -> KioskPolicy:
    return KioskPolicy(SETTINGS, clock)


def wait(policy: KioskPolicy, clock: Clock, seconds: float) -> Moment:
    clock.now += seconds
    return policy.look()


def stay(policy: KioskPolicy, clock: Clock, minutes: float) -> None:
    """Type a key every half minute."""
    for _ in range(int(minutes * 2)):
        policy.act()
        assert wait(policy, clock, 30).phase is Phase.OPEN


def test_an_unused_kiosk_rests_and_asks_nobody_anything(policy: KioskPolicy, clock: Clock) -> None:
    assert wait(policy, clock, 100_000).phase is Phase.AT_REST


def test_somebody_who_stops_typing_is_asked_after_75_seconds_and_told_what_is_left(
    policy: KioskPolicy, clock: Clock
) -> None:
    policy.act()
    assert wait(policy, clock, 74.9) == Moment(Phase.OPEN)
    assert wait(policy, clock, 0.1) == Moment(Phase.STILL_THERE, 20)
    assert wait(policy, clock, 19.5) == Moment(Phase.STILL_THERE, 1)


def test_nothing_stays_for_the_next_person_once_the_countdown_has_run_out(policy: KioskPolicy, clock: Clock) -> None:
    policy.act()
    assert wait(policy, clock, 75).phase is Phase.STILL_THERE
    assert wait(policy, clock, 20).phase is Phase.OVER
    policy.act()
    assert policy.look().phase is Phase.OVER


def test_a_clock_that_was_not_looked_at_for_long_ends_the_visit_all_the_same(policy: KioskPolicy, clock: Clock) -> None:
    policy.act()
    assert wait(policy, clock, 5000).phase is Phase.OVER


def test_a_key_that_comes_after_the_time_finds_everything_forgotten_though_nobody_looked(
    policy: KioskPolicy, clock: Clock
) -> None:
    policy.act()
    clock.now += 95
    policy.act()
    assert policy.phase is Phase.OVER


def test_a_key_in_the_very_moment_of_a_question_is_not_taken_for_its_answer(policy: KioskPolicy, clock: Clock) -> None:
    stay(policy, clock, 19.5)
    policy.act()
    clock.now += 30
    policy.act()
    assert policy.phase is Phase.OPEN
    assert policy.look().phase is Phase.MORE_TIME


def test_any_key_during_the_countdown_goes_on_with_a_full_wait(policy: KioskPolicy, clock: Clock) -> None:
    policy.act()
    wait(policy, clock, 90)
    policy.act()
    assert wait(policy, clock, 74.9).phase is Phase.OPEN
    assert wait(policy, clock, 0.1).phase is Phase.STILL_THERE


def test_somebody_who_was_shown_help_lines_has_five_minutes_to_read(policy: KioskPolicy, clock: Clock) -> None:
    policy.act()
    policy.note_notice()
    assert wait(policy, clock, 299.9).phase is Phase.OPEN
    assert wait(policy, clock, 0.1).phase is Phase.STILL_THERE


def test_a_long_visit_is_asked_whether_to_go_on_and_then_has_as_long_again(policy: KioskPolicy, clock: Clock) -> None:
    stay(policy, clock, 19.5)
    policy.act()
    assert wait(policy, clock, 30) == Moment(Phase.MORE_TIME, 95)
    assert wait(policy, clock, 94) == Moment(Phase.MORE_TIME, 1)
    stay(policy, clock, 19.5)
    policy.act()
    assert wait(policy, clock, 30).phase is Phase.MORE_TIME
    assert wait(policy, clock, 95).phase is Phase.OVER


def test_nobody_in_danger_is_asked_to_hurry(policy: KioskPolicy, clock: Clock) -> None:
    policy.act()
    policy.note_notice()
    stay(policy, clock, 60)


def test_end_and_clear_ends_at_once(policy: KioskPolicy) -> None:
    policy.act()
    policy.end()
    assert policy.look().phase is Phase.OVER


@pytest.mark.parametrize(
    ("started", "now", "is_due"),
    [
        ("2026-11-25 09:00", "2026-11-25 23:59", False),
        ("2026-11-25 09:00", "2026-11-26 03:59", False),
        ("2026-11-25 09:00", "2026-11-26 04:00", True),
        ("2026-11-26 03:00", "2026-11-26 04:00", True),
        ("2026-11-26 04:00", "2026-11-26 04:01", False),
        ("2026-11-26 04:00", "2026-11-27 04:00", True),
        ("2026-11-26 09:00", "2026-11-24 05:00", False),
    ],
)
def test_it_starts_afresh_once_a_night_and_never_twice(started: str, now: str, is_due: bool) -> None:
    assert is_restart_due(SETTINGS, datetime.fromisoformat(started), datetime.fromisoformat(now)) is is_due


def test_a_practice_that_wants_no_restart_has_none() -> None:
    never = KioskSettings(restart_at=None)
    assert not is_restart_due(never, datetime(2020, 1, 1), datetime(2026, 1, 1))
