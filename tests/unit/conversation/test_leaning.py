"""Which words lean on what was said last, one by one, and how clear a new topic must be to win."""

from __future__ import annotations

import pytest

from bbchat.conversation.follow_ups import LONGEST, NEW_TOPIC_FROM, NEW_TOPIC_LEAD, leans, stays_on
from bbchat.knowledge.model import TopicId
from bbchat.matching.decision import Ranked

SCIENCE, FEES = TopicId("science"), TopicId("fees")


@pytest.mark.parametrize(
    "text",
    ["and couples", "so what", "ok fine", "pero cuánto", "what about kids", "how about kids", "what if i cry",
     "is that far", "the same for kids", "for everyone always", "is eso normal"],
)  # fmt: skip
def test_a_text_that_points_back_plainly_leans(text: str) -> None:
    assert leans(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "why me",
        "how do kids do",
        "what's far",
        "since when",
        "does it last",
        "will they call",
        "is there a bus",
        "funciona ella",
    ],
)
def test_a_text_that_may_point_back_may_lean(text: str) -> None:
    assert leans(text) is False


@pytest.mark.parametrize("text", ["", "do you take cards", "whatabout kids", "if what about", "fees", "about what if"])
def test_a_text_that_points_at_nothing_does_not_lean(text: str) -> None:
    assert leans(text) is None


def test_a_long_text_says_itself_what_it_is_about() -> None:
    assert leans("and " + "x " * (LONGEST - 1)) is True
    assert leans("and " + "x " * LONGEST) is None


@pytest.mark.parametrize("is_clear", [True, False])
def test_the_last_topic_is_left_from_a_probability_on_and_not_below(is_clear: bool) -> None:
    enough = NEW_TOPIC_FROM[is_clear]
    assert not stays_on(SCIENCE, [Ranked(FEES, enough)], is_clear=is_clear)
    assert stays_on(SCIENCE, [Ranked(FEES, enough - 0.001)], is_clear=is_clear)
    assert stays_on(SCIENCE, [Ranked(SCIENCE, 0.99)], is_clear=is_clear), "it is no rival of itself"


def test_a_rival_that_is_hardly_ahead_wins_only_where_nothing_points_back_plainly() -> None:
    close = [Ranked(FEES, 0.75), Ranked(SCIENCE, 0.75 - NEW_TOPIC_LEAD + 0.01)]
    ahead = [Ranked(FEES, 0.75), Ranked(SCIENCE, 0.75 - NEW_TOPIC_LEAD - 0.01)]
    assert stays_on(SCIENCE, close, is_clear=True)
    assert not stays_on(SCIENCE, close, is_clear=False)
    assert not stays_on(SCIENCE, ahead, is_clear=True)
    exactly = [Ranked(FEES, 0.75), Ranked(SCIENCE, 0.75 - 0.25)]
    assert stays_on(SCIENCE, exactly, is_clear=True)
