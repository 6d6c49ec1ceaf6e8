# SPDX-License-Identifier: AGPL-3.0-or-later
"""Submit answers, and read what was submitted."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from ninja.responses import Status

from omero_forms.api.auth import OmeroWebLogin, user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.objects import object_type
from omero_forms.api.routing import Router
from omero_forms.api.shapes import (
    MAX_NUMBER,
    HistoryOut,
    IdPath,
    NamedFormOut,
    ObjectTypePath,
    ProofOut,
    SubmissionIn,
    SubmissionViewOut,
    SubmittedOut,
    change_out,
    name_of,
    object_out,
    submission_out,
)
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import submission_stream
from omero_forms.domain.submissions import SubmissionState
from omero_forms.selectors import submissions as selectors
from omero_forms.selectors.forms import form_names, older_history
from omero_forms.selectors.objects import load_object, visible_submission
from omero_forms.selectors.proven import Prover
from omero_forms.services.access.rates import Rate
from omero_forms.services.records.open import have_compared, look
from omero_forms.services.submissions.request import SubmissionRequest
from omero_forms.services.submissions.submit import submit

router = Router(tags=["submissions"])

MARK = "X-Omero-Forms-From"
"""The header with which our page says that it is the page. Whoever else calls the API sends none."""


@router.post(
    "objects/{type}/{id}/forms/{form}/submissions",
    response={frozenset({201, 202}): SubmittedOut, WRITE_ERRORS: ErrorOut},
    auth=OmeroWebLogin(Rate.SUBMISSIONS),
)
def create_submission(
    request: HttpRequest,
    type: ObjectTypePath,  # noqa: A002
    id: IdPath,  # noqa: A002
    form: str,
    body: SubmissionIn,
) -> Status[SubmittedOut]:
    """Submit answers. 201: recorded, the number is final. 202: accepted, and being recorded.

    The same `client_key` again answers with the same submission.
    """
    user = user_of(request)
    outcome = submit(
        user,
        SubmissionRequest(
            object_type=object_type(type),
            object_id=id,
            form_id=form,
            version=body.version,
            base=None if body.base == "any" else body.base,
            client_key=body.client_key,
            answers=body.answers,
            message=body.message,
            via=Via.PAGE if request.headers.get(MARK) == "page" else Via.API,
        ),
    )
    if outcome.hand is not None:
        view = selectors.view_in_hand(outcome.submission, outcome.hand.told, name_of(user))
    else:
        view = selectors.views([outcome.submission])[0]
    answer = SubmittedOut(
        submission=submission_out(view),
        newer_version=outcome.newer_version,
        appended_after=(view.number - 1 or None) if body.base == "any" else None,
    )
    return Status(202 if view.state is SubmissionState.PENDING else 201, answer)


@router.get(
    "objects/{type}/{id}/forms/{form}/submissions",
    response={200: HistoryOut, READ_ERRORS: ErrorOut},
)
def read_history(
    request: HttpRequest,
    type: ObjectTypePath,  # noqa: A002
    id: IdPath,  # noqa: A002
    form: str,
    before: Annotated[int, Query(ge=1, le=MAX_NUMBER)] = MAX_NUMBER,
) -> HistoryOut:
    """What was submitted before a number, newest first, 20 at a time."""
    user = user_of(request)
    loaded = load_object(user, object_type(type), id)
    page = older_history(loaded.ref, loaded.group.id, form, before)
    shown = selectors.views(page.submissions, Prover(loaded.ref.server), name_of(user))
    if any(selectors.is_unexplained(one) for one in shown):
        have_compared(submission_stream(form, loaded.ref))
    return HistoryOut(history=[submission_out(one) for one in shown], next=page.next)


@router.get("submissions/{id}", response={200: SubmissionViewOut, READ_ERRORS: ErrorOut})
def read_submission(request: HttpRequest, id: IdPath) -> SubmissionViewOut:  # noqa: A002
    """A submission with its answers, what it changed, and its proof. 404 where its object cannot be seen now."""
    visible = visible_submission(user_of(request), id)
    found = visible.submission
    view, stream = selectors.views([found])[0], found.record.stream.name
    check = have_compared(stream) if selectors.is_unexplained(view) else look([stream])[stream]
    changes = selectors.changes(found)
    return SubmissionViewOut(
        submission=submission_out(view),
        object=object_out(visible.object),
        form=NamedFormOut(id=found.form_id, name=form_names([found.form_id])[found.form_id]),
        check=check,
        answers=selectors.answers_of(found),
        changes=None if changes is None else [change_out(change) for change in changes],
        proof=ProofOut.model_validate(selectors.proof(found)),
    )
