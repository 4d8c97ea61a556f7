"""Two articles side by side: whose words are shown is said everywhere, and each section can be reached."""

from __future__ import annotations

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.explain import explain
from bbchat.conversation.reply import Answer
from bbchat.conversation.respond import respond
from bbchat.conversation.session import Exchange, Visit
from bbchat.conversation.state import ConversationState
from bbchat.conversation.take_home import conversation_text, list_text, reply_text, sheet_text
from bbchat.knowledge.model import TopicId
from bbchat.tui.screens.topics import TopicsScreen
from tests.journeys.test_chat import ask, chat, on_screen, transcript, wait_until
from tests.plain.talk import Talk

PLANTS, THERAPY = "Who Waters the Plants?", 'What the heck is "Psychotherapy?"'
OWN_THOUGHTS, OTHER_THOUGHTS = TopicId("reasons"), TopicId("watering-the-plants.reasons")


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (120, 40)], ids=str)
async def test_the_source_line_says_which_article_an_answer_is_from(
    with_two_articles: Assistant, size: tuple[int, int]
) -> None:
    async with chat(with_two_articles, size) as (app, pilot):
        await ask(app, pilot, "how often do you water the fern")
        assert f"From '{PLANTS}', Test Fixture Plants, Mar 3" in " ".join(transcript(app).split())
        await ask(app, pilot, "does it work")
        assert f"From '{THERAPY}', Balance & Bliss Therapy" in " ".join(transcript(app).split())


async def test_the_browser_shows_each_article_under_its_title_and_opens_a_section_of_the_second(
    with_two_articles: Assistant,
) -> None:
    async with chat(with_two_articles, (120, 40)) as (app, pilot):
        await pilot.press("f3")
        await wait_until(pilot, lambda: isinstance(app.screen, TopicsScreen))
        await pilot.pause(0.1)
        shown = on_screen(app)
        assert shown.index("Psychotherapy?") < shown.index("Waters the Plants?") < shown.index("Not in the articles")
        await pilot.press(*"scale insects")
        await wait_until(pilot, lambda: "Why Psychotherapy Can" not in on_screen(app))
        assert PLANTS in " ".join(on_screen(app).split())
        await pilot.click("#open")
        await wait_until(pilot, lambda: "soft cloth and soapy water" in transcript(app))


async def test_two_sections_with_one_title_are_told_apart_on_the_list_for_a_visit(with_two_articles: Assistant) -> None:
    async with chat(with_two_articles) as (app, pilot):
        for question in ("why do people come to therapy", "what is nice about having a plant"):
            await ask(app, pilot, question)
            await pilot.press("f5")
        await pilot.press("f4")
        await wait_until(pilot, lambda: "Final Thoughts (from 'Who" in " ".join(on_screen(app).split()))
        assert "Final Thoughts (from 'What the heck" in " ".join(on_screen(app).split())


def test_the_line_mode_lists_finds_and_reads_sections_of_both(with_two_articles: Assistant) -> None:
    talk = Talk(with_two_articles)
    listed = talk.type("/topics")
    assert listed.index(THERAPY) < listed.index(PLANTS) < listed.index("Not in the articles")
    number = next(line for line in listed.split("\n") if "When Each Pot Gets Water" in line).split()[0].rstrip(".:)")
    assert "Source: 'Who Waters the Plants?', Test Fixture Plants, Mar 3." in talk.type(number)
    found = talk.type("/find final thoughts")
    assert f"Final Thoughts (from '{THERAPY}')" in found
    assert f"Final Thoughts (from '{PLANTS}')" in found
    heard = [talk.type("/read"), *(talk.type("/next") for _ in range(11))]
    assert [place for place, said in enumerate(heard) if "Source: " in said] == [0, 7]
    assert "Section 8 of 12" in heard[7]


def test_reasons_tell_sections_with_one_title_apart(with_two_articles: Assistant) -> None:
    _, reply = respond(ConversationState(), "final thoughts", with_two_articles)
    said = " ".join(line for _, lines in explain(Exchange("x", reply), with_two_articles.knowledge) for line in lines)
    assert f"Final Thoughts (from '{THERAPY}')" in said
    assert f"Final Thoughts (from '{PLANTS}')" in said


def test_what_is_taken_home_says_below_each_section_whose_it_is(
    with_two_articles: Assistant, assistant: Assistant
) -> None:
    knowledge = with_two_articles.knowledge
    visit = Visit([OWN_THOUGHTS, OTHER_THOUGHTS])
    sheet = sheet_text(visit, knowledge, "txt")
    own, other = sheet.index(f"From '{THERAPY}'"), sheet.index(f"From '{PLANTS}'")
    assert own < sheet.index("This heading is borrowed on purpose.") < other
    assert sheet.count("From '") == 2
    assert sheet_text(Visit([OWN_THOUGHTS, TopicId("science")]), assistant.knowledge, "txt").count("From '") == 1
    assert list_text(visit, knowledge).count("Final Thoughts (from '") == 2
    _, reply = respond(ConversationState(), "bugs on the plant", with_two_articles)
    assert isinstance(reply, Answer)
    assert f"From '{PLANTS}', Test Fixture Plants, Mar 3, https://example.org/plants" in reply_text(reply, knowledge)
    assert PLANTS in conversation_text([Exchange("bugs", reply)], knowledge, "txt")


def test_a_greeting_offers_sections_of_both(with_two_articles: Assistant) -> None:
    _, reply = respond(ConversationState(), "hello", with_two_articles)
    offered = [choice.topic for choice in reply.suggestions]
    assert offered == ["overview", "watering-the-plants.overview", "understanding"]


def test_two_questions_in_one_are_answered_from_both(with_two_articles: Assistant) -> None:
    _, reply = respond(ConversationState(), "do the plants have names, and does therapy work?", with_two_articles)
    assert isinstance(reply, Answer)
    assert isinstance(reply.second, Answer)
    assert [reply.article.title, reply.second.article.title] == [PLANTS, THERAPY]
