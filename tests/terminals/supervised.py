"""A tiny kiosk, and the real supervisor over it: `supervised.py SILENCE FOLDER` (FOLDER may be `-`).

The kiosk does on a key what kiosks do by mischance, shows what else was typed, and leaves every mode on.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import tty
from pathlib import Path

MODES = "\x1b[?1049h\x1b[>1u\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?2004h\x1b[?25l\x1b[31m"
ENDS = {b"0": 0, b"5": 5, b"7": 75, b"8": 70}
SIGNALS = {b"K": signal.SIGKILL, b"H": signal.SIGHUP, b"S": signal.SIGSTOP, b"A": signal.SIGSEGV}


def kiosk(folder: Path | None, descriptor: int) -> int:
    """Run until a key ends it."""
    from bbchat.kiosk.heartbeat import Heartbeat

    if folder and "broken" in (folder / "practice.yaml").read_text():
        return 5
    if Path("broken").exists():
        return 70
    heartbeat, typed = Heartbeat(descriptor), b""
    heartbeat.ready("Call 1234, any time." if folder else "")
    tty.setraw(0)
    name = folder.name if folder else "no folder"
    while heartbeat.beat():
        os.write(1, f"{MODES}\x1b[H\x1b[2JKIOSK {os.getpid()} on {name}, typed {typed!r} \x1b]0;cut".encode())
        if select.select([0], [], [], 0.1)[0]:
            key = os.read(0, 1)
            if key in ENDS:
                return ENDS[key]
            if key in SIGNALS:
                os.kill(os.getpid(), SIGNALS[key])
            typed += key
    return 70


def main() -> int:
    """The supervisor, or with a descriptor the kiosk under it."""
    silence, name, *descriptor = sys.argv[1:]
    folder = None if name == "-" else Path(name)
    if descriptor:
        return kiosk(folder, int(descriptor[0]))
    from bbchat.kiosk.supervisor import Supervisor
    from bbchat.kiosk.systemd import notifier
    from bbchat.knowledge.wording_file import shipped

    def command(knowledge: Path | None, telling: int) -> list[str]:
        return [sys.executable, __file__, silence, str(knowledge or "-"), str(telling)]

    notify = notifier(os.environ.get("NOTIFY_SOCKET", ""))
    return Supervisor(command, folder, shipped(), notify, os.environ, silence=float(silence)).run()


if __name__ == "__main__":
    sys.exit(main())
