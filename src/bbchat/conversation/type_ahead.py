"""Questions that the practice's authors wrote, offered while somebody types.

The one invariant: only whole questions and titles of the knowledge are offered; nothing that is typed is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bbchat.knowledge.model import Handoff, Knowledge, Passage, TopicId
from bbchat.language.normalise import plain

SHORTEST_TYPED = 3
"""Characters from which anything is offered."""
LONGEST_TYPED = 120
"""Characters up to which anything is offered: a longer line is a question of its own."""
LONGEST = 64
"""Characters of a question that still reads at a glance."""
MAX_OFFERED = 4
MAX_OF_A_TOPIC = 2
"""So that the few lines show more than one thing."""
NEAR_ENOUGH = 78.0
"""RapidFuzz's partial ratio, 0 to 100, below which a question has too little of what was typed."""
LOOKED_AT = 40
"""The nearest questions that are looked at more closely."""


@dataclass(frozen=True, slots=True)
class TypeAhead:
    """Finds the questions that fit what was typed so far."""

    questions: tuple[str, ...]
    topics: tuple[TopicId, ...]
    plain: tuple[str, ...]
    """What the typed text is compared with, in small letters."""

    @classmethod
    def build(cls, knowledge: Knowledge, is_well_typed: Callable[[str], bool]) -> TypeAhead:
        """Out of the suggested questions, the titles, and the example questions without slips, in this order."""
        named = {topic.id: topic for topic in knowledge.topics.values() if isinstance(topic, Passage | Handoff)}
        asked = ((one.text, one.topics[0]) for one in knowledge.examples if one.topics and is_well_typed(one.text))
        found: dict[str, tuple[str, TopicId]] = {}
        for text, topic in (
            *((topic.suggestion, topic.id) for topic in named.values()),
            *((topic.title, topic.id) for topic in named.values()),
            *asked,
        ):
            words = _comparable(text)
            if topic in named and len(words) >= SHORTEST_TYPED and len(text) <= LONGEST:
                found.setdefault(words, (text, topic))
        return cls(tuple(text for text, _ in found.values()), tuple(topic for _, topic in found.values()), tuple(found))

    def offers(self, typed: str) -> tuple[str, ...]:
        """At most `MAX_OFFERED` questions, the best first; none for a short or long text, or one that is whole."""
        words = _comparable(typed[: LONGEST_TYPED + 1])
        if len(typed) > LONGEST_TYPED or len(words) < SHORTEST_TYPED or words in self.plain:
            return ()
        near = process.extract(
            words, self.plain, scorer=fuzz.partial_ratio, score_cutoff=NEAR_ENOUGH, limit=LOOKED_AT, processor=None
        )
        ranked = sorted(near, key=lambda one: (-_fit(words, one[0]), -one[1], len(one[0]), one[2]))
        return self._varied([place for _, _, place in ranked])

    def _varied(self, places: Sequence[int]) -> tuple[str, ...]:
        seen: Counter[TopicId] = Counter()
        offered: list[str] = []
        for place in places:
            seen[self.topics[place]] += 1
            if seen[self.topics[place]] <= MAX_OF_A_TOPIC and len(offered) < MAX_OFFERED:
                offered.append(self.questions[place])
        return tuple(offered)


def _comparable(text: str) -> str:
    return " ".join(plain(text).lower().split()).rstrip(" ?.!")


def _fit(typed: str, question: str) -> float:
    """How much of what was typed the question holds: its beginning best, then whole words, then the rest."""
    if question.startswith(typed):
        return 3.0
    if f" {typed}" in question:
        return 2.0
    held = question.split()
    return sum(any(word.startswith(one) for word in held) for one in typed.split()) / len(typed.split())
