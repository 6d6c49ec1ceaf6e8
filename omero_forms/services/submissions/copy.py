# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key-value copy of the newest recorded submission, on its object.

It belongs to the submitter where they may annotate the object, else to the object's owner. In a request it is
written in the user's own session; what that cannot do, a worker does in sessions that the form agent opens for the
copy's owner (`as_owners.py`). An admin who may not write what is of others does not get it done by submitting: then the
copy waits until the owner opens the object's forms (`copies_seen.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from omero_forms.domain.submissions import CopyReason, Written
from omero_forms.gateway import copies
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import AgentSession, UserSession
from omero_forms.kit import due
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.kept_writes import Rows
from omero_forms.kit.leases import COPY, Lease, claim, to_copy
from omero_forms.kit.omero import agent_session, omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyRow, CopyState, RecordState, Stream, Submission
from omero_forms.services.records.gate import check_site
from omero_forms.services.submissions.as_owners import (
    Done,
    OvertakenError,
    take_off_as_owners,
    why_not_alone,
    write_as_owner,
)
from omero_forms.services.submissions.request import Accepted
from omero_forms.services.submissions.wanted import WantedCopy, wanted_copy

RETRY = due.Pause(timedelta(seconds=15), timedelta(hours=6))
LEASE_WAIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Turn:
    """The lease of a copy, and the row of it."""

    lease: Lease
    row: CopyRow


def take_turn(stream: Stream) -> Turn | None:
    """The turn of whoever records the stream's newest submission at this moment, if nobody else has it, and nobody had
    since the row was read with the stream.
    """
    row: CopyRow | None = getattr(stream, "copy", None)
    if row is None:
        return None
    as_read = Q(annotation_id=row.annotation_id, event=row.event, older=row.older)
    lease = claim(Rows(CopyRow).filter(pk=row.pk), COPY, only_if=as_read)
    return None if lease is None else Turn(lease, row)


def copy_in_turn(user: UserSession, accepted: Accepted, turn: Turn, deadline: Deadline) -> None:
    """Write the copy in the submitter's own session, as far as that goes, and end the turn; the sweep does the rest."""
    submission = accepted.submission
    told = accepted.hand.told if accepted.hand else None
    try:
        _write(user, submission, accepted.loaded, wanted_copy(submission, told=told, row=turn.row), turn.lease)
    except OvertakenError as overtaken:
        _ask_for_another_look(turn.row.stream_id, deadline, overtaken.written)
    finally:
        turn.lease.give_up()


def copy_as_user(user: UserSession, submission_id: int, loaded: LoadedObject, deadline: Deadline) -> None:
    """The same for who has no turn yet, and waits for one until the deadline. `loaded` is the object as the submitter's
    session has found it.
    """
    submission = _newest_recorded(submission_id)
    if submission is None or deadline.passed:
        return
    stream_id = submission.record.stream_id
    try:
        with to_copy(stream_id, deadline) as lease:
            submission = _newest_recorded(submission_id)
            if lease is not None and submission is not None:
                _write(user, submission, loaded, wanted_copy(submission), lease)
    except OvertakenError as overtaken:
        _ask_for_another_look(stream_id, deadline, overtaken.written)


def _write(
    user: UserSession, submission: Submission, loaded: LoadedObject, copy: WantedCopy | CopyReason, lease: Lease
) -> None:
    if isinstance(copy, CopyReason):
        _postpone(submission, CopyState.NOCOPY, copy)
        return
    if copy.is_off:
        _postpone(submission, CopyState.REPAIR, CopyReason.REDACTED, soon=True)
        return
    with omero_calls():
        outcome = copies.write(user, loaded, copy.ref, copy.namespace, copy.rows, copy.known)
    crash_point("copied")
    soon = True
    if outcome.written is not None:
        state, reason = CopyState.COPIED, None
        if outcome.others:
            state, reason = CopyState.REPAIR, why_not_alone(copy, outcome.others)
        done = Done(state, reason, outcome.written, user.person.id, copy.layout)
    elif outcome.reason == CopyReason.NOT_ANNOTATABLE and not copy.as_owner:
        done, soon = Done(CopyState.NOCOPY, CopyReason.OWNER_AWAITED), False
    else:
        done = Done(CopyState.REPAIR, outcome.reason)
    _note(submission, copy, done, lease, soon=soon)


@contextmanager
def copying_agent() -> Iterator[AgentSession]:
    """The form agent, to write copies of this site: in another OMERO nothing is proven, and nothing is to be given up
    because of it. Raises `setup_incomplete`, `omero_unavailable`, `other_database`, `site_differs`, `rebuilding`.
    """
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        yield agent


def owed(now: datetime | None = None) -> QuerySet[Submission]:
    """Recorded submissions whose copy is to be written, repaired or tried again by now."""
    return Submission.objects.filter(
        due.is_due(now or timezone.now(), RETRY),
        copy_state__in=[CopyState.DUE, CopyState.REPAIR, CopyState.NOCOPY],
        record__state=RecordState.RECORDED,
    )


def copy_as_owner(agent: AgentSession, submission_id: int, *, only_if_due: bool = False) -> Done | None:
    """Write or repair the copy as its owner, in a worker; how it stands. Safe to run twice. None where a newer
    submission has one, or somebody else is at it, who is waited for.

    With `only_if_due` nobody is waited for, and nothing done to a copy that somebody saw to since it was found due:
    sweeps that run at once share the copies instead of doing each after one another.
    """
    submission = _newest_recorded(submission_id)
    if submission is None:
        return None
    stream_id = submission.record.stream_id
    try:
        with to_copy(stream_id, Deadline.after(0 if only_if_due else LEASE_WAIT_SECONDS)) as lease:
            submission = _newest_recorded(submission_id)
            if lease is None or submission is None:
                return None
            if only_if_due and not owed().filter(pk=submission_id).exists():
                return None
            copy = wanted_copy(submission)
            if isinstance(copy, CopyReason):
                # What is on the object was proven when it was written, and stays.
                if submission.copy_state != CopyState.COPIED:
                    _postpone(submission, CopyState.NOCOPY, copy)
                return Done(CopyState.NOCOPY, copy)
            done = take_off_as_owners(agent, copy, lease) if copy.is_off else write_as_owner(agent, copy, lease)
            crash_point("copied")
            _note(submission, copy, done, lease)
            return done
    except OvertakenError as overtaken:
        _ask_for_another_look(stream_id, Deadline.after(LEASE_WAIT_SECONDS), overtaken.written)
        return None


def _note(submission: Submission, copy: WantedCopy, done: Done, lease: Lease, *, soon: bool = False) -> None:
    """Remember what was written and how the copy stands, and give the lease back; OvertakenError where it is not ours
    any more. Of what we wrote before, a worker that finds the copy alone has left nothing.
    """
    row: dict[str, object] = {}
    is_off = (done.state, done.reason) == (CopyState.NOCOPY, CopyReason.REDACTED)
    if is_off:
        row = {"annotation_id": None, "event": 0, "owner_id": None, "layout": "", "older": {}, "withdrawn": {}}
    elif done.written is not None:
        is_alone = done.state == CopyState.COPIED and not soon
        row = {
            "annotation_id": done.written.annotation_id,
            "event": done.written.event,
            "owner_id": done.owner_id,
            "layout": done.layout,
            "older": {} if is_alone else _older(copy, done.gone | {done.written.annotation_id}),
            **({"withdrawn": {}} if is_alone else {}),
        }
    elif copy.row.annotation_id in done.gone:
        row = {"annotation_id": None, "event": 0, "owner_id": None, "layout": "", "older": _older(copy, done.gone)}
    elif done.gone:
        row = {"older": _older(copy, done.gone | {copy.row.annotation_id})}
    with short_write():
        if not lease.release(**row):
            raise OvertakenError(done.written)
        if done.state == CopyState.COPIED:
            _settle(submission)
        elif is_off or done.is_over:
            changes = {"copy_state": done.state, "copy_reason": done.reason, "copy_changed_at": timezone.now()}
            Rows(Submission).filter(_owed(submission.pk)).update(next_at=None, **changes)
        else:
            _postpone(submission, done.state, done.reason, soon=soon)


def _older(copy: WantedCopy, apart_from: frozenset[int | None]) -> dict[str, int]:
    """What we wrote before, as it is stored."""
    return {str(one): event for one, event in copy.known.events.items() if one not in apart_from}


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
    submission = Submission.objects.select_related("record__stream", "version__form").get(pk=submission_id)
    if submission.number != submission.record.stream.recorded_number:
        return None
    return submission


def _owed(submission_id: int) -> Q:
    """The submission, unless a newer one was recorded while OMERO was called: then nothing is due of it any more."""
    return Q(~Q(copy_state=CopyState.SUPERSEDED), pk=submission_id)


def _settle(submission: Submission) -> None:
    now = timezone.now()
    copied = {
        "copy_state": CopyState.COPIED,
        "copy_reason": "",
        "copied_at": now,
        "copy_changed_at": now,
        "next_at": None,
    }
    if Rows(Submission).filter(_owed(submission.pk)).update(**copied):
        for name, value in copied.items():
            setattr(submission, name, value)


def _postpone(submission: Submission, state: CopyState, reason: CopyReason | None, *, soon: bool = False) -> None:
    """Try again: soon when a worker can do better, else less and less often, since somebody has to come back first."""
    now = timezone.now()
    changes: dict[str, object] = {"copy_state": state, "copy_reason": reason or ""}
    if submission.copy_state != state:
        changes["copy_changed_at"] = now
    if soon:
        Rows(Submission).filter(_owed(submission.pk)).update(next_at=now, **changes)
    else:
        due.put_off(Submission.objects.filter(_owed(submission.pk)), submission.attempts, RETRY, now=now, **changes)


def put_off(submission_id: int) -> None:
    """After a failure of OMERO or the set-up: the state stays, the next attempt comes later."""
    submission = Submission.objects.get(pk=submission_id)
    due.put_off(Submission.objects.filter(_owed(submission_id)), submission.attempts, RETRY)
