"""No question is ever taken for a command of the line mode."""

from __future__ import annotations

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.follow_ups import asks_for_more
from bbchat.knowledge.model import Knowledge
from bbchat.plain.commands import ALSO_QUESTIONS, WITH_WORDS, Command, command_lines, parse
from bbchat.safety.helplines import resources_language


@pytest.mark.parametrize(
    ("line", "command", "rest"),
    [
        ("topics", Command.TOPICS, ""),
        ("Topics", Command.TOPICS, ""),
        ("/TOPICS", Command.TOPICS, ""),
        ("my questions", Command.MY_QUESTIONS, ""),
        ("/my questions", Command.MY_QUESTIONS, ""),
        ("/find feeling stuck", Command.FIND, "feeling stuck"),
        ("/Note ask about fees", Command.NOTE, "ask about fees"),
        ("find", Command.FIND, ""),
        ("/why", Command.WHY, ""),
        ("exit", Command.QUIT, ""),
        ("Bye", Command.QUIT, ""),
        ("q", Command.QUIT, ""),
        ("/exit", Command.QUIT, ""),
    ],
)
def test_a_command_is_known_however_it_is_written(line: str, command: Command, rest: str) -> None:
    assert parse(line) == (command, rest)


@pytest.mark.parametrize(
    "line",
    [
        "find me a therapist",
        "note that I feel sad",
        "save my marriage",
        "read my mind",
        "why",
        "why?",
        "help",
        "quit smoking",
        "I want to quit",
        "clear my head",
        "phone calls scare me",
        "mark left me",
        "back pain",
        "/quit smoking",
        "/nothing",
        "bye for now",
        "q & a",
        "topics?",
    ],
)
def test_a_question_that_begins_like_a_command_stays_a_question(line: str) -> None:
    assert parse(line) is None


def test_no_question_that_the_authors_wrote_is_a_command(assistant: Assistant) -> None:
    taken = {example.text for example in assistant.knowledge.examples if parse(example.text)}
    assert taken <= {"quit", "bye", "commands"}, "these mean the same either way"


def test_a_bare_word_that_asks_for_more_or_for_help_is_answered(assistant: Assistant) -> None:
    rules = assistant.knowledge.safety
    bare = [command for command in Command if command not in ALSO_QUESTIONS]
    assert not [command for command in bare if resources_language(rules, command)]
    # `again` says the last reply again, as the question would; `more` is a question unless a notice was the last reply
    assert {command for command in bare if asks_for_more(command)} == {Command.AGAIN, Command.MORE}


def test_every_command_is_in_the_list(assistant: Assistant) -> None:
    knowledge: Knowledge = assistant.knowledge
    lines = command_lines(knowledge.wording.plain)
    for command, line in zip(Command, lines[1:], strict=True):
        assert line.removeprefix("/").startswith(command)
        assert parse(line.split(":")[0].split(" and ")[0]) == (command, "") or command is Command.HELP


def test_the_list_names_just_the_commands_that_need_a_slash(assistant: Assistant) -> None:
    about, *lines = command_lines(assistant.knowledge.wording.plain)
    shown = {line.split()[0].rstrip(":") for line in lines if line.startswith("/")}
    assert shown == {f"/{command}" for command in {*WITH_WORDS, Command.WHY}}
    assert all(word in about for word in shown)
    assert f"{len(shown)} of them".replace("5", "Five") in about
