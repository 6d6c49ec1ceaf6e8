# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are sent while they are made, some lines at a time."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from omero_forms.api.auth import close_session
from omero_forms.api.errors import body_of, catalogued
from omero_forms.api.shapes import as_file
from omero_forms.domain.answers.table import csv_line
from omero_forms.domain.errors import FormsError
from omero_forms.domain.texts import noop, t
from omero_forms.kit.deadlines import Deadline

T = TypeVar("T")

CSV: Final = "text/csv"
TABLE: Final = {"200": {"description": "A row each.", "content": {CSV: {"schema": {"type": "string"}}}}}
"""What OpenAPI says of a whole table."""
JSON_LINES: Final = "application/x-ndjson"
SENDING_SECONDS: Final = 20.0
"""A web server ends a process that is busy with one answer for longer than that or a little more."""
INCOMPLETE: Final = "incomplete"
GO_ON: Final = noop("There is more than is sent at once. Ask for the rest with after={place}{else_}.")


class Lines:
    """What goes wrong on the way is the last line, as `failed` says it: the status is sent already. The user's session
    is closed behind it.
    """

    def __init__(self, request: HttpRequest, lines: Iterator[bytes], failed: Callable[[FormsError], bytes]) -> None:
        self._request = request
        self._lines = lines
        self._failed = failed

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._lines
        except Exception as fault:  # noqa: BLE001  the last place where it can become a line
            yield self._failed(catalogued(fault))

    def close(self) -> None:
        """Django calls it when the answer has ended, however it did."""
        close_session(self._request)


class Paced(Generic[T]):
    """Rows until time is over, of rows and the place to go on behind each; None for a row is a place at which nothing
    is sent. Behind at least one of them: `place` is where to go on, `is_cut` whether time was over.
    """

    def __init__(self, rows: Iterable[tuple[int | str, T | None]], after: int | str = "") -> None:
        self._rows = rows
        self.place = after
        self.is_cut = False

    def __iter__(self) -> Iterator[T]:
        deadline = Deadline.after(SENDING_SECONDS)
        is_first = True
        for place, row in self._rows:
            if deadline.passed and not is_first:
                self.is_cut = True
                return
            if row is not None:
                yield row
            self.place = place
            is_first = False

    @property
    def incomplete(self) -> dict[str, Any]:
        """What programs are told last where time was over."""
        return {INCOMPLETE: {"after": self.place}}


class Table:
    """The lines of a table in CSV, of rows and the place to go on behind each, from behind the place `after` on. Where
    time is over, the last line says so, and where to go on; `otherwise` says how else to get all.
    """

    def __init__(
        self,
        headings: Sequence[str],
        rows: Iterable[tuple[int | str, Sequence[str] | None]],
        *,
        after: int | str,
        otherwise: str = "",
    ) -> None:
        self._headings = headings
        self._rows = Paced(rows, after)
        self._otherwise = otherwise

    def __iter__(self) -> Iterator[bytes]:
        yield _head(self._headings)
        yield from map(_line, self._rows)
        if self._rows.is_cut:
            yield self.broken_off(t(GO_ON, place=self._rows.place, else_=self._otherwise))

    def broken_off(self, why: str) -> bytes:
        """A last line where there is more."""
        return _line([INCOMPLETE, str(self._rows.place), why])

    def response(self, request: HttpRequest, name: str) -> StreamingHttpResponse:
        """As a file that is sent while it is made."""
        lines = Lines(request, iter(self), lambda fault: self.broken_off(fault.message))
        response = StreamingHttpResponse(lines, content_type=_CSV_TEXT)
        response["Content-Disposition"] = as_file(name)
        return response


def whole_table(headings: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """As a file, of so few rows that they are there at once."""
    response = HttpResponse(b"".join([_head(headings), *map(_line, rows)]), content_type=_CSV_TEXT)
    response["Content-Disposition"] = as_file(name)
    return response


def json_lines(
    request: HttpRequest, rows: Iterable[tuple[int | str, Mapping[str, Any] | None]]
) -> StreamingHttpResponse:
    """An object a line, of rows and the place to go on behind each. Where time is over, the last line says where."""
    lines = Lines(request, _json_lines(Paced(rows)), lambda fault: _json_line(body_of(fault)))
    return StreamingHttpResponse(lines, content_type=JSON_LINES)


def _json_lines(rows: Paced[Mapping[str, Any]]) -> Iterator[bytes]:
    yield from map(_json_line, rows)
    if rows.is_cut:
        yield _json_line(rows.incomplete)


def _json_line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


_CSV_TEXT = f"{CSV}; charset=utf-8"


def _head(headings: Sequence[str]) -> bytes:
    """Behind the mark by which spreadsheet programs tell UTF-8 from what their country wrote before it."""
    return BOM_UTF8 + _line(headings)


def _line(cells: Sequence[str]) -> bytes:
    return csv_line(cells).encode()
