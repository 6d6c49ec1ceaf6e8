# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repairs, for admins without restrictions: first the plan, then what it says. Both are jobs; all admins read them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.jobs import JobOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_NUMBER, Number, PersonOut, Shape, UtcTime
from omero_forms.domain.jobs import REPAIR, REPAIR_PLAN
from omero_forms.domain.records.acts import Via
from omero_forms.domain.texts import t
from omero_forms.selectors.jobs import newest_results
from omero_forms.selectors.repairs import repairs
from omero_forms.services.access.permissions import require_admin, require_full_admin
from omero_forms.services.integrity.forks import read_fork
from omero_forms.services.integrity.plan import What
from omero_forms.services.integrity.repair import refused, resolve_fork
from omero_forms.services.jobs.ask import ask

router = Router(tags=["integrity"])

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ForkIn(Shape):
    """Of the records of a number the one with this digest counts, as the plan lists them."""

    model_config = ConfigDict(extra="forbid")

    stream: Annotated[str, Field(max_length=255)]
    number: Number
    digest: Digest


class RepairIn(Shape):
    """`plan` is the digest of a plan that was made; `reason` says why the records count that `forks` name."""

    model_config = ConfigDict(extra="forbid")

    plan: Digest
    forks: Annotated[list[ForkIn], Field(default_factory=list)]
    reason: Annotated[str, Field(max_length=2000)] = ""


class ForkChoiceOut(Shape):
    """A sealed record of a number; `author` is a user name, `annotation` null where only the database has it."""

    digest: str
    author: str
    time: UtcTime
    annotation: int | None


class RepairStepOut(Shape):
    """One record; `where` calls its history as people do. `choices` are there where one has to be chosen."""

    stream: str
    where: str
    number: int
    choices: list[ForkChoiceOut]


class RepairStepsOut(Shape):
    """Steps that are alike, with what is said of each: the first of them, and the `count` of all."""

    what: What
    detail: str
    count: int
    steps: list[RepairStepOut]


class RepairPlanOut(Shape):
    """What a repair would do. `plan` is its digest."""

    plan: str
    at: UtcTime
    by: PersonOut | None
    groups: list[RepairStepsOut]


class RepairedOut(Shape):
    """What a repair did, and left for somebody."""

    at: UtcTime
    by: PersonOut | None
    done: list[RepairStepsOut]
    left: list[RepairStepsOut]


class RepairsOut(Shape):
    """The newest plan, or what came of it: one of both is null. `job` is the newest one, unless it is done."""

    plan: RepairPlanOut | None
    outcome: RepairedOut | None
    job: JobOut | None


class ForkVersionOut(Shape):
    """One of the sealed records of a number. `version` is that of the form that was answered, null of what is no
    submission; `is_shown`: the forms database has it, so pages show it; `is_redacted`: what it said was taken away.
    """

    digest: str
    annotation: int | None
    kind: str
    author: PersonOut | None
    sudoer: PersonOut | None
    time: UtcTime
    version: int | None
    message: str
    is_shown: bool
    is_redacted: bool


class ForkFieldOut(Shape):
    """What each of them says in one place, in the order of `versions`; null for nothing."""

    pointer: str
    path: str
    values: list[Any]


class ForkOut(Shape):
    """The records of one number, beside each other."""

    stream: str
    where: str
    number: int
    versions: list[ForkVersionOut]
    fields: list[ForkFieldOut]


@router.get("integrity/repair", response={200: RepairsOut, READ_ERRORS: ErrorOut})
def read_repairs(request: HttpRequest) -> RepairsOut:
    """The newest plan or repair, of whoever asked for it."""
    require_admin(user_of(request))
    return RepairsOut.model_validate(repairs())


@router.get("integrity/repair/fork", response={200: ForkOut, READ_ERRORS: ErrorOut})
def read_forked(
    request: HttpRequest,
    stream: Annotated[str, Query(max_length=255)],
    number: Annotated[int, Query(ge=1, le=MAX_NUMBER)],
) -> ForkOut:
    """What the sealed records of one number say. 404 where there is no fork, or none any more."""
    return ForkOut.model_validate(read_fork(user_of(request), stream, number))


@router.post("integrity/repair/plan", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def plan_repair(request: HttpRequest) -> Status[AskedOut]:
    """Have it said what a repair would do. The result of the job is what `omero-forms repair --json` says."""
    user = user_of(request)
    require_full_admin(user)
    return Status(202, AskedOut(job=ask(REPAIR_PLAN, {}, by=user.person)))


@router.post("integrity/repair", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def repair(request: HttpRequest, body: RepairIn) -> Status[AskedOut]:
    """Have a plan done, and nothing else. Forks are resolved at once, in the name of whoever asks."""
    user = user_of(request)
    require_full_admin(user)
    plan = next((one for one in newest_results(REPAIR_PLAN) if one["plan"] == body.plan), None)
    if plan is None:
        raise refused("/plan", t("There is no such plan any more. Make a new one. Nothing was changed."))
    for one in body.forks:
        resolve_fork(user, one.stream, one.number, one.digest, reason=body.reason, via=Via.API)
    decided = sorted({one.stream for one in body.forks})
    return Status(202, AskedOut(job=ask(REPAIR, {"plan": plan, "decided": decided}, by=user.person)))
