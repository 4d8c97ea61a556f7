"""Letters as a reader sees them: accents, invisible characters, letter forms and look-alikes undone.

The one invariant: folding takes time linear in the length of the text, and folding twice changes nothing more.
"""

from __future__ import annotations

import re
import unicodedata

_PAIRS = (
    "\u0430a \u0432b \u0435e \u0451e \u04bbh \u0456i \u0457i \u0458j \u04cfl \u043ak \u043cm \u043dh "
    "\u043eo \u0440p \u0441c \u0442t \u0443y \u0445x \u0455s \u051bq \u04afy \u051dw \u0501d \u0261g "
    "\u0433r \u043fn \u0438u \u0437e \u0431b \u0434d \u043bl \u03b1a \u03b2b \u03b5e \u03b7n \u03b9i "
    "\u03bak \u03bdv \u03bfo \u03c1p \u03c4t \u03c5u \u03c7x \u03c9w \u03b3y \u03b4d \u03b6z \u03c3o "
    "\u03c2s \u03bbl \u03bcu \u0251a \u0131i \u0142l \u00f8o \u0111d \u0127h \u026ai \u029fl \u1d00a "
    "\u0299b \u1d04c \u1d05d \u1d07e \ua730f \u0262g \u029ch \u1d0aj \u1d0bk \u1d0dm \u0274n \u1d0fo "
    "\u1d18p \u0280r \ua731s \u1d1bt \u1d1cu \u1d20v \u1d21w \u028fy \u1d22z \u2019' \u2018' \u02bc' "
    "\u00b4' `' \u2032' \u02bb' \u201b' \uff07' "
)
"""Letters of other alphabets and forms that look like a Latin letter, each with that letter."""
_LOOKALIKES = {ord(letter): latin for letter, latin in re.findall(r"(\S)(\S)", _PAIRS)}
_LOOKALIKES |= {base + i: chr(97 + i) for base in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6) for i in range(26)}
_LOOKALIKES |= {0x2026: "..", 0x2014: " , ", 0x2013: " , "}
_LOOKALIKES |= {0x1F52B: " shoot ", 0x1F52A: " stab ", 0x1F48A: " pills "}
_LOOKALIKES |= dict.fromkeys((0x1F602, 0x1F923, 0x1F605), " haha ")
_INVISIBLE = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
_CONTROLS = dict.fromkeys((*range(0x09), *range(0x0E, 0x1B), 0x7F))
"""Those that neither part words nor begin a color code."""
_UNSEEN = frozenset(("Cf", "Mn", "Me"))
"""Kinds of signs that take no room of their own, whether they are accents or choose how a letter is drawn."""
_COLOR_CODE = re.compile(r"\x1b\[[0-9;]+m")


def fold(text: str) -> str:
    """Small Latin letters: accents, invisible characters, letter forms and look-alikes undone."""
    if not text.isascii():
        text = _visible(text.translate(_INVISIBLE))
        text = _visible(unicodedata.normalize("NFKD", text.translate(_LOOKALIKES))).lower().translate(_LOOKALIKES)
        text = _visible(unicodedata.normalize("NFKD", text))
    return _COLOR_CODE.sub(" ", text.translate(_CONTROLS)).lower()


def _visible(text: str) -> str:
    """Without marks and format characters; dropped before composing too, where long runs of them are slow."""
    return "".join(
        c for c in text if c < "\x80" or not (unicodedata.combining(c) or unicodedata.category(c) in _UNSEEN)
    )
