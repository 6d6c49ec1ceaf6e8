# SPDX-License-Identifier: AGPL-3.0-or-later
"""People whom a form can be given to."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.form_shapes import PeopleOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import PersonOut
from omero_forms.selectors.form_makers import people_called
from omero_forms.services.access.permissions import require_namer

router = Router(tags=["people"])


@router.get("people", response={200: PeopleOut, READ_ERRORS: ErrorOut})
def read_people(request: HttpRequest, search: Annotated[str, Query(min_length=1, max_length=100)]) -> PeopleOut:
    """At most 20 people in one of whose names `search` occurs, of those whom OMERO lets you know. For who owns a form,
    or may make one.
    """
    user = user_of(request)
    require_namer(user)
    return PeopleOut(people=[PersonOut.model_validate(one) for one in people_called(user, search)])
