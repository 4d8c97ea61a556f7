"""JSON Schema (2020-12) of the knowledge files, so that an editor completes them and marks mistakes while one types.

The one invariant: a schema refuses nothing that the loader takes; it is made from the loader's own shapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from typing import Any, TypeAlias, get_type_hints

from pydantic import BaseModel

from bbchat.authoring.schema_words import KEYS
from bbchat.errors import UsageError
from bbchat.files import replacing
from bbchat.knowledge import safety_shapes as safety
from bbchat.knowledge import schema
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.wording_file import shipped

FOLDER = ".schemas"
"""Where the schemas lie in a knowledge folder; its files name them by a relative path."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OURS = "Made by `bbchat schema`; made anew by it, so don't change it by hand."

SAID = "patternErrorMessage"
"""The key by which editors learn what to say instead of repeating a pattern; others pass it over."""

JsonSchema: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """A kind of file in a knowledge folder."""

    place: str
    """Where it stands in the folder."""
    about: str
    shape: type[BaseModel] | None
    """None for the wording, whose shape is not pydantic's."""


FILES: dict[str, KnowledgeFile] = {
    "practice": KnowledgeFile("practice.yaml", "The practice: its name and how to reach it.", schema.PracticeFile),
    "passages": KnowledgeFile(
        "articles/NAME/passages.yaml", "The sections of an article, word for word.", schema.PassagesFile
    ),
    "source": KnowledgeFile(
        "articles/NAME/source.md", "What stands between the two lines --- above an article.", schema.ArticleFile
    ),
    "handoffs": KnowledgeFile(
        "handoffs.yaml", "What people ask and the articles don't answer, and whom to ask.", schema.HandoffsFile
    ),
    "small_talk": KnowledgeFile("small_talk.yaml", "Courtesies, and what is off topic.", schema.SmallTalkFile),
    "kiosk": KnowledgeFile("kiosk.yaml", "How long the kiosk in a waiting room waits.", schema.KioskFile),
    "demo": KnowledgeFile("demo.yaml", "The tour that `bbchat demo` gives.", schema.DemoFile),
    "wording": KnowledgeFile("wording.yaml", "Sentences of the program that you want to say otherwise.", None),
    "phrases": KnowledgeFile(
        "safety/phrases.LANGUAGE.yaml", "Phrases that call for a notice with help lines.", safety.PhrasesFile
    ),
    "modifiers": KnowledgeFile(
        "safety/modifiers.LANGUAGE.yaml", "What stands around such a phrase and changes it.", safety.ModifiersFile
    ),
    "notices": KnowledgeFile("safety/notices.LANGUAGE.yaml", "What the notices say.", safety.NoticesFile),
    "helplines": KnowledgeFile("safety/helplines.yaml", "The help lines, country by country.", safety.HelplinesFile),
    "exemplars": KnowledgeFile(
        "safety/exemplars.LANGUAGE.yaml", "Messages from which the second safety layer learns.", safety.ExemplarsFile
    ),
}
"""By the name of their schema."""


def schema_line(file: PurePath) -> str:
    """The comment by which an editor finds the schema of a file.

    Args:
        file: where it stands in the knowledge folder, such as `articles/sleep/passages.yaml`.
    """
    up = "../" * (len(file.parts) - 1)
    return f"# yaml-language-server: $schema={up}{FOLDER}/{file.name.split('.')[0]}.json"


def make_schema(name: str) -> JsonSchema:
    """The schema of one kind of file.

    Raises:
        UsageError: there is no such file.
    """
    file = FILES.get(name)
    if file is None:
        raise UsageError(f"There is no schema called “{name[:40]}”.", f"Give one of these: {', '.join(FILES)}.")
    made = _of_wording() if file.shape is None else _of_shape(file.shape)
    head = {"$schema": DIALECT, "$comment": OURS, "title": file.place, "description": file.about}
    return {**head, **{key: part for key, part in made.items() if key not in head}}


def write_schemas(folder: Path, names: Iterable[str] = tuple(FILES)) -> list[Path]:
    """Write schemas into a folder, which is made where it is missing.

    Raises:
        UsageError: another file has the name of one, or the folder cannot be written; nothing is written then.
    """
    texts = {folder / f"{name}.json": as_text(make_schema(name)) for name in names}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in texts:
            if path.exists() and OURS not in path.read_text(encoding="utf-8", errors="replace"):
                raise UsageError(f"{path} is there already and is not a schema of bbchat.", "Give another folder.")
        for path, text in texts.items():
            _write(path, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{folder} cannot be written ({reason}).", "Give another folder.") from None
    return list(texts)


def as_text(made: JsonSchema) -> str:
    """A schema as its file holds it."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def _of_shape(shape: type[BaseModel]) -> JsonSchema:
    made = shape.model_json_schema()
    models = {one.__name__: one for one in (shape, *_models_in(shape))}
    for name, part in {shape.__name__: made, **made.get("$defs", {})}.items():
        part["title"] = re.sub(r"(File|Entry)$", "", name)
        for key, value in part["properties"].items():
            part["properties"][key] = _with_words(_plainer(value), words_for(models[name], key))
    return made


def _models_in(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """All shapes of the modules that declare these files: the parts of a file are among them."""
    for module in (schema, safety):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, BaseModel) and found is not shape:
                yield found


def words_for(shape: type[BaseModel], key: str) -> tuple[object, ...]:
    """The sentence about a key and its examples, from the shape itself or the one that it is made from."""
    return next((KEYS[base.__name__][key] for base in shape.__mro__ if key in KEYS.get(base.__name__, ())), ())


def _with_words(part: JsonSchema, words: tuple[object, ...]) -> JsonSchema:
    if not words:
        return part
    examples = {"examples": list(words[1:])} if len(words) > 1 else {}
    return {"description": words[0], **part, **examples}


def _plainer(part: JsonSchema) -> JsonSchema:
    """Without what the library adds for itself, and with choices and blanks as an editor understands them."""
    plain: JsonSchema = {}
    for key, value in part.items():
        if key == "title" or (key == "default" and value in (None, [])):
            continue
        if isinstance(value, dict):
            value = _plainer(value)
        elif key == "anyOf":
            value = [_plainer(one) for one in value]
        plain[key] = value
    choices = re.fullmatch(r"\^\(([a-z_|]+)\)\$", str(plain.get("pattern", "")))
    if choices:
        del plain["pattern"]
        plain["enum"] = choices[1].split("|")
    elif "pattern" in plain:
        plain[SAID] = f"Write {schema.in_words(plain['pattern'])}."
    elif plain.get("minLength"):
        plain |= {"pattern": r"\S", SAID: "This is empty: write what belongs there."}
    return plain


def _of_wording() -> JsonSchema:
    sections = {one.name: _of_section(one.name) for one in fields(Wording)}
    return {"type": "object", "additionalProperties": False, "properties": sections}


def _of_section(name: str) -> JsonSchema:
    shape, own = get_type_hints(Wording)[name], getattr(shipped(), name)
    hints = get_type_hints(shape, include_extras=True)
    about = " ".join((shape.__doc__ or "").split()).split(". ")[0].rstrip(".") + "."
    sentences = {
        one.name: _of_sentence(getattr(own, one.name), getattr(hints[one.name], "__metadata__", ()))
        for one in fields(shape)
    }
    return {
        "description": about,
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": sentences,
    }


def _of_sentence(text: str, places: tuple[str, ...]) -> JsonSchema:
    """A sentence that must hold its places to fill and no others."""
    kept = f" Keep {' and '.join(f'{{{place}}}' for place in places)}." if places else ""
    others = rf"(^|[^{{])\{{(?!({'|'.join(places)})\}})[a-z_]" if places else r"(^|[^{])\{[a-z_]"
    return {
        "description": f"As it came: “{text}”{kept}",
        "type": ["string", "null"],
        "minLength": 1,
        "allOf": [
            *({"pattern": rf"\{{{place}\}}", SAID: f"Keep {{{place}}} in this sentence."} for place in places),
            {"not": {"pattern": others}},
        ],
        "examples": [text],
    }
