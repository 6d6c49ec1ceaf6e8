# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest answers to a form as a table."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID
from omero_forms.api.streaming import CSV, Table
from omero_forms.selectors.answers import table_of
from omero_forms.selectors.visible_forms import visible_form

router = Router(tags=["answers"])

TABLE = {
    "200": {
        "description": "A row for each object whose newest answers you can see now. Where the last one begins with "
        "`incomplete`, it says why, and what `after` takes to go on.",
        "content": {CSV: {"schema": {"type": "string"}}},
    }
}
OTHERWISE = ", or use omero-forms answers"


@router.get("forms/{form}/answers.csv", response={READ_ERRORS: ErrorOut}, openapi_extra={"responses": TABLE})
def read_answers(
    request: HttpRequest, form: str, after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0
) -> StreamingHttpResponse:
    """The newest answers for each object that you see in OMERO now, a column for each question."""
    user = user_of(request)
    found = visible_form(user, form)
    table = table_of(user, found, after=after)
    return Table(table.headings, table.rows, after=after, otherwise=OTHERWISE).response(request, f"{found.name}.csv")
