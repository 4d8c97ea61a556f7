"""Whether the example questions of a folder teach what they should.

The one invariant: a question that is told stands in a file, and is told at its line; where it is one of a pair, so is
the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from bbchat.authoring.checks.finding import Finding, Place, named, place_of, warning
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.knowledge.loader import Entry
from bbchat.knowledge.model import Handoff, Passage, SmallTalk
from bbchat.language.clean import clean
from bbchat.language.normalise import plain_question, words

Encode: TypeAlias = Callable[[Sequence[str]], Vector]
"""From n questions, plain, to their vectors (n, 768)."""

TOO_ALIKE = 0.93
"""Cosine from which two questions say the same; pairs below it were told apart by readers."""
SAME_AGAIN = 0.97
"""Cosine from which a topic gains nothing by the second of two questions: a word in another place or left out."""
FEWEST = 20
"""Questions below which a section or handoff is easily missed; those that came with the program have 75 and more."""
JUDGED_FROM = 5
"""Questions from which it can be said that all are alike."""
UNIFORM = 0.5
"""Cosine that more than half of a topic's pairs of questions reach where they only say one thing in other words. In the
knowledge that comes with the program a topic's middle pair is at 0.26 or less."""
SAME_START = 0.5
"""Share of a topic's questions that may begin with the same two words; at most 0.22 in the program's own knowledge."""
ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question, and where it stands."""

    text: str
    topics: frozenset[str]
    """The topics that it leads to; none where it belongs nowhere."""
    place: Place
    is_own: bool = False
    """A topic's title or suggestion, which asks for it as well; a question that says the same does no harm."""
    is_title: bool = False
    """An article's titles stay as they are, though two articles end in the same one."""


def placed(entries: Iterable[Entry]) -> list[PlacedQuestion]:
    """All questions of the files, titles and suggestions among them, in order."""
    found = []
    for entry in entries:
        topic, source = entry.topic, entry.source
        if not isinstance(topic, SmallTalk):
            for name, text in (("title", topic.title), ("suggestion", topic.suggestion)):
                place = place_of(source, (*entry.where, name))
                is_title = name == "title"
                found.append(PlacedQuestion(text, frozenset({topic.id}), place, is_own=True, is_title=is_title))
        for where, text, leads in entry.examples:
            topics = frozenset(topic for _, topic in leads)
            found.append(PlacedQuestion(clean(text), topics, place_of(source, where)))
    return found


def twice(questions: Sequence[PlacedQuestion], encode: Encode | None) -> Iterator[Finding]:
    """Questions that say what another says before them; each is told once, with the one that it is most like.

    Args:
        questions: all of a folder.
        encode: None where there is no encoder: then only those that are the same letter for letter are found.
    """
    texts = [plain_question(question.text) for question in questions]
    found = _same_text(questions, texts)
    if encode is not None and questions:
        found = {**_alike(questions, encode(texts)), **found}
    for later, earlier in sorted(found.items()):
        yield _pair(questions[earlier], questions[later], is_same=texts[earlier].lower() == texts[later].lower())


def _same_text(questions: Sequence[PlacedQuestion], texts: Sequence[str]) -> dict[int, int]:
    seen: dict[str, list[int]] = {}
    found = {}
    for at, text in enumerate(texts):
        before = seen.setdefault(text.lower(), [])
        earlier = next((one for one in before if _is_told(questions[one], questions[at])), None)
        if earlier is not None:
            found[at] = earlier
        before.append(at)
    return found


def _is_told(earlier: PlacedQuestion, later: PlacedQuestion) -> bool:
    are_titles = earlier.is_title and later.is_title
    return not are_titles and not ((earlier.is_own or later.is_own) and _belong_together(earlier, later))


def _alike(questions: Sequence[PlacedQuestion], vectors: Vector) -> dict[int, int]:
    """For each question that is too much like an earlier one, the most alike of those."""
    meaning = vectors[:, :MEANING]
    best: dict[int, tuple[float, int]] = {}
    for start in range(0, len(meaning), ROWS_AT_ONCE):
        likeness = meaning[start : start + ROWS_AT_ONCE] @ meaning.T
        for row, earlier in np.argwhere(likeness >= TOO_ALIKE):
            later, near = start + int(row), float(likeness[row, earlier])
            if earlier >= later or not _is_told(questions[earlier], questions[later]):
                continue
            is_one_topic = _belong_together(questions[earlier], questions[later])
            if near >= (SAME_AGAIN if is_one_topic else TOO_ALIKE):
                best[later] = max(best.get(later, (0.0, 0)), (near, int(earlier)))
    return {later: earlier for later, (_, earlier) in best.items()}


def _belong_together(one: PlacedQuestion, other: PlacedQuestion) -> bool:
    return bool(one.topics & other.topics) or one.topics == other.topics


def _pair(earlier: PlacedQuestion, later: PlacedQuestion, *, is_same: bool) -> Finding:
    if later.is_title:
        earlier, later = later, earlier
    where = named(earlier.place)
    says = (
        f"“{later.text}” stands at {where} as well" if is_same else f"“{later.text}” says the same as “{earlier.text}”"
    )
    if not is_same:
        says += f" at {where}"
    if _belong_together(earlier, later):
        fix = "take one of the two out: what is said twice counts twice, and teaches nothing new"
        return warning("duplicates", later.place, says, fix)
    under = [", ".join(sorted(question.topics)) or "no topic" for question in (later, earlier)]
    fix = "keep one; where both topics answer it, name the other under `also`"
    if later.is_own:
        fix = "say one of the two otherwise"
    return warning("duplicates", later.place, f"{says}, here under {under[0]} and there under {under[1]}", fix)


def thin(entries: Iterable[Entry], encode: Encode | None) -> Iterator[Finding]:
    """Sections and handoffs with few questions, or with questions that are all alike."""
    for entry in entries:
        asked = [clean(text) for where, text, _ in entry.examples if "questions" in where]
        if isinstance(entry.topic, SmallTalk):
            continue
        place = place_of(entry.source, (*entry.where, "questions"))
        if len(asked) < FEWEST:
            count = f"{len(asked)} question{'s' if len(asked) != 1 else ''}"
            message = f"{_name(entry.topic)} has {count}, fewer than {FEWEST}"
            yield warning("few_questions", place, message, "add more, in the words of different people")
        if reason := _uniform(asked, encode):
            fix = "add some in other words: short and long ones, worries, slips, and without the words of the title"
            yield warning("uniform_questions", place, f"the questions of {_name(entry.topic)} {reason}", fix)


def _name(topic: Passage | Handoff) -> str:
    return f"the {'section' if isinstance(topic, Passage) else 'handoff'} `{topic.id}`"


def _uniform(asked: Sequence[str], encode: Encode | None) -> str:
    """How questions are all alike; empty where they are not."""
    if len(asked) < JUDGED_FROM:
        return ""
    begins = Counter(" ".join(words(plain_question(text))[:2]) for text in asked)
    start, count = begins.most_common(1)[0]
    if count > SAME_START * len(asked):
        return f"nearly all begin the same way ({count} of {len(asked)} with “{start} …”)"
    if encode is not None:
        meaning = encode([plain_question(text) for text in asked])[:, :MEANING]
        middle = float(np.median((meaning @ meaning.T)[np.triu_indices(len(asked), 1)]))
        if middle > UNIFORM:
            return f"nearly all say the same (likeness {middle:.2f}, at most {UNIFORM:.2f})"
    return ""
