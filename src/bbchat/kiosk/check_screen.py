"""The checks of the terminal: can what the program draws be seen on it?"""

from __future__ import annotations

from bbchat.kiosk.findings import Check, note, ok, wrong
from bbchat.kiosk.surroundings import SIGNS, Surroundings

LEAST, LEAST_OF_A_KIOSK = (40, 12), (60, 20)
"""Columns and rows."""
DRAWN = "─│├└┃▌▀▄█▁·•…↓›“”‘’–—"
"""Signs that the program draws, and that a Linux console's font may lack."""
LACKING = "┃▁…›“”‘’–—"
"""Those that the font built into the kernel lacks, code page 437 (drivers/tty/vt/cp437.uni)."""
_WITHOUT_SCREENS = ("", "dumb", "unknown")


def terminal(found: Surroundings) -> Check:
    """Whether there is one, and whether it is large enough."""
    name, size = "terminal", found.screen.size
    if size is None:
        return note(name, "none here, so how it looks was not checked", "For a full check, run this on the terminal.")
    if size == (0, 0):
        return note(name, "it does not say how large it is", "Tell it, for instance: stty cols 80 rows 24")
    columns, rows = LEAST_OF_A_KIOSK if found.is_kiosk else LEAST
    shown = f"{size[0]} columns, {size[1]} rows"
    if size[0] < columns or size[1] < rows:
        advice = f"Make it at least {columns} columns and {rows} rows: a larger window, or smaller letters."
        return wrong(name, f"{shown}, which is too small", advice)
    return ok(name, shown)


def number_of_colors(term: str, colorterm: str) -> int:
    """Colors that a terminal says it has."""
    if term in _WITHOUT_SCREENS:
        return 0
    if colorterm.lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return 2**24
    return 256 if "256color" in term else 16


def colors(found: Surroundings) -> Check:
    """Whether it has enough of them."""
    name, term = "colours", found.screen.term
    count = number_of_colors(term, found.screen.colorterm)
    if found.screen.size is None:
        return note(name, "no terminal to look at")
    if not count:
        told = f"TERM is {term}" if term else "TERM is not set"
        advice = "Set TERM to what the terminal is, such as xterm-256color, or linux on a bare console."
        make = wrong if found.is_kiosk else note
        return make(name, f"{told}, so there are no screens, only lines", advice)
    if count == 16:
        return ok(name, f"16 (TERM={term}); that is enough, 256 look better")
    return ok(name, f"{count:,} (TERM={term})")


def signs(found: Surroundings) -> Check:
    """Whether it draws lines, bars and blocks."""
    name, screen = "signs", found.screen
    if screen.size is None:
        return note(name, "no terminal to look at")
    if screen.drawn is not None and screen.drawn not in (len(SIGNS), 2 * len(SIGNS)):
        shown = f"{len(SIGNS)} signs took {screen.drawn} columns, so it does not draw UTF-8"
        return wrong(name, shown, "Set the terminal to UTF-8; on a bare console: unicode_start")
    if screen.drawn == 2 * len(SIGNS):
        advice = "Set the terminal to draw signs of ambiguous width in one column."
        return wrong(name, "lines and bars take two columns each, so nothing will stand where it should", advice)
    if screen.term == "linux":
        return _of_console(screen.font)
    if screen.drawn is None:
        return note(
            name, "the terminal does not say how it draws", f"Look for yourself: {SIGNS} ▀▄█ are lines and bars."
        )
    return ok(name, "lines, bars and blocks take one column each")


def _of_console(font: frozenset[str] | None) -> Check:
    name = "signs"
    lacking = [sign for sign in DRAWN if sign not in font] if font else list(LACKING)
    if not lacking:
        return ok(name, "the console's font has all that is drawn")
    advice = "Choose a font with more signs (dpkg-reconfigure console-setup), or a window by cage and foot."
    whose = "this console's font lacks" if font else "the font built into the console lacks"
    return note(name, f"{whose} {' '.join(lacking)}", advice)


def utf8(found: Surroundings) -> Check:
    """Whether locale and streams speak it."""
    name, charset = "utf8", found.screen.charset
    others = sorted({one for one in found.screen.streams if one.lower().replace("-", "") != "utf8"})
    advice = "Set LANG=C.UTF-8 for it, and unset LC_ALL."
    if charset.upper() in ("ANSI_X3.4-1968", "US-ASCII", "ASCII", "646"):
        return note(name, "the locale is plain C; the screens are drawn in UTF-8 all the same", advice)
    if charset.upper().replace("-", "") != "UTF8":
        return wrong(name, f"the locale is {charset}, and the screens are drawn in UTF-8", advice)
    if others:
        return note(name, f"printed lines go out as {', '.join(others)}", "Unset PYTHONIOENCODING.")
    return ok(name, "the locale and all that is printed")
