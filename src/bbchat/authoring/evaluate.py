"""How well a knowledge folder answers a set of questions, counted the way that people would feel it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from bbchat.authoring.question_sets import QuestionRow
from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import OFF_TOPIC, OTHER, Knowledge, TopicId, TopicKind
from bbchat.language.normalise import plain_question
from bbchat.matching import matcher
from bbchat.matching.decision import Ambiguous, Decision, Match, NoMatch

CURVE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Thresholds of the coverage curve."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    total: int

    @property
    def percent(self) -> float:
        """0 to 100; 0 where there is nothing to count."""
        return 100 * self.count / self.total if self.total else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson score interval at 95 %, in per cent (Wilson 1927)."""
        if not self.total:
            return 0.0, 100.0
        z, n, p = 1.96, self.total, self.count / self.total
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row got."""

    row: QuestionRow
    kind: str
    given: tuple[TopicId, ...]
    """Topics that the reply answers, or offers where it asks which is meant."""
    best: TopicId | None = None
    """The likeliest topic, whatever was done with it; None where nothing was matched."""
    probability: float = 0.0
    """Its calibrated probability."""

    @property
    def is_right(self) -> bool:
        """Every part got one of its topics, without asking back."""
        if self.kind == "clarify" or len(self.given) < len(self.row.parts):
            return False
        return all(any(topic in part for topic in self.given) for part in self.row.parts)

    @property
    def is_offered(self) -> bool:
        """Right, or one of the choices offered is."""
        return self.is_right or (
            self.kind == "clarify" and any(t in part for part in self.row.parts for t in self.given)
        )


@dataclass(slots=True)
class Report:
    """All outcomes, counted on demand."""

    outcomes: list[Outcome]
    passages: frozenset[TopicId]
    milliseconds: list[float] = field(default_factory=list)

    def _share(self, rows: Iterable[Outcome], is_so: Callable[[Outcome], bool]) -> Share:
        chosen = list(rows)
        return Share(sum(map(is_so, chosen)), len(chosen))

    def _answerable(self, outcome: Outcome) -> bool:
        return any(part & self.passages for part in outcome.row.parts)

    @property
    def right(self) -> Share:
        """Rows whose reply is an accepted topic."""
        return self._share(self.outcomes, lambda outcome: outcome.is_right)

    @property
    def offered(self) -> Share:
        """Right, or offered as a choice."""
        return self._share(self.outcomes, lambda outcome: outcome.is_offered)

    @property
    def answered(self) -> Share:
        """Rows that a passage answers and that got a passage, or a choice with one in it."""
        rows = filter(self._answerable, self.outcomes)
        return self._share(rows, lambda outcome: bool(self.passages & set(outcome.given)))

    @property
    def wrongly_answered(self) -> Share:
        """Rows that no passage answers and that got one all the same."""
        rows = (outcome for outcome in self.outcomes if not self._answerable(outcome))
        return self._share(rows, lambda outcome: outcome.kind == "answer")

    @property
    def asked_back(self) -> Share:
        """Rows that got a did-you-mean."""
        return self._share(self.outcomes, lambda outcome: outcome.kind == "clarify")

    def figures(self) -> dict[str, Share]:
        """The figures that matter, by name."""
        return {
            "right": self.right,
            "right or offered": self.offered,
            "answerable, answered": self.answered,
            "not covered, answered wrongly": self.wrongly_answered,
            "asked back": self.asked_back,
        }

    def curve(self) -> list[tuple[float, Share, Share]]:
        """Threshold, rows answered from it on, and the wrong ones among those: what a stricter program would do."""
        points = []
        for threshold in CURVE:
            sure = [outcome for outcome in self.outcomes if outcome.best and outcome.probability >= threshold]
            wrong = self._share(sure, lambda outcome: not any(outcome.best in part for part in outcome.row.parts))
            points.append((threshold, Share(len(sure), len(self.outcomes)), wrong))
        return points

    def by_topic(self) -> list[tuple[TopicId, Share]]:
        """Right ones for each topic, by the first accepted topic of a row's first part."""
        groups: dict[TopicId, list[Outcome]] = {}
        for outcome in self.outcomes:
            groups.setdefault(min(outcome.row.parts[0]), []).append(outcome)
        return [(topic, self._share(rows, lambda outcome: outcome.is_right)) for topic, rows in sorted(groups.items())]

    def confusions(self) -> list[tuple[str, str, int]]:
        """Expected, given instead, how often; the most frequent first."""
        counted = Counter(
            ("|".join(sorted(outcome.row.parts[0])), outcome.given[0] if outcome.given else outcome.kind)
            for outcome in self.outcomes
            if not outcome.is_right and outcome.kind != "clarify"
        )
        return [(expected, given, count) for (expected, given), count in counted.most_common()]


def outcome_of(row: QuestionRow, reply: Reply) -> Outcome:
    """What a reply means for a row."""
    outcome = _outcome_of_one(row, reply)
    if reply.second:
        outcome = replace(outcome, given=outcome.given + _outcome_of_one(row, reply.second).given)
    ranking = reply.decision.ranking if reply.decision else ()
    return replace(outcome, best=ranking[0].topic, probability=ranking[0].probability) if ranking else outcome


def _outcome_of_one(row: QuestionRow, reply: Reply) -> Outcome:
    match reply:
        case Answer():
            return Outcome(row, "answer", (reply.passage.id,))
        case Clarify():
            return Outcome(row, "clarify", tuple(choice.topic for choice in reply.suggestions))
        case NotCovered():
            return Outcome(row, "not_covered", (reply.handoff.id,))
        case SmallTalk():
            return Outcome(row, "small_talk", (reply.topic,))
        case OffTopic():
            return Outcome(row, "off_topic", (OFF_TOPIC,))
        case Crisis():
            return Outcome(row, "crisis", ())


def evaluate(
    assistant: Assistant, rows: Sequence[QuestionRow], clock: Callable[[], float], tick: Callable[[], None]
) -> Report:
    """Put every row to the assistant; `clock` gives seconds, `tick` is called after each row."""
    report = Report([], frozenset(passage.id for passage in assistant.knowledge.passages()))
    for row in rows:
        state = ConversationState()
        for text in row.turns:
            started = clock()
            state, reply = respond(state, text, assistant)
            report.milliseconds.append((clock() - started) * 1000)
        report.outcomes.append(outcome_of(row, reply))
        tick()
    return report


def cross_validate(
    knowledge: Knowledge, store: VectorStore, folds: int, clock: Callable[[], float], tick: Callable[[], None]
) -> Report:
    """Decide on each example by a matcher that never saw its fold; `tick` is called after each fold.

    An example stays in its fold whatever is written beside it: with folds by place, a few lines more moved the estimate
    by a point, as pairs of near questions about two topics then fell into one fold or into two.
    The estimate is for questions of the authors' own kind, each asked alone, and is cautious: an example names the
    topics that its writer thought of, not every topic that would do.
    """
    topics = tuple(knowledge.topics)
    report = Report([], frozenset(passage.id for passage in knowledge.passages()))
    labelled = [example for example in knowledge.examples if example.topics]
    fold_of = [crc32(example.text.encode()) % folds for example in labelled]
    for fold in range(folds):
        held_out = [example for example, its in zip(labelled, fold_of, strict=True) if its == fold]
        left = [example for example, its in zip(labelled, fold_of, strict=True) if its != fold]
        fitted, _ = matcher.build(left, topics, store, {})
        for example in held_out:
            text = plain_question(example.text)
            vector = store.vectors([text])[0]
            started = clock()
            decision = fitted.decide(fitted.scores(text, vector))
            report.milliseconds.append((clock() - started) * 1000)
            row = QuestionRow((example.text,), (frozenset(example.topics),))
            report.outcomes.append(_outcome_of_decision(row, decision, knowledge))
        tick()
    return report


def _outcome_of_decision(row: QuestionRow, decision: Decision, knowledge: Knowledge) -> Outcome:
    best = decision.ranking[0]
    match decision:
        case Match():
            is_passage = knowledge.kind(decision.topic) is TopicKind.PASSAGE
            kind = "answer" if is_passage else "other"
            return Outcome(row, kind, (decision.topic,), best.topic, best.probability)
        case Ambiguous():
            return Outcome(row, "clarify", decision.choices, best.topic, best.probability)
        case NoMatch():
            return Outcome(row, "not_covered", (OTHER,), best.topic, best.probability)
