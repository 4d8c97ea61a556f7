"""What a person takes home, and the files that it goes to."""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.session import Exchange, Visit
from bbchat.conversation.state import ConversationState
from bbchat.conversation.take_home import (
    Kind,
    conversation_text,
    kind_of,
    numbered,
    reply_text,
    sheet_text,
    why_not,
    write_new,
)
from bbchat.knowledge.model import Knowledge, Passage, TopicId
from bbchat.language.clean import clean

KINDS: list[Kind] = ["md", "html", "txt"]
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></style><h1>",
    "[click](https://evil.example) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example a@evil.example",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "> quote",
    "---",
    "===",
    "    code",
    "`code` ```",
    "**bold** _it_ ~~gone~~ | a | b |",
    "&lt;b&gt; &#60;",
    "a\\",
    ":smile: @somebody #1 $x$",
    "<https://evil.example>",
    "[ref]: https://evil.example",
    "say \"no\" & 'yes'",
]
PLAIN_TOKENS = {"text", "softbreak", "text_special", "strong_open", "strong_close"}


def exchange(assistant: Assistant, question: str) -> Exchange:
    return Exchange(clean(question), respond(ConversationState(), question, assistant)[1])


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_copied_answer_is_the_articles_words_with_their_source_and_whom_to_ask(assistant: Assistant) -> None:
    reply = exchange(assistant, "does it work").reply
    text = reply_text(reply, assistant.knowledge)
    passage = assistant.knowledge.topics[TopicId("science")]
    assert isinstance(passage, Passage)
    assert passage.text.encode() in text.encode()
    assert "Balance & Bliss Therapy, Oct 5" in text
    assert reply.referral in text


def test_a_copied_crisis_notice_holds_its_numbers(assistant: Assistant) -> None:
    text = reply_text(exchange(assistant, "i want to kill myself").reply, assistant.knowledge)
    assert "988" in text
    assert "911" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_conversation_holds_every_question_and_every_reply(assistant: Assistant, kind: Kind) -> None:
    questions = ["does it work", "how much does it cost", "thank you", "i want to die", "does it work and what is it"]
    page = conversation_text([exchange(assistant, one) for one in questions], assistant.knowledge, kind)
    for question in questions:
        assert question in page
    for words in ("The Science Behind the Support", "Fees and payment", "988", "Words unchanged", "ask the practice"):
        assert words in page


def test_every_section_is_byte_for_byte_the_articles_in_a_text_file(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    passages = list(knowledge.passages())
    for passage in passages:
        page = sheet_text(Visit([passage.id]), knowledge, "txt")
        assert passage.text.encode() in page.encode()
        assert passage.title in page


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_somebody_typed_never_becomes_markup_in_a_web_page(assistant: Assistant, typed: str) -> None:
    knowledge = assistant.knowledge
    harmless = conversation_text([replace(exchange(assistant, "does it work"), asked="x")], knowledge, "html")
    page = conversation_text([replace(exchange(assistant, "does it work"), asked=typed)], knowledge, "html")
    assert Page(page).tags == Page(harmless).tags
    assert Page(page).attributes == Page(harmless).attributes
    assert typed in Page(page).text


def sheet_tokens(knowledge: Knowledge, line: str) -> tuple[list[str], str]:
    """The sorts of tokens that a Markdown reader finds in a sheet with a line, and all of its text."""
    page = sheet_text(Visit(own=[line]), knowledge, "md")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    inline = [child for token in tokens for child in token.children or []]
    sorts = [token.type for token in tokens] + [one.type for one in inline if one.type not in PLAIN_TOKENS]
    return sorts, "".join(one.content for one in inline)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_somebody_typed_never_becomes_markup_in_markdown(assistant: Assistant, typed: str) -> None:
    usual, _ = sheet_tokens(assistant.knowledge, "x")
    sorts, text = sheet_tokens(assistant.knowledge, clean(typed))
    assert sorts == usual
    assert clean(typed) in text
    page = sheet_text(Visit(own=[clean(typed)]), assistant.knowledge, "md")
    assert not re.search(r"https?://|www\.(?!\w*\\)|\w@", page), "readers make links of bare addresses"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab 1.)-+*_`~#>|[](){}<>!&=:\\\"'@$^\n", min_size=1, max_size=40))
def test_no_line_at_all_becomes_markup_in_markdown(assistant: Assistant, typed: str) -> None:
    line = clean(typed)
    if line:
        assert sheet_tokens(assistant.knowledge, line)[0] == sheet_tokens(assistant.knowledge, "x")[0]


def test_a_saved_web_page_works_for_everyone_and_fetches_nothing(assistant: Assistant) -> None:
    page = conversation_text([exchange(assistant, "quiero morir")], assistant.knowledge, "html")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert 'lang="es"' in page
    assert "<h1>" in page
    assert "@media print" in page
    assert not {"script", "link", "img", "iframe", "a"} & set(Page(page).tags)
    assert not {"src", "href", "onclick"} & set(Page(page).attributes)
    assert "url(" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_has_the_practice_the_own_lines_with_room_and_the_help_line(assistant: Assistant, kind: Kind) -> None:
    practice = replace(assistant.knowledge.practice, phone="555-0100", email="us@example.org")
    knowledge = replace(assistant.knowledge, practice=practice)
    visit = Visit([TopicId("science"), TopicId("fees")], ["What if I cry?"])
    page = sheet_text(visit, knowledge, kind)
    for words in (
        "Bliss Therapy",
        "555-0100",
        "example.org",
        "What if I cry?",
        "Fees and payment",
        "988",
        "not a person",
    ):
        assert words in page
    room = {"md": "\n___\n", "html": 'class="room"', "txt": "_" * 60}[kind]
    assert page.count(room) >= 2


def test_a_sheet_with_all_sections_still_fits_one_page(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    passages = list(knowledge.passages())
    page = sheet_text(Visit([passage.id for passage in passages]), knowledge, "txt")
    assert len(page) < 3500
    for passage in passages:
        start, end = passage.sentences[0]
        assert passage.text[start:end] in page
        assert passage.text not in page


def test_a_sheet_with_nothing_marked_has_no_empty_heading(assistant: Assistant) -> None:
    page = sheet_text(Visit(own=["hello"]), assistant.knowledge, "txt")
    assert assistant.knowledge.wording.take_home.sheet_sections not in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", ["conversation", "sheet"])
def test_a_saved_page_says_what_is_true_of_a_saved_page(assistant: Assistant, kind: Kind, page: str) -> None:
    knowledge = assistant.knowledge
    if page == "sheet":
        text = sheet_text(Visit(own=["hello"]), knowledge, kind)
    else:
        text = conversation_text([exchange(assistant, "does it work")], knowledge, kind)
    text = Page(text).text if kind == "html" else text
    assert "Nothing you type is kept" not in text
    assert "You saved it on your computer. Delete it" in text
    assert "not a person, and it isn't therapy" in text
    assert knowledge.wording.chat.no_contact not in text


def test_an_ampersand_stays_plain_in_markdown_unless_a_reader_would_take_it_for_a_letter(assistant: Assistant) -> None:
    page = sheet_text(Visit(own=["R&D & co", "&amp; &#60; &#x3C;"]), assistant.knowledge, "md")
    assert "Balance & Bliss Therapy" in page
    assert "R&D & co" in page
    assert "\\&amp; \\&\\#60; \\&\\#x3C;" in page


def test_in_a_copied_reply_to_two_questions_the_second_stands_apart(assistant: Assistant) -> None:
    reply = exchange(assistant, "does it work and how much does it cost").reply
    text = reply_text(reply, assistant.knowledge)
    first, second = text.split("\n\n\n")
    assert first.startswith("The Science Behind the Support\n\n")
    assert first.endswith("Words unchanged.")
    assert second.startswith("Fees and payment\n\n")
    assert second.endswith(f"{reply.referral}\n")


def test_a_very_long_question_is_saved_whole_below_a_short_heading(assistant: Assistant) -> None:
    long = "word " * 300 + "end"
    page = conversation_text([replace(exchange(assistant, "does it work"), asked=long)], assistant.knowledge, "txt")
    assert long in page
    assert len(page.split("You asked: ")[1].splitlines()[0]) < 140


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "md"),
        ("a.MD", "md"),
        ("a.htm", "html"),
        ("a.html", "html"),
        ("a.txt", "txt"),
        ("a", None),
        ("a.doc", None),
    ],
)
def test_the_ending_of_a_name_says_what_is_written(name: str, kind: Kind | None) -> None:
    assert kind_of(Path(name)) == kind


def test_a_saved_file_can_be_opened_by_nobody_else(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_new(tmp_path / "a.txt", "words — so\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600
    assert (tmp_path / "a.txt").read_bytes() == "words — so\n".encode()


def test_a_file_that_is_there_is_never_lost(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.txt", tmp_path / "link.txt"
    kept.write_text("mine")
    link.symlink_to(tmp_path / "elsewhere.txt")
    for path in (kept, link):
        with pytest.raises(FileExistsError):
            write_new(path, "other")
    assert kept.read_text() == "mine"
    assert not (tmp_path / "elsewhere.txt").exists()


def test_no_folder_is_made_and_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        write_new(tmp_path / "new" / "a.txt", "x")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_new(tmp_path / "a.txt", "x")
    with pytest.raises(UnicodeEncodeError):
        write_new(tmp_path / "b.txt", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_every_failure_has_a_sentence_that_names_no_folder(assistant: Assistant, tmp_path: Path) -> None:
    words = assistant.knowledge.wording.take_home
    (tmp_path / "a.txt").touch()
    errors: dict[OSError | RuntimeError, str] = {
        FileExistsError(): words.exists_free.format(free="a-2.txt"),
        FileNotFoundError(): words.no_rights,
        NotADirectoryError(): words.no_rights,
        PermissionError(): words.no_rights,
        OSError(errno.EROFS, ""): words.no_rights,
        OSError(errno.ENOSPC, ""): words.disk_full,
        OSError(errno.ENAMETOOLONG, ""): words.cannot_write,
        RuntimeError("no home"): words.cannot_write,
    }
    for error, sentence in errors.items():
        assert why_not(error, tmp_path / "a.txt", words) == sentence
    assert why_not(FileExistsError(), tmp_path, words) == words.is_folder
    assert why_not(FileNotFoundError(), tmp_path / "none" / "a.txt", words) == words.no_folder
    assert why_not(NotADirectoryError(), tmp_path / "a.txt" / "b.txt", words) == words.no_folder


def test_the_next_free_name_keeps_its_ending() -> None:
    assert [str(path) for path in numbered(Path("a/b.txt"))][:3] == ["a/b.txt", "a/b-2.txt", "a/b-3.txt"]
