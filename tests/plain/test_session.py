"""The line mode as somebody uses it who listens to it, or feels it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.disclosure import EVERY
from bbchat.conversation.reply import Clarify
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.contents import find
from tests.plain.talk import Talk, never, talk_through

DANGER = "i want to kill myself"
CALL, HARD = "What happens when I call?", "Hard to call?"
HELP_LINE = "In crisis? Call or text 988 (US), any time."


def test_the_first_lines_say_what_this_is_whom_to_call_and_where_the_commands_are(assistant: Assistant) -> None:
    heard = talk_through(assistant, [])
    assert heard[0] == "Balance & Bliss Therapy."
    assert "not a person" in heard[1]
    assert heard[2] == HELP_LINE
    assert "Type commands" in heard[3]
    assert heard[4:] == [assistant.knowledge.wording.plain.bye]


def test_an_answer_names_its_lines_and_keeps_the_articles_words(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.type("does it work")
    heard = list(talk.heard)
    assert heard[0] == "One moment …"
    assert heard[1] == "Answer: The Science Behind the Support."
    nearest = next(line for line in heard if line.startswith("Nearest to your question: "))
    sentences = [line.removeprefix("Nearest to your question: ") for line in heard[2:5]]
    passage = assistant.knowledge.topics["science"]  # type: ignore[index]
    assert " ".join(sentences) == passage.text  # type: ignore[union-attr]
    assert nearest in heard[2:5]
    assert heard[5].startswith("Source: 'What the heck is")
    assert "ask the practice" in heard[6]
    assert heard[7].startswith("Next: 1, ")
    assert heard[8].startswith("2, ")


def test_it_says_only_once_that_it_loads(assistant: Assistant) -> None:
    heard = talk_through(assistant, ["does it work", "is it confidential", "1"])
    assert heard.count("One moment …") == 1


def test_a_number_picks_what_was_offered_last(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.type("does it work")
    wanted = talk.chat.offers[1].text
    assert talk.type("2").startswith(f"You chose: {wanted}\nAnswer: ")
    assert "Nearest" not in "\n".join(talk.heard), "nothing was asked that a sentence could be nearest to"


def test_a_number_that_is_not_offered_says_so_and_the_choices_stand(assistant: Assistant) -> None:
    talk = Talk(assistant)
    offers = [talk.type("does it work"), talk.chat.offers][1]
    assert talk.type("9").startswith("There is no number 9 here.\nChoose: 1, ")
    assert talk.chat.offers == offers
    assert talk.type("1.").startswith("You chose: ")


def test_a_did_you_mean_is_answered_by_its_number(assistant: Assistant) -> None:
    starts = (" ".join(example.text.split()[:4]) for example in assistant.knowledge.examples)
    unclear = next(start for start in starts if isinstance(respond(ConversationState(), start, assistant)[1], Clarify))
    talk = Talk(assistant)
    heard = talk.type(unclear)
    assert "not sure which" in heard
    assert "Choose: 1, " in heard
    assert talk.chat.offers[-1].text == "None of these: whom can I ask?"
    assert "Not in the article: " in talk.type(str(len(talk.chat.offers)))


def test_what_was_typed_can_be_searched_for_as_typed(assistant: Assistant) -> None:
    talk = Talk(assistant)
    assert "read just as you typed it" in talk.type("does it work", "typed")
    mended = talk.type("typd qustion about therpy trst")
    assert "Showing results for: " in mended
    assert talk.type("typed").startswith("You chose: typd qustion about therpy trst\n")
    assert "Showing results for: " not in "\n".join(talk.heard)


def test_danger_brings_the_notice_first_with_numbered_ways_on(assistant: Assistant) -> None:
    talk = Talk(assistant, load=never)
    heard = talk.type(DANGER)
    assert heard.startswith("You may be going through something very hard.")
    assert "\n988: call or text" in heard
    assert f"\nChoose: 1, {CALL}\n2, {HARD}\n3, Back to the chat" in heard
    more = talk.type("1")
    assert more.startswith(f"{CALL}\n")
    assert f"2, {HARD}" in more, "the ways on are said again"
    assert "Ask whenever you like" in talk.type("3")
    assert talk.chat.offers == ()


def test_danger_and_help_do_not_wait_for_the_encoder(assistant: Assistant) -> None:
    talk = Talk(assistant, load=never)
    for word in ("help", "988", "crisis", "/help"):
        assert "988lifeline.org" in talk.type(word)
    assert "Líneas de ayuda" in talk.type("ayuda")
    assert "One moment" not in talk.type(DANGER)


def test_the_help_line_stays_for_the_next_replies(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.type(DANGER)
    for _ in range(3):
        assert talk.type("does it work").replace("One moment …\n", "").startswith(HELP_LINE)
    assert HELP_LINE not in talk.type("does it work")


def test_more_and_back_lead_into_a_notice_and_out_of_it(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.type(DANGER, "topics")
    heard = talk.type("more")
    assert heard.startswith(f"{CALL}\nYou hear a short message")
    assert f"\n{HARD}\nYou can text 988" in heard
    assert heard.endswith(f"Choose: 1, {CALL}\n2, {HARD}\n3, Back to the chat")
    assert "Ask whenever you like" in talk.type("back")
    assert "Answer: " in talk.type("does it work", "more"), "without a notice it asks for more about the topic"


@pytest.mark.parametrize("line", ["help", "988", "911", "sos"])
def test_a_word_for_help_is_never_a_number_or_a_command(assistant: Assistant, line: str) -> None:
    assert "988lifeline.org" in Talk(assistant).type("topics", line)


def test_no_number_that_could_be_a_choice_is_a_word_for_danger(assistant: Assistant) -> None:
    assert not [number for number in range(100) if assistant.safety.notice_for(str(number))]


@pytest.mark.parametrize("typed", ["/nothing", "/quit smoking", "/"])
def test_a_slash_before_no_command_says_so_instead_of_guessing(assistant: Assistant, typed: str) -> None:
    talk = Talk(assistant)
    assert talk.type("hello", typed) == assistant.knowledge.wording.plain.no_such_command
    assert len(talk.session.exchanges) == 1


def test_a_slash_never_keeps_somebody_from_the_help_lines(assistant: Assistant) -> None:
    assert "988lifeline.org" in Talk(assistant).type(f"/{DANGER}")
    assert "988lifeline.org" in Talk(assistant).type("/988")


@pytest.mark.parametrize("command", ["/save", "/sheet"])
@pytest.mark.parametrize("name", ["suicide.txt", "sh.md", "kill myself.txt", "'kill myself.html'", "suicide"])
def test_a_file_name_is_only_a_name(
    assistant: Assistant, command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Talk(assistant).type("does it work", "mark", f"{command} {name}").startswith(f"Saved to {tmp_path}")
    assert (tmp_path / name.strip("'")).exists()


@pytest.mark.parametrize("command", ["/find", "/note", "/save", "/sheet"])
def test_danger_behind_a_command_brings_the_help_lines(
    assistant: Assistant, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    heard = Talk(assistant).type("does it work", f"{command} {DANGER}")
    assert heard.startswith("You may be going through")
    assert f"1, {CALL}" in heard
    assert list(tmp_path.iterdir()) == []


def test_a_note_of_danger_still_stands_on_the_list(assistant: Assistant) -> None:
    talk = Talk(assistant)
    assert talk.type(f"/note {DANGER}").endswith(f"On your list: {DANGER}")
    assert talk.session.visit.own == [DANGER]


def test_topics_are_numbered_throughout_and_each_opens(assistant: Assistant) -> None:
    talk = Talk(assistant)
    heard = talk.type("topics").split("\n")
    passages = list(assistant.knowledge.passages())
    handoffs = list(assistant.knowledge.handoffs())
    assert f"1, {passages[0].title}" in heard
    assert f"{len(passages)}, {passages[-1].title}" in heard
    assert f"{len(passages) + len(handoffs)}, {handoffs[-1].title}" in heard
    assert f"Not in the article: {handoffs[0].title}." in talk.type(str(len(passages) + 1))
    assert f"Answer: {passages[0].title}." in talk.type("topics", "1")


def test_the_whole_article_is_read_in_order(assistant: Assistant) -> None:
    talk = Talk(assistant, load=never)
    passages = list(assistant.knowledge.passages())
    heard = [talk.type("read"), *(talk.type("next") for _ in passages[1:])]
    for number, (said, passage) in enumerate(zip(heard, passages, strict=True), 1):
        assert f"Section {number} of {len(passages)}: {passage.title}." in said
        assert all(passage.text[start:end] in said for start, end in passage.sentences)
    assert heard[0].startswith("Source: ")
    assert heard[0].endswith("Type next to read on.")
    assert heard[-1].endswith("That was the last section.")
    assert talk.type("next") == "That was the last section."
    assert "Section 1 of" in talk.type("read")


def test_find_says_the_sentence_and_opens_the_section(assistant: Assistant) -> None:
    talk = Talk(assistant)
    heard = talk.type("/find TRUST built")
    assert (
        "1, Emotional Healing Through Connection: At its core, psychotherapy is a relationship built on trust" in heard
    )
    assert "Answer: Emotional Healing Through Connection." in talk.type("1")
    assert "Nothing here has these words" in talk.type("/find zebra")
    assert "/find trust" in talk.type("/find")


def test_find_reads_straight_and_curly_quotes_alike(assistant: Assistant) -> None:
    assert "Tools for Coping and Growth" in Talk(assistant).type("/find isn't just talking")


@pytest.mark.parametrize("typed", ["trust", "aetna", "trsut", "couples", "is it private", "long does it take"])
def test_find_finds_what_the_browser_of_topics_finds(assistant: Assistant, typed: str) -> None:
    talk = Talk(assistant)
    talk.type(f"/find {typed}")
    wanted = [found.topic for found in find(assistant.knowledge, typed)]
    assert wanted
    assert [offer.leads_to for offer in talk.chat.offers] == wanted


def test_what_only_the_authors_questions_hold_is_found_by_its_title(assistant: Assistant) -> None:
    assert "1, Insurance\n" in Talk(assistant).type("/find aetna")


def test_why_is_explained_where_it_is_asked_for_with_a_slash(assistant: Assistant) -> None:
    talk = Talk(assistant)
    assert talk.type("/why") == "Ask a question first."
    heard = talk.type("does it work", "/why")
    assert "Typed: does it work" in heard
    assert "What decided:" in heard
    assert "Answer: The Science Behind the Support." in talk.type("why")


def test_the_last_reply_is_said_again(assistant: Assistant) -> None:
    talk = Talk(assistant)
    assert talk.type("again") == "Ask a question first."
    first = talk.type("is it confidential").removeprefix("One moment …\n")
    assert talk.type("topics", "again") == first
    assert talk.type("1").startswith("You chose: ")


def test_what_is_marked_and_written_makes_a_sheet(assistant: Assistant, tmp_path: Path) -> None:
    talk = Talk(assistant)
    assert talk.type("mark") == "Ask a question first."
    assert "Nothing is on your list" in talk.type("my questions")
    assert "Nothing is on your list" in talk.type(f"/sheet {tmp_path / 'sheet.md'}")
    assert "Marked for your visit: The Science" in talk.type("does it work", "mark")
    assert talk.type("/note  what about   fees {}[b]?") == "On your list: what about fees {}[b]?"
    assert "already" in talk.type("/note what about fees {}[b]?")
    heard = talk.type("my questions")
    assert "Read: The Science Behind the Support" in heard
    assert "Ask: what about fees {}[b]?" in heard
    assert "Saved to" in talk.type(f"/sheet {tmp_path / 'sheet.md'}")
    assert "what about fees" in (tmp_path / "sheet.md").read_text(encoding="utf-8")
    assert "No longer marked" in talk.type("mark")


def test_a_full_list_says_so(assistant: Assistant) -> None:
    talk = Talk(assistant)
    for number in range(20):
        talk.type(f"/note line {number}")
        talk.session.visit.sections.append(assistant.knowledge.examples[0].topics[0])
    full = assistant.knowledge.wording.take_home.visit_full
    assert talk.type("/note one more") == full
    talk.type("how much does it cost")
    assert talk.type("mark") == full


def test_the_conversation_is_saved_where_somebody_says_and_never_over_a_file(
    assistant: Assistant, tmp_path: Path
) -> None:
    talk = Talk(assistant)
    path = tmp_path / "said.txt"
    talk.type("/note a line")
    assert talk.type(f"/save {path}") == "Ask a question first."
    assert talk.type("does it work", f"/save '{path}'").startswith(f"Saved to {path}.")
    saved = path.read_text(encoding="utf-8")
    assert "does it work" in saved
    assert "That name is taken. said-2.txt is free." in talk.type(f"/save {path}")
    assert path.read_text(encoding="utf-8") == saved
    assert "There is no such folder" in talk.type(f"/save {tmp_path}/no/such/folder.txt")
    assert talk.type(f"/save {tmp_path}").startswith("That is a folder.")
    assert "/save therapy.txt" in talk.type("save")
    assert talk.type("/save ~nobody-of-that-name/x.txt") == assistant.knowledge.wording.take_home.cannot_write


def test_what_goes_on_a_phone_is_said(assistant: Assistant) -> None:
    talk = Talk(assistant)
    assert "No phone or address is set yet" in talk.type("phone")
    heard = talk.type("does it work", "phone")
    assert "Research consistently shows" in heard
    assert "Source: " in heard


def test_clear_forgets_everything_and_says_again_what_this_is(assistant: Assistant) -> None:
    talk = Talk(assistant)
    heard = talk.type("does it work", "mark", "/note a line", "clear")
    assert "not a person" in heard
    assert talk.session.last is None
    assert talk.session.visit.is_empty
    assert talk.session.state == ConversationState()
    assert talk.chat.offers == ()


@pytest.mark.parametrize("word", ["QUIT", "exit", "bye", "q"])
def test_quit_ends_it_and_what_follows_is_not_read(assistant: Assistant, word: str) -> None:
    heard = talk_through(assistant, [word, "does it work"])
    assert heard[-1] == assistant.knowledge.wording.plain.bye
    assert not [line for line in heard if line.startswith("Answer")]


@pytest.mark.parametrize("line", ["", "   ", "\x1b[A", "\x00", "\u200b\u202e"])
def test_a_line_of_nothing_asks_for_a_question(assistant: Assistant, line: str) -> None:
    assert Talk(assistant, load=never).type(line) == "Type a question, then press Enter."


@pytest.mark.parametrize(
    "line", ["[bold]x[/]", "{}{0}", "%s", "\ud800", "a\x1b]0;x\x07b", "/", "//", "/ why me", "9" * 50]
)
def test_odd_lines_get_a_reply_without_anything_that_a_terminal_obeys(assistant: Assistant, line: str) -> None:
    heard = Talk(assistant).type("does it work", line)
    assert heard
    assert all(character.isprintable() or character == "\n" for character in heard)


def test_what_this_is_is_said_again_after_three_hours_and_never_before_a_notice(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.clock.now += EVERY
    assert talk.type("does it work").startswith(f"One moment …\n{assistant.knowledge.practice.disclosure}\n")
    assert assistant.knowledge.practice.disclosure not in talk.type("does it work")
    talk.clock.now += EVERY
    heard = talk.type(DANGER)
    assert heard.index("988lifeline.org") < heard.index("not a person")


def test_what_breaks_in_the_middle_brings_the_help_lines_and_the_chat_goes_on(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(assistant)
    talk.type("hello")

    def breaks(*_: object, **__: object) -> None:
        raise ValueError("what was typed")

    monkeypatch.setattr("bbchat.conversation.respond.respond", breaks)
    heard = talk.type("does it work")
    assert "Please ask again" in heard
    assert "988lifeline.org" in heard
    assert "what was typed" not in heard


def test_without_its_encoder_it_says_so_once(assistant: Assistant) -> None:
    talk = Talk(assistant, load=lambda: (assistant, "Words only."))
    assert "Words only." in talk.type("hello")
    assert "Words only." not in talk.type("hello")


def test_a_line_of_a_megabyte_is_read_in_part_and_says_so(assistant: Assistant) -> None:
    assert "its beginning was kept" in Talk(assistant).type("therapy trust " * 8_000)
