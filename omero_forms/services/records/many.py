# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accept and record many entries at once: one transaction in the database, one in OMERO, one more to mark them.

Whatever dies in between leaves accepted records behind, which the sweep writes like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.refs import namespace_of
from omero_forms.gateway import records as gateway
from omero_forms.gateway.records import Saved
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.kept_writes import Rows
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import accepting_write, forbid_transaction, short_write
from omero_forms.models import RecordRow, RecordState
from omero_forms.selectors.keys import sealer
from omero_forms.services.records.append import Appended, Entry, StaleNumberError, append_to
from omero_forms.services.records.heads import verified_print
from omero_forms.services.records.mark import verified_row
from omero_forms.services.records.numbering import Locked
from omero_forms.services.records.write import check_heads, record_stream

AT_ONCE = 100
"""Entries. OMERO saves so many within the time-out of one call, also where each is some kilobytes."""
BYTES_AT_ONCE = 500_000
BUDGET_SECONDS = 120.0
GRACE = timedelta(seconds=30)
"""So long the sweep leaves them to whoever accepted them."""


def record_many(
    entries: Sequence[Entry],
    bases: Mapping[str, int],
    *,
    master: MasterSession,
    beside: Callable[[Sequence[Appended]], object],
    marked: Callable[[Sequence[Appended]], object],
) -> None:
    """Accept entries, in their order, and record them. `bases` is the number of each stream that its first entry
    follows. `beside` is done where they are accepted, `marked` where they are marked as recorded.

    Raises `history_behind` where a stream has gone on, or OMERO holds another one; `history_stopped`; and
    `omero_unavailable`, after which the sweep goes on with what was accepted.
    """
    deadline = Deadline.after(BUDGET_SECONDS)
    heads = check_heads(set(bases), master=master, deadline=deadline)
    key, numbers = sealer(), dict(bases)
    with accepting_write():
        streams = Locked(heads, to_write=True)
        appended = []
        for one in entries:
            try:
                row = append_to(streams.rows[one.stream], one, base=numbers[one.stream], sealer=key, move=streams.move)
            except StaleNumberError:
                raise error("history_behind") from None
            numbers[one.stream] += 1
            appended.append(row)
        RecordRow.objects.filter(pk__in=[one.row.pk for one in appended]).update(next_at=timezone.now() + GRACE)
        beside(appended)
    crash_point("accepted")
    if streams.leases.keys() == set(bases):
        forbid_transaction()
        saved = gateway.append_all(master, [one.record for one in appended], is_private=True)
        crash_point("saved")
        if _mark(appended, saved, streams.leases, master, marked):
            return
    for name in bases:
        record_stream(name, upto=None, master=master, deadline=deadline)


def _mark(
    appended: Sequence[Appended],
    saved: Sequence[Saved],
    leases: Mapping[str, Lease],
    master: MasterSession,
    marked: Callable[[Sequence[Appended]], object],
) -> bool:
    """Number and bytes are final now. False, and nothing marked, where a lease has run out."""
    now = timezone.now()
    by_stream: dict[str, list[tuple[Appended, Saved]]] = {}
    for one, written in zip(appended, saved, strict=True):
        by_stream.setdefault(one.record.stream, []).append((one, written))
    try:
        with short_write():
            for name, several in by_stream.items():
                last = several[-1][0].record
                seen = verified_print(several[0][0].row.stream)
                for _one, written in several:
                    added = {"added": written.annotation_id, "event": written.event}
                    seen = seen.followed_by(master.person.id, namespace_of(name), **added)
                changes = {"recorded_number": last.number, "recorded_digest": last.digest}
                verified = {"verified": verified_row(last.digest, seen), "verified_at": now}
                is_next = Q(recorded_number=several[0][0].record.number - 1)
                if not leases[name].release_if(is_next, **changes, **verified):
                    raise StaleNumberError(last.number)
            for one, written in zip(appended, saved, strict=True):
                recorded = {"state": RecordState.RECORDED, "annotation_id": written.annotation_id, "recorded_at": now}
                Rows(RecordRow).filter(pk=one.row.pk).update(**recorded, next_at=None)
            marked(appended)
    except StaleNumberError:
        return False
    return True
