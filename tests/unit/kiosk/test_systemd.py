"""Systemd hears whether the kiosk lives; nothing waits for it to listen."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bbchat.kiosk.systemd import notifier


@pytest.mark.parametrize("is_abstract", [False, True])
def test_what_is_said_arrives_so_that_a_living_kiosk_is_not_killed(tmp_path: Path, is_abstract: bool) -> None:
    name = f"{'@' if is_abstract else ''}{tmp_path}/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind("\0" + name[1:] if is_abstract else name)
        heard.settimeout(5)
        notifier(name)("WATCHDOG=1\nSTATUS=open")
        assert heard.recv(100) == b"WATCHDOG=1\nSTATUS=open"


def test_nobody_waits_where_nobody_listens(tmp_path: Path) -> None:
    notifier("")("READY=1")
    notifier(str(tmp_path / "gone"))("READY=1")
    name = str(tmp_path / "deaf")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(name)
        for _ in range(5000):
            notifier(name)("WATCHDOG=1")
