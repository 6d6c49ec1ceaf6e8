# SPDX-License-Identifier: AGPL-3.0-or-later
"""Redact a record in two steps: one full admin asks for it with a reason, another one approves it.

Approved, the redaction is a record of its own, first in the database and then in OMERO; all else follows from it, and
a worker goes on with that whichever process dies (`follow.py`).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from omero_forms.domain.answers.withdrawn import Withdrawn
from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.forms import FormState
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.parts import Told, redaction_parts
from omero_forms.domain.records.verify import INTEGRITY
from omero_forms.domain.refs import ObjectType, Person, RecordRef
from omero_forms.domain.sites import SITE_KIND
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyRow, FormVersion, RecordRow, RedactionRow, Submission
from omero_forms.selectors.proven import Prover
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.events.write import record_event
from omero_forms.services.integrity.quoted import forget_quotations
from omero_forms.services.records.decide import Decision, append_entry
from omero_forms.services.submissions.request import SubmissionRequest
from omero_forms.services.submissions.submit import submit
from omero_forms.services.submissions.wanted import all_pairs_of, ref_of

logger = logging.getLogger(__name__)

REASON_LIMIT = 2000


class _ApprovedError(Exception):
    """Somebody has approved it in the meantime."""


@dataclass(frozen=True, slots=True)
class Approved:
    """`again` is the number of the answers that were submitted anew; `is_recorded` tells whether OMERO has the
    redaction already, and not only the database.
    """

    again: int | None
    is_recorded: bool


def ask(user: UserSession, stream: str, number: int, *, reason: str, via: Via) -> int:
    """Ask for a redaction; its id. Asked again, or when it was done, it is the same one, and nothing changes.

    Raises `forbidden`, `not_found` for a record that there is not, `request_invalid` for one that cannot be redacted
    and for a reason that is none, `other_database`.
    """
    _admit(user)
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise error(
            "request_invalid",
            message=t("Say why, in at most {limit} characters. Nothing was changed.", limit=REASON_LIMIT),
        )
    check_representable(reason)
    record = RecordRow.objects.filter(stream__name=stream, number=number).select_related("stream").first()
    if record is None:
        raise error("not_found")
    _require_redactable(record)
    with short_write():
        row, is_new = RedactionRow.objects.get_or_create(
            digest=record.digest,
            defaults={
                "stream": stream,
                "number": number,
                "reason": reason.strip(),
                "via": via.value,
                "asked_at": timezone.now(),
                "asked_by": user.person.as_json(),
                "asked_sudoer": user.sudoer and user.sudoer.as_json(),
            },
        )
        if is_new:
            record_event(user, EventName.REDACTION_ASKED, stream=stream, number=number)
    return row.pk


def approve(user: UserSession, redaction_id: int, *, answers: Mapping[str, Any] | None = None, via: Via) -> Approved:
    """Approve a redaction. Where there are two full admins or more, another one than who asked does; a session that one
    of them opened for the other does not count. `answers` are submitted first, as the next number, by who approves.

    Safe to repeat. Raises `forbidden`, `not_found`, what :func:`submit` raises (then nothing was changed), and what
    keeps a stream from getting a number.
    """
    _admit(user)
    row = RedactionRow.objects.filter(pk=redaction_id).first()
    if row is None:
        raise error("not_found")
    record = RecordRow.objects.filter(stream__name=row.stream, number=row.number, digest=row.digest)
    target = record.select_related("stream").first()
    if row.approved_at is not None or target is None:
        return Approved(None, row.record_id is not None)
    approver = _approver(user, row)
    _require_redactable(target)
    again = None if answers is None else _submit_again(user, target, answers, via)
    withdrawn = _pairs(target)
    asker = Person.from_json(row.asked_by) if row.asked_by else None
    sudoer = Person.from_json(row.asked_sudoer) if row.asked_sudoer else None
    act = Act(asker, sudoer, Capacity.ADMIN, Via(row.via))

    def decide() -> Decision:
        asked = RedactionRow.objects.select_for_update().get(pk=row.pk)
        if asked.approved_at is not None:
            raise _ApprovedError
        RedactionRow.objects.filter(pk=row.pk).update(approved_at=timezone.now(), reason="")
        if withdrawn is not None:
            _withdraw(target, withdrawn)
        forget_quotations(target)
        record_event(user, EventName.REDACTION_APPROVED, stream=row.stream, number=row.number)
        about = RecordRef(row.stream, row.number, row.digest)
        parts = redaction_parts(about=about, approver=approver, reason=asked.reason)
        return Decision("redaction", parts, Capacity.ADMIN, act)

    try:
        appended, _parts = append_entry(user, INTEGRITY, decide, via=via)
    except _ApprovedError:
        return Approved(again, RedactionRow.objects.filter(pk=row.pk, record__isnull=False).exists())
    return Approved(again, appended.is_recorded)


def _admit(user: UserSession) -> None:
    require_full_admin(user)
    refuse_other_server(user.server_uuid)


def _require_redactable(record: RecordRow) -> None:
    if record.kind == SITE_KIND:
        raise error(
            "request_invalid",
            message=t("What a record of the site says nobody typed, and without it nothing could be written any more."),
        )
    if not record.is_recorded:
        raise error(
            "request_invalid", message=t("OMERO does not have this record yet. Wait for the worker, then ask again.")
        )
    version = FormVersion.objects.filter(record=record).select_related("form").first()
    if version is None:
        return
    if version.form.current_version == version.number and version.form.state != FormState.RETIRED:
        raise error(
            "request_invalid",
            message=t(
                "This is the current version of a form in use. Publish a version without that, or retire the form, "
                "then redact this one."
            ),
        )


def _approver(user: UserSession, row: RedactionRow) -> Person | None:
    """Who approves, for the record: None where there is nobody but who asked."""
    asked = {one["id"] for one in (row.asked_by, row.asked_sudoer) if one is not None}
    here = {one.id for one in (user.person, user.sudoer) if one is not None}
    if not asked & here:
        return user.person
    with omero_calls():
        others = [one for one in directory.full_admins(user) if one.id not in asked]
    if others:
        raise error(
            "forbidden",
            message=t("Another full admin has to approve this than who asked for it. Nothing was changed."),
        )
    return None


def _submit_again(user: UserSession, target: RecordRow, answers: Mapping[str, Any], via: Via) -> int:
    """Submit the answers that may stay, after the ones that go; the number. The same request again is the same
    submission.
    """
    before = Submission.objects.filter(record=target).select_related("version").first()
    if before is None:
        raise error(
            "request_invalid", message=t("Only of answers the others can be submitted anew. Nothing was changed.")
        )
    request = SubmissionRequest(
        object_type=ObjectType(before.object_type),
        object_id=before.object_id,
        form_id=before.form_id,
        version=before.version.number,
        base=before.number,
        client_key=uuid5(NAMESPACE_URL, f"omero-forms redaction {target.digest}"),
        answers=answers,
        message="",
        via=via,
    )
    return submit(user, request).submission.number


def _pairs(target: RecordRow) -> list[tuple[str, str]] | None:
    """The pairs that its copy says; None of what has no copy, or cannot be read any more."""
    submission = Submission.objects.filter(record=target).select_related("record__stream", "version").first()
    if submission is None:
        return None
    told: Told | None = Prover().submission(submission)
    if told is None or told.content is None:
        return None
    try:
        return all_pairs_of(submission, ref_of(submission, told.payload["server"]), told)
    except FormsError:
        logger.warning("the copy of submission %d is told from what people typed by its event alone", submission.pk)
        return None


def _withdraw(target: RecordRow, pairs: list[tuple[str, str]]) -> None:
    copy, _ = CopyRow.objects.get_or_create(stream_id=target.stream_id)
    known = Withdrawn.from_json(copy.withdrawn) if copy.withdrawn else Withdrawn(secrets.token_hex(16), frozenset())
    CopyRow.objects.filter(pk=copy.pk).update(withdrawn=known.and_of(pairs).as_json())
