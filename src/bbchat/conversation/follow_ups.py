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
NEW_TOPIC_FROM = 0.6
"""Probability from which another topic wins over the last one, if it also leads by `NEW_TOPIC_LEAD`."""
NEW_TOPIC_LEAD = 0.3

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
_LEANING_START = frozenset(
    """
    and but so or then also even why how which with without for since what's better what
    y pero entonces o
    """.split()
)
_LEANING_WORD = frozenset(
    """
    it that this those these they them their he she her him there both either one ones same else more again too
    instead then everybody everyone always ever
    eso esto ella lo tambien
    """.split()
)


def asks_for_more(text: str) -> bool:
    """Whether a plain text only asks to go on about the same thing."""
    return _MORE.fullmatch(" ".join(words(text))) is not None


def leans(text: str) -> bool:
    """Whether a plain text is short and points back at something."""
    typed = words(text)
    if not 0 < len(typed) <= LONGEST:
        return False
    return typed[0] in _LEANING_START or not _LEANING_WORD.isdisjoint(typed)


def stays_on(last: TopicId, ranking: Sequence[Ranked]) -> bool:
    """Whether no other topic is clear enough to win over the last one."""
    shares = {ranked.topic: ranked.probability for ranked in ranking}
    own = shares.pop(last, 0.0)
    best = max(shares.values(), default=0.0)
    return best < NEW_TOPIC_FROM or best - own < NEW_TOPIC_LEAD
