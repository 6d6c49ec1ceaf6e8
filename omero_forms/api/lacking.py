# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects lack a form: for scripts, an object a line."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath
from omero_forms.api.streaming import JSON_LINES, json_lines
from omero_forms.selectors.lacking import lacking_after

router = Router()

LINES = {
    "200": {
        "description": "An object a line: `object` {type, id, name}, `owner` {id, name, full_name}, `status`, `due`, "
        "`since`. Where OMERO failed on the way, the last line is an `error`; where there are more than are sent at once, "
        "it is `incomplete`, with what `after` takes to go on.",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/reports/{group_id}/lacking",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": LINES},
    url_name="lacking",
    summary="Which objects of a group lack a form",
)
def lacking_objects(
    request: HttpRequest,
    group_id: IdPath,
    form: Annotated[str, Query(min_length=1, max_length=64)],
    after: Annotated[str, Query(max_length=40)] = "",
) -> StreamingHttpResponse:
    """All that lack the form by the last evaluation, overdue or in grace, and that you see in the group now."""
    found = lacking_after(user_of(request), group_id, form, after)
    return json_lines(request, ((place, None if one is None else one.as_json()) for place, one in found))
