"""A process of its own for each visitor, made from one that has everything loaded and never sees a word.

The one invariant: what a visitor types is only ever in the memory of a process that ends with the visit. The kernel
gives that memory to nobody before it is zeroed, which no wiping within a process can promise.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import time
from collections.abc import Callable

from bbchat.kiosk.exits import KioskExit

SHORTEST_LIFE = 10.0
"""Seconds; a process that ends sooner by itself has crashed at its start."""
CRASHES = 3
"""At the start, one after the other, after which this process is no longer trusted, either."""
_AWAITED = {signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM}
"""The end of a visitor's process, and what ends the kiosk from outside."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def serve(visit: Callable[[], int], make_ready: Callable[[], None]) -> int:
    """Let one process after the other see to a visitor, until staff ends it; returns a `KioskExit` or 128 + signal.

    Args:
        visit: runs in the process of a visitor, and gives its exit code.
        make_ready: puts the terminal in order, however the visitor before has left it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)  # they are waited for, so that none is lost
    gc.collect()
    gc.freeze()  # what is loaded stays in pages that all processes share
    crashes = 0
    while True:
        make_ready()
        began = time.monotonic()
        code, stopped_by = _wait(_fork(visit))
        if stopped_by:
            return 128 + stopped_by
        if code in (KioskExit.STAFF, KioskExit.RESTART):
            return code
        is_crash = code != KioskExit.VISIT_OVER and time.monotonic() - began < SHORTEST_LIFE
        crashes = crashes + 1 if is_crash else 0
        if crashes >= CRASHES:
            return KioskExit.CRASHED


def _wait(child: int) -> tuple[int, int]:
    """The exit code of a process, or minus the signal that ended it; and the signal that is to end the kiosk, or 0."""
    stopped_by = 0
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), stopped_by
        number = signal.sigwait(_AWAITED)
        if number != signal.SIGCHLD:
            stopped_by = number
            os.kill(child, signal.SIGTERM)


def _fork(visit: Callable[[], int]) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    code: int = KioskExit.CRASHED
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _AWAITED)
        if os.getppid() == parent:
            code = visit()
    finally:
        os._exit(code)  # nothing of the parent's is to be tidied up here
    return 0
