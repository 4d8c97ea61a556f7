"""The knowledge files as written: what each may hold, key by key.

The one invariant: what passes here has the right shape and no unknown key; whether ids, links and quotations hold
together is the loader's work.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from bbchat.knowledge.yaml_source import KeyPath, YamlSource
from bbchat.language.clean import clean

MAX_QUESTION_CHARACTERS = 1000
MAX_NAME_SHOWN = 40
"""Characters of a name that a message repeats."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Link = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]{0,59}\.)?[a-z][a-z0-9_]{0,39}$")]
"""A topic that is named elsewhere: its id, before which the folder of its article may stand, as in `sleep.overview`."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MAX_QUESTION_CHARACTERS)]
Blank = Annotated[str, StringConstraints(max_length=300)] | None
"""A fact that may not be known yet: empty, or left out."""


class FileModel(BaseModel):
    """Base of all file shapes: strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SharedQuestion(FileModel):
    """An example question that other topics answer, too, though not as well as this one."""

    text: Question
    also: Annotated[list[Link], Field(min_length=1, max_length=3)]


class BorderQuestion(FileModel):
    """A question that sounds like this topic and is not; `belongs` names the topic that it is, if there is one."""

    text: Question
    belongs: Link | None = None


class Review(FileModel):
    """Who read the entry against the article, and when (a date, year first)."""

    by: Line
    on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class TopicFile(FileModel):
    """What every topic has."""

    id: Id
    questions: Annotated[list[Question | SharedQuestion], Field(min_length=1)]
    not_for: list[Question | BorderQuestion] = []


class PassageFile(TopicFile):
    """One section of an article, word for word."""

    title: Line
    text: Prose
    suggestion: Line
    """The short question offered as a next step that this passage answers."""
    related: list[Link] = []
    reviewed: Review | None = None
    """Has no effect: `bbchat sign` writes down who read what."""
    suggested: list[Question] | None = None
    """Questions that an import proposes; they lead nowhere until the author moves them up to `questions`."""


class PassagesFile(FileModel):
    """`articles/NAME/passages.yaml`."""

    passages: Annotated[list[PassageFile], Field(min_length=1)]


class ArticleFile(FileModel):
    """The front matter of `articles/NAME/source.md`; dates as published."""

    title: Line
    practice: Line
    author: Line
    published: Line
    updated: Blank = None
    url: Blank = None


class HandoffFile(TopicFile):
    """A subject that the articles don't cover: an honest reply and whom to ask."""

    title: Line
    reply: Prose
    ask: Prose
    suggestion: Line
    related: list[Link] = []


class HandoffsFile(FileModel):
    """`handoffs.yaml`."""

    handoffs: Annotated[list[HandoffFile], Field(min_length=1)]


class SmallTalkEntry(TopicFile):
    """A courtesy and its reply."""

    reply: Prose


class OffTopicEntry(FileModel):
    """Examples of what has nothing to do with the practice, and the reply to it."""

    reply: Prose
    questions: Annotated[list[Question], Field(min_length=1)]
    not_for: list[Question | BorderQuestion] = []


class SmallTalkFile(FileModel):
    """`small_talk.yaml`."""

    small_talk: Annotated[list[SmallTalkEntry], Field(min_length=1)]
    off_topic: OffTopicEntry


class PracticeFile(FileModel):
    """`practice.yaml`; what is not known stays blank."""

    name: Line
    phone: Blank = None
    email: Blank = None
    booking: Blank = None
    hours: Blank = None
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    referral: Prose
    disclosure: Prose
    articles: Annotated[list[Line], Field(min_length=1)] | None = None
    """The folders of the articles, the oldest first: of two sections with one id, the older article's keeps it."""


class KioskFile(FileModel):
    """`kiosk.yaml`; what is left out is as in `KioskSettings`."""

    idle_seconds: Annotated[int, Field(ge=1, le=3600)] = 75
    countdown_seconds: Annotated[int, Field(ge=1, le=600)] = 20
    idle_seconds_after_notice: Annotated[int, Field(ge=1, le=3600)] = 300
    session_minutes: Annotated[int, Field(ge=1, le=240)] = 20
    restart_at: Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] | None = "04:00"


class ExpectedFile(FileModel):
    """What a line of the tour must bring: a kind and topics as `bbchat ask --json` names them."""

    kind: Annotated[str, StringConstraints(pattern=r"^(answer|clarify|not_covered|small_talk|off_topic|crisis)$")]
    ids: Annotated[list[Id], Field(max_length=5)]
    stands_out: Line | None = None


class DemoStepFile(FileModel):
    """One step of the tour: a line that is typed, or keys that are pressed."""

    caption: Line
    types: Question | None = None
    expects: ExpectedFile | None = None
    keys: list[
        Annotated[str, StringConstraints(pattern=r"^(enter|escape|up|down|tab|pageup|pagedown|f[1-7]|[1-9])$")]
    ] = []


class DemoFile(FileModel):
    """`demo.yaml`."""

    steps: Annotated[list[DemoStepFile], Field(min_length=1, max_length=50)]


Shape = TypeVar("Shape", bound=FileModel)

_TYPE_NAMES = {"str": "text", "NoneType": "nothing", "bool": "a yes/no value", "int": "a number"}
_TYPE_NAMES |= {"float": "a number", "list": "a list", "dict": "a block of `name: value` lines"}


def validate(source: YamlSource, shape: type[Shape]) -> Shape | None:
    """Check the data of a file against its shape; None after noting every mistake at its line."""
    if source.problems:
        return None
    try:
        return shape.model_validate(source.data)
    except ValidationError as error:
        mistakes = [(_key_path(source, found["loc"]), found) for found in error.errors(include_url=False)]
        colons = {where[:-1] for where, mistake in mistakes if _lacks_text(where, mistake)}
        noted: set[KeyPath] = set()
        for where, mistake in mistakes:
            is_beside_colon = where[:-1] in colons and not _lacks_text(where, mistake)
            if where not in noted and not is_beside_colon and not _is_other_reading(where, mistake):
                noted.add(where)
                source.problem(where, *_in_words(where, mistake))
        return None


def _key_path(source: YamlSource, location: tuple[int | str, ...]) -> KeyPath:
    """The part of pydantic's location that names keys of the file (it also names members of unions)."""
    path: KeyPath = ()
    for place, part in enumerate(location):
        is_missing_key = place == len(location) - 1 and _is_key(part)
        if (*path, part) in source.lines or is_missing_key:
            path = (*path, part)
    return path


def _is_key(part: int | str) -> bool:
    """Whether a part of a location names a key rather than a member of a union, such as `SharedQuestion`."""
    return isinstance(part, int) or re.fullmatch(r"[a-z_]+", part) is not None


def _is_other_reading(where: KeyPath, mistake: ErrorDetails) -> bool:
    """Whether this only says that an entry written one way is not written the other way that is allowed there."""
    is_about_entry = len(where) < len(mistake["loc"]) and where == mistake["loc"][:-1]
    is_block = isinstance(mistake["input"], dict)
    return is_about_entry and mistake["type"] == ("string_type" if is_block else "model_type")


def _lacks_text(where: KeyPath, mistake: ErrorDetails) -> bool:
    """Whether a question is a block without `text`: it holds a colon, most likely."""
    given = mistake["input"]
    is_other_block = isinstance(given, dict) and not given.keys() & {"also", "belongs"}
    is_in_union = len(where) < len(mistake["loc"])
    return is_other_block and is_in_union and mistake["type"] == "missing" and where[-1] == "text"


_WORDS = {
    "missing": ("{name} is missing", "add a line `{key}: …`"),
    "extra_forbidden": ("{name} is not known here", "check the spelling, or remove it"),
    "string_type": ("{name} should be text and is {found}", "put it on one line, in quotes"),
    "bool_type": ("{name} should be true or false and is {found}", "write one of the two, without quotes"),
    "int_type": ("{name} should be a whole number and is {found}", "write the number without quotes"),
    "greater_than_equal": ("{name} is too small", "write {lowest} or more"),
    "less_than_equal": ("{name} is too large", "write {highest} or less"),
    "list_type": ("{name} should be a list and is {found}", "put each entry on its own line, after a dash"),
    "string_too_short": ("{name} is too short", "write at least {least} characters, or remove it"),
    "too_short": ("{name} has no entries", "add at least {least} below it, each after a dash"),
    "string_too_long": ("{name} is too long", "keep it within {most} characters"),
    "too_long": ("{name} has too many entries", "keep {most} at most"),
    "string_pattern_mismatch": ("{name} is not written as it should be", "write {example}"),
    "block": ("{name} should be a block of `name: value` lines and is {found}", "compare it with bbchat's own files"),
}
"""By the library's name of a mistake: what is wrong and what to do."""


def _in_words(where: KeyPath, mistake: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to do, for people who don't know the library's terms."""
    kind, given, limits = mistake["type"], mistake["input"], mistake.get("ctx", {})
    name = _name(where)
    if _lacks_text(where, mistake):
        return "this question holds a colon, which makes it a `name: value`", "put the whole question in quotes"
    if where[:1] == ("passages",) and where[-1] == "questions" and not given:
        return "this passage has no questions yet", "move fitting ones up from `suggested`, or write your own"
    is_blank = given is None or (isinstance(given, str) and not given.strip())
    if is_blank and (kind.endswith("_type") or kind == "string_too_short"):
        return f"{name} is empty", "write what belongs there, or remove it"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        kind = "block"
    message, fix = _WORDS.get(kind, ("{name} is not as expected", "compare it with its neighbours"))
    words = {
        "name": name,
        "key": name.strip("`"),
        "found": _TYPE_NAMES.get(type(given).__name__, "something else"),
        "least": limits.get("min_length", 1),
        "most": limits.get("max_length", 0),
        "lowest": limits.get("ge", 0),
        "highest": limits.get("le", 0),
        "example": in_words(str(limits.get("pattern", ""))),
    }
    return message.format_map(words), fix.format_map(words)


def _name(where: KeyPath) -> str:
    """What to call a place in a file."""
    if not where:
        return "this file"
    names = [clean(part)[:MAX_NAME_SHOWN] for part in where if isinstance(part, str)]
    if isinstance(where[-1], str):
        return f"`{names[-1]}`"
    return f"this entry of `{names[-1]}`" if names else "this entry"


def in_words(pattern: str) -> str:
    """An instance of the few patterns of these files."""
    if "d{4}" in pattern:
        return "a date like 2026-11-22, year first"
    if "[A-Z]" in pattern:
        return "two capital letters, such as US"
    if "pageup" in pattern:
        return "a key such as enter, escape or f2, or a number in quotes"
    if "[0-5]" in pattern:
        return 'a time of day in quotes, such as "04:00"'
    choices = re.fullmatch(r"\^\(([a-z_|]+)\)\$", pattern)
    if choices:
        return "one of " + ", ".join(choices[1].split("|"))
    return "small letters, digits and _ only, such as coping_tools"
