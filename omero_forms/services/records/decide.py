# SPDX-License-Identifier: AGPL-3.0-or-later
"""Append entries about forms, their assignments and policies, decided on what is recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import Parts
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import RecordRow, Stream
from omero_forms.selectors.keys import sealer
from omero_forms.services.people import remember_person
from omero_forms.services.records.append import Entry, StaleNumberError, append_to, locked_streams
from omero_forms.services.records.write import check_heads, record_stream

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 20.0
ATTEMPTS = 5
"""How often we start over when someone else's entry arrives between our reading and our writing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The entry that was decided on, and what allowed it. `act` says whose deed it is where it is not the user's."""

    kind: str
    parts: Parts
    capacity: Capacity
    act: Act | None = None


Decide = Callable[[], Decision]


def append_entry(user: UserSession, stream: str, decide: Decide, *, via: Via) -> tuple[RecordRow, Parts]:
    """Decide, accept and record one entry, as :func:`append_entries` does; its record, and the parts that were decided
    on.
    """
    decided: list[Decision] = []

    def one() -> list[tuple[str, Decision]]:
        decided[:] = [decide()]
        return [(stream, decided[0])]

    [record] = append_entries(user, [stream], one, via=via)
    return record, decided[0].parts


def append_entries(
    user: UserSession | None,
    streams: Collection[str],
    decide: Callable[[], Sequence[tuple[str, Decision]]],
    *,
    via: Via,
    beside: Callable[[RecordRow], object] | None = None,
) -> list[RecordRow]:
    """Decide, accept and record entries of some streams, all of them or none; their records.

    `decide` gives the decisions, each with its stream, or raises why not; it sees a read model in which everything
    earlier is applied. It runs in the transaction that accepts the entries, as does `beside` with each record, and so
    must not call OMERO. The records returned may still be pending, when OMERO stopped answering after they were
    accepted: the sweep goes on. `user` is None for the service itself.

    Raises `other_database` when the user is logged in to another OMERO than the one that records are written to, and
    `site_differs`.
    """
    deadline = Deadline.after(BUDGET_SECONDS)
    with master_session() as master:
        if user is not None and user.server_uuid != master.server_uuid:
            # What somebody may do in another OMERO allows nothing in this one.
            raise error("other_database")
        for _attempt in range(ATTEMPTS):
            check_heads(streams, master=master, deadline=deadline)
            bases = _head_numbers(streams)
            for name, base in bases.items():
                if base and not record_stream(name, upto=base, master=master, deadline=deadline):
                    raise error("omero_unavailable")
            try:
                with accepting_write():
                    records = _accept(user, bases, decide, server=master.server_uuid, via=via)
                    if beside is not None:
                        for record in records:
                            beside(record)
            except StaleNumberError:
                continue
            _record(records, master, deadline)
            return records
    raise error("history_behind")


def _accept(
    user: UserSession | None,
    bases: Mapping[str, int],
    decide: Callable[[], Sequence[tuple[str, Decision]]],
    *,
    server: str,
    via: Via,
) -> list[RecordRow]:
    # What it is decided on stays as it is until the entries are accepted: policies look at streams of forms, too.
    rows = locked_streams(bases)
    for name, base in bases.items():
        if (head := rows[name].last_number) != base:
            raise StaleNumberError(head)
    key = sealer()
    records = []
    for name, decided in decide():
        act = decided.act or _act(user, decided.capacity, via)
        entry = Entry(server, name, decided.kind, decided.parts, act)
        records.append(append_to(rows[name], entry, base=None, sealer=key).row)
    if user is not None:
        remember_person(user.person.id, user.person.name, user.full_name)
    return records


def _act(user: UserSession | None, capacity: Capacity, via: Via) -> Act:
    author, sudoer = (None, None) if user is None else (user.person, user.sudoer)
    return Act(author, sudoer, capacity, via)


def _record(records: Sequence[RecordRow], master: MasterSession, deadline: Deadline) -> None:
    last = {record.stream.name: record.number for record in records}
    for name, number in last.items():
        try:
            crash_point("accepted")
            record_stream(name, upto=number, master=master, deadline=deadline)
        except FormsError:
            logger.warning("an entry of %s is accepted, but not yet recorded", name)
    for record in records:
        record.refresh_from_db()


def _head_numbers(streams: Collection[str]) -> dict[str, int]:
    known = dict(Stream.objects.filter(name__in=streams).values_list("name", "last_number"))
    return {name: known.get(name, 0) for name in sorted(streams)}
