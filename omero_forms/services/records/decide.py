# SPDX-License-Identifier: AGPL-3.0-or-later
"""Append an entry about a form or its assignments, decided on what is recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import Parts
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import accepting_write
from omero_forms.models import RecordRow, Stream
from omero_forms.selectors.keys import sealer
from omero_forms.services.people import remember_person
from omero_forms.services.records.append import Entry, StaleNumberError, append, locked_stream
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
    """Decide, accept and record one entry; its record, and the parts that were decided on.

    `decide` gives the decision, or raises why not; it sees a read model in which everything earlier is applied. It
    runs in the transaction that accepts the entry, and so must not call OMERO. The record returned may still be
    pending, when OMERO stopped answering after it was accepted: the sweep goes on. Raises `other_database` when the
    user is logged in to another OMERO than the one that records are written to, and `site_differs`.
    """
    deadline = Deadline.after(BUDGET_SECONDS)
    with master_session() as master:
        if user.server_uuid != master.server_uuid:
            # What somebody may do in another OMERO allows nothing in this one.
            raise error("other_database")
        for _attempt in range(ATTEMPTS):
            check_heads([stream], master=master, deadline=deadline)
            base = _head_number(stream)
            if base and not record_stream(stream, upto=base, master=master, deadline=deadline):
                raise error("omero_unavailable")
            try:
                with accepting_write():
                    # What it is decided on stays as it is until the entry is accepted: policies look at the stream too.
                    if (head := locked_stream(stream).last_number) != base:
                        raise StaleNumberError(head)
                    decided = decide()
                    act = decided.act or Act(user.person, user.sudoer, decided.capacity, via)
                    entry = Entry(master.server_uuid, stream, decided.kind, decided.parts, act)
                    record = append(entry, base=base, sealer=sealer())
                    remember_person(user.person.id, user.person.name, user.full_name)
            except StaleNumberError:
                continue
            try:
                crash_point("accepted")
                record_stream(stream, upto=record.number, master=master, deadline=deadline)
            except FormsError:
                logger.warning("an entry of %s is accepted, but not yet recorded", stream)
            record.refresh_from_db()
            return record, decided.parts
    raise error("history_behind")


def _head_number(stream: str) -> int:
    row = Stream.objects.filter(name=stream).first()
    return row.last_number if row else 0
