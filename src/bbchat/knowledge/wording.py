"""The program's own fixed sentences, by where they are said; `wording_file.py` reads them.

The one invariant: what stands beside a `str` are the places that its sentence holds, and no others.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from typing import Annotated


class Sentences:
    """What the classes below are: frozen, and equal where all sentences are. By these few lines, because `dataclass`
    would write code for each of the hundreds of fields, which the first screen would wait for."""

    def __init__(self, **sentences: str) -> None:
        if sentences.keys() != type(self).__annotations__.keys():
            raise TypeError
        vars(self).update(sentences)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # nothing looks them up


@dataclass(init=False, repr=False, eq=False)
class ChatWords(Sentences):
    """The chat itself, whatever draws it. What stands beside a `str` are the places to fill, such as `{question}`."""

    placeholder: str
    caption: str
    caption_which: str
    which: str
    none_of_these: str
    from_article: Annotated[str, "title", "practice", "published", "address"]
    reviewed: Annotated[str, "by", "on"]
    unsigned: str
    changed: str
    showing_results: Annotated[str, "question"]
    as_typed: str
    you: str
    no_contact: str
    nothing_typed: str
    nothing_to_show: str
    still_loading: str
    one_moment: str
    left_aside: str
    went_wrong: str
    clipped: str
    help_lines: str
    help_line: str
    short_help_line: Annotated[str, "contact"]
    back_to_chat_en: str
    back_to_chat_es: str
    first_hint: str
    nothing_yet: str
    no_terminal: str
    use_plain: str
    not_opened: Annotated[str, "place"]
    reinstall: str
    had_to_close: Annotated[str, "place"]
    start_again: str
    enter_chooses: Annotated[str, "number"]
    how_to_leave: str
    marked: Annotated[str, "title"]
    unmarked: Annotated[str, "title"]
    noted: Annotated[str, "question"]
    noted_before: Annotated[str, "question"]
    nothing_to_mark: str
    nothing_for_phone: str
    key_topics: str
    key_menu: str
    key_help_lines: str
    key_copy: str
    key_save: str
    key_quit: str


@dataclass(init=False, repr=False, eq=False)
class KioskWords(Sentences):
    """The kiosk in a waiting room; `visit_about`, `first_hint`, `how_to_leave` stand in place of the chat's own."""

    rest_title: str
    rest_start: str
    rest_about: Annotated[str, "practice"]
    rest_such_as: str
    rest_danger: Annotated[str, "contact"]
    visit_about: str
    first_hint: str
    how_to_leave: str
    key_end: str
    key_end_short: str
    still_there: str
    more_time: Annotated[str, "minutes"]
    go_on: str
    cleared_in: Annotated[str, "seconds"]
    end_now: str
    staff_title: str
    staff_ask: str
    staff_wrong: Annotated[str, "left"]
    staff_locked: Annotated[str, "seconds"]
    staff_no_pin: str
    staff_closes: str


@dataclass(init=False, repr=False, eq=False)
class PreviewWords(Sentences):
    """The chat on a folder that is being edited: its author is the reader. `passages` to `kiosk`: what has changed."""

    watching: str
    reading: str
    reloaded: Annotated[str, "time", "what"]
    nothing_new: Annotated[str, "time"]
    kept: Annotated[str, "time"]
    one_mistake: str
    mistakes: Annotated[str, "count"]
    goes_on: str
    opens_then: str
    passages: Annotated[str, "count"]
    passage: str
    handoffs: Annotated[str, "count"]
    handoff: str
    questions: Annotated[str, "count"]
    question: str
    small_talk: str
    article: str
    practice: str
    wording: str
    safety: str
    kiosk: str
    key_ask_again: str
    nothing_asked: str
    gone: str


@dataclass(init=False, repr=False, eq=False)
class DemoWords(Sentences):
    """The tour for staff, and what it measures in the end."""

    playing: Annotated[str, "number", "count"]
    paused: Annotated[str, "number", "count"]
    yours: str
    speed: Annotated[str, "speed"]
    keys: str
    keys_short: str
    keys_least: str
    keys_yours: str
    over: str
    measured: str
    score_title: str
    score_wait: str
    score_failed: Annotated[str, "place"]
    score_knowledge: str
    score_verbatim: str
    score_right: str
    score_offered: str
    score_crisis: str
    score_false: str
    score_time: str
    score_topics: Annotated[str, "passages", "handoffs", "examples", "errors", "warnings"]
    score_all_found: Annotated[str, "count", "total"]
    score_share: Annotated[str, "percent", "total", "low", "high"]
    score_milliseconds: Annotated[str, "median", "slow"]
    score_elsewhere: str


@dataclass(init=False, repr=False, eq=False)
class OneMomentWords(Sentences):
    """The page that stands where a kiosk is about to start, with the help line above `danger`."""

    title: str
    about: str
    danger: str


@dataclass(init=False, repr=False, eq=False)
class WhyWords(Sentences):
    """Why a reply came."""

    title: str
    key_scroll: str
    read: str
    typed: Annotated[str, "text"]
    mended: Annotated[str, "before", "after"]
    read_otherwise: str
    decided: str
    notice: Annotated[str, "tier", "language"]
    notice_beside: Annotated[str, "tier", "language"]
    help_line: str
    two_parts: str
    by_name: str
    sure: Annotated[str, "title", "percent"]
    unsure: Annotated[str, "title", "percent"]
    nothing_near: Annotated[str, "title", "percent"]
    followed: Annotated[str, "title"]
    costs: Annotated[str, "answer", "ask", "nothing"]
    nearest: str
    example: Annotated[str, "text", "titles", "percent"]
    nowhere: str
    rivals: str
    rival: Annotated[str, "title", "percent"]
    gap: Annotated[str, "percent"]
    time: str
    took: Annotated[str, "milliseconds"]


@dataclass(init=False, repr=False, eq=False)
class MenuWords(Sentences):
    """The list of all keys: what each does, under the name of its binding, and help for what has the focus."""

    title: str
    find: str
    nothing_found: str
    keys: str
    on_question: str
    on_choices: str
    on_outline: str
    on_reader: str
    on_find: str
    help_lines: str
    why: str
    topics: str
    my_questions: str
    mark: str
    phone: str
    copy: str
    save: str
    open: str
    next_place: str
    place_before: str
    theme: str
    theme_dark: str
    theme_light: str
    theme_contrast: str
    ask_again: str
    quit: str
    end: str


@dataclass(init=False, repr=False, eq=False)
class TakeHomeWords(Sentences):
    """What can be taken home: the clipboard, a file, the sheet for a first visit, a phone."""

    copied: str
    written: Annotated[str, "path"]
    already_written: Annotated[str, "path"]
    copy_failed: Annotated[str, "why"]
    exists: str
    exists_free: Annotated[str, "free"]
    no_folder: str
    no_rights: str
    is_folder: str
    disk_full: str
    cannot_write: str
    save_title: str
    save_about: str
    save_where: str
    save_as: str
    saved: Annotated[str, "path"]
    saved_about: str
    kind_md: str
    kind_html: str
    kind_txt: str
    chat_title: Annotated[str, "practice"]
    asked: Annotated[str, "question"]
    to_a_person: str
    sheet_title: str
    sheet_questions: str
    sheet_more: str
    sheet_sections: str
    sheet_shortened: str
    phone_title: str
    phone_contact: str
    phone_scan_call: str
    phone_scan_contact: str
    phone_scan_section: str
    phone_part: Annotated[str, "number", "count"]
    phone_parts: Annotated[str, "count"]
    phone_too_small: str
    phone_nothing: str
    visit_title: str
    visit_about: str
    visit_empty: str
    visit_placeholder: str
    visit_own: str
    visit_section: str
    visit_full: str
    visit_twice: str
    visit_nothing: str
    key_save: str
    key_save_sheet: str
    key_phone: str
    key_remove: str
    key_close: str
    key_next: str


@dataclass(init=False, repr=False, eq=False)
class TopicsWords(Sentences):
    """The browser of all topics."""

    title: str
    not_in_article: str
    not_in_articles: str
    of_article: Annotated[str, "title", "article"]
    byline: Annotated[str, "author", "practice", "published"]
    find: str
    find_hint: str
    nothing_found: str
    urgent: str
    place: Annotated[str, "at", "count"]
    keys_outline: str
    keys_outline_alone: str
    keys_reader: str
    keys_reader_alone: str
    for_my_visit: str
    is_full: str
    open: str
    mark: str
    unmark: str
    mark_short: str
    unmark_short: str
    back: str


@dataclass(init=False, repr=False, eq=False)
class PlainWords(Sentences):
    """A reply as lines of text, and the line mode: what it says, and one line on each command."""

    answer: Annotated[str, "title"]
    not_covered: Annotated[str, "title"]
    nearest: Annotated[str, "sentence"]
    two_replies: str
    source: Annotated[str, "article", "practice", "published"]
    address: Annotated[str, "url"]
    next: str
    choose: str
    no_screens: str
    no_lines: str
    in_a_terminal: str
    numbered: Annotated[str, "number", "text"]
    first_hint: str
    chosen: Annotated[str, "question"]
    no_such_number: Annotated[str, "number"]
    no_such_command: str
    back: str
    went_wrong: str
    typed_nothing: str
    cleared: str
    bye: str
    sections: Annotated[str, "title"]
    open_one: str
    found: Annotated[str, "title", "sentence"]
    section: Annotated[str, "number", "count", "title"]
    read_next: str
    read_end: str
    marked: Annotated[str, "title"]
    noted: Annotated[str, "line"]
    visit_empty: str
    visit_line: Annotated[str, "kind", "text"]
    visit_sheet: str
    phone: str
    find_how: str
    note_how: str
    file_how: Annotated[str, "command"]
    about_commands: str
    do_commands: str
    do_help: str
    do_topics: str
    do_find: str
    do_read: str
    do_next: str
    do_again: str
    do_typed: str
    do_more: str
    do_back: str
    do_mark: str
    do_note: str
    do_my_questions: str
    do_sheet: str
    do_save: str
    do_phone: str
    do_why: str
    do_clear: str
    do_quit: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that the program says of its own accord, by the place where it says it."""

    chat: ChatWords
    kiosk: KioskWords
    preview: PreviewWords
    one_moment: OneMomentWords
    demo: DemoWords
    why: WhyWords
    menu: MenuWords
    take_home: TakeHomeWords
    topics: TopicsWords
    plain: PlainWords
