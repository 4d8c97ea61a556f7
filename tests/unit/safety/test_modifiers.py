"""What takes a notice down a step, and what never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Look = Callable[[str], "str | None"]

DENIED = [
    "I'm not suicidal",
    "I am not suicidal, just sad",
    "I've never thought about suicide",
    "I don't want to kill myself",
    "I would never kill myself",
    "no suicidal thoughts",
    "I'm not going to hurt myself",
    "no quiero morir",
    "nunca he pensado en matarme",
]
DENIAL_IN_FORM_ONLY = [
    "I don't want to live",
    "I don't want to be here anymore",
    "I don't want to wake up",
    "I'm not saying I'm not suicidal",
    "it's not that i don't want to kill myself",
    "I have no plan but I wish I wouldn't wake up tomorrow",
    "I'm not suicidal but I don't want to exist",
    "I don't want to die, I just want the pain to stop",
    "I'm not ok i want to die",
    "I can't kill myself because of my kids",
    "can't stop thinking about killing myself",
    "don't let me kill myself",
    "no quiero matarme pero ya no quiero estar aqui",
]
PAST = [
    "I used to be suicidal years ago",
    "I was suicidal ten years ago",
    "when I was a teenager I wanted to die",
    "I tried to kill myself in high school but I'm fine now",
    "cuando era adolescente quise morirme",
]
PAST_NO_LONGER = [
    "I used to be suicidal and now it's back",
    "I tried to kill myself in college and lately I want to again",
    "my mom died three years ago and I want to die",
    "I used to be happy but now I want to die",
]
LOSS = [
    "I lost my brother to suicide",
    "my dad killed himself when I was 10",
    "my friend died by suicide last year",
    "she took her own life",
    "mi tio se suicidó hace dos años",
]
INFORMATION = [
    "What is the suicide rate in the US?",
    "does therapy help with suicidal thoughts",
    "Do your therapists work with suicidal clients?",
    "I'm writing a paper on suicide prevention",
    "what happens if I tell my therapist about suicidal thoughts",
]


@pytest.mark.parametrize("text", DENIED)
def test_somebody_who_says_no_is_not_met_with_an_alarm(tier: Look, text: str) -> None:
    assert tier(text) == "gentle"


@pytest.mark.parametrize("text", DENIAL_IN_FORM_ONLY)
def test_a_negation_that_means_yes_still_brings_the_crisis_line(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"


@pytest.mark.parametrize("text", PAST)
def test_somebody_who_speaks_of_the_past_gets_an_answer_and_a_gentle_line(tier: Look, text: str) -> None:
    assert tier(text) == "gentle"


@pytest.mark.parametrize("text", PAST_NO_LONGER)
def test_a_past_that_is_back_still_brings_the_crisis_line(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"


@pytest.mark.parametrize("text", LOSS)
def test_somebody_bereaved_is_not_treated_as_an_alarm(tier: Look, text: str) -> None:
    assert tier(text) == "gentle"


def test_a_near_loss_is_no_loss(tier: Look) -> None:
    assert tier("my brother almost killed himself last night") == "third_party"


@pytest.mark.parametrize("text", INFORMATION)
def test_a_question_about_the_subject_is_answered(tier: Look, text: str) -> None:
    assert tier(text) in ("gentle", None)


@pytest.mark.parametrize("text", ["does therapy help, I am suicidal myself", "can therapy help me I'm suicidal"])
def test_a_question_about_oneself_is_no_general_question(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"


@pytest.mark.parametrize("text", ["i wanna kill myself lol", "haha i want to die 😂", "going to end my life jk lol"])
def test_laughing_about_it_hides_nothing(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"


def test_a_joke_about_somebody_else_is_a_joke(tier: Look) -> None:
    assert tier("I'm gonna kill my roommate lol") is None


@pytest.mark.parametrize(
    "text",
    [
        "I watched a sad movie. I want to die.",
        "bored to death at work and really I want to die",
        "this homework is killing me and I want to kill myself",
        "I am dying to see you before I end my life",
        "put me out of my misery and let me die",
        "hang myself behind the curtains",
    ],
)
def test_a_figure_of_speech_hides_only_itself(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"


def test_what_another_person_said_is_about_them(tier: Look) -> None:
    assert tier("my son said I want to die") == "third_party"


@pytest.mark.parametrize("text", ["he told me to kill myself", "if I kill myself will my parents be in trouble"])
def test_an_order_or_an_if_lowers_nothing(tier: Look, text: str) -> None:
    assert tier(text) == "crisis"
