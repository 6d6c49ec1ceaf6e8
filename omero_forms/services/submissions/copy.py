# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key-value copy of the newest recorded submission, on its object.

It belongs to the submitter where they may annotate the object, else to the object's owner. In a request it is
written in the user's own session; what that cannot do, a worker does in sessions that the form agent opens for the
copy's owner. An admin who may not write what is of others does not get it done by submitting: then the copy waits until
the owner opens the object's forms (`copies_seen.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.answers.bounds import CopyBounds, bounded
from omero_forms.domain.answers.flatten import flatten
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.refs import ObjectRef, ObjectType, object_page
from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway import copies, objects
from omero_forms.gateway.copies import CopyOutcome
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import AgentSession, UserSession
from omero_forms.kit import due
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.leases import Lease, to_copy
from omero_forms.kit.omero import agent_session, omero_calls
from omero_forms.kit.pages import forms_url
from omero_forms.kit.transactions import forbid_transaction
from omero_forms.models import CopyState, RecordState, Submission
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import schema_of

RETRY = due.Pause(timedelta(seconds=15), timedelta(hours=6))
LEASE_WAIT_SECONDS = 20.0

SYSTEM_GROUP_NAME = "system"
"""Admins are often in none of the groups whose data they annotate."""


class OvertakenError(Exception):
    """The lease ran out while OMERO was called, and somebody else has taken it."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """What a copy should say, taken from what is proven of its submission."""

    ref: ObjectRef
    author_id: int
    as_owner: bool
    namespace: str
    rows: list[tuple[str, str]]


def copy_as_user(user: UserSession, submission_id: int, loaded: LoadedObject, deadline: Deadline) -> None:
    """Write the copy in the submitter's own session, as far as that goes; the sweep does the rest. `loaded` is the
    object as that session has found it.
    """
    submission = _newest_recorded(submission_id)
    if submission is None or deadline.passed:
        return
    with to_copy(submission.record.stream_id, deadline) as lease:
        submission = _newest_recorded(submission_id)
        if lease is None or submission is None:
            return
        copy = _copy_of(submission)
        if copy is None:
            return
        with omero_calls():
            outcome = copies.write(user, loaded, copy.ref, copy.namespace, copy.rows)
        crash_point("copied")
        overtaken = not lease.renew()
        if overtaken:
            pass
        elif outcome.state == "copied" and not outcome.others:
            _settle(submission, CopyState.COPIED, None)
        elif outcome.reason == CopyReason.NOT_ANNOTATABLE and not copy.as_owner:
            _postpone(submission, CopyState.NOCOPY, CopyReason.OWNER_AWAITED)
        else:
            _postpone(submission, CopyState.REPAIR, outcome.reason or CopyReason.OLDER_COPY, soon=True)
    if overtaken:
        _ask_for_another_look(submission.record.stream_id, deadline)


def copy_by_agent(submission_id: int) -> None:
    """Write or repair the copy as its owner, in a worker. Safe to run twice.

    Raises `setup_incomplete`, `omero_unavailable`, `other_database`; then it stays due.
    """
    submission = _newest_recorded(submission_id)
    if submission is None:
        return
    stream_id, deadline = submission.record.stream_id, Deadline.after(LEASE_WAIT_SECONDS)
    try:
        with to_copy(stream_id, deadline) as lease:
            submission = _newest_recorded(submission_id)
            if lease is None or submission is None:
                return
            with agent_session() as agent:
                # In another OMERO nothing is proven, and nothing is to be given up because of it.
                check_server(agent.server_uuid)
                copy = _copy_of(submission)
                if copy is None:
                    return
                state, reason = _write_as_owner(agent, copy, lease)
            crash_point("copied")
            _hold(lease)
            if state == CopyState.COPIED:
                _settle(submission, state, reason)
            else:
                _postpone(submission, state, reason)
    except OvertakenError:
        _ask_for_another_look(stream_id, Deadline.after(LEASE_WAIT_SECONDS))


def _copy_of(submission: Submission) -> _Copy | None:
    """None where its answers are not proven: that is why there is no copy then."""
    prover = Prover()
    told = prover.submission(submission)
    if submission.record.stream.stopped == Stop.NEWER:
        _postpone(submission, CopyState.NOCOPY, CopyReason.NEWER)
        return None
    if told is None or told.author is None:
        _postpone(submission, CopyState.NOCOPY, CopyReason.UNPROVEN)
        return None
    if told.content is None:
        _postpone(submission, CopyState.NOCOPY, CopyReason.REDACTED)
        return None
    ref = ObjectRef(
        server=prover.server,
        type=ObjectType(submission.object_type),
        id=submission.object_id,
        creation_event=submission.creation_event,
    )
    return _Copy(
        ref,
        author_id=told.author.id,
        as_owner=submission.as_owner or conf().copy_as_owner,
        namespace=conf().kv_namespace + submission.form_id,
        rows=_rows(submission, ref, told.content["answers"]),
    )


def _rows(submission: Submission, ref: ObjectRef, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    settings = conf()
    page = object_page(forms_url(settings), ref.type, ref.id, submission.form_id)
    where = f"see {page}" if page else f"open the forms of this {ref.type.value.lower()} in OMERO.web."
    return bounded(flatten(schema_of(submission), answers), CopyBounds(settings.copy_rows, settings.copy_bytes), where)


def _hold(lease: Lease) -> None:
    if not lease.renew():
        raise OvertakenError


def _ask_for_another_look(stream_id: int, deadline: Deadline) -> None:
    """Make the copy due again. Our lease ran out while we wrote, so two workers wrote; one must check the result."""
    # Whoever has the lease now is waited for, since it will set the state when it is done.
    with to_copy(stream_id, deadline):
        newest = Submission.objects.filter(record__stream=stream_id, record__state=RecordState.RECORDED).order_by(
            "-number"
        )[0]
        _postpone(newest, CopyState.REPAIR, None, soon=True)


def _newest_recorded(submission_id: int) -> Submission | None:
    """The submission, if it is recorded and still the newest such; an older one's copy is not owed."""
    submission = Submission.objects.select_related("record__stream", "version").get(pk=submission_id)
    if submission.number != submission.record.stream.recorded_number:
        return None
    return submission


def _write_as_owner(agent: AgentSession, copy: _Copy, lease: Lease) -> tuple[CopyState, CopyReason | None]:
    forbid_transaction()
    try:
        loaded = objects.load(agent, copy.ref.type, copy.ref.id)
    except FormsError as fault:
        if fault.code != "not_found":
            raise
        return CopyState.NOCOPY, CopyReason.OBJECT_GONE
    if loaded.ref != copy.ref:
        return CopyState.NOCOPY, CopyReason.OTHER_OBJECT
    if _has_copy(agent, copy):
        return _remove_others(agent, copy.author_id, loaded, copy, lease)
    reason = CopyReason.NOT_ANNOTATABLE
    for person_id in dict.fromkeys((copy.author_id, loaded.owner.id)):
        if person_id != copy.author_id and not copy.as_owner:
            return CopyState.NOCOPY, CopyReason.OWNER_AWAITED
        _hold(lease)
        outcome = _write_as(agent, person_id, loaded, copy)
        if isinstance(outcome, CopyReason):
            reason = outcome
        elif outcome.state == "copied":
            return _remove_others(agent, person_id, loaded, copy, lease)
        else:
            reason = outcome.reason or reason
    return CopyState.NOCOPY, reason


def _has_copy(agent: AgentSession, copy: _Copy) -> bool:
    """Whether the author has one copy there, and it says what it should. An admin may, whom no worker could write it
    for.
    """
    there = copies.find(agent, copy.ref, copy.namespace)
    own = [one.annotation_id for one in there if one.owner.id == copy.author_id]
    return len(own) == 1 and copies.rows_of(agent, own[0]) == copy.rows


def _write_as(agent: AgentSession, person_id: int, loaded: LoadedObject, copy: _Copy) -> CopyOutcome | CopyReason:
    """The outcome, or why no session could be opened for that person (inactive, unknown, not_in_group)."""
    try:
        with agent.as_user(person_id, loaded.group.name) as session:
            return copies.load_and_write(session, copy.ref, copy.namespace, copy.rows)
    except FormsError as fault:
        if fault.code != "forbidden":
            raise
        return CopyReason.from_text(fault.details.get("reason", "")) or CopyReason.NOT_ANNOTATABLE


def _remove_others(
    agent: AgentSession,
    writer_id: int,
    loaded: LoadedObject,
    copy: _Copy,
    lease: Lease,
) -> tuple[CopyState, CopyReason | None]:
    """Take older copies of other people off the object, each as its owner."""
    # Asked as the agent: in a private group the writer does not see what others have there.
    others = {one.owner.id for one in copies.find(agent, copy.ref, copy.namespace)} - {writer_id}
    remaining = []
    for one in others:
        _hold(lease)
        if not _remove_as(agent, one, loaded, copy.namespace):
            remaining.append(one)
    if remaining:
        return CopyState.REPAIR, CopyReason.OLDER_COPY
    return CopyState.COPIED, None


def _remove_as(agent: AgentSession, person_id: int, loaded: LoadedObject, namespace: str) -> bool:
    """Remove somebody's copy. False where no session for them, in the group or as an admin, can do it."""
    for group in (loaded.group.name, SYSTEM_GROUP_NAME):
        try:
            with agent.as_user(person_id, group) as session:
                if copies.remove(session, loaded.ref, namespace):
                    return True
        except FormsError as fault:
            if fault.code != "forbidden":
                raise
    return False


def _owed(submission_id: int) -> QuerySet[Submission]:
    """The submission, unless a newer one was recorded while OMERO was called: then nothing is due of it any more."""
    return Submission.objects.filter(pk=submission_id).exclude(copy_state=CopyState.SUPERSEDED)


def _settle(submission: Submission, state: CopyState, reason: CopyReason | None) -> None:
    now = timezone.now()
    _owed(submission.pk).update(
        copy_state=state,
        copy_reason=reason or "",
        copied_at=now,
        copy_changed_at=now,
        next_at=None,
    )


def _postpone(submission: Submission, state: CopyState, reason: CopyReason | None, *, soon: bool = False) -> None:
    """Try again: soon when a worker can do better, else less and less often, since somebody has to come back first."""
    now = timezone.now()
    changes: dict[str, object] = {"copy_state": state, "copy_reason": reason or ""}
    if submission.copy_state != state:
        changes["copy_changed_at"] = now
    if soon:
        _owed(submission.pk).update(next_at=now, **changes)
    else:
        due.put_off(_owed(submission.pk), submission.attempts, RETRY, now=now, **changes)


def put_off(submission_id: int) -> None:
    """After a failure of OMERO or the set-up: the state stays, the next attempt comes later."""
    submission = Submission.objects.get(pk=submission_id)
    due.put_off(_owed(submission_id), submission.attempts, RETRY)
