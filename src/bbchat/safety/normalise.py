"""A message as the words that a reader would see in it, whatever was done to hide or mistype them.

The one invariant: reading takes time linear in the length of the message, and a word that the phrases know is
never lost: what is undone here only replaces or adds to words that the phrases don't know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from operator import add

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bbchat.safety.folding import fold

SOFT_BREAK, SENTENCE_BREAK = 1, 2
MAX_REPAIRED = 18
"""Longer words are not taken for misspellings."""
MAX_REPAIRS = 4
"""Words that one misspelling may stand for."""
MAX_SIGNS = 6
"""A word with more digits and signs in it is not taken for a masked word."""

_CHUNK = re.compile(r"\S+")
_PIECE = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_TRIPLED = re.compile(r"(.)\1\1")
_REPEATED = re.compile(r"(.)\1+")
_EDGES = ".,;:!?()[]{}\"-_~<>/\\|=+&^%#*'"
_SIGNS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "2": "z"}
_SIGNS |= {"@": "a", "$": "s", "!": "i", "|": "li", "+": "t", "(": "c", "€": "e", "£": "l"}
_MASKS = "*#%_-.?^~"


@dataclass(slots=True)
class Reading:
    """The words of one message; at each place, all that the word may be."""

    words: list[tuple[str, ...]] = field(default_factory=list, repr=False)
    breaks: list[int] = field(default_factory=list, repr=False)
    """What stands before each word: nothing, a comma or line end, or the end of a sentence."""

    def add(self, word: str, pause: int) -> None:
        """Append one word after a pause."""
        self.words.append((word,))
        self.breaks.append(pause)


class Normaliser:
    """Reads messages with the words of the phrases in mind."""

    def __init__(self, words: Set[str], phrase_words: Set[str], risk_words: Set[str], real_words: Set[str]) -> None:
        """Index the words once.

        Args:
            words: every word that a phrase or a modifier uses; none of these is taken for a slip.
            phrase_words: those whose slips are undone, from five letters on.
            risk_words: those that people hide or mistype: from four letters on; two slips in the longer ones.
            real_words: other words that must not be taken for a slip.
        """
        self._risk = frozenset(risk_words)
        self._known = frozenset(words) | self._risk
        self._real = frozenset(real_words)
        self._longest = max((len(word) for word in self._known), default=0)
        shortest = {word: 4 if word in self._risk else 5 for word in self._risk | phrase_words}
        self._mended = {word for word in shortest if shortest[word] <= len(word) <= MAX_REPAIRED}
        self._long_risk = sorted(word for word in self._risk & self._mended if len(word) >= 7)

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        """The words by their letters, none twice in a row. This and the two below are made for the first message that
        needs them: most do without, and they take longer than all else here."""
        return {_squeeze(word): word for word in sorted(self._known)}

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        """The words whose slips are undone, by what is left without a letter."""
        return _by_form((form, word) for word in self._mended for form in _shortenings(word))

    @cached_property
    def _masked(self) -> dict[str, list[str]]:
        """The risk words, by what is left where one or two letters are hidden."""
        hidden = (
            ("".join("*" if at in places else letter for at, letter in enumerate(word)), word)
            for word in sorted(self._risk)
            for count in (1, 2)
            for places in combinations(range(len(word)), count)
        )
        return _by_form(hidden)

    def read(self, text: str) -> Reading:
        """The words of a message."""
        reading = Reading()
        pause, at = SENTENCE_BREAK, 0
        folded = fold(text)
        for match in _CHUNK.finditer(folded):
            space = folded[at : match.start()]
            at = match.end()
            lines = space.count("\n") if space != " " else 0
            pause = max(pause, SENTENCE_BREAK if lines > 1 else lines)
            chunk = match.group()
            if chunk.isascii() and chunk.isalpha():
                reading.add(chunk, pause)
                pause = 0
            else:
                pause = self._read_chunk(self._without_apostrophes(chunk), reading, pause)
        reading = self._soften(self._join_letters(self._join_halves(reading)))
        self._add_repairs(reading)
        return reading

    def _without_apostrophes(self, chunk: str) -> str:
        """ "don't" as "dont"; "life's" as "life", where "lifes" is no word of the phrases."""
        base, mark, after = chunk.partition("'s")
        if mark and not after.strip(_EDGES) and base in self._known and base + "s" not in self._known:
            return base + after
        return chunk.replace("'", "")

    def _read_chunk(self, chunk: str, reading: Reading, pause: int) -> int:
        """Add the words of a run without spaces; returns the pause after it."""
        masked = self._unmask(chunk)
        if masked:
            reading.add(masked, pause)
            return _pause_after(chunk)
        pieces = _PIECE.findall(chunk)
        whole = "".join(piece for piece in pieces if piece.isalpha() and piece.isascii())
        if len(pieces) > 1 and len(whole) > 3 and whole in self._known and not whole.isdigit():
            parts = [piece for piece in pieces if "a" <= piece[0] <= "z"]
            if len(parts) > 1 and not all(part in self._known for part in parts):
                reading.add(whole, pause)
                return _pause_after(chunk)
        for index, piece in enumerate(pieces):
            if piece[0].isalnum() and piece.isascii():
                reading.add(piece, pause)
                pause = 0
            elif index == len(pieces) - 1:
                pause = max(pause, _pause_after(piece))
            else:
                pause = max(pause, SENTENCE_BREAK if piece[0] in "!?;" else 0)
        return pause

    def _unmask(self, chunk: str) -> str | None:
        """The known word behind digits, signs and masked letters, if there is one."""
        bare = chunk.strip(_EDGES)
        for core in dict.fromkeys((bare, chunk.rstrip(".,;:!?\"'"))):
            signs = sum(not "a" <= letter <= "z" for letter in core)
            if not 0 < signs <= MAX_SIGNS or signs == len(core) or not 3 <= len(core) <= 40:
                continue
            options = [_SIGNS.get(letter, letter) for letter in core]
            for letters in product(*options) if signs <= 5 else ():
                word = "".join(letters)
                if word in self._known or (len(word) > 7 and self._segments(word)):
                    return word
            form = "".join("*" if letter in _MASKS else _SIGNS.get(letter, letter)[0] for letter in core)
            if "*" in form and form in self._masked:
                return self._masked[form][0]
        return None

    def _join_letters(self, reading: Reading) -> Reading:
        """Words from letters that stand apart."""
        singles = [len(words[0]) == 1 for words in reading.words]
        if not any(map(all, zip(singles, singles[1:], singles[2:], strict=False))):
            return reading
        joined = Reading()
        at, count = 0, len(reading.words)
        while at < count:
            end = at
            while end < count and len(reading.words[end][0]) == 1:
                end += 1
            run = reading.words[at : max(end, at + 1)]
            letters = [words[0] for words in run]
            if len(run) > 2 and 2 * sum(letter.isalpha() for letter in letters) > len(run):
                letters = self._split("".join(_SIGNS.get(letter, letter)[0] for letter in letters)) or letters
            for index, word in enumerate(letters):
                joined.add(word, 0 if index and len(letters) < len(run) else reading.breaks[at + index])
            at += len(run)
        return joined

    def _join_halves(self, reading: Reading) -> Reading:
        """Words that a space cut in two."""
        words = [word for (word, *_) in reading.words]
        halves = {at for at, both in enumerate(map(add, words, words[1:])) if len(both) > 5 and both in self._risk}
        halves = {at for at in halves if words[at] not in self._known or words[at + 1] not in self._known}
        if not halves:
            return reading
        joined = Reading()
        at = 0
        while at < len(words):
            step = 2 if at in halves else 1
            joined.add("".join(words[at : at + step]), reading.breaks[at])
            at += step
        return joined

    def _soften(self, reading: Reading) -> Reading:
        """A full stop after every single word divides nothing."""
        breaks = reading.breaks
        for at in range(1, len(breaks)):
            alone_after = at + 1 == len(breaks) or breaks[at + 1] == SENTENCE_BREAK
            if breaks[at] == SENTENCE_BREAK and alone_after and (at == 1 or breaks[at - 1]):
                breaks[at] = SOFT_BREAK
        return reading

    def _add_repairs(self, reading: Reading) -> None:
        """What each unknown word may have been meant to be."""
        seen: dict[str, list[str]] = {}
        extra: dict[int, list[str]] = {}
        for at, (word,) in enumerate(reading.words):
            if word in self._known or word in self._real or len(word) < 3:
                continue
            if word not in seen:
                seen[word] = self._repairs(word)
            if seen[word]:
                extra[at] = seen[word]
        for at in sorted(extra, reverse=True):
            repairs = extra[at]
            if " " in repairs[0]:
                parts = repairs[0].split()
                reading.words[at : at + 1] = [(part,) for part in parts]
                reading.breaks[at + 1 : at + 1] = [0] * (len(parts) - 1)
            else:
                reading.words[at] = (reading.words[at][0], *repairs)

    def _repairs(self, word: str) -> list[str]:
        if _TRIPLED.search(word) and _squeeze(word) in self._squeezed:
            return [self._squeezed[_squeeze(word)]]
        if len(word) > 7:
            segments = self._segments(word)
            if segments:
                return [" ".join(segments)]
        if not 3 < len(word) <= MAX_REPAIRED:
            return []
        if _TRIPLED.search(word):
            word = _REPEATED.sub(r"\1", word)
        near = {known for form in _shortenings(word) for known in self._shortened.get(form, ())}
        near = {known for known in near if OSA.distance(word, known, score_cutoff=1) <= 1}
        near -= {known for known in near if len(known) < 5 and known[0] != word[0]}
        if near or len(word) < 6:
            return sorted(near)[:MAX_REPAIRS]
        far = process.extract(word, self._long_risk, scorer=OSA.distance, score_cutoff=2, limit=MAX_REPAIRS)
        return [known for known, _, _ in far if known[0] == word[0]]

    def _segments(self, glued: str) -> list[str] | None:
        """The known words that were written without spaces, if that is all there is and one of them is a risk word."""
        parts = self._split(glued)
        if parts and any(part in self._risk for part in parts) and all(len(p) > 1 or p in "iay" for p in parts):
            return parts
        return None

    def _split(self, letters: str) -> list[str] | None:
        """The fewest words that these letters make; letters that belong to none stay single."""
        costs = [0.0] + [0.0] * len(letters)
        backs = [0] * (len(letters) + 1)
        for end in range(1, len(letters) + 1):
            costs[end], backs[end] = costs[end - 1] + 1.6, end - 1
            for start in range(max(0, end - self._longest), end - 1):
                if costs[start] + 1 < costs[end] and letters[start:end] in self._known:
                    costs[end], backs[end] = costs[start] + 1, start
        parts: list[str] = []
        end = len(letters)
        while end:
            parts.append(letters[backs[end] : end])
            end = backs[end]
        return parts[::-1] if any(len(part) > 2 for part in parts) else None


def _squeeze(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


def _by_form(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for form, word in pairs:
        words.setdefault(form, []).append(word)
    return words


def _shortenings(word: str) -> set[str]:
    """The word, and the word without one of its letters: two words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _pause_after(signs: str) -> int:
    tail = signs.rstrip("\"')]}*_~")
    if tail.endswith((".", "!", "?", ";")):
        return SOFT_BREAK if tail.endswith("..") else SENTENCE_BREAK
    return SOFT_BREAK if tail.endswith((",", ":", "-", "/")) else 0
