"""How far a denial, the past, somebody else or a figure of speech reaches: one word further, and danger stands.

Each text is made of words that mean nothing, so that a reach is all there is to it. The phrase stands between brackets;
`.` ends a sentence, `,` a clause, and `x` is any word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bbchat.knowledge.safety_rules import Category, Cue, Modifiers, PhraseFamily, SafetyRules, Tier
from bbchat.safety.modifiers import JOKE_REACH, MAX_CARRIERS, MAX_CLAUSE, PAST_FORM_REACH, Surroundings
from bbchat.safety.normalise import SENTENCE_BREAK, SOFT_BREAK, Reading
from bbchat.safety.phrases import Found

MODIFIERS = Modifiers(
    carriers=frozenset({"thinking", "of"}),
    past_forms=frozenset({"was"}),
    nearly=frozenset({"almost"}),
    terminators=frozenset({"but"}),
    humour=frozenset({"lol"}),
    first_person=frozenset({"i"}),
)
CRISIS = PhraseFamily("one", "en", Tier.CRISIS, None, frozenset(), hyperbole=False)
CUES = {
    "not": Cue.NEGATOR,
    "only": Cue.NO_NEGATOR,
    "none": Cue.DENIED_AFTER,
    "used": Cue.PAST_LEAD,
    "ago": Cue.PAST_MARK,
    "again": Cue.BACK_AGAIN,
    "people": Cue.GENERIC,
    "she": Cue.SAYS,
    "me": Cue.ADMITS,
}
Covers = Mapping[str, Cue]
Tell = Callable[..., "Tier | None"]


@pytest.fixture(scope="session")
def tell(rules: SafetyRules) -> Tell:
    """The tier of the phrase in a text; `covers` are triggers by their words, as one run."""
    phrases = replace(rules.phrases[0], modifiers=MODIFIERS, risk_words=frozenset({"die", "kill"}))

    def look(text: str, family: PhraseFamily = CRISIS, **covers: str) -> Tier | None:
        reading, pause, span = Reading(), SENTENCE_BREAK, [0, 0]
        for token in text.split():
            if token in ".,":
                pause = SENTENCE_BREAK if token == "." else SOFT_BREAK
                continue
            if token[0] == "[":
                span[0] = len(reading.words)
            reading.add(token.strip("[]"), pause)
            pause = 0
            if token[-1] == "]":
                span[1] = len(reading.words)
        words = [word for (word,) in reading.words]
        found = [Found(CUES[word], at, at + 1) for at, word in enumerate(words) if word in CUES]
        for name, run in covers.items():
            size = len(run.split())
            starts = [at for at in range(len(words)) if words[at : at + size] == run.split()]
            assert starts, "the run is in the text"
            found += [Found(Cue[name.upper()], at, at + size) for at in starts]
        return Surroundings(phrases, reading, found).tier(family, span[0], span[1])

    return look


def words(count: int, word: str = "x") -> str:
    return " ".join([word] * count)


@pytest.mark.parametrize(
    "text",
    [
        "not [die]",
        "x not [die]",
        "not thinking of [die]",
        f"not {words(MAX_CARRIERS, 'of')} [die]",
        "not not not [die]",
        "[die] none",
        "[die] , none",
    ],
)
def test_who_denies_it_is_not_met_with_an_alarm(tell: Tell, text: str) -> None:
    assert tell(text) is Tier.GENTLE


@pytest.mark.parametrize(
    "text",
    [
        "not x [die]",
        "not , [die]",
        "not . [die]",
        "not , of [die]",
        "not of x [die]",
        "not of . of [die]",
        f"not {words(MAX_CARRIERS + 1, 'of')} [die]",
        "not not [die]",
        "[die] not",
        "[die] . none",
        "[die] x none",
    ],
)
def test_a_denial_of_something_else_lowers_nothing(tell: Tell, text: str) -> None:
    assert tell(text) is Tier.CRISIS


def test_what_only_looks_like_a_denial_is_none(tell: Tell) -> None:
    assert tell("not sure [die]", no_negator="not sure") is Tier.CRISIS
    assert tell("not of [die]", no_negator="not of") is Tier.CRISIS
    assert tell("not not of [die]", no_negator="not of") is Tier.GENTLE, "the other one still counts"


@pytest.mark.parametrize(
    "text",
    [
        "used [die]",
        "used thinking of [die]",
        "was [die] ago",
        "ago , was [die]",
        "but ago was [die]",
        "[was die] ago",
        f"was {words(PAST_FORM_REACH - 1)} [die] ago",
        f"was [die] {words(MAX_CLAUSE - 1)} ago",
        f"ago {words(MAX_CLAUSE - 2)} was [die]",
        "x x was [die] x ago x x",
    ],
)
def test_who_tells_of_the_past_gets_an_answer(tell: Tell, text: str) -> None:
    assert tell(text) is Tier.GENTLE


@pytest.mark.parametrize(
    "text",
    [
        "used x [die]",
        "used . [die]",
        "was [die]",
        "[die] ago",
        "[die] ago was",
        f"was {words(PAST_FORM_REACH)} [die] ago",
        "was [die] . ago",
        "ago . was [die]",
        "was [die] but ago",
        "was [die] x but ago",
        "ago but was [die]",
        f"was [die] {words(MAX_CLAUSE)} ago",
        f"ago {words(MAX_CLAUSE - 1)} was [die]",
        "was [die] ago x again",
        "used [die] . again",
        "again . was [die] ago",
    ],
)
def test_a_past_that_is_another_matter_or_is_back_lowers_nothing(tell: Tell, text: str) -> None:
    assert tell(text) is Tier.CRISIS


def test_the_word_that_begins_a_message_is_read_too(tell: Tell) -> None:
    assert tell("was die [die] ago") is Tier.GENTLE
    assert tell("lol [die]", replace(CRISIS, hyperbole=True)) is None


def test_people_in_general_get_an_answer_and_somebody_elses_danger_its_own_lines(tell: Tell) -> None:
    assert tell("people [die]") is Tier.GENTLE
    assert tell("people of [die]") is Tier.GENTLE
    assert tell("people x [die]") is Tier.CRISIS
    assert tell("she [die]") is Tier.THIRD_PARTY
    assert tell("she x [die]") is Tier.CRISIS
    assert tell("she . [die]") is Tier.CRISIS
    concern = replace(CRISIS, tier=Tier.CONCERN, category=Category.ABUSE)
    assert tell("she [die]", concern) is Tier.CONCERN, "what is no emergency does not become one by being told"


@pytest.mark.parametrize(
    ("modifier", "text"),
    [
        ("negation", "not [die]"),
        ("negation", "[die] none"),
        ("past", "used [die]"),
        ("past", "was [die] ago"),
        ("others", "people [die]"),
        ("others", "she [die]"),
    ],
)
def test_what_a_family_stands_never_lowers_it_and_what_it_does_not_stand_still_does(
    tell: Tell, modifier: str, text: str
) -> None:
    others = frozenset({"negation", "past", "others"}) - {modifier}
    assert tell(text, replace(CRISIS, stands=frozenset({modifier}))) is Tier.CRISIS
    assert tell(text, replace(CRISIS, stands=others)) is not Tier.CRISIS


def test_a_figure_of_speech_takes_a_phrase_away_where_it_covers_its_end_or_half_of_it(tell: Tell) -> None:
    assert tell("[a b c] d", figure="c d") is None
    assert tell("x [a b] y", figure="x a") is None, "half"
    assert tell("x [a b c] y", figure="x a") is Tier.CRISIS
    assert tell("[a b c d] y", figure="a b") is None, "half"
    assert tell("[a b c d e] y", figure="a b") is Tier.CRISIS
    assert tell("x x x [a b c] y", figure="y") is Tier.CRISIS, "beside it is not over it"


def test_a_figure_of_speech_over_every_word_of_danger_takes_it_away_and_over_some_does_not(tell: Tell) -> None:
    assert tell("[die b c d]", figure="die") is None
    assert tell("[die b kill d e]", figure="die") is Tier.CRISIS
    assert tell("[a b c d]", figure="a") is Tier.CRISIS, "no word of danger is covered"
    assert tell("[die b c d] x", figure="x") is Tier.CRISIS
    assert tell("kill x [die b c d]", figure="die") is None


def test_a_loss_or_a_question_about_the_subject_leads_to_the_gentle_line(tell: Tell) -> None:
    assert tell("[die]", loss="die") is Tier.GENTLE
    assert tell("x [die]", loss="die") is Tier.GENTLE
    assert tell("[die] almost", loss="die") is Tier.GENTLE
    assert tell("does therapy help with [die]", information="help with die") is Tier.GENTLE
    assert tell("if i tell [die]", information_about_me="i tell die") is Tier.GENTLE


def test_a_loss_that_nearly_came_is_danger(tell: Tell) -> None:
    assert tell("almost [die]", loss="die") is Tier.CRISIS
    assert tell("x almost die x [die]", loss="die x") is Tier.CRISIS


def test_a_question_that_is_about_oneself_is_no_general_one(tell: Tell) -> None:
    assert tell("help with [die] me", information="with die") is Tier.CRISIS, "it is admitted"
    assert tell("me . help with [die]", information="with die") is Tier.CRISIS
    assert tell("help if i [die]", information="if i die") is Tier.CRISIS
    assert tell("help with [i die]", information="with") is Tier.CRISIS
    assert tell("help [i a die]", information="a die") is Tier.CRISIS, "it says of itself who is meant"
    assert tell("help [i a die]", figure="a die") is None


def test_a_figure_of_speech_wins_over_a_loss_in_the_same_words(tell: Tell) -> None:
    assert tell("[a die]", loss="a die", figure="a die") is None
    assert tell("[a die]", information="a die", figure="a die") is None


def test_a_joke_counts_near_a_phrase_that_people_joke_with_and_nowhere_else(tell: Tell) -> None:
    joked = replace(CRISIS, hyperbole=True)
    for far in (JOKE_REACH, JOKE_REACH + 1):
        expected = None if far == JOKE_REACH else Tier.CRISIS
        assert tell(f"lol {words(far - 1)} [die]", joked) is expected
        assert tell(f"[die] {words(far - 1)} lol", joked) is expected
    assert tell("[die] lol") is Tier.CRISIS, "what nobody jokes with is never taken for a joke"
