"""What a phone can read off the screen: the practice's contact, a section's own words, a list, as square codes.

The one invariant: the parts of a section, read one after the other, are its title, its text and its source unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bbchat.conversation.take_home import source_of
from bbchat.knowledge.model import Knowledge, Passage, Practice
from bbchat.knowledge.wording import TakeHomeWords

QUIET = 2
"""Light modules around a code."""
MAX_SCALE = 2
"""A module is drawn at most so many columns wide: larger ones are no easier to read at arm's length."""
MAX_PARTS = 8
"""More codes than this for one section are more than anybody scans."""
CAPACITIES = (
    17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858
)  # fmt: skip
"""Bytes that the code of each version holds, from 1 on, at the lowest level of error correction (ISO/IEC 18004)."""
_GLYPHS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


@dataclass(frozen=True, slots=True)
class Card:
    """One code, and what stands beside it."""

    title: str
    about: str
    text: str
    payload: str | None
    """What the code holds; None where there is no room for one."""


def capacity(room: int) -> int:
    """Bytes that a code holds whose sides, light edge included, are at most so many modules long."""
    version = min((room - 2 * QUIET - 17) // 4, len(CAPACITIES))
    return CAPACITIES[version - 1] if version > 0 else 0


def cards(knowledge: Knowledge, passage: Passage | None, room: int, *, is_urgent: bool = False) -> list[Card]:
    """The contact where one is set, then the section, in as many codes as it takes; never empty.

    Args:
        is_urgent: the region's first crisis line comes before both.
    """
    words = knowledge.wording.take_home
    made = _call_cards(knowledge, capacity(room)) if is_urgent else []
    if knowledge.practice.contact:
        made.append(_contact_card(knowledge.practice, words, capacity(room)))
    if passage is not None:
        made += _section_cards(passage, knowledge, capacity(room))
    return made or [Card(words.phone_title, words.phone_nothing, "", None)]


def _call_cards(knowledge: Knowledge, room: int) -> list[Card]:
    """The region's first crisis line that a phone can call; none where it has none."""
    words, region = knowledge.wording.take_home, knowledge.practice.region
    for line in knowledge.safety.helplines:
        number = _telephone(line.contact)
        if line.serves == "crisis" and line.region == region and "call" in line.channel and number:
            payload = f"tel:{number}" if len(f"tel:{number}") <= room else None
            scan = words.phone_scan_call if payload else words.phone_too_small
            return [Card(line.name, f"{line.contact}: {line.how['en']}", scan, payload)]
    return []


def _contact_card(practice: Practice, words: TakeHomeWords, room: int) -> Card:
    facts = (practice.name, practice.phone, practice.email, practice.booking, practice.hours)
    payload = next((one for one in contact_payloads(practice) if len(one.encode()) <= room), None)
    about = words.phone_scan_contact if payload else words.phone_too_small
    return Card(words.phone_contact, about, "\n".join(fact for fact in facts if fact), payload)


def contact_payloads(practice: Practice) -> list[str]:
    """What phones make a contact, a call, a letter or a page of; the fullest first."""
    from segno.helpers import make_mecard_data, make_vcard_data

    phone, email, booking = _telephone(practice.phone), _address(practice.email), _link(practice.booking)
    single = [
        *([booking] if booking else []),
        *([f"tel:{phone}"] if phone else []),
        *([f"mailto:{email}"] if email else []),
    ]
    if len(single) > 1:
        name = practice.name
        full = make_vcard_data(name=name, displayname=name, phone=phone, email=email, url=booking)
        return [full, make_mecard_data(name=name, phone=phone, email=email, url=booking), *single]
    return single or [f"{practice.name}\n{practice.contact}"]


def _telephone(phone: str | None) -> str | None:
    """The number alone; None where it is written with words or letters."""
    return re.sub(r"[^\d+]", "", phone) if phone and re.fullmatch(r"[\d\s().+/-]{3,}", phone) else None


def _address(email: str | None) -> str | None:
    return email if email and re.fullmatch(r"[^\s@]+@[^\s@]+", email) else None


def _link(booking: str | None) -> str | None:
    """The address of a page; None where it is something else."""
    if not booking or not re.fullmatch(r"\S+\.\S+", booking) or "@" in booking:
        return None
    return booking if re.match(r"https?://", booking, re.IGNORECASE) else f"https://{booking}"


def _section_cards(passage: Passage, knowledge: Knowledge, room: int) -> list[Card]:
    source = source_of(passage, knowledge)
    return text_cards(passage.title, f"{passage.text}\n\n{source}", knowledge.wording.take_home, room)


def text_cards(title: str, text: str, words: TakeHomeWords, room: int) -> list[Card]:
    """A text under its title, in as many codes as it takes, or in none where that would be too many."""
    parts = section_parts(f"{title}\n\n{text}", room)
    if len(parts) == 1:
        return [Card(title, words.phone_scan_section, text, parts[0])]
    if not parts:
        return [Card(title, words.phone_too_small, text, None)]
    count = len(parts)
    about = f"{words.phone_scan_section} {words.phone_parts.format(count=count)}"
    return [
        Card(f"{title}: {words.phone_part.format(number=number, count=count)}", about, part, part)
        for number, part in enumerate(parts, 1)
    ]


def section_parts(text: str, room: int) -> list[str]:
    """A text in parts of at most so many bytes, each with its number where there are several; none for too many."""
    if len(text.encode()) <= room:
        return [text]
    mark = len(f"({MAX_PARTS}/{MAX_PARTS}) ")
    if room <= mark:
        return []
    parts = [""]
    for word in re.findall(r"\S+\s*", text):
        if len(f"{parts[-1]}{word.rstrip()}".encode()) > room - mark:
            if len(parts) == MAX_PARTS or len(word.encode()) > room - mark:
                return []
            parts.append("")
        parts[-1] += word
    return [f"({number}/{len(parts)}) {part.rstrip()}" for number, part in enumerate(parts, 1)]


def code_rows(payload: str, room: int) -> list[str]:
    """A code in half blocks, two modules a character one above the other; none where it doesn't fit the room."""
    import segno

    code = segno.make(payload, error="l", encoding="utf-8", micro=False)
    scale = min(MAX_SCALE, room // (len(code.matrix) + 2 * QUIET))
    if not scale:
        return []
    rows = [bytes(row) for row in code.matrix_iter(scale=scale, border=QUIET)]
    if len(rows) % 2:
        rows.append(bytes(len(rows[0])))
    return [
        "".join(_GLYPHS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
