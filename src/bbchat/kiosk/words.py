"""What the chat says otherwise in the kiosk, where nothing is saved or copied and nobody quits; whom to call."""

from __future__ import annotations

from dataclasses import replace

from bbchat.knowledge.model import Knowledge
from bbchat.safety.helplines import first_contact, footer_line


def for_kiosk(knowledge: Knowledge) -> Knowledge:
    """The same knowledge, with the kiosk's hints in place of the chat's."""
    wording, kiosk = knowledge.wording, knowledge.wording.kiosk
    chat = replace(wording.chat, first_hint=kiosk.first_hint, how_to_leave=kiosk.how_to_leave)
    take_home = replace(wording.take_home, visit_about=kiosk.visit_about)
    return replace(knowledge, wording=replace(wording, chat=chat, take_home=take_home))


def help_lines(knowledge: Knowledge) -> list[str]:
    """The line that never leaves the screen, and what to call in danger where the region has a number for it."""
    safety, region = knowledge.safety, knowledge.practice.region
    emergency = first_contact(safety, region, "emergency")
    danger = [knowledge.wording.kiosk.rest_danger.format(contact=emergency)] if emergency else []
    return [footer_line(safety, region), *danger]
