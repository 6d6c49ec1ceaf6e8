# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sent to a service that an admin named goes there and nowhere else, and what comes back has a limit."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from omero_forms.kit import posting
from omero_forms.kit.posting import Answer, post

SLOW = {"/slow-header", "/slow-body"}


@pytest.fixture
def begun() -> threading.Event:
    """What is slow has begun with it."""
    return threading.Event()


@pytest.fixture
def soon(begun: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over soon after that, however long a busy machine takes to get there."""

    class Timer(threading.Timer):
        def run(self) -> None:
            begun.wait(60)
            super().run()

        def cancel(self) -> None:
            begun.set()
            super().cancel()

    monkeypatch.setattr(posting, "Timer", lambda _seconds, over: Timer(0.1, over))


@pytest.fixture
def address(begun: threading.Event) -> Iterator[str]:
    """Of a service that answers as the path says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/elsewhere":
                self.send_response(307)
                self.send_header("Location", "/echo")
            else:
                self.send_response(409 if self.path == "/conflict" else 200)
            answer = b"\xff\xfe" if self.path == "/binary" else body
            self.send_header("Content-Length", str(len(answer) + (1000 if self.path in SLOW else 0)))
            if self.path == "/slow-header":
                self._dribble(b"X-More: ")
            self.end_headers()
            self.wfile.write(answer)
            if self.path == "/slow-body":
                self._dribble(b"x")

        def _dribble(self, piece: bytes) -> None:
            """A byte now and then, for as long as somebody listens."""
            self.flush_headers()
            begun.set()
            with suppress(OSError):
                while not ended.wait(0.02):
                    self.wfile.write(piece)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    ended = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    ended.set()
    server.shutdown()
    server.server_close()


def test_the_answer_comes_back_with_any_status(address: str) -> None:
    answer = post(f"{address}/echo", "— ä\n".encode())
    assert (answer, answer.text) == (Answer(200, "— ä\n".encode()), "— ä\n")
    assert post(f"{address}/conflict", b"12\n") == Answer(409, b"12\n")


def test_it_is_not_sent_on_to_another_address(address: str) -> None:
    assert post(f"{address}/elsewhere", b"secret").status == 307


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/"])
def test_nobody_who_answers_and_no_web_address_are_faults_of_the_network(url: str) -> None:
    with pytest.raises(OSError, match=r"only http|refused"):
        post(url, b"x")


def test_an_answer_that_is_too_long_or_no_text_is_none(address: str) -> None:
    with pytest.raises(OSError, match="no text"):
        assert post(f"{address}/binary", b"x").text
    assert post(f"{address}/echo", b"four", most_bytes=4).body == b"four"
    for path in ("echo", "conflict"):
        with pytest.raises(OSError, match="too long"):
            post(f"{address}/{path}", b"four", most_bytes=3)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("path", sorted(SLOW))
def test_whoever_sends_a_byte_now_and_then_is_broken_off(address: str, path: str) -> None:
    with pytest.raises(TimeoutError, match="no answer in time"):
        post(address + path, b"x")


@pytest.fixture
def dead() -> Iterator[tuple[str, int]]:
    """Where nobody answers who wants to connect: more are waiting than there is room for."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as busy, ExitStack() as waiting:
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(busy.getsockname())
        yield busy.getsockname()


@pytest.mark.usefixtures("soon")
def test_time_that_is_spent_on_addresses_where_nobody_answers_counts(
    address: str, dead: tuple[str, int], begun: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    connect = socket.socket.connect

    def counted(one: socket.socket, there: Any) -> None:
        asked.append(there)
        begun.set()
        connect(one, there)

    found = [dead, dead, dead, ("127.0.0.1", urlsplit(address).port)]
    stream = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_of, **_how: [(*stream, one) for one in found])
    monkeypatch.setattr(socket.socket, "connect", counted)
    with pytest.raises(TimeoutError, match="no answer in time"):
        post(f"{address}/slow-body", b"x")
    assert set(asked) == {dead}


@pytest.mark.usefixtures("soon")
def test_whoever_never_comes_to_an_end_of_opening_tls_is_broken_off(begun: threading.Event) -> None:
    left: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def dribble() -> None:
            there, _ = server.accept()
            with there, suppress(OSError):
                there.settimeout(0.02)
                # A part of the handshake that says it has 16 kB.
                there.sendall(b"\x16\x03\x03\x40\x00")
                begun.set()
                while not left or left[-1]:
                    with suppress(TimeoutError):
                        left.append(there.recv(4096))
                    there.sendall(b"\0")

        listening = threading.Thread(target=dribble, daemon=True)
        listening.start()
        with pytest.raises(TimeoutError, match="no answer in time"):
            post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"x")
        listening.join(60)
    assert not listening.is_alive(), "the connection is closed"
