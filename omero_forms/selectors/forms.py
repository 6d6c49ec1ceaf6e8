# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading forms, their versions and assignments; and one form as it is opened on an object, which was loaded with the
user's own session before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState, is_form_id
from omero_forms.domain.refs import ObjectRef, ObjectType, submission_stream
from omero_forms.domain.texts import t
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import Assignment, Form, FormVersion, KnownPerson
from omero_forms.selectors import submissions
from omero_forms.selectors.imported import ImportedView
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import HistoryPage


@dataclass(frozen=True, slots=True)
class NamedForm:
    """A form by id and name."""

    id: str
    name: str


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


@dataclass(frozen=True, slots=True)
class VersionView:
    """A form version; the schemas as text. Of one that was imported, author and time are of the import."""

    number: int
    schema: str
    ui_schema: str
    message: str
    published_at: datetime
    author: PersonView
    imported: ImportedView | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """`base` is the newest number; `why_not` a code when the form takes no answers for this object any more."""

    form_id: str
    name: str
    description: str
    state: FormState
    why_not: ErrorCode | None
    version: VersionView
    copies_under: str
    """What the namespace of its copies ends in"""
    current_version: int
    base: int
    stream: str
    answers: dict[str, Any] | None
    answers_version: int | None
    history: HistoryPage
    prover: Prover = field(repr=False)
    """What has proven the answers, and need not prove them again beside the history."""


def assigned_forms(group_id: int, object_type: ObjectType) -> list[Form]:
    """The published forms offered to a group for a type, by name."""
    return _assigned(group_id, object_type.value)


@kept_query
def _assigned(group_id: int, object_type: str) -> QuerySet[Form]:
    return Form.objects.filter(
        assignments__group_id=group_id, assignments__object_type=object_type, state=FormState.PUBLISHED
    ).order_by("name", "id")


def form_by_id(form_id: str) -> Form | None:
    """A form by its opaque id; nothing is asked for what cannot be one."""
    return Form.objects.filter(id=form_id).first() if is_form_id(form_id) else None


def require_form(form_id: str) -> Form:
    """A form by its opaque id. Raises `not_found`."""
    form = form_by_id(form_id)
    if form is None:
        raise error("not_found", message=t("There is no form with this id."))
    return form


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


def form_view(ref: ObjectRef, group_id: int, form_id: str, version: int | None) -> FormView:
    """The form, offered for the object or filled for it once.

    Raises `form_not_assigned`, the same for a form that does not exist, and `version_unknown`.
    """
    chosen: Any
    for chosen in _versions(form_id, group_id, ref.type.value, *(() if version is None else (version,))):
        form = chosen.form
        break
    else:
        raise error(_why_no_version(ref, group_id, form_id))
    history = submissions.history(ref, form_id, most=submissions.AT_OPENING)
    if not chosen.is_assigned and not history.submissions:
        raise error("form_not_assigned")
    newest, prover = history.submissions[0] if history.submissions else None, Prover(ref.server)
    people = People((), {chosen.author_id: chosen.author_full_name or ""})
    why_not: ErrorCode | None = None if chosen.is_assigned else "form_not_assigned"
    if form.state == FormState.RETIRED:
        why_not = "form_retired"
    elif chosen.refused:
        why_not = why_not or "version_refused"
    return FormView(
        form_id=form.id,
        name=form.name,
        description=form.description,
        state=FormState(form.state),
        why_not=why_not,
        version=VersionView(
            chosen.number,
            chosen.judging,
            "{}" if chosen.refused else chosen.ui_schema,
            chosen.message,
            chosen.published_at,
            people.view(chosen.author_id, chosen.author_name),
        ),
        copies_under=form.copies_under,
        current_version=form.current_version,
        base=newest.number if newest else 0,
        stream=submission_stream(form_id, ref),
        answers=submissions.answers_of(newest, prover) if newest else None,
        answers_version=newest.version.number if newest else None,
        history=history,
        prover=prover,
    )


@kept_query
def _versions(form_id: str, group_id: int, object_type: str, *number: int) -> QuerySet[FormVersion]:
    """The version of that number, by default the current one; with it, whether the form is offered there."""
    assigned = Assignment.objects.filter(form_id=OuterRef("form_id"), group_id=group_id, object_type=object_type)
    names = KnownPerson.objects.filter(person_id=OuterRef("author_id")).values("full_name")
    wanted = number[0] if number else F("form__current_version")
    return (
        FormVersion.objects.filter(form_id=form_id, number=wanted)
        .select_related("form")
        .annotate(is_assigned=Exists(assigned), author_full_name=Subquery(names[:1]))
    )


def _why_no_version(ref: ObjectRef, group_id: int, form_id: str) -> ErrorCode:
    form = form_by_id(form_id)
    if form is None:
        return "form_not_assigned"
    is_open = is_assigned(form, group_id, ref.type) or submissions.head(ref, form_id) is not None
    return "version_unknown" if is_open else "form_not_assigned"


def older_history(ref: ObjectRef, group_id: int, form_id: str, before: int) -> HistoryPage:
    """A page of what was submitted before the number `before`. Raises `form_not_assigned` as :func:`form_view` does."""
    form = _form_of_that_id(form_id)
    page = submissions.history(ref, form_id, before=before)
    if not page.submissions and not is_assigned(form, group_id, ref.type) and submissions.head(ref, form_id) is None:
        raise error("form_not_assigned")
    return page


def _form_of_that_id(form_id: str) -> Form:
    form = form_by_id(form_id)
    if form is None:
        raise error("form_not_assigned")
    return form
