"""Whether what is shown can be read by most people, and promises nothing.

The one invariant: the sentences of an article are told to nobody but its author; here they are never to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from bbchat.authoring.checks.finding import Finding, Place, note, place_of, warning
from bbchat.knowledge import wording_file
from bbchat.knowledge.loader import Folder
from bbchat.knowledge.model import Handoff, Passage
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.yaml_source import KeyPath, YamlSource, read_text, read_yaml
from bbchat.language.readability import grade

HARDEST = 8.0
"""US school grade (Flesch-Kincaid) that no sentence of the program or of the practice should ask more than."""
JUDGED_FROM = 8
"""Words from which a sentence's grade means anything."""

PROMISES = (
    r"cur(?:e|es|ed|ing)",
    r"guarant(?:ee|ees|eed|eeing)",
    r"100 ?(?:%|percent|per cent|por ciento)",
    r"(?:one hundred|a hundred) (?:percent|per cent)",
    r"always (?:work|works|helps?)",
    r"never fails?",
    r"works? (?:for everyone|for everybody|every time)",
    r"miracles?",
    r"(?:instant|immediate) (?:relief|results?)",
    r"(?:risk-free|foolproof|without risk)",
    r"we promise",
    r"curar(?:á|án|se|te|lo|la)?|curas?|curado|curada|cura",
    r"garant(?:ía|ías|iza|izan|izar|izado|izada|izamos)",
    r"cien por ciento",
    r"siempre (?:funciona|ayuda)",
    r"nunca falla",
    r"funciona (?:para todos|siempre)",
    r"milagros?",
    r"(?:alivio|resultados?) (?:inmediatos?|al instante)",
    r"sin riesgos?",
    r"(?:le|te|se lo) prometemos",
)
"""Words of English and Spanish by which a reader may feel promised an outcome; whole words, read one by one."""
_PROMISE = re.compile(rf"(?<!\w)(?:{'|'.join(PROMISES)})(?!\w)", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|nobody|nothing|neither|without|cannot|nor|ni|nunca|nadie|nada|ningún|ninguna)|n['’]t)\b"
    r"(?:\W+\w+){0,4}\W+$",
    re.IGNORECASE,
)
"""What a promise is not one after: "there is no quick cure"."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """Something that is shown, and where it stands."""

    source: YamlSource
    where: KeyPath
    text: str
    is_quoted: bool = False
    """Word for word from an article."""

    @property
    def place(self) -> Place:
        return place_of(self.source, self.where)


def shown_texts(folder: Folder) -> Iterator[ShownText]:
    """What topics and the practice say, file by file."""
    for entry in folder.entries:
        topic, source, where = entry.topic, entry.source, entry.where
        if isinstance(topic, Passage):
            names: tuple[str, ...] = ("title", "text", "suggestion")
        else:
            names = ("title", "reply", "ask", "suggestion") if isinstance(topic, Handoff) else ("reply",)
        for name in names:
            is_quoted = isinstance(topic, Passage) and name != "suggestion"
            yield ShownText(source, (*where, name), getattr(topic, name), is_quoted)
    yield from _of_practice(folder)


def promises(texts: Sequence[ShownText]) -> Iterator[Finding]:
    """Where a reader may feel promised an outcome."""
    for shown in texts:
        for match in _PROMISE.finditer(shown.text):
            before = re.split(r"[.!?;:,]\s", shown.text[: match.start()])[-1]
            if _DENIED.search(before):
                continue
            name = shown.where[-1]
            message = f"“{_around(shown.text, match.span())}” in `{name}` may be read as a promise (“{match[0]}”)"
            if shown.is_quoted:
                fix = "the words are the article's and stay as they are: ask the author of the article"
            else:
                fix = "say what may help, and promise nothing"
            yield warning("promises", _place_in_block(shown, match[0]), message, fix)


def _around(text: str, span: tuple[int, int]) -> str:
    """A few words on either side."""
    before, after = text[: span[0]].split(), text[span[1] :].split()
    begin = text.rfind(before[-3], 0, span[0]) if len(before) > 3 else 0
    end = text.find(after[2], span[1]) + len(after[2]) if len(after) > 3 else len(text)
    return ("… " if begin else "") + " ".join(text[begin:end].split()) + (" …" if end < len(text) else "")


def _place_in_block(shown: ShownText, words: str) -> Place:
    """The line of a long text that has the words; that of the text where they are broken over two lines."""
    path, first = shown.place
    lines = (read_text(path, []) or "").split("\n")
    after = min((line for line in shown.source.lines.values() if line > first), default=len(lines) + 1)
    within = enumerate(lines[first - 1 : after - 1], first)
    return path, next((number for number, line in within if words in line), first)


def hard(folder: Folder, texts: Sequence[ShownText]) -> Iterator[Finding]:
    """What asks for more school than it should: a warning for the practice's own words, a note for an article's."""
    for shown in texts:
        if shown.is_quoted and shown.where[-1] == "text" and (found := _grade_of(shown.text)) > HARDEST:
            fix = "tell the author of the article; here it stays word for word"
            yield note("reading", shown.place, f"this section {_reads_at(found)}", fix)
    for shown in (*_replies(folder), *_own_sentences(folder)):
        if (found := _grade_of(shown.text)) > HARDEST:
            fix = "use shorter sentences and shorter words"
            yield warning("reading", shown.place, f"“{_beginning(shown.text)}” {_reads_at(found)}", fix)


def _reads_at(found: float) -> str:
    return f"reads at US school grade {found:.1f} (Flesch-Kincaid), harder than {HARDEST:.0f}"


def _beginning(text: str) -> str:
    first = text.split()
    return " ".join(first[:5]) + (" …" if len(first) > 5 else "")


def _replies(folder: Folder) -> Iterator[ShownText]:
    """What handoffs, courtesies and the practice say: each whole, because a sentence is too short to judge."""
    for entry in folder.entries:
        topic = entry.topic
        if not isinstance(topic, Passage):
            text = f"{topic.reply} {topic.ask}" if isinstance(topic, Handoff) else topic.reply
            yield ShownText(entry.source, (*entry.where, "reply"), text)
    yield from _of_practice(folder)


def _of_practice(folder: Folder) -> Iterator[ShownText]:
    if folder.practice:
        source = next(one for one in folder.sources if one.path.name == "practice.yaml")
        for name in ("referral", "disclosure"):
            yield ShownText(source, (name,), getattr(folder.practice, name))


def _own_sentences(folder: Folder) -> Iterator[ShownText]:
    """The notices in English, and the sentences of a `wording.yaml` that the folder has for itself."""
    source = read_yaml(folder.path / "safety" / "notices.en.yaml")
    english = [notice for notice in (folder.safety.notices if folder.safety else ()) if notice.language == "en"]
    for at, notice in enumerate(english):
        for number, variant in enumerate(notice.variants):
            where: KeyPath = ("notices", at, "variants", number, "warm")
            yield ShownText(source, where, f"{variant.warm} {variant.closing}")
    if folder.wording and (folder.path / wording_file.FILE_NAME).exists():
        source = read_yaml(folder.path / wording_file.FILE_NAME)
        for section, name, text in _sentences(folder.wording):
            if (section, name) in source.lines:
                yield ShownText(source, (section, name), text)


def _sentences(wording: Wording) -> Iterator[tuple[str, str, str]]:
    for section in fields(wording):
        words = getattr(wording, section.name)
        for one in fields(words):
            yield section.name, one.name, getattr(words, one.name)


def _grade_of(text: str) -> float:
    return round(grade(text), 1) if len(text.split()) >= JUDGED_FROM else 0.0


def hard_sentences(wording: Wording) -> list[tuple[str, float]]:
    """The program's fixed sentences that ask for more school than they should, and their grade."""
    graded = ((text, _grade_of(text)) for _, _, text in _sentences(wording))
    return [(text, found) for text, found in graded if found > HARDEST]
