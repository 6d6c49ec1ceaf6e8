# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server that delivers to nobody: it keeps what it is given, and shows it on a small web page.

`python -m demo.smtp --port 4025 --web-port 4026 --directory DIR` keeps each message as a file and serves
`/` (the list), `/<n>` (one message, text and HTML part) and `/messages.json`.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import html
import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

STYLE = (
    "body{font:14px/1.5 Helvetica,Arial,sans-serif;color:#222b33;max-width:960px;margin:32px auto;padding:0 16px}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid #d5dbe1}"
    "pre{white-space:pre-wrap;background:#f5f7f9;padding:16px}iframe{width:100%;height:720px;border:1px solid #d5dbe1}"
)

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""No scripts and no forms; links may open a tab."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as it was received; `recipients` are those of the envelope."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed message."""
        return email.message_from_bytes(self.content, policy=email.policy.default)

    def part(self, kind: str) -> str:
        """Text of the part `plain` or `html`; empty when there is none."""
        body = self.message.get_body((kind,))
        return "" if body is None else str(body.get_content())

    @property
    def attached(self) -> dict[str, str]:
        """Attached files as text, by name."""
        files = {str(one.get_filename()): one.get_payload(decode=True) for one in self.message.iter_attachments()}
        return {name: data.decode(errors="replace") for name, data in files.items() if isinstance(data, bytes)}

    def summary(self) -> dict[str, Any]:
        """What `/messages.json` says of it."""
        message = self.message
        return {
            "number": self.number,
            "sender": self.sender,
            "recipients": list(self.recipients),
            "subject": str(message["Subject"] or ""),
            "message_id": str(message["Message-ID"] or ""),
            "text": self.part("plain"),
            "html": self.part("html"),
            "attached": self.attached,
        }


def _kept(number: int, content: bytes) -> Mail:
    """A message of an earlier run, by its headers: the envelope is not kept."""
    headers = email.message_from_bytes(content, policy=email.policy.default)
    people = [address for _, address in getaddresses([str(headers["To"] or "")])]
    return Mail(number, str(headers["From"] or ""), tuple(people), content)


class Mailbox:
    """Takes messages from aiosmtpd and keeps them, in memory and (with a directory) as `.eml` files."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._mails: list[Mail] = []
        self._lock = threading.Lock()
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            for file in sorted(directory.glob("*.eml")):
                self._mails.append(_kept(len(self._mails) + 1, file.read_bytes()))

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one message."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        with self._lock:
            mail = Mail(len(self._mails) + 1, envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
            self._mails.append(mail)
        if self._directory is not None:
            (self._directory / f"{mail.number:04d}.eml").write_bytes(content)
        return "250 kept"

    @property
    def mails(self) -> tuple[Mail, ...]:
        """All messages so far, oldest first."""
        with self._lock:
            return tuple(self._mails)

    def clear(self) -> None:
        """Forget what came so far."""
        with self._lock:
            self._mails.clear()


def start_server(mailbox: Mailbox, port: int) -> Controller:
    """Listen on 127.0.0.1:*port*; `stop()` of what is returned ends it."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def render_list(mails: tuple[Mail, ...]) -> str:
    """The page with all messages, newest first."""
    rows = "".join(
        f'<tr><td><a href="/{mail.number}">{html.escape(str(mail.message["Subject"]))}</a></td>'
        f"<td>{html.escape(', '.join(mail.recipients))}</td><td>{html.escape(str(mail.message['Date'] or ''))}</td></tr>"
        for mail in reversed(mails)
    )
    count = f"{len(mails)} message{'' if len(mails) == 1 else 's'}"
    table = f"<table><thead><tr><th>Subject<th>To<th>Date</tr></thead><tbody>{rows}</tbody></table>" if mails else ""
    return f"<h1>Mail of the demo</h1><p>{count}. This server keeps mail and delivers none.</p>{table}"


LINK = re.compile(r"https?://[^\s<>\"]+")
SHOWN_FIRST = ("From", "To", "Date")


def _rows(headers: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>" for name, value in headers)


def _linked(text: str) -> str:
    """Plain text with links where it has addresses."""
    places = [(found.start(), found.end()) for found in LINK.finditer(text)]
    parts, end = [], 0
    for start, after in places:
        address = html.escape(text[start:after], quote=True)
        parts += [html.escape(text[end:start]), f'<a href="{address}">{address}</a>']
        end = after
    return "".join([*parts, html.escape(text[end:])])


def render_mail(mail: Mail) -> str:
    """The page with one message. Its links open outside the frame, as those of a mail program do."""
    message = mail.message
    first = _rows((name, str(message[name] or "")) for name in SHOWN_FIRST)
    everything = _rows((name, str(value)) for name, value in message.items())
    files = "".join(
        f"<h2>Attached: {html.escape(name)}</h2><pre>{html.escape(text)}</pre>" for name, text in mail.attached.items()
    )
    shown = html.escape(f'<base target="_blank">{mail.part("html")}', quote=True)
    return (
        f'<p><a href="/">All messages</a></p><h1>{html.escape(str(message["Subject"]))}</h1><table>{first}</table>'
        f'<h2>As most people see it</h2><iframe title="HTML part" sandbox="{SANDBOX}" srcdoc="{shown}"></iframe>'
        f"<h2>As plain text</h2><pre>{_linked(mail.part('plain'))}</pre>{files}"
        f"<details><summary>All headers</summary><table>{everything}</table></details>"
    )


def make_web_server(mailbox: Mailbox, port: int) -> ThreadingHTTPServer:
    """The web page of *mailbox* on 127.0.0.1:*port*; the caller serves it."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mails = mailbox.mails
            if self.path == "/messages.json":
                self._answer("application/json", json.dumps([mail.summary() for mail in mails]))
            elif self.path == "/":
                self._answer("text/html", _page(render_list(mails)))
            elif self.path[1:].isdigit() and 0 < int(self.path[1:]) <= len(mails):
                self._answer("text/html", _page(render_mail(mails[int(self.path[1:]) - 1])))
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def _answer(self, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Page)


def _page(body: str) -> str:
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Mail of the demo</title><style>{STYLE}</style>{body}'


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="demo.smtp")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--web-port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    arguments = parser.parse_args()
    mailbox = Mailbox(arguments.directory)
    start_server(mailbox, arguments.port)
    make_web_server(mailbox, arguments.web_port).serve_forever()


if __name__ == "__main__":
    main()
