"""`bbchat sign` and `bbchat verify` as a reviewer and a build server run them, and what a visitor then sees."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bbchat.conversation.lines import source_part
from bbchat.conversation.reply import credit
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Review, Standing
from bbchat.knowledge.stored import made_of, store_knowledge
from bbchat.knowledge.wording_file import shipped
from tests.cli.test_ask import bbchat
from tests.unit.knowledge.knowledge_writer import HANDOFFS, change

NAME = "Jo Doe"


def sign(folder: Path, *arguments: str, name: str = NAME, typed: str | None = None) -> tuple[int, str, str]:
    agreed = ("--yes",) if typed is None else ()
    done = bbchat("sign", "--reviewer", name, *agreed, *arguments, str(folder), stdin=(typed or "").encode())
    return done.returncode, done.stdout, done.stderr


def test_from_unsigned_to_proved_and_back(knowledge_copy: Path) -> None:
    done = bbchat("verify", str(knowledge_copy))
    assert done.returncode == 1
    assert "nobody has signed any of the " in done.stdout
    assert 'bbchat sign --reviewer "THEIR NAME"' in done.stdout
    code, out, _ = sign(knowledge_copy, typed="jo doe\n")
    assert code == 0
    assert "new      fees (handoffs.yaml:4): Fees and payment\n" in out
    assert out.endswith("All is signed.\n")
    done = bbchat("verify", str(knowledge_copy))
    assert done.returncode == 0
    assert done.stdout.endswith("texts are signed, by Jo Doe: whatever can be shown is as it was signed.\n")
    change(knowledge_copy, HANDOFFS, "The article doesn't cover fees.", "The article says nothing of fees.")
    done = bbchat("verify", str(knowledge_copy))
    assert done.returncode == 1
    assert f"{knowledge_copy}/handoffs.yaml:4: the handoff `fees` has changed since Jo Doe signed it" in done.stdout
    assert "Not signed: 0; changed since: 1; signed and gone: 0." in done.stdout
    code, out, _ = sign(knowledge_copy, "--date", "2026-11-24", name="Al")
    assert "         reply: The article [-doesn't cover-] {+says nothing of+} fees.\n" in out
    assert out.endswith("1 signed by Al, 2026-11-24. All is signed.\n")
    assert sign(knowledge_copy)[:2] == (
        0,
        "Nothing is new or has changed: all of it is signed. To sign it once more, add --all.\n",
    )
    said = json.loads(bbchat("verify", "--json", str(knowledge_copy)).stdout)
    assert said["ok"]
    (fees,) = [one for one in said["texts"] if one["id"] == "fees"]
    assert (fees["state"], fees["reviewer"], fees["date"], fees["line"]) == ("signed", "Al", "2026-11-24", 4)


@pytest.mark.parametrize("typed", ["", "no\n", "Jo\n"])
def test_nothing_is_signed_without_the_name(knowledge_copy: Path, typed: str) -> None:
    code, _, error = sign(knowledge_copy, typed=typed)
    assert code == 1
    assert "The name was not given: nothing was signed." in error
    assert not list(knowledge_copy.glob("sign*"))


def test_only_what_is_named_is_signed_and_the_rest_is_counted(knowledge_copy: Path) -> None:
    code, out, _ = sign(knowledge_copy, "--only", "fees", "--only", "practice.yaml")
    assert code == 0
    assert "2 signed by Jo Doe" in out
    assert out.endswith("Left to sign: 28.\n")
    said = json.loads(bbchat("verify", "--json", str(knowledge_copy)).stdout)
    assert not said["ok"]
    assert [one["id"] for one in said["texts"] if one["state"] == "signed"] == ["practice.yaml", "fees"]


def test_a_signature_of_what_is_gone_is_told_and_taken_out(knowledge_copy: Path) -> None:
    sign(knowledge_copy)
    file = knowledge_copy / "signatures.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  fees:", "  pets:"), encoding="utf-8")
    said = json.loads(bbchat("verify", "--json", str(knowledge_copy)).stdout)
    assert [one["id"] for one in said["texts"] if one["state"] == "gone"] == ["pets"]
    assert "pets" not in sign(knowledge_copy, "--only", "fees")[1]
    assert "pets" in file.read_text(encoding="utf-8"), "what is not named stays"
    assert "gone     pets: its signature is taken out\n" in sign(knowledge_copy)[1]
    assert bbchat("verify", str(knowledge_copy)).returncode == 0


def test_words_that_were_slipped_past_the_files_are_not_taken_for_signed(knowledge_copy: Path) -> None:
    sign(knowledge_copy)
    knowledge = load_knowledge(knowledge_copy)
    passage = next(knowledge.passages())
    slipped = replace(passage, text=passage.text.replace("therapy", "magic"))
    other = replace(knowledge, topics={**knowledge.topics, passage.id: slipped})
    store_knowledge(knowledge_copy, knowledge, made_of(knowledge_copy))
    assert bbchat("verify", str(knowledge_copy)).returncode == 0
    store_knowledge(knowledge_copy, other, made_of(knowledge_copy))
    done = bbchat("verify", str(knowledge_copy))
    assert done.returncode == 1
    assert "compiled.json" in done.stdout
    assert "says something else than the files" in done.stdout
    assert not json.loads(bbchat("verify", "--json", str(knowledge_copy)).stdout)["ok"]
    assert "says something else than the files" in bbchat("check", str(knowledge_copy)).stdout
    change(knowledge_copy, HANDOFFS, "title: Fees and payment", "title: Fees and paying")
    assert "was made of other files" in bbchat("check", str(knowledge_copy)).stdout


def test_a_folder_with_errors_is_neither_signed_nor_proved(knowledge_copy: Path) -> None:
    change(knowledge_copy, HANDOFFS, "title: Fees and payment", "title: 1:30")
    code, out, error = sign(knowledge_copy)
    assert (code, out) == (5, "")
    assert "handoffs.yaml:5: this is read as a number" in error
    assert not list(knowledge_copy.glob("sign*"))
    assert bbchat("verify", str(knowledge_copy)).returncode == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--date", "24.11.2026"), "The date is not one."),
        (("--date", (date.today() + timedelta(days=3)).isoformat()), "is in the future"),
        (("--only", "feess"), "There is nothing to sign that is called “feess”.\nDid you mean fees?"),
        (("--reviewer", " "), "The reviewer's name is missing"),
    ],
)
def test_wrong_use_is_one_sentence_and_changes_nothing(
    knowledge_copy: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, out, error = sign(knowledge_copy, *arguments)
    assert (code, out) == (2, "")
    assert words in error
    assert not list(knowledge_copy.glob("sign*"))


def test_each_answer_says_who_has_read_it_once_somebody_has_signed(knowledge_copy: Path) -> None:
    question = ("--knowledge", str(knowledge_copy), "ask", "is therapy as effective as medication?")
    assert "eview" not in bbchat(*question).stdout
    sign(knowledge_copy, "--only", "science", "--date", "2026-11-24")
    assert "Reviewed by Jo Doe, Nov 24, 2026.\n" in bbchat(*question).stdout
    passages = next((knowledge_copy / "articles").glob("*/passages.yaml"))
    text = passages.read_text(encoding="utf-8")
    passages.write_text(text.replace("suggestion: Does therapy really work?", "suggestion: Does it work?"), "utf-8")
    assert "This section has changed since it was reviewed.\n" in bbchat(*question).stdout
    overview = ("--knowledge", str(knowledge_copy), "ask", "what is therapy good for?")
    assert "Not yet signed by a reviewer.\n" in bbchat(*overview).stdout


def test_the_review_stands_in_the_line_of_the_source(knowledge_folder: Path) -> None:
    knowledge = load_knowledge(knowledge_folder)
    article, words = next(iter(knowledge.articles.values())), shipped()
    plain = credit(article, words.chat)
    assert plain.endswith("Words unchanged.")
    assert credit(article, words.chat, review=Review(NAME, "2026-01-05")) == f"{plain} Reviewed by Jo Doe, Jan 5, 2026."
    assert credit(article, words.chat, review=Review(NAME, "someday")) == f"{plain} Reviewed by Jo Doe, someday."
    unsigned = Review("", "", Standing.UNSIGNED)
    assert credit(article, words.chat, review=unsigned) == f"{plain} Not yet signed by a reviewer."
    assert source_part(article, words).lines[-1] != source_part(article, words, unsigned).lines[-1]
