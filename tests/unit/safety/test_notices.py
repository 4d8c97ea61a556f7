"""The words shown: short, plain, warm, and with the right numbers."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from bbchat.knowledge.safety_rules import Category, SafetyRules, Tier
from bbchat.language.readability import grade
from bbchat.safety.helplines import footer_line, resources_card, resources_language
from bbchat.safety.notice import Notice, NoticeCard, lines_for, notice_text

REGIONS = ["US", "CA", "GB", "IE", "AU", "NZ", "EU", "FR"]
UPPER = [tier for tier in Tier if tier.replaces_answer]


def _cards(rules: SafetyRules, region: str) -> list[NoticeCard]:
    notices = {Notice(text.tier, text.category, text.language): len(text.variants) for text in rules.notices}
    return [notice_text(rules, notice, region, repeat) for notice, n in notices.items() for repeat in range(n)]


@pytest.mark.parametrize("region", REGIONS)
def test_the_whole_notice_fits_the_first_screen(rules: SafetyRules, region: str) -> None:
    for card in _cards(rules, region):
        lines = card.lines()
        assert len(lines) <= 12, lines
        assert all(len(line) <= 76 for line in lines), lines


@pytest.mark.parametrize("width", [30, 40, 76])
def test_no_width_cuts_a_number(rules: SafetyRules, width: int) -> None:
    for card in _cards(rules, "US"):
        assert all(len(line) <= max(width, 34) for line in card.lines(width))
        for line in card.helplines:
            assert any(drawn.strip().startswith(line.contact) for drawn in card.lines(width))


def test_a_person_under_stress_can_read_it(rules: SafetyRules) -> None:
    for text in rules.notices:
        for variant in text.variants:
            if text.language == "en":
                assert grade(f"{variant.warm} {variant.closing}") <= 8, variant.warm
            words = f"{variant.warm} {variant.closing}".split()
            assert max(map(len, words)) < 16
    for more in rules.more:
        if more.language == "en":
            assert grade(more.text) <= 8, more.text


def test_nobody_reads_the_same_words_three_times(rules: SafetyRules) -> None:
    for text in rules.notices:
        if text.tier.replaces_answer:
            least = 4 if text.tier is Tier.CRISIS else 2 if text.category is Category.OVERDOSE else 3
            assert len({variant.warm for variant in text.variants}) >= least, (text.tier, text.category, text.language)


def test_repeats_are_reworded_and_never_run_out(rules: SafetyRules) -> None:
    notice = Notice(Tier.CRISIS, None, "en")
    shown = [notice_text(rules, notice, "US", repeat).warm for repeat in range(12)]
    assert all(first != second for first, second in pairwise(shown))
    assert len(set(shown)) >= 4


def test_a_spanish_speaker_reads_every_notice_in_spanish(rules: SafetyRules) -> None:
    english = {(text.tier, text.category) for text in rules.notices if text.language == "en"}
    spanish = {(text.tier, text.category) for text in rules.notices if text.language == "es"}
    upper = {key for key in english if key[0] is Tier.CONCERN or key[1] is None}
    assert upper <= spanish


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("tier", UPPER)
def test_every_urgent_notice_names_a_way_to_reach_somebody(rules: SafetyRules, tier: Tier, region: str) -> None:
    for category, language in product([None, *Category], ["en", "es"]):
        card = notice_text(rules, Notice(tier, category, language), region)
        assert card.helplines
        assert card.more


def test_the_crisis_notice_names_988_and_911_and_a_person_and_a_professional(rules: SafetyRules) -> None:
    card = notice_text(rules, Notice(Tier.CRISIS, None, "en"), "US")
    contacts = [line.contact for line in card.helplines]
    assert contacts[0] == "988"
    assert "911" in contacts
    assert "988lifeline.org" in contacts
    assert re.search(r"\b(person|somebody|staff)\b", card.closing)
    assert re.search(r"\b(doctor|therapist)\b", card.closing)


def test_a_spanish_speaker_in_the_us_gets_the_spanish_line(rules: SafetyRules) -> None:
    card = notice_text(rules, Notice(Tier.CRISIS, None, "es"), "US")
    assert "2" in card.helplines[0].contact
    assert "AYUDA" in card.helplines[0].how


@pytest.mark.parametrize(
    ("category", "contact"),
    [
        (Category.ABUSE, "1-800-799-7233"),
        (Category.SEXUAL_ASSAULT, "1-800-656-4673"),
        (Category.CHILD_IN_DANGER, "1-800-422-4453"),
        (Category.OVERDOSE, "1-800-222-1222"),
        (Category.SELF_HARM, "988"),
    ],
)
def test_each_kind_of_harm_has_its_own_line(rules: SafetyRules, category: Category, contact: str) -> None:
    card = notice_text(rules, Notice(Tier.CONCERN, category, "en"), "US")
    assert card.helplines[0].contact == contact


def test_no_notice_names_a_method_or_judges(rules: SafetyRules) -> None:
    banned = re.compile(
        r"\b(pills?|rope|gun|blade|bridge|hang|committed|diagnos|you (?:are|seem) (?:suicidal|depressed))"
    )
    for text in rules.notices:
        for variant in text.variants:
            assert not banned.search(f"{variant.warm} {variant.closing}".lower()), variant


def test_confirmed_numbers_only(rules: SafetyRules) -> None:
    shown = {(line.region, line.contact) for line in rules.helplines}
    expected = {("US", "988"), ("US", "911"), ("US", "741741"), ("US", "838255"), ("CA", "9-8-8"), ("GB", "116 123")}
    expected |= {("GB", "999"), ("GB", "85258"), ("IE", "116 123"), ("IE", "50808"), ("AU", "13 11 14"), ("NZ", "1737")}
    expected |= {("NZ", "111"), ("EU", "112"), ("ANY", "findahelpline.com")}
    assert expected <= shown
    everything = " ".join(f"{line.contact} {' '.join(line.how.values())}" for line in rules.helplines)
    assert not re.search(r"press 3|678-?678|64673|1300 659 467|findtreatment", everything)


def test_every_line_says_where_it_comes_from_and_when_it_was_checked(rules: SafetyRules) -> None:
    for line in rules.helplines:
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", line.verified_on)
        assert line.source
        assert line.hours
        assert line.channel
        assert line.language


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_lines_are_always_at_hand(rules: SafetyRules, language: str) -> None:
    card = resources_card(rules, "US", language)
    contacts = [line.contact for line in card.helplines]
    assert contacts[0].startswith("988")
    assert "findahelpline.com" in contacts
    assert len(contacts) > 10


@pytest.mark.parametrize("text", ["988", "crisis", "CRISIS!", " help ", "ayuda", "¡Ayuda!", "emergency", "emergencia"])
def test_the_word_alone_brings_the_lines(rules: SafetyRules, text: str) -> None:
    assert resources_language(rules, text) is not None


@pytest.mark.parametrize("text", ["", "help me find a therapist", "what's 988", "crisis management", "x" * 5000])
def test_other_words_are_no_command(rules: SafetyRules, text: str) -> None:
    assert resources_language(rules, text) is None


def test_the_command_answers_in_its_own_language(rules: SafetyRules) -> None:
    assert resources_language(rules, "ayuda") == "es"
    assert resources_language(rules, "help") == "en"


def test_the_footer_never_leaves_anybody_without_a_number(rules: SafetyRules) -> None:
    assert footer_line(rules, "US") == "In crisis? Call or text 988 (US), any time."
    assert "findahelpline.com" in footer_line(rules, "ZZ")
    assert all(len(footer_line(rules, region)) <= 60 for region in REGIONS)


def test_a_region_without_its_own_line_for_abuse_gets_its_crisis_line(rules: SafetyRules) -> None:
    found = lines_for(rules, "abuse", "NZ", "en")
    assert found
    assert {line.region for line in found} <= {"NZ", "ANY"}
