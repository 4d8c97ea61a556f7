"""What the two layers say together: the help lines are never lost between them, and nothing gentle hides them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest

from bbchat.knowledge.safety_rules import Category, SafetyRules, Tier
from bbchat.safety.check import FAILED, SafetyCheck
from bbchat.safety.notice import Notice
from bbchat.safety.semantic import SemanticLayer, Windows

MEANT = Notice(Tier.CONCERN, Category.ABUSE, "es")
WINDOWS = [("a window", np.zeros(1, np.float32))]
SENTENCES = [("a sentence", np.ones(1, np.float32))]


class Layer:
    """Stands in for the second layer, and notes what it is asked."""

    def __init__(self, says: Notice | None) -> None:
        self.says = says
        self.asked: list[tuple[Windows, Notice | None, Windows]] = []

    def notice_for(
        self, windows: Windows, found: Notice | None, sentences: Windows, answered: Callable[[], float]
    ) -> Notice | None:
        self.asked.append((windows, found, sentences))
        return self.says


class BrokenLayer(Layer):
    def notice_for(
        self, windows: Windows, found: Notice | None, sentences: Windows, answered: Callable[[], float]
    ) -> Notice | None:
        raise RuntimeError


class BrokenCheck(SafetyCheck):
    def _look(self, text: str) -> Notice | None:
        raise RuntimeError


def with_layer(rules: SafetyRules, layer: Layer) -> SafetyCheck:
    return SafetyCheck(rules, cast(SemanticLayer, layer))


def test_a_check_that_breaks_shows_the_help_lines(rules: SafetyRules) -> None:
    assert Notice(Tier.CRISIS, None, "en") == FAILED
    assert BrokenCheck(rules).notice_for("hello") == FAILED
    assert BrokenCheck(rules).notice_once_read("hello", WINDOWS, None) == FAILED
    assert with_layer(rules, BrokenLayer(None)).notice_once_read(None, WINDOWS, None) == FAILED


def test_danger_that_slips_had_hidden_comes_before_what_was_meant(rules: SafetyRules) -> None:
    layer = Layer(MEANT)
    assert with_layer(rules, layer).notice_once_read("i want to kill myself", WINDOWS, None) == FAILED
    assert layer.asked == []


@pytest.mark.parametrize("mended", [None, "how much is it", "i am not suicidal"])
def test_a_gentle_word_in_the_mended_text_never_hides_what_is_meant(rules: SafetyRules, mended: str | None) -> None:
    layer = Layer(MEANT)
    gentle = Notice(Tier.GENTLE, None, "en")
    assert with_layer(rules, layer).notice_once_read(mended, WINDOWS, gentle, SENTENCES) == MEANT
    assert layer.asked == [(WINDOWS, gentle, SENTENCES)]


def test_a_message_that_means_no_danger_gets_no_notice_of_the_second_layer(rules: SafetyRules) -> None:
    assert with_layer(rules, Layer(None)).notice_once_read("i am not suicidal", WINDOWS, None) is None
    assert SafetyCheck(rules).notice_once_read(None, WINDOWS, None) is None, (
        "without an encoder the phrases stand alone"
    )
    assert SafetyCheck(rules).notice_once_read("i want to kill myself", [], None) == FAILED


def test_of_two_dangers_the_most_urgent_is_met_whatever_comes_first(check: SafetyCheck) -> None:
    for text in (
        "my husband hits me and i want to kill myself",
        "i want to kill myself because my husband hits me",
        "i'm not suicidal, that was years ago. i want to kill myself",
    ):
        notice = check.notice_for(text)
        assert notice is not None
        assert notice.tier is Tier.CRISIS


def test_the_longer_of_two_phrases_says_whose_lines_are_shown(check: SafetyCheck) -> None:
    notice = check.notice_for("I want to hurt my teacher")
    assert notice == Notice(Tier.CONCERN, Category.HARM_TO_OTHERS, "en"), "not the lines for those who hurt themselves"


def test_a_notice_that_was_lowered_names_no_lines_of_the_higher_one(check: SafetyCheck) -> None:
    assert check.notice_for("what is a hallucination like, and what is psychosis") == Notice(Tier.GENTLE, None, "en")
    assert check.notice_for("i hear voices telling me to") == Notice(Tier.CONCERN, Category.VOICES, "en")


def test_a_language_is_answered_in_itself(check: SafetyCheck) -> None:
    for text, language in (("quiero matarme", "es"), ("i want to kill myself", "en")):
        notice = check.notice_for(text)
        assert notice is not None
        assert notice.language == language


def test_no_word_of_a_denial_or_a_figure_is_taken_for_a_misspelt_danger(rules: SafetyRules, check: SafetyCheck) -> None:
    for phrases in rules.phrases:
        modifiers = phrases.modifiers
        for word in phrases.fillers | modifiers.carriers | modifiers.first_person:
            assert check._normaliser.read(word).words == [(word,)], word
