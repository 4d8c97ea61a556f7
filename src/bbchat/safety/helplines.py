"""The help lines that are always at hand: the card of all of them, the footer, and the words that open the card.

The one invariant: none of this depends on what a message was taken to mean.
"""

from __future__ import annotations

from bbchat.knowledge.safety_rules import ResourceWords, SafetyRules
from bbchat.safety.folding import fold
from bbchat.safety.notice import ANYWHERE, NoticeCard, card_line, more_texts

_AROUND = " \t\r\n.,!?:;/'\"\\-¿¡"


def resources_card(rules: SafetyRules, region: str, language: str = "en") -> NoticeCard:
    """Every help line of a region, and the directory for all others."""
    words = _words(rules, language)
    lines = [line for line in rules.helplines if line.region in (region, ANYWHERE)]
    lines.sort(key=lambda line: (line.region == ANYWHERE, line.language[0] != language if language != "en" else False))
    return NoticeCard(
        words.heading,
        tuple(dict.fromkeys(card_line(line, language) for line in lines)),
        words.closing,
        more_texts(rules, region, language),
    )


def resources_language(rules: SafetyRules, text: str) -> str | None:
    """The language of the word that asks for the help lines; None where the message is something else."""
    if len(text) > 80:
        return None
    typed = " ".join(fold(text).strip(_AROUND).split())
    return next((words.language for words in rules.resources if typed in words.commands), None)


def footer_line(rules: SafetyRules, region: str, language: str = "en") -> str:
    """The line that never leaves the screen."""
    footers = rules.footers.get(region) or rules.footers[ANYWHERE]
    return footers.get(language) or footers["en"]


def first_contact(rules: SafetyRules, region: str, serves: str = "crisis") -> str:
    """What to dial first, in as few letters as can be, for a screen with no room for more; empty where there is none.

    Args:
        serves: `crisis`, or `emergency` for danger at this moment.
    """
    lines = (line for line in rules.helplines if line.serves == serves and line.region in (region, ANYWHERE))
    return next((line.contact for line in lines), "")


def _words(rules: SafetyRules, language: str) -> ResourceWords:
    return next((words for words in rules.resources if words.language == language), rules.resources[0])
