"""Where a question may fall into two, and how likely it is that it does.

The one invariant: pure. The words of a text and the probabilities of its parts go in; nothing is encoded here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bbchat.encoding.ridge import Matrix

LONGEST = 36
"""Words and marks; a longer text tells a story, and its sentences belong together. The parts of one cut are encoded:
a second cut, tried too, found one more of 220 questions and took the slowest tenth of all questions longer."""
WORTH_ENCODING, HOLDS = 0.04, 0.06
"""Least chance of a cut from which its parts are encoded, and from which the text is answered in two. Low, because a
single question that is answered in two still gets its answer, while half of two questions is lost for good."""


class Joint(Enum):
    """What stands between the two parts."""

    END = "the end of a sentence"
    COMMA = "a comma, dash or slash"
    WORD = "a joining word"
    NOTHING = "nothing: a second question begins in the middle"


@dataclass(frozen=True, slots=True)
class Split:
    """The first part is words[:end], the second words[start:]."""

    end: int
    start: int
    joint: Joint


_ENDS = frozenset(".?!;")
_COMMAS = frozenset(",:/+&-–—")
_JOINS = frozenset("and plus also but then btw oh so y n or secondly second 2nd 2 well".split())
_AUXILIARY = frozenset("do does did is are am can could will would should may have has was were".split())
_WH = frozenset("what whats how hows who whos when where wheres why which".split())
_AFTER_WH = _AUXILIARY | frozenset("' if about much many long often soon far kind sort else to".split())
_SUBJECT = frozenset(
    "i you u we they he she it this that there the my your our their a an any anyone anybody someone somebody people "
    "therapy therapists".split()
)
_OPENERS = frozenset("ok okay well hi hello hey please".split())
_ASKS = _AUXILIARY | _WH | frozenset("must any whether if".split())
_WISHES = (("i", "want"), ("i", "need"), ("i", "'", "d"), ("i", "would"), ("tell", "me"), ("show", "me"))
_LEADS_ON = frozenset(
    "know wonder wondering understand ask asking see tell sure idea of about to for when if than is like on because "
    "bc i you we they he she not".split()
)
"""Words after which what looks like a question is a part of the clause."""
_PERSON = frozenset("i you u we they he she there".split())


def asks(words: Sequence[str]) -> bool:
    """Whether a part begins as a question or a wish does, joining words left out."""
    at = 0
    while at < len(words) and (words[at] in _JOINS or words[at] in _OPENERS or not words[at][0].isalnum()):
        at += 1
    return at < len(words) and (words[at] in _ASKS or any(tuple(words[at : at + len(w)]) == w for w in _WISHES))


def splits(words: Sequence[str]) -> list[Split]:
    """The ways to cut the words and marks of a text in two; none where it is too long."""
    found: list[Split] = []
    if len(words) > LONGEST:
        return found
    for at in range(1, len(words) - 1):
        joint = _joint(words, at)
        if joint is None or _is_joining(words[at - 1]):
            continue
        start = at
        while start < len(words) and joint is not Joint.NOTHING and _is_joining(words[start]):
            start += 1
        sizes = [sum(word[0].isalnum() for word in part) for part in (words[:at], words[start:])]
        if min(sizes) >= 1 and (joint is not Joint.NOTHING or sizes[0] >= 3):
            found.append(Split(at, start, joint))
    return found


def _is_joining(word: str) -> bool:
    return word in _ENDS or word in _COMMAS or word in _JOINS


def _joint(words: Sequence[str], at: int) -> Joint | None:
    """What a cut before this word would be; None where there can be none."""
    word, following = words[at], words[at + 1]
    if word in _ENDS:
        return Joint.END
    if word in _COMMAS:
        return Joint.COMMA
    if word in _JOINS:
        return Joint.WORD
    is_inverted = (word in _AUXILIARY and following in _SUBJECT) or (word in _WH and following in _AFTER_WH)
    before = words[at - 1]
    is_its_subject = before in ("it", "this", "that", "there") and word in _AUXILIARY and following not in _PERSON
    is_embedded = before in _LEADS_ON or before in _WH or not before[0].isalnum() or is_its_subject
    return Joint.NOTHING if is_inverted and not is_embedded else None


def form(split: Split, words: Sequence[str]) -> list[float]:
    """What the form of the words says for a cut and against it."""
    begins = asks(words[: split.end]), asks(words[split.start :])
    return [
        1.0,
        float(split.joint is Joint.END),
        float(split.joint is Joint.COMMA),
        float(split.joint is Joint.NOTHING),
        float(begins[0]),
        float(begins[1]),
        float(all(begins)),
        float(min(split.end, len(words) - split.start) <= 2),
    ]


def meaning(whole: Matrix, first: Matrix, second: Matrix) -> list[float]:
    """What the probabilities (k,) of the topics say, for the whole text and for both parts of a cut."""
    one, other = int(first.argmax()), int(second.argmax())
    shares = sorted((float(first[one]), float(second[other])))
    return [*map(_log_odds, (*shares, float(whole.max()))), float(first[other]), float(second[one])]


def glimpsed(split: Split, words: Sequence[str], whole: Matrix, first: Matrix, second: Matrix) -> list[float]:
    """What can be known of a cut before its parts are encoded: their probabilities (k,) come from a first glance."""
    return [*form(split, words), *meaning(whole, first, second), float(first.argmax() == second.argmax())]


def _log_odds(share: float) -> float:
    return math.log((share + 0.02) / (1.02 - share))


PROMISE_WEIGHTS = (-4.15, 0.94, 0.15, -0.37, 1.47, 1.21, 0.59, -0.82, 0.69, 0.91, -0.04, -3.72, -4.20, 2.08)
WEIGHTS = (-6.94, 1.06, 0.49, 0.58, 1.05, 1.19, 0.46, -0.18, 1.28, 1.19, -0.35, -2.58, -3.07)
"""Of `glimpsed`, and of `form` and `meaning`, by logistic regression: `tools/fit_two_part.py`."""


def promising(
    cuts: Sequence[Split], words: Sequence[str], whole: Matrix, glimpses: Sequence[tuple[Matrix, Matrix]]
) -> Split | None:
    """The most promising cut, by what a glimpse shows of each; None where the parts of none are worth encoding."""
    chances = {
        cut: _chance(PROMISE_WEIGHTS, glimpsed(cut, words, whole, *parts))
        for cut, parts in zip(cuts, glimpses, strict=True)
    }
    best = max(chances, key=chances.__getitem__, default=None)
    return best if best and chances[best] >= WORTH_ENCODING else None


def chance(split: Split, words: Sequence[str], whole: Matrix, first: Matrix, second: Matrix) -> float:
    """How likely it is that the text holds two questions, cut here, and that both parts' best topics are right."""
    if first.argmax() == second.argmax():
        return 0.0
    return _chance(WEIGHTS, [*form(split, words), *meaning(whole, first, second)])


def _chance(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))
