# SPDX-License-Identifier: AGPL-3.0-or-later
"""One form as it is opened on an object. The object was loaded with the user's own session before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omero_forms.domain.errors import ErrorCode, error
from omero_forms.domain.forms import FormState, is_form_id
from omero_forms.domain.refs import ObjectRef, submission_stream
from omero_forms.models import Submission
from omero_forms.selectors import forms, submissions
from omero_forms.selectors.people import People, PersonView


@dataclass(frozen=True, slots=True)
class VersionView:
    """A form version; the schemas as text."""

    number: int
    schema: str
    ui_schema: str
    message: str
    published_at: datetime
    author: PersonView


@dataclass(frozen=True, slots=True)
class FormView:
    """`base` is the newest number; `why_not` a code when the form takes no answers for this object any more."""

    form_id: str
    name: str
    description: str
    state: FormState
    why_not: ErrorCode | None
    version: VersionView
    current_version: int
    base: int
    stream: str
    answers: dict[str, Any] | None
    answers_version: int | None
    history: list[Submission]


def form_view(ref: ObjectRef, group_id: int, form_id: str, version: int | None) -> FormView:
    """The form, offered for the object or filled for it once.

    Raises `form_not_assigned`, the same for a form that does not exist, and `version_unknown`.
    """
    form = forms.form_by_id(form_id) if is_form_id(form_id) else None
    if form is None:
        raise error("form_not_assigned")
    history = submissions.history(ref, form_id)
    assigned = forms.is_assigned(form, group_id, ref.type)
    if not assigned and not history:
        raise error("form_not_assigned")
    chosen = forms.version_of(form, version)
    newest = history[0] if history else None
    author = People([chosen.author_id]).view(chosen.author_id, chosen.author_name)
    why_not: ErrorCode | None = None if assigned else "form_not_assigned"
    return FormView(
        form_id=form.id,
        name=form.name,
        description=form.description,
        state=FormState(form.state),
        why_not="form_retired" if form.state == FormState.RETIRED else why_not,
        version=VersionView(
            chosen.number,
            chosen.schema,
            chosen.ui_schema,
            chosen.message,
            chosen.published_at,
            author,
        ),
        current_version=form.current_version,
        base=newest.number if newest else 0,
        stream=submission_stream(form_id, ref),
        answers=submissions.answers_of(newest) if newest else None,
        answers_version=newest.version.number if newest else None,
        history=history,
    )
