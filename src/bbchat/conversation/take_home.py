"""What a person takes along: a reply as text, the conversation or a sheet for a first visit as a page, and the file.

The one invariant: what the practice wrote stands in it word for word, and no file is ever replaced.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import assert_never

from bbchat.conversation.pages import Block, as_page, as_txt
from bbchat.conversation.pages import Kind as Kind
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk, credit, reviewed
from bbchat.conversation.session import Exchange, Visit
from bbchat.knowledge.model import Handoff, Knowledge, Passage, Practice
from bbchat.knowledge.wording import ChatWords, TakeHomeWords, Wording
from bbchat.language.clean import clean
from bbchat.safety.helplines import footer_line
from bbchat.safety.notice import NoticeCard

ENDINGS: dict[str, Kind] = {
    ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".txt": "txt", ".text": "txt"
}  # fmt: skip

WHOLE_UP_TO = 1200
"""Characters of all marked sections together that still leave the sheet on one page; beyond, each is shortened."""
LONGEST_HEADING = 120
"""Characters of a question that stand in its heading; a longer one follows it in full."""
ROOM_AT_THE_END = 3
"""Blank lines to write on, below a person's own."""


def reply_text(reply: Reply, knowledge: Knowledge) -> str:
    """One reply as plain text, with its source and the reminder of whom to ask."""
    return as_txt([*_reply_blocks(reply, knowledge.wording), Block("quiet", reply.referral)])


def conversation_text(exchanges: Iterable[Exchange], knowledge: Knowledge, kind: Kind) -> str:
    """A page with everything that was asked and said."""
    words, practice = knowledge.wording, knowledge.practice
    title = words.take_home.chat_title.format(practice=practice.name)
    blocks = [Block("title", title), Block("quiet", words.take_home.saved_about)]
    for exchange in exchanges:
        blocks += _question_blocks(exchange.asked, words.take_home)
        blocks += _reply_blocks(exchange.reply, words)
    blocks += [Block("heading", words.take_home.to_a_person), Block("text", practice.referral)]
    blocks += [*_contact_blocks(practice), Block("quiet", _help_line(knowledge))]
    return as_page(blocks, kind)


def sheet_text(visit: Visit, knowledge: Knowledge, kind: Kind) -> str:
    """A page to bring to a first visit, with room to write on."""
    words = knowledge.wording.take_home
    blocks = [Block("title", words.sheet_title), *_contact_blocks(knowledge.practice)]
    blocks.append(Block("heading", words.sheet_questions))
    for line in visit.own:
        blocks += [Block("own", line), Block("room")]
    if visit.own:
        blocks.append(Block("own", words.sheet_more))
    blocks += [Block("room")] * ROOM_AT_THE_END
    blocks += _section_blocks(visit, knowledge)
    blocks += [Block("quiet", _help_line(knowledge)), Block("quiet", words.saved_about)]
    return as_page(blocks, kind)


def list_text(visit: Visit, knowledge: Knowledge) -> str:
    """The list for a first visit alone, a line an entry, sections by their titles; short enough to be scanned."""
    words = knowledge.wording.take_home
    own = [f"{words.visit_own}: {line}" for line in visit.own]
    return "\n".join([*own, *(f"{words.visit_section}: {knowledge.full_title(topic)}" for topic in visit.sections)])


def _question_blocks(asked: str, words: TakeHomeWords) -> list[Block]:
    short = asked if len(asked) <= LONGEST_HEADING else f"{asked[:LONGEST_HEADING].rsplit(' ', 1)[0]} …"
    heading = Block("heading", words.asked.format(question=short))
    return [heading] if short == asked else [heading, Block("own", asked)]


def _reply_blocks(reply: Reply, words: Wording) -> list[Block]:
    """What a reply says, without the reminder at its end."""
    blocks: list[Block] = []
    if reply.help_line:
        blocks.append(Block("quiet", reply.help_line))
    if reply.card:
        blocks += _card_blocks(reply.card, reply.notice.language if reply.notice else "en")
    if reply.repaired and reply.is_read_otherwise:
        blocks.append(Block("quiet", words.chat.showing_results.format(question=reply.repaired)))
    blocks += _body_blocks(reply, words.chat)
    return blocks + (_body_blocks(reply.second, words.chat) if reply.second else [])


def _card_blocks(card: NoticeCard, language: str) -> list[Block]:
    lines = [Block("item", f"{line.contact}: {line.how}", language) for line in card.helplines]
    return [Block("text", card.warm, language), *lines, Block("text", card.closing, language)]


def _body_blocks(reply: Reply, words: ChatWords) -> list[Block]:
    match reply:
        case Answer():
            passage = reply.passage
            return [
                Block("subheading", passage.title),
                Block("verbatim", passage.text),
                Block("quiet", credit(reply.article, words, reply.article.url, passage.review)),
            ]
        case NotCovered():
            handoff = reply.handoff
            return [Block("subheading", handoff.title), Block("text", f"{handoff.reply} {handoff.ask}")]
        case Clarify():
            return [Block("text", reply.text), *(Block("item", one.question) for one in reply.suggestions)]
        case SmallTalk() | OffTopic():
            return [Block("text", reply.text)]
        case Crisis():
            return []
        case _:
            assert_never(reply)


def _contact_blocks(practice: Practice) -> list[Block]:
    facts = [fact for fact in (practice.phone, practice.email, practice.booking, practice.hours) if fact]
    return [Block("own", practice.name), *(Block("item", fact) for fact in facts)]


def _section_blocks(visit: Visit, knowledge: Knowledge) -> list[Block]:
    """The marked topics, whole where they leave the sheet on one page, and the article that they come from: each its
    own, where there are several."""
    words = knowledge.wording.take_home
    marked = [knowledge.topics[topic] for topic in visit.sections if topic in knowledge.topics]
    passages = [topic for topic in marked if isinstance(topic, Passage)]
    is_whole = sum(len(passage.text) for passage in passages) <= WHOLE_UP_TO
    articles = {one.article: one for one in passages}
    blocks: list[Block] = []
    for topic in marked:
        if isinstance(topic, Passage):
            start, end = (0, len(topic.text)) if is_whole else topic.sentences[0]
            blocks += [Block("subheading", topic.title), Block("verbatim", topic.text[start:end])]
            own = source_of(topic, knowledge) if len(articles) > 1 else reviewed(topic.review, knowledge.wording.chat)
            blocks += [Block("quiet", own)] if own else []
        elif isinstance(topic, Handoff):
            blocks += [Block("subheading", topic.title), Block("text", topic.ask)]
    if passages and not is_whole:
        blocks.append(Block("quiet", words.sheet_shortened))
    if len(articles) == 1:
        blocks += [Block("quiet", credit(knowledge.articles[one], knowledge.wording.chat)) for one in articles]
    return [Block("heading", words.sheet_sections), *blocks] if blocks else []


def source_of(passage: Passage, knowledge: Knowledge) -> str:
    """Where a section comes from, and its review, in one line."""
    return credit(knowledge.articles[passage.article], knowledge.wording.chat, review=passage.review)


def _help_line(knowledge: Knowledge) -> str:
    return footer_line(knowledge.safety, knowledge.practice.region)


def kind_of(path: Path) -> Kind | None:
    """The kind of page that the ending of a name asks for."""
    return ENDINGS.get(path.suffix.lower())


def numbered(path: Path) -> Iterator[Path]:
    """A path and 98 others to try where it is taken: `name.txt`, `name-2.txt` and so on."""
    return (path if number == 1 else path.with_stem(f"{path.stem}-{number}") for number in range(1, 100))


def free_path(path: Path) -> Path | None:
    """The path itself, or the first of those numbered after it that is not taken.

    Raises:
        RuntimeError: there is no home folder for its `~`.
    """
    return next((one for one in numbered(path) if not os.path.lexists(one.expanduser())), None)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, for its owner alone; where that fails, nothing of it is left.

    Raises:
        OSError: it is there already (FileExistsError), or can't be written.
    """
    data = text.encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)  # a disk that is full may say so no sooner
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def why_not(error: OSError | ValueError | RuntimeError, path: Path, words: TakeHomeWords) -> str:
    """The sentence for a file that could not be written; of paths it holds no more than a free name."""
    match error:
        case FileExistsError() | IsADirectoryError():
            return words.is_folder if path.is_dir() else _taken(path, words)
        case FileNotFoundError() | NotADirectoryError():  # in a folder of the system's own that takes no files, too
            return words.no_rights if os.path.isdir(path.parent) else words.no_folder
        case PermissionError():
            return words.no_rights
        case OSError() if error.errno == errno.EROFS:
            return words.no_rights
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return words.disk_full
        case _:
            return words.cannot_write


def _taken(path: Path, words: TakeHomeWords) -> str:
    free = free_path(path)
    return words.exists_free.format(free=clean(free.name)) if free else words.exists
