"""Mends typing slips: a word that nobody knows becomes the nearest word that the knowledge or the encoder knows.

The one invariant: a known word, a name in the middle of a sentence, an acronym and a word with digits stay as typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable
from functools import cached_property
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bbchat.language.normalise import WORD, words

SHORTEST = 4
"""Letters below which a word is left alone: too many short words are one slip apart."""
TWO_SLIPS_FROM = 8
"""Letters from which two slips are mended (measured on BANKING77 with a slip in 40 % of the words)."""
MAX_WORDS = 400
"""Unknown words mended in one text; the rest of a pasted book stays as typed."""


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
        self._known = frozenset(map(str.lower, chain(self._own, self._general)))
        self._rare = rare

    @cached_property
    def _sources(self) -> tuple[dict[int, dict[str, int]], dict[int, dict[str, int]]]:
        """Both by length, made for the first slip: most questions have none."""
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
                better = self._nearest(word.lower())
            if better:
                pieces += (text[end : match.start()], better)
                end = match.end()
        return "".join((*pieces, text[end:]))

    def is_well_typed(self, text: str) -> bool:
        """Whether a plain text holds no word that could be a slip, whoever wrote it, and no shorthand."""
        general = self._sources[1]
        return all(
            word not in SHORTHAND
            and (
                len(word) < SHORTEST
                or not word.islower()
                or word in general.get(len(word), {})
                or word in self._rare
                or "'" in word
            )
            for word in words(text)
        )

    def _may_repair(self, word: str, *, is_first: bool) -> bool:
        if len(word) < SHORTEST or "'" in word or not word.isascii():
            return False
        if word.lower() in self._known or word.lower() in self._rare:
            return False
        is_shouted = word.isupper() and len(word) > SHORTEST + 2
        return word.islower() or is_shouted or (is_first and word[1:].islower())

    def _nearest(self, word: str) -> str | None:
        """The known word with the fewest slips; of several the practice's own, then the one that a finger slips to most
        easily, the one that begins alike, the most frequent."""
        limit = 2 if len(word) >= TWO_SLIPS_FROM else 1
        for distance in range(1, limit + 1):
            for source in self._sources:
                sizes = range(len(word) - distance, len(word) + distance + 1)
                near = {
                    known: bucket[known]
                    for bucket in (source.get(size, {}) for size in sizes)
                    for known, _, _ in process.extract(
                        word, bucket.keys(), scorer=OSA.distance, score_cutoff=distance, limit=None
                    )
                }
                if near:
                    return min(
                        near, key=lambda known: (not _is_easy_slip(word, known), known[0] != word[0], near[known])
                    )
        return None


def _is_easy_slip(typed: str, meant: str) -> bool:
    """Whether one of the commonest slips makes one word of the other: two letters swapped, a letter lost or doubled,
    a neighbour's key struck."""
    if len(typed) < len(meant):
        return True
    if len(typed) > len(meant):
        return any(typed[at] == typed[at - 1] and typed[:at] + typed[at + 1 :] == meant for at in range(1, len(typed)))
    wrong = [place for place, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
    if len(wrong) == 1:
        return typed[wrong[0]] in NEIGHBOURS.get(meant[wrong[0]], "")
    return len(wrong) == 2 and typed[wrong[0] : wrong[1] + 1] == meant[wrong[0] : wrong[1] + 1][::-1]


def _goes_on(neighbour: str) -> bool:
    """Whether the letters beside this character are only a part of a word, such as one with digits."""
    return neighbour.isalnum() or neighbour in ("_", "@")


def _by_length(known: Iterable[str]) -> dict[int, dict[str, int]]:
    """Words of each length, each with its place in the order of frequency."""
    buckets: dict[int, dict[str, int]] = {}
    for rank, word in enumerate(known):
        if len(word) >= SHORTEST - 1 and word.isalpha():
            buckets.setdefault(len(word), {}).setdefault(word.lower(), rank)
    return buckets
