"""A knowledge folder on disk, read and proved.

The one invariant: either everything in the folder holds together (shapes, ids, links, and each passage word for word
in its source) and a `Knowledge` comes back, or all mistakes are raised at once, each with its line.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge import schema
from bbchat.knowledge.links import collect_topics, linked_examples
from bbchat.knowledge.model import (
    OFF_TOPIC,
    Article,
    ArticleId,
    DemoStep,
    Handoff,
    KioskSettings,
    Knowledge,
    Passage,
    Practice,
    SmallTalk,
    Topic,
    TopicId,
)
from bbchat.knowledge.safety_files import load_exemplars, load_safety
from bbchat.knowledge.safety_rules import Exemplar, SafetyRules
from bbchat.knowledge.signatures import Signatures, read_signatures, with_review
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.wording_file import load_wording
from bbchat.knowledge.yaml_source import KeyPath, YamlSource, parse_yaml, read_text, read_yaml
from bbchat.language.clean import clean
from bbchat.language.sentences import sentence_spans

Named: TypeAlias = tuple[KeyPath, str]
"""A topic id that stands somewhere in a file, and where."""


@dataclass(slots=True)
class Entry:
    """A topic with the place of its keys."""

    topic: Topic
    source: YamlSource
    where: KeyPath
    examples: list[tuple[KeyPath, str, list[Named]]]
    """Place and text of each question, and the topics that it leads to."""
    related: Sequence[str] = ()
    article: ArticleId | None = None

    @property
    def id_line(self) -> int:
        return self.source.line((*self.where, "id"))

    @property
    def place(self) -> str:
        """Where its id stands, as an author would look for it."""
        return f"{self.source.path.name}:{self.id_line}"


@dataclass(slots=True)
class Folder:
    """A folder as far as it could be read, and all that was wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    articles: dict[ArticleId, Article] = field(default_factory=dict)
    sources: list[YamlSource] = field(default_factory=list)
    order: list[str] | None = None
    """The folders of the articles as practice.yaml lists them; None where it doesn't."""
    ids: dict[tuple[ArticleId, str], TopicId] = field(default_factory=dict)
    """The topic that is meant by an id, as written, in an article's own file."""
    practice: Practice | None = None
    safety: SafetyRules | None = None
    exemplars: tuple[Exemplar, ...] = ()
    """What the second layer of the safety check learns from."""
    wording: Wording | None = None
    signatures: Signatures | None = None
    """None where the folder has none."""
    knowledge: Knowledge | None = None
    """None where there is a mistake."""
    is_whole: bool = True
    """False where topics are missing because their file could not be used: then missing ids say nothing."""

    def read(self, *parts: str) -> YamlSource:
        source = read_yaml(self.path.joinpath(*parts))
        self.sources.append(source)
        return source

    def shape(self, source: YamlSource, shape: type[schema.Shape]) -> schema.Shape | None:
        found = schema.validate(source, shape)
        self.is_whole = self.is_whole and found is not None
        return found

    def all_problems(self) -> list[Problem]:
        found = [*self.problems, *(problem for source in self.sources for problem in source.problems)]
        return sorted(found, key=lambda problem: (problem.path, problem.line))


def load_knowledge(path: Path) -> Knowledge:
    """Read a knowledge folder.

    Raises:
        KnowledgeError: with every mistake found, file by file and line by line.
    """
    folder = read_folder(path)
    if folder.knowledge is None:
        raise KnowledgeError(folder.all_problems())
    return folder.knowledge


def read_folder(path: Path) -> Folder:
    """Read a knowledge folder as far as it can be read; its `knowledge` is None where there is a mistake."""
    folder = Folder(path)
    if not os.path.isdir(path):
        folder.problems.append(Problem(path, 0, "there is no such folder", "give the path of a knowledge folder"))
        return folder
    folder.practice = _read_practice(folder)
    _read_articles(folder)
    _read_handoffs(folder)
    _read_small_talk(folder)
    folder.safety = load_safety(path / "safety", folder.problems)
    folder.exemplars = load_exemplars(path / "safety", folder.problems)
    folder.wording = load_wording(path, folder.problems)
    kiosk = _read_kiosk(folder)
    if folder.practice and folder.safety:
        _check_region(folder, folder.practice, folder.safety)
    topics = collect_topics(folder)
    examples = list(linked_examples(folder, topics))
    demo = _read_demo(folder, topics)
    folder.signatures = read_signatures(path, folder.problems)
    if folder.signatures is not None:
        topics = {name: with_review(topic, folder.signatures) for name, topic in topics.items()}
    if not folder.all_problems() and folder.practice and folder.safety and folder.wording:
        folder.knowledge = Knowledge(
            folder.practice, folder.articles, topics, tuple(examples), folder.safety, folder.wording, kiosk, demo
        )
    return folder


def _read_practice(folder: Folder) -> Practice | None:
    shape = folder.shape(folder.read("practice.yaml"), schema.PracticeFile)
    if shape is None:
        return None
    folder.order = shape.articles
    known = (shape.phone, shape.email, shape.booking, shape.hours)
    phone, email, booking, hours = (clean(fact or "") or None for fact in known)
    return Practice(
        clean(shape.name), phone, email, booking, hours, shape.region, clean(shape.referral), clean(shape.disclosure)
    )


def _read_kiosk(folder: Folder) -> KioskSettings:
    if not (folder.path / "kiosk.yaml").exists():
        return KioskSettings()
    shape = schema.validate(folder.read("kiosk.yaml"), schema.KioskFile) or schema.KioskFile()
    return KioskSettings(**{**shape.model_dump(), "restart_at": shape.restart_at or None})


def _read_demo(folder: Folder, topics: Mapping[TopicId, Topic]) -> tuple[DemoStep, ...]:
    if not (folder.path / "demo.yaml").exists():
        return ()
    source = folder.read("demo.yaml")
    shape = schema.validate(source, schema.DemoFile)
    steps = []
    for at, step in enumerate(shape.steps if shape else ()):
        where: KeyPath = ("steps", at)
        if bool(step.types) == bool(step.keys):
            source.problem(where, "a step either types a line or presses keys", "give it `types` or `keys`, not both")
        elif bool(step.types) != bool(step.expects):
            source.problem(where, "what a typed line must bring is not said", "add `expects` below `types`")
        expected = step.expects
        for number, topic in enumerate(expected.ids if expected and folder.is_whole else ()):
            if topic not in topics:
                place = (*where, "expects", "ids", number)
                source.problem(place, f"there is no topic `{topic}`", "use an id that exists, or remove it")
        steps.append(
            DemoStep(
                clean(step.caption),
                clean(step.types or ""),
                expected.kind if expected else "",
                tuple(TopicId(topic) for topic in expected.ids) if expected else (),
                clean((expected.stands_out if expected else None) or ""),
                tuple(step.keys),
                source.line(where),
            )
        )
    return tuple(steps)


def _check_region(folder: Folder, practice: Practice, safety: SafetyRules) -> None:
    """A region without help lines would show none in a crisis."""
    known = sorted({line.region for line in safety.helplines if line.serves == "crisis"})
    if practice.region not in known:
        fix = f"use one of {', '.join(known)}, or add its lines to safety/helplines.yaml"
        practice_file = next(source for source in folder.sources if source.path.name == "practice.yaml")
        practice_file.problem(("region",), f"there are no help lines for the region `{practice.region}`", fix)


def _read_articles(folder: Folder) -> None:
    root = folder.path / "articles"
    names = _folders_in(root)
    if not names:
        folder.is_whole = False
        fix = "make a folder here with source.md and passages.yaml in it"
        folder.problems.append(Problem(root, 0, "there is no article", fix))
    for name in _in_order(folder, names):
        article = _read_source(folder, ArticleId(name))
        source = folder.read("articles", name, "passages.yaml")
        shape = folder.shape(source, schema.PassagesFile)
        if article is None or shape is None:
            folder.is_whole = False
            continue
        folder.articles[article.id] = article
        for index, passage in enumerate(shape.passages):
            where: KeyPath = ("passages", index)
            _prove_verbatim(source, where, article, passage)
            text = _paragraphs(passage.text)
            folder.entries.append(
                Entry(
                    Passage(
                        id=TopicId(passage.id),
                        article=article.id,
                        title=clean(passage.title),
                        text=text,
                        sentences=tuple(sentence_spans(text)),
                        suggestion=clean(passage.suggestion),
                        related=tuple(TopicId(other) for other in passage.related),
                    ),
                    source,
                    where,
                    list(_examples_of(passage, where)),
                    passage.related,
                    article.id,
                )
            )


def _folders_in(root: Path) -> list[str]:
    """The names of the folders in a folder; none where it cannot be read."""
    try:
        return sorted(child.name for child in os.scandir(root) if child.is_dir())
    except OSError:
        return []


def _in_order(folder: Folder, names: Sequence[str]) -> Sequence[str]:
    """The folders in the order that practice.yaml states, which has to name each once; else by their names."""
    if folder.order is None:
        return names
    practice = next(source for source in folder.sources if source.path.name == "practice.yaml")
    for at, name in enumerate(folder.order):
        if name in folder.order[:at]:
            practice.problem(("articles", at), f"the article `{clean(name)}` stands here twice", "keep one of the two")
        elif name not in names:
            fix = "use the name of a folder in articles, or remove it"
            practice.problem(("articles", at), f"there is no folder articles/{clean(name)}", fix)
    for name in names:
        if name not in folder.order:
            fix = "add it at the end, so that the articles before it keep their ids"
            practice.problem(("articles",), f"the article `{clean(name)}` is missing here", fix)
    return [*dict.fromkeys(name for name in folder.order if name in names)]


def _read_source(folder: Folder, name: ArticleId) -> Article | None:
    path = folder.path / "articles" / name / "source.md"
    text = read_text(path, folder.problems)
    if text is None:
        return None
    parts = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL)
    if parts is None:
        fix = "begin with a line `---`, then title, practice, author and published as `name: value`, then a line `---`"
        folder.problems.append(Problem(path, 1, "the article does not begin with its title and author", fix))
        return None
    front = parse_yaml(path, parts[1], first_line=2)
    folder.sources.append(front)
    shape = folder.shape(front, schema.ArticleFile)
    if shape is None:
        return None
    return Article(
        id=name,
        title=clean(shape.title),
        practice=clean(shape.practice),
        author=clean(shape.author),
        published=clean(shape.published),
        updated=clean(shape.updated or "") or None,
        url=clean(shape.url or "") or None,
        body=clean(parts[2], keep_lines=True).strip("\n"),
    )


def _paragraphs(text: str) -> str:
    """The text with its lines joined; blank lines between paragraphs stay."""
    blocks = re.split(r"\n[ \t]*\n", clean(text, keep_lines=True))
    return "\n\n".join(" ".join(block.split()) for block in blocks if block.strip())


def _prove_verbatim(source: YamlSource, where: KeyPath, article: Article, passage: schema.PassageFile) -> None:
    """Note where a title or a paragraph does not stand in the article, letter for letter."""
    body = f" {' '.join(article.body.split())} "
    fix = "copy it again from source.md, typographic quotes and dashes included"
    headings = [line.lstrip("# ").strip() for line in article.body.split("\n") if line.startswith("#")]
    if clean(passage.title) not in headings:
        source.problem((*where, "title"), "this title is not a heading of the article", fix)
    for paragraph in _paragraphs(passage.text).split("\n\n"):
        if f" {paragraph} " not in body:
            place = _departure(paragraph.split(), body)
            source.problem((*where, "text"), f"the text is not word for word in the article: see “{place}”", fix)


def _departure(words: Sequence[str], body: str) -> str:
    """The few words around the place from which a paragraph is no longer found in the article."""
    first_wrong = bisect_left(range(len(words)), True, key=lambda last: f" {' '.join(words[: last + 1])} " not in body)
    return " ".join(words[max(first_wrong - 2, 0) : first_wrong + 3])


def _read_handoffs(folder: Folder) -> None:
    source = folder.read("handoffs.yaml")
    shape = folder.shape(source, schema.HandoffsFile)
    for index, entry in enumerate(shape.handoffs if shape else ()):
        where: KeyPath = ("handoffs", index)
        handoff = Handoff(
            id=TopicId(entry.id),
            title=clean(entry.title),
            reply=clean(entry.reply),
            ask=clean(entry.ask),
            suggestion=clean(entry.suggestion),
            related=tuple(TopicId(other) for other in entry.related),
        )
        folder.entries.append(Entry(handoff, source, where, list(_examples_of(entry, where)), entry.related))


def _read_small_talk(folder: Folder) -> None:
    source = folder.read("small_talk.yaml")
    shape = folder.shape(source, schema.SmallTalkFile)
    if shape is None:
        return
    for index, entry in enumerate(shape.small_talk):
        where: KeyPath = ("small_talk", index)
        talk = SmallTalk(TopicId(entry.id), clean(entry.reply))
        folder.entries.append(Entry(talk, source, where, list(_examples_of(entry, where))))
    off_topic = SmallTalk(OFF_TOPIC, clean(shape.off_topic.reply))
    where = ("off_topic",)
    folder.entries.append(Entry(off_topic, source, where, list(_examples_of(shape.off_topic, where))))


def _examples_of(
    entry: schema.TopicFile | schema.OffTopicEntry, where: KeyPath
) -> Iterator[tuple[KeyPath, str, list[Named]]]:
    """Place, text and topic ids of each example; `not_for` ones teach the topic that they belong to."""
    own = entry.id if isinstance(entry, schema.TopicFile) else OFF_TOPIC
    for index, question in enumerate(entry.questions):
        place = (*where, "questions", index)
        if isinstance(question, str):
            yield place, question, [(place, own)]
        else:
            also = [((*place, "also", at), other) for at, other in enumerate(question.also)]
            yield place, question.text, [(place, own), *also]
    for index, border in enumerate(entry.not_for):
        place = (*where, "not_for", index)
        if isinstance(border, str):
            yield place, border, []
        else:
            yield place, border.text, [((*place, "belongs"), border.belongs)] if border.belongs else []
