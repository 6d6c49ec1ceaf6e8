# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof and recovery, for admins without restrictions: each is long work, and so a job."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import WRITE_ERRORS, ErrorOut
from omero_forms.api.shapes import Shape
from omero_forms.domain.records.acts import Via
from omero_forms.services.jobs.ask import ask
from omero_forms.services.legacy.bring_in import Asked, job_arguments
from omero_forms.services.log.make import asked_by

router = Router(tags=["integrity"])


class LegacyIn(Shape):
    """How OMERO.forms is imported: only looked at with `check`; the time zone that it ran with, and the user name of
    its form master. Empty: those of the settings.
    """

    model_config = ConfigDict(extra="forbid")

    check: bool = False
    time_zone: Annotated[str, Field(max_length=64)] = ""
    form_master: Annotated[str, Field(max_length=255)] = ""


class AskedOut(Shape):
    """The id of the job, for `jobs/{id}`."""

    job: int


@router.post("integrity/checkpoint", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def make_checkpoint(request: HttpRequest) -> Status[AskedOut]:
    """Have a checkpoint of the log made now. The result of the job is what `omero-forms checkpoint --json` says."""
    by = asked_by(user_of(request))
    return Status(202, AskedOut(job=ask("checkpoint", {"by": by.as_json(), "via": Via.API.value}, by=by.person)))


@router.post("integrity/legacy", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def import_from_omero_forms(request: HttpRequest, body: LegacyIn) -> Status[AskedOut]:
    """Have OMERO.forms imported, or looked at. The result of the job is what `import-legacy --json` says."""
    user = user_of(request)
    arguments = job_arguments(user, Asked(body.check, body.time_zone, body.form_master, Via.API))
    return Status(202, AskedOut(job=ask("legacy", arguments, by=user.person)))
