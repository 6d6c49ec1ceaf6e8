# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sent to a service that an admin named goes there and nowhere else, and what comes back has a limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from omero_forms.kit import posting
from omero_forms.kit.posting import Answer, post


@pytest.fixture
def address() -> Iterator[str]:
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
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_answer_comes_back_with_any_status(address: str) -> None:
    assert post(f"{address}/echo", "— ä\n") == Answer(200, "— ä\n")
    assert post(f"{address}/conflict", "12\n") == Answer(409, "12\n")


def test_it_is_not_sent_on_to_another_address(address: str) -> None:
    assert post(f"{address}/elsewhere", "secret").status == 307


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/"])
def test_nobody_who_answers_and_no_web_address_are_faults_of_the_network(url: str) -> None:
    with pytest.raises(OSError, match=r"only http|refused"):
        post(url, "x")


def test_an_answer_that_is_too_long_or_no_text_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="no text"):
        post(f"{address}/binary", "x")
    monkeypatch.setattr(posting, "MOST_BYTES", 3)
    with pytest.raises(OSError, match="too long"):
        post(f"{address}/echo", "four")
