# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take out of records what should never have been typed. For full admins; all admins read what was."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja.responses import Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.objects import object_type
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, Number, PersonOut, Shape, UtcTime
from omero_forms.domain.records.acts import Via
from omero_forms.domain.texts import t
from omero_forms.selectors.redactions import UNREACHED, all_redactions, redaction, stream_named
from omero_forms.services.access.permissions import require_admin, require_full_admin
from omero_forms.services.integrity.redact import approve, ask

router = Router(tags=["integrity"])


class RedactionOut(Shape):
    """One redaction: of the record `number` of `stream`, which `where` calls as people do."""

    id: int
    stream: str
    number: int
    where: str
    state: Literal["asked", "approved", "done"]
    reason: str
    asked_by: PersonOut | None
    asked_at: UtcTime
    approved_by: PersonOut | None
    approved_at: UtcTime | None
    done_at: UtcTime | None


class RedactionsOut(Shape):
    """All of them, the newest first, and what none reaches."""

    redactions: list[RedactionOut]
    unreached: list[str]


class RedactionIn(Shape):
    """The record: `number` of the answers to `form` for the object; without `type` and `id` of the form's own history.
    Or of `stream`, which names any history.
    """

    model_config = ConfigDict(extra="forbid")

    form: str | None = None
    type: str | None = None
    id: int | None = None
    stream: str | None = None
    number: Number
    reason: Annotated[str, Field(max_length=2000)]


class ApprovalIn(Shape):
    """`answers` may stay: they are submitted anew, as the next number."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] | None = None


class ApprovedOut(Shape):
    """`submitted` is the number of the answers that were submitted anew; `unreached` is what no redaction reaches."""

    redaction: RedactionOut
    submitted: int | None
    unreached: list[str]


@router.get("integrity/redactions", response={200: RedactionsOut, READ_ERRORS: ErrorOut})
def list_redactions(request: HttpRequest) -> RedactionsOut:
    """What was, or is to be, taken away."""
    require_admin(user_of(request))
    return RedactionsOut(
        redactions=[RedactionOut.model_validate(one) for one in all_redactions()],
        unreached=[t(one) for one in UNREACHED],
    )


@router.post("integrity/redactions", response={201: RedactionOut, WRITE_ERRORS: ErrorOut})
def ask_for_redaction(request: HttpRequest, body: RedactionIn) -> Status[RedactionOut]:
    """Ask for a redaction. Nothing is removed before another full admin approves it."""
    user = user_of(request)
    require_full_admin(user)
    described = None if body.type is None or body.id is None else (object_type(body.type), body.id)
    stream = body.stream if body.stream is not None else stream_named(body.form or "", described)
    made = ask(user, stream, body.number, reason=body.reason, via=Via.API)
    return Status(201, RedactionOut.model_validate(redaction(made)))


@router.post("integrity/redactions/{id}/approve", response={202: ApprovedOut, WRITE_ERRORS: ErrorOut})
def approve_redaction(request: HttpRequest, id: IdPath, body: ApprovalIn) -> Status[ApprovedOut]:  # noqa: A002
    """Approve a redaction that another full admin asked for. 202: it counts from now on, and workers take the content
    away.
    """
    approved = approve(user_of(request), id, answers=body.answers, via=Via.API)
    shown = RedactionOut.model_validate(redaction(id))
    return Status(202, ApprovedOut(redaction=shown, submitted=approved.again, unreached=[t(one) for one in UNREACHED]))
