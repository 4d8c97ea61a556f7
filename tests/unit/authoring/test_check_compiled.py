"""An author learns that what was made ready is not what the files say, or that a part of the check could not run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bbchat.authoring.check import check_folder
from bbchat.authoring.checks.compiled import Compiled
from bbchat.knowledge.loader import load_knowledge, read_folder
from bbchat.knowledge.stored import made_of, store_knowledge
from tests.unit.knowledge.knowledge_writer import HANDOFFS, change


def told(folder: Path) -> list[str]:
    """What is said of compiled files where there is no encoder."""
    found = check_folder(read_folder(folder), date(2027, 3, 1), Compiled({}, {}, None))
    return [f"{one.severity}: {one.problem.message}" for one in found if one.check == "compiled"]


NO_ENCODER = "note: the encoder can't be opened, so questions that are alike were not looked for"
MISSING = "note: this file is missing, so each start takes some seconds longer"


def test_a_check_without_the_encoder_says_what_it_did_not_look_for(small_knowledge: Path) -> None:
    assert told(small_knowledge) == [NO_ENCODER, MISSING]


def test_what_is_shown_and_is_not_what_the_files_say_is_a_warning(small_knowledge: Path) -> None:
    knowledge = load_knowledge(small_knowledge)
    store_knowledge(small_knowledge, knowledge, made_of(small_knowledge))
    assert told(small_knowledge) == [NO_ENCODER, MISSING]
    other = replace(knowledge, practice=replace(knowledge.practice, name="Somebody else"))
    store_knowledge(small_knowledge, other, made_of(small_knowledge))
    message = "warning: this file says something else than the files that it was made of, and it is what is shown"
    assert message in told(small_knowledge)


def test_what_was_made_ready_before_a_change_is_told_to_be_of_no_use(small_knowledge: Path) -> None:
    store_knowledge(small_knowledge, load_knowledge(small_knowledge), made_of(small_knowledge))
    change(small_knowledge, HANDOFFS, "      - how much is it\n", "      - how much is it now\n")
    message = (
        "note: this file was made of other files or by another version, and does not count; each start takes longer"
    )
    assert message in told(small_knowledge)
