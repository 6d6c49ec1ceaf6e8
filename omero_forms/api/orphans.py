# SPDX-License-Identifier: AGPL-3.0-or-later
"""Histories whose object is gone, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import ChangeOut, Shape, SubmissionOut, change_out, submission_out
from omero_forms.selectors.orphans import Why, orphan_history, orphan_page

router = Router(tags=["integrity"])

Name = Annotated[str, Query(max_length=255)]


class OrphanOut(Shape):
    """A history without its object: `where` calls it as people do, `message` says what became of the object."""

    stream: str
    where: str
    object_type: str
    object_id: int
    submissions: int
    why: Why
    message: str


class OrphansOut(Shape):
    """Those among a thousand histories. `next`, unless null, is `after` of the next question."""

    orphans: list[OrphanOut]
    next: str | None


class OrphanEntryOut(Shape):
    """One submission with its answers, also as the changes from none, in the order of the form and by the titles that a
    person sees: null where nothing proves them.
    """

    submission: SubmissionOut
    answers: dict[str, Any] | None
    rows: list[ChangeOut] | None


class OrphanHistoryOut(Shape):
    """What became of its object, and what was submitted, the newest first."""

    orphan: OrphanOut
    history: list[OrphanEntryOut]


@router.get("integrity/orphans", response={200: OrphansOut, READ_ERRORS: ErrorOut})
def list_orphans(request: HttpRequest, after: Name = "") -> OrphansOut:
    """Histories whose object is not in OMERO any more, or whose id is another object's now."""
    return OrphansOut.model_validate(orphan_page(user_of(request), after))


@router.get("integrity/orphans/history", response={200: OrphanHistoryOut, READ_ERRORS: ErrorOut})
def read_orphan(request: HttpRequest, stream: Name) -> OrphanHistoryOut:
    """One of them, with its answers. 404 for a history whose object is there."""
    orphan, entries = orphan_history(user_of(request), stream)
    return OrphanHistoryOut(
        orphan=OrphanOut.model_validate(orphan),
        history=[
            OrphanEntryOut(
                submission=submission_out(one.submission),
                answers=one.answers,
                rows=None if one.rows is None else [change_out(row) for row in one.rows],
            )
            for one in entries
        ],
    )
