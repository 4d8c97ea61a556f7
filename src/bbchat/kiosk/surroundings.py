"""What the checks of `bbchat doctor` look at: counts, names and yes or no.

The one invariant: nothing here holds the text of a question, of a file or of an environment variable that could be
one's own, so nothing can be told to a monitor.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """The terminal that it runs on."""

    size: tuple[int, int] | None
    """Columns and rows; None where there is no terminal, (0, 0) where it doesn't say."""
    term: str
    """TERM."""
    colorterm: str
    """COLORTERM."""
    charset: str
    """The locale's, such as `UTF-8`."""
    streams: tuple[str, ...]
    """The encodings of what is printed."""
    drawn: int | None
    """Columns that the three signs of `SIGNS` took when they were drawn; None where the terminal didn't say."""
    font: frozenset[str] | None
    """All signs of a Linux console's font; None where it didn't say, or where it is another terminal."""


SIGNS = "│▌┃"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and whether this user may change anything in it."""

    what: str
    path: str
    is_writable: bool
    is_ours: bool
    """Whether what the kiosk shows or runs is in it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, and the rights on it."""

    is_root: bool
    variables: frozenset[str]
    """The names in the environment."""
    places: tuple[Place, ...]
    core_limit: int
    """Bytes of a core dump; -1 without a limit."""
    core_pattern: str
    """Where the kernel puts one, or what it hands it to."""
    swaps: tuple[str, ...]
    """Where memory is swapped to."""
    modules: int
    """Python files of bbchat and of what draws its screens."""
    uncompiled: int
    """Of these, those that each start must compile again."""
    has_systemd: bool
    is_telemetry_off: bool


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encoder, opened and tried."""

    failure: str = ""
    """Why it can't be opened; empty where it can."""
    likeness: float | None = None
    """The worst cosine of its vectors to those that it should give; None where those are not known."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A knowledge folder that holds together, and what came of trying it."""

    passages: int
    examples: int
    warnings: int
    """What `bbchat check` would warn of, help lines aside."""
    helplines: int
    due: int
    """Help lines that nobody verified lately."""
    overdue: int
    """Those that nobody verified for so long that it is a mistake."""
    to_encode: int | None
    """Texts without a compiled vector; None without an encoder."""
    is_fitted: bool
    """Whether the compiled ranker is of these examples."""
    is_safety_fitted: bool
    """Whether the compiled safety layer is of these examples of danger."""
    shows_helplines: bool
    """Whether a message of danger brought them."""
    answers: bool
    """Whether a question that a section answers brought it."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The staff's PIN, never the file's contents."""

    path: str
    failure: str = ""
    """Why it can't be used; empty where it can."""
    advice: str = ""
    owner: int = 0
    """The number of the user."""
    mode: int = 0o640
    is_folder_writable: bool = False
    """Whether this user could put another file in its place."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that the checks look at."""

    is_kiosk: bool
    screen: Screen
    machine: Machine
    encoder: Encoder
    folder: str
    """The knowledge folder."""
    mistakes: int
    """In the knowledge folder; with any, it can't be used."""
    contents: Contents | None
    """None where the folder can't be used."""
    pin: Pin | None
    """Looked at for a kiosk only."""
