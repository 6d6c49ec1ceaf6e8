# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether all is as it was recorded: read by admins, looked at anew by those without restrictions, as a job."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.jobs import JobOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import Shape, UtcTime
from omero_forms.domain.errors import wrong_at
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.damage_kinds import FindingKind
from omero_forms.domain.records.findings import Scope
from omero_forms.domain.refs import NO_OBJECT
from omero_forms.domain.texts import t
from omero_forms.selectors.integrity import integrity
from omero_forms.selectors.log import MadeCheckpoint
from omero_forms.services.access.permissions import require_admin, require_full_admin
from omero_forms.services.jobs.ask import ask
from omero_forms.services.log.make import asked_by

router = Router(tags=["integrity"])


class AskedOut(Shape):
    """The id of the job, for `jobs/{id}`."""

    job: int


class IntegrityFindingOut(Shape):
    """A record that is not as it was recorded; `where` names its history for people."""

    kind: FindingKind
    where: str
    stream: str
    number: int | None
    annotation: int | None
    detail: str
    first_seen: UtcTime


class CheckpointOut(Shape):
    """A checkpoint of the log: its number, how many records it counts, and the signed note as it is."""

    number: int
    size: int
    note: str
    made_at: UtcTime


class IntegrityOut(Shape):
    """When all records were last verified, how many there were, and what is wrong: the newest findings, and the `count`
    of all. `job` is the verification that is under way; `may_change` is false for admins with restrictions, who read.
    """

    verified_at: UtcTime | None
    records: int
    streams: int
    count: int
    findings: list[IntegrityFindingOut]
    job: JobOut | None
    checkpoint: CheckpointOut | None
    may_change: bool


class VerifyIn(Shape):
    """Only the histories of the form with that id, only those of one object, `Dataset:12`; all where both are null."""

    form: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    object: Annotated[str, Field(max_length=40)] | None = None


@router.get("integrity", response={200: IntegrityOut, READ_ERRORS: ErrorOut})
def read_integrity(request: HttpRequest) -> IntegrityOut:
    """What is known of whether everything is still as it was recorded."""
    user = user_of(request)
    require_admin(user)
    known = integrity()
    made = known.checkpoint
    return IntegrityOut(
        verified_at=known.verified_at,
        records=known.records,
        streams=known.streams,
        count=known.count,
        findings=[IntegrityFindingOut.model_validate(one) for one in known.findings],
        job=None if known.job is None else JobOut.model_validate(known.job),
        checkpoint=None if made is None else _checkpoint_out(made),
        may_change=user.is_full_admin,
    )


def _checkpoint_out(made: MadeCheckpoint) -> CheckpointOut:
    return CheckpointOut(number=made.number, size=made.checkpoint.size, note=made.note, made_at=made.made_at)


@router.post("integrity/verify", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def verify(request: HttpRequest, asked: VerifyIn) -> Status[AskedOut]:
    """Have all records verified, or some. The result of the job is what `omero-forms verify --json` says, with 1,000
    findings at most and the `count` of all.
    """
    user = user_of(request)
    require_full_admin(user)
    try:
        Scope.of_text(asked.form, asked.object)
    except ValueError:
        raise wrong_at("/object", t(NO_OBJECT)) from None
    return Status(202, AskedOut(job=ask("verify", asked.model_dump(exclude_none=True), by=user.person)))


@router.post("integrity/checkpoint", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def make_checkpoint(request: HttpRequest) -> Status[AskedOut]:
    """Have a checkpoint of the log made now. The result of the job is what `omero-forms checkpoint --json` says."""
    by = asked_by(user_of(request))
    return Status(202, AskedOut(job=ask("checkpoint", {"by": by.as_json(), "via": Via.API.value}, by=by.person)))
