"""A knowledge folder that was read and proved before, stored so that it need not be read and proved again.

The one invariant: what comes out equals what reading the folder now would give; where its files, this version of
bbchat or the stored file itself are not as they were, nothing comes out. (`read_words` looks at the files of the
sentences alone.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    IO,
    TYPE_CHECKING,
    Annotated,
    Any,
    NewType,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from bbchat import __version__
from bbchat.files import replacing
from bbchat.knowledge.wording import Sentences, Wording

if TYPE_CHECKING:
    from bbchat.knowledge.model import Knowledge

FILE_NAME = "compiled.json"
FORMAT = 2
"""To be raised where the same files would now be read differently."""
MAX_FILE_BYTES = 50_000_000
SOURCES = ("*.yaml", "safety/*.yaml", "articles/*/*.yaml", "articles/*/source.md")
"""The files of a folder from which knowledge is read."""
WORDING = Path(__file__).with_name("wording.yaml")
WORDS = (WORDING.name,)
"""Those of its sentences."""

Stored = TypeVar("Stored")
Plain: TypeAlias = "str | int | float | list[Plain] | None"
Reader: TypeAlias = Callable[[Any], Any]


def open_knowledge(folder: Path) -> Knowledge:
    """The knowledge of a folder, as stored where nothing has changed since, else read anew.

    Raises:
        KnowledgeError: the folder holds mistakes.
    """
    stored = read_stored(folder)
    if stored is not None:
        return stored
    from bbchat.knowledge.loader import load_knowledge

    return load_knowledge(folder)


def store_knowledge(folder: Path, knowledge: Knowledge, made_from: str) -> None:
    """Store what was read of a folder beside its files.

    Args:
        folder: where the knowledge was read.
        knowledge: what was read.
        made_from: what `made_of` gave before: whatever has been saved meanwhile was not read.

    Raises:
        OSError: the folder cannot be written.
    """
    with replacing(folder / FILE_NAME) as file:
        file.write(as_stored(knowledge, made_from))


def as_stored(knowledge: Knowledge, made_from: str) -> bytes:
    """A line of digests, of the files and of the bytes, each for the sentences and for all; then two of JSON: the
    sentences, and all else."""
    parts: Any = _plain(knowledge)
    words = parts.pop(_place_of_words(knowledge))
    lines = [json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode() for part in (words, parts)]
    body = b"\n".join(lines)
    return f"{made_from} {_digest(lines[0])} {_digest(body)}\n".encode() + body


def read_stored(folder: Path) -> Knowledge | None:
    """The knowledge stored in a folder; None where there is none, or where it is not that of the folder's files."""

    from bbchat.knowledge.model import Knowledge

    def whole(head: Sequence[str], rest: IO[bytes]) -> Knowledge | None:
        body = rest.read()
        if [_digest_of(folder, SOURCES), _digest(body)] != head[1::2]:
            return None
        words, others = map(json.loads, body.split(b"\n"))
        others.insert(_place_of_words(Knowledge), words)
        found: Knowledge = _reader(Knowledge)(others)
        return found

    return _read(folder, whole)


def read_words(folder: Path) -> Wording | None:
    """The sentences alone, which the first screen needs at once; None where they are not those of the folder."""

    def words(head: Sequence[str], rest: IO[bytes]) -> Wording | None:
        line = rest.readline().removesuffix(b"\n")
        if [_digest_of(folder, WORDS), _digest(line)] != head[::2]:
            return None
        found: Wording = _reader(Wording)(json.loads(line))
        return found

    return _read(folder, words)


def _read(folder: Path, take: Callable[[Sequence[str], IO[bytes]], Stored]) -> Stored | None:
    """What is taken out of the file by the words of its first line and by the rest."""
    try:
        path = folder / FILE_NAME
        if path.stat().st_size > MAX_FILE_BYTES:
            return None
        with path.open("rb") as file:
            return take(file.readline().decode().split(), file)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # missing, cut off, or of other shapes
        return None


def made_of(folder: Path) -> str:
    """Two digests of what a knowledge is read from, the program's version among it: its sentences, and all of it.

    Raises:
        OSError: a file can't be read.
    """
    return f"{_digest_of(folder, WORDS)} {_digest_of(folder, SOURCES)}"


def _digest_of(folder: Path, patterns: Sequence[str]) -> str:
    digest = blake2b(f"{FORMAT} {__version__}\0".encode(), digest_size=32)
    for path in [WORDING, *sorted(path for pattern in patterns for path in folder.glob(pattern))]:
        content = path.read_bytes()
        name = path.name if path == WORDING else path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=32).hexdigest()


def _place_of_words(knowledge: Any) -> int:
    """Where the sentences stand in a stored knowledge, behind its name."""
    return 1 + [one.name for one in fields(knowledge)].index("wording")


def _plain(value: Any) -> Plain:
    """A value as JSON can say it: a dataclass as its name and its fields, a mapping as pairs."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str | int | float | NoneType):
        return value
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(inner)] for key, inner in value.items()]
    if isinstance(value, frozenset):
        return sorted(map(_plain, value), key=str)
    return [_plain(inner) for inner in value]


@cache
def _reader(hint: Any) -> Any:
    """What makes a value of this type out of JSON, and raises TypeError, KeyError or ValueError for any other."""
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _reader(arguments[0])
    if origin in (Union, UnionType):
        return _one_of(arguments)
    if origin is tuple and arguments[-1] is not ...:
        return _pair(arguments)
    if origin is not None and issubclass(origin, Mapping):
        key, inner = map(_reader, arguments)
        return lambda pairs: {key(one): inner(other) for one, other in pairs}
    if origin in (tuple, frozenset):
        return _many(origin, arguments[0])
    if issubclass(hint, Sentences):
        return _sentences(hint)
    if is_dataclass(hint):
        return _instance(hint)
    return hint if issubclass(hint, Enum) else _scalar(hint)


def _scalar(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _one_of(hints: Sequence[Any]) -> Reader:
    """Of several dataclasses, or a value that may be missing."""
    classes = {one.__name__: _reader(one) for one in hints if isinstance(one, type) and is_dataclass(one)}
    others = [_reader(one) for one in hints if one is not NoneType and not is_dataclass(one)]

    def read(value: Any) -> Any:
        if value is None and NoneType in hints:
            return None
        return classes[value[0]](value) if classes else others[0](value)

    return read


def _pair(hints: tuple[Any, ...]) -> Reader:
    readers = [*map(_reader, hints)]
    return lambda values: tuple(_each(readers, values))


def _each(readers: Sequence[Reader], values: Sequence[Any]) -> Iterator[Any]:
    return (reader(value) for reader, value in zip(readers, values, strict=True))


def _many(kind: Callable[[Any], Collection[Any]], hint: Any) -> Reader:
    if hint not in (str, int):
        reader = _reader(hint)
        return lambda values: kind(map(reader, values))

    def read(values: Any) -> Any:
        if not set(map(type, values)) <= {hint}:
            raise TypeError
        return kind(values)

    return read


def _instance(shape: Any) -> Reader:
    hints = get_type_hints(shape)
    readers = [_reader(hints[one.name]) for one in fields(shape)]

    def read(value: Any) -> Any:
        name, *parts = value
        if name != shape.__name__:
            raise TypeError
        return shape(*_each(readers, parts))

    return read


def _sentences(shape: Any) -> Reader:
    """As `_instance`, without a look at the types of hundreds of fields: all are `str`."""
    names = [one.name for one in fields(shape)]

    def read(value: Any) -> Any:
        name, *parts = value
        if name != shape.__name__ or set(map(type, parts)) != {str}:
            raise TypeError
        return shape(**dict(zip(names, parts, strict=True)))

    return read
