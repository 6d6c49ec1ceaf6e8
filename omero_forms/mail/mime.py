# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail as the bytes that a mail server takes (RFC 5322, RFC 2045).

The standard library and Django build a tree of parts and walk over it several times for each mail, which takes longer
than handing it over. Ours all have one shape: headers, a text part, an HTML part; one kind has files beside them.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from email.header import Header

AS_IT_IS = re.compile(rb"(?:[\t\x20-\x7e]{0,998}\n)*[\t\x20-\x7e]{0,998}")
"""Lines that need no encoding: of ASCII, none longer than RFC 5322 lets it be (2.1.1)."""
LONGEST_HEADER = 76
LONGEST_LINE = 900
"""Well below the 998 bytes that RFC 5322 lets a line have."""
ADDRESSES = frozenset({"From", "To"})
EOL = "\r\n"


def mail_bytes(headers: Mapping[str, str], text: str, html: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A mail with both parts, of which a mail program shows one, and with files, by name. It is ASCII where its
    addresses are.

    Raises ValueError for a header with a line break: what follows would be another header, or the content.
    """
    head = "".join(f"{name}: {_header(name, value)}{EOL}" for name, value in headers.items())
    # Addresses that are not ASCII stay as they are: SMTPUTF8 is for them (RFC 6532).
    whole = _beside(_alternatives(text, html), files) if files else _alternatives(text, html)
    return f"{head}MIME-Version: 1.0{EOL}".encode() + whole


def _boundary() -> str:
    """No part can contain it: in one that is quoted, no underscore follows =; and of another, nobody can guess it."""
    return f"=_{secrets.token_hex(16)}"


def _alternatives(text: str, html: str) -> bytes:
    boundary = _boundary()
    made = [f'Content-Type: multipart/alternative;{EOL} boundary="{boundary}"{EOL}{EOL}'.encode()]
    for subtype, content in (("plain", text), ("html", html)):
        encoding, body = _encoded(content)
        kind = f'Content-Type: text/{subtype}; charset="utf-8"{EOL}Content-Transfer-Encoding: {encoding}{EOL}'
        made += [f"--{boundary}{EOL}{kind}{EOL}".encode(), body, EOL.encode()]
    made.append(f"--{boundary}--{EOL}".encode())
    return b"".join(made)


def _beside(shown: bytes, files: Mapping[str, bytes]) -> bytes:
    """What is shown, and files that no mail program writes anew: neither their lines nor their letters."""
    boundary = _boundary()
    made = [f'Content-Type: multipart/mixed;{EOL} boundary="{boundary}"{EOL}{EOL}--{boundary}{EOL}'.encode(), shown]
    for name, data in files.items():
        if not name.isascii() or set(name) & set('"\\\r\n'):
            raise ValueError("the attached file has a name that mails do not take")
        kind = (
            f'Content-Type: application/octet-stream; name="{name}"{EOL}Content-Transfer-Encoding: base64{EOL}'
            f'Content-Disposition: attachment; filename="{name}"{EOL}{EOL}'
        )
        made += [f"--{boundary}{EOL}{kind}".encode(), base64.encodebytes(data).replace(b"\n", EOL.encode())]
    made.append(f"--{boundary}--{EOL}".encode())
    return b"".join(made)


def _header(name: str, value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError(f"the header {name} has a line break")
    if name in ADDRESSES:
        return value
    is_plain = value.isascii() and value.isprintable() and "=?" not in value
    # An address is never broken: it would begin below its name, which some that read such a header take for empty.
    if is_plain and len(name) + len(value) < (LONGEST_HEADER if " " in value else LONGEST_LINE):
        return value
    folds = is_plain and all(len(word) < LONGEST_LINE for word in value.split(" "))
    return Header(value, None if folds else "utf-8", header_name=name).encode(linesep=EOL)


def _encoded(content: str) -> tuple[str, bytes]:
    """How a part is written, and the part with lines as SMTP ends them."""
    body = content.replace("\r\n", "\n").replace("\r", "\n").encode()
    encoding = "7bit"
    if AS_IT_IS.fullmatch(body) is None:
        encoding, body = "quoted-printable", binascii.b2a_qp(body, istext=True)
    return encoding, body.replace(b"\n", EOL.encode())
