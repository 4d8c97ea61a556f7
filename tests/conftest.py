"""What all tests share: a clean environment, the shipped knowledge, and the assistant built from it once."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bbchat.cli.loading import load_assistant
from bbchat.cli.locations import bundled_knowledge
from bbchat.conversation.assistant import Assistant, build
from bbchat.knowledge.model import TopicId
from bbchat.knowledge.safety_rules import Exemplar
from tests.examples import LONG, many

settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    LONG, deadline=None, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

FEW = 25
"""Example questions of a topic that a copy of the knowledge keeps."""
_QUESTIONS = re.compile(r"(?m)(^( +)questions:\n)((?:\2 .*\n)+)")

_UNWANTED = ("TEXTUAL", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "BROWSER", "PYTHONIOENCODING")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long profile multiplies what each test asks for, which is its own number in every other profile."""
    for function in dict.fromkeys(getattr(item, "function", None) for item in items):
        own = getattr(function, "_hypothesis_internal_use_settings", None)
        if own is not None:
            function._hypothesis_internal_use_settings = settings(own, max_examples=many(own.max_examples))  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the developer's settings or writes into their home."""
    for name in list(os.environ):
        if name.startswith(_UNWANTED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(scope="session")
def knowledge_folder() -> Path:
    """The knowledge that comes with the program."""
    return bundled_knowledge()


@pytest.fixture
def knowledge_copy(knowledge_folder: Path, tmp_path: Path) -> Path:
    """A copy of it to break, with few questions."""
    return copy_with_few_questions(knowledge_folder, tmp_path / "knowledge")


def copy_with_few_questions(folder: Path, copy: Path) -> Path:
    """Without the compiled files and most questions, so that it is fitted in no time."""
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("compiled.*"))
    for path in (copy / "handoffs.yaml", copy / "small_talk.yaml", *copy.glob("articles/*/passages.yaml")):
        path.write_text(_QUESTIONS.sub(_first_questions, path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def _first_questions(listed: re.Match[str]) -> str:
    return listed[1] + "".join(re.findall(r" +- .*\n(?: +[^ -].*\n)*", listed[3])[:FEW])


@pytest.fixture(scope="session")
def two_articles(knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That knowledge with a second article beside its own; some of its ids are taken by the first."""
    copy = copy_with_few_questions(knowledge_folder, tmp_path_factory.mktemp("two") / "knowledge")
    shutil.copytree(Path(__file__).parent / "fixtures" / "second_article", copy / "articles", dirs_exist_ok=True)
    with (copy / "practice.yaml").open("a", encoding="utf-8") as file:
        file.write("articles: [what-is-psychotherapy, watering-the-plants]\n")
    return copy


@pytest.fixture(scope="session")
def with_two_articles(two_articles: Path) -> Assistant:
    """The real assistant for both articles."""
    return load_assistant(two_articles)[0]


@pytest.fixture(scope="session")
def assistant(knowledge_folder: Path) -> Assistant:
    """The real assistant, encoder included."""
    made, _, failure = load_assistant(knowledge_folder)
    assert failure is None
    return made


@pytest.fixture(scope="session")
def by_words(assistant: Assistant) -> Assistant:
    """The same topics with few questions, where there is no encoder."""
    seen: Counter[TopicId] = Counter()
    few = []
    for example in assistant.knowledge.examples:
        if not example.topics or seen[example.topics[0]] < FEW:
            few.append(example)
        seen.update(example.topics[:1])
    return build(replace(assistant.knowledge, examples=tuple(few)), None, {}, no_exemplars)[0]


def no_exemplars() -> list[Exemplar]:
    raise AssertionError("nothing can be learned from them without an encoder")
