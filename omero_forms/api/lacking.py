# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects lack a form: for scripts, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.errors import body_of
from omero_forms.api.shapes import IdPath
from omero_forms.api.streaming import Lines
from omero_forms.selectors.lacking import lacking

router = Router()

JSON_LINES = "application/x-ndjson"
LINES = {
    "200": {
        "description": "An object a line: `object` {type, id, name}, `owner` {id, name, full_name}, `status`, `due`, "
        "`since`. Where OMERO failed on the way, the last line is an `error`.",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    }
}


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def json_lines(request: HttpRequest, values: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """The answer that sends them while they are found."""
    lines = Lines(request, (_line(one) for one in values), lambda fault: _line(body_of(fault)))
    return StreamingHttpResponse(lines, content_type=JSON_LINES)


@router.get(
    "/reports/{group_id}/lacking",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": LINES},
    url_name="lacking",
    summary="Which objects of a group lack a form",
)
def lacking_objects(
    request: HttpRequest, group_id: IdPath, form: Annotated[str, Query(min_length=1, max_length=64)]
) -> StreamingHttpResponse:
    """All that lack the form by the last evaluation, overdue or in grace, and that you see in the group now."""
    found = lacking(user_of(request), group_id, form)
    return json_lines(request, (one.as_json() for one in found))
