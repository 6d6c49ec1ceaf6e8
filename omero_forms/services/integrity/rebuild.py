# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make an empty database anew from OMERO: forms, then their assignments, policies, then answers. Nothing is signed.

Until all of it is there the gate refuses everything else, so nobody takes a part for the whole. What is done is written
with how far it is, so that a second run goes on where the first one died.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Min, Q

from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.records.damage_kinds import ADMIN_SENTENCES, DamageKind
from omero_forms.domain.records.keyring import Seal
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.refs import namespace_of
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import records as gateway
from omero_forms.gateway.map_rows import Row, map_rows_later
from omero_forms.gateway.records import ANNOTATIONS_PER_READ, Placed
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.garbage import seldom_looked_for
from omero_forms.kit.kept_writes import Rows
from omero_forms.kit.leases import WRITE, Lease, leased, to_write
from omero_forms.kit.omero import master_session
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.seal_checks import SealChecks, seals_of
from omero_forms.kit.transactions import short_write
from omero_forms.models import (
    Assignment,
    DamageRow,
    Form,
    FormVersion,
    GateTurn,
    PolicyRow,
    Rebuild,
    RecordRow,
    RecordState,
    Server,
    Stream,
    Submission,
)
from omero_forms.services.events.write import record_event
from omero_forms.services.integrity.people import know_people
from omero_forms.services.integrity.take import Batch, Read, Taking, note_loose
from omero_forms.services.keys.former import find_former
from omero_forms.services.records.check import STREAM_SECONDS
from omero_forms.services.records.gate import check_place
from omero_forms.services.records.unbuild import forget_from
from omero_forms.services.records.verify import verify_even_if_stopped

PHASES: Final = ("key", "checkpoint", "", "form", "assignment", "policy", "submission")
"""First parts of streams' names, each built on those before it: keys prove all others, checkpoints say which records
keys sealed before they were retired, and redactions, which are among the others (""), what may be missing.
"""

TAKEN: Final = noop(
    "Another process is making the forms database anew at this moment. Nothing was changed by this one."
)

PATIENCE: Final = WRITE.total_seconds() + 5
"""Seconds to wait for whoever was at it before, who may have died."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that nothing was built on."""

    kind: str
    stream: str
    number: int | None
    annotation: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the database holds now, and what it does not trust."""

    records: int
    streams: int
    forms: int
    versions: int
    assignments: int
    submissions: int
    quarantined: list[Quarantined]


def rebuild(progress: Progress = unheard) -> Rebuilt:
    """Fill an empty database with all that OMERO proves, or go on where that was interrupted.

    Raises `database_not_empty`, `rebuilding` where somebody else is at it, `site_differs`, `other_database`,
    `setup_incomplete`, `omero_unavailable`.
    """
    with master_session() as master:
        find_former(master)
        check_place(master)
        _begin()
        with leased(Rows(Rebuild), WRITE, Deadline.after(PATIENCE)) as lease:
            if lease is None:
                raise error("rebuilding", message=t(TAKEN))
            total = gateway.count_in_store(master)
            while (state := Rebuild.objects.get()).phase < len(PHASES):
                _phase(state, lease, master, progress, total)
            know_people(master)
            progress(total, total)
            done = _outcome()
            with short_write():
                _held(lease)
                GateTurn.objects.update(is_made_anew=True)
                lease.delete()
                record_event(None, EventName.DATABASE_REBUILT, records=done.records)
    return done


def _begin() -> None:
    """Only a database that holds nothing of its own is filled; one that was begun is gone on with."""
    server = Server.objects.get()
    if Rebuild.objects.filter(server=server).exists():
        return
    has_pending = RecordRow.objects.filter(state=RecordState.PENDING).exists()
    if any(one.objects.exists() for one in (Form, PolicyRow, Submission)) or has_pending:
        raise error("database_not_empty")
    with short_write():
        Rebuild.objects.get_or_create(server=server)


def _phase(state: Rebuild, lease: Lease, master: MasterSession, progress: Progress, total: int) -> None:
    first = PHASES[state.phase]
    taking = Taking.begun(master.person.id, master.server_uuid)
    with seldom_looked_for(), SealChecks(taking.prover.keyring) as seals:
        before: list[Read] = []
        for chunk, rows_of in _chunks(first, master, state.after):
            some = taking.read(chunk, rows_of)
            # Those of the chunk before were checked while this one was read.
            sound = seals.sound()
            seals.ask(seals_of(one.record for one in some if one.record is not None))
            _take(taking, before, sound, state, lease)
            progress(state.done, total)
            before = some
        _take(taking, before, seals.sound(), state, lease)
        progress(state.done, total)
    for name in _aside(first):
        _settle(name, lease, master)
    _held(lease, phase=state.phase + 1, after=0)


def _take(taking: Taking, some: Sequence[Read], sound: Collection[Seal], state: Rebuild, lease: Lease) -> None:
    if some:
        batch = taking.take(some, sound)
        state.after, state.done = some[-1].placed.id, state.done + len(some)
        _write(batch, state, lease)


def _chunks(first: str, master: MasterSession, after: int) -> Iterator[tuple[list[Placed], Mapping[int, list[Row]]]]:
    """Annotations of a phase, by id, with their rows: OMERO is at the next while whoever takes them is at these."""
    named = [namespace_of(one) for one in ([first] if first else filter(None, PHASES))]
    asked: list[tuple[list[Placed], Callable[[], Mapping[int, list[Row]]]]] = []
    while page := gateway.placed_in_store(master, named, after=after, others=not first):
        for chunk in chunks(page, ANNOTATIONS_PER_READ):
            asked.append((chunk, map_rows_later(master.wire, [one.id for one in chunk], group=master.store_group)))
            if len(asked) > 1:
                placed, rows = asked.pop(0)
                yield placed, rows()
        after = page[-1].id
    for placed, rows in asked:
        yield placed, rows()


def _write(batch: Batch, state: Rebuild, lease: Lease) -> None:
    with short_write():
        _held(lease, after=state.after, done=state.done)
        batch.write()
    crash_point("taken")
    note_loose(batch.loose)


def _held(lease: Lease, **changes: Any) -> None:
    """Write how far it is, as long as nobody else has taken over."""
    if not lease.renew() or (changes and not lease.held.update(**changes)):
        raise error("rebuilding", message=t(TAKEN))


def _aside(first: str) -> list[str]:
    """The streams of a phase that have to be read whole."""
    of_phase = Q(name=first) | Q(name__startswith=f"{first}/")
    if not first:
        of_phase = ~Q(name__in=PHASES)
        for one in filter(None, PHASES):
            of_phase &= ~Q(name__startswith=f"{one}/")
    return list(Stream.objects.filter(of_phase, next_at__isnull=False).order_by("name").values_list("name", flat=True))


def _settle(name: str, lease: Lease, master: MasterSession) -> None:
    """Read a stream whole; of a forked one keep what came before."""
    stream = Stream.objects.get(name=name)
    with to_write(stream.pk, Deadline.after(PATIENCE)) as own:
        if own is None:
            raise error("rebuilding", message=t(TAKEN))
        verify_even_if_stopped(stream.pk, own, master=master, deadline=Deadline.after(STREAM_SECONDS))
        stream.refresh_from_db()
        forks = DamageRow.objects.filter(stream=stream, kind=DamageKind.FORK, mended_at__isnull=True)
        fork = forks.aggregate(first=Min("number"))["first"] if stream.stopped == Stop.FORK else None
        if fork is not None:
            # Which of the two counts is for an admin to say.
            forget_from(stream, fork)
    _held(lease)


def _outcome() -> Rebuilt:
    return Rebuilt(
        records=RecordRow.objects.count(),
        streams=Stream.objects.filter(last_number__gt=0).count(),
        forms=Form.objects.count(),
        versions=FormVersion.objects.count(),
        assignments=Assignment.objects.count(),
        submissions=Submission.objects.count(),
        quarantined=[*_damaged(), *_newer()],
    )


def _damaged() -> Iterator[Quarantined]:
    rows = DamageRow.objects.select_related("stream").order_by("stream__name", "number", "annotation_id", "kind")
    for row in rows.exclude(kind=DamageKind.DOUBLED):
        kind = DamageKind(row.kind)
        yield Quarantined(
            kind, row.stream.name, row.number or None, row.annotation_id or None, t(ADMIN_SENTENCES[kind])
        )


def _newer() -> Iterator[Quarantined]:
    for stream in Stream.objects.filter(stopped=Stop.NEWER).order_by("name"):
        detail = t("It goes on in records that only a newer version understands.")
        yield Quarantined("newer", stream.name, stream.last_number + 1, None, detail)
