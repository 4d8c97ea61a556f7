"""What no phrase catches is caught by its meaning, and ordinary worry is not."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from bbchat.cli.loading import exemplars_of
from bbchat.cli.locations import bundled_knowledge
from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Crisis, Reply
from bbchat.conversation.respond import HELP_LINE_FOR, respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.encoder import MEANING, Encoder, Vector
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.safety_rules import Category, Exemplar, Tier
from bbchat.safety import semantic
from bbchat.safety.check import SafetyCheck
from bbchat.safety.notice import Notice
from bbchat.safety.semantic import BARELY, PLAINLY
from tests.unit.safety.test_check import Layer

DANGER = [f"danger {place}" for place in range(20)]
CALM = [f"calm {place}" for place in range(20)]
EXEMPLARS = [
    *(Exemplar(text, Tier.CRISIS, None, "en") for text in DANGER[:10]),
    *(Exemplar(text, Tier.CONCERN, Category.ABUSE, "es") for text in DANGER[10:]),
    *(Exemplar(text, None, None, "en") for text in CALM),
]


def encode(text: str) -> Vector:
    """Texts that begin alike lie near each other; the two sorts of danger, too, but less."""
    seed = int("".join(filter(str.isdigit, text)) or 0)
    noise = np.random.default_rng(seed).normal(size=(2, MEANING)) * 0.02
    noise[:, 0 if "danger" in text else 1] += 1
    noise[:, 2 if seed < 10 else 3] += 0.5
    row: Vector = (noise / np.linalg.norm(noise, axis=1, keepdims=True)).astype(np.float32).reshape(-1)
    return row


ASKED = [f"calm {place}?" for place in range(30, 40)]


def layer(arrays: Arrays | None = None) -> tuple[semantic.SemanticLayer, VectorStore, Arrays]:
    store = VectorStore({}, encode, "digest")
    made, fitted = semantic.build(lambda: EXEMPLARS, lambda: ASKED, store, arrays or {})
    assert made is not None
    return made, store, fitted


def notice(made: semantic.SemanticLayer, *texts: str) -> Notice | None:
    return made.notice_for([(text, encode(text)) for text in texts], None)


def test_danger_gets_the_notice_of_its_nearest_kind_and_language() -> None:
    made, _, _ = layer()
    assert notice(made, "danger 7") == Notice(Tier.CRISIS, None, "en")
    assert notice(made, "danger 17") == Notice(Tier.CONCERN, Category.ABUSE, "es")
    assert notice(made, "calm 21") is None


def test_one_dangerous_window_of_a_long_text_is_enough() -> None:
    made, _, _ = layer()
    assert notice(made, "calm 21", "danger 7") is not None
    assert made.notice_for([("danger 7", None)], None) is None
    assert made.notice_for([], None) is None


def test_one_dangerous_sentence_of_a_message_is_enough_if_it_is_plain() -> None:
    made, _, _ = layer()
    calm, danger = [("calm 21", encode("calm 21"))], ("danger 7", encode("danger 7"))
    assert made.notice_for(calm, None, [*calm, danger]) is not None
    hardly = replace(made, thresholds=(made_score(made, danger) - semantic.OF_A_SENTENCE / 2,) * 2)
    assert hardly.notice_for([danger], None) is not None
    assert hardly.notice_for(calm, None, [danger]) is None


def made_score(made: semantic.SemanticLayer, window: tuple[str, Vector]) -> float:
    """The highest threshold that a message still passes, to a thousandth."""
    low, high = 0.0, 2.0
    while high - low > 0.001:
        middle = (low + high) / 2
        passes = replace(made, thresholds=(middle, middle)).notice_for([window], None)
        low, high = (middle, high) if passes else (low, middle)
    return low


def test_what_the_phrases_took_back_needs_more_of_its_meaning() -> None:
    """A denial, the past or a loss: the threshold is a quarter higher then, and no higher."""
    made, _, _ = layer()
    danger, lowered = ("danger 7", encode("danger 7")), Notice(Tier.CONCERN, None, "en")
    score = made_score(made, danger)
    hardly, well = (replace(made, thresholds=(score / by,) * 2) for by in (1.2, 1.3))
    assert hardly.notice_for([danger], None) is not None
    assert hardly.notice_for([danger], lowered) is None
    assert well.notice_for([danger], lowered) is not None


def test_an_ordinary_question_with_a_grim_word_keeps_its_answer_below_a_gentle_notice() -> None:
    made, _, _ = layer()
    danger = ("danger 7", encode("danger 7"))
    score = made_score(made, danger)
    asked: list[float] = []

    def tier(over: float, answered: float) -> Tier | None:
        def how_likely() -> float:
            asked.append(answered)
            return answered

        found = replace(made, thresholds=(score - over,) * 2).notice_for([danger], None, (), how_likely)
        return found.tier if found else None

    assert tier(BARELY * 0.9, PLAINLY) is Tier.GENTLE
    assert tier(BARELY * 0.9, PLAINLY - 0.01) is Tier.CRISIS, "nothing answers it"
    assert asked == [PLAINLY, PLAINLY - 0.01]
    assert tier(BARELY * 1.1, 1.0) is Tier.CRISIS, "it says too much of danger"
    assert tier(-0.01, 1.0) is None
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("text", "category"), [("does it work", None), ("my brother killed himself", Category.BEREAVEMENT)]
)
def test_a_gentle_notice_of_the_meaning_stands_above_the_answer_and_never_hides_that_of_a_phrase(
    assistant: Assistant, text: str, category: Category | None
) -> None:
    gentle = cast(semantic.SemanticLayer, Layer(Notice(Tier.GENTLE, None, "en")))
    asked = replace(assistant, safety=SafetyCheck(assistant.knowledge.safety, gentle))
    reply = respond(ConversationState(), text, asked)[1]
    assert not isinstance(reply, Crisis)
    assert reply.notice == Notice(Tier.GENTLE, category, "en")
    assert reply.card is not None
    assert "988" in "\n".join(reply.card.lines())


def test_each_language_has_its_own_threshold() -> None:
    made, _, _ = layer()
    english, spanish = (replace(made, thresholds=both) for both in ((0.3, 9.0), (9.0, 0.3)))
    assert (notice(english, "danger 7"), notice(english, "danger 17")) == (Notice(Tier.CRISIS, None, "en"), None)
    assert (notice(spanish, "danger 7"), notice(spanish, "danger 17")) == (None, notice(made, "danger 17"))


def test_a_languages_threshold_leaves_out_its_own_hard_ones() -> None:
    """Some Spanish messages here sound like danger and are none: only Spanish ones must be surer for it."""
    alike = [Exemplar(f"danger {place}", None, None, "es") for place in range(40, 60)]
    store = VectorStore({}, encode, "digest")
    made, _ = semantic.build(lambda: [*EXEMPLARS, *alike], lambda: ASKED, store, {})
    assert made is not None
    english, spanish = made.thresholds
    assert spanish > english + 0.2


def test_the_threshold_lets_a_tenth_of_the_harmless_pass() -> None:
    scores = np.random.default_rng(7).permutation(np.arange(50) / 50)
    assert (scores >= semantic._threshold(scores, scores)).sum() == 5
    assert semantic._threshold(scores[:0], scores) == semantic._threshold(scores, scores)


def test_words_of_either_sort_of_danger_speak_for_danger() -> None:
    made, _, _ = layer()
    calm, *dangers = made.lexical.of(["calm 3", "danger 7", "danger 17"])[:, 0]
    assert min(dangers) > 0.02 > calm


def test_a_first_look_that_is_a_little_too_low_loses_nobody() -> None:
    made, _, _ = layer()
    danger = ("danger 7", encode("danger 7"))
    score = made_score(made, danger)
    blind = replace(made.first, weights=0 * made.first.weights, plane=0 * made.first.plane)
    words = float(made.lexical.of(["danger 7"])[0, 0])
    short = replace(made, first=blind, thresholds=(score - 0.01,) * 2)
    assert replace(short, doubt=score - words).notice_for([danger], None) is not None
    assert replace(short, doubt=score - words - 0.02).notice_for([danger], None) is None


def test_a_calm_message_is_not_looked_at_twice() -> None:
    made, _, _ = layer()
    frightened = replace(made, second=replace(made.second, weights=made.second.weights + 10), thresholds=(0.5, 0.5))
    assert notice(frightened, "calm 21") is None
    assert notice(replace(frightened, doubt=0.0), "danger 7") is not None


def test_what_is_kept_as_bytes_is_compared_to_the_last_row() -> None:
    kept = np.random.default_rng(5).integers(-127, 128, (semantic.FEW + 3, 8)).astype(np.int8)
    rows = np.random.default_rng(6).normal(size=(2, 8)).astype(np.float32)
    assert semantic._products(rows, kept) == pytest.approx(rows @ kept.T.astype(np.float32), rel=1e-4, abs=1e-3)


def test_the_most_dangerous_parts_get_the_second_look_wherever_they_stand() -> None:
    made, _, _ = layer()
    calm = [f"calm {place}" for place in range(21, 29)]
    for at in range(len(calm) + 1):
        assert notice(made, *calm[:at], "danger 7", *calm[at:]) == Notice(Tier.CRISIS, None, "en")


def test_a_message_that_was_taught_as_danger_scores_about_one_and_a_calm_one_nothing() -> None:
    made, _, _ = layer()
    assert 0.8 < made_score(made, ("danger 7", encode("danger 7"))) < 1.1
    rows = np.array([encode(text) for text in (*DANGER, *CALM)])
    words = made.lexical.of([*DANGER, *CALM])[:, 0]
    for look in (made.first, made.second):
        scores = look.danger(look.near(rows)[0], rows) + words
        assert scores == pytest.approx([1.0] * 20 + [0.0] * 20, abs=0.2)


def test_sentences_are_read_out_of_the_message_that_holds_them(assistant: Assistant) -> None:
    reading = assistant.reader.read("my day was long. my cat is asleep? ok. i like the sea")
    found = list(assistant.reader.sentences(reading))
    assert [text for text, _ in found] == ["my day was long .", "my cat is asleep ?", "i like the sea ?"]
    assert all(row is not None and row.shape == (2 * MEANING,) for _, row in found)
    assert list(assistant.reader.sentences(assistant.reader.read("one sentence alone."))) == []


def test_what_was_compiled_is_taken_as_it_is() -> None:
    first, _, arrays = layer()
    again, store, _ = layer(arrays)
    assert store.encoded == 0
    assert again.thresholds == first.thresholds
    assert np.array_equal(again.first.weights, first.first.weights)
    assert np.array_equal(again.second.weights, first.second.weights)


def test_nobody_who_opens_the_chat_waits_for_changed_exemplars_and_the_next_compile_fits_them() -> None:
    _, _, arrays = layer()
    assert not semantic.is_stale(EXEMPLARS, arrays)
    assert semantic.is_stale(EXEMPLARS[1:], arrays)
    store = VectorStore({}, encode, "digest")
    _, kept = semantic.build(lambda: EXEMPLARS[1:], lambda: ASKED, store, arrays)
    assert store.encoded == 0
    assert semantic.is_stale(EXEMPLARS[1:], kept)
    _, fitted = semantic.build(lambda: EXEMPLARS[1:], lambda: ASKED, store, arrays, refit=True)
    assert not semantic.is_stale(EXEMPLARS[1:], fitted)


def test_a_layer_of_another_encoder_is_not_used() -> None:
    _, _, arrays = layer()
    store = VectorStore({}, encode, "another digest")
    semantic.build(lambda: EXEMPLARS, lambda: ASKED, store, arrays)
    assert store.encoded > 0


def test_without_exemplars_of_both_sorts_there_is_no_layer() -> None:
    store = VectorStore({}, encode, "digest")
    assert semantic.build(list, list, store, {}) == (None, {})
    assert semantic.build(lambda: EXEMPLARS[:5], list, store, {}) == (None, {})


def ask(assistant: Assistant, text: str, state: ConversationState | None = None) -> tuple[ConversationState, Reply]:
    return respond(state or ConversationState(), text, assistant)


@pytest.mark.parametrize(
    "text", ["does it work", "what do you charge", "i feel sad and tired all the time", "hi", "thanks"]
)
def test_ordinary_questions_get_no_notice(assistant: Assistant, text: str) -> None:
    assert not isinstance(ask(assistant, text)[1], Crisis)


def test_a_reader_that_breaks_shows_the_help_lines(assistant: Assistant) -> None:
    class Broken(Encoder):
        def encode(self, text: str) -> Vector:
            raise RuntimeError(text)

    from dataclasses import replace

    from bbchat.language.spelling import Speller
    from bbchat.matching.reader import Reader

    broken = Reader(Broken.__new__(Broken), Speller([]))
    assert isinstance(ask(replace(assistant, reader=broken), "does it work")[1], Crisis)


@pytest.mark.parametrize("text", ["i wnat to die", "im goign to kil myslef"])
def test_a_phrase_hidden_by_slips_is_found_once_they_are_mended(assistant: Assistant, text: str) -> None:
    assert isinstance(ask(assistant, text)[1], Crisis)


def test_the_help_line_stays_on_top_of_the_next_three_replies(assistant: Assistant) -> None:
    state, reply = ask(assistant, "I want to kill myself")
    assert isinstance(reply, Crisis)
    assert reply.help_line is None
    for _ in range(HELP_LINE_FOR):
        state, reply = ask(assistant, "does it work", state)
        assert isinstance(reply, Answer)
        assert reply.help_line is not None
        assert "988" in reply.help_line
    assert ask(assistant, "does it work", state)[1].help_line is None


def test_the_help_line_speaks_the_language_of_the_notice(assistant: Assistant) -> None:
    state, _ = ask(assistant, "me quiero matar")
    line = ask(assistant, "cuánto cuesta", state)[1].help_line
    assert line == assistant.knowledge.safety.footers["US"].get("es")


def test_what_all_exemplars_find_is_not_lost_by_the_first_look(assistant: Assistant) -> None:
    made = assistant.safety._semantic
    assert made is not None
    texts = [one.text for one in exemplars_of(bundled_knowledge())() if one.tier][::20]
    readings = [assistant.reader.read(text) for text in texts]
    rows = np.array([reading.vectors[0] for reading in readings])
    words = made.lexical.of([reading.texts[0] for reading in readings])[:, 0]
    first, second = (look.danger(look.near(rows)[0], rows) + words for look in (made.first, made.second))
    found = second >= min(made.thresholds)
    assert found.sum() > len(texts) / 2
    assert np.mean(first[found] >= min(made.thresholds) - made.doubt) > 0.98
