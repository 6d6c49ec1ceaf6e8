# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key-value copy of the newest recorded submission, on its object.

It belongs to the submitter where they may annotate the object, else to the object's owner. In a request it is
written in the user's own session; what that cannot do, a worker does in sessions that the form agent opens for the
copy's owner (`as_owners.py`). An admin who may not write what is of others does not get it done by submitting: then the
copy waits until the owner opens the object's forms (`copies_seen.py`).
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.domain.submissions import CopyReason, Written
from omero_forms.gateway import copies
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit import due
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.leases import to_copy
from omero_forms.kit.omero import agent_session, omero_calls
from omero_forms.models import CopyRow, CopyState, RecordState, Submission
from omero_forms.services.records.gate import check_site
from omero_forms.services.submissions.as_owners import Done, OvertakenError, hold, why_not_alone, write_as_owner
from omero_forms.services.submissions.wanted import WantedCopy, wanted_copy

RETRY = due.Pause(timedelta(seconds=15), timedelta(hours=6))
LEASE_WAIT_SECONDS = 20.0


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
        copy = wanted_copy(submission)
        if isinstance(copy, CopyReason):
            _postpone(submission, CopyState.NOCOPY, copy)
            return
        with omero_calls():
            outcome = copies.write(user, loaded, copy.ref, copy.namespace, copy.rows, copy.known)
        crash_point("copied")
        overtaken = not lease.renew()
        if overtaken:
            pass
        elif outcome.written is not None:
            state, reason = CopyState.COPIED, None
            if outcome.others:
                state, reason = CopyState.REPAIR, why_not_alone(copy, outcome.others)
            _note(submission, copy, Done(state, reason, outcome.written, user.person.id), soon=True)
        elif outcome.reason == CopyReason.NOT_ANNOTATABLE and not copy.as_owner:
            _postpone(submission, CopyState.NOCOPY, CopyReason.OWNER_AWAITED)
        else:
            _postpone(submission, CopyState.REPAIR, outcome.reason, soon=True)
    if overtaken:
        _ask_for_another_look(submission.record.stream_id, deadline, outcome.written)


def copy_by_agent(submission_id: int) -> None:
    """Write or repair the copy as its owner, in a worker. Safe to run twice.

    Raises `setup_incomplete`, `omero_unavailable`, `other_database`, `site_differs`; then it stays due.
    """
    submission = _newest_recorded(submission_id)
    if submission is None:
        return
    check_site()
    stream_id, deadline = submission.record.stream_id, Deadline.after(LEASE_WAIT_SECONDS)
    try:
        with to_copy(stream_id, deadline) as lease:
            submission = _newest_recorded(submission_id)
            if lease is None or submission is None:
                return
            with agent_session() as agent:
                # In another OMERO nothing is proven, and nothing is to be given up because of it.
                check_server(agent.server_uuid)
                copy = wanted_copy(submission)
                if isinstance(copy, CopyReason):
                    _postpone(submission, CopyState.NOCOPY, copy)
                    return
                done = write_as_owner(agent, copy, lease)
            crash_point("copied")
            hold(lease, done.written)
            _note(submission, copy, done)
    except OvertakenError as overtaken:
        _ask_for_another_look(stream_id, Deadline.after(LEASE_WAIT_SECONDS), overtaken.written)


def _note(submission: Submission, copy: WantedCopy, done: Done, *, soon: bool = False) -> None:
    """Remember what was written, then how the copy stands. Of what we wrote before, a worker that finds the copy alone
    has left nothing.
    """
    if done.written is not None:
        is_alone = done.state == CopyState.COPIED and not soon
        older = {} if is_alone else dict(copy.known.events)
        older.pop(done.written.annotation_id, None)
        CopyRow.objects.filter(pk=copy.row.pk).update(
            annotation_id=done.written.annotation_id,
            event=done.written.event,
            owner_id=done.owner_id,
            older={str(one): event for one, event in older.items()},
        )
    if done.state == CopyState.COPIED:
        _settle(submission)
    else:
        _postpone(submission, done.state, done.reason, soon=soon)


def _ask_for_another_look(stream_id: int, deadline: Deadline, written: Written | None) -> None:
    """Make the copy due again. Our lease ran out while we wrote, so two workers wrote; one must check the result, and
    know that what we wrote is ours.
    """
    # Whoever has the lease now is waited for, since it will set the state when it is done.
    with to_copy(stream_id, deadline):
        row = CopyRow.objects.get(stream=stream_id)
        if written is not None and written.annotation_id != row.annotation_id:
            row.older[str(written.annotation_id)] = written.event
            CopyRow.objects.filter(pk=row.pk).update(older=row.older)
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


def _owed(submission_id: int) -> QuerySet[Submission]:
    """The submission, unless a newer one was recorded while OMERO was called: then nothing is due of it any more."""
    return Submission.objects.filter(pk=submission_id).exclude(copy_state=CopyState.SUPERSEDED)


def _settle(submission: Submission) -> None:
    now = timezone.now()
    _owed(submission.pk).update(
        copy_state=CopyState.COPIED,
        copy_reason="",
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
