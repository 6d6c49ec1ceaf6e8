# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose a form is."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.responses import Status

from omero_forms.api.auth import user_of
from omero_forms.api.form_list import CHANGED, changed
from omero_forms.api.form_shapes import FormRowOut, OwnersIn
from omero_forms.api.routing import Router
from omero_forms.domain.records.acts import Via
from omero_forms.services.forms.owners import set_owners

router = Router(tags=["owners"])


@router.put("forms/{form}/owners", response=CHANGED)
def put_owners(request: HttpRequest, form: str, body: OwnersIn) -> Status[FormRowOut]:
    """Let these people, and nobody else, own a form. 409 `stale_owners` where others own it than `base`."""
    user = user_of(request)
    is_recorded = set_owners(user, form, body.owners, base=body.base, via=Via.API)
    return changed(user, form, is_recorded=is_recorded)
