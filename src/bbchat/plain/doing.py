"""What each command of the line mode does.

The one invariant: a file is written only where somebody names it, and never over one that is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from bbchat.conversation.lines import Part, ended, numbered, passage_parts, source_part
from bbchat.conversation.offers import Offer
from bbchat.conversation.reply import reviewed
from bbchat.language.clean import clean
from bbchat.language.normalise import plain, words
from bbchat.language.sentences import sentence_spans
from bbchat.plain.commands import Command, command_lines

if TYPE_CHECKING:
    from bbchat.conversation.pages import Kind
    from bbchat.knowledge.contents import Found
    from bbchat.knowledge.model import Knowledge
    from bbchat.plain.session import PlainSession


def do(chat: PlainSession, command: Command, rest: str) -> None:
    """Do a command; `rest` is what was typed after it.

    Where that is written, and no name of a file, it brings help lines where it calls for them.
    """
    is_danger = _is_written(command, rest) and chat.is_danger(rest)
    match command:
        case Command.COMMANDS:
            chat.say_all([Part(tuple(command_lines(chat.words.plain)))])
        case Command.HELP:
            chat.ask(command)
        case Command.TOPICS:
            _list_topics(chat)
        case Command.FIND:
            if not is_danger:
                _find(chat, rest)
        case Command.READ | Command.NEXT:
            _read_on(chat, 0 if command is Command.READ else chat.next_section)
        case Command.AGAIN:
            _say_again(chat)
        case Command.TYPED:
            chat.ask_as_typed()
        case Command.MORE:
            _say_more(chat)
        case Command.BACK:
            chat.leave()
        case Command.MARK:
            _mark(chat)
        case Command.NOTE:
            _note(chat, rest)
        case Command.MY_QUESTIONS:
            _list_visit(chat)
        case Command.SHEET:
            if not is_danger:
                _save_sheet(chat, rest)
        case Command.SAVE:
            if not is_danger:
                _save_conversation(chat, rest)
        case Command.PHONE:
            _say_for_phone(chat)
        case Command.WHY:
            _explain(chat)
        case Command.CLEAR:
            chat.forget()
            chat.say(chat.words.plain.cleared)
            chat.introduce()
        case Command.QUIT:
            chat.is_over = True
        case _:
            assert_never(command)


def _is_written(command: Command, rest: str) -> bool:
    """Whether what follows a command is somebody's own words; several without an ending or a `/` name no file."""
    if command not in (Command.SAVE, Command.SHEET):
        return bool(rest)
    return " " in rest and not ("/" in rest or Path(rest.strip("\"'")).suffix)


def _list_topics(chat: PlainSession) -> None:
    """All sections by article, then what the articles don't cover, numbered throughout."""
    from bbchat.knowledge.contents import outline

    spoken, knowledge = chat.words.plain, chat.knowledge
    chat.offers = ()
    for group in outline(knowledge):
        heading = spoken.sections.format(title=group.title) if group.article else ended(group.title)
        titles = [knowledge.title(topic) for topic in group.topics]
        chat.say_all([Part((heading,)), numbered(titles, spoken, first=len(chat.offers) + 1)])
        chat.offers = (*chat.offers, *map(Offer, titles, group.topics))
    chat.say(spoken.open_one)


def _find(chat: PlainSession, typed: str) -> None:
    """What the browser of topics finds, too: each title, and the sentence that has most of the words."""
    from bbchat.knowledge.contents import find

    spoken, knowledge = chat.words.plain, chat.knowledge
    if not words(plain(typed)):
        chat.say(spoken.find_how)
        return
    found = find(knowledge, typed)
    lines = []
    for one in found:
        title, sentence = knowledge.full_title(one.topic), _sentence(knowledge, one, typed)
        lines.append(spoken.found.format(title=title, sentence=sentence) if sentence else title)
    chat.say_all([numbered(lines, spoken)])
    chat.offers = [Offer(knowledge.full_title(one.topic), one.topic) for one in found] or chat.offers
    chat.say(spoken.open_one if found else chat.words.topics.nothing_found)


def _sentence(knowledge: Knowledge, found: Found, typed: str) -> str | None:
    """The sentence at the best place; None where of several words only a stray one stands in the text."""
    from bbchat.knowledge.contents import text_of

    text, wanted = text_of(knowledge, found.topic), words(plain(typed))
    held = words(plain(f"{knowledge.title(found.topic)} {text}"))
    has_all = all(any(word.startswith(one) for word in held) for one in wanted)
    if found.span is None or not (has_all or len(wanted) == 1):
        return None
    return next((text[start:end] for start, end in sentence_spans(text) if start <= found.span[0] < end), None)


def _read_on(chat: PlainSession, place: int) -> None:
    """A section of the article, and how to go on."""
    spoken, passages = chat.words.plain, tuple(chat.knowledge.passages())
    if place >= len(passages):
        chat.say(spoken.read_end)
        return
    passage = passages[place]
    chat.next_section = place + 1
    chat.session.state = replace(chat.session.state, last_topic=passage.id)
    chat.offer(())
    heading = spoken.section.format(number=place + 1, count=len(passages), title=ended(passage.title))
    review = reviewed(passage.review, chat.words.chat)
    parts = [Part((heading,)), *passage_parts(passage), *([Part((review,))] if review else [])]
    if place == 0 or passage.article != passages[place - 1].article:
        parts.insert(0, source_part(chat.knowledge.articles[passage.article], chat.words))
    is_last = chat.next_section == len(passages)
    chat.say_all([*parts, Part((spoken.read_end if is_last else spoken.read_next,))])


def _say_again(chat: PlainSession) -> None:
    if chat.session.last is None:
        chat.say(chat.words.chat.nothing_yet)
    else:
        chat.say_reply(chat.session.last.reply)
        chat.offer_choices_of(chat.session.last.reply)


def _say_more(chat: PlainSession) -> None:
    """The longer texts behind help lines, where these came last; after anything else the word is a question."""
    reply = chat.session.last.reply if chat.session.last else None
    more = reply.card.more if reply and reply.card else ()
    if reply is None or not more:
        chat.ask(Command.MORE)
        return
    chat.say_all([Part((one.title, *(one.text[start:end] for start, end in sentence_spans(one.text)))) for one in more])
    chat.offer_choices_of(reply)


def _mark(chat: PlainSession) -> None:
    """Put the last topic on the list for a first visit, or take it off."""
    topic, visit = chat.session.state.last_topic, chat.session.visit
    if topic is None:
        chat.say(chat.words.chat.nothing_yet)
        return
    sentences = {
        True: chat.words.plain.marked,
        False: chat.words.chat.unmarked,
        None: chat.words.take_home.visit_full,
    }
    chat.say(sentences[visit.toggle(topic)].format(title=chat.knowledge.full_title(topic)))


def _note(chat: PlainSession, line: str) -> None:
    """Put a line of one's own on that list."""
    visit, spoken = chat.session.visit, chat.words
    if not line:
        chat.say(spoken.plain.note_how)
        return
    is_twice = line in visit.own
    is_written = visit.write(line)
    if is_written:
        chat.say(spoken.plain.noted.format(line=visit.own[-1]))
    else:
        chat.say(spoken.take_home.visit_twice if is_twice else spoken.take_home.visit_full)


def _list_visit(chat: PlainSession) -> None:
    visit, spoken, labels = chat.session.visit, chat.words.plain, chat.words.take_home
    if visit.is_empty:
        chat.say(spoken.visit_empty)
        return
    for topic in visit.sections:
        chat.say(spoken.visit_line.format(kind=labels.visit_section, text=chat.knowledge.full_title(topic)))
    for line in visit.own:
        chat.say(spoken.visit_line.format(kind=labels.visit_own, text=line))
    chat.say(spoken.visit_sheet)


def _save_sheet(chat: PlainSession, name: str) -> None:
    from bbchat.conversation.take_home import sheet_text

    if chat.session.visit.is_empty:
        chat.say(chat.words.plain.visit_empty)
    else:
        _write(chat, Command.SHEET, name, lambda kind: sheet_text(chat.session.visit, chat.knowledge, kind))


def _save_conversation(chat: PlainSession, name: str) -> None:
    from bbchat.conversation.take_home import conversation_text

    if chat.session.last is None:
        chat.say(chat.words.chat.nothing_yet)
    else:
        exchanges = list(chat.session.exchanges)
        _write(chat, Command.SAVE, name, lambda kind: conversation_text(exchanges, chat.knowledge, kind))


def _write(chat: PlainSession, command: Command, name: str, make_text: Callable[[Kind], str]) -> None:
    """Write a page to the file that is named, and say where it is or why it isn't."""
    from bbchat.conversation.take_home import kind_of, why_not, write_new

    words_of_files, path = chat.words.take_home, Path(name.strip("\"'"))
    if not path.name:
        chat.say(chat.words.plain.file_how.format(command=f"/{command}"))
        return
    try:
        path = path.expanduser()
        write_new(path, make_text(kind_of(path) or "txt"))
    except (OSError, ValueError, RuntimeError) as error:
        chat.say(why_not(error, path, words_of_files))
    else:
        chat.say(words_of_files.saved.format(path=clean(str(path.absolute()))))
        chat.say(words_of_files.save_about)


def _say_for_phone(chat: PlainSession) -> None:
    """What the code for a phone holds: how to reach the practice, or else the section last read."""
    practice, topic = chat.knowledge.practice, chat.session.state.last_topic
    passage = next((one for one in chat.knowledge.passages() if one.id == topic), None)
    if practice.contact:
        chat.say(f"{practice.name}: {practice.contact}")
    elif passage:
        article = chat.knowledge.articles[passage.article]
        heading = Part((chat.words.plain.phone, ended(passage.title)))
        chat.say_all([heading, *passage_parts(passage), source_part(article, chat.words, passage.review)])
    else:
        chat.say(chat.words.take_home.phone_nothing)


def _explain(chat: PlainSession) -> None:
    if chat.session.last is None:
        chat.say(chat.words.chat.nothing_yet)
        return
    from bbchat.conversation.explain import explain

    for heading, sentences in explain(chat.session.last, chat.knowledge):
        chat.say_all([Part((f"{heading}:", *sentences))])
