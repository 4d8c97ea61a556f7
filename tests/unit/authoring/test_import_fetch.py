"""An address is fetched from the open internet or not at all, and nothing that a host does holds the author up."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bbchat.authoring.importing.fetch import Network, fetch, is_public
from bbchat.authoring.importing.limits import MAX_BYTES
from bbchat.authoring.importing.source import read_source
from bbchat.errors import SourceError
from tests.unit.authoring.import_sources import OFFLINE, PROSE

PAGE = f"<html><body><h1>Rest</h1><p>{PROSE}</p></body></html>".encode()
HERE = "127.0.0.1"
NUMBERS = {"blog.example": [HERE], "inside.example": ["10.0.0.8"], "two.example": ["93.184.216.34", "192.168.1.1"]}


@dataclass
class Host:
    """A web server on this machine that plays a host of the open internet."""

    port: int
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, scheme: str = "http", host: str = "blog.example") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def network(self) -> Network:
        def resolve(host: str, port: int) -> list[str]:
            if host not in NUMBERS:
                raise OSError("unknown")
            return NUMBERS[host]

        def is_allowed(number: str) -> bool:
            return number == HERE or is_public(number)

        return Network(self.told.append, resolve, is_allowed, patience=5)


@pytest.fixture
def host() -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.answers[self.path](self)

        def log_message(self, *args: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Quiet((HERE, 0), Handler)
    made = Host(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def answer(
    content: bytes = PAGE, status: int = 200, headers: Mapping[str, str] | None = None
) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return send


def refusal(url: str, network: Network) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, network)
    assert caught.value.hint
    assert "Error" not in caught.value.message
    return caught.value.message


def test_a_page_is_fetched_and_its_host_named_first(host: Host) -> None:
    host.answers["/post?a=b"] = answer(headers={"Content-Type": "text/html; charset=utf-8"})
    reading = read_source(host.url("/post?a=b#part"), host.network)
    assert [block.text for block in reading.blocks] == [PROSE]
    assert reading.facts.url == host.url("/post?a=b#part")
    assert host.told == ["blog.example"]


def test_a_packed_page_is_unpacked_within_the_limit(host: Host) -> None:
    host.answers["/packed"] = answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
    assert fetch(host.url("/packed"), host.network).content == PAGE
    host.answers["/bomb"] = answer(gzip.compress(bytes(MAX_BYTES * 3)), headers={"Content-Encoding": "gzip"})
    assert "larger than" in refusal(host.url("/bomb"), host.network)
    host.answers["/odd"] = answer(headers={"Content-Encoding": "zstd"})
    assert "packs" in refusal(host.url("/odd"), host.network)
    host.answers["/torn"] = answer(PAGE, headers={"Content-Encoding": "gzip"})
    assert "damaged" in refusal(host.url("/torn"), host.network)


def moved(there: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return answer(b"", 302, {"Location": there})


def test_redirects_are_followed_and_named(host: Host) -> None:
    host.answers |= {"/old": moved("/new"), "/new": answer()}
    assert fetch(host.url("/old"), host.network).url == host.url("/new")


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("file:///etc/passwd", "begins with file:"),
        ("ftp://blog.example/x", "begins with ftp:"),
        ("http://inside.example/", "not on the open internet"),
        ("http://10.1.2.3/", "no host"),
        ("http://two.example/", "not on the open internet"),
        ("http://name:word@blog.example/", "password"),
        ("/loop", "circle"),
        ("http://[::1/", "not an address"),
    ],
)
def test_a_redirect_to_where_it_must_not_go(host: Host, there: str, words: str) -> None:
    host.answers["/loop"] = moved(there)
    assert words in refusal(host.url("/loop"), host.network)
    assert host.told == ["blog.example"]
    assert host.asked == ["/loop"]


def test_redirects_without_an_end(host: Host) -> None:
    host.answers |= {f"/{at}": moved(f"/{at + 1}") for at in range(50)}
    assert "without an end" in refusal(host.url("/0"), host.network)
    assert len(host.asked) < 10


@pytest.mark.parametrize(
    "number",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 255.255.255.255 ::1 :: "
    "fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1 ::7f00:1 2002:7f00:1:: "
    "2001:db8::1 rubbish".split(),
)
def test_an_address_inside_is_never_contacted(number: str) -> None:
    assert not is_public(number)
    network = replace(OFFLINE, resolve=lambda host, port: [number])
    assert "not on the open internet" in refusal("http://blog.example/", network)


def test_a_name_without_a_number_is_not_contacted() -> None:
    assert "not on the open internet" in refusal("http://a.example/", replace(OFFLINE, resolve=lambda host, port: []))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://2130706433/"])
def test_an_inner_number_as_the_address_itself(url: str) -> None:
    assert "not on the open internet" in refusal(url, OFFLINE)


def test_public_numbers_are_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")
    assert is_public("64:ff9b::5db8:d822")


def test_what_is_no_page(host: Host) -> None:
    host.answers["/pdf"] = answer(headers={"Content-Type": "application/pdf"})
    assert "application/pdf" in refusal(host.url("/pdf"), host.network)
    host.answers["/gone"] = answer(status=404)
    assert "no such page" in refusal(host.url("/gone"), host.network)
    host.answers["/down"] = answer(status=503)
    assert "503" in refusal(host.url("/down"), host.network)
    host.answers["/rubbish"] = lambda handler: drip(handler, b"\0\1\2 nonsense\r\n\r\n", b"x", host.is_over)
    assert "not a web page" in refusal(host.url("/rubbish"), host.network)
    assert "no host" in refusal("http://unknown.example/", host.network)
    assert "could not be reached" in refusal("http://blog.example:1/", host.network)


def drip(handler: BaseHTTPRequestHandler, first: bytes, more: bytes, is_over: threading.Event) -> None:
    handler.wfile.write(first)
    while not is_over.wait(0.02):
        handler.wfile.write(more)


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"]
)
@pytest.mark.parametrize("more", [b"", b"x"])
def test_a_slow_page_does_not_hold_the_author_up(host: Host, first: bytes, more: bytes) -> None:
    host.answers["/slow"] = lambda handler: drip(handler, first, more, host.is_over)
    started = time.monotonic()
    assert "too long" in refusal(host.url("/slow"), replace(host.network, patience=0.2))
    assert time.monotonic() - started < 10


def test_an_endless_page_is_cut_off(host: Host) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not host.is_over.is_set():
            handler.wfile.write(b"x" * 1_000_000)

    host.answers["/flood"] = flood
    assert "larger than" in refusal(host.url("/flood"), replace(host.network, patience=60))


def test_a_host_that_does_not_speak_securely(host: Host) -> None:
    assert "is not safe" in refusal(host.url("/", "https"), host.network)


@pytest.fixture
def secure_port(tmp_path: Path) -> Iterator[int]:
    """A host with a certificate of its own making, that sends on to a page that is not secure."""
    if shutil.which("openssl") is None:
        pytest.skip("makes a certificate with openssl")
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    names = ["-subj", "/CN=blog.example", "-addext", "subjectAltName=DNS:blog.example"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        *names,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Secure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved("http://blog.example/")(self)

        def log_message(self, *args: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Quiet((HERE, 0), Secure)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_certificate_that_nobody_vouches_for(host: Host, secure_port: int) -> None:
    words = refusal(f"https://blog.example:{secure_port}/", host.network)
    assert "is not safe: self" in words
    assert "certificate" in words


def test_a_certificate_of_another_host(
    host: Host, secure_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    network = replace(host.network, resolve=lambda host, port: [HERE])
    assert "is not safe" in refusal(f"https://other.example:{secure_port}/", network)


def test_a_secure_page_is_not_left_for_an_insecure_one(
    host: Host, secure_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    assert "not secure (http)" in refusal(f"https://blog.example:{secure_port}/", host.network)
