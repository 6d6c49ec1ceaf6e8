# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading forms, their versions and assignments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState
from omero_forms.domain.refs import ObjectType
from omero_forms.models import Assignment, Form, FormVersion


@dataclass(frozen=True, slots=True)
class FormSummary:
    """A form with its assignments as (group id, group name, object type)."""

    id: str
    name: str
    state: FormState
    version: int
    published_at: datetime
    owners: tuple[str, ...]
    assignments: tuple[tuple[int, str, str], ...]


def assigned_forms(group_id: int, object_type: ObjectType) -> list[Form]:
    """The published forms offered to a group for a type, by name."""
    return list(
        Form.objects.filter(
            assignments__group_id=group_id,
            assignments__object_type=object_type.value,
            state=FormState.PUBLISHED,
        ).order_by("name", "id")
    )


def form_by_id(form_id: str) -> Form | None:
    """A form by its opaque id."""
    return Form.objects.filter(id=form_id).first()


def form_names(form_ids: Collection[str]) -> dict[str, str]:
    """Names of forms by their ids, of those that there are."""
    return dict(Form.objects.filter(id__in=form_ids).values_list("id", "name"))


def is_assigned(form: Form, group_id: int, object_type: ObjectType) -> bool:
    """Whether a form is offered to a group for a type."""
    return Assignment.objects.filter(form=form, group_id=group_id, object_type=object_type.value).exists()


def version_of(form: Form, number: int | None) -> FormVersion:
    """A version of a form, by default the current one. Raises `version_unknown`."""
    wanted = form.current_version if number is None else number
    version = FormVersion.objects.filter(form=form, number=wanted).first()
    if version is None:
        raise error("version_unknown")
    return version


def form_summaries() -> list[FormSummary]:
    """All forms, by name."""
    summaries = []
    for form in Form.objects.prefetch_related("assignments", "versions").order_by("name"):
        current = next(one for one in form.versions.all() if one.number == form.current_version)
        summaries.append(
            FormSummary(
                id=form.id,
                name=form.name,
                state=FormState(form.state),
                version=form.current_version,
                published_at=current.published_at,
                owners=tuple(owner["name"] for owner in form.owners),
                assignments=tuple(
                    sorted((one.group_id, one.group_name, one.object_type) for one in form.assignments.all())
                ),
            )
        )
    return summaries
