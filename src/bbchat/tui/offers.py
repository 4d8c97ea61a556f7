"""What the row of choices offers: topics after a reply, and the ways on from a notice for as long as it is open.

The one invariant: what an open notice offers stands first and keeps its numbers; beside it stand only the choices of a
did-you-mean, which would be no reply without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bbchat.conversation.reply import NONE_OF_THESE, Clarify, Crisis, Reply
from bbchat.knowledge.model import OTHER, TopicId
from bbchat.knowledge.safety_rules import MoreText

BACK = {"en": "Back to the chat", "es": "Volver al chat"}
"""By language: the only way in which a notice is closed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice."""

    text: str
    leads_to: TopicId | MoreText | None
    """A topic, a longer text behind the notice, or None: away from the notice."""


Offers: TypeAlias = tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """The choices on the screen; replaced with each reply."""

    notice: Offers = ()
    """What the open notice offers; empty while none is open."""
    topics: Offers = ()
    caption: str = ""
    """What stands above the topics."""

    @property
    def all(self) -> Offers:
        """In the order of their numbers."""
        return (*self.notice, *self.topics)

    def after(self, reply: Reply) -> OfferRow:
        """The choices once a reply is shown: a notice opens one, and nothing but `without_notice` closes it."""
        if isinstance(reply, Crisis):
            return OfferRow(_notice_offers(reply))
        topics = tuple(Offer(choice.question, choice.topic) for choice in reply.suggestions)
        if isinstance(reply, Clarify):
            return OfferRow(self.notice, (*topics, Offer(NONE_OF_THESE, OTHER)), "Which do you mean?")
        return OfferRow(self.notice) if self.notice else OfferRow((), topics, "You could also ask")

    def without_notice(self) -> OfferRow:
        """The choices once the notice is closed."""
        return OfferRow((), self.topics, self.caption)


def _notice_offers(reply: Crisis) -> Offers:
    """The longer texts behind a notice, and the way back."""
    language = reply.notice.language if reply.notice else "en"
    more = reply.card.more if reply.card else ()
    return (*(Offer(text.title, text) for text in more), Offer(BACK.get(language, BACK["en"]), None))
