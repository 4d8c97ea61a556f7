"""Whether the compiled file is that of this folder, this encoder and this version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bbchat.authoring.checks.finding import Finding, note, warning
from bbchat.encoding.store import FILE_NAME, Arrays, VectorStore, text_key
from bbchat.knowledge.loader import Folder
from bbchat.knowledge.model import Knowledge
from bbchat.knowledge.stored import FILE_NAME as STORED
from bbchat.knowledge.stored import read_stored
from bbchat.language.normalise import plain_question
from bbchat.matching import fitting
from bbchat.safety import semantic


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was computed before."""

    own: Arrays
    """The arrays of the folder's own file; none where it is missing or broken."""
    used: Arrays
    """Those that count, with what came with the program where the folder has none."""
    store: VectorStore | None
    """None where the encoder cannot be opened."""


def compiled_file(read: Folder, compiled: Compiled) -> Iterator[Finding]:
    """What is wrong with the compiled file of a folder, and how to mend it."""
    folder, knowledge = read.path, read.knowledge
    path, again = folder / FILE_NAME, f"run: bbchat compile {folder}"
    store = compiled.store
    yield from stored_words(read)
    if store is None:
        message = "the encoder can't be opened, so questions that are alike were not looked for"
        yield note("compiled", (folder, 0), message, "run: bbchat doctor")
    if not path.exists():
        yield note("compiled", (path, 0), "this file is missing, so each start takes some seconds longer", again)
    elif not compiled.own:
        yield warning("compiled", (path, 0), "this file is broken, so each start takes some seconds longer", again)
    elif store and str(compiled.own.get("safety_model", store.digest)) != store.digest:
        message = "this file was compiled with another encoder and does not count"
        yield warning("compiled", (path, 0), message, again)
    elif not all(name in compiled.own for name in (*fitting.FITTED, *semantic.FITTED)):
        message = "another version of bbchat compiled this file, and parts of it don't count"
        yield warning("compiled", (path, 0), message, again)
    elif store and knowledge and (count := _missing(knowledge, compiled.own, store.digest)):
        texts = f"{count} question{'s have' if count > 1 else ' has'}"
        message = f"{texts} been added or changed since it was compiled, so each start takes longer"
        yield note("compiled", (path, 0), message, again)
    if knowledge and semantic.is_stale(read.exemplars, compiled.used):
        message = (
            "the examples of danger in safety/exemplars.*.yaml have changed since they were compiled, or another "
            "version of bbchat compiled them; the old ones count"
        )
        yield warning("safety", (folder / "safety", 0), message, f"{again}, which takes minutes")


def stored_words(read: Folder) -> Iterator[Finding]:
    """Whether what is stored ready-made is what the files say, as everybody who signs or checks them believes."""
    path, again = read.path / STORED, f"run: bbchat compile {read.path}"
    if read.knowledge is None or not path.exists():
        return
    stored = read_stored(read.path)
    if stored is None:
        message = "this file was made of other files or by another version, and does not count; each start takes longer"
        yield note("compiled", (path, 0), message, again)
    elif stored != read.knowledge:
        message = "this file says something else than the files that it was made of, and it is what is shown"
        yield warning("compiled", (path, 0), message, again)


def _missing(knowledge: Knowledge, own: Arrays, digest: str) -> int:
    keys = {text_key(digest, plain_question(example.text)) for example in knowledge.examples}
    return len(keys - set(own["keys"].tolist() if "keys" in own else ()))
