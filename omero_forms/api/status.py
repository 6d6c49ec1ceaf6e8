# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of the set-up."""

from __future__ import annotations

from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.banner import problems_for
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import SetupProblemOut, Shape

router = Router(tags=["session"])


class StatusOut(Shape):
    """Whether everything is set up; what is not, for admins."""

    ok: bool
    problems: list[SetupProblemOut]


@router.get("status", response={200: StatusOut, READ_ERRORS: ErrorOut})
def read_status(request: HttpRequest) -> StatusOut:
    """What is missing, and for admins how to mend it."""
    problems = problems_for(user_of(request))
    return StatusOut(ok=not problems, problems=problems)
