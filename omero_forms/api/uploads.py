# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads (`multipart/form-data`), for the routes that take files. They are read in memory, and nothing of them touches
a disk.

Django's own parser drops the folders of file names, which say what refers to what, and has settings that OMERO.web
does not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from omero_forms.api.auth import OmeroWebLogin
from omero_forms.domain.canonical import text_reason
from omero_forms.domain.errors import FormsError, wrong_at
from omero_forms.domain.texts import noop, t
from omero_forms.services.exchange.offered import MAX_ALL, MAX_FILES, TOO_MANY, unusable

MULTIPART = "multipart/form-data"
MAX_FIELDS = 8
"""Fields that are no files; a few more than any route takes."""
MAX_FIELD = 1_000_000
MAX_HEAD = 8_000
"""Bytes that say what a part is."""
MAX_BODY = MAX_ALL + MAX_FIELD + MAX_FILES * 300
"""The files, and what stands between them."""

_BOUNDARY = 200
_PLAIN = frozenset({"", "binary", "8bit", "7bit"})
_BROKEN = noop("The upload cannot be read. Reload the page and try again. Nothing was imported.")


@dataclass(slots=True)
class Upload:
    """What was sent: texts by the names of their fields, and files in their order, by the path that each was given."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


class UploadLogin(OmeroWebLogin):
    """The log-in of a route that takes an upload instead of JSON."""

    def most(self) -> int:
        """The limits of what may be brought in."""
        return MAX_BODY

    def look_at(self, request: HttpRequest, body: bytes, content_type: str, params: Mapping[str, str]) -> None:  # noqa: ARG002
        """Refuse what is no upload. What it holds is looked at once OMERO knows who sends it."""
        if body and (content_type != MULTIPART or not 0 < len(params.get("boundary", "")) <= _BOUNDARY):
            raise _broken()


def read_upload(request: HttpRequest) -> Upload:
    """The upload of a request that came through :class:`UploadLogin`. Raises `request_invalid`, `import_unusable`."""
    upload = Upload()
    if not request.body:
        return upload
    try:
        boundary = (request.content_params or {})["boundary"].encode("ascii")
    except UnicodeEncodeError:
        raise _broken() from None
    parts = (b"\r\n" + request.body).split(b"\r\n--" + boundary, MAX_FILES + MAX_FIELDS + 2)
    if len(parts) > MAX_FILES + MAX_FIELDS + 2:
        raise unusable("", t(TOO_MANY, limit=f"{MAX_FILES:,}"))
    if len(parts) < 2 or parts[-1].strip() != b"--":
        raise _broken()
    for part in parts[1:-1]:
        head, _blank, content = part.partition(b"\r\n\r\n")
        _take(upload, _headers(head), content)
    return upload


def _headers(head: bytes) -> dict[str, str]:
    if len(head) > MAX_HEAD:
        raise _broken()
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        raise _broken() from None
    named = (line.partition(":") for line in lines if line.strip())
    return {name.strip().lower(): value.strip() for name, _colon, value in named}


def _take(upload: Upload, headers: Mapping[str, str], content: bytes) -> None:
    try:
        kind, said = parse_header_parameters(headers.get("content-disposition", ""))
    except (ValueError, LookupError):
        raise _broken() from None
    name = said.get("name")
    if kind != "form-data" or not name or headers.get("content-transfer-encoding", "").lower() not in _PLAIN:
        raise _broken()
    if (file := said.get("filename")) is not None:
        if text_reason(file) is not None:
            raise _broken()
        # An input without a file sends an empty one without a name.
        if file or content:
            upload.files.append((file, content))
        return
    if name in upload.fields or len(upload.fields) >= MAX_FIELDS or len(content) > MAX_FIELD:
        raise _broken()
    try:
        upload.fields[name] = content.decode()
    except UnicodeDecodeError:
        raise _broken() from None


def _broken() -> FormsError:
    return wrong_at("", t(_BROKEN), says=t(_BROKEN))
