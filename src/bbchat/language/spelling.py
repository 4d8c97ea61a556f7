"""Mends typing slips: a word that nobody knows becomes the nearest word that the knowledge or the encoder knows.

The one invariant: a word of the knowledge, a name in the middle of a sentence, an acronym and a word with digits stay
as typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable
from functools import cached_property
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bbchat.language.normalise import WORD, words

SHORTEST = 4
"""Letters below which a word is mended only to a longer one of the commonest: too many short words are alike."""
TWO_SLIPS_FROM = 8
"""Letters from which two slips are mended (measured on BANKING77 with a slip in 40 % of the words)."""
MAX_WORDS = 400
"""Unknown words mended in one text; the rest of a pasted book stays as typed."""
COMMONEST, ONE_IN = 100, 8
"""Of the knowledge's words, but of no more than one in so many, those that a word which it does not hold may stand for,
real though it is: who asks what they ned means need. Of 113,000 words of questions 5 fell for it, 3 of them rightly."""
ORDINARY = 6000
"""Of the general words, the most frequent, which are meant as they are typed."""
RARER_BY = 10
"""An unknown word of the examples is itself a slip where a word one slip away is so many times as frequent."""

SHORTHAND = {
    short: full
    for full, shorts in {
        "about": "abt",
        "appointment": "appt",
        "are": "r",
        "because": "bc cuz coz",
        "could": "cud",
        "how": "hw",
        "know": "kno",
        "much": "mch",
        "people": "ppl",
        "please": "pls plz",
        "really": "rly rlly",
        "should": "shud",
        "thanks": "thx",
        "though": "tho",
        "want": "wnt",
        "what": "wat wut",
        "when": "wen",
        "with": "w",
        "without": "wo",
        "would": "wud",
        "you": "u",
        "your": "ur",
    }.items()
    for short in shorts.split()
}
"""What people type short, in small letters, and the word that they mean."""


_ENDINGS = frozenset("s d m ll re ve".split())
"""What an apostrophe joins to any word."""
_NEGATED = frozenset(
    "ain aren can couldn didn doesn don hadn hasn haven isn mustn needn shan shouldn wasn weren won wouldn".split()
)
"""What it joins a t to."""

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    letter: "".join(
        other
        for near, keys in enumerate(_KEYS)
        for column, other in enumerate(keys)
        if abs(near - row) <= 1 and abs(column - place) <= 1 and other != letter
    )
    for row, line in enumerate(_KEYS)
    for place, letter in enumerate(line)
}
"""Keys beside each key of an American keyboard."""


def known_words(articles: Iterable[str], questions: Iterable[str], general: Collection[str]) -> list[str]:
    """The words of the articles and the example questions, but for the questions' own slips; the more frequent first.

    Args:
        articles: plain texts that were proof-read.
        questions: plain texts as people type them.
        general: other words that are certainly words.
    """
    published = Counter(word for text in articles for word in words(text))
    asked = Counter(word for text in questions for word in set(words(text)))
    counts = published + asked
    certain = {word for word in counts if word in published or word in general}
    doubtful = [word for word in counts if word not in certain and len(word) >= SHORTEST]
    frequent = [word for word in certain if counts[word] >= RARER_BY and "'" not in word]
    for word in doubtful:
        near = process.extract(word, frequent, scorer=OSA.distance, score_cutoff=1, limit=None)
        if any(counts[known] >= RARER_BY * counts[word] for known, _, _ in near):
            del counts[word]
    return [word for word, _ in counts.most_common()]


Words: TypeAlias = dict[tuple[int, bool], dict[str, int]]
"""By length, with an apostrophe and without, each with its place in the order of frequency."""


class Speller:
    """The words that are known, the practice's own first."""

    def __init__(self, own: Iterable[str], general: Iterable[str] = (), rare: Container[str] = ()) -> None:
        """The first two by falling frequency.

        Args:
            own: the knowledge's words.
            general: other words that a slip may stand for, such as the encoder's.
            rare: lower-case words that are no slips, and that no slip is taken for.
        """
        self._own, self._general = tuple(own), tuple(general)
        self._asked = frozenset(map(str.lower, self._own))
        self._ordinary = frozenset(map(str.lower, self._general[:ORDINARY]))
        self._seldom = frozenset(map(str.lower, self._general[ORDINARY:]))
        self._rare = rare

    @cached_property
    def _commonest(self) -> Words:
        return _by_length(self._own[: min(COMMONEST, len(self._own) // ONE_IN)])

    @cached_property
    def _sources(self) -> tuple[Words, Words]:
        """The knowledge's own and the general ones; made for the first slip: most questions have none."""
        return _by_length(self._own), _by_length(self._general)

    def repair(self, text: str) -> str:
        """The plain text with slips mended; the same string where there are none."""
        pieces: list[str] = []
        end = 0
        left = MAX_WORDS
        for match in WORD.finditer(text):
            word = match[0]
            if _goes_on(text[match.start() - 1 : match.start()]) or _goes_on(text[match.end() : match.end() + 1]):
                continue
            better = SHORTHAND.get(word)
            if better is None and left and self._may_repair(word, is_first=match.start() == 0):
                left -= 1
                better = self._meant(word.lower())
            if better:
                pieces += (text[end : match.start()], better)
                end = match.end()
        return "".join((*pieces, text[end:]))

    def is_well_typed(self, text: str) -> bool:
        """Whether a plain text holds no word that could be a slip, whoever wrote it, and no shorthand."""
        return all(
            word not in SHORTHAND and (len(word) < SHORTEST or not word.islower() or self._is_real(word) or "'" in word)
            for word in words(text)
        )

    def _is_real(self, word: str) -> bool:
        return word in self._ordinary or word in self._seldom or word in self._rare

    def _may_repair(self, word: str, *, is_first: bool) -> bool:
        lower = word.lower()
        if len(word) < SHORTEST - 1 or not word.isascii() or lower in self._asked or lower in self._ordinary:
            return False
        stem, _, ending = lower.rpartition("'")
        if ending == "t" and stem in _NEGATED:
            return False
        if ending in _ENDINGS and (len(stem) < SHORTEST - 1 or stem in self._asked or self._is_real(stem)):
            return False
        is_shouted = word.isupper() and len(word) > SHORTEST + 2
        return word.islower() or ((is_shouted or (is_first and word[1:].islower())) and not self._is_real(lower))

    def _meant(self, word: str) -> str | None:
        """The known word with the fewest slips; of several the practice's own, then the one that a finger slips to most
        easily, the one that begins alike, the most frequent."""
        if self._is_real(word):
            found = _nearest(word, self._commonest, 1)
            return found if found and _is_easy_slip(word, found, by_neighbours=False) else None
        sources = (self._commonest,) if len(word) < SHORTEST else self._sources[: 1 if "'" in word else 2]
        slips = range(1, 3 if len(word) >= TWO_SLIPS_FROM else 2)
        return next((found for slip in slips for source in sources if (found := _nearest(word, source, slip))), None)


def _nearest(word: str, source: Words, slips: int) -> str | None:
    """The likeliest of the words that are so many slips away; for a word of fewer than `SHORTEST`, of longer ones."""
    near: dict[str, int] = {}
    least = len(word) - slips if len(word) >= SHORTEST else len(word) + 1
    for size in range(least, len(word) + slips + 1):
        bucket = source.get((size, "'" in word), {})
        for known, _, _ in process.extract(word, bucket.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None):
            near[known] = bucket[known]
    return min(near, key=lambda known: (not _is_easy_slip(word, known), known[0] != word[0], near[known]), default=None)


def _is_easy_slip(typed: str, meant: str, *, by_neighbours: bool = True) -> bool:
    """Whether one of the commonest slips makes one word of the other: two letters swapped, a letter lost or doubled,
    or, where that counts, a neighbour's key struck (it makes so many real words that those stay)."""
    if len(typed) < len(meant):
        return True
    if len(typed) > len(meant):
        return any(typed[at] == typed[at - 1] and typed[:at] + typed[at + 1 :] == meant for at in range(1, len(typed)))
    wrong = [place for place, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
    if len(wrong) == 1:
        return by_neighbours and typed[wrong[0]] in NEIGHBOURS.get(meant[wrong[0]], "")
    return len(wrong) == 2 and typed[wrong[0] : wrong[1] + 1] == meant[wrong[0] : wrong[1] + 1][::-1]


def _goes_on(neighbour: str) -> bool:
    """Whether the letters beside this character are only a part of a word, such as one with digits."""
    return neighbour.isalnum() or neighbour in ("_", "@")


def _by_length(known: Iterable[str]) -> Words:
    buckets: Words = {}
    for rank, word in enumerate(known):
        if len(word) >= SHORTEST - 1 and word.replace("'", "").isalpha():
            buckets.setdefault((len(word), "'" in word), {}).setdefault(word.lower(), rank)
    return buckets
