# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following OMERO's event log: what changed since it was read last is noted, by each that follows it in its own way:
objects to be judged anew, copies to be looked at, people who are called otherwise.

Ids of the log are given before a transaction commits, so rows may appear below those that were read: the last hour, by
the time of events, is asked for again, and what was seen of it is passed over. Where the log is another one than was
followed (a restored OMERO), all groups are evaluated, and all copies compared, as a whole. What it does not tell (links
that were deleted while no indexer runs) waits for the night.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.db.models import Q
from django.utils import timezone

from omero_forms.gateway import changes
from omero_forms.gateway.changes import LogRow
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.leases import Lease, leased
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import LogCursor
from omero_forms.services.evaluations.followed import FollowedByPolicies, note_begun_day
from omero_forms.services.people import FollowedPeople
from omero_forms.services.records.gate import check_site
from omero_forms.services.submissions.followed import FollowedByCopies

READ_LOG_EVERY: Final = timedelta(seconds=40)
"""The log is read by the first look after that, of one every ten seconds: so what it tells is put right within a minute
of its happening.
"""
LEASE: Final = timedelta(seconds=120)
WAIT: Final = 30.0
"""Seconds that somebody who wants it at once waits for a worker that is reading."""
OVERLAP_MS: Final = 3_600_000
"""An hour of event time: longer than any transaction of OMERO lasts."""
MOST_SEEN: Final = 20_000
"""Rows that are remembered; of more within an hour the oldest are read, and what they concern looked at, once more."""
ROWS: Final = 1000


class _OvertakenError(Exception):
    """Somebody else took the log over: they note the rest."""


class Follower(Protocol):
    """What somebody follows in the log."""

    @property
    def kinds(self) -> frozenset[str]:
        """Classes whose rows it is told."""

    def look_up(self, agent: AgentSession, rows: Sequence[LogRow]) -> Callable[[], int]:
        """Ask OMERO what rows of these kinds concern; what it returns notes that in the database, and says how much."""


def follow(now: datetime | None = None, *, at_once: bool = False) -> int:
    """Note what changed in OMERO, unless that was done in the last minute; how much was noted. `at_once` does not ask
    when it was done last, and waits a while for whoever is at it.

    Raises what keeps OMERO from being asked: `omero_unavailable`, `setup_incomplete`, `site_differs` and its like.
    """
    moment = now or timezone.now()
    check_site()
    LogCursor.objects.get_or_create(pk=1)
    with leased(LogCursor.objects.filter(pk=1), LEASE, Deadline.after(WAIT if at_once else 0)) as lease:
        if lease is None:
            return 0
        cursor = LogCursor.objects.get(pk=1)
        noted = note_begun_day(lease, cursor, moment)
        is_fresh = cursor.read_at is not None and cursor.read_at <= moment < cursor.read_at + READ_LOG_EVERY
        if is_fresh and not at_once:
            return noted
        with suppress(_OvertakenError), agent_session() as agent:
            check_server(agent.server_uuid)
            if not _goes_on(agent, cursor):
                _begin(agent, lease, moment)
                return noted
            return noted + _read(agent, lease, cursor, moment)
    return 0


def _goes_on(agent: AgentSession, cursor: LogCursor) -> bool:
    """Whether the log is the one that was followed."""
    if cursor.read_at is None:
        return False
    if cursor.last_id == 0:
        return True
    row = changes.log_row(agent, cursor.last_id)
    return row is not None and row.mark == cursor.mark


def _begin(agent: AgentSession, lease: Lease, now: datetime) -> None:
    """Begin at the end of the log: what came before is for those who look at everything from now on."""
    end = changes.end_of_log(agent)
    last, mark = (end.id, end.mark) if end is not None else (0, "")
    lease.held.update(last_id=last, mark=mark, seen={}, read_at=now, whole_since=timezone.now())


def _read(agent: AgentSession, lease: Lease, cursor: LogCursor, now: datetime) -> int:
    """Note what is new up to the end of the log as it is now. The cursor moves on in the transactions that note: what a
    worker that dies over a long log has read is not read again.
    """
    followers: list[Follower] = [FollowedByPolicies.now(), FollowedByCopies.now(), FollowedPeople.now()]
    kinds = frozenset[str]().union(*(one.kinds for one in followers))
    end = changes.end_of_log(agent)
    if end is None:
        return 0
    seen = {int(one): time for one, time in cursor.seen.items()}
    after, noted = min([cursor.last_id, *(one - 1 for one in seen)]), 0
    rows: list[LogRow] = []
    while kinds:
        rows = changes.log_rows(agent, after, end.id, sorted(kinds), ROWS)
        if len(rows) < ROWS:
            break
        after = rows[-1].id
        place = rows[-1] if rows[-1].id > cursor.last_id else None
        noted += _note(agent, lease, followers, _unseen(rows, seen), {} if place is None else _at(place, end, seen))
        crash_point("followed")
    noted += _note(agent, lease, followers, _unseen(rows, seen), {**_at(end, end, seen), "read_at": now})
    return noted


def _unseen(rows: Sequence[LogRow], seen: dict[int, int]) -> list[LogRow]:
    """Those that were not seen before; they are from now on."""
    fresh = [row for row in rows if row.id not in seen]
    seen |= {row.id: row.time_ms for row in fresh}
    return fresh


def _at(row: LogRow, end: LogRow, seen: dict[int, int]) -> dict[str, Any]:
    """The cursor at a row, and what is remembered of the last hour. Whatever else was read up to there is forgotten:
    a log that nobody read for long has more rows than there is room for.
    """
    newest = max(end.time_ms, max(seen.values(), default=0))
    kept = sorted(one for one, time in seen.items() if time > newest - OVERLAP_MS)[-MOST_SEEN:]
    remembered = {str(one): seen[one] for one in kept}
    for one in [one for one in seen.keys() - set(kept) if one <= row.id]:
        del seen[one]
    return {"last_id": row.id, "mark": row.mark, "seen": remembered}


def _note(
    agent: AgentSession, lease: Lease, followers: Sequence[Follower], rows: Sequence[LogRow], cursor: dict[str, Any]
) -> int:
    """Note what rows concern and move the cursor, or neither where somebody else took over meanwhile."""
    told = ((one, [row for row in rows if row.kind in one.kinds]) for one in followers)
    notes = [one.look_up(agent, some) for one, some in told if some]
    with short_write():
        if not lease.renew_if(Q(), **cursor):
            raise _OvertakenError
        return sum(note() for note in notes)
