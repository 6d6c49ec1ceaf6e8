# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a repair would do, said before, step by step, for each history that is not as it should be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

from omero_forms.domain.canonical import canonical
from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.damage import Comparison
from omero_forms.domain.records.format import NO_PREVIOUS, Record
from omero_forms.domain.records.parts import Told
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.gateway.wire import IDS_PER_QUERY
from omero_forms.kit.progress import Progress, unheard
from omero_forms.models import CopyState, DamageRow, RecordRow, RecordState, Stream, Submission
from omero_forms.selectors.proven import Prover
from omero_forms.services.integrity.sources import NOTHING, Source
from omero_forms.services.records.heads import compare_heads
from omero_forms.services.records.verify import compare_stream, records_of


class What(StrEnum):
    """A step, or what no step can bring back."""

    WRITE_AGAIN = "write_again"
    RESTORE = "restore"
    TAKE_OVER = "take_over"
    FROM_BUNDLE = "from_bundle"
    FORK = "fork"
    COPY = "copy"
    LOST = "lost"


SENTENCES: Final[Mapping[What, str]] = {
    What.WRITE_AGAIN: noop(
        "OMERO does not hold it as it was recorded. It is written to OMERO again from the forms database."
    ),
    What.RESTORE: noop("Its row in the forms database was altered. It is restored from OMERO."),
    What.TAKE_OVER: noop("OMERO holds it, and the forms database does not. It is taken over."),
    What.FROM_BUNDLE: noop(
        "Neither OMERO nor the forms database holds it. It is written to OMERO again from the bundle."
    ),
    What.FORK: noop("Two sealed records have this number. Say which of them counts."),
    What.COPY: noop("The newest answers have no key-value copy on the object. It is tried again."),
    What.LOST: noop(
        "Nothing here holds bytes that its seal proves. Look for a bundle, or a backup of OMERO or of the forms database."
    ),
}

LEFT: Final = frozenset({What.FORK, What.LOST})
"""What waits for somebody."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the records of a number: who is its author, and when it was accepted."""

    digest: str
    author: str
    time: str
    annotation: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about one record."""

    what: What
    stream: str
    number: int
    detail: str
    choices: tuple[Choice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        choices = [asdict(one) for one in self.choices]
        named = {"what": self.what.value, "stream": self.stream, "number": self.number, "detail": self.detail}
        return {**named, "choices": choices}


@dataclass(frozen=True)
class Plan:
    """All steps. Its digest stands for them: what was shown under it is what is done."""

    steps: tuple[Step, ...]

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return hashlib.sha256(canonical([one.as_json() for one in self.steps])).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"plan": self.digest, "steps": [one.as_json() for one in self.steps]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Plan:
        """As `as_json` gave it."""
        return cls(
            tuple(
                Step(
                    What(one["what"]),
                    one["stream"],
                    one["number"],
                    one["detail"],
                    tuple(Choice(**each) for each in one["choices"]),
                )
                for one in value["steps"]
            )
        )


def make_plan(master: MasterSession, source: Source = NOTHING, progress: Progress = unheard) -> Plan:
    """Look at every history that may need something."""
    names = sorted(_suspects(master, source, progress))
    steps: list[Step] = []
    prover = _prover(master)
    for done, name in enumerate(names):
        progress(done, len(names))
        steps += steps_for(name, master, source, prover)
    return Plan((*steps, *_copies()))


def _prover(master: MasterSession) -> Prover:
    """For any number of histories: what was redacted, and which forks were resolved, is proven once."""
    return Prover(master.server_uuid, most_kept=0)


def steps_for(name: str, master: MasterSession, source: Source = NOTHING, prover: Prover | None = None) -> list[Step]:
    """What is to be done about one history. `prover` is for who asks of many."""
    prover = prover or _prover(master)
    stream = Stream.objects.filter(name=name).first()
    stream = stream or Stream(name=name, last_digest=NO_PREVIOUS, recorded_digest=NO_PREVIOUS)
    known = {} if stream.pk is None else records_of(stream)
    found = compare_stream(stream, known, master, prover)
    offered = source.of(name)
    if found.fork is not None:
        before = _before(found.fork, _steps(stream, known, found, offered, prover))
        return [*before, _fork(stream, found, known, prover)]
    return list(_steps(stream, known, found, offered, prover))


def _before(number: int, steps: Iterable[Step]) -> list[Step]:
    return [one for one in steps if one.number < number]


def _steps(
    stream: Stream,
    known: Mapping[int, RecordRow],
    found: Comparison,
    offered: Mapping[int, Record],
    prover: Prover,
) -> Iterator[Step]:
    for number, record in known.items():
        is_sound = prover.record(record) is not None
        if number in found.set_aside:
            yield _step(What.TAKE_OVER, stream, number)
        elif number in found.proven:
            if not is_sound:
                yield _step(What.RESTORE, stream, number)
        elif record.state == RecordState.RECORDED:
            what = What.FROM_BUNDLE if number in offered else What.LOST
            yield _step(What.WRITE_AGAIN if is_sound else what, stream, number)
    last, digest = stream.last_number, stream.last_digest
    end = max([last, *found.proven, *offered])
    if found.newer is not None:
        end = min(end, found.newer - 1)
    for number in range(last + 1, end + 1):
        if held := found.proven.get(number):
            yield _step(What.TAKE_OVER, stream, number)
            digest = held[0][1].digest
        elif number in offered and (not digest or offered[number].previous == digest):
            yield _step(What.FROM_BUNDLE, stream, number)
            digest = offered[number].digest
        else:
            yield _step(What.LOST, stream, number)
            # What follows on it is not known, so anything sealed may.
            digest = ""


def _step(what: What, stream: Stream, number: int) -> Step:
    return Step(what, stream.name, number, t(SENTENCES[what]))


def _fork(stream: Stream, found: Comparison, known: Mapping[int, RecordRow], prover: Prover) -> Step:
    choices = tuple(_choice(record, annotation) for annotation, record in records_of_fork(found, known, prover))
    return Step(What.FORK, stream.name, found.fork or 0, t(SENTENCES[What.FORK]), choices)


def records_of_fork(
    found: Comparison, known: Mapping[int, RecordRow], prover: Prover
) -> list[tuple[int | None, Record]]:
    """The sealed records of the number that is forked, in the order of their digests, each with its annotation: None
    where only the database has it.
    """
    number = found.fork or 0
    records: dict[str, tuple[int | None, Record]] = {}
    for annotation, record in found.proven.get(number, ()):
        records.setdefault(record.digest, (annotation, record))
    own = known.get(number)
    sound = None if own is None else prover.record(own)
    if sound is not None:
        records.setdefault(sound.digest, (None, sound))
    return [records[one] for one in sorted(records)]


def _choice(record: Record, annotation: int | None) -> Choice:
    told = Told.of(record)
    author = "" if told.author is None else told.author.name
    return Choice(record.digest, author, str(told.payload["time"]), annotation)


def _suspects(master: MasterSession, source: Source, progress: Progress) -> set[str]:
    """Names of the histories that were found damaged, differ from what was verified, or are known in one place only."""
    damaged = Q(pk__in=DamageRow.objects.filter(mended_at__isnull=True).values("stream"))
    unproven = Q(pk__in=RecordRow.objects.filter(unproven=True).values("stream"))
    found = set(Stream.objects.filter(damaged | unproven | ~Q(stopped="")).values_list("name", flat=True))
    known = list(Stream.objects.order_by("name").values_list("name", flat=True))
    for place, part in enumerate(chunks(known, IDS_PER_QUERY)):
        progress(place * IDS_PER_QUERY, None)
        heads = compare_heads(part, master)
        found |= {one for one in part if not (heads.is_as_verified(one) or heads.is_being_written(one))}
    there = set(known)
    done = 0
    for names in gateway.streams_in_store(master):
        found |= names - there
        done += len(names)
        progress(done, None)
    return found | set(source.records)


def _copies() -> Iterator[Step]:
    newest = Submission.objects.filter(copy_state__in=[CopyState.NOCOPY, CopyState.REPAIR])
    newest = newest.filter(record__state=RecordState.RECORDED).order_by("record__stream__name", "number")
    for name, number in newest.values_list("record__stream__name", "number"):
        yield Step(What.COPY, name, number, t(SENTENCES[What.COPY]))
