# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify all that is recorded: the database against OMERO, and all that lies in the store, also what the database does
not know. It looks and notes; what can be mended is mended by others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone

from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.findings import Finding, Scope
from omero_forms.domain.records.forks import decided_forks
from omero_forms.domain.records.histories import Proofs
from omero_forms.domain.records.key_chain import KEY_STREAM
from omero_forms.domain.records.verify import INTEGRITY, redactions
from omero_forms.gateway import records as gateway
from omero_forms.gateway import store
from omero_forms.gateway.sessions import MasterSession
from omero_forms.gateway.store import StoreReader
from omero_forms.kit.garbage import seldom_looked_for
from omero_forms.kit.omero import agent_session, master_session
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.seal_checks import SealChecks
from omero_forms.models import RecordRow, Server, Stream
from omero_forms.selectors.key_chain import sealed_too_late
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.log import STREAM as CHECKPOINTS
from omero_forms.selectors.log_check import check_log
from omero_forms.selectors.proven import Prover
from omero_forms.services.integrity.keep import keep, mark_compared, with_damage
from omero_forms.services.integrity.strays import look_for_strays
from omero_forms.services.integrity.streams import AT_ONCE, Compared, Reading, batches, compare_streams
from omero_forms.services.keys.replace import tell_alone
from omero_forms.services.records.counting import Counting
from omero_forms.services.records.damage import note
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.heads import compare_heads

logger = logging.getLogger(__name__)

STREAMS_PER_READ: Final = 1000

BATCHES_PER_SESSION: Final = 20
"""Seconds, since others of this process may wait for the session."""

LONGEST_LOOKED_AT: Final = 20
"""Of so many streams one is looked at each day whatever its fingerprint says: all of them within three weeks."""

_LOG: Final[Mapping[str, DamageKind]] = {
    "altered": DamageKind.DATABASE,
    "missing": DamageKind.LOST,
    "forked": DamageKind.FORK,
    "key": DamageKind.KEY,
}
_OF_NOTES: Final = frozenset({"forked", "key"})
"""What a checkpoint says by itself, whatever became of the records that it counts."""

_COLUMNS: Final = ("name", "last_number", "last_digest", "recorded_number")
"""Of a stream, what is held against its records."""

Tell = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and how many findings there are; each was told as it was found."""

    records: int
    streams: int
    findings: int


def verify(
    scope: Scope | None = None, tell: Tell | None = None, progress: Progress = unheard, *, changed_only: bool = False
) -> Verified:
    """Look at the streams of a scope, all by default. With `changed_only` at those that OMERO holds otherwise than when
    they were last verified, and those that were not looked at for longest.

    Raises `setup_incomplete`, `other_database`, `site_differs`; `omero_unavailable` when OMERO stops answering: what
    was found by then was told and noted.
    """
    run = _Run(scope or Scope(), tell or (lambda _finding: None), progress)
    began = timezone.now()
    with master_session() as master:
        check_site(master)
        proofs = _proofs(master)
    place = (master.store_group, master.person.id, master.server_uuid)
    open_reader = partial(_reading, place, as_agent=_agent_can_read())
    with seldom_looked_for(), SealChecks(proofs.keyring) as seals:
        newest = None
        if run.scope.is_all and not changed_only:
            with open_reader() as reader:
                newest = run.begin(*store.count(reader))
        waiting = batches(_streams(run.scope, changed_only=changed_only))
        while some := list(islice(waiting, BATCHES_PER_SESSION)):
            with open_reader() as reader:
                for streams, compared in compare_streams(Reading(reader, proofs, seals, newest), some):
                    run.take_all(streams, compared)
        if newest is None or not run.has_seen_all:
            _take_strays(run, lambda reader: Reading(reader, proofs, seals, newest), open_reader)
    if run.scope.is_all and not changed_only:
        run.take_log()
    if run.scope.is_all:
        run.take_keys()
        _remember(began, run, is_whole=not changed_only)
    return Verified(run.records, run.streams, run.findings)


def _take_strays(
    run: _Run,
    reading: Callable[[StoreReader], Reading],
    open_reader: Callable[[], AbstractContextManager[StoreReader]],
) -> None:
    """What lies in the store that the database does not know of, page after page."""
    after = 0
    while True:
        with open_reader() as reader:
            strays = look_for_strays(reading(reader), run.scope, after, run.named)
        for compared in strays.found:
            run.take(compared)
        for compared in strays.again:
            run.take_again(compared)
        if strays.last is None:
            return
        after = strays.last
        run.say()


class _Run:
    """What came of it so far."""

    def __init__(self, scope: Scope, tell: Tell, progress: Progress) -> None:
        self.scope = scope
        self.records = self.streams = self.findings = 0
        self.total: int | None = None
        self.named: set[str] = set()
        """Histories in which something is wrong, as was told"""
        self._annotations = 0
        self._checkpoints: list[Damage] = []
        self._tell = tell
        self._progress = progress

    def begin(self, total: int, newest: int) -> int | None:
        """All of the store is verified, which holds so many annotations up to the newest. That is given back where the
        database knows of as many: else something lies there that has to be looked for with each history.
        """
        self.total = total
        known = RecordRow.objects.filter(annotation_id__lte=newest).count()
        return newest if known == total else None

    @property
    def has_seen_all(self) -> bool:
        """Whether as many annotations are proven to be records as lay in the store when it began, so that there is
        nothing else.
        """
        return not self.findings and self._annotations == self.total

    def take_all(self, streams: Sequence[Stream], compared: Sequence[Compared]) -> None:
        """Take streams that were looked at together."""
        damaged = with_damage(streams)
        for one in compared:
            self.take(one, is_known_whole=one.stream not in damaged)
        mark_compared(streams)

    def take(self, compared: Compared, *, is_known_whole: bool = False) -> None:
        """Keep and tell what is wrong with a stream. Nothing is kept of one that was whole, and is."""
        self.records += compared.records
        self.streams += 1
        self._annotations += compared.annotations
        self.take_again(compared, is_known_whole=is_known_whole)
        self.say()

    def take_again(self, compared: Compared, *, is_known_whole: bool = False) -> None:
        """The same of one that was counted already."""
        # Whether the history of checkpoints is whole, the log has to say, too.
        if compared.damages or not is_known_whole:
            keep(compared, is_all=compared.stream != CHECKPOINTS)
        self._told(compared)

    def _told(self, compared: Compared) -> None:
        if compared.damages:
            self.named.add(compared.stream)
        for damage in compared.damages:
            self.findings += 1
            if compared.stream == CHECKPOINTS:
                self._checkpoints.append(damage)
            self._tell(Finding.of(compared.stream, damage))

    def take_log(self) -> None:
        """Whether the tree over all records is what each checkpoint says. Once a record was named, its tree differs for
        that very reason, which is not said again.
        """
        named = {one.number for one in self._checkpoints}
        found = []
        for one in check_log(lambda _done, _total: self.say()):
            if one.number not in named and (not self.findings or one.kind in _OF_NOTES):
                named.add(one.number)
                found.append(Damage(_LOG[one.kind], one.number, None, one.kind, one.detail))
        self._told(Compared(CHECKPOINTS, 0, found))
        keep(Compared(CHECKPOINTS, 0, self._checkpoints))

    def take_keys(self) -> None:
        """Tell which keys the one before did not sign, until somebody gives their fingerprints; and what was sealed by
        one that counted no more.
        """
        for damage in tell_alone():
            self.findings += 1
            self._tell(Finding.of(KEY_STREAM, damage))
        for stream, of_one in groupby(sealed_too_late(), lambda one: one[0]):
            while some := [damage for _stream, damage in islice(of_one, AT_ONCE)]:
                note(stream, some, is_open=True)
                self.findings += len(some)
                for damage in some:
                    self._tell(Finding.of(stream.name, damage))

    def say(self) -> None:
        """How far it is. An annotation more or less than there are records would be no progress."""
        self._progress(self.records, None if self.total is None else max(self.total, self.records))


def _proofs(master: MasterSession) -> Proofs:
    ring = keyring()
    in_omero = [one.record for one in gateway.read_stream(master, INTEGRITY)]
    prover = Prover(master.server_uuid)
    redacted = {*redactions(in_omero, master.server_uuid, ring), *prover.redacted}
    set_aside = {**prover.set_aside, **decided_forks(in_omero, master.server_uuid, ring)}
    counting = Counting.read_by(master)
    return Proofs(
        master.server_uuid,
        ring,
        frozenset(redacted),
        set_aside,
        # Where that is not known yet, the log lacks checkpoints, and this says so.
        counts=lambda record, is_taken: counting.is_in_time(record, is_taken) is not False,
    )


def _agent_can_read() -> bool:
    """The form agent sees what others have in the store; without it the form master's own is looked at."""
    try:
        with agent_session():
            return True
    except FormsError as fault:
        if fault.code != "setup_incomplete":
            raise
        logger.warning("what others have in the store is not looked at, since the form agent cannot log in")
        return False


@contextmanager
def _reading(place: tuple[int, int, str], *, as_agent: bool) -> Iterator[StoreReader]:
    """A session for some streams: none is kept for hours."""
    opened = agent_session() if as_agent else master_session()
    with opened as session:
        yield StoreReader(session.wire, *place)


def _streams(scope: Scope, *, changed_only: bool) -> Iterator[Stream]:
    """Streams of the database by keyset, without those that nothing was ever given a number in."""
    if changed_only:
        yield from _changed()
        return
    rows = Stream.objects.filter(_named(scope)).only(*_COLUMNS).order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:STREAMS_PER_READ]):
        last = some[-1].pk
        yield from (one for one in some if scope.holds(one.name))


def _named(scope: Scope) -> Q:
    wanted = Q()
    for like in scope.likes:
        first, _, last = like.partition("%")
        wanted |= Q(name__startswith=first, name__contains=last.rstrip("%")) if "%" in like else Q(name=like)
    return wanted


def _changed() -> Iterator[Stream]:
    """Those that are not as they were verified, then those that nobody compared for longest."""
    seen = set()
    last = 0
    rows = Stream.objects.order_by("pk")
    while some := list(rows.filter(pk__gt=last)[:STREAMS_PER_READ]):
        last = some[-1].pk
        with master_session() as master:
            heads = compare_heads([one.name for one in some], master)
        for one in some:
            if one.compared_at is None or not heads.is_as_verified(one.name):
                seen.add(one.pk)
                yield one
    share = Stream.objects.count() // LONGEST_LOOKED_AT + 1
    oldest = Stream.objects.order_by(F("compared_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:share]
    for keys in chunks([one for one in oldest if one not in seen], STREAMS_PER_READ):
        yield from Stream.objects.filter(pk__in=keys).order_by("pk")


def _remember(began: Any, run: _Run, *, is_whole: bool) -> None:
    changes: dict[str, Any] = {"compared_at": began}
    if is_whole:
        changes |= {"verified_at": began, "verified_records": run.records, "verified_streams": run.streams}
    Server.objects.update(**changes)


MOST_IN_RESULT: Final = 1000
"""So many findings stand in the result of a job; all of them are noted."""


def verify_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The same as a job: `form`, `object` as `Dataset:12`, and `changed_only`, each of which may be left out."""
    found: list[dict[str, Any]] = []

    def take(finding: Finding) -> None:
        if len(found) < MOST_IN_RESULT:
            found.append(finding.as_json())

    scope = Scope.of_text(arguments.get("form"), arguments.get("object"))
    done = verify(scope, take, progress, changed_only=bool(arguments.get("changed_only")))
    return {"records": done.records, "streams": done.streams, "findings": found, "count": done.findings}
