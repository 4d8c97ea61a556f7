"""What the row of choices offers: topics after a reply, and the ways on from a notice for as long as it is open.

The one invariant: what an open notice offers stands first and keeps its numbers; beside it stand only the choices of a
did-you-mean, which would be no reply without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bbchat.conversation.reply import Crisis, Reply
    from bbchat.knowledge.model import TopicId
    from bbchat.knowledge.safety_rules import MoreText
    from bbchat.knowledge.wording import ChatWords


@dataclass(frozen=True, slots=True)
class AsTyped:
    """Leads to the reply to the last question without any repair."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice."""

    text: str
    leads_to: TopicId | MoreText | AsTyped | None
    """A topic, a longer text behind the notice, the question unmended, or None: away from the notice."""


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

    def after(self, reply: Reply, words: ChatWords) -> OfferRow:
        """The choices once a reply is shown: a notice opens one, and nothing but `without_notice` closes it."""
        from bbchat.conversation.reply import Clarify, Crisis
        from bbchat.knowledge.model import OTHER

        if isinstance(reply, Crisis):
            return OfferRow(_notice_offers(reply, words))
        topics = tuple(Offer(choice.question, choice.topic) for choice in reply.suggestions)
        undo = (Offer(words.as_typed, AsTyped()),) if reply.repaired and reply.is_read_otherwise else ()
        if isinstance(reply, Clarify):
            topics = tuple(offer for offer in topics if offer.leads_to != OTHER)
            return OfferRow(self.notice, (*topics, Offer(words.none_of_these, OTHER), *undo), words.caption_which)
        return OfferRow(self.notice, undo) if self.notice else OfferRow((), (*topics, *undo), words.caption)

    def without_notice(self) -> OfferRow:
        """The choices once the notice is closed."""
        return OfferRow((), self.topics, self.caption)


def _notice_offers(reply: Crisis, words: ChatWords) -> Offers:
    """The longer texts behind a notice, and the way back, which alone closes it."""
    is_spanish = reply.notice is not None and reply.notice.language == "es"
    more = reply.card.more if reply.card else ()
    back = words.back_to_chat_es if is_spanish else words.back_to_chat_en
    return (*(Offer(text.title, text) for text in more), Offer(back, None))
