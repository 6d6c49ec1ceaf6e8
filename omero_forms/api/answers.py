# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest answers to a form as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.shapes import MAX_ID, as_file
from omero_forms.api.streaming import Lines
from omero_forms.domain.answers.table import csv_line
from omero_forms.kit.deadlines import Deadline
from omero_forms.selectors.answers import Table, table_of
from omero_forms.selectors.visible_forms import visible_form

router = Router(tags=["answers"])

CSV = "text/csv"
TABLE = {
    "200": {
        "description": "A row for each object whose newest answers you can see now. Where the last one begins with "
        "`incomplete`, it says why, and what `after` takes to go on.",
        "content": {CSV: {"schema": {"type": "string"}}},
    }
}

SENDING_SECONDS = 20.0
"""A web server ends a process that is busy with one answer for longer than that or a little more."""
INCOMPLETE = "incomplete"
GO_ON = "There is more than is sent at once. Ask for the rest with after={place}, or use omero-forms answers."


class _Sent:
    """The lines of a table; `place` is that of the last row that was sent."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.place = 0

    def __iter__(self) -> Iterator[bytes]:
        deadline = Deadline.after(SENDING_SECONDS)
        yield _line(self._table.headings)
        for row in self._table.rows:
            if self.place and deadline.passed:
                yield self.broken_off(GO_ON.format(place=self.place))
                return
            yield _line(row.cells)
            self.place = row.place

    def broken_off(self, why: str) -> bytes:
        """A last line where there is more."""
        return _line([INCOMPLETE, str(self.place), why])


def _line(cells: Sequence[str]) -> bytes:
    return csv_line(cells).encode()


@router.get("forms/{form}/answers.csv", response={READ_ERRORS: ErrorOut}, openapi_extra={"responses": TABLE})
def read_answers(
    request: HttpRequest, form: str, after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0
) -> StreamingHttpResponse:
    """The newest answers for each object that you see in OMERO now, a column for each question."""
    user = user_of(request)
    found = visible_form(user, form)
    sent = _Sent(table_of(user, found, after=after))
    lines = Lines(request, iter(sent), lambda fault: sent.broken_off(fault.message))
    response = StreamingHttpResponse(lines, content_type=f"{CSV}; charset=utf-8")
    response["Content-Disposition"] = as_file(f"{found.name}.csv")
    return response
