"""What stands around a phrase lowers that phrase, as far as it reaches and no word further.

The phrase of a text is written in capitals.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bbchat.knowledge.automaton import build
from bbchat.knowledge.safety_rules import Cue, Modifiers, PhraseFamily, PhraseRules, Tier
from bbchat.safety.modifiers import JOKE_REACH, MAX_CARRIERS, MAX_CLAUSE, PAST_FORM_REACH, Surroundings
from bbchat.safety.phrases import Found
from tests.unit.safety.written import read

RULES = PhraseRules(
    language="en",
    families=(),
    modifiers=Modifiers(
        carriers=frozenset({"want", "to", "only"}),
        past_forms=frozenset({"was"}),
        nearly=frozenset({"almost"}),
        terminators=frozenset({"but"}),
        humour=frozenset({"lol"}),
        first_person=frozenset({"i", "me"}),
    ),
    automaton=build({}, {}, {"die": [("die",)]}),
    phrase_words=frozenset(),
    fillers=frozenset(),
    gaps_end_at=frozenset(),
    risk_words=frozenset({"kill", "die"}),
    real_words=frozenset(),
)
Cues = Mapping[Cue, str]


def tier(text: str, cues: Cues, own: Tier = Tier.CRISIS, stands: str = "", *, hyperbole: bool = False) -> Tier | None:
    """The tier that the phrase in capitals leads to, with all places of the cues' words found."""
    marked = [word for word in text.split() if word not in ".,"]
    phrase = [at for at, word in enumerate(marked) if word.isupper()]
    words = [word.lower() for word in marked]
    found = [
        Found(cue, at, at + len(sought.split()))
        for cue, sought in cues.items()
        for at in range(len(words))
        if words[at : at + len(sought.split())] == sought.split()
    ]
    assert {hit.key for hit in found} == set(cues), "a cue that is not in the text shows nothing"
    family = PhraseFamily("die", "en", own, None, frozenset(stands.split()), hyperbole)
    return Surroundings(RULES, read(text.lower()), found).tier(family, phrase[0], phrase[-1] + 1)


NOT, NEVER = {Cue.NEGATOR: "not"}, {Cue.DENIED_AFTER: "never"}


@pytest.mark.parametrize(
    ("text", "cues", "expected"),
    [
        ("not DIE", NOT, Tier.GENTLE),
        ("x not want to DIE", NOT, Tier.GENTLE),
        ("not want x DIE", NOT, Tier.CRISIS),
        ("not , DIE", NOT, Tier.CRISIS),
        ("not . DIE", NOT, Tier.CRISIS),
        ("not want , to DIE", NOT, Tier.CRISIS),
        ("not to not DIE", NOT, Tier.CRISIS),
        ("not not not DIE", NOT, Tier.GENTLE),
        ("not only DIE", {**NOT, Cue.NO_NEGATOR: "not only"}, Tier.CRISIS),
        ("not only not DIE", {**NOT, Cue.NO_NEGATOR: "not only"}, Tier.GENTLE),
        (f"not {'to ' * MAX_CARRIERS}DIE", NOT, Tier.GENTLE),
        (f"x not {'to ' * (MAX_CARRIERS + 1)}DIE", NOT, Tier.CRISIS),
        (f"not {'to ' * (MAX_CARRIERS + 1)}DIE", NOT, Tier.CRISIS),
        ("DIE never", NEVER, Tier.GENTLE),
        ("WANT DIE , never", NEVER, Tier.GENTLE),
        ("DIE . never", NEVER, Tier.CRISIS),
        ("DIE x never", NEVER, Tier.CRISIS),
    ],
)
def test_a_denial_reaches_over_the_words_that_carry_it_and_no_further(text: str, cues: Cues, expected: Tier) -> None:
    assert tier(text, cues) is expected
    assert tier(text, cues, stands="negation") is Tier.CRISIS


AGO = {Cue.PAST_MARK: "years ago"}


@pytest.mark.parametrize(
    ("text", "cues", "expected"),
    [
        ("used to DIE", {Cue.PAST_LEAD: "used to"}, Tier.GENTLE),
        ("used to want DIE", {Cue.PAST_LEAD: "used to"}, Tier.GENTLE),
        ("used to , DIE", {Cue.PAST_LEAD: "used to"}, Tier.CRISIS),
        ("used to DIE . again now", {Cue.PAST_LEAD: "used to", Cue.BACK_AGAIN: "again"}, Tier.CRISIS),
        ("was to DIE years ago", AGO, Tier.GENTLE),
        ("years ago x was to DIE", AGO, Tier.GENTLE),
        ("x years ago WAS DIE", AGO, Tier.GENTLE),
        ("to DIE years ago", AGO, Tier.CRISIS),
        ("DIE was years ago", AGO, Tier.CRISIS),
        (f"was {'x ' * (PAST_FORM_REACH - 1)}DIE years ago", AGO, Tier.GENTLE),
        (f"was {'x ' * PAST_FORM_REACH}DIE years ago", AGO, Tier.CRISIS),
        (f"x was {'x ' * PAST_FORM_REACH}DIE years ago", AGO, Tier.CRISIS),
        ("was to DIE but years ago", AGO, Tier.CRISIS),
        ("was years ago but DIE", AGO, Tier.CRISIS),
        ("was to DIE . years ago", AGO, Tier.CRISIS),
        ("was DIE x . years ago", AGO, Tier.CRISIS),
        ("was to DIE , years ago", AGO, Tier.GENTLE),
        ("years ago but was to DIE", AGO, Tier.CRISIS),
        ("years ago . was to DIE", AGO, Tier.CRISIS),
        ("x . years ago was to DIE", AGO, Tier.GENTLE),
        (f"was DIE {'x ' * (MAX_CLAUSE - 2)}years ago", AGO, Tier.GENTLE),
        (f"was DIE {'x ' * (MAX_CLAUSE - 1)}years ago", AGO, Tier.CRISIS),
        (f"x years ago {'x ' * (MAX_CLAUSE - 3)}was DIE", AGO, Tier.GENTLE),
        (f"x years ago {'x ' * (MAX_CLAUSE - 2)}was DIE", AGO, Tier.CRISIS),
    ],
)
def test_the_past_is_a_past_form_and_a_time_in_the_same_clause(text: str, cues: Cues, expected: Tier) -> None:
    assert tier(text, cues) is expected
    assert tier(text, cues, stands="past") is Tier.CRISIS


@pytest.mark.parametrize(
    ("text", "cues", "expected"),
    [
        ("people DIE", {Cue.GENERIC: "people"}, Tier.GENTLE),
        ("people x DIE", {Cue.GENERIC: "people"}, Tier.CRISIS),
        ("he said to DIE", {Cue.SAYS: "he said"}, Tier.THIRD_PARTY),
        ("he said x DIE", {Cue.SAYS: "he said"}, Tier.CRISIS),
    ],
)
def test_what_others_do_and_say_is_about_them(text: str, cues: Cues, expected: Tier) -> None:
    assert tier(text, cues) is expected
    assert tier(text, cues, stands="others") is Tier.CRISIS


def test_what_somebody_else_says_makes_nothing_more_urgent() -> None:
    assert tier("he said to DIE", {Cue.SAYS: "he said"}, Tier.CONCERN) is Tier.CONCERN
    assert tier("x DIE", {}, Tier.GENTLE) is Tier.GENTLE


@pytest.mark.parametrize(
    ("text", "figure", "is_one"),
    [
        ("x END IT", "it", True),
        ("x END IT y", "it y", True),
        ("x END IT ALL NOW y", "x end", False),
        ("x END IT ALL NOW y", "x end it", True),
        ("x END IT ALL y", "x end", False),
        ("x KILL ME NOW y", "kill", True),
        ("x KILL OR DIE NOW y", "kill", False),
        ("x KILL OR DIE OR SO y", "kill or", False),
        ("x END IT NOW y", "now y", True),
        ("x END IT NOW y", "y", False),
        ("x END IT y z", "y z", False),
        ("x y END IT", "x y", False),
    ],
)
def test_a_figure_of_speech_takes_away_what_it_lies_over(text: str, figure: str, is_one: bool) -> None:
    assert tier(text, {Cue.FIGURE: figure}) is (None if is_one else Tier.CRISIS)


@pytest.mark.parametrize(
    ("text", "cues", "expected"),
    [
        ("x help with DIE", {Cue.INFORMATION: "help with die"}, Tier.GENTLE),
        ("x help i DIE", {Cue.INFORMATION: "help i die"}, Tier.CRISIS),
        ("x I X DIE now", {Cue.INFORMATION: "die now"}, Tier.CRISIS),
        ("x help with DIE . mine", {Cue.INFORMATION: "help with die", Cue.ADMITS: "mine"}, Tier.CRISIS),
        ("x tell me DIE", {Cue.INFORMATION_ABOUT_ME: "tell me die"}, Tier.GENTLE),
        ("x he DIE", {Cue.LOSS: "he die"}, Tier.GENTLE),
        ("he DIE", {Cue.LOSS: "he die"}, Tier.GENTLE),
        ("x almost he DIE", {Cue.LOSS: "he die"}, Tier.CRISIS),
        ("almost x he DIE", {Cue.LOSS: "he die"}, Tier.GENTLE),
        ("x he DIE almost", {Cue.LOSS: "he die"}, Tier.GENTLE),
        ("x he DIE now", {Cue.LOSS: "he die", Cue.FIGURE: "die now"}, None),
        ("x he DIE now", {Cue.LOSS: "he die", Cue.INFORMATION: "die now"}, Tier.GENTLE),
    ],
)
def test_a_loss_and_a_question_about_the_subject_are_no_alarm(text: str, cues: Cues, expected: Tier | None) -> None:
    assert tier(text, cues) is expected


@pytest.mark.parametrize("is_behind", [True, False])
def test_a_joke_is_near_and_only_where_the_phrase_may_be_one(is_behind: bool) -> None:
    for between in (0, JOKE_REACH - 1, JOKE_REACH):
        words = ["lol", *["x"] * between, "DIE"]
        text = " ".join(words[::-1] if is_behind else words)
        assert tier(text, {}, hyperbole=True) is (None if between < JOKE_REACH else Tier.CRISIS)
        assert tier(text, {}) is Tier.CRISIS
