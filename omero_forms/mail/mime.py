# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail as the bytes that a mail server takes (RFC 5322, RFC 2045).

The standard library and Django build a tree of parts and walk over it several times for each mail, which takes longer
than handing it over. Ours all have one shape: headers, a text part, an HTML part.
"""

from __future__ import annotations

import binascii
import re
import secrets
from collections.abc import Mapping
from email.header import Header

AS_IT_IS = re.compile(rb"(?:[\t\x20-\x7e]{0,998}\n)*[\t\x20-\x7e]{0,998}")
"""Lines that need no encoding: of ASCII, none longer than RFC 5322 lets it be (2.1.1)."""
LONGEST_HEADER = 76
ADDRESSES = frozenset({"From", "To"})
EOL = "\r\n"


def mail_bytes(headers: Mapping[str, str], text: str, html: str) -> bytes:
    """A mail with both parts, of which a mail program shows one. It is ASCII where its addresses are.

    Raises ValueError for a header with a line break: what follows would be another header, or the content.
    """
    # No part can contain it: in one that is quoted, no underscore follows =; and of another, nobody can guess it.
    boundary = f"=_{secrets.token_hex(16)}"
    head = "".join(f"{name}: {_header(name, value)}{EOL}" for name, value in headers.items())
    head += f'MIME-Version: 1.0{EOL}Content-Type: multipart/alternative;{EOL} boundary="{boundary}"{EOL}{EOL}'
    # Addresses that are not ASCII stay as they are: SMTPUTF8 is for them (RFC 6532).
    made = [head.encode()]
    for subtype, content in (("plain", text), ("html", html)):
        encoding, body = _encoded(content)
        kind = f'Content-Type: text/{subtype}; charset="utf-8"{EOL}Content-Transfer-Encoding: {encoding}{EOL}'
        made += [f"--{boundary}{EOL}{kind}{EOL}".encode(), body, EOL.encode()]
    made.append(f"--{boundary}--{EOL}".encode())
    return b"".join(made)


def _header(name: str, value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError(f"the header {name} has a line break")
    if name in ADDRESSES:
        return value
    is_plain = value.isascii() and value.isprintable() and "=?" not in value
    if is_plain and len(name) + len(value) < LONGEST_HEADER:
        return value
    return Header(value, None if is_plain else "utf-8", header_name=name).encode(linesep=EOL)


def _encoded(content: str) -> tuple[str, bytes]:
    """How a part is written, and the part with lines as SMTP ends them."""
    body = content.replace("\r\n", "\n").replace("\r", "\n").encode()
    encoding = "7bit"
    if AS_IT_IS.fullmatch(body) is None:
        encoding, body = "quoted-printable", binascii.b2a_qp(body, istext=True)
    return encoding, body.replace(b"\n", EOL.encode())
