"""What is kept of a person while they are there: their words can be called back, and are in no repr."""

from __future__ import annotations

from bbchat.conversation.session import MAX_MARKS, Session, TypedLines, Visit
from bbchat.knowledge.model import TopicId


def typed(*lines: str) -> TypedLines:
    found = TypedLines()
    for line in lines:
        found.remember(line)
    return found


def test_up_brings_back_what_was_typed_and_down_the_line_that_was_begun() -> None:
    lines = typed("one", "two")
    assert [lines.step("begun", is_back=True), lines.step("two", is_back=True)] == ["two", "one"]
    assert lines.step("one", is_back=True) == "one"
    assert [lines.step("one", is_back=False), lines.step("two", is_back=False)] == ["two", "begun"]


def test_with_nothing_typed_before_the_line_stays() -> None:
    assert typed().step("begun", is_back=True) == "begun"
    assert typed().step("begun", is_back=False) == "begun"


def test_a_line_sent_twice_comes_back_once() -> None:
    assert list(typed("same", "same", "  ").lines) == ["same"]


def test_a_section_is_marked_and_unmarked() -> None:
    visit = Visit()
    assert visit.toggle(TopicId("science"))
    assert not visit.is_empty
    assert not visit.toggle(TopicId("science"))
    assert visit.is_empty


def test_a_sheet_takes_no_more_than_fits_on_it() -> None:
    visit = Visit()
    assert all(visit.write(f"line {number}") for number in range(MAX_MARKS))
    assert not visit.write("one more")
    assert not Visit().write("   ")
    assert not visit.write("line 1")


def test_no_repr_of_a_session_shows_a_word_of_the_person() -> None:
    session = Session()
    session.typed.remember("my secret")
    session.visit.write("my secret")
    assert "secret" not in repr(session) + repr(session.visit) + repr(session.typed)
