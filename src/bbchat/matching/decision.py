"""From probabilities to what is done with a question: answer it, ask which topic is meant, or say there is nothing.

The three costs below are the whole policy; what is cheapest is done.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bbchat.knowledge.model import TopicId

COST_WRONG = 1.0
"""The wrong section, or an answer where there is none: the measure of the others."""
COST_ASK = 0.50
"""A did-you-mean, which costs the person one more step."""
COST_ASK_IN_VAIN = 0.75
"""A did-you-mean in which nothing fits."""
COST_NOTHING = 0.70
"""Saying that there is no answer and whom to ask."""
ANSWER_FROM = 1 - min(COST_ASK_IN_VAIN, COST_NOTHING) / COST_WRONG
"""Probability below which a topic is never answered, by these costs."""
MAX_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with the calibrated probability that it answers the question."""

    topic: TopicId
    probability: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """An example question near to what was asked."""

    text: str
    topics: tuple[TopicId, ...]
    likeness: float
    """Cosine of the vectors, or the lexical likeness where there is no encoder."""


@dataclass(frozen=True, slots=True)
class _Decision:
    ranking: tuple[Ranked, ...]
    """The best topics, best first."""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    """The nearest example questions, nearest first."""
    costs: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Expected cost of answering, of asking which is meant, and of saying that there is nothing."""


@dataclass(frozen=True, slots=True)
class Match(_Decision):
    """One topic answers."""

    @property
    def topic(self) -> TopicId:
        """The topic that answers."""
        return self.ranking[0].topic


@dataclass(frozen=True, slots=True)
class Ambiguous(_Decision):
    """A few topics may be meant."""

    choices: tuple[TopicId, ...] = ()


@dataclass(frozen=True, slots=True)
class NoMatch(_Decision):
    """No topic is near enough."""


Decision: TypeAlias = Match | Ambiguous | NoMatch


def decide(
    ranking: Sequence[Ranked],
    evidence: Sequence[Evidence],
    *,
    may_ask: bool,
    offerable: Container[TopicId] | None = None,
) -> Decision:
    """The cheapest of answering, asking and saying nothing.

    Args:
        ranking: the best topics, best first.
        evidence: what to show for the decision.
        may_ask: False never to ask which is meant.
        offerable: the topics that make sense as a choice; None for all.
    """
    top = tuple(ranking)
    if not top:
        return NoMatch((), tuple(evidence))
    best = top[0].probability
    choices = [candidate for candidate in top[:MAX_CHOICES] if offerable is None or candidate.topic in offerable]
    may_ask = may_ask and bool(choices)
    missed = math.prod(1 - candidate.probability for candidate in choices)
    answer = COST_WRONG * (1 - best)
    ask = COST_ASK + (COST_ASK_IN_VAIN - COST_ASK) * missed
    costs = (answer, ask, COST_NOTHING)
    if answer <= min(ask if may_ask else COST_NOTHING, COST_NOTHING):
        return Match(top, tuple(evidence), costs)
    if may_ask and ask < COST_NOTHING:
        return Ambiguous(top, tuple(evidence), costs, tuple(candidate.topic for candidate in choices))
    return NoMatch(top, tuple(evidence), costs)
