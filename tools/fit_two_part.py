"""Fit `PROMISE_WEIGHTS` and `WEIGHTS` in `src/bbchat/conversation/two_part.py`, by which a question is taken for two.

    python tools/fit_two_part.py [tools/two_part.tsv]

Logistic regression on every possible cut of two kinds of rows: the file's (`labels<TAB>text`, the parts' labels joined
by "+"), and the knowledge's own example questions, which are single, each scored by a matcher that never saw it. A cut
is a good one where the row has two parts and both get one of their topics.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bbchat.authoring.question_sets import QuestionRow, read_question_set
from bbchat.cli.loading import load_assistant, open_store
from bbchat.conversation import two_part
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.wordpiece import words_of
from bbchat.matching import matcher
from bbchat.matching.calibration import logistic

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = 1800
"""Of the knowledge's examples about so many are cut, too: with more, two questions would seem rarer than they did
when the thresholds in `two_part` were chosen."""
FOLDS = 5


def cuts_of(row: QuestionRow, assistant: Assistant) -> Iterator[tuple[list[float], list[float], bool]]:
    """What is known of each cut of a row before its parts are encoded and after, and whether it is a good one."""
    reading = assistant.reader.read(row.turns[-1])
    words = words_of(reading.texts[0])
    cuts = two_part.splits(words)
    if not cuts or len(reading.texts) > 1:
        return
    topics = assistant.matcher.topics
    scores, glimpses = assistant.score_and_glimpses(cuts, words, reading)
    whole = scores.probabilities
    for cut, glimpse in zip(cuts, glimpses, strict=True):
        first, second = (scores.probabilities for _, scores in assistant.parts(cut, words))
        found = topics[int(first.argmax())], topics[int(second.argmax())]
        is_good = len(row.parts) == 2 and all(topic in part for topic, part in zip(found, row.parts, strict=True))
        after = [*two_part.form(cut, words), *two_part.meaning(whole, first, second)]
        yield two_part.glimpsed(cut, words, whole, *glimpse), after, is_good and found[0] != found[1]


def main() -> int:
    """Fit and print."""
    rows = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tools/two_part.tsv"
    knowledge = ROOT / "knowledge"
    assistant, _, _ = load_assistant(knowledge)
    store = open_store(knowledge)
    topics = assistant.matcher.topics
    cases = [case for row in read_question_set(rows, topics)[0] for case in cuts_of(row, assistant)]
    examples = [example for example in assistant.knowledge.examples if example.topics]
    for fold in range(FOLDS):
        rest = [example for place, example in enumerate(examples) if place % FOLDS != fold]
        unseen = replace(assistant, matcher=matcher.build(rest, topics, store, {})[0])
        for example in examples[fold :: FOLDS * max(len(examples) // EXAMPLES, 1)]:
            cases += cuts_of(QuestionRow((example.text,), (frozenset(example.topics),)), unseen)
    before, after = np.array([one for one, _, _ in cases]), np.array([other for _, other, _ in cases])
    truth = np.array([is_good for _, _, is_good in cases])
    sys.stdout.write(f"{len(cases)} cuts, {int(truth.sum())} good\n")
    for name, inputs in (("PROMISE_WEIGHTS", before), ("WEIGHTS", after)):
        weights = logistic(inputs, truth, np.ones(len(cases)))
        sys.stdout.write(f"{name} = ({', '.join(f'{weight:.2f}' for weight in weights)})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
