# SPDX-License-Identifier: AGPL-3.0-or-later
"""Having copies remade after the layout of the setting was changed: long work, and so a job."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status
from pydantic import ConfigDict

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.jobs import JobOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, Shape
from omero_forms.conf import conf
from omero_forms.domain.submissions import CopyLayout
from omero_forms.selectors.copies import forms_to_remake
from omero_forms.selectors.groups import member_group
from omero_forms.selectors.jobs import open_jobs_of
from omero_forms.services.access.permissions import require_copies_of
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.kinds import REMAKE_COPIES
from omero_forms.services.submissions.remake import asked_for

router = Router(tags=["copies"])


class RemakeIn(Shape):
    """On objects of which group; null for all groups that you own, for admins without restrictions of all there are."""

    model_config = ConfigDict(extra="forbid")

    group: int | None = None


class RemakingOut(Shape):
    """A form, and your job that remakes its copies in the group."""

    form: str
    job: JobOut


class GroupCopiesOut(Shape):
    """The layout that copies are written in, the forms of a group that have copies of the other one, wherever their
    objects are, and your jobs that remake some.
    """

    layout: CopyLayout
    forms: list[str]
    jobs: list[RemakingOut]


@router.get("groups/{group}/copies", response={200: GroupCopiesOut, READ_ERRORS: ErrorOut})
def read_group_copies(request: HttpRequest, group: IdPath) -> GroupCopiesOut:
    """Which forms of a group have copies that can be remade. For its owners, and admins without restrictions."""
    user = user_of(request)
    found = member_group(user, group)
    require_copies_of(user, found.id)
    layout = conf().kv_layout
    jobs = [
        RemakingOut(form=arguments["form"], job=JobOut.model_validate(job))
        for arguments, job in open_jobs_of(user, REMAKE_COPIES)
        if arguments["groups"] == [found.id]
    ]
    return GroupCopiesOut(layout=layout, forms=forms_to_remake(found.id, layout), jobs=jobs)


@router.post("forms/{form}/copies", response={202: AskedOut, WRITE_ERRORS: ErrorOut})
def remake_copies(request: HttpRequest, form: str, body: RemakeIn | None = None) -> Status[AskedOut]:
    """Have those copies of a form written anew that are not in the layout of the setting. The result of the job is what
    `omero-forms remake-copies --json` says.
    """
    user = user_of(request)
    group = None if body is None or body.group is None else member_group(user, body.group).id
    asked = asked_for(user, form, group)
    return Status(202, AskedOut(job=ask(REMAKE_COPIES, asked.as_json(), by=user.person)))
