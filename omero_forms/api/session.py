# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is logged in, and keeping it so."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.banner import problems_for
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import SessionOut, Shape, person_of
from omero_forms.selectors.objects import keep_alive
from omero_forms.services.access.permissions import may_create_forms

router = Router(tags=["session"])


class Nothing(Shape):
    """An empty object."""


@router.get("session", response={200: SessionOut, READ_ERRORS: ErrorOut})
def read_session(request: HttpRequest) -> SessionOut:
    """The user, and what is missing of the set-up."""
    user = user_of(request)
    return SessionOut(
        user=person_of(user),
        server=user.server_uuid,
        is_admin=user.is_admin,
        owned_groups=sorted(user.owned_groups),
        may_create_forms=may_create_forms(user),
        time_zone=settings.TIME_ZONE,
        problems=problems_for(user),
    )


@router.post("ping", response={200: Nothing, WRITE_ERRORS: ErrorOut})
def ping(request: HttpRequest) -> Nothing:
    """Keep the OMERO session alive; 401 when it is gone."""
    keep_alive(user_of(request))
    return Nothing()
