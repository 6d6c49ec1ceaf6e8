# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exemptions from policies: ask for one, see what became of it, decide, end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query
from ninja.responses import Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.reports import FoundObjectOut, PolicyOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, GroupOut, PersonOut, Shape, UtcTime
from omero_forms.domain.policies.exemptions import MOST_OBJECTS, TEXT_LIMIT, Decision, ExemptionState
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import ObjectType
from omero_forms.selectors.exemptions import ExemptionView, Listed, exemption, exemptions_for
from omero_forms.services.policies.exempt.ask import ExemptionRequest, ask
from omero_forms.services.policies.exempt.decide import approve, end, refuse

router = Router(tags=["exemptions"])

ExemptionPath = Annotated[str, Path(max_length=16)]
Id = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]
Text = Annotated[str, Field(max_length=TEXT_LIMIT)]
MOST_IN_BODY: Final = MOST_OBJECTS + 1
"""One more than may be named is refused in words."""


class ExemptionOut(Shape):
    """One exemption: of objects, of whose `count` the first are told as far as you see them, or of all that fit
    `selector`; from all forms of the policy, unless `forms` names some; up to and with the day `until`.

    `is_over` says that this has passed; `is_own` that it was decided by who had asked for it, since nobody else could.
    """

    id: str
    state: ExemptionState
    is_over: bool
    group: GroupOut
    policy: PolicyOut
    object_type: ObjectType
    objects: list[FoundObjectOut]
    count: int
    selector: dict[str, Any] | None
    forms: list[str]
    until: date
    reason: str
    asked_by: PersonOut
    asked_at: UtcTime
    decided_by: PersonOut | None
    decided_at: UtcTime | None
    is_own: bool
    message: str
    ended_by: PersonOut | None
    ended_at: UtcTime | None
    ended_message: str
    may_decide: bool
    may_end: bool


class ExemptionsOut(Shape):
    """Those that wait first, longest waiting first, then those decided last: at most 200 `of` so many."""

    exemptions: list[ExemptionOut]
    of: int


class ExemptionIn(Shape):
    """What is asked for: ids of `objects` of the policy's type, or a `selector` in the words of the policy's file."""

    model_config = ConfigDict(extra="forbid")

    policy: Id
    objects: list[Id] = Field(default_factory=list, max_length=MOST_IN_BODY)
    selector: dict[str, Any] | None = None
    forms: list[Annotated[str, Field(max_length=16)]] = Field(default_factory=list, max_length=100)
    until: date
    reason: Text


class ExemptionDecisionIn(Shape):
    """Approved or refused, and what whoever asked for it is told."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal[Decision.APPROVED, Decision.REFUSED]
    message: Text = ""


class ExemptionEndIn(Shape):
    """What is told about it."""

    model_config = ConfigDict(extra="forbid")

    message: Text = ""


@router.get("exemptions", response={200: ExemptionsOut, READ_ERRORS: ErrorOut})
def list_exemptions(
    request: HttpRequest,
    listed: Listed = Listed.OPEN,
    group: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
) -> ExemptionsOut:
    """Your own, those of groups that you own, all for admins. `listed`: what waits or is in force (`open`), what waits
    (`waiting`), or everything (`all`).
    """
    found = exemptions_for(user_of(request), listed, group_id=group)
    return ExemptionsOut(exemptions=[_out(one) for one in found.rows], of=found.of)


@router.post("exemptions", response={201: ExemptionOut, WRITE_ERRORS: ErrorOut})
def ask_for_exemption(request: HttpRequest, body: ExemptionIn) -> Status[ExemptionOut]:
    """Ask for an exemption of your own objects; as an owner of the group of any of them, or of all that fit a selector.
    Nothing is excused before somebody approves it.
    """
    user = user_of(request)
    wanted = ExemptionRequest(
        policy_id=body.policy,
        object_ids=tuple(body.objects),
        selector=body.selector,
        form_ids=tuple(body.forms),
        until=body.until,
        reason=body.reason,
    )
    return Status(201, _out(exemption(user, ask(user, wanted))))


@router.get("exemptions/{id}", response={200: ExemptionOut, READ_ERRORS: ErrorOut})
def read_exemption(request: HttpRequest, id: ExemptionPath) -> ExemptionOut:  # noqa: A002
    """One exemption."""
    return _out(exemption(user_of(request), id))


@router.post("exemptions/{id}/decision", response={200: ExemptionOut, WRITE_ERRORS: ErrorOut})
def decide_on_exemption(request: HttpRequest, id: ExemptionPath, body: ExemptionDecisionIn) -> ExemptionOut:  # noqa: A002
    """Approve or refuse, as an owner of the group or an admin; not your own, unless nobody else can."""
    user = user_of(request)
    decide = approve if body.decision is Decision.APPROVED else refuse
    decide(user, id, message=body.message, via=Via.API)
    return _out(exemption(user, id))


@router.post("exemptions/{id}/end", response={200: ExemptionOut, WRITE_ERRORS: ErrorOut})
def end_exemption(request: HttpRequest, id: ExemptionPath, body: ExemptionEndIn) -> ExemptionOut:  # noqa: A002
    """End one before its last day; withdraw your own request while it waits."""
    user = user_of(request)
    end(user, id, message=body.message, via=Via.API)
    return _out(exemption(user, id))


def _out(one: ExemptionView) -> ExemptionOut:
    view = {name: getattr(one, name) for name in ExemptionOut.model_fields if name != "policy"}
    return ExemptionOut.model_validate(
        {**view, "policy": PolicyOut(id=one.policy_id, name=one.policy_name)}, from_attributes=True
    )
