"""A folder that is being edited: each change is told once, when its files have come to rest."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bbchat.authoring.watching import CALM_WHERE_MISSING, Watch, Workbench, changes
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.encoder import Encoder
from bbchat.knowledge.model import Example, Handoff, Knowledge, Passage, TopicId


def save(path: Path, text: str) -> None:
    """Write a file so that its time surely is another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("practice.yaml", "safety/helplines.yaml", "articles/a/passages.yaml", "articles/a/source.md"):
        save(tmp_path / name, name)
    return tmp_path


def looks(watch: Watch, count: int) -> list[bool]:
    return [watch.look() for _ in range(count)]


@pytest.mark.parametrize(
    "name",
    ["practice.yaml", "safety/helplines.yaml", "articles/a/passages.yaml", "articles/a/source.md", "wording.yaml"],
)
def test_a_saved_file_is_told_once(folder: Path, name: str) -> None:
    watch = Watch(folder)
    assert looks(watch, 3) == [False] * 3
    save(folder / name, "new")
    assert looks(watch, 4) == [False, True, False, False]


def test_a_file_that_is_still_being_written_is_waited_for(folder: Path) -> None:
    watch = Watch(folder)
    for size in (10, 20, 30):
        save(folder / "practice.yaml", "x" * size)
        assert not watch.look()
    assert watch.look()


def test_a_file_that_an_editor_puts_back_in_a_moment_is_not_missed(folder: Path) -> None:
    watch = Watch(folder)
    path = folder / "practice.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    assert looks(watch, CALM_WHERE_MISSING) == [False] * CALM_WHERE_MISSING
    save(path, text + "!")
    assert looks(watch, 2) == [False, True]


def test_a_file_that_was_taken_out_is_told_in_the_end(folder: Path) -> None:
    watch = Watch(folder)
    (folder / "practice.yaml").unlink()
    assert looks(watch, CALM_WHERE_MISSING + 2) == [*[False] * CALM_WHERE_MISSING, True, False]


def test_a_file_put_in_place_of_another_is_told_even_with_its_time_and_size(folder: Path) -> None:
    path = folder / "practice.yaml"
    watch, seen = Watch(folder), path.stat()
    (folder / "new").write_text("x" * seen.st_size, encoding="utf-8")
    os.replace(folder / "new", path)
    os.utime(path, ns=(seen.st_mtime_ns, seen.st_mtime_ns))
    assert looks(watch, 2) == [False, True]


def test_what_editors_and_bbchat_leave_beside_the_files_is_passed_over(folder: Path) -> None:
    watch = Watch(folder)
    for name in ("compiled.npz", ".practice.yaml.swp", "practice.yaml~", ".schemas/practice.json", "notes/x.yaml"):
        save(folder / name, "new")
    assert looks(watch, 3) == [False] * 3


def test_a_folder_that_is_gone_for_a_while_breaks_nothing(folder: Path) -> None:
    watch = Watch(folder)
    away = folder.with_name("away")
    folder.rename(away)
    assert looks(watch, 3) == [False] * 3
    away.rename(folder)
    assert looks(watch, 3) == [False] * 3


def with_topic(knowledge: Knowledge, topic: Passage | Handoff) -> Knowledge:
    return replace(knowledge, topics={**knowledge.topics, topic.id: topic})


def test_the_author_is_told_how_much_has_changed(assistant: Assistant) -> None:
    before = assistant.knowledge
    passage, handoff = next(before.passages()), next(before.handoffs())
    assert changes(before, before) == {}
    assert changes(before, with_topic(before, replace(passage, suggestion="What now?"))) == {"passages": 1}
    assert changes(before, with_topic(before, replace(handoff, reply="No."))) == {"handoffs": 1}
    fewer = {topic: one for topic, one in before.topics.items() if topic not in (passage.id, handoff.id)}
    assert changes(before, replace(before, topics=fewer)) == {"passages": 1, "handoffs": 1}
    added = Example("is it new", (TopicId("fees"),))
    assert changes(before, replace(before, examples=(*before.examples, added))) == {"questions": 1}
    practice = replace(before.practice, phone="555-0100")
    assert changes(before, replace(before, practice=practice)) == {"practice": 1}


def test_a_new_title_is_one_change_and_not_a_question_too(assistant: Assistant) -> None:
    before = assistant.knowledge
    passage = next(before.passages())
    named = tuple(Example("A new title", one.topics) if one.text == passage.title else one for one in before.examples)
    after = replace(with_topic(before, replace(passage, title="A new title")), examples=named)
    assert changes(before, after) == {"passages": 1}


def test_only_what_is_new_is_encoded(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    from bbchat.cli.loading import compiled_arrays
    from bbchat.cli.locations import bundled_knowledge

    encoder, encoded = Encoder.load(), list[str]()
    real = Encoder.encode

    def encode(self: Encoder, text: str) -> object:
        encoded.append(text)
        return real(self, text)

    monkeypatch.setattr(Encoder, "encode", encode)
    bench = Workbench(encoder, compiled_arrays(bundled_knowledge()), tuple)
    passage = next(assistant.knowledge.passages())
    text = f"{passage.text} A sentence that nobody has seen."
    longer = replace(passage, text=text, sentences=(*passage.sentences, (len(passage.text) + 1, len(text))))
    changed = with_topic(assistant.knowledge, longer)
    for _ in range(2):
        assert bench.assistant(changed).knowledge is changed
    assert encoded == ["A sentence that nobody has seen."]
