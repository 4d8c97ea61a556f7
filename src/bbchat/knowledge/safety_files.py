"""`knowledge/safety/` as written, and as the rules that the safety check uses.

The one invariant: rules come out only where every file is right; otherwise every mistake is noted at its line.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain
from pathlib import Path as FilePath

from bbchat.errors import Problem
from bbchat.knowledge import automaton
from bbchat.knowledge.automaton import Path
from bbchat.knowledge.safety_patterns import PatternError, lists_in, parse_pattern, plain_word
from bbchat.knowledge.safety_rules import (
    Category,
    Cue,
    Exemplar,
    Helpline,
    Modifiers,
    MoreText,
    NoticeText,
    NoticeVariant,
    PhraseFamily,
    PhraseRules,
    ResourceWords,
    SafetyRules,
    Tier,
)
from bbchat.knowledge.safety_shapes import (
    ExemplarsFile,
    FamilyFile,
    HelplineFile,
    HelplinesFile,
    ModifiersFile,
    NoticeFile,
    NoticesFile,
    PhrasesFile,
)
from bbchat.knowledge.schema import validate
from bbchat.knowledge.yaml_source import KeyPath, YamlSource, read_yaml
from bbchat.language.clean import clean

__all__ = [
    "ExemplarsFile",
    "HelplinesFile",
    "ModifiersFile",
    "NoticesFile",
    "PhrasesFile",
    "load_exemplars",
    "load_safety",
]

LANGUAGES = ("en", "es")


def load_safety(folder: FilePath, problems: list[Problem]) -> SafetyRules | None:
    """Read the safety folder; None after noting every mistake in it.

    Args:
        folder: `knowledge/safety`.
        problems: where mistakes are noted.
    """
    before = len(problems)
    phrases: list[PhraseRules | None] = []
    notices: list[NoticeText] = []
    more: list[MoreText] = []
    resources: list[ResourceWords] = []
    for language in LANGUAGES:
        phrases.append(_phrase_rules(folder, language, problems))
        source = read_yaml(folder / f"notices.{language}.yaml")
        file = validate(source, NoticesFile)
        if file is not None:
            notices += [_notice(notice, language) for notice in file.notices]
            more += [MoreText(clean(item.title), clean(item.text), item.region, language) for item in file.more]
            commands = frozenset(plain_word(command) for command in file.resources.commands)
            closing = clean(file.resources.closing)
            resources.append(ResourceWords(language, clean(file.resources.heading), closing, commands))
            _need_notices(source, notices, language)
        problems += source.problems
    source = read_yaml(folder / "helplines.yaml")
    lines = validate(source, HelplinesFile)
    if lines is not None:
        _need_english(source, lines)
    problems += source.problems
    whole = [rules for rules in phrases if rules is not None]
    if len(problems) > before or lines is None or len(whole) < len(LANGUAGES):
        return None
    helplines = tuple(_helpline(line) for line in lines.helplines)
    footers = {
        region: {language: clean(text) for language, text in texts.items()} for region, texts in lines.footers.items()
    }
    return SafetyRules(tuple(whole), tuple(notices), tuple(more), tuple(resources), helplines, footers)


def load_exemplars(folder: FilePath, problems: list[Problem]) -> tuple[Exemplar, ...]:
    """Read the messages from which the second layer learns, and note every mistake in them; arguments as above."""
    return tuple(exemplar for language in LANGUAGES for exemplar in _exemplars(folder, language, problems))


def _phrase_rules(folder: FilePath, language: str, problems: list[Problem]) -> PhraseRules | None:
    source = read_yaml(folder / f"phrases.{language}.yaml")
    around = read_yaml(folder / f"modifiers.{language}.yaml")
    file, marks = validate(source, PhrasesFile), validate(around, ModifiersFile)
    rules: PhraseRules | None = None
    if file is not None and marks is not None:
        lists = {name: _entries(source, name, entries) for name, entries in file.lists.items()}
        phrases = {
            family.id: _paths(source, ("families", at, "phrases"), family.phrases)
            for at, family in enumerate(file.families)
        }
        cues = _cues(around, marks, lists.keys())
        _check_lists(source, lists)
        _check_ids(source, file.families)
        _check_uses(source, lists, [path for paths in phrases.values() for path in paths])
        if not source.problems and not around.problems:
            spellings = {plain_word(word): sorted(_words(others)) for word, others in file.spellings.items()}
            rules = PhraseRules(
                language=language,
                families=tuple(_family(family, language) for family in file.families),
                modifiers=_modifiers(marks),
                automaton=automaton.build(lists, spellings, {**phrases, **cues}),
                phrase_words=automaton.words_on(chain.from_iterable(phrases.values()), lists),
                fillers=_words(file.fillers),
                gaps_end_at=_words(file.gaps_end_at),
                risk_words=_words(file.risk_words),
                real_words=_words(marks.real_words),
            )
    problems += source.problems + around.problems
    return rules


def _exemplars(folder: FilePath, language: str, problems: list[Problem]) -> list[Exemplar]:
    source = read_yaml(folder / f"exemplars.{language}.yaml")
    file = validate(source, ExemplarsFile)
    found: dict[str, Exemplar] = {}
    for at, group in enumerate(file.exemplars if file else ()):
        tier = None if group.tier == "none" else Tier(group.tier)
        category = Category(group.category) if group.category else None
        for line in group.texts.splitlines():
            text = clean(line)
            other = found.setdefault(text, Exemplar(text, tier, category, language)) if text else None
            if other and other.tier is not tier:
                fix = "keep it under the one that fits"
                source.problem(("exemplars", at, "texts"), "a line stands under two tiers here", fix)
    problems += source.problems
    return list(found.values())


def _family(family: FamilyFile, language: str) -> PhraseFamily:
    return PhraseFamily(
        id=family.id,
        language=language,
        tier=Tier(family.tier),
        category=Category(family.category) if family.category else None,
        stands=frozenset(family.stands),
        hyperbole=family.hyperbole,
    )


def _modifiers(file: ModifiersFile) -> Modifiers:
    return Modifiers(
        carriers=_words(file.carriers),
        past_forms=_words(file.past_forms),
        nearly=_words(file.nearly),
        terminators=_words(file.terminators),
        humour=_words(file.humour),
        first_person=_words(file.first_person),
    )


def _cues(source: YamlSource, file: ModifiersFile, lists: Set[str]) -> dict[str, tuple[Path, ...]]:
    """The paths of the triggers, which the file keeps under their names."""
    found: dict[str, tuple[Path, ...]] = {}
    for cue in Cue:
        if cue is not Cue.LOSS:
            name = cue.removeprefix("@")
            found[cue] = _paths(source, (name,), getattr(file, name))
            for used in sorted(lists_in(found[cue]) - lists):
                source.problem((name,), f"<{used}> is not a list of the phrases", "add it there, or mend its name")
    return found


def _paths(source: YamlSource, where: KeyPath, patterns: Sequence[str]) -> tuple[Path, ...]:
    """The paths of several patterns; a pattern that cannot be read is noted at its line."""
    found: dict[Path, None] = {}
    for at, pattern in enumerate(patterns):
        try:
            found.update(dict.fromkeys(parse_pattern(pattern)))
        except PatternError as error:
            source.problem((*where, at), f"this pattern cannot be read: {error}", "compare it with its neighbours")
    return tuple(found)


def _entries(source: YamlSource, name: str, text: str) -> tuple[Path, ...]:
    """The entries of a list, which stand between commas."""
    found: dict[Path, None] = {}
    for entry in text.split(","):
        try:
            found.update(dict.fromkeys(parse_pattern(entry)))
        except PatternError as error:
            source.problem(("lists", name), f"`{entry.strip()}` cannot be read: {error}", "compare it with the others")
    return tuple(found)


def _check_lists(source: YamlSource, lists: dict[str, tuple[Path, ...]]) -> None:
    """Lists may use lists that stand above them, never themselves."""
    known: set[str] = set()
    for name, entries in lists.items():
        for used in sorted(lists_in(entries) - known):
            source.problem(("lists", name), f"<{used}> is not a list above this one", "move it up, or name another")
        known.add(name)


def _check_uses(source: YamlSource, lists: dict[str, tuple[Path, ...]], paths: Sequence[Path]) -> None:
    for used in sorted(lists_in(paths) - lists.keys()):
        source.problem(("families",), f"<{used}> is not a list of this file", "add it under `lists`, or mend its name")


def _check_ids(source: YamlSource, families: Sequence[FamilyFile]) -> None:
    seen: set[str] = set()
    for at, family in enumerate(families):
        if family.id in seen:
            source.problem(("families", at, "id"), f"`{family.id}` stands here twice", "give one another id")
        seen.add(family.id)


def _need_notices(source: YamlSource, notices: Sequence[NoticeText], language: str) -> None:
    there = {notice.tier for notice in notices if notice.language == language and notice.category is None}
    for tier in Tier:
        if tier not in there:
            source.problem(("notices",), f"there is no notice for `{tier}` without a category", "write one")


def _need_english(source: YamlSource, file: HelplinesFile) -> None:
    for at, line in enumerate(file.helplines):
        if "en" not in line.how:
            source.problem(("helplines", at, "how"), "`en` is missing", "say in English how to use it")
    for region in {line.region for line in file.helplines} | {"ANY"}:
        if "en" not in file.footers.get(region, {}):
            source.problem(("footers",), f"there is no English footer for {region}", "write one")


def _notice(file: NoticeFile, language: str) -> NoticeText:
    return NoticeText(
        tier=Tier(file.tier),
        category=Category(file.category) if file.category else None,
        language=language,
        serves=tuple(file.serves),
        variants=tuple(NoticeVariant(clean(item.warm), clean(item.closing)) for item in file.variants),
    )


def _helpline(file: HelplineFile) -> Helpline:
    return Helpline(
        name=file.name,
        region=file.region,
        serves=file.serves,
        channel=tuple(file.channel),
        contact=clean(file.contact),
        how={language: clean(text) for language, text in file.how.items()},
        hours=file.hours,
        language=tuple(file.language),
        source=file.source,
        verified_on=file.verified_on,
        short=file.short,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(plain_word(text).split())
