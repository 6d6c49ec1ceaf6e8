# SPDX-License-Identifier: AGPL-3.0-or-later
"""Send something to a service outside of this site that the settings name."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any, Self
from urllib.error import HTTPError, URLError

SECONDS = 20.0
"""For the whole of it: whoever sends a byte now and then holds nobody up for longer."""
MOST_BYTES = 1_000_000
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the status is."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """Raises OSError where it is none."""
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            raise OSError("the answer is no text") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address that an admin named does not lead to one that somebody else does."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


class _InTime(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Connections that are broken off when the time is over: the time-out of a socket begins anew with each byte."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = Timer(SECONDS, self._break_off)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_arguments: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for one in self._sockets:
            one.close()

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._noted(http.client.HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._noted(http.client.HTTPSConnection), req, context=ssl.create_default_context())

    def _noted(self, kind: type[http.client.HTTPConnection]) -> Any:
        """That kind of connection, whose socket is known here from before it connects: nobody else knows it once TLS
        has taken it over, or there is an answer.
        """
        connected = self._connected

        class Connection(kind):  # type: ignore[valid-type, misc]
            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                # There is no other way between a connection and what a proxy or TLS says on it.
                self._create_connection = connected

        return Connection

    def _connected(self, address: tuple[str, int], timeout: float, _source: object) -> socket.socket:
        """With the first of its addresses that answers. Raises OSError."""
        fault = OSError("it has no address")
        for family, kind, protocol, _name, there in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
            try:
                return self._reached(socket.socket(family, kind, protocol), there, timeout)
            except OSError as why:
                fault = why
        raise fault

    def _reached(self, one: socket.socket, there: Any, timeout: float) -> socket.socket:
        try:
            self._sockets.append(one.dup())
            self._go_on()
            one.settimeout(timeout)
            one.connect(there)
            # What was broken off before it was begun may have connected all the same.
            self._go_on()
        except BaseException:
            one.close()
            raise
        return one

    def _go_on(self) -> None:
        """Raises OSError once the time is over. Asked after a socket is noted: who breaks off looks at them last."""
        if self.is_over:
            raise _late()

    def _break_off(self) -> None:
        self.is_over = True
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, *, content_type: str = TEXT, most_bytes: int = MOST_BYTES) -> Answer:
    """Send it. Raises OSError where nobody answers in time, or what comes back is longer than `most_bytes`."""
    if not url.startswith(("https://", "http://")):
        raise OSError("only http and https")
    request = urllib.request.Request(url, body, {"Content-Type": content_type}, method="POST")  # noqa: S310
    with _InTime() as handler:
        try:
            answer = _answer(urllib.request.build_opener(_NoRedirect, handler), request, most_bytes)
        except (OSError, http.client.HTTPException) as fault:
            raise (_late() if handler.is_over else _of_network(fault)) from fault
    if handler.is_over:
        # What was cut off may look whole.
        raise _late()
    return answer


def _late() -> OSError:
    return TimeoutError("no answer in time")


def _of_network(fault: Exception) -> OSError:
    reason = fault.reason if isinstance(fault, URLError) else fault
    return reason if isinstance(reason, OSError) else OSError(type(fault).__name__)


def _answer(opener: urllib.request.OpenerDirector, request: urllib.request.Request, most_bytes: int) -> Answer:
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _read(answer, most_bytes))
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, _read(refused, most_bytes))


def _read(answer: IO[bytes], most_bytes: int) -> bytes:
    data = answer.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError("the answer is too long")
    return data
