"""Everything that `bbchat check` looks for: each finding at its line, in words, and none where nothing is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.authoring.check import check_folder, count
from bbchat.authoring.checks import questions
from bbchat.authoring.checks.compiled import Compiled, compiled_file
from bbchat.authoring.checks.finding import Severity
from bbchat.encoding.encoder import DIMENSIONS, MEANING, Vector
from bbchat.encoding.store import FILE_NAME, VectorStore, load_arrays, save_arrays
from bbchat.knowledge.loader import Folder, read_folder
from tests.unit.authoring.test_signing import sign
from tests.unit.knowledge.knowledge_writer import (
    FILES,
    HANDOFFS,
    PASSAGES,
    PRACTICE,
    SMALL_TALK,
    SOURCE,
    change,
    write_knowledge,
)
from tests.unit.knowledge.slips import with_slips

TODAY = date(2027, 3, 1)
NOTHING = Compiled({}, {}, None)


def found_in(folder: Path, check: str, compiled: Compiled = NOTHING) -> list[str]:
    """What one check says, paths from the folder on."""
    findings = check_folder(read_folder(folder), TODAY, compiled)
    return [str(one).replace(f"{folder}/", "").replace(str(folder), "") for one in findings if one.check == check]


@pytest.fixture
def folder(small_knowledge: Path) -> Path:
    """The small folder, with the safety files that it needs to be whole."""
    return small_knowledge


def alike(*groups: Sequence[str]) -> Callable[[str], Vector]:
    """An encoder to which the texts of a group are the same, and all else is unlike anything."""
    known = {text: at for at, group in enumerate(groups) for text in group}

    def encode(text: str) -> Vector:
        place = known.setdefault(text, len(known) + len(groups))
        vector = np.zeros(DIMENSIONS, dtype=np.float32)
        vector[place] = vector[MEANING + place] = 1
        return vector

    return encode


def with_encoder(encode: Callable[[str], Vector]) -> Compiled:
    return Compiled({}, {}, VectorStore({}, encode, "test"))


# --- questions ---


def test_the_same_question_twice_is_told_with_both_places(folder: Path) -> None:
    assert found_in(folder, "duplicates") == []  # though one asks the same as its topic's suggestion: no harm is done
    change(folder, HANDOFFS, "      - something else\n", "      - something else\n      - What is THERAPY?\n")
    assert found_in(folder, "duplicates") == [
        "handoffs.yaml:16: warning: “What is THERAPY?” stands at first/passages.yaml:9 as well, here under other and "
        "there under space; keep one; where both topics answer it, name the other under `also`"
    ]


def test_nearly_the_same_question_under_two_topics_is_told_with_both_places(folder: Path) -> None:
    encode = alike(("how much is it?", "what will i learn?"))
    assert found_in(folder, "duplicates", with_encoder(encode)) == [
        "handoffs.yaml:8: warning: “how much is it” says the same as “what will i learn” at "
        "first/passages.yaml:28, here "
        "under fees and there under tools; keep one; where both topics answer it, name the other under `also`"
    ]


def test_nearly_the_same_question_within_a_topic_is_told(folder: Path) -> None:
    change(folder, HANDOFFS, "      - how much is it\n", "      - how much is it\n      - how much\n")
    assert found_in(folder, "duplicates", with_encoder(alike(("how much is it?", "how much?")))) == [
        "handoffs.yaml:9: warning: “how much” says the same as “how much is it” at handoffs.yaml:8; take one of "
        "the two "
        "out: what is said twice counts twice, and teaches nothing new"
    ]


def test_a_question_that_leads_to_both_topics_is_no_clash() -> None:
    both = questions.PlacedQuestion("a", frozenset({"x", "y"}), (Path("f"), 1))
    one = questions.PlacedQuestion("b", frozenset({"x"}), (Path("f"), 2))
    near = np.zeros((2, DIMENSIONS), dtype=np.float32)
    near[0, 0], near[1, :2] = 1, (0.95, np.sqrt(1 - 0.95**2))
    assert list(questions.twice([both, one], lambda _: near)) == []


def test_the_title_of_one_topic_asked_under_another_is_told(folder: Path) -> None:
    change(folder, HANDOFFS, "      - something else\n", "      - tools for coping\n")
    (told,) = found_in(folder, "duplicates")
    assert "handoffs.yaml:15: warning: “tools for coping” stands at first/passages.yaml:21 as well" in told


def test_what_asks_for_a_title_is_told_at_the_question_that_can_be_changed(folder: Path) -> None:
    change(folder, PASSAGES, "      - what is therapy\n", "      - fees\n")
    (told,) = found_in(folder, "duplicates")
    assert told.startswith(
        "articles/first/passages.yaml:12: warning: “fees” stands at handoffs.yaml:3 as well, here under"
    )


def test_two_articles_may_end_with_the_same_title(folder: Path) -> None:
    change(folder, HANDOFFS, "title: Something else", "title: Tools for Coping")
    assert found_in(folder, "duplicates") == []
    change(folder, HANDOFFS, "suggestion: What else?", "suggestion: What will I learn?")
    (told,) = found_in(folder, "duplicates")
    assert told.startswith("handoffs.yaml:13: warning: “What will I learn?” stands at first/passages.yaml:23 as well")
    assert told.endswith("; say one of the two otherwise")


def test_few_questions_are_told_for_sections_and_handoffs_alone(folder: Path) -> None:
    told = found_in(folder, "few_questions")
    assert told[0] == (
        "articles/first/passages.yaml:11: warning: the section `space` has 2 questions, fewer than 20; "
        "add more, in the words of different people"
    )
    assert [re.findall(r"`(\w+)`", line)[0] for line in told] == ["space", "tools", "fees", "other"]
    many = "".join(f"      - question number {chr(97 + at)}\n" for at in range(20))
    change(folder, HANDOFFS, "      - how much is it\n", many)
    assert "`fees`" not in "".join(found_in(folder, "few_questions"))


def test_questions_that_all_begin_the_same_way_are_told(folder: Path) -> None:
    many = "".join(f"      - how much {word}\n" for word in ("is it", "is that", "do i pay", "money"))
    change(folder, HANDOFFS, "      - how much is it\n", f"{many}      - the price\n      - cash only\n")
    assert found_in(folder, "uniform_questions") == [
        "handoffs.yaml:7: warning: the questions of the handoff `fees` nearly all begin the same way (4 of 6 "
        "with “how much "
        "…”); add some in other words: short and long ones, worries, slips, and without the words of the title"
    ]


def test_questions_that_all_say_the_same_are_told(folder: Path) -> None:
    words = ("how much is it", "the price please", "what do you charge", "is it dear", "cost of a session")
    change(folder, HANDOFFS, "      - how much is it\n", "".join(f"      - {text}\n" for text in words))
    encode = alike([f"{text}?" for text in words])
    (told,) = found_in(folder, "uniform_questions", with_encoder(encode))
    assert "handoff `fees` nearly all say the same (likeness 1.00, at most 0.50)" in told
    assert found_in(folder, "uniform_questions", with_encoder(alike())) == []


@pytest.mark.parametrize("written", ["    questions: []\n", "    questions:\n", ""])
def test_a_topic_without_questions_is_an_error(folder: Path, written: str) -> None:
    change(folder, HANDOFFS, "    questions:\n      - how much is it\n", written)
    assert [re.sub(r":\d+", "", line).partition(";")[0] for line in found_in(folder, "knowledge")] in (
        ["handoffs.yaml: error: `questions` has no entries"],
        ["handoffs.yaml: error: `questions` is empty"],
        ["handoffs.yaml: error: `questions` is missing"],
    )


# --- sentences ---


@pytest.mark.parametrize(
    "words",
    [
        "You will be cured.",
        "We guarantee it.",
        "It is 100 % safe.",
        "It is 100% safe.",
        "It always works.",
        "It never fails.",
        "This WORKS for everyone.",
        "Se va a curar.",
        "Está garantizado.",
        "Siempre funciona.",
    ],
)
def test_a_promise_is_told_with_its_words(folder: Path, words: str) -> None:
    change(folder, HANDOFFS, "The article doesn't cover fees.", words)
    (told,) = found_in(folder, "promises")
    assert told.startswith(f"handoffs.yaml:4: warning: “{words}” in `reply` may be read as a promise (“")
    assert told.endswith("; say what may help, and promise nothing")


@pytest.mark.parametrize(
    "words",
    [
        "There is no cure.",
        "Nobody can guarantee it.",
        "It isn't a miracle.",
        "It does not always work.",
        "Nadie puede garantizar nada.",
        "A secure place for curious people.",
        "We work 100 days a year.",
    ],
)
def test_what_is_denied_or_only_looks_like_a_promise_is_left_alone(folder: Path, words: str) -> None:
    change(folder, HANDOFFS, "The article doesn't cover fees.", words)
    assert found_in(folder, "promises") == []


def test_a_promise_of_the_article_is_for_its_author_and_told_at_its_own_line(folder: Path) -> None:
    for name in (PASSAGES, SOURCE):
        change(folder, name, "It takes time.", "It takes time. It always works.")
    assert found_in(folder, "promises") == [
        "articles/first/passages.yaml:8: warning: “… takes time. It always works.” in `text` may be read as a promise "
        "(“always works”); the words are the article's and stay as they are: ask the author of the article"
    ]


@pytest.mark.parametrize(
    ("name", "old", "line"),
    [
        (PASSAGES, "suggestion: What is therapy?", "articles/first/passages.yaml:9: warning: “What cures me?”"),
        (HANDOFFS, "title: Fees", "handoffs.yaml:3: warning: “What cures me?”"),
        (SMALL_TALK, "reply: Ask in your own words.", "small_talk.yaml:3: warning: “What cures me?”"),
        (PRACTICE, "referral: Ask the practice.", "practice.yaml:5: warning: “What cures me?”"),
    ],
)
def test_promises_are_looked_for_wherever_something_is_shown(folder: Path, name: str, old: str, line: str) -> None:
    change(folder, name, old, f"{old.split(':')[0]}: What cures me?")
    assert [told.startswith(line) for told in found_in(folder, "promises")] == [True]


HARD = (
    "Consideration of administrative prerequisites necessitates individualised institutional communication beforehand."
)


def test_a_hard_reply_is_a_warning_and_a_hard_section_a_note(folder: Path) -> None:
    change(folder, HANDOFFS, "The article doesn't cover fees.", HARD)
    for name in (PASSAGES, SOURCE):
        change(folder, name, "Clients gain tools for managing stress.", HARD)
    section, reply = found_in(folder, "reading")
    assert re.fullmatch(
        r"articles/first/passages\.yaml:\d+: note: this section reads at US school grade \d\d\.\d \(Flesch-Kincaid\), "
        "harder than 8; tell the author of the article; here it stays word for word",
        section,
    )
    assert re.fullmatch(
        r"handoffs\.yaml:4: warning: “Consideration of administrative prerequisites necessitates …” reads at US school "
        r"grade \d\d\.\d \(Flesch-Kincaid\), harder than 8; use shorter sentences and shorter words",
        reply,
    )


def test_hard_notices_and_hard_sentences_of_the_folders_own_are_told(folder: Path) -> None:
    notices = folder / "safety" / "notices.en.yaml"
    text = notices.read_text(encoding="utf-8")
    notices.write_text(re.sub(r"warm: .+", f"warm: {HARD}", text, count=1), encoding="utf-8")
    (folder / "wording.yaml").write_text(f'chat:\n  one_moment: "{HARD}"\n', encoding="utf-8")
    told = found_in(folder, "reading")
    assert [re.sub(r":.+", "", line) for line in told] == ["safety/notices.en.yaml", "wording.yaml"]


# --- YAML ---


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("title: Session #1", "YAML reads this line only up to its #: “#1” is left out"),
        ("title: “Fees”", "YAML knows straight quotes only: those of “Fees” are shown"),
        ('title: "Fees”', "this text begins with a straight quotation mark and ends with a curly one"),
    ],
)
def test_what_yaml_reads_otherwise_than_it_looks_is_told(folder: Path, written: str, told: str) -> None:
    change(folder, HANDOFFS, "title: Fees", written)
    assert [line.startswith(f"handoffs.yaml:3: warning: {told}") for line in found_in(folder, "yaml")] == [True]


def test_a_comment_and_quotes_inside_a_text_are_left_alone(folder: Path) -> None:
    change(folder, HANDOFFS, "title: Fees", "title: Fees “and” more   # what it costs")
    change(folder, SOURCE, "title: What is therapy?", 'title: "Therapy #1"')
    assert found_in(folder, "yaml") == []


def test_a_head_of_an_article_is_looked_at_too(folder: Path) -> None:
    change(folder, SOURCE, "title: What is therapy?", "title: Therapy #1")
    (told,) = found_in(folder, "yaml")
    assert told.startswith("articles/first/source.md:2: warning: YAML reads this line only up to its #")


def test_a_file_cut_in_the_middle_says_where_it_ends(folder: Path) -> None:
    path = folder / HANDOFFS
    path.write_text(path.read_text(encoding="utf-8")[:-7], encoding="utf-8")
    (told,) = found_in(folder, "yaml")
    assert told.startswith("handoffs.yaml:15: note: the file ends in the middle of a line")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("title: no", "`title` should be text and is a yes/no value; put it on one line, in quotes"),
        ("title: yes", "`title` should be text and is a yes/no value; put it on one line, in quotes"),
        ("title: on", "`title` should be text and is a yes/no value; put it on one line, in quotes"),
        ("title: 1:30", "this is read as a number; put it in quotes"),
        ("title: 010", "this is read as a number; put it in quotes"),
        ("title: a\n    title: b", "`title` stands here twice; keep one of the two"),
        ("\ttitle: a", "a tab stands here where spaces belong; indent with spaces"),
        ("title: a: b", "a second colon stands here, or this line is indented too far; put the text in quotes"),
        (
            "title: “a: b”",
            "the quotation marks here are curly, and YAML knows straight ones only; put the whole text in "
            "straight quotes",
        ),
        ('title: "a', "a quotation mark opens here and is never closed; close it"),
    ],
)
def test_each_trap_of_yaml_is_an_error_at_its_line(folder: Path, written: str, told: str) -> None:
    change(folder, HANDOFFS, "title: Fees\n", written + "\n")
    lines = found_in(folder, "knowledge")
    assert any(re.match(r"handoffs\.yaml:\d+: error: ", line) and told in line for line in lines), lines


# --- the whole ---


def test_warnings_are_found_in_spite_of_errors_elsewhere(folder: Path) -> None:
    change(folder, HANDOFFS, "title: Fees", "titel: Fees")
    (folder / PRACTICE).write_text("name: [", encoding="utf-8")
    change(folder, PASSAGES, "suggestion: What is therapy?", "suggestion: What cures me?")
    found = check_folder(read_folder(folder), TODAY, NOTHING)
    assert {one.check for one in found} >= {"knowledge", "promises", "few_questions"}
    places = [(one.problem.path, one.problem.line) for one in found]
    assert places == sorted(places)
    assert count(found).errors == 3
    assert count(found).warnings >= 3


def test_blanks_of_the_practice_are_one_note(folder: Path) -> None:
    assert found_in(folder, "blanks") == [
        "practice.yaml:2: note: blank, so not shown to anyone: phone, email, booking, hours; fill in what "
        "visitors may know"
    ]


def test_a_missing_folder_is_one_error_and_nothing_else(tmp_path: Path) -> None:
    (only,) = check_folder(read_folder(tmp_path / "none"), TODAY, NOTHING)
    assert (only.severity, only.problem.message) == (Severity.ERROR, "there is no such folder")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_slip_in_a_file_ends_the_check(tmp_path: Path, data: st.DataObject) -> None:
    folder = write_knowledge(tmp_path)
    name = data.draw(st.sampled_from(list(FILES)))
    (folder / name).write_text(with_slips(FILES[name], data), encoding="utf-8")
    found = check_folder(read_folder(folder), TODAY, with_encoder(alike()))
    assert all(one.problem.message and one.problem.fix for one in found)


# --- what was compiled ---


def compiled_of(path: Path, **changed: np.ndarray) -> Compiled:
    arrays = {**load_arrays(path / FILE_NAME), **changed}
    digest = str(load_arrays(path / FILE_NAME)["safety_model"])
    return Compiled(arrays, arrays, VectorStore(arrays, alike(), digest))


def about_compiled(folder: Folder, compiled: Compiled) -> list[str]:
    return [f"{one.severity} {one.problem.message}" for one in compiled_file(folder, compiled)]


def test_what_was_compiled_otherwise_is_told(knowledge_folder: Path, knowledge_copy: Path) -> None:
    shipped, copy = read_folder(knowledge_folder), read_folder(knowledge_copy)
    assert about_compiled(shipped, compiled_of(knowledge_folder)) == []
    other = compiled_of(knowledge_folder, safety_model=np.array("another"))
    assert about_compiled(shipped, other) == ["warning this file was compiled with another encoder and does not count"]
    older = compiled_of(knowledge_folder)
    older = Compiled({name: own for name, own in older.own.items() if name != "weights"}, older.used, older.store)
    assert about_compiled(shipped, older) == [
        "warning another version of bbchat compiled this file, and parts of it don't count"
    ]
    stale = compiled_of(knowledge_folder, safety_fingerprint=np.zeros(32, dtype=np.uint8))
    assert [told[:40] for told in about_compiled(shipped, stale)] == ["warning the examples of danger in safety"]
    missing = "note this file is missing, so each start takes some seconds longer"
    assert about_compiled(copy, compiled_of(knowledge_folder)) == [missing]
    (knowledge_copy / FILE_NAME).write_bytes(b"PK")
    used = compiled_of(knowledge_folder)
    broken = "warning this file is broken, so each start takes some seconds longer"
    assert about_compiled(copy, Compiled({}, used.used, used.store)) == [broken]


def test_questions_that_are_new_since_it_was_compiled_are_counted(knowledge_folder: Path, knowledge_copy: Path) -> None:
    change(
        knowledge_copy, HANDOFFS, "      - how much is it\n", "      - how much is it\n      - tell me about tuition\n"
    )
    save_arrays(knowledge_copy / FILE_NAME, {"keys": np.array([], dtype=np.uint64)})
    told = about_compiled(read_folder(knowledge_copy), compiled_of(knowledge_folder))
    assert told == [
        "note 1 question has been added or changed since it was compiled, so each start takes longer",
    ]


def test_what_came_with_the_program_has_no_errors_and_no_false_warnings(knowledge_folder: Path) -> None:
    arrays = load_arrays(knowledge_folder / FILE_NAME)

    def unknown(text: str) -> Vector:
        raise AssertionError(text)

    store = VectorStore(arrays, unknown, str(arrays["safety_model"]))
    found = check_folder(read_folder(knowledge_folder), date(2026, 11, 26), Compiled(arrays, arrays, store))
    assert count(found).errors == 0
    assert {one.check for one in found if one.severity is Severity.WARNING} <= {"duplicates", "review"}


def test_help_lines_that_nobody_has_called_for_long_are_told_with_the_rest(folder: Path) -> None:
    path = folder / "safety" / "helplines.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026-11-22", "2026-02-01"), encoding="utf-8")
    told = found_in(folder, "help_lines")
    assert len(told) == text.count("verified_on:") > 0
    assert told[0].startswith("safety/helplines.yaml:")


def test_what_the_practice_says_of_itself_is_judged_by_its_words_too(folder: Path) -> None:
    hard = "Unfortunately, comprehensive psychotherapeutic documentation necessitates individualized interdisciplinary "
    change(folder, PRACTICE, "Ask the practice.", f"{hard}consultation with appropriately credentialed professionals.")
    (told,) = [one for one in found_in(folder, "reading") if one.startswith("practice.yaml")]
    assert told.startswith("practice.yaml:5: warning: “Unfortunately, comprehensive psychotherapeutic documentation")


def test_a_name_that_proves_nothing_is_told(folder: Path) -> None:
    told = [one for one in found_in(folder, "review") if "`reviewed` of the section `tools`" in one]
    assert [one.split(": ")[0] for one in told] == ["articles/first/passages.yaml:24"]


def test_once_signed_it_tells_what_has_changed_and_what_was_signed_long_ago(folder: Path) -> None:
    sign(folder, on="2025-01-31")
    change(folder, HANDOFFS, "The article doesn't cover fees.", "It doesn't.")
    told = " ".join(found_in(folder, "review"))
    assert "the handoff `fees` has changed since A. Reader signed it on 2025-01-31" in told
    assert "`other` was signed on 2025-01-31, 759 days ago" in told
