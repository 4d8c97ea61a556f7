"""Which questions are not answered, how they are put together, and what an author can paste."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.authoring.gaps import LIKE_ENOUGH, Cluster, Findings, Gap, Why, apart, grouped, reason, sort_out, stub
from bbchat.authoring.question_sets import MAX_QUESTIONS, read_questions
from bbchat.cli.loading import open_store
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.store import VectorStore
from bbchat.errors import KnowledgeError
from bbchat.knowledge import schema
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import TopicId
from bbchat.knowledge.yaml_source import parse_yaml
from bbchat.language.normalise import plain_question

GOLDEN = Path(__file__).parents[2] / "golden" / "gaps.tsv"
PETS = (
    "can i bring my dog to the session",
    "is it ok if my puppy comes along",
    "do you have a therapy dog in the office",
)
NASTY = ['it\'s a "test": - [x] {y} #z *a &b !c', "no", "1:30", "''", "null", "how | does > this % @ ` end\\", "? a: b"]


@pytest.fixture(scope="module")
def store(knowledge_folder: Path) -> VectorStore:
    return open_store(knowledge_folder)


def nothing() -> None:
    """Nobody watches."""


def findings(assistant: Assistant, store: VectorStore, *questions: str) -> Findings:
    return sort_out(assistant, store, [(text,) for text in questions], nothing)


def cluster(*texts: str, why: Why = Why.UNSURE) -> Cluster:
    return Cluster(tuple(Gap((text,), why, TopicId("fees"), 0.21) for text in texts))


def test_questions_about_the_same_come_together_as_often_as_was_measured(
    assistant: Assistant, store: VectorStore
) -> None:
    rows = [line.split("\t") for line in GOLDEN.read_text("utf-8").splitlines()[1:]]
    names = [group if group != "single" else str(place) for place, (group, _) in enumerate(rows)]
    ordinary = store.vectors([plain_question(example.text) for example in assistant.knowledge.examples])
    vectors = apart(store.vectors([plain_question(text) for _, text in rows]), ordinary)
    belong = {pair for pair in combinations(range(len(rows)), 2) if names[pair[0]] == names[pair[1]]}
    put = {pair for group in grouped(vectors @ vectors.T) for pair in combinations(group, 2)}
    assert len(belong & put) / len(put) >= 0.57
    assert len(belong & put) / len(belong) >= 0.57


def test_gaps_are_grouped_under_their_most_central_question_and_the_rest_is_counted(
    assistant: Assistant, store: VectorStore
) -> None:
    found = findings(assistant, store, *PETS, "how much is it", "i want to die", "what is the capital of france")
    assert [[gap.text for gap in one.gaps] for one in found.clusters] == [sorted(PETS, key=PETS.index)] or {
        gap.text for one in found.clusters for gap in one.gaps
    } == set(PETS)
    assert len(found.clusters) == 1
    assert found.covered == (("fees", 1),)
    assert found.off_topic == ("what is the capital of france",)
    assert (found.crises, found.asked) == (1, 6)


def test_the_order_of_the_list_changes_nothing(assistant: Assistant, store: VectorStore) -> None:
    texts = [line.split("\t")[1] for line in GOLDEN.read_text("utf-8").splitlines()[1:30]]
    first = findings(assistant, store, *texts)
    random.Random(7).shuffle(texts)
    assert findings(assistant, store, *texts).clusters == first.clusters


def test_half_of_a_question_that_is_not_answered_makes_a_gap(assistant: Assistant, store: VectorStore) -> None:
    found = findings(assistant, store, "how much does it cost and can i bring my dog to the session")
    assert len(found.clusters) == 1
    assert found.clusters[0].gaps[0].why is Why.KNOWN_AS_OTHER


def test_no_gap_is_no_group(assistant: Assistant, store: VectorStore) -> None:
    assert findings(assistant, store, "does it work").clusters == ()


def naive(likeness: np.ndarray) -> list[list[int]]:
    groups = [[row] for row in range(len(likeness))]
    while len(groups) > 1:
        pairs = [
            (float(np.mean(likeness[np.ix_(a, b)])), -x, -y) for (x, a), (y, b) in combinations(enumerate(groups), 2)
        ]
        best, x, y = max(pairs)
        if best < LIKE_ENOUGH:
            break
        groups[-x] += groups.pop(-y)
    return sorted(sorted(group) for group in groups)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_groups_are_those_of_the_plain_definition(seed: int, count: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(count, 4))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert sorted(grouped(rows @ rows.T)) == naive(rows @ rows.T)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why.NOTHING_NEAR, "nearest is `fees` (Fees and payment), 21 % likely to answer it; a topic answers from 30 %"),
        (Why.KNOWN_AS_OTHER, "like the questions of `other`, which only says whom to ask; besides it, nearest is"),
        (Why.UNSURE, "the chat asks back, and most likely none of its choices is meant"),
    ],
)
def test_an_author_reads_which_topic_is_nearest_and_why_it_did_not_answer(
    assistant: Assistant, why: Why, said: str
) -> None:
    assert said in reason(cluster("a question", why=why), assistant.knowledge)


def test_a_topic_that_is_not_near_is_not_named(assistant: Assistant) -> None:
    far = Cluster((Gap(("x",), Why.KNOWN_AS_OTHER, TopicId("fees"), 0.004),))
    assert "fees" not in reason(far, assistant.knowledge)


def pasted(stubs: Sequence[str]) -> schema.HandoffsFile | None:
    source = parse_yaml(Path("x.yaml"), "\n".join(["handoffs:", *stubs]), first_line=1)
    return schema.validate(source, schema.HandoffsFile)


@pytest.mark.parametrize("text", [*PETS, *NASTY, "x" * 1500, "где парковка", "🙂 ?", "is it " * 60])
def test_what_is_to_be_pasted_is_right_whatever_was_asked(text: str) -> None:
    made = stub(cluster(text, *NASTY), set())
    shape = pasted([made])
    assert shape is not None
    assert len(shape.handoffs[0].questions) == 1 + len(NASTY)
    commented = [line.removeprefix("  #") for line in made.split("\n") if line.startswith("  #") and "Or," not in line]
    source = parse_yaml(Path("x.yaml"), "\n".join(["passages:", *commented]), first_line=1)
    assert schema.validate(source, schema.PassagesFile) is not None


def test_a_pasted_entry_makes_the_chat_hand_the_question_on(
    assistant: Assistant, store: VectorStore, knowledge_copy: Path
) -> None:
    found = findings(assistant, store, *PETS)
    with (knowledge_copy / "handoffs.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + stub(found.clusters[0], set()) + "\n")
    topics = load_knowledge(knowledge_copy).topics
    assert len(topics) == len(assistant.knowledge.topics) + 1
    assert "bring_dog_session" in topics or "therapy_dog_office" in topics or "ok_puppy_comes" in topics


def test_an_id_is_short_made_of_the_questions_words_and_never_taken() -> None:
    name = stub(cluster(PETS[0]), set()).split("\n")[0]
    assert name == "  - id: bring_dog_session"
    assert stub(cluster(PETS[0]), {"bring_dog_session"}).startswith("  - id: bring_dog_session_2\n")
    assert stub(cluster("¿…?"), set()).startswith("  - id: new_topic\n")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "one?\n\n- two\n3. three\n• four\none?\n...\nx\n", [("one?",), ("two",), ("three",), ("four",)]),
        ("a.tsv", "Mon\t9:30\tone\nTue\t9:45\ttwo\n", [("one",), ("two",)]),
        ("a.tsv", "day\tquestion\nMon\tone\n", [("one",)]),
        ("a.tsv", "labels\tstyle\ttext\nfees\tx\tone\n", [("one",)]),
        ("a.tsv", "first\tfollowup\nwhat\twhy\n", [("what", "why")]),
        ("a.yaml", "- one\n- text: two\n- 'three: 3'\n", [("one",), ("two",), ("three: 3",)]),
        ("a.txt", "\ufeffone\r\ntwo\x1b[31m\r\n", [("one",), ("two",)]),
    ],
)
def test_a_list_is_read_as_staff_would_write_it(
    tmp_path: Path, name: str, text: str, expected: list[tuple[str, ...]]
) -> None:
    (tmp_path / name).write_bytes(text.encode())
    assert [tuple(turn.removesuffix("[31m") for turn in one) for one in read_questions(tmp_path / name)] == expected


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("no.txt", None, "there is no such file"),
        ("a.docx", b"PK", "save it as plain text (.txt)"),
        ("a.txt", b"", "there is no question in this file"),
        ("a.txt", b"\xff\xfe\x00", "this is not UTF-8 text"),
        ("a.yaml", b"a: b", "this file should be a list of questions"),
        ("a.yaml", b"- a\n- [", "a.yaml:2"),
        ("a.txt", "\n".join(f"question {n}" for n in range(MAX_QUESTIONS + 1)).encode(), "split it"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(KnowledgeError) as caught:
        read_questions(tmp_path / name)
    assert caught.value.message == "The list of questions cannot be used as it is."
    assert any(said in str(problem) for problem in caught.value.problems)
    assert len(caught.value.problems) == 1
