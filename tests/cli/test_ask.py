"""`bbchat ask`: what scripts and people get on their pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = [
    "question", "repaired", "kind", "id", "ids", "title", "text", "highlight", "source", "referral", "score",
    "alternatives", "notice", "elapsed_ms",
]  # fmt: skip


def bbchat(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bbchat", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env=env,
        timeout=120,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_scripts_get_the_contracts_object() -> None:
    done = bbchat("ask", "--json", "is therapy as effective as medication?")
    reply = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert list(reply) == KEYS
    assert (reply["kind"], reply["id"], reply["ids"]) == ("answer", "science", ["science"])
    assert reply["title"] == "The Science Behind the Support"
    start, end = reply["highlight"]
    assert reply["text"][start:end].startswith("In fact, the American Psychological Association (APA)")
    assert reply["source"] == {
        "article": 'What the heck is "Psychotherapy?"',
        "section": "The Science Behind the Support",
        "author": "balieghbutlerthera",
        "published": "Oct 5",
        "url": None,
    }
    assert 0 < reply["score"] <= 1
    assert {"id", "title", "score"} == set(reply["alternatives"][0])
    assert reply["repaired"] is None
    assert reply["notice"] is None


@pytest.mark.parametrize(
    ("question", "kind", "topic", "code"),
    [
        ("hello", "small_talk", "greeting", 0),
        ("how much does a session cost", "not_covered", "fees", 3),
        ("what is the weather in paris", "off_topic", "off_topic", 3),
        ("i want to kill myself", "crisis", None, 4),
    ],
)
def test_the_exit_code_says_what_kind_of_reply_it_was(question: str, kind: str, topic: str | None, code: int) -> None:
    done = bbchat("ask", "--json", question)
    reply = json.loads(done.stdout)
    assert (reply["kind"], reply["id"], done.returncode) == (kind, topic, code)
    assert reply["referral"]
    assert (reply["notice"] is not None) == (kind == "crisis")


def test_a_batch_gets_one_object_a_line_in_order_whatever_the_lines_hold() -> None:
    lines = [b"does it work", b"", b"\xff\xfe broken bytes", b"how much", b"[bold]hello[/]", b"i want to die"]
    done = bbchat("ask", "--json", "-", stdin=b"\n".join(lines) + b"\n")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len(replies) == len(lines)
    assert [replies[place]["kind"] for place in (0, 3, 5)] == ["answer", "not_covered", "crisis"]
    assert replies[4]["question"] == "[bold]hello[/]"


def test_one_conversation_across_lines_only_when_asked_for() -> None:
    stdin = b"does it work\n1\n"
    alone = [json.loads(line) for line in bbchat("ask", "--json", "-", stdin=stdin).stdout.splitlines()]
    follow = [json.loads(line) for line in bbchat("ask", "--json", "--follow", "-", stdin=stdin).stdout.splitlines()]
    assert follow[1]["kind"] == "answer", "the number picks what the first reply offered"
    assert follow[1]["score"] is None
    assert alone[1]["score"] is not None or alone[1]["kind"] != "answer"


def test_people_get_wrapped_text_without_color_codes_in_a_pipe() -> None:
    done = bbchat("ask", "does therapy really work?")
    assert "The Science Behind the Support" in done.stdout
    assert "Words unchanged." in " ".join(done.stdout.split())
    assert "ask the practice" in " ".join(done.stdout.split())
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 88


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("ask",), 2, "Missing argument"),
        (("ask", "   "), 2, "There is no question."),
        (("ask", "--follow", "hello"), 2, "--follow needs several questions."),
        (("nonsense",), 2, "No such command"),
        (("ask", "--nonsense", "x"), 2, "No such option"),
        (("--knowledge", "/nowhere", "ask", "hello"), 5, "there is no such folder"),
    ],
)
def test_wrong_use_is_one_clear_sentence(arguments: tuple[str, ...], code: int, sentence: str) -> None:
    done = bbchat(*arguments)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_knowledge_folder_with_mistakes_lists_them_all_and_exits_5(knowledge_copy: Path) -> None:
    (knowledge_copy / "practice.yaml").write_text("name: X\nphonee: 1\n", encoding="utf-8")
    handoffs = knowledge_copy / "handoffs.yaml"
    handoffs.write_text(
        handoffs.read_text(encoding="utf-8").replace("- id: fees", "- id: insurance", 1), encoding="utf-8"
    )
    for arguments in (("check", str(knowledge_copy)), ("--knowledge", str(knowledge_copy), "ask", "hello")):
        done = bbchat(*arguments)
        assert done.returncode == 5
        said = (done.stdout + done.stderr).replace(": error:", ":")
        assert "practice.yaml:2: `phonee` is not known here" in said
        assert "handoffs.yaml:" in said
        assert "Traceback" not in done.stderr


def test_another_knowledge_folder_answers_with_its_own_words(knowledge_copy: Path) -> None:
    practice = knowledge_copy / "practice.yaml"
    practice.write_text(
        practice.read_text(encoding="utf-8").replace('phone: ""', 'phone: "555-0100"'), encoding="utf-8"
    )
    compiled = bbchat("compile", str(knowledge_copy))
    assert compiled.returncode == 0, compiled.stderr
    done = bbchat("ask", "--json", "--knowledge", str(knowledge_copy), "do you take insurance")
    assert "555-0100" in json.loads(done.stdout)["referral"]


def test_a_full_disk_is_a_sentence_and_exit_code_1() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bbchat", "ask", "hello"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_the_batch_in_silence() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bbchat", "ask", "--json", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"hello\n" * 50)
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    try:
        process.stdin.write(b"hello\n" * 5000)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=120)


def test_output_for_a_terminal_without_utf8_is_readable() -> None:
    import os

    done = subprocess.run(
        [sys.executable, "-m", "bbchat", "ask", "is it as good as pills?"],
        capture_output=True, check=False, timeout=120, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"psychotherapy is as effective" in done.stdout.replace(b"\n> ", b" ")
