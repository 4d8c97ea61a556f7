"""Run each command of an installed bbchat as a user would, from whatever folder this is started in.

    python tools/smoke.py PATH/TO/bbchat

Needs pyte, to read the screen that the chat draws in a pseudo-terminal.
"""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyte

LINES, COLUMNS = 24, 80
PATIENCE = 180.0
"""Seconds after which something is held to be broken, not slow."""


def expect(is_so: bool, what: str) -> None:
    """Stop with a sentence where something is not as it should be."""
    print(("ok      " if is_so else "BROKEN  ") + what)
    if not is_so:
        sys.exit(1)


def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    done = subprocess.run(arguments, input=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


def smoke_commands(bbchat: str) -> None:
    """Everything that needs no terminal."""
    code, out, _ = run(bbchat, "--version")
    expect(code == 0 and out.startswith("bbchat "), "--version")
    code, out, _ = run(bbchat, "--help")
    expect(code == 0 and "Usage: bbchat" in out, "--help")
    for line in out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines():
        command = line.split()[0]
        code, out, _ = run(bbchat, command, "--help")
        expect(code == 0 and f"Usage: bbchat {command} " in out, f"{command} --help")
    code, out, error = run(bbchat, "ask", "--json", "is therapy as effective as medication?")
    reply = json.loads(out)
    expect(code == 0 and reply["id"] == "science" and not error, "ask --json answers with the section on the science")
    expect("American Psychological Association (APA) notes" in reply["text"], "the section is the article's own text")
    code, out, _ = run(bbchat, "ask", "how much does it cost")
    expect(code == 3 and "doesn't cover fees" in out, "ask says so where the article has no answer")
    code, out, _ = run(bbchat, "ask", "i want to kill myself")
    expect(code == 4 and "988" in out, "ask shows the help lines first")
    code, out, _ = run(bbchat, "ask", "--json", "-", stdin="hello\ndoes it work\n\n")
    expect(code == 0 and len(out.splitlines()) == 3, "ask --json - prints one object a line")
    code, out, error = run(bbchat, "--knowledge", "nowhere", "ask", "hello")
    expect(code == 5 and "no such folder" in error and not out, "a missing knowledge folder is one clear sentence")
    code, out, error = run(bbchat, stdin="does it work\nquit\n")
    expect(code == 0 and "--plain" in error and "Answer: " in out, "without a terminal the chat runs line by line")
    code, out, error = run(bbchat, "--plain", stdin="/find burnout\n1\n")
    expect(code == 0 and "Answer: Final Thoughts" in out and not error, "--plain finds and opens a section")
    code, out, _ = run(bbchat, "check")
    expect(code == 0 and "word for word" in out, "check finds no mistake in the bundled knowledge")
    code, out, error = run(bbchat, "demo", "--check")
    expect(code == 0 and "9 of 9" in out and not error, "demo --check finds that every reply is what the tour expects")
    code, out, _ = run(bbchat, "verify")
    expect(code == 1 and "nobody has signed" in out, "verify says that nobody has signed the bundled knowledge yet")
    code, out, _ = run(bbchat, "doctor", "--json")
    expect(code == 0 and json.loads(out)["ok"], "doctor finds nothing wrong")
    code, out, _ = run(bbchat, "schema", "passages")
    expect(code == 0 and "$schema" in json.loads(out), "schema prints what an editor needs")


class Terminal:
    """A program in a pseudo-terminal, and the screen that it draws."""

    def __init__(self, *command: str) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self.screen)
        self.process, self._descriptor = pty.fork()
        if not self.process:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")
            os.execv(command[0], command)
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def wait_for(self, words: str) -> bool:
        """Read until the words stand on the screen; false where they never do."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if words in self.text():
                return True
            if select.select([self._descriptor], [], [], 0.1)[0]:
                try:
                    self._stream.feed(os.read(self._descriptor, 65536))
                except OSError:
                    return words in self.text()
        return False

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._descriptor, keys.encode())

    def end(self) -> int:
        """The exit code, once the program has ended by itself."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if select.select([self._descriptor], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):
                    os.read(self._descriptor, 65536)
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return -1


def smoke_chat(bbchat: str) -> None:
    """The chat, by its keys alone."""
    terminal = Terminal(bbchat)
    expect(terminal.wait_for("988"), "the chat opens with the help line in its footer")
    terminal.type("does it actually work\r")
    expect(terminal.wait_for("The Science Behind the Support"), "the chat answers a question")
    terminal.type("1")
    expect(terminal.wait_for("[3]"), "a number chooses a next question")
    terminal.type("\x11")
    expect(terminal.end() == 0, "Ctrl+Q leaves with exit code 0")


def smoke_kiosk(bbchat: str) -> None:
    """The kiosk under its supervisor, until a service would stop it."""
    terminal = Terminal(bbchat, "kiosk", "--supervise")
    expect(terminal.wait_for("Press any key"), "the kiosk opens at rest")
    terminal.type(" ")
    expect(terminal.wait_for("Ask about therapy"), "a key wakes it")
    terminal.type("\x11\x03\x1a\x1c")
    terminal.type("does it actually work\r")
    expect(terminal.wait_for("The Science Behind the Support"), "no key ends it, and it answers")
    os.kill(terminal.process, signal.SIGTERM)
    expect(terminal.end() == 128 + signal.SIGTERM, "it ends when the service is stopped")


def smoke_pin(bbchat: str) -> None:
    """The staff's PIN, typed twice."""
    with tempfile.TemporaryDirectory() as place:
        pin_file = Path(place) / "pin"
        terminal = Terminal(bbchat, "kiosk", "--pin-file", str(pin_file), "set-pin")
        for prompt in ("New PIN", "The same again"):
            expect(terminal.wait_for(prompt), f"set-pin asks: {prompt}")
            terminal.type("73916428\r")
        expect(terminal.end() == 0 and pin_file.is_file(), "set-pin keeps the PIN")
        expect("73916428" not in pin_file.read_text(encoding="utf-8"), "it is scrambled")


def smoke_authoring(bbchat: str) -> None:
    """What an author does with a folder, from the next article to the comparison with how it was."""
    with tempfile.TemporaryDirectory() as place:
        folder, before, lines = (str(Path(place) / name) for name in ("new", "old", "lines.txt"))
        run(bbchat, "new", folder, "--name", "Riverside Counseling")
        run(bbchat, "new", before, "--name", "Riverside Counseling")
        code, out, _ = run(bbchat, "sign", "--reviewer", "Jo Doe", "--yes", folder)
        expect(code == 0 and "signed by Jo Doe" in out, "sign puts a name to every text")
        code, out, _ = run(bbchat, "compile", folder)
        expect(code == 0 and (Path(folder) / "compiled.npz").is_file(), "compile writes its file")
        code, out, _ = run(bbchat, "diff", before, folder, "--json")
        expect(code == 0 and json.loads(out)["moved"] == [], "diff finds that no question leads elsewhere")
        Path(lines).write_text("do you sell bicycles\n", encoding="utf-8")
        code, out, _ = run(bbchat, "gaps", lines, "--json")
        expect(code == 0 and json.loads(out)["asked"] == 1, "gaps asks what was written down")
        Path(lines).write_text("text\tlabels\ndoes it work\tscience\n", encoding="utf-8")
        code, out, _ = run(bbchat, "eval", "--json", lines)
        expect(code == 0 and json.loads(out)["right"]["count"] == 1, "eval counts what is answered right")
        code, _, error = run(bbchat, "import", lines, "--into", folder)
        expect(code == 2 and ".[author]" in error, "import, without the author extra, says what it needs")


def smoke_shared(bbchat: str) -> None:
    """The man page and the completions, beside the program."""
    share = Path(bbchat).resolve().parents[1] / "share"
    expect((share / "man" / "man1" / "bbchat.1").is_file(), "the man page is installed")
    asked = "COMP_WORDS='bbchat ev' COMP_CWORD=1 _BBCHAT_COMPLETE=bash_complete"
    code, out, _ = run("bash", "-c", f"{asked} '{bbchat}'")
    expect(code == 0 and out == "plain,eval\n", "Tab completes a command")
    code, _, _ = run("bash", "-n", str(share / "bash-completion" / "completions" / "bbchat"))
    expect(code == 0, "the completion for bash is installed")


def smoke_new(bbchat: str) -> None:
    """A folder for another practice, and the chat that follows what is saved in it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "riverside"
        code, _, _ = run(bbchat, "new", str(folder), "--name", "Riverside Counseling")
        expect(code == 0, "new makes a folder")
        code, out, _ = run(bbchat, "check", str(folder))
        expect(code == 0 and "word for word" in out, "check finds no mistake in it")
        terminal = Terminal(bbchat, "preview", str(folder))
        expect(terminal.wait_for("Riverside Counseling"), "preview opens the chat on it")
        expect(terminal.wait_for("Save a file"), "preview says what to do")
        practice = folder / "practice.yaml"
        text = practice.read_text(encoding="utf-8")
        practice.write_text(text.replace("name:", "nome:"), encoding="utf-8")
        expect(terminal.wait_for("`nome` is not known here"), "preview lists what is wrong")
        practice.write_text(text.replace("Riverside", "Lakeside"), encoding="utf-8")
        expect(terminal.wait_for("Lakeside Counseling"), "preview shows what was saved")
        terminal.type("\x11")
        expect(terminal.end() == 0, "Ctrl+Q leaves the preview")


if __name__ == "__main__":
    smoke_commands(sys.argv[1])
    smoke_chat(sys.argv[1])
    smoke_kiosk(sys.argv[1])
    smoke_new(sys.argv[1])
    smoke_pin(sys.argv[1])
    smoke_authoring(sys.argv[1])
    smoke_shared(sys.argv[1])
