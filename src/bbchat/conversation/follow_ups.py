"""Short questions that lean on what was said last: "does it last?", "why?", "and for couples?", "tell me more".

The one invariant: only the form of the words is judged here, and nothing of them is kept; what the last topic was is
the conversation's state, and whether a new topic is clear enough to win is the matcher's word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bbchat.knowledge.model import TopicId
from bbchat.language.normalise import words
from bbchat.matching.decision import Ranked

LONGEST = 8
"""Words; a longer question says itself what it is about."""
NEW_TOPIC_FROM = {True: 0.6, False: 0.4}
"""Probability from which another topic wins over the last one, where a text leans clearly, and where it only may."""
NEW_TOPIC_LEAD = 0.3
"""What it must be ahead by, too, where the text leans clearly."""

_MORE = re.compile(
    r"(?:(?:ok|okay|yes|yeah|please|so|but|and|hm+|well) )*"
    r"(?:(?:can you |could you |please )?(?:tell|explain|say)(?: it| that| me)*(?: more| again| further)?"
    r"(?: about (?:it|that))?"
    r"|(?:go|carry) on|more|continue|again|once more|and then"
    r"|why|why not|why so|why is that|how|how so|how come|how exactly|in what way"
    r"|really|promise|seriously|is that so|who says(?: so| that)?|says who"
    r"|what do you mean|meaning|meaning what|what is that|what's that|whats that"
    r"|for (?:example|instance)|such as|like what|like|(?:a|any|an) examples?|examples"
    r"|cuentame mas|mas|por que|como|de verdad|otra vez|sigue)"
    r"(?: please| then| though| exactly| now)*"
)
_CLEAR_START = frozenset("and but so or then also even ok y pero entonces o".split())
_CLEAR_WORD = frozenset(
    """
    that those these them both either one ones same else more again too instead then everybody everyone always
    eso esos tambien
    """.split()
)
_WEAK_START = frozenset("why how which with without for since better what what's".split())
_WEAK_WORD = frozenset("it this they their he she her him there ever esto ella lo".split())


def asks_for_more(text: str) -> bool:
    """Whether a plain text only asks to go on about the same thing."""
    return _MORE.fullmatch(" ".join(words(text))) is not None


def leans(text: str) -> bool | None:
    """Whether a plain text points back at something: True clearly, False perhaps, None where it doesn't or is long."""
    typed = words(text)
    if not 0 < len(typed) <= LONGEST:
        return None
    if typed[0] in _CLEAR_START or " ".join(typed[:2]) in ("what about", "how about", "what if"):
        return True
    if not _CLEAR_WORD.isdisjoint(typed):
        return True
    return False if typed[0] in _WEAK_START or not _WEAK_WORD.isdisjoint(typed) else None


def stays_on(last: TopicId, ranking: Sequence[Ranked], *, is_clear: bool) -> bool:
    """Whether no other topic is clear enough to win over the last one; `is_clear`: what `leans` said."""
    shares = {ranked.topic: ranked.probability for ranked in ranking}
    own = shares.pop(last, 0.0)
    best = max(shares.values(), default=0.0)
    return best < NEW_TOPIC_FROM[is_clear] or (is_clear and best - own < NEW_TOPIC_LEAD)
