# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server with moods: it refuses, puts off or breaks off at any step, as servers do."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HANGS_FOR = 20.0
"""Seconds that it says nothing to a good-bye: longer than a worker waits."""

AT_MAIL = {"mail550": "550 sender refused", "mail451": "451 later"}
AT_DATA = {"data451": "451 later", "data554": "554 refused"}
AT_END = {"end451": "451 later", "end554": "554 spam"}


@dataclass
class Moody:
    """The server's mood, and each message that it has taken: whom it was for, and its Message-ID."""

    mood: str = "well"
    port: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        """One connection, in the mood that it began with."""
        mood = self.server.moody.mood
        if mood == "greet554":
            self._say("554 no")
            return
        self._say("220 moody")
        recipient = ""
        while line := self.rfile.readline().strip().decode():
            verb = line[:4].upper()
            if verb == "MAIL":
                self._say(AT_MAIL.get(mood, "250 ok"))
            elif verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                if mood == "rcpt421":
                    self._say("421 too many connections")
                    return
                refuses = mood == "rcpt550first" and recipient.startswith("m0")
                self._say("550 no such user" if refuses else "451 greylisted" if mood == "rcpt451" else "250 ok")
            elif verb == "DATA":
                if not self._take(mood, recipient):
                    return
            elif verb == "QUIT":
                if mood == "hang_quit":
                    self.server.moody.over.wait(HANGS_FOR)
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, mood: str, recipient: str) -> bool:
        """The message; False where the connection is broken off."""
        if mood in AT_DATA:
            self._say(AT_DATA[mood])
            return True
        self._say("354 go")
        message_id = ""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            if line.lower().startswith(b"message-id:"):
                message_id = line.partition(b":")[2].strip().decode()
        if mood in AT_END:
            self._say(AT_END[mood])
            return True
        if mood == "drop_before_250":
            self._break_off()
            return False
        self.server.moody.taken.append((recipient, message_id))
        self._say("250 kept")
        if mood == "drop_after_250":
            self._break_off()
            return False
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _break_off(self) -> None:
        # Without a good-bye: what was sent and not read yet may be lost.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, moody: Moody) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.moody = moody

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever broke off the connection knows it."""


@contextmanager
def moody_server() -> Iterator[Moody]:
    """Serves on a port of its own."""
    moody = Moody()
    with _Server(moody) as server:
        moody.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield moody
        moody.over.set()
        server.shutdown()
        thread.join()
