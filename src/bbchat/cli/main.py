"""What starts `bbchat`, and what it ends with: an exit code, and one clear sentence whatever goes wrong."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

from bbchat.cli.exit_codes import ExitCode
from bbchat.errors import BbchatError, KnowledgeError, UsageError, fault_place

COLLECTED_WHILE_LOADING = (200_000, 50, 50)
"""Objects made since the last look for garbage. A start makes so many that stay that looking takes a fifth of it."""
COMPLETING = "_BBCHAT_COMPLETE"
"""What a shell sets to be told how a line can go on."""


def main() -> NoReturn:
    """Run a command and exit with its code; whatever goes wrong is one clear sentence."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started the program
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  for as long as the program runs
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        code = _run()
        sys.stdout.flush()
    except OSError as error:
        _say(f"The output could not be written ({error.strerror or type(error).__name__}).")
        os._exit(ExitCode.FAILED)
    sys.exit(code)


def _run() -> int:
    gc.set_threshold(*COLLECTED_WHILE_LOADING)
    try:
        if not sys.argv[1:] and COMPLETING not in os.environ:  # nothing to parse, so the library for it can stay away
            from bbchat.cli.chat import open_chat

            return open_chat()
        from bbchat.cli.commands import run

        return run()
    except KeyboardInterrupt:
        _say("")
        return 130
    except BbchatError as error:
        from bbchat.cli.output import write_error

        write_error(error)
        match error:
            case KnowledgeError():
                return ExitCode.BAD_KNOWLEDGE
            case UsageError():
                return ExitCode.USAGE
            case _:
                return ExitCode.FAILED
    except OSError:
        raise
    except Exception as error:
        _say(f"Something went wrong inside bbchat ({fault_place(error)}). Nothing was kept. Please try again.")
        return ExitCode.FAILED


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
