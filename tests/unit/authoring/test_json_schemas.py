"""The schemas by which an editor completes the knowledge files and marks mistakes in them."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bbchat.authoring.json_schemas import FILES, FOLDER, OURS, as_text, make_schema, schema_line, write_schemas
from bbchat.authoring.schema_words import KEYS
from bbchat.cli.locations import bundled_knowledge
from bbchat.errors import Problem, UsageError
from bbchat.knowledge import safety_shapes, schema, wording
from bbchat.knowledge.schema import FileModel, validate
from bbchat.knowledge.wording_file import load_wording
from bbchat.knowledge.yaml_source import YamlSource, parse_yaml, read_yaml
from tests.unit.knowledge.slips import originals, with_slips

KNOWLEDGE = bundled_knowledge()
SHIPPED = [path.relative_to(KNOWLEDGE).as_posix() for path in sorted(KNOWLEDGE.rglob("*.yaml"))]
OWN_WORDING = Path(wording.__file__).with_name("wording.yaml")
CHECKS = {name: jsonschema.Draft202012Validator(make_schema(name)) for name in FILES}


def name_of(file: str) -> str:
    return PurePath(file).name.split(".")[0]


def front_matter(text: str) -> str:
    return text.split("---\n")[1]


def mistakes(name: str, data: object) -> list[str]:
    return [error.json_path for error in CHECKS[name].iter_errors(data)]


@pytest.mark.parametrize("name", FILES)
def test_every_schema_is_one_by_the_standards_own_rules(name: str) -> None:
    made = make_schema(name)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in made, "nothing is to be fetched"
    jsonschema.Draft202012Validator.check_schema(made)


@pytest.mark.parametrize("file", SHIPPED)
def test_no_shipped_file_is_marked_as_wrong_in_an_editor(file: str) -> None:
    assert mistakes(name_of(file), read_yaml(KNOWLEDGE / file).data) == []


def test_no_shipped_article_nor_sentence_is_marked_as_wrong() -> None:
    for source in KNOWLEDGE.glob("articles/*/source.md"):
        assert mistakes("source", yaml.safe_load(front_matter(source.read_text(encoding="utf-8")))) == []
    assert mistakes("wording", read_yaml(OWN_WORDING).data) == []


@pytest.mark.parametrize("file", SHIPPED)
def test_an_editor_finds_the_schema_of_every_shipped_file(file: str) -> None:
    first = (KNOWLEDGE / file).read_text(encoding="utf-8").split("\n")[0]
    assert first == schema_line(PurePath(file))
    assert ((KNOWLEDGE / file).parent / first.split("=")[1]).is_file()


def test_an_editor_finds_the_schema_of_the_wording_beside_it_and_in_a_folder_that_it_is_copied_to() -> None:
    first = OWN_WORDING.read_text(encoding="utf-8").split("\n")[0]
    assert first == schema_line(PurePath("wording.yaml"))
    assert (OWN_WORDING.parent / first.split("=")[1]).read_text(encoding="utf-8") == as_text(make_schema("wording"))
    assert (KNOWLEDGE / first.split("=")[1]).is_file()


def test_the_shipped_schemas_are_those_of_this_version() -> None:
    found = {path.stem: path.read_text(encoding="utf-8") for path in (KNOWLEDGE / FOLDER).glob("*.json")}
    assert found == {name: as_text(make_schema(name)) for name in FILES}, (
        "run: bbchat schema --out knowledge/.schemas; bbchat schema wording --out src/bbchat/knowledge/.schemas"
    )


PASSAGE = """\
passages:
  - title: t
    text: t
    suggestion: s
    id: a
    questions: """
BROKEN = [
    ("practice", "nome: X\nregion: US\nreferral: x\ndisclosure: x", "$"),
    ("practice", "name: X\nregion: USA\nreferral: x\ndisclosure: x", "$.region"),
    ("practice", "name: X\nphone: 5550100\nregion: US\nreferral: x\ndisclosure: x", "$.phone"),
    ("practice", "name:\nregion: US\nreferral: x\ndisclosure: x", "$.name"),
    ("practice", "- name: X", "$"),
    ("passages", "passages: []", "$.passages"),
    ("passages", PASSAGE.replace("id: a", "id: A b") + "[who]", "$.passages[0].id"),
    ("passages", PASSAGE + "who", "$.passages[0].questions"),
    ("passages", PASSAGE + "[{text: who, alos: [b]}]", "$.passages[0].questions[0]"),
    ("passages", PASSAGE + "[is it: so]", "$.passages[0].questions[0]"),
    ("passages", PASSAGE + "[who]\n    reviewed: {by: me, on: 1.2.26}", "$.passages[0].reviewed"),
    ("source", "title: t\nauthor: a\npublished: x", "$"),
    ("handoffs", "handoffs: [{id: a, title: t, reply: r, suggestion: s, questions: [who]}]", "$.handoffs[0]"),
    ("small_talk", "small_talk:\n  - id: hi\n    reply: r\n    questions: [hi]", "$"),
    ("kiosk", "idle_seconds: 0", "$.idle_seconds"),
    ("kiosk", "idle_seconds: soon", "$.idle_seconds"),
    ("kiosk", 'restart_at: "25:00"', "$.restart_at"),
    ("wording", "chat: {first_hnt: Hello}", "$.chat"),
    ("wording", "chat: Hello", "$.chat"),
    ("wording", "chat: {marked: Marked.}", "$.chat.marked"),
    ("wording", 'chat: {marked: "Marked {title} and {more}."}', "$.chat.marked"),
    ("helplines", "helplines: []\nfooters: {}", "$.helplines"),
    ("exemplars", "exemplars:\n  - tier: urgent\n    texts: x", "$.exemplars[0].tier"),
    ("phrases", "families: []", "$"),
    ("notices", "notices: []\nmore: []\nresources: {heading: h, closing: c, commands: [988]}", "$.notices"),
    ("modifiers", "negators: no", "$.negators"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "where"), BROKEN)
def test_what_the_loader_refuses_is_marked_where_it_stands(name: str, text: str, where: str, tmp_path: Path) -> None:
    assert where in mistakes(name, yaml.safe_load(text))
    if name == "wording":
        problems: list[Problem] = []
        (tmp_path / "wording.yaml").write_text(text, encoding="utf-8")
        assert load_wording(tmp_path, problems) is None
    else:
        shape = FILES[name].shape
        assert shape is not None
        assert issubclass(shape, FileModel)
        source = parse_yaml(Path("x.yaml"), text, first_line=1)
        assert validate(source, shape) is None


@given(st.data())
def test_an_editor_marks_no_file_that_the_loader_takes_and_misses_none_of_the_wrong_shape(data: st.DataObject) -> None:
    file, text = data.draw(st.sampled_from(sorted(originals(KNOWLEDGE).items())))
    name = name_of(file)
    text = with_slips(front_matter(text) if name == "source" else text, data)
    source = parse_yaml(Path(file), text, first_line=1)
    shape = FILES[name].shape
    if source.problems or shape is None:
        return
    assert issubclass(shape, FileModel)
    marked = mistakes(name, source.data)
    is_taken = validate(YamlSource(source.path, source.data, source.lines), shape) is not None
    assert is_taken == (not marked), marked


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_explained_to_who_points_at_it(name: str) -> None:
    made = make_schema(name)
    for part in (made, *made.get("$defs", {}).values(), *made["properties"].values()):
        for key, about in part.get("properties", {}).items():
            assert about.get("description"), f"{name}: add {key} to schema_words.py"
            assert about["description"][-1] in ".”:!" or "Keep {" in about["description"], about["description"]


@pytest.mark.parametrize("name", FILES)
def test_every_example_that_an_editor_offers_is_right(name: str) -> None:
    made = make_schema(name)
    for part in (made, *made.get("$defs", {}).values()):
        for about in part.get("properties", {}).values():
            for example in about.get("examples", ()):
                jsonschema.Draft202012Validator({**about, "$defs": made.get("$defs", {})}).validate(example)


def test_the_words_are_about_keys_that_exist() -> None:
    modules = (schema, safety_shapes)
    models = {name: one for module in modules for name, one in vars(module).items() if hasattr(one, "model_fields")}
    for shape, words in KEYS.items():
        assert set(words) <= set(models[shape].model_fields), shape


def test_schemas_are_written_where_somebody_says_and_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "new" / ".schemas"
    assert [path.name for path in write_schemas(folder, ["kiosk"])] == ["kiosk.json"]
    (folder / "kiosk.json").write_text(OURS, encoding="utf-8")
    write_schemas(folder)
    assert json.loads((folder / "kiosk.json").read_text(encoding="utf-8")) == make_schema("kiosk")
    assert len(list(folder.iterdir())) == len(FILES)


def test_somebody_elses_file_is_not_overwritten_by_a_schema(tmp_path: Path) -> None:
    (tmp_path / "practice.json").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is not a schema of bbchat"):
        write_schemas(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["practice.json"]
    assert (tmp_path / "practice.json").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write_schemas(tmp_path / "file")


def test_an_unknown_schema_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UsageError) as caught:
        make_schema("passage")
    assert "passages" in caught.value.hint
