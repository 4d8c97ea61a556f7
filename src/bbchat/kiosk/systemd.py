"""What a service tells systemd, where systemd started it: that it is ready, that it lives, how it goes."""

from __future__ import annotations

import socket
from collections.abc import Callable

Notify = Callable[[str], None]


def notifier(address: str) -> Notify:
    """Sends lines such as `READY=1` to the socket that `NOTIFY_SOCKET` names; does nothing where it names none.

    A name that begins with @ is one without a file. What can't be sent is left unsaid: nothing must wait for it.
    """
    target = "\0" + address[1:] if address.startswith("@") else address

    def notify(lines: str) -> None:
        if not address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.sendto(lines.encode(), target)
        except OSError:
            return

    return notify
