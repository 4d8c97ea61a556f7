"""The shipped safety rules, read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bbchat.errors import Problem
from bbchat.knowledge.safety_files import load_safety
from bbchat.knowledge.safety_rules import SafetyRules
from bbchat.safety.check import SafetyCheck
from bbchat.safety.notice import Notice


@pytest.fixture(scope="session")
def rules(knowledge_folder: Path) -> SafetyRules:
    """What the safety folder says."""
    problems: list[Problem] = []
    found = load_safety(knowledge_folder / "safety", problems)
    assert problems == []
    assert found is not None
    return found


@pytest.fixture(scope="session")
def check(rules: SafetyRules) -> SafetyCheck:
    """The check built from them."""
    return SafetyCheck(rules)


@pytest.fixture(scope="session")
def tier(check: SafetyCheck) -> Callable[[str], str | None]:
    """The tier of a message, as a word; None where there is no notice."""

    def look(text: str) -> str | None:
        notice: Notice | None = check.notice_for(text)
        return notice.tier.value if notice else None

    return look
