# SPDX-License-Identifier: AGPL-3.0-or-later
"""The versions of a form: who published them when and why, their schemas, what one changed in another."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from omero_forms.api.auth import user_of
from omero_forms.api.draft_shapes import FormChangeOut
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.form_shapes import ChangesOut, VersionRowOut, VersionsOut, VersionTextOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_NUMBER, ClaimOut, PersonOut, as_file
from omero_forms.selectors.form_versions import changes_between, published_version, versions
from omero_forms.selectors.visible_forms import visible_form

router = Router(tags=["versions"])

NumberPath = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
NumberQuery = Annotated[int | None, Query(ge=1, le=MAX_NUMBER)]

FILE = {
    "200": {
        "description": "Both schemas (`schema`, `uiSchema`) beside what else was published.",
        "content": {"application/json": {"schema": {"type": "object", "required": ["schema", "uiSchema"]}}},
    }
}


@router.get(
    "forms/{form}/export",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": FILE},
)
def export_version(request: HttpRequest, form: str, version: NumberQuery = None) -> HttpResponse:
    """A version, by default the current one, as a file that can be brought in again, here or elsewhere."""
    found = published_version(visible_form(user_of(request), form), version)
    response = HttpResponse(found.in_one, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = as_file(f"{found.name} {found.version.number}.json")
    return response


@router.get("forms/{form}/versions", response={200: VersionsOut, READ_ERRORS: ErrorOut})
def read_versions(request: HttpRequest, form: str) -> VersionsOut:
    """All versions of a form, newest first."""
    found = versions(visible_form(user_of(request), form))
    return VersionsOut(versions=[VersionRowOut.model_validate(one) for one in found])


@router.get("forms/{form}/versions/{number}", response={200: VersionTextOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_version(request: HttpRequest, form: str, number: NumberPath) -> VersionTextOut:
    """A version as it was published."""
    found = published_version(visible_form(user_of(request), form), number).version
    return VersionTextOut(
        number=found.number,
        published_at=found.published_at,
        author=PersonOut.model_validate(found.author),
        message=found.message,
        imported=None if found.imported is None else ClaimOut.model_validate(found.imported),
        schema=found.schema,
        ui_schema=found.ui_schema,
    )


@router.get("forms/{form}/versions/{number}/changes", response={200: ChangesOut, READ_ERRORS: ErrorOut})
def read_changes_between(
    request: HttpRequest,
    form: str,
    number: NumberPath,
    to: NumberQuery = None,
) -> ChangesOut:
    """What is different in the version `to`, by default the current one."""
    found = changes_between(visible_form(user_of(request), form), number, to)
    changes = [FormChangeOut.model_validate(one) for one in found.changes]
    return ChangesOut(number=found.number, to=found.to, changes=changes)
