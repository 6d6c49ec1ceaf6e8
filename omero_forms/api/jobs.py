# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long work: how far it is, and cancelling it. What starts it is a route of its own noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, OmeroNameOut, Shape, UtcTime
from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.jobs import JobState
from omero_forms.selectors.jobs import find_job
from omero_forms.services.jobs.ask import cancel

if TYPE_CHECKING:
    from omero_forms.selectors.jobs import JobView

router = Router(tags=["jobs"])


class JobErrorOut(Shape):
    """Why a job failed, for people and by a code of the catalogue."""

    code: ErrorCode
    message: str


class JobOut(Shape):
    """A job. `done` of `total` units, null where nobody knows how many there are; `result` is of its kind, and null
    until it is done.
    """

    id: int
    kind: str
    state: JobState
    done: int
    total: int | None
    result: Any
    error: JobErrorOut | None
    asked_at: UtcTime
    asked_by: OmeroNameOut | None


@router.get("jobs/{id}", response={200: JobOut, READ_ERRORS: ErrorOut})
def read_job(request: HttpRequest, id: IdPath) -> JobView:  # noqa: A002  (ninja takes the name from the path)
    """How far a job is. For whoever asked for it, and admins without restrictions."""
    return find_job(user_of(request), id)


@router.delete("jobs/{id}", response={200: JobOut, WRITE_ERRORS: ErrorOut})
def cancel_job(request: HttpRequest, id: IdPath) -> JobView:  # noqa: A002
    """Cancel a job. One that has ended stays as it is."""
    return cancel(user_of(request), id)
