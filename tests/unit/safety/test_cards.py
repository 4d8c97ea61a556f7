"""How a notice stands on the screen: a number is never torn, and each region and language gets its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.knowledge.safety_rules import Category, Helpline, SafetyRules, Tier
from bbchat.safety.helplines import first_contact, footer_line, resources_card, resources_language
from bbchat.safety.notice import ANYWHERE, CardLine, Notice, NoticeCard, lines_for, more_texts, notice_text

CARD = NoticeCard("Warm words.", (CardLine("988", "call or text"), CardLine("741741", "text HOME")), "Not alone.")


def test_the_parts_stand_apart_and_the_contacts_in_one_column() -> None:
    assert CARD.lines() == (
        "Warm words.",
        "",
        "   988      call or text",
        "   741741   text HOME",
        "",
        "Not alone.",
    )


def test_a_line_that_fits_exactly_is_not_broken_and_a_longer_one_goes_below_its_contact() -> None:
    width = len("   988      call or text")
    assert CARD.helpline_lines(width) == ["   988      call or text", "   741741   text HOME"]
    assert CARD.helpline_lines(width - 1) == ["   988", "      call or text", "   741741   text HOME"]
    assert CARD.helpline_lines(13) == ["   988", "      call or", "      text", "   741741", "      text", "      HOME"]


def test_a_card_without_lines_or_words_has_no_empty_rows() -> None:
    assert replace(CARD, helplines=()).lines() == ("Warm words.", "", "Not alone.")
    assert replace(CARD, warm="").lines()[0] == "   988      call or text"
    assert NoticeCard("", (), "").lines() == ()


def test_a_second_notice_is_worded_anew_and_the_words_go_round(rules: SafetyRules) -> None:
    notice = Notice(Tier.CRISIS, None, "en")
    texts = next(text for text in rules.notices if (text.tier, text.category, text.language) == ("crisis", None, "en"))
    shown = [notice_text(rules, notice, "US", repeat).warm for repeat in range(-1, 2 * len(texts.variants))]
    first, *later = [variant.warm for variant in texts.variants]
    assert later, "there is something to say anew"
    assert shown == [first, first, *(later * 3)[: len(shown) - 2]]
    alone = replace(texts, variants=texts.variants[:1])
    once = replace(rules, notices=(alone,))
    assert notice_text(once, notice, "US", 5).warm == first


def test_the_help_lines_of_a_notice_are_named_once_each(rules: SafetyRules) -> None:
    for text in rules.notices:
        card = notice_text(rules, Notice(text.tier, text.category, text.language), "US")
        assert card.helplines, "a notice without a number helps nobody"
        assert len(set(card.helplines)) == len(card.helplines)


def test_longer_texts_stand_behind_a_notice_that_replaces_the_answer_and_only_there(rules: SafetyRules) -> None:
    assert notice_text(rules, Notice(Tier.CRISIS, None, "en"), "US").more == more_texts(rules, "US", "en") != ()
    assert notice_text(rules, Notice(Tier.GENTLE, None, "en"), "US").more == ()


def test_a_regions_own_longer_text_stands_in_place_of_everybodys(rules: SafetyRules) -> None:
    general = rules.more[0]
    text = replace(general, language="en", region=ANYWHERE, title="What now")
    own = replace(text, region="US", text="own")
    others = (replace(text, region="GB", title="Elsewhere"), replace(text, language="es", title="Y ahora"))
    for order in ((text, own), (own, text)):
        assert more_texts(replace(rules, more=(*order, *others)), "US", "en") == (own,)
    assert more_texts(replace(rules, more=(text, *others)), "US", "en") == (text,)
    assert more_texts(replace(rules, more=(own, *others)), "GB", "en") == (others[0],)


def line(contact: str, serves: str, region: str, *language: str, short: bool = True) -> Helpline:
    return Helpline(
        name=contact,
        contact=contact,
        serves=serves,
        region=region,
        language=language,
        how={"en": f"call {contact}"},
        short=short,
        channel=(),
        hours="",
        source="",
        verified_on="2026-11-22",
    )


def test_the_regions_line_of_the_kind_comes_first_then_its_crisis_line_then_the_directory(rules: SafetyRules) -> None:
    directory, crisis, abuse = (
        line("find", "directory", ANYWHERE, "en"),
        line("988", "crisis", "US", "en", "es"),
        line("799", "abuse", "US", "en"),
    )
    made = replace(rules, helplines=(directory, crisis, abuse))
    assert lines_for(made, "abuse", "US", "en") == [abuse]
    assert lines_for(made, "assault", "US", "en") == [crisis]
    assert lines_for(made, "abuse", "GB", "en") == [directory]
    assert lines_for(replace(rules, helplines=()), "abuse", "GB", "en") == []
    hidden = replace(made, helplines=(directory, crisis, replace(abuse, short=False)))
    assert lines_for(hidden, "abuse", "US", "en") == [crisis], "a line that is not for notices stays out of them"


def test_what_to_dial_first_is_the_regions_line_of_the_kind_or_everybodys(rules: SafetyRules) -> None:
    lines = (line("911", "emergency", "US"), line("116", "crisis", "GB"), line("988", "crisis", "US"))
    anywhere = line("find", "crisis", ANYWHERE)
    made = replace(rules, helplines=lines)
    assert (first_contact(made, "US"), first_contact(made, "US", "emergency")) == ("988", "911")
    assert first_contact(made, "GB", "emergency") == first_contact(made, "DE") == ""
    assert first_contact(replace(rules, helplines=(*lines, anywhere)), "DE") == "find"


def test_a_line_that_speaks_the_language_comes_before_one_that_also_does(rules: SafetyRules) -> None:
    english, both, spanish = (
        line("1", "crisis", "US", "en"),
        line("2", "crisis", "US", "en", "es"),
        line("3", "crisis", "US", "es"),
    )
    assert lines_for(replace(rules, helplines=(english, both, spanish)), "crisis", "US", "es") == [spanish]
    assert lines_for(replace(rules, helplines=(english, both)), "crisis", "US", "es") == [both]
    assert lines_for(replace(rules, helplines=(english,)), "crisis", "US", "es") == [english]


def test_a_notice_without_words_of_its_own_takes_the_nearest(rules: SafetyRules) -> None:
    crisis = next(one for one in rules.notices if (one.tier, one.category, one.language) == ("crisis", None, "en"))
    concern = replace(crisis, tier=Tier.CONCERN)
    abuse = replace(concern, category=Category.ABUSE)
    spanish = replace(abuse, language="es")
    made = [replace(crisis, variants=(replace(crisis.variants[0], warm=str(at)),)) for at in range(4)]
    named = [replace(one, variants=made[at].variants) for at, one in enumerate((crisis, concern, abuse, spanish))]

    def warm(notice: Notice, *texts: int) -> str:
        return notice_text(replace(rules, notices=tuple(named[at] for at in texts)), notice, "US").warm

    wanted = Notice(Tier.CONCERN, Category.ABUSE, "es")
    assert warm(wanted, 0, 1, 2, 3) == "3"
    assert warm(wanted, 0, 1, 2) == "2", "the right words in English before other words"
    assert warm(wanted, 0, 1) == "1"
    assert warm(wanted, 0) == "0"
    assert warm(wanted, 3) == "3"
    assert warm(Notice(Tier.EMERGENCY, None, "en"), 2, 1) == "2", "any words before none"


def test_all_help_lines_are_those_of_the_region_first_and_each_once(rules: SafetyRules) -> None:
    lines = (
        line("find", "directory", ANYWHERE, "en"),
        line("es", "crisis", "US", "es"),
        line("en", "crisis", "US", "en"),
    )
    made = replace(rules, helplines=(*lines, line("gb", "crisis", "GB", "en"), lines[2]))
    assert [one.contact for one in resources_card(made, "US").helplines] == ["es", "en", "find"]
    assert [one.contact for one in resources_card(made, "US", "es").helplines] == ["es", "en", "find"]
    back = replace(made, helplines=made.helplines[::-1])
    assert [one.contact for one in resources_card(back, "US", "es").helplines] == ["es", "en", "find"]
    assert [one.contact for one in resources_card(back, "US").helplines] == ["en", "es", "find"]


def test_the_card_of_all_lines_speaks_the_language_and_has_its_longer_texts(rules: SafetyRules) -> None:
    english, spanish = (resources_card(rules, "US", language) for language in ("en", "es"))
    headings = {words.language: words.heading for words in rules.resources}
    assert (english.warm, spanish.warm) == (headings["en"], headings["es"])
    assert english.more == more_texts(rules, "US", "en")
    assert spanish.more == more_texts(rules, "US", "es")
    assert resources_card(rules, "US", "xx").warm == rules.resources[0].heading


@pytest.mark.parametrize("typed", ["help", " HELP! ", "'help'", "¿ayuda?", "h\u0435lp", "help" + " " * 76])
def test_the_word_for_help_is_known_however_it_is_typed(rules: SafetyRules, typed: str) -> None:
    assert resources_language(rules, typed) == ("es" if "ayuda" in typed else "en")


def test_every_command_for_help_is_known_with_more_room_between_its_words(rules: SafetyRules) -> None:
    commands = {command: words.language for words in reversed(rules.resources) for command in words.commands}
    assert any(" " in command for command in commands)
    for command, language in commands.items():
        assert resources_language(rules, command.upper().replace(" ", "   ")) == language


@pytest.mark.parametrize("typed", ["", "help" + " " * 77, "help me choose", "helpful"])
def test_a_sentence_that_holds_the_word_for_help_is_a_question(rules: SafetyRules, typed: str) -> None:
    assert resources_language(rules, typed) is None


def test_the_footer_is_the_regions_in_the_language_where_there_is_one(rules: SafetyRules) -> None:
    made = replace(rules, footers={ANYWHERE: {"en": "any"}, "US": {"en": "us", "es": "ee. uu."}})
    assert [footer_line(made, "US", language) for language in ("en", "es", "fr")] == ["us", "ee. uu.", "us"]
    assert footer_line(made, "FR", "es") == "any"
