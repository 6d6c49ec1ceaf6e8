# SPDX-License-Identifier: AGPL-3.0-or-later
"""One form of an object, ready to be filled."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.objects import object_type, sentence
from omero_forms.api.routing import Router
from omero_forms.api.shapes import (
    MAX_NUMBER,
    DamageOut,
    FormOut,
    FormViewOut,
    IdPath,
    NotAskedOut,
    ObjectTypePath,
    PersonOut,
    VersionOut,
    as_json,
    json_object,
    name_of,
    object_out,
    person_of,
    submission_out,
)
from omero_forms.domain.publishing.acceptance import can_be_opened
from omero_forms.domain.publishing.askable import not_asked
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.kit.identity import identity
from omero_forms.selectors.damage import of_stream, why_stopped
from omero_forms.selectors.forms import FormView, VersionView, form_view
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.submissions import is_unexplained, views
from omero_forms.services.records.open import have_compared, look
from omero_forms.services.submissions.check import why_not
from omero_forms.services.submissions.copies_seen import see_copies

router = Router(tags=["forms"])


@router.get(
    "objects/{type}/{id}/forms/{form}",
    response={200: FormViewOut, READ_ERRORS: ErrorOut},
    by_alias=True,
)
def read_form(
    request: HttpRequest,
    type: ObjectTypePath,  # noqa: A002
    id: IdPath,  # noqa: A002
    form: str,
    version: Annotated[int | None, Query(ge=1, le=MAX_NUMBER)] = None,
) -> HttpResponse:
    """A form with the newest answers and the newest of the object's history."""
    user = user_of(request)
    known = identity()
    loaded = load_object(user, object_type(type), id, known)
    view: FormView = form_view(loaded.ref, loaded.group.id, form, version)
    shown = view.history.submissions
    newest = {view.form_id: shown[0]} if shown else {}
    strange = see_copies(user, loaded, {view.form_id: view.copies_under}, newest)
    history = views(shown, view.prover, name_of(user))
    check = look([view.stream], view.prover, known)[view.stream]
    if any(is_unexplained(one) for one in history):
        check = have_compared(view.stream)
    refused = sentence(why_not(user, loaded) or view.why_not) or why_stopped(view.stream)
    shape = FormViewOut(
        object=object_out(loaded),
        user=person_of(user),
        may_submit=refused is None,
        why_not=refused,
        form=FormOut(id=view.form_id, name=view.name, description=view.description, state=view.state),
        version=_version_out(view.version),
        current_version=view.current_version,
        base=view.base,
        answers=view.answers,
        answers_version=view.answers_version,
        history=[submission_out(one) for one in history],
        next=view.history.next,
        check=check,
        strange_pairs=view.form_id in strange,
        damages=[DamageOut.model_validate(one) for one in of_stream(view.stream)],
    )
    return as_json(shape)


def _version_out(version: VersionView) -> VersionOut:
    schema = stored_schema(version.schema)
    opens = can_be_opened(schema)
    asked = not_asked(schema, version.ui_schema) if opens else ()
    return VersionOut(
        number=version.number,
        schema=json_object(version.schema),
        ui_schema=json_object(version.ui_schema),
        dialect=schema.dialect,
        not_asked=[NotAskedOut.model_validate(one) for one in asked],
        opens=opens,
        message=version.message,
        published_at=version.published_at,
        author=PersonOut.model_validate(version.author),
    )
