"""The checks of what it knows: encoder, knowledge, what was compiled, and whether it answers."""

from __future__ import annotations

from bbchat.kiosk.findings import Check, counted, note, ok, wrong
from bbchat.kiosk.surroundings import Surroundings

LEAST_LIKENESS = 0.97
"""Cosine below which the processor's small numbers have overflowed; the encoder keeps 0.99 to its full precision."""
_NOT_YET = "not looked at: the knowledge can't be used"


def encoder(found: Surroundings) -> Check:
    """Whether it opens, and gives the vectors that it should."""
    name, one = "encoder", found.encoder
    if one.failure:
        advice = "Questions are matched by their words alone until it is back: reinstall bbchat to restore it."
        return wrong(name, one.failure, advice)
    if one.likeness is None:
        return note(name, "opens; there are no vectors to compare its own with", "Reinstall bbchat to have them back.")
    if not one.likeness >= LEAST_LIKENESS:
        advice = "This processor or this onnxruntime gets its numbers wrong: try the version in constraints.txt."
        return wrong(name, f"opens, but its vectors are off (likeness {one.likeness:.3f})", advice)
    return ok(name, f"opens, and its vectors are right (likeness {one.likeness:.3f})")


def knowledge(found: Surroundings) -> Check:
    """Whether the folder holds together."""
    name, contents = "knowledge", found.contents
    list_them = f"bbchat check {found.folder} lists them."
    if contents is None:
        return wrong(name, f"{counted(found.mistakes, 'mistake')} in {found.folder}", list_them)
    shown = f"{counted(contents.passages, 'passage')}, {counted(contents.examples, 'example question')}"
    if contents.warnings:
        return note(name, f"{shown}, {counted(contents.warnings, 'warning')}", list_them)
    return ok(name, shown)


def compiled(found: Surroundings) -> Check:
    """Whether a start finds everything made."""
    name, contents = "compiled", found.contents
    if contents is None:
        return note(name, _NOT_YET)
    compile_it = f"bbchat compile {found.folder}"
    if contents.to_encode is None:
        return note(name, "not looked at: there is no encoder")
    if not contents.is_safety_fitted:
        shown = "the examples of danger have changed since they were compiled, and the old ones count"
        return wrong(name, shown, f"Takes minutes: {compile_it}")
    if contents.to_encode or not contents.is_fitted:
        shown = f"{counted(contents.to_encode, 'text')} and the ranker are made again at each start"
        return note(name, shown, f"For a quick start: {compile_it}")
    return ok(name, "up to date")


def help_lines(found: Surroundings) -> Check:
    """Whether somebody verified them lately."""
    name, contents = "help_lines", found.contents
    if contents is None:
        return note(name, _NOT_YET)
    advice = "Call them or look them up, then set verified_on in safety/helplines.yaml."
    if contents.overdue:
        return wrong(name, f"{contents.overdue} of {contents.helplines} were verified too long ago", advice)
    if contents.due:
        return note(name, f"{contents.due} of {contents.helplines} need to be verified", advice)
    return ok(name, f"{contents.helplines}, all verified lately")


def replies(found: Surroundings) -> Check:
    """Whether it does what it is for."""
    name, contents = "replies", found.contents
    if contents is None:
        return note(name, _NOT_YET)
    if not contents.shows_helplines:
        advice = f"Don't let anybody use it. See what has changed in {found.folder}/safety, or reinstall bbchat."
        return wrong(name, "a message of danger brought no help lines", advice)
    if not contents.answers:
        return wrong(name, "a question that a section answers did not bring it", f"bbchat check {found.folder}")
    return ok(name, "a message of danger brings the help lines, a question its section")
