"""A page from the web, fetched because its address was given.

The one invariant: a connection is only ever made to an address that was looked at first and is public; each host is
named before it is contacted, and neither a slow nor an endless page holds the program up.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from bbchat.authoring.importing.limits import MAX_BYTES, too_large
from bbchat.errors import SourceError
from bbchat.language.clean import clean

MAX_REDIRECTS = 5
PATIENCE = 30.0
"""Seconds for all of it: names, connections, redirects and the page."""
_CHUNK = 65_536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses in which a gateway hides one of the older kind."""
_MOVED = {301, 302, 303, 307, 308}
_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_SAVE = "Open the page in your browser, save it as a file, and import the file."
_REASONS = {401: "it asks for a password", 403: "it lets no program in", 404: "there is no such page"}
_REASONS |= {410: "the page is gone", 429: "it has been asked too often; wait a while"}

Resolve = Callable[[str, int], Sequence[str]]
"""The numbers of a host, by its name and port."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    content: bytes
    url: str
    """Where it came from in the end."""
    kind: str
    charset: str
    """As the host says; empty where it doesn't."""


def look_up(host: str, port: int) -> list[str]:
    """The numbers of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(number: str) -> bool:
    """Whether an address lies in the open internet, and not in this machine, this house or a data centre's inside."""
    try:
        address = ipaddress.ip_address(number.split("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, slots=True)
class Network:
    """How the world is reached; tests stand in for it."""

    tell: Callable[[str], None]
    """Called with each host before it is contacted."""
    resolve: Resolve = look_up
    is_allowed: Callable[[str], bool] = is_public
    patience: float = PATIENCE


def fetch(url: str, network: Network) -> Fetched:
    """Fetch a page.

    Raises:
        SourceError: it cannot be had, or must not.
    """
    outcome: list[Fetched | BaseException] = []

    def work() -> None:
        try:
            outcome.append(_follow(url, network, time.monotonic() + network.patience))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(network.patience + 1)
    if not outcome:
        raise _too_slow(urlsplit(url).hostname or "")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _follow(url: str, network: Network, until: float) -> Fetched:
    """Fetch, going where the hosts send us, each time after the same look at the address."""
    seen = {url}
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        answer = _ask(parts, network, until)
        if isinstance(answer, Fetched):
            return answer
        there = _joined(url, answer)
        if parts.scheme == "https" and there.lower().startswith("http:"):
            raise SourceError(f"{parts.hostname} sends on to a page that is not secure (http).", _SAVE)
        if there in seen:
            raise SourceError(f"{parts.hostname} sends us round in a circle.", _SAVE)
        seen.add(there)
        url = there
    raise SourceError(f"{parts.hostname} sends on from page to page without an end.", _SAVE)


def _joined(url: str, there: str) -> str:
    """Where a host sends us, which it may say in short."""
    try:
        return urljoin(url, there)
    except ValueError:
        return there


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be fetched."""
    try:
        parts = urlsplit(url)
        is_address = bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address and not re.match(r"(?!https?:)[a-z]+:", url, re.I):
        raise SourceError("This is not an address of a web page.", "Copy it from your browser: https://…")
    if parts.scheme not in ("http", "https"):
        raise SourceError(
            f"This leads to an address that begins with {clean(parts.scheme)}:, not to a web page; it was not opened.",
            _SAVE,
        )
    if parts.username or parts.password:
        raise SourceError("This address holds a name or a password.", _SAVE)
    return parts


def _ask(parts: SplitResult, network: Network, until: float) -> Fetched | str:
    """One question to one host: its page, or where it sends us."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    numbers = _allowed(host, port, network)
    network.tell(host)
    try:
        connection = _connect(host, numbers, port, parts.scheme == "https", until)
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or "it does not speak securely"
        raise SourceError(f"The connection to {host} is not safe: {reason}.", _SAVE) from error
    except TimeoutError as error:
        raise _too_slow(host) from error
    except OSError as error:
        raise SourceError(f"{host} could not be reached.", f"Check your internet connection. Or: {_SAVE}") from error
    try:
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        headers = {"Accept": ", ".join(_KINDS), "Accept-Encoding": "identity", "User-Agent": "bbchat import"}
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            there = answer.headers.get("Location")
            return there if there and answer.status in _MOVED else _page(answer, host, urlunsplit(parts))
    except TimeoutError as error:
        raise _too_slow(host) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise SourceError(f"{host} answered with something that is not a web page.", _SAVE) from error
    finally:
        connection.close()


def _allowed(host: str, port: int, network: Network) -> Sequence[str]:
    """The numbers to connect to: all that a name leads to have to be public, or none is used."""
    try:
        numbers = network.resolve(host, port)
    except (OSError, UnicodeError) as error:
        hint = "Check the address and your internet connection."
        raise SourceError(f"There is no host with the name {host}.", hint) from error
    if not numbers or not all(map(network.is_allowed, numbers)):
        raise SourceError(
            f"{host} is not on the open internet but this computer or a local network, so it was not contacted.", _SAVE
        )
    return numbers


def _connect(host: str, numbers: Sequence[str], port: int, is_secure: bool, until: float) -> http.client.HTTPConnection:
    """A connection to the first of the numbers that answers; the name is only asked of the certificate."""
    for number in numbers:
        left = max(until - time.monotonic(), 0.1)
        try:
            line = socket.create_connection((number, port), timeout=left)
            break
        except OSError:
            if number == numbers[-1]:
                raise
    connection = http.client.HTTPConnection(host, port, timeout=left)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host) if is_secure else line
    except BaseException:
        line.close()
        raise
    return connection


def _page(answer: http.client.HTTPResponse, host: str, url: str) -> Fetched:
    if answer.status != 200:
        reason = _REASONS.get(answer.status, f"it answers with the number {answer.status}")
        raise SourceError(f"{host} does not give the page: {reason}.", f"Check the address. Or: {_SAVE}")
    kind = answer.headers.get_content_type() if answer.headers.get("Content-Type") else "text/html"
    if kind not in _KINDS:
        raise SourceError(f"This address leads to something that is not a page of text ({kind}).", _SAVE)
    packing = answer.headers.get("Content-Encoding", "identity").lower()
    if packing not in ("identity", "gzip", "deflate"):
        raise SourceError(f"{host} packs its pages in a way that is not known here.", _SAVE)
    unpack = zlib.decompressobj(wbits=47) if packing != "identity" else None
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        try:
            content += unpack.decompress(chunk, MAX_BYTES + 1) if unpack else chunk
        except zlib.error as error:
            raise SourceError(f"{host} sent a page that is damaged.", _SAVE) from error
        if len(content) > MAX_BYTES:
            raise too_large("This page")
    return Fetched(bytes(content), url, kind, answer.headers.get_content_charset() or "")


def _too_slow(host: str) -> SourceError:
    return SourceError(f"{host} takes too long to answer.", f"Try again later. Or: {_SAVE}")
