# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms offered for an object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from omero_forms.api.auth import user_of
from omero_forms.api.banner import problems_for
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import (
    FormOnObjectOut,
    IdPath,
    ObjectFormsOut,
    ObjectTypePath,
    RequiredByOut,
    as_json,
    name_of,
    object_out,
    person_of,
    submission_out,
)
from omero_forms.domain.error_catalogue import CATALOGUE, ErrorCode
from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType, submission_stream
from omero_forms.domain.texts import t
from omero_forms.kit.identity import Identity, identity
from omero_forms.selectors.evaluations import evaluated_at
from omero_forms.selectors.forms import assigned_forms
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.requirements import requirements_on_object
from omero_forms.selectors.submissions import SubmissionView, latest_by_form, views
from omero_forms.services.policies.exempt.ask import may_ask
from omero_forms.services.records.open import look
from omero_forms.services.submissions.check import why_not
from omero_forms.services.submissions.copies_seen import see_copies

if TYPE_CHECKING:
    from omero_forms.gateway.objects import LoadedObject
    from omero_forms.gateway.sessions import UserSession

router = Router(tags=["objects"])


@router.get("objects/{type}/{id}", response={200: ObjectFormsOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_object(request: HttpRequest, type: ObjectTypePath, id: IdPath) -> HttpResponse:  # noqa: A002
    """The object and the forms that its group is offered."""
    user = user_of(request)
    known = identity()
    loaded = load_object(user, object_type(type), id, known)
    refused = why_not(user, loaded)
    group_evaluated = evaluated_at(loaded.group.id)
    shape = ObjectFormsOut(
        object=object_out(loaded),
        user=person_of(user),
        may_submit=refused is None,
        why_not=sentence(refused),
        may_ask_exemption=may_ask(user, loaded.owner.id, loaded.group.id),
        forms=_forms(user, loaded, known),
        evaluated_at=group_evaluated,
        problems=problems_for(user),
    )
    return as_json(shape)


def object_type(text: str) -> ObjectType:
    """The type in a path. Raises `not_found`: nothing of another type can be seen here."""
    try:
        return ObjectType.from_text(text)
    except ValueError:
        raise error("not_found") from None


def sentence(code: ErrorCode | None) -> str | None:
    """What the code means, for people."""
    return None if code is None else t(CATALOGUE[code].message)


def _forms(user: UserSession, loaded: LoadedObject, known: Identity) -> list[FormOnObjectOut]:
    offered = assigned_forms(loaded.group.id, loaded.ref.type)
    streams = {form.id: submission_stream(form.id, loaded.ref) for form in offered}
    prover = Prover(loaded.ref.server)
    checks = look(list(streams.values()), prover, known)
    newest = latest_by_form(loaded.ref, [form.id for form in offered])
    strange = see_copies(user, loaded, {form.id: form.copies_under for form in offered}, newest)
    shown: Mapping[str, SubmissionView] = dict(
        zip(newest, views(list(newest.values()), prover, name_of(user)), strict=True)
    )
    required: Mapping[str, Sequence[Mapping[str, Any]]] = requirements_on_object(loaded)
    return [
        FormOnObjectOut(
            id=form.id,
            name=form.name,
            description=form.description,
            version=form.current_version,
            latest=submission_out(shown[form.id]) if form.id in shown else None,
            check=checks[streams[form.id]],
            strange_pairs=form.id in strange,
            required_by=[RequiredByOut(**row) for row in required.get(form.id, ())],
        )
        for form in offered
    ]
