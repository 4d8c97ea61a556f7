"""What people ask and the knowledge does not answer, grouped by meaning, each group with an entry to paste.

The one invariant: the same questions in any order give the same groups, and nothing of them is kept.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.explain import topic_of
from bbchat.conversation.reply import Clarify, Crisis, NotCovered, OffTopic, Reply
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import OFF_TOPIC, OTHER, Knowledge, TopicId
from bbchat.knowledge.schema import MAX_QUESTION_CHARACTERS
from bbchat.language.normalise import plain_question, words
from bbchat.matching.decision import ANSWER_FROM, Match

IN_VAIN_FROM = 0.5
"""Chance that none of the choices of a did-you-mean is meant, from which the question counts as not answered."""
LIKE_ENOUGH = 0.15
"""Mean likeness of two groups from which they are one: of the 73 questions of tests/golden/gaps.tsv, 62 % of the pairs
that it puts together belong together, and 61 % of those that belong together are put so."""
SHOWN_FROM = 0.05
"""Probability from which a topic counts as near."""
LONGEST_ID, ID_WORDS = 40, 3
_FORM_WORDS = frozenset(
    """
    a am an and any are at be by can could did do does for from get give had has have how i i'd i'll i'm i've if in is
    it its like may me my need of on or our please should so some somebody someone something tell that the their them
    there they this to us want was we what what's when where which who why will with would you your
    """.split()
)
_NO_TEXT = frozenset("y n yes no on off true false null".split())
"""What YAML takes for something else than text."""
_LETTERS = re.compile(r"[^a-z0-9]+")


class Why(StrEnum):
    """Why a question was not answered."""

    NOTHING_NEAR = "nothing near"
    KNOWN_AS_OTHER = "known as other"
    """It is like the questions of the handoff for whatever nothing else covers."""
    UNSURE = "unsure"
    """The chat asks which of a few topics is meant, and most likely none is."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that is not answered."""

    turns: tuple[str, ...]
    why: Why
    nearest: TopicId | None
    """The likeliest topic but `other`."""
    probability: float
    """That it answers the question."""

    @property
    def text(self) -> str:
        """The question itself."""
        return self.turns[-1]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that are about the same, the most central first."""

    gaps: tuple[Gap, ...]

    @property
    def label(self) -> str:
        """The most central question."""
        return self.gaps[0].text


@dataclass(frozen=True, slots=True)
class Findings:
    """All questions of a list, by what becomes of them."""

    clusters: tuple[Cluster, ...]
    """The largest first."""
    covered: tuple[tuple[TopicId, int], ...]
    """Topics that answer, or hand on, and how many questions each; in the order of the knowledge."""
    off_topic: tuple[str, ...]
    """Questions that the chat takes for having nothing to do with the practice."""
    unsure: int
    """Questions where the chat asks which topic is meant, and one of its choices most likely is."""
    crises: int
    """Questions that get the help lines."""
    asked: int


def sort_out(
    assistant: Assistant, store: VectorStore, questions: Sequence[tuple[str, ...]], tick: Callable[[], None]
) -> Findings:
    """Ask every question, and group those that are not answered; `tick` is called after each."""
    gaps: list[Gap] = []
    counts: Counter[TopicId] = Counter()
    off_topic: list[str] = []
    unsure = crises = 0
    for turns in questions:
        state = ConversationState()
        for text in turns:
            state, reply = respond(state, text, assistant)
        gap = _gap(turns, reply)
        if gap:
            gaps.append(gap)
        elif isinstance(reply, Crisis):
            crises += 1
        elif isinstance(reply, Clarify):
            unsure += 1
        else:
            counts.update(topic for part in (reply, reply.second) if part and (topic := topic_of(part)))
            off_topic += [turns[-1]] if isinstance(reply, OffTopic) and not reply.second else []
        tick()
    named = (topic for topic in assistant.knowledge.topics if topic in counts and topic != OFF_TOPIC)
    covered = tuple((topic, counts[topic]) for topic in named)
    clusters = _clusters(gaps, assistant.knowledge, store)
    return Findings(clusters, covered, tuple(off_topic), unsure, crises, len(questions))


def _gap(turns: tuple[str, ...], reply: Reply) -> Gap | None:
    """The question as a gap; None where it is answered."""
    for part in (reply, reply.second):
        ranking = part.decision.ranking if part and part.decision else ()
        nearest = next((one for one in ranking if one.topic != OTHER), None)
        place = (nearest.topic, nearest.probability) if nearest else (None, 0.0)
        if isinstance(part, NotCovered) and part.handoff.id == OTHER:
            is_known = isinstance(part.decision, Match)
            return Gap(turns, Why.KNOWN_AS_OTHER if is_known else Why.NOTHING_NEAR, *place)
        if isinstance(part, Clarify):
            offered = {choice.topic for choice in part.suggestions} - {OTHER}
            in_vain = math.prod(1 - one.probability for one in ranking if one.topic in offered)
            return Gap(turns, Why.UNSURE, *place) if in_vain >= IN_VAIN_FROM else None
    return None


def _clusters(gaps: Sequence[Gap], knowledge: Knowledge, store: VectorStore) -> tuple[Cluster, ...]:
    ordered = sorted(gaps, key=lambda gap: gap.turns)
    if not ordered:
        return ()
    ordinary = store.vectors([plain_question(example.text) for example in knowledge.examples])
    rows = apart(store.vectors([plain_question(gap.text) for gap in ordered]), ordinary)
    clusters = []
    for group in grouped(rows @ rows.T):
        central = rows[group] @ rows[group].sum(axis=0)
        order = sorted(range(len(group)), key=lambda at: (-round(float(central[at]), 4), ordered[group[at]].turns))
        clusters.append(Cluster(tuple(ordered[group[at]] for at in order)))
    return tuple(sorted(clusters, key=lambda cluster: (-len(cluster.gaps), cluster.label)))


def apart(vectors: Vector, ordinary: Vector) -> Vector:
    """The meanings (n, 384) of texts, with what all questions share counting less: each direction by how little they
    differ in it (whitening; Su and others 2021), softened by the mean, so that more examples hardly change a group.

    Args:
        vectors: of the texts (n, 768).
        ordinary: of questions that say what is common (m, 768).
    """
    middle = ordinary[:, :MEANING].mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((ordinary[:, :MEANING] - middle).T))
    left = (vectors[:, :MEANING] - middle) @ (axes / np.sqrt(spread + spread.mean()))
    result: Vector = (left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return result


def grouped(likeness: npt.NDArray[np.floating]) -> list[list[int]]:
    """Rows of a symmetric likeness (n, n) in groups: the two that are most alike on average are joined, again and
    again, until none are alike enough; of equals, the first."""
    count = len(likeness)
    near = likeness.astype(np.float64)
    near[np.diag_indices(count)] = -np.inf
    groups = [[row] for row in range(count)]
    rows, mates = np.arange(count), near.argmax(axis=1)
    while count > 1 and (best := near[rows, mates]).max() >= LIKE_ENOUGH:
        one = int(best.argmax())
        other = int(mates[one])
        sizes = len(groups[one]), len(groups[other])
        joined = (sizes[0] * near[one] + sizes[1] * near[other]) / sum(sizes)
        joined[[one, other]] = -np.inf
        near[one], near[:, one] = joined, joined
        near[other], near[:, other] = -np.inf, -np.inf
        groups[one] += groups[other]
        groups[other] = []
        lost = np.flatnonzero((mates == one) | (mates == other))  # an average is never above its larger part
        mates[lost] = near[lost].argmax(axis=1)
    return [sorted(group) for group in groups if group]


def reason(cluster: Cluster, knowledge: Knowledge) -> str:
    """The nearest topic to a group's most central question, and why it did not answer."""
    gap = cluster.gaps[0]
    near = "nothing in the knowledge is near"
    if gap.nearest is not None and gap.probability >= SHOWN_FROM:
        percent = f"{100 * gap.probability:.0f} %"
        near = f"nearest is `{gap.nearest}` ({knowledge.full_title(gap.nearest)}), {percent} likely to answer it"
    match gap.why:
        case Why.NOTHING_NEAR:
            return f"{near}; a topic answers from {100 * ANSWER_FROM:.0f} % on, if no rival is as near"
        case Why.KNOWN_AS_OTHER:
            return f"like the questions of `{OTHER}`, which only says whom to ask; besides it, {near}"
        case Why.UNSURE:
            return f"{near}; the chat asks back, and most likely none of its choices is meant"


def stub(cluster: Cluster, taken: Container[str]) -> str:
    """A handoff to paste at the end of handoffs.yaml, and a passage, commented out, for when an article answers it."""
    label, name = cluster.label[:200], _id_for(cluster.label, taken)
    asked = [f"      - {_quoted(gap.text[:MAX_QUESTION_CHARACTERS])}" for gap in cluster.gaps]
    title = _quoted(label[:1].upper() + label[1:])
    handoff = [
        f"  - id: {name}",
        f"    title: {title}",
        "    reply: The article doesn't cover this.",
        "    ask: The practice can tell you more.",
        f"    suggestion: {title}",
        "    questions:",
        *asked,
    ]
    passage = [
        f"  - id: {name}",
        "    title: 'The heading, as it stands in source.md'",
        "    text: 'The section, word for word as it stands in source.md'",
        f"    suggestion: {title}",
        "    questions:",
        *asked,
    ]
    lead = "  # Or, once an article answers it, in its passages.yaml, in place of the lines above:"
    return "\n".join([*handoff, lead, *(f"  #{line}" for line in passage)])


def _id_for(label: str, taken: Container[str]) -> str:
    """A short id out of a question's own words, which nothing has yet."""
    said = [_LETTERS.sub("", word) for word in words(label) if word not in _FORM_WORDS]
    name = "_".join([word for word in said if word][:ID_WORDS])[: LONGEST_ID - 4].strip("_")
    if not name[:1].isalpha() or name in _NO_TEXT:
        name = "new_topic"
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, 1000))) if one not in taken)


def _quoted(text: str) -> str:
    """Text in YAML's single quotes, in which nothing means anything else."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
