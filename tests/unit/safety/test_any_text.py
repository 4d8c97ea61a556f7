"""Whatever is typed: an answer, never an exception, in time that grows with the length only."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bbchat.knowledge.safety_rules import SafetyRules, Tier
from bbchat.safety.check import SafetyCheck

_DIRECT = st.sampled_from(["I want to kill myself", "I want to die", "I am suicidal", "me quiero morir"])


@given(text=st.text(max_size=400))
@settings(max_examples=300, deadline=None)
@example(text="\ud800\udfff\x00\x1b[31m")
@example(text="")
@example(text="not not never don't " * 20)
def test_no_text_breaks_the_check(check: SafetyCheck, text: str) -> None:
    look: Any = check._look
    look(text)


@given(before=st.text(max_size=200), after=st.text(max_size=200), phrase=_DIRECT)
@settings(max_examples=400, deadline=None)
@example(before="a b", after="c d", phrase="I want to die")
@example(before="\x1b]0;", after="\x07", phrase="I want to die")
@example(before="0", after="1", phrase="I want to kill myself")
def test_no_surroundings_hide_a_direct_phrase(check: SafetyCheck, before: str, after: str, phrase: str) -> None:
    notice = check.notice_for(f"{before}\n\n{phrase}\n\n{after}")
    assert notice is not None
    assert notice.replaces_answer


_PLAIN = st.lists(
    st.sampled_from("the rent my job hello price how much is it monday therapy, a b 3 x ... ? \n".split(" ")),
    max_size=40,
)


@given(before=_PLAIN, after=_PLAIN, phrase=_DIRECT)
@settings(max_examples=400, deadline=None)
def test_a_direct_phrase_is_found_in_the_middle_of_a_sentence(
    check: SafetyCheck, before: list[str], after: list[str], phrase: str
) -> None:
    notice = check.notice_for(" ".join([*before, phrase, *after]))
    assert notice is not None
    assert notice.replaces_answer


def test_somebody_sees_the_help_lines_when_the_check_itself_breaks(
    rules: SafetyRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = SafetyCheck(rules)
    monkeypatch.setattr(broken, "_languages", None)
    notice = broken.notice_for("hello")
    assert notice is not None
    assert notice.tier is Tier.CRISIS


def test_nothing_typed_is_kept_or_shown(check: SafetyCheck) -> None:
    check.notice_for("zanzibarlike I want to die")
    assert "zanzibarlike" not in repr(check)
    assert "zanzibarlike" not in repr(vars(check))
    normaliser: Any = check._normaliser
    assert "zanzibarlike" not in repr(normaliser.read("zanzibarlike"))


@pytest.mark.parametrize(
    "text",
    [
        "I went to the shop and then I came home to my dog. ",
        "i i i want want to to not not die die ",
        "no,not,dont,never,but ",
        "my best friend said she wants to ",
        "k i l l m y s ",
        "k1ll mys3lf d!e s*icide $0 ",
        "qzxv wqkj zzxq vbnm ",
        "killmyselfkillmyself",
        "a\u0301\u0323\u0301",
        "i1l!",
        "just really just so ",
    ],
)
def test_a_long_message_does_not_keep_anybody_waiting(check: SafetyCheck, text: str) -> None:
    def fastest(length: int) -> float:
        message = (text * (length // len(text) + 1))[:length]
        times = []
        for _ in range(3):
            start = time.process_time()
            check.notice_for(message)
            times.append(time.process_time() - start)
        return min(times)

    assert fastest(32_000) < 16 * max(fastest(8_000), 0.002)
