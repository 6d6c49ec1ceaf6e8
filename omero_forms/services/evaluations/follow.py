# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following OMERO's event log: which objects changed since it was read last, noted to be judged anew.

Ids of the log are given before a transaction commits, so rows may appear below those that were read: the last hour, by
the time of events, is asked for again, and what was seen of it is passed over. Where the log is another one than was
followed (a restored OMERO), all groups are evaluated as a whole. What it does not tell (links that were deleted, people
who are called otherwise) waits for the next full run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import changes
from omero_forms.gateway.changes import LogRow
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.clocks import day_of
from omero_forms.kit.identity import check_server
from omero_forms.kit.kept_writes import insert_rows
from omero_forms.kit.leases import Lease, claim
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import Finding, LogCursor, PolicyRow, Touched
from omero_forms.selectors.windows import pages
from omero_forms.services.evaluations.when import READ_LOG_EVERY
from omero_forms.services.records.gate import check_site

LEASE: Final = timedelta(seconds=120)
OVERLAP_MS: Final = 3_600_000
"""An hour of event time: longer than any transaction of OMERO lasts."""
MOST_SEEN: Final = 20_000
"""Rows that are remembered; of more within an hour the oldest are read, and their objects judged, once more."""
ROWS: Final = 1000
_OF_DATASETS: Final = {"DatasetImageLink", "ProjectDatasetLink", "Project"}
"""Kinds of rows that concern datasets beside their own."""


def follow(now: datetime | None = None) -> int:
    """Note what changed in OMERO, unless that was done in the last minute; how many objects were noted.

    Raises what keeps OMERO from being asked: `omero_unavailable`, `setup_incomplete`, `site_differs` and its like.
    """
    moment = now or timezone.now()
    check_site()
    LogCursor.objects.get_or_create(pk=1)
    lease = claim(LogCursor.objects.filter(pk=1), LEASE)
    if lease is None:
        return 0
    try:
        cursor = LogCursor.objects.get(pk=1)
        noted = _begun_days(lease, cursor, moment)
        if cursor.read_at is not None and cursor.read_at <= moment < cursor.read_at + READ_LOG_EVERY:
            return noted
        with agent_session() as agent:
            check_server(agent.server_uuid)
            if not _goes_on(agent, cursor):
                _begin(agent, lease, moment)
                return noted
            return noted + _read(agent, lease, cursor, moment)
    finally:
        lease.release()


def _goes_on(agent: AgentSession, cursor: LogCursor) -> bool:
    """Whether the log is the one that was followed."""
    if cursor.read_at is None:
        return False
    if cursor.last_id == 0:
        return True
    row = changes.log_row(agent, cursor.last_id)
    return row is not None and row.mark == cursor.mark


def _begin(agent: AgentSession, lease: Lease, now: datetime) -> None:
    """Begin at the end of the log: what came before is for full runs that begin from now on."""
    end = changes.end_of_log(agent)
    last, mark = (end.id, end.mark) if end is not None else (0, "")
    lease.held.update(last_id=last, mark=mark, seen={}, read_at=now, whole_since=timezone.now())


def _read(agent: AgentSession, lease: Lease, cursor: LogCursor, now: datetime) -> int:
    kinds, types = _followed()
    end = changes.end_of_log(agent)
    if end is None:
        return 0
    seen = {int(one): time for one, time in cursor.seen.items()}
    after, noted = min([cursor.last_id, *(one - 1 for one in seen)]), 0
    while kinds:
        rows = changes.log_rows(agent, after, end.id, kinds, ROWS)
        fresh = [row for row in rows if row.id not in seen]
        touched = _touched(agent, fresh, types)
        seen |= {row.id: row.time_ms for row in fresh}
        with short_write():
            if not lease.renew():
                return noted
            _note(touched)
        noted += sum(len(ids) for ids in touched.values())
        if len(rows) < ROWS:
            break
        after = rows[-1].id
    newest = max(end.time_ms, *seen.values()) if seen else end.time_ms
    kept = sorted(one for one, time in seen.items() if time > newest - OVERLAP_MS)[-MOST_SEEN:]
    lease.held.update(last_id=end.id, mark=end.mark, seen={str(one): seen[one] for one in kept}, read_at=now)
    return noted


def _followed() -> tuple[list[str], set[ObjectType]]:
    """Kinds of rows that any policy depends on, and the types of objects that any is about."""
    kinds: set[str] = set()
    types: set[ObjectType] = set()
    for name, selector in PolicyRow.objects.filter(ended_at__isnull=True).values_list("object_type", "selector"):
        types.add(ObjectType(name))
        kinds.add(name)
        if "min_images" in selector:
            kinds |= {"DatasetImageLink"} if name == "Dataset" else {"WellSample"} if name == "Plate" else set()
        if "project" in selector and name == "Dataset":
            kinds |= {"Project", "ProjectDatasetLink"}
    return sorted(kinds), types


def _touched(agent: AgentSession, rows: Iterable[LogRow], types: Collection[ObjectType]) -> dict[ObjectType, set[int]]:
    """The objects that rows concern, those of links and projects included."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        by_kind[row.entity.rpartition(".")[2]].add(row.entity_id)
    found: dict[ObjectType, set[int]] = defaultdict(set)
    for kind, ids in by_kind.items():
        if kind in types:
            found[ObjectType(kind)] |= ids
    for kind in by_kind.keys() & _OF_DATASETS if ObjectType.DATASET in types else ():
        found[ObjectType.DATASET] |= changes.concerned(agent, kind, sorted(by_kind[kind]))
    if "WellSample" in by_kind:
        found[ObjectType.PLATE] |= changes.concerned(agent, "WellSample", sorted(by_kind["WellSample"]))
    return found


def _note(touched: dict[ObjectType, set[int]]) -> None:
    rows = ((kind.value, one) for kind, ids in touched.items() for one in sorted(ids))
    insert_rows(Touched, ("object_type", "object_id"), rows)


def _begun_days(lease: Lease, cursor: LogCursor, now: datetime) -> int:
    """Note objects whose grace or exemption ended with the day before, once a day."""
    today = day_of(now)
    if cursor.day == today:
        return 0
    ended = Finding.objects.filter(closed_at__isnull=True, status__in=[Status.GRACE, Status.EXEMPT], due__lt=today)
    noted = 0
    for rows in pages(ended, "object_type", "object_id", size=ROWS):
        touched: dict[ObjectType, set[int]] = defaultdict(set)
        for _pk, object_type, object_id in rows:
            touched[ObjectType(object_type)].add(object_id)
        with short_write():
            _note(touched)
        noted += len(rows)
    lease.held.update(day=today)
    return noted
