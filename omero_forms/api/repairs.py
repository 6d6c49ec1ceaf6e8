# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repairs, for admins without restrictions: first the plan, then what it says. Both are jobs."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.shapes import Number, Shape
from omero_forms.domain.records.acts import Via
from omero_forms.selectors.jobs import newest_results
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.integrity.repair import refused, resolve_fork
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.kinds import REPAIR, REPAIR_PLAN

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
        raise refused("/plan", "There is no such plan any more. Make a new one. Nothing was changed.")
    for one in body.forks:
        resolve_fork(user, one.stream, one.number, one.digest, reason=body.reason, via=Via.API)
    decided = sorted({one.stream for one in body.forks})
    return Status(202, AskedOut(job=ask(REPAIR, {"plan": plan, "decided": decided}, by=user.person)))
