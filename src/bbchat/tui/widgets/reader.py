"""A long text in one piece, topic after topic, with the places that somebody looked for.

The one invariant: whatever the width, the topic at the top and the place that was gone to stay in view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from bbchat.conversation.reply import reviewed
from bbchat.knowledge.contents import Found, Group, Span, text_of
from bbchat.knowledge.model import Knowledge, Passage, TopicId
from bbchat.language.wrap import wrap_spans

TITLE, HEADING, QUIET = "bold $primary", "bold", "$quiet"
PLACE, CURRENT_PLACE = "bold underline", "bold reverse"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a topic's text as the reader shows it."""

    topic: TopicId
    text: str
    style: str = ""
    is_text: bool = False
    """Whether this is what the topic says, and not its title or a note."""
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the screen: the part of a block from `start` to `end`."""

    block: Block
    start: int
    end: int


class Reader(ScrollView, can_focus=True):
    """All blocks, one below the other; any topic can be scrolled to the top."""

    @dataclass
    class Reached(Message):
        """Somebody scrolled until another topic came to the top."""

        topic: TopicId

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.topic: TopicId | None = None
        """The one at the top."""
        self.place: Span | None = None
        """The one that was gone to in that topic."""
        self._blocks: Sequence[Block] = ()
        self._rows: list[Row] = []
        self._tops: dict[TopicId, int] = {}
        """The first row of each topic."""

    def show(self, blocks: Sequence[Block]) -> None:
        """Replace the text; `go_to` says what of it is in view."""
        self._blocks = blocks
        self._lay_out()

    def go_to(self, topic: TopicId, place: Span | None = None) -> None:
        """Scroll a topic to the top, or as near to it as lets the place be seen."""
        self.topic, self.place = topic, place
        y, room = self._tops.get(topic, 0), self.scrollable_content_region.height
        if place:
            at = next((y for y, row in enumerate(self._rows) if self._holds(row, topic, place)), y)
            y = y if at < y + room - 1 else at - room // 2
        self.scroll_to(y=y, animate=False, immediate=True)
        self.refresh()

    @staticmethod
    def _holds(row: Row, topic: TopicId, place: Span) -> bool:
        return row.block.is_text and row.block.topic == topic and row.start <= place[0] < row.end

    def _lay_out(self) -> None:
        width, height = self.scrollable_content_region.size
        self._rows = [
            Row(block, start, end) for block in self._blocks if width for start, end in wrap_spans(block.text, width)
        ]
        self._tops = {}
        for y, row in enumerate(self._rows):
            self._tops.setdefault(row.block.topic, y)
        last = len(self._rows) - max(self._tops.values(), default=0)
        self.virtual_size = Size(width, len(self._rows) + max(height - last, 0))
        self.refresh()

    def on_resize(self) -> None:
        """Break the lines anew and keep in view what was."""
        kept = self._rows[self.scroll_offset.y] if self.scroll_offset.y < len(self._rows) else None
        self._lay_out()
        for y, row in enumerate(self._rows):
            if kept and row.block is kept.block and row.end >= kept.start:
                self.scroll_to(y=y, animate=False, immediate=True)
                return
        if self.topic:
            self.go_to(self.topic, self.place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell which topic is at the top now."""
        super().watch_scroll_y(old_value, new_value)
        y = min(round(new_value), len(self._rows) - 1)
        if y >= 0 and self._rows[y].block.topic != self.topic:
            self.topic, self.place = self._rows[y].block.topic, None
            self.post_message(self.Reached(self.topic))

    def render_line(self, y: int) -> Strip:
        """One row, its places set apart by more than color."""
        y += self.scroll_offset.y
        style, width = self.visual_style, self.scrollable_content_region.width
        if y >= len(self._rows):
            return Strip.blank(width, style.rich_style)
        row = self._rows[y]
        line = Content(row.block.text[row.start : row.end]).stylize(row.block.style)
        for place in row.block.places:
            first, last = max(place[0], row.start), min(place[1], row.end)
            if first < last:
                is_current = row.block.is_text and row.block.topic == self.topic and place == self.place
                line = line.stylize(CURRENT_PLACE if is_current else PLACE, first - row.start, last - row.start)
        if self.text_selection and (selected := self.text_selection.get_span(y)):
            of_selection = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            line = line.stylize(of_selection, selected[0], len(line) if selected[1] == -1 else selected[1])
        strip = Visual.to_strips(self, line, width, 1, style, apply_selection=False)[0] if line else Strip.blank(0)
        return strip.extend_cell_length(width, style.rich_style).apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What was selected with the mouse."""
        return selection.extract("\n".join(row.block.text[row.start : row.end] for row in self._rows)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()


def blocks(
    groups: Sequence[Group], knowledge: Knowledge, found: Mapping[TopicId, Found], on_visit: Set[TopicId]
) -> Iterator[Block]:
    """All that the reader shows, in order."""
    for group in groups:
        first = group.topics[0]
        yield Block(first, group.title, HEADING)
        for line in _about(group, knowledge):
            yield Block(first, line, QUIET)
        yield Block(first, "")
        for topic in group.topics:
            yield from _topic_blocks(topic, knowledge, found.get(topic, Found(topic)), topic in on_visit)
            yield Block(topic, "")


def _about(group: Group, knowledge: Knowledge) -> list[str]:
    """Where the words come from, or whom to ask where there are none."""
    article = group.article
    if article is None:
        from bbchat.conversation.respond import referral

        contact = "" if knowledge.practice.contact else f" {knowledge.wording.chat.no_contact}"
        return [referral(knowledge) + contact]
    byline = knowledge.wording.topics.byline.format(
        author=article.author, practice=article.practice, published=article.published
    )
    return [byline, article.url] if article.url else [byline]


def _topic_blocks(topic: TopicId, knowledge: Knowledge, found: Found, is_on_visit: bool) -> Iterator[Block]:
    words, entry = knowledge.wording.topics, knowledge.topics[topic]
    yield Block(topic, knowledge.title(topic), TITLE, places=found.in_title)
    if is_on_visit:
        yield Block(topic, words.for_my_visit, QUIET)
    yield Block(topic, text_of(knowledge, topic), is_text=True, places=found.places)
    if isinstance(entry, Passage) and entry.review:
        yield Block(topic, reviewed(entry.review, knowledge.wording.chat), QUIET)
