"""What a waiting room is told: help lines that can be dialed there, and no key that the kiosk does not have."""

from __future__ import annotations

from dataclasses import replace

from bbchat.conversation.assistant import Assistant
from bbchat.kiosk.words import for_kiosk, help_lines
from bbchat.safety.helplines import first_contact, footer_line


def test_the_kiosk_speaks_of_what_it_can_do_and_of_nothing_else(assistant: Assistant) -> None:
    wording = assistant.knowledge.wording
    made = for_kiosk(assistant.knowledge).wording
    assert made.chat.first_hint == wording.kiosk.first_hint
    assert made.chat.how_to_leave == wording.kiosk.how_to_leave
    assert made.take_home.visit_about == wording.kiosk.visit_about
    unchanged = replace(made.chat, first_hint=wording.chat.first_hint, how_to_leave=wording.chat.how_to_leave)
    assert unchanged == wording.chat


def test_the_rest_screen_names_the_emergency_number_of_its_region_and_only_that(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    line, danger = help_lines(knowledge)
    assert line == footer_line(knowledge.safety, "US")
    assert "911" in danger
    assert "112" not in danger
    without = replace(
        knowledge.safety, helplines=tuple(h for h in knowledge.safety.helplines if h.serves != "emergency")
    )
    assert help_lines(replace(knowledge, safety=without)) == [line], "no number is made up where there is none"


def test_where_there_is_no_room_the_first_thing_to_dial_is_the_regions_own(assistant: Assistant) -> None:
    safety = assistant.knowledge.safety
    assert first_contact(safety, "US") == "988"
    assert first_contact(safety, "US", "emergency") == "911"
    assert first_contact(safety, "GB", "emergency") == "999"
    assert first_contact(safety, "US", "nothing of the kind") == ""
