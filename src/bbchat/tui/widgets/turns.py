"""What the transcript is made of: one light widget a turn, drawn as plain content, never as markup."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from bbchat.language.wrap import wrap, wrap_spans

if TYPE_CHECKING:
    from bbchat.conversation.reply import Reply
    from bbchat.knowledge.model import Practice
    from bbchat.knowledge.safety_rules import MoreText
    from bbchat.knowledge.wording import ChatWords

BAR, STRONG_BAR = "▌ ", "┃ "
MARGIN = len(BAR)
LONGEST_QUESTION = 5
"""Lines of a question in the transcript, so that its reply is in sight."""
QUIET, TITLE, BEST = "$quiet", "bold $primary", "bold"


class Turn(Widget):
    """Lines of content made anew for whatever width there is."""

    DEFAULT_CSS = """
    Turn { height: auto; width: 1fr; max-width: 98; margin: 0 1 1 1; }
    """

    def __init__(self, make_lines: Callable[[int], list[Content]]) -> None:
        """`make_lines`: from a width in columns to the lines of this turn."""
        super().__init__()
        self._make_lines = make_lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        return len(self._make_lines(width))

    def render(self) -> RenderResult:
        """The lines, one below the other."""
        return Content("\n").join(self._make_lines(self.content_size.width))


def question_lines(text: str, words: ChatWords, width: int) -> list[Content]:
    """What a person asked."""
    label = f"{words.you}   "
    lines = wrap(text, width - len(label))
    if len(lines) > LONGEST_QUESTION:
        lines = [*lines[: LONGEST_QUESTION - 1], "…"]
    first = Content.assemble((label, QUIET), (lines[0], "bold"))
    return [first, *(Content(" " * len(label) + line).stylize("bold") for line in lines[1:])]


def note_lines(text: str, width: int) -> list[Content]:
    """A quiet sentence of the program's own, such as the disclosure."""
    return [Content(line).stylize(QUIET) for line in wrap(text, width)]


def reply_lines(reply: Reply, practice: Practice, words: ChatWords, width: int) -> list[Content]:
    """A reply, with its bar in the margin."""
    from bbchat.conversation.reply import Answer, Crisis

    inner = width - MARGIN
    lines: list[Content] = []
    if reply.help_line:
        bar = Content.assemble((STRONG_BAR, "bold $error"))
        lines += [*(bar + Content(line) for line in wrap(reply.help_line, inner)), Content("")]
    if reply.card:
        bar = Content.assemble((STRONG_BAR, "bold $error"))
        lines += [bar + Content(line) for line in reply.card.lines(inner)]
        if isinstance(reply, Crisis):
            return [*lines, bar, *(bar + line for line in _quiet(reply.referral, inner))]
        lines.append(Content(""))
    body: list[Content] = []
    if reply.repaired and reply.is_read_otherwise:
        body += [*_quiet(words.showing_results.format(question=reply.repaired), inner), Content("")]
    body += _body(reply, words, inner)
    if reply.second:
        body += [Content(""), *_body(reply.second, words, inner)]
    contact = "" if practice.contact else f" {words.no_contact}"
    if not isinstance(reply, Answer):
        body.append(Content(""))
    body += _quiet(reply.referral + contact, inner)
    bar = Content.assemble((BAR, "$primary"))
    return [*lines, *(bar + line for line in body)]


def more_lines(more: MoreText, width: int) -> list[Content]:
    """A longer text from behind a notice, with the notice's bar in the margin."""
    bar = Content.assemble((STRONG_BAR, "bold $error"))
    return [bar + line for line in (*_titled(more.title, width - MARGIN), *_plain(more.text, width - MARGIN))]


def _body(reply: Reply, words: ChatWords, width: int) -> list[Content]:
    """What a reply says, without the notice before it and the reminder after it."""
    from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, SmallTalk, credit

    match reply:
        case Answer():
            passage = reply.passage
            text = _marked(passage.text, reply.highlight, width)
            return [
                *_titled(passage.title, width),
                *text,
                Content(""),
                *_quiet(credit(reply.article, words, reply.article.url, passage.review), width),
            ]
        case NotCovered():
            handoff = reply.handoff
            return [*_titled(handoff.title, width), *_plain(handoff.reply, width), *_plain(handoff.ask, width)]
        case Clarify() | SmallTalk() | OffTopic():
            return _plain(reply.text, width)
        case Crisis():
            return []
        case _:
            assert_never(reply)


def _titled(title: str, width: int) -> list[Content]:
    return [Content(line).stylize(TITLE) for line in wrap(title, width)]


def _plain(text: str, width: int) -> list[Content]:
    return [Content(line) for line in wrap(text, width)]


def _quiet(text: str, width: int) -> list[Content]:
    return [Content(line).stylize(QUIET) for line in wrap(text, width)]


def _marked(text: str, highlight: tuple[int, int], width: int) -> list[Content]:
    """The text with the best sentence in bold and a mark beside its lines."""
    lines = []
    for start, end in wrap_spans(text, width - 2):
        first, last = max(start, highlight[0]), min(end, highlight[1])
        if first < last:
            line = Content(text[start:end]).stylize(BEST, first - start, last - start)
            lines.append(Content.assemble(("› ", "bold $accent")) + line)
        else:
            lines.append(Content("  " + text[start:end]))
    return lines
