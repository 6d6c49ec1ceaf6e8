# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing what OMERO.forms left, for admins without restrictions; all admins read what came of it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.jobs import JobOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import PersonOut, Shape, UtcTime
from omero_forms.domain.jobs import LEGACY
from omero_forms.domain.legacy.findings import Outcome
from omero_forms.domain.records.acts import Via
from omero_forms.selectors.legacy import legacy_state
from omero_forms.services.access.permissions import require_admin
from omero_forms.services.jobs.ask import ask
from omero_forms.services.legacy.bring_in import Asked, job_arguments

router = Router(tags=["integrity"])


class LegacyIn(Shape):
    """How OMERO.forms is imported: only looked at with `check`; the time zone that it ran with, and the user name of
    its form master. Empty: those of the settings.
    """

    model_config = ConfigDict(extra="forbid")

    check: bool = False
    time_zone: Annotated[str, Field(max_length=64)] = ""
    legacy_master: Annotated[str, Field(max_length=255)] = ""


class TallyOut(Shape):
    """Of things of one sort: how many there are, are new here, were here already, and are left out."""

    found: int
    imported: int
    known: int
    left: int


class ExampleOut(Shape):
    """An annotation of OMERO.forms, and the row of it, if it is about one."""

    annotation: int
    row: str | None
    detail: str


class OddityOut(Shape):
    """What is not as it should be in what OMERO.forms left, by the words of the reports: what becomes of it, how often
    it was met, and the first of them.
    """

    kind: str
    outcome: Outcome
    message: str
    count: int
    examples: list[ExampleOut]


class LegacyReportOut(Shape):
    """What an import did or, with `check`, would do: then nothing was written."""

    at: UtcTime
    by: PersonOut | None
    check: bool
    time_zone: str
    legacy_master: str
    forms: TallyOut
    versions: TallyOut
    assignments: TallyOut
    histories: TallyOut
    submissions: TallyOut
    copies: int
    oddities: list[OddityOut]


class LegacyOut(Shape):
    """The newest report, and the newest job, unless it is done. Time zone and form master are those of the settings."""

    report: LegacyReportOut | None
    job: JobOut | None
    time_zone: str
    legacy_master: str


@router.get("integrity/legacy", response={200: LegacyOut, READ_ERRORS: ErrorOut})
def read_legacy_report(request: HttpRequest) -> LegacyOut:
    """What the newest import of OMERO.forms did, or would do, whoever asked for it."""
    require_admin(user_of(request))
    return LegacyOut.model_validate(legacy_state())


@router.post("integrity/legacy", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def import_from_omero_forms(request: HttpRequest, body: LegacyIn) -> Status[AskedOut]:
    """Have OMERO.forms imported, or looked at. The result of the job is what `import-legacy --json` says."""
    user = user_of(request)
    arguments = job_arguments(user, Asked(body.check, body.time_zone, body.legacy_master, Via.API))
    return Status(202, AskedOut(job=ask(LEGACY, arguments, by=user.person)))
