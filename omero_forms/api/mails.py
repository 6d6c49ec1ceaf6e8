# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of the mails of this site, for admins."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, Shape, UtcTime
from omero_forms.kit.identity import identity
from omero_forms.selectors.mails import mail_state
from omero_forms.services.access.permissions import require_admin
from omero_forms.services.mails.again import send_again

router = Router(tags=["mails"])


class RefusedMailOut(Shape):
    """A mail that a mail server will never take, and what it said; `name` is the user name of its reader."""

    id: int
    name: str
    kind: str
    period: str
    made_at: UtcTime
    reason: str


class NotReachedOut(Shape):
    """Somebody with objects past due whom the last digest did not tell of them, and why."""

    name: str
    reason: str
    objects: int


class MailsOut(Shape):
    """The newest of `refused_total` mails that were refused. `period` names the last digest, made at `made_at`;
    `may_send_again`: the asker may have them sent again.
    """

    waiting: int
    refused: list[RefusedMailOut]
    refused_total: int
    not_reached: list[NotReachedOut]
    period: str
    made_at: UtcTime | None
    may_send_again: bool


@router.get("mails", response={200: MailsOut, READ_ERRORS: ErrorOut})
def read_mails(request: HttpRequest) -> MailsOut:
    """What was refused, what waits, and who could not be told."""
    require_admin(user_of(request))
    return _state(request)


@router.post("mails/{id}/again", response={200: MailsOut, WRITE_ERRORS: ErrorOut})
def write_mail_again(request: HttpRequest, id: IdPath) -> MailsOut:  # noqa: A002
    """Have a mail that was refused sent once more, to the address that OMERO has now."""
    send_again(user_of(request), id)
    return _state(request)


def _state(request: HttpRequest) -> MailsOut:
    user = user_of(request)
    identity().refuse_other(user.server_uuid)
    return MailsOut.model_validate({**asdict(mail_state()), "may_send_again": user.is_full_admin})
