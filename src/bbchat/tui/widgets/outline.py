"""The titles of all topics, under the headings of their articles.

The one invariant: exactly the titles can be marked, never a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bbchat.knowledge.contents import Group
from bbchat.knowledge.model import Knowledge, TopicId
from bbchat.language.wrap import wrap

SIGN = "›"
ON_VISIT = "*"
HEADING = "bold"


class Outline(OptionList, can_focus=True):
    """The titles under their headings; a sign stands before the marked one, another before those for the visit."""

    @dataclass
    class Clicked(Message):
        """A title was clicked, and is marked now."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, compact=True, markup=False)

    @property
    def topic(self) -> TopicId | None:
        """The marked one."""
        option = self.highlighted_option
        return TopicId(option.id) if option and option.id else None

    def show(self, groups: Sequence[Group], knowledge: Knowledge, on_visit: Sequence[TopicId]) -> None:
        """Replace the titles; headings alone take more than one line where they have to."""
        options: list[Option] = []
        for group in groups:
            lines = wrap(group.title, self.size.width - 1) if self.size.width > 1 else [group.title]
            heading = "\n".join(["", *lines] if options else lines)
            options.append(Option(Content(heading).stylize(HEADING), disabled=True))
            for topic in group.topics:
                sign = ON_VISIT if topic in on_visit else " "
                options.append(Option(Content(f" {sign} {knowledge.title(topic)}"), id=topic))
        self.set_options(options)

    def go_to(self, topic: TopicId) -> None:
        """Mark a topic without telling anybody."""
        with self.prevent(OptionList.OptionHighlighted):
            self.highlighted = self.get_option_index(topic)

    def render_line(self, y: int) -> Strip:
        """A title, with the sign where it is the marked one."""
        strip = super().render_line(y)
        style = next(iter(strip)).style if strip.cell_length else None
        if style is None or self.highlighted is None or style.meta.get("option") != self.highlighted:
            return strip
        return Strip.join([Strip([Segment(SIGN, style)]), strip.crop(1)])

    async def _on_click(self, event: events.Click) -> None:
        """Mark what is clicked; Enter alone opens it."""
        event.prevent_default()
        place = event.style.meta.get("option")
        if place is not None and not self.get_option_at_index(place).disabled:
            self.highlighted = place
            self.post_message(self.Clicked())
