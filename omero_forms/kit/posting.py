# SPDX-License-Identifier: AGPL-3.0-or-later
"""Send a text to a service outside of this site that the settings name."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError

SECONDS = 20.0
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the status is."""

    status: int
    body: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address that an admin named does not lead to one that somebody else does."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


def post(url: str, body: str) -> Answer:
    """Send it, as UTF-8. Raises OSError where nobody answers in time, or what comes back is no text of a size."""
    if not url.startswith(("https://", "http://")):
        raise OSError("only http and https")
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "text/plain; charset=utf-8"}, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _text(answer))
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, _text(refused))
    except HTTPException as fault:
        raise OSError(type(fault).__name__) from fault


def _text(answer: IO[bytes]) -> str:
    data = answer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError("the answer is too long")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise OSError("the answer is no text") from None
