"""Everything that can be read: in its order, as an outline; and by its words, while they are typed.

The one invariant: what is found stands in the knowledge, and each place is a span of the very text that is shown.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bbchat.knowledge.model import Article, Handoff, Knowledge, Passage, TopicId
from bbchat.language.clean import clean

LONGEST_TYPED = 120
"""Characters of what is typed that are looked for."""
SHORTEST_MENDED = 4
"""Letters from which a word may have a slip in it."""
SHORTEST_MENDED_BEGINNING = 6
"""Letters from which the beginning of a word may; a shorter one would be the beginning of too many."""

Span: TypeAlias = tuple[int, int]
"""Start and end in a text."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that belong together, in the order in which they are read."""

    title: str
    topics: tuple[TopicId, ...]
    article: Article | None = None
    """The article whose sections they are; None for what no article answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """A topic that has every word."""

    topic: TopicId
    places: tuple[Span, ...] = ()
    """Where words stand in its text, in order; none where only its title or a question has them."""
    in_title: tuple[Span, ...] = ()

    @property
    def span(self) -> Span | None:
        """The place in its text that has most of what was typed, the first of equals."""
        return max(self.places, key=lambda place: place[1] - place[0], default=None)


def outline(knowledge: Knowledge) -> tuple[Group, ...]:
    """All sections, article by article, then the handoffs."""
    groups = [
        Group(article.title, tuple(one.id for one in knowledge.passages() if one.article == article.id), article)
        for article in knowledge.articles.values()
    ]
    words = knowledge.wording.topics
    rest = words.not_in_article if len(knowledge.articles) == 1 else words.not_in_articles
    groups.append(Group(rest, tuple(one.id for one in knowledge.handoffs())))
    return tuple(group for group in groups if group.topics)


def text_of(knowledge: Knowledge, topic: TopicId) -> str:
    """What a topic says: a section's own text; for a handoff the reply, and whom to ask."""
    match knowledge.topics[topic]:
        case Passage() as passage:
            return passage.text
        case Handoff() as handoff:
            return f"{handoff.reply}\n\n{handoff.ask}"
        case talk:
            return talk.reply


def find(knowledge: Knowledge, typed: str) -> tuple[Found, ...]:
    """The topics that have every word of what was typed, the best first; to look more than once, keep a `Finder`."""
    return Finder(knowledge).find(typed)


_Words: TypeAlias = list[tuple[int, int, str]]
"""Start, end and comparable form of each word of a text."""
_Reading: TypeAlias = tuple[Set[str], ...]
"""For each typed word, the known words that it stands for."""


class Finder:
    """Looks for words in titles, texts and the authors' questions, a keystroke at a time."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._topics = [topic for group in outline(knowledge) for topic in group.topics]
        self._titles = [_words(knowledge.title(topic)) for topic in self._topics]
        self._texts = [_words(text_of(knowledge, topic)) for topic in self._topics]
        place_of = {topic: place for place, topic in enumerate(self._topics)}
        self._owners: list[tuple[int, ...]] = [(place,) for place in range(len(self._topics))]
        """For each piece of text, the topics that it leads to: first each topic's own, then questions."""
        self._pieces: defaultdict[str, set[int]] = defaultdict(set)
        """The pieces of text that each known word stands in."""
        for place, (title, text) in enumerate(zip(self._titles, self._texts, strict=True)):
            self._add(place, (*title, *text))
        asked = [(knowledge.suggestion(topic), (topic,)) for topic in self._topics]
        for question, topics in (*asked, *((one.text, one.topics) for one in knowledge.examples)):
            if owners := tuple(place_of[topic] for topic in topics if topic in place_of):
                self._add(len(self._owners), _words(question))
                self._owners.append(owners)
        self._known = sorted(self._pieces)

    def find(self, typed: str) -> tuple[Found, ...]:
        """The topics that have every word of what was typed, the best first; none where no word was typed."""
        typed_words = list(dict.fromkeys(word for _, _, word in _words(clean(typed[:LONGEST_TYPED]))))
        if not typed_words:
            return ()
        as_typed = tuple(self._beginning_with(word) for word in typed_words)
        for reading in (as_typed, *self._mended(typed_words, as_typed)):
            if pieces := self._with_all(reading):
                return self._ranked(*self._wider(typed_words, reading, pieces))
        return ()

    def _wider(self, typed: Sequence[str], reading: _Reading, pieces: set[int]) -> tuple[_Reading, set[int]]:
        """The reading itself; where only questions have it, which hold slips on purpose, near words as well."""
        if min(pieces) < len(self._topics):
            return reading, pieces
        wider = tuple(
            meant | self._near(word) if len(word) >= SHORTEST_MENDED_BEGINNING else meant
            for word, meant in zip(typed, reading, strict=True)
        )
        found = self._with_all(wider)
        return (wider, found) if min(found) < len(self._topics) else (reading, pieces)

    def _add(self, piece: int, words: Iterable[tuple[int, int, str]]) -> None:
        for _, _, word in words:
            self._pieces[word].add(piece)

    def _beginning_with(self, word: str) -> Set[str]:
        first = bisect_left(self._known, word)
        return set(self._known[first : bisect_left(self._known, f"{word}\U0010ffff", first)])

    def _with_all(self, reading: _Reading) -> set[int]:
        return set.intersection(*(set().union(*(self._pieces[word] for word in words)) for words in reading))

    def _mended(self, typed: Sequence[str], as_typed: _Reading) -> Iterable[_Reading]:
        """The readings with one slip forgiven: in the word that nothing begins with, or in each in turn."""
        unknown = [place for place, words in enumerate(as_typed) if not words]
        if len(unknown) > 1:
            return
        for place in unknown or range(len(typed)):
            yield (*as_typed[:place], self._near(typed[place]), *as_typed[place + 1 :])

    def _near(self, word: str) -> Set[str]:
        """The known words that are one slip away from a word, or that begin with what is."""
        size = len(word)
        compared = [self._known] if size >= SHORTEST_MENDED else []
        if size >= SHORTEST_MENDED_BEGINNING:
            compared += [[known[:length] for known in self._known] for length in (size, size + 1)]
        near: set[str] = set()
        for choices in compared:
            hits = process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None)
            near.update(self._known[place] for _, _, place in hits)
        return near

    def _ranked(self, reading: _Reading, pieces: Set[int]) -> tuple[Found, ...]:
        """Titles first, then texts, the words side by side before words apart, then what most questions lead to."""
        count = len(self._topics)
        asked = Counter(owner for piece in pieces if piece >= count for owner in self._owners[piece])
        ranked: list[tuple[tuple[int, int, int, int], Found]] = []
        for place in {owner for piece in pieces for owner in self._owners[piece]}:
            title, text = self._titles[place], self._texts[place]
            found = Found(self._topics[place], _places(text, reading), _places(title, reading))
            tier = 0 if _has_all(title, reading) else 1 if place in pieces else 2
            side_by_side = max((sum(a <= start < b for start, _, _ in text) for a, b in found.places), default=0)
            ranked.append(((tier, -side_by_side, -asked[place], place), found))
        return tuple(found for _, found in sorted(ranked, key=lambda one: one[0]))


def _words(text: str) -> _Words:
    return [(match.start(), match.end(), _comparable(match[0])) for match in _WORD.finditer(text)]


def _comparable(word: str) -> str:
    """Small letters without accents and apostrophes."""
    if word.isascii():
        return word.lower().replace("'", "")
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if letter not in "'’" and not unicodedata.combining(letter))


def _has_all(words: _Words, reading: _Reading) -> bool:
    return all(any(word in meant for _, _, word in words) for meant in reading)


def _places(words: _Words, reading: _Reading) -> tuple[Span, ...]:
    """Where the words of a reading stand; those that were typed side by side and stand so are one place."""
    places: list[Span] = []
    before = len(reading)
    for start, end, word in words:
        following = before + 1
        if following < len(reading) and word in reading[following]:
            places[-1] = (places[-1][0], end)
            before = following
        else:
            before = next((place for place, meant in enumerate(reading) if word in meant), len(reading))
            if before < len(reading):
                places.append((start, end))
    return tuple(places)
