# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest answers to a form as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from omero_forms.api.auth import close_session, user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.errors import catalogued
from omero_forms.api.shapes import MAX_ID, as_file
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


class _Lines:
    """Sent while they are made; the user's session is closed behind the last."""

    def __init__(self, request: HttpRequest, table: Table) -> None:
        self._request = request
        self._table = table

    def __iter__(self) -> Iterator[bytes]:
        deadline = Deadline.after(SENDING_SECONDS)
        place = 0
        yield csv_line(self._table.headings).encode()
        try:
            for row in self._table.rows:
                if place and deadline.passed:
                    yield csv_line([INCOMPLETE, str(place), GO_ON.format(place=place)]).encode()
                    return
                yield csv_line(row.cells).encode()
                place = row.place
        except Exception as fault:  # noqa: BLE001  the status is sent already
            yield csv_line([INCOMPLETE, str(place), catalogued(fault).message]).encode()

    def close(self) -> None:
        """Django calls it when the answer has ended, however it did."""
        close_session(self._request)


@router.get("forms/{form}/answers.csv", response={READ_ERRORS: ErrorOut}, openapi_extra={"responses": TABLE})
def read_answers(
    request: HttpRequest, form: str, after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0
) -> StreamingHttpResponse:
    """The newest answers for each object that you see in OMERO now, a column for each question."""
    user = user_of(request)
    found = visible_form(user, form)
    response = StreamingHttpResponse(
        _Lines(request, table_of(user, found, after=after)), content_type=f"{CSV}; charset=utf-8"
    )
    response["Content-Disposition"] = as_file(f"{found.name}.csv")
    return response
