"""A file that YAML misreads or chokes on is told at its line, in words, and never freezes or crashes the program."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.errors import Problem
from bbchat.knowledge.yaml_source import MAX_DEPTH, MAX_FILE_BYTES, YamlSource, parse_yaml, read_text, read_yaml

FILE = Path("file.yaml")


def parse(text: str, first_line: int = 1) -> YamlSource:
    return parse_yaml(FILE, text, first_line=first_line)


def told(text: str) -> list[str]:
    return [str(problem).removeprefix("file.yaml:") for problem in parse(text).problems]


def test_data_comes_with_the_line_of_each_part() -> None:
    source = parse("# top\na: text\nb:\n  - one\n  - c: 2\n    d: [x, y]\n", first_line=10)
    assert source.problems == []
    assert source.data == {"a": "text", "b": ["one", {"c": 2, "d": ["x", "y"]}]}
    assert source.line(("a",)) == 11
    assert source.line(("b",)) == 12
    assert source.line(("b", 1, "d", 1)) == 15
    assert source.line(("b", 1, "not there", "nor this")) == 14
    assert source.line(("nothing",)) == 11


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31 10:00:00", "2026-01-31 10:00:00"),
        ("Oct 5", "Oct 5"),
        ("'no'", "no"),
        ("'010'", "010"),
        ("1e3", "1e3"),
        ("=", "="),
        ("<<", "<<"),
        ("0", 0),
        ("-7", -7),
        ("5551234567", "5551234567"),
        ("no", False),
        ("Yes", True),
        ("", None),
        ("~", None),
        ("a - b", "a - b"),
        ("|-\n  a\n  - b", "a\n- b"),
    ],
)
def test_values_are_what_was_written(text: str, value: object) -> None:
    source = parse(f"key: {text}\n")
    assert source.problems == []
    assert source.data == {"key": value}


@pytest.mark.parametrize("text", ["1:30", "010", "0x1F", "0b1", "1_000", "3.5", ".inf", "!!int ²", "!!int +-5"])
def test_a_value_that_is_read_as_another_number_than_was_written_is_told(text: str) -> None:
    assert told(f"a: b\nhours: {text}\n") == ["2: this is read as a number; put it in quotes"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c\n", "1: a second colon stands here, or this line is indented too far; put the text in quotes"),
        ("- a\n- 'it's fine'\n", "2: this does not fit what stands before it; check indentation, dashes and quotes"),
        (
            "a: b\n c: d\ne: f\n",
            "2: a second colon stands here, or this line is indented too far; put the text in quotes",
        ),
        ("a:\n  - b\n c: d\n", "3: this does not fit what stands before it; check indentation, dashes and quotes"),
        ('a: b\nc: "d\ne: f\n', "2: a quotation mark opens here and is never closed; close it"),
        ("a: b\nc: [d, e\nf: g\n", "2: a bracket opens here and is not closed; close it, or put the text in quotes"),
        ("a: b\nc: {d: e\n", "2: a bracket opens here and is not closed; close it, or put the text in quotes"),
        ("a:\n\t- b\n", "2: a tab stands here, or text that begins with @, ` or %; use spaces, or quotes"),
        ("- a\n- @home\n", "2: a tab stands here, or text that begins with @, ` or %; use spaces, or quotes"),
        ("- a\n- b\n\tc: d\n", "3: a tab stands here where spaces belong; indent with spaces"),
        ("- a\n- *bold* words\n", "2: text begins with * or &, which means something else here; put it in quotes"),
        ("- a\n- *bold\n", "2: text begins with *, which means something else here; put it in quotes"),
        ("- a\n- & b\n", "2: text begins with * or &, which means something else here; put it in quotes"),
        ("- a\n- !wow b\n", "2: text begins with !, which means something else here; put it in quotes"),
        ("- !!binary aGk=\n", "1: text begins with !, which means something else here; put it in quotes"),
        ("a: b\n---\nc: d\n", "2: `---` or `...` stands in the middle of the file; remove this line"),
        ("a: b\nword\nc: d\n", "2: this line is neither `name: value` nor an entry after a dash; add what is missing"),
        ('- a\n- "C:\\q"\n', "2: a backslash means something else in double quotes; use single quotes instead"),
        ("a: ] b\n", "1: a bracket or comma stands where text belongs; put the text in quotes"),
        ("a: - b\n", "1: a list begins in the middle of a line; begin a new line, or put the text in quotes"),
        ("a: |b\n", "1: text follows a `|` or `>`; begin it on the next line, indented"),
        ("- a\n- b\x07\n", "2: a character stands here that cannot be printed; remove it, or type the line again"),
        ("é: é\n- b\x00\n", "2: a character stands here that cannot be printed; remove it, or type the line again"),
        ("%x\n", "1: YAML cannot be read here (found unknown directive name); compare this line with its neighbours"),
        ("a: b\nc: d\na: e\n", "3: `a` stands here twice; keep one of the two"),
        ("a: b\n? [c]\n: d\n", "2: no word stands before the colon; write `name: value`"),
        ("a: b\n'': d\n", "2: no word stands before the colon; write `name: value`"),
        ("a: &x [b]\nc: *x\n", "2: text begins with *, which means something else here; put it in quotes"),
        ("a: &x [b]\nc:\n  - d\n  - *x\n", "4: text begins with *, which means something else here; put it in quotes"),
        ("a: &x [*x]\n", "1: text begins with *, which means something else here; put it in quotes"),
        (
            "- a\n  - b\n- c\n",
            "1: two entries of a list have run together here; line up the dashes, or put the text in quotes",
        ),
    ],
)
def test_each_mistake_is_told_at_its_line_in_words(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_all_duplicate_and_misread_values_of_a_file_are_told_at_once() -> None:
    assert [line.split(":")[0] for line in told("a: 1:30\nb: c\nb: d\ne: 010\n")] == ["1", "3", "4"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    fix = "fill it in, or copy it from the knowledge that comes with bbchat"
    assert read_yaml(path).problems == [Problem(path, 0, "this file is empty", fix)]


@pytest.mark.parametrize(
    ("start", "end"),
    [("[", ""), ("[", "]"), ("{a: ", ""), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("- [", ""), ("[[],", "")],
)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 3_000, 200_000])
def test_deep_nesting_neither_crashes_nor_freezes_the_program(start: str, end: str, depth: int) -> None:
    begun = time.perf_counter()
    problems = parse("title: x\nrest:\n  " + start * depth + end * depth).problems
    assert time.perf_counter() - begun < 5
    assert [problem.line for problem in problems] in ([3], [4])


def test_deep_nesting_by_indentation_is_told_at_its_line() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(1_500))
    (problem,) = parse(text).problems
    assert (problem.line, problem.message) == (MAX_DEPTH + 1, "this is nested too deeply")


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    levels = [f"l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 9)}]" for at in range(1, 10)]
    begun = time.perf_counter()
    problems = parse("\n".join(["l0: &l0 lol", *levels])).problems
    assert time.perf_counter() - begun < 2
    assert {problem.message for problem in problems} == {"text begins with *, which means something else here"}
    assert [problem.line for problem in problems] == [line for line in range(2, 11) for _ in range(9)]


def test_a_huge_file_is_told_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    problems: list[Problem] = []
    tracemalloc.start()
    text = read_text(path, problems)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text is None
    assert most < 1_000_000
    fix = "split it, or take out what is not knowledge"
    assert problems == [Problem(path, 0, f"this file is larger than {MAX_FILE_BYTES // 1_000_000} MB", fix)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a: b\nc: caf\xe9\n", 2),
        (b"\xef\xbb\xbfa: b\n\n\xff", 3),
        ("a: b\n".encode("utf-16"), 1),
        (b"\xed\xa0\x80", 1),
        (b"\n\n\n\xf8\n", 4),
    ],
)
def test_text_in_another_encoding_is_told_at_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(content)
    expected = Problem(path, line, "this is not UTF-8 text", "save the file with the encoding UTF-8")
    assert read_yaml(path).problems == [expected]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa: b\r\nc: d\r\n", b"a: b\rc: d\r", b"a: b\nc: d"])
def test_files_from_any_editor_are_read_the_same(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(content)
    source = read_yaml(path)
    assert source.problems == []
    assert source.data == {"a": "b", "c": "d"}
    assert source.line(("c",)) == 2


def test_a_missing_file_and_a_folder_in_its_place_are_told(tmp_path: Path) -> None:
    missing, folder = tmp_path / "missing.yaml", tmp_path / "folder.yaml"
    folder.mkdir()
    fix = "put it there, or copy it from the knowledge that comes with bbchat"
    assert read_yaml(missing).problems == [Problem(missing, 0, "this file is missing", fix)]
    fix = "put a text file with this name in its place"
    assert read_yaml(folder).problems == [Problem(folder, 0, "this is not a file", fix)]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    below_a_file = tmp_path / "file" / "below.yaml"
    (tmp_path / "file").write_text("")
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    for path in (below_a_file, loop):
        (problem,) = read_yaml(path).problems
        assert problem.message.startswith("this file cannot be read (")
        assert "Errno" not in problem.message


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_named_pipe_does_not_hang_the_program(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    subprocess.run(["mkfifo", str(pipe)], check=True)
    assert [problem.message for problem in read_yaml(pipe).problems] == ["this is not a file"]


YAML_LIKE = st.lists(
    st.sampled_from(["a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "|", ">", '"', "'", "#"])
    | st.sampled_from(
        ["? ", "---\n", "\t", "no", "1:30", "2026-01-01", "<<", "=", "é", "\u2028", "\x85", "%", "@", "\\"]
    )
    | st.text(max_size=3),
    max_size=60,
).map("".join)


@settings(max_examples=100, deadline=None)
@given(YAML_LIKE, st.integers(1, 50))
def test_any_text_gives_data_or_a_mistake_on_one_of_its_lines(text: str, first_line: int) -> None:
    source = parse(text, first_line)
    last_line = first_line + len(text.splitlines()) + 1
    for problem in source.problems:
        assert problem.line == 0 or first_line <= problem.line <= last_line
        assert problem.message.isprintable()
        assert problem.fix
