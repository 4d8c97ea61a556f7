"""A signature holds for what was read and for nothing else, and whoever signs sees what has changed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.authoring.changes import Change, word_changes
from bbchat.authoring.checks.signed import signed, unproved
from bbchat.authoring.signing import (
    TEXTS_NAME,
    as_yaml,
    chosen,
    merged,
    orphans,
    read_texts,
    signables,
    statuses,
    texts_of,
    write,
)
from bbchat.errors import BbchatError, KnowledgeError, Problem
from bbchat.knowledge.loader import Folder, load_knowledge, read_folder
from bbchat.knowledge.model import Knowledge, Passage, Review, Standing, TopicId
from bbchat.knowledge.signatures import FILE_NAME, SECTIONS, Key, Signature, Signatures, digest, read_signatures
from bbchat.knowledge.wording import Wording
from bbchat.language.clean import clean
from tests.unit.knowledge.knowledge_writer import HANDOFFS, PASSAGES, PRACTICE, SMALL_TALK, SOURCE, change

HELPLINES = "safety/helplines.yaml"
TODAY = date(2027, 3, 1)


def read(folder: Path) -> tuple[Folder, Knowledge]:
    found = read_folder(folder)
    assert found.knowledge is not None, found.all_problems()
    return found, found.knowledge


def sign(folder: Path, reviewer: str = "A. Reader", on: str = "2026-11-24", only: tuple[str, ...] = ()) -> None:
    found, knowledge = read(folder)
    all_of_it = statuses(signables(found, knowledge), found.signatures)
    now = chosen(all_of_it, only)
    write(folder, merged(all_of_it, now, reviewer, on), {**read_texts(folder), **texts_of(now)})


def unsigned(folder: Path) -> list[str]:
    """What is not as it was signed, as an author reads it."""
    return [str(one).replace(f"{folder}/", "").partition(";")[0] for one in unproved(read(folder)[0])]


def test_once_signed_everything_is_proved(small_knowledge: Path) -> None:
    assert len(unsigned(small_knowledge)) == 13
    sign(small_knowledge)
    assert unsigned(small_knowledge) == []
    assert all("`reviewed`" in str(one) for one in signed(read_folder(small_knowledge), TODAY))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            PASSAGES,
            "suggestion: What will I learn?",
            "suggestion: What is learnt?",
            f"{PASSAGES}:20: warning: the",
        ),
        (HANDOFFS, "title: Fees", "title: Fee", "handoffs.yaml:2: warning: the handoff `fees`"),
        (HANDOFFS, "The article doesn't cover fees.", "We don't.", "handoffs.yaml:2: warning: the handoff `fees`"),
        (HANDOFFS, "- how much is it", "- how much is that", "handoffs.yaml:1: warning: handoffs.yaml (its questions"),
        (SMALL_TALK, "Ask in your own words.", "Ask me.", "small_talk.yaml:1: warning: small_talk.yaml (courtesies"),
        (SMALL_TALK, "I only know about therapy.", "No.", "small_talk.yaml:1: warning: small_talk.yaml (courtesies"),
        (SOURCE, "author: somebody", "author: nobody", f"{SOURCE}:1: warning: {SOURCE} (title, author"),
        (PRACTICE, 'phone: ""', 'phone: "555"', "practice.yaml:1: warning: practice.yaml (the practice)"),
        (PRACTICE, "referral: Ask the practice.", "referral: Ask.", "practice.yaml:1: warning: practice.yaml"),
    ],
)
def test_whatever_is_shown_loses_its_signature_by_a_change(
    small_knowledge: Path, name: str, old: str, new: str, told: str
) -> None:
    sign(small_knowledge)
    change(small_knowledge, name, old, new)
    (only,) = unsigned(small_knowledge)
    assert only.startswith(told)
    assert only.endswith(" has changed since A. Reader signed it on 2026-11-24")


@pytest.mark.parametrize(
    ("pattern", "file"),
    [(r"(?<=contact: ')988(?=')", HELPLINES), (r"(?<=warm: )Please", "safety/notices.en.yaml")],
)
def test_a_changed_number_or_notice_loses_its_signature(small_knowledge: Path, pattern: str, file: str) -> None:
    sign(small_knowledge)
    path = small_knowledge / file
    path.write_text(re.sub(pattern, "123", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert [told.split(":")[0] for told in unsigned(small_knowledge)] == [file]


def test_a_sentence_of_the_program_that_is_said_otherwise_loses_its_signature(small_knowledge: Path) -> None:
    sign(small_knowledge)
    (small_knowledge / "wording.yaml").write_text('chat:\n  you: "Me"\n', encoding="utf-8")
    assert [told.split(":")[0] for told in unsigned(small_knowledge)] == ["wording.yaml"]


def test_what_nobody_sees_keeps_its_signature(small_knowledge: Path) -> None:
    sign(small_knowledge)
    change(small_knowledge, PASSAGES, "related: [tools, fees]", "related: [fees]")
    helplines = small_knowledge / HELPLINES
    text = helplines.read_text(encoding="utf-8")
    helplines.write_text(re.sub(r'verified_on: ".+"', 'verified_on: "2027-02-02"', text), encoding="utf-8")
    assert unsigned(small_knowledge) == []


def test_every_text_of_the_knowledge_is_among_what_is_signed(knowledge_folder: Path) -> None:
    found, knowledge = read(knowledge_folder)
    shown = "\0".join("\0".join(entry.shown.values()) for entry in signables(found, knowledge))
    sections = [getattr(knowledge.wording, section.name) for section in fields(Wording)]
    texts = [getattr(section, one.name) for section in sections for one in fields(section)]
    for topic in knowledge.topics.values():
        names = (
            ("title", "text", "suggestion") if isinstance(topic, Passage) else ("title", "reply", "ask", "suggestion")
        )
        texts += [getattr(topic, name) for name in names if hasattr(topic, name)]
    texts += [one.text for one in knowledge.examples]
    texts += [
        text for notice in knowledge.safety.notices for one in notice.variants for text in (one.warm, one.closing)
    ]
    texts += [more.text for more in knowledge.safety.more]
    texts += [text for line in knowledge.safety.helplines for text in (line.contact, *line.how.values())]
    texts += [text for region in knowledge.safety.footers.values() for text in region.values()]
    texts += [knowledge.practice.name, knowledge.practice.referral, knowledge.practice.disclosure]
    assert [text for text in texts if text not in shown] == []


def test_every_section_stands_in_its_published_article_letter_for_letter(knowledge_folder: Path) -> None:
    for passage in read(knowledge_folder)[1].passages():
        source = (knowledge_folder / "articles" / passage.article / "source.md").read_bytes()
        published = b" ".join(source.split())
        assert b" ".join(passage.text.encode().split()) in published, passage.id


def test_the_hash_can_be_made_by_other_means() -> None:
    text = '{"text":"Für “Sie”\\n\\nb","title":"a"}'
    assert digest({"title": "a", "text": "Für “Sie”\n\nb"}) == hashlib.sha256(text.encode()).hexdigest()


def test_signing_some_keeps_the_names_of_the_others_and_the_order(small_knowledge: Path) -> None:
    sign(small_knowledge)
    before = (small_knowledge / FILE_NAME).read_text(encoding="utf-8").splitlines()
    change(small_knowledge, HANDOFFS, "The article doesn't cover fees.", "It doesn't.")
    change(small_knowledge, PASSAGES, "suggestion: What will I learn?", "suggestion: What is learnt?")
    sign(small_knowledge, "B. Second", "2027-01-02", only=("fees",))
    after = (small_knowledge / FILE_NAME).read_text(encoding="utf-8").splitlines()
    (changed,) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed[0].startswith('  fees: {reviewer: "A. Reader", date: 2026-11-24, sha256: "')
    assert changed[1].startswith('  fees: {reviewer: "B. Second", date: 2027-01-02, sha256: "')
    assert [told.split("`")[1] for told in unsigned(small_knowledge)] == ["tools"]
    assert [line.split(":")[0].strip() for line in after if line.startswith("  ")] == [
        *("space", "tools", "fees", "other", PRACTICE, SOURCE, PASSAGES, HANDOFFS, SMALL_TALK),
        *("safety/notices.en.yaml", "safety/notices.es.yaml", HELPLINES, "wording.yaml"),
    ]


def test_what_is_new_is_unsigned_and_what_is_gone_is_told_at_its_line(small_knowledge: Path) -> None:
    sign(small_knowledge)
    change(small_knowledge, HANDOFFS, "id: fees", "id: costs")
    change(small_knowledge, PASSAGES, "related: [tools, fees]", "related: [tools]")
    change(small_knowledge, PASSAGES, "belongs: fees", "belongs: costs")
    lines = (small_knowledge / FILE_NAME).read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines, 1) if line.startswith("  fees:"))
    assert unsigned(small_knowledge) == [
        "handoffs.yaml:2: warning: the handoff `costs` is not signed",
        f"signatures.yaml:{place}: warning: the handoff `fees` is signed here and is no longer in the folder",
    ]
    found, knowledge = read(small_knowledge)
    assert list(orphans(signables(found, knowledge), found.signatures)) == [("handoffs", "fees")]
    sign(small_knowledge)
    assert unsigned(small_knowledge) == []


def passage(folder: Path, name: str = "tools") -> Passage:
    topic = load_knowledge(folder).topics[TopicId(name)]
    assert isinstance(topic, Passage)
    return topic


def test_a_section_says_who_signed_it_that_nobody_has_or_that_it_has_changed(small_knowledge: Path) -> None:
    assert passage(small_knowledge).review is None
    sign(small_knowledge, only=("tools",))
    assert passage(small_knowledge).review == Review("A. Reader", "2026-11-24", Standing.SIGNED)
    assert passage(small_knowledge, "space").review == Review("", "", Standing.UNSIGNED)
    change(small_knowledge, PASSAGES, "suggestion: What will I learn?", "suggestion: What is learnt?")
    assert passage(small_knowledge).review == Review("A. Reader", "2026-11-24", Standing.CHANGED)


def test_a_name_in_the_passages_file_is_shown_to_nobody_and_the_author_is_told(small_knowledge: Path) -> None:
    assert passage(small_knowledge).review is None
    told = [str(one).replace(f"{small_knowledge}/", "") for one in signed(read_folder(small_knowledge), TODAY)]
    assert told[0].startswith(f"{PASSAGES}:24: warning: `reviewed` of the section `tools` is not shown to anyone")
    assert told[1].startswith("signatures.yaml: warning: nobody has signed what is shown to visitors")


@pytest.mark.parametrize(
    ("old", "new"),
    [("sha256: ", "sha257: "), ("2026-11-24", "24.11.2026"), ("passages:", "passages: ["), ("tools", "*")],
)
def test_a_file_of_signatures_that_is_broken_is_an_error_at_its_line(small_knowledge: Path, old: str, new: str) -> None:
    sign(small_knowledge)
    path = small_knowledge / FILE_NAME
    head, line, rest = path.read_text(encoding="utf-8").partition(old)
    path.write_text(f"{head}{line.replace(old, new)}{rest}", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(small_knowledge)
    assert {problem.path for problem in caught.value.problems} == {path}
    assert all(problem.line > 4 for problem in caught.value.problems)
    assert "delete it and sign again" in str(caught.value.problems[0])


NAMES = st.text(min_size=1, max_size=20).map(lambda text: f"x{text}y").filter(lambda text: text.isprintable())


@given(st.dictionaries(st.tuples(st.sampled_from(SECTIONS), NAMES), NAMES, max_size=5))
def test_signatures_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, made: dict[Key, str]
) -> None:
    folder = tmp_path_factory.mktemp("signed")
    written: Signatures = {key: Signature(clean(name), "2026-01-31", "0" * 64) for key, name in made.items()}
    (folder / FILE_NAME).write_text(as_yaml(written), encoding="utf-8")
    problems: list[Problem] = []
    assert read_signatures(folder, problems) == written
    assert problems == []


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda end: as_yaml({}).encode() + end))
def test_any_bytes_in_the_file_of_signatures_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / FILE_NAME).write_bytes(content)
    problems: list[Problem] = []
    assert read_signatures(folder, problems) is not None
    assert all(problem.path == folder / FILE_NAME for problem in problems)


def test_old_texts_that_are_not_what_was_signed_are_not_shown_as_such(small_knowledge: Path) -> None:
    sign(small_knowledge)
    assert len(read_texts(small_knowledge)) == 13
    path = small_knowledge / TEXTS_NAME
    path.write_text(path.read_text(encoding="utf-8").replace("Fees", "Gifts", 1), encoding="utf-8")
    assert len(read_texts(small_knowledge)) == 12
    for broken in ("", "[", "[1]", '{"a": 1}', "[" * 100_000):
        path.write_text(broken, encoding="utf-8")
        assert read_texts(small_knowledge) == {}


def test_where_nothing_can_be_written_nothing_is_lost(small_knowledge: Path, tmp_path: Path) -> None:
    sign(small_knowledge)
    before = (small_knowledge / FILE_NAME).read_bytes()
    with pytest.raises(BbchatError, match="nothing was signed"):
        write(tmp_path / "none", {}, {})
    (small_knowledge / TEXTS_NAME).unlink()
    (small_knowledge / TEXTS_NAME).mkdir()
    with pytest.raises(BbchatError, match="nothing was signed"):
        sign(small_knowledge, "B. Second", only=("fees",))
    assert (small_knowledge / FILE_NAME).read_bytes() == before
    assert not list(small_knowledge.glob("tmp*"))


def test_a_change_is_shown_word_by_word_with_a_few_words_around_it() -> None:
    old = "one two three four five six seven eight nine ten.\n\nNow it ends here."
    pieces = word_changes(old, old.replace("nine", "NINE and").replace("here", "there"))
    assert [(piece.change, piece.text) for piece in pieces] == [
        (Change.KEPT, "… three four five six seven eight"),
        (Change.OUT, "nine"),
        (Change.IN, "NINE and"),
        (Change.KEPT, "ten. ¶ Now it ends"),
        (Change.OUT, "here."),
        (Change.IN, "there."),
    ]
    assert [piece.text for piece in word_changes("", "a b")] == ["a b"]
