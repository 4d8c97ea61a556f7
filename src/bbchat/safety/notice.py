"""The notice that a message called for, and the words shown for it.

The one invariant: a notice says which words were typed, never what a person is; and its card fits the first screen,
at most 12 lines of 76 columns, with every number on a line of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bbchat.knowledge.safety_rules import Category, Helpline, MoreText, NoticeText, SafetyRules, Tier

WIDTH = 76
ANYWHERE = "ANY"
"""The region of help that can be reached from every country."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the words of a message call for."""

    tier: Tier
    category: Category | None
    language: str

    @property
    def replaces_answer(self) -> bool:
        """Whether it stands in place of the answer."""
        return self.tier.replaces_answer


@dataclass(frozen=True, slots=True)
class CardLine:
    """One way to reach help, on a line of its own."""

    contact: str
    how: str


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice ready to be drawn: warmth, numbers, a person."""

    warm: str
    helplines: tuple[CardLine, ...]
    closing: str
    more: tuple[MoreText, ...] = ()
    """Longer texts, each behind a choice of its own."""

    def lines(self, width: int = WIDTH) -> tuple[str, ...]:
        """The card as lines of text, wrapped to a width."""
        parts = [textwrap.wrap(self.warm, width), self.helpline_lines(width), textwrap.wrap(self.closing, width)]
        lines: list[str] = []
        for part in parts:
            lines += ["", *part] if lines and part else part
        return tuple(lines)

    def helpline_lines(self, width: int = WIDTH) -> list[str]:
        """The help lines, their contacts in one column where the width allows it."""
        column = max((len(line.contact) for line in self.helplines), default=0) + 3
        lines: list[str] = []
        for line in self.helplines:
            text = f"   {line.contact:<{column}}{line.how}"
            lines += (
                [text]
                if len(text) <= width
                else [
                    f"   {line.contact}",
                    *textwrap.wrap(line.how, width, initial_indent="      ", subsequent_indent="      "),
                ]
            )
        return lines


def notice_text(rules: SafetyRules, notice: Notice, region: str, repeat: int = 0) -> NoticeCard:
    """The words of a notice.

    Args:
        region: whose help lines: two letters, as in practice.yaml.
        repeat: how many notices of the upper tiers this session showed before; later ones are worded anew, shorter.
    """
    text = _find_text(rules.notices, notice)
    later = len(text.variants) - 1
    variant = text.variants[0 if repeat <= 0 or not later else 1 + (repeat - 1) % later]
    lines: list[CardLine] = []
    for serves in text.serves:
        lines += [card_line(line, notice.language) for line in lines_for(rules, serves, region, notice.language)]
    more = more_texts(rules, region, notice.language) if notice.replaces_answer else ()
    return NoticeCard(variant.warm, tuple(dict.fromkeys(lines)), variant.closing, more)


def lines_for(rules: SafetyRules, serves: str, region: str, language: str) -> list[Helpline]:
    """The help lines of a kind that a notice names; where a region has none, its own crisis line or the directory."""
    for kind, where in ((serves, region), ("crisis", region), ("directory", ANYWHERE)):
        found = [line for line in rules.helplines if line.short and line.serves == kind and line.region == where]
        spoken = [line for line in found if line.language[0] == language]
        also = [line for line in found if language in line.language]
        if found:
            return spoken or also or found
    return []


def card_line(line: Helpline, language: str) -> CardLine:
    """A help line in the words of a language, or in English where it has none."""
    return CardLine(line.contact, line.how.get(language, line.how["en"]))


def more_texts(rules: SafetyRules, region: str, language: str) -> tuple[MoreText, ...]:
    """The longer texts for a region, one for each title."""
    spoken = [text for text in rules.more if text.language == language and text.region in (region, ANYWHERE)]
    chosen: dict[str, MoreText] = {}
    for text in spoken:
        if text.title not in chosen or text.region == region:
            chosen[text.title] = text
    return tuple(chosen.values())


def _find_text(notices: Sequence[NoticeText], notice: Notice) -> NoticeText:
    """The nearest text: same tier and category, same tier, crisis; in the language of the notice, then in English."""
    for tier, category in ((notice.tier, notice.category), (notice.tier, None), (Tier.CRISIS, None)):
        for language in (notice.language, "en"):
            for text in notices:
                if (text.tier, text.category, text.language) == (tier, category, language):
                    return text
    return notices[0]
