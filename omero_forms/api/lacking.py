# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects lack a form: for scripts, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from omero_forms.api.auth import close_session, user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.errors import body_of, catalogued
from omero_forms.api.shapes import IdPath
from omero_forms.selectors.lacking import Lacking, lacking

router = Router()

JSON_LINES = "application/x-ndjson"
LINES = {
    "200": {
        "description": "An object a line: `object` {type, id, name}, `owner` {id, name, full_name}, `status`, `due`, "
        "`since`. Where OMERO failed on the way, the last line is an `error`.",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    }
}


class _Lines:
    """Sent while they are read; the user's session is closed behind the last."""

    def __init__(self, request: HttpRequest, found: Iterator[Lacking]) -> None:
        self._request = request
        self._found = found

    def __iter__(self) -> Iterator[bytes]:
        try:
            for one in self._found:
                yield _line(one.as_json())
        except Exception as fault:  # noqa: BLE001  the last place where it can become JSON
            # The status is sent already.
            yield _line(body_of(catalogued(fault)))

    def close(self) -> None:
        """Django calls it when the answer has ended, however it did."""
        close_session(self._request)


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


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
    return StreamingHttpResponse(_Lines(request, found), content_type=JSON_LINES)
