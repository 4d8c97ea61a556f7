"""`wording.yaml`: the shipped sentences, and a folder's own in their place.

The one invariant: every sentence is there, and holds the places that its field in `wording.py` names.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, get_type_hints

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.yaml_source import YamlSource, read_yaml
from bbchat.language.clean import clean

FILE_NAME = "wording.yaml"


@cache
def shipped() -> Wording:
    """The sentences that the program came with."""
    found = load_wording(Path(__file__).parent, [])
    assert found is not None
    return found


def load_wording(folder: Path, problems: list[Problem]) -> Wording | None:
    """The sentences of a folder; those that its file lacks, or all where it has none, are the shipped ones.

    Args:
        folder: where `wording.yaml` may be.
        problems: takes each mistake of the file; then None is returned.
    """
    own = Path(__file__).parent
    if folder != own and not (folder / FILE_NAME).exists():
        return shipped()
    source = read_yaml(folder / FILE_NAME)
    sections = {one.name: _section(one.name, source, is_whole=folder == own) for one in fields(Wording)}
    _refuse_unknown(source, (), source.data, {one.name for one in fields(Wording)})
    problems += source.problems
    if folder == own and source.problems:
        raise KnowledgeError(source.problems)
    return None if source.problems else Wording(**sections)


def _section(name: str, source: YamlSource, *, is_whole: bool) -> Any:
    shape = get_type_hints(Wording)[name]
    given = source.data.get(name) if isinstance(source.data, dict) else None
    sentences = given if isinstance(given, dict) else {}
    _refuse_unknown(source, (name,), given, {one.name for one in fields(shape)})
    places = get_type_hints(shape, include_extras=True)
    found: dict[str, str] = {}
    for one in fields(shape):
        text, where = sentences.get(one.name), (name, one.name)
        if text is None and not is_whole:
            found[one.name] = getattr(getattr(shipped(), name), one.name)
        elif not isinstance(text, str) or not clean(text):
            source.problem(where, "a sentence is missing here", "write the sentence after the colon, in quotes")
        else:
            found[one.name] = clean(text, keep_lines=True).strip()
            _check_places(source, where, found[one.name], getattr(places[one.name], "__metadata__", ()))
    return shape(**found) if len(found) == len(fields(shape)) else None


def _check_places(source: YamlSource, where: tuple[str, str], text: str, wanted: tuple[str, ...]) -> None:
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        found = {"?"}
    if found != set(wanted):
        named = " and ".join(f"{{{name}}}" for name in wanted) or "no braces"
        source.problem(where, f"this sentence must hold {named}", "keep what stands in braces as it was")


def _refuse_unknown(source: YamlSource, where: tuple[str, ...], given: object, known: set[str]) -> None:
    if given is not None and not isinstance(given, dict) and not source.problems:
        source.problem(where, "`name: sentence` lines belong here", "copy the layout of the file that came with bbchat")
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            fix = "take it out, or look for a slip in the name"
            source.problem((*where, name), f"nothing is called `{clean(str(name))}`", fix)
