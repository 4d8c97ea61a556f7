"""Names for what is imported: the folder of an article, the ids of its sections.

The one invariant: a name fits the pattern that the knowledge files ask for, is taken by nothing else, and is the same
each time for the same heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_SMALL = set(
    "a an and are as at be but by can could do does for from had has have heck how i in into is it its me my of on or "
    "our should so such that the their them they this to was we were what when where which who why will with would you "
    "your behind".split()
)
"""Words that tell one heading from another by nothing."""
_WORDS_IN_ID = 3
_LONGEST_ID = 40
_LONGEST_FOLDER = 60


def folder_name(title: str) -> str:
    """The name of an article's folder."""
    name = ""
    for word in _words(title):
        if len(name) + len(word) + 1 > _LONGEST_FOLDER:
            break
        name = f"{name}-{word}".strip("-")
    return name or "article"


def ids_for(headings: Sequence[tuple[str, str]], taken: Iterable[str]) -> Iterator[str]:
    """An id for each section.

    Args:
        headings: of each section, with the id that it should have if that is free; empty for none.
        taken: ids that are somebody else's.
    """
    used = set(taken)
    wanted = {wish for _, wish in headings if wish}
    for place, (heading, wish) in enumerate(headings, 1):
        name = wish if wish and wish not in used else _free(_id(heading, place), used | (wanted - {wish}))
        used.add(name)
        yield name


def _id(heading: str, place: int) -> str:
    """The words of a heading that tell most, as an id."""
    words = _words(heading)
    telling = [word for word in words if word not in _SMALL] or words
    name = "_".join(telling[:_WORDS_IN_ID])[: _LONGEST_ID - 3].strip("_")
    return name if re.match("[a-z]", name) else f"section_{name or place}"


def _free(name: str, used: set[str]) -> str:
    number = 2
    free = name
    while free in used:
        free = f"{name}_{number}"
        number += 1
    return free


def _words(text: str) -> list[str]:
    """The words of a text in plain small letters and digits."""
    plain = unicodedata.normalize("NFKD", re.sub(r"[’']", "", text)).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)
