# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying all records, and making the database anew from them, beside reading the same rows of OMERO by bare
projections: `make bench ARGS=proof`.

A record is a submission of ten answers, ten of them for each object. Both sides are measured in turns: by the clock,
and in seconds of the processors, of this process, its children and the OMERO server. The database alone is verified by
one core. `--quick` takes 5,000 records instead of 100,000.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.processes import cpu_seconds, peak_megabytes
from benchmarks.rounds import Ratio, heading, row
from tests.support import environment

if TYPE_CHECKING:
    from demo.lab import Server
    from omero_forms.domain.records.format import Record
    from omero_forms.models import FormVersion

GOAL, MOST, MOST_ANEW = 3000, 1.3, 2.6
"""Records in a second from the database, at least; and times the bare projections, at most, of either work."""
A_STREAM, AT_ONCE, ROUNDS = 10, 500, 3
ANSWERS = {f"question {number}": f"answer {number} " * 3 for number in range(10)}
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def published(server: Server) -> FormVersion:
    """A form that all of them answer."""
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.models import FormVersion
    from omero_forms.services.forms.publish import NewVersion, publish

    with open_password_session(server.host, server.port, "root", server.root_password) as root:
        form = publish(root, NewVersion("Sample", "", '{"type": "object"}', "{}", ""))
    return FormVersion.objects.get(form=form.form_id)


def records_of(version: FormVersion, server: str, count: int) -> Iterator[Record]:
    """Sealed submissions, as the service makes them."""
    from omero_forms.domain.records.acts import Act, Capacity, Via
    from omero_forms.domain.records.format import NO_PREVIOUS, new_unsealed, seal_record
    from omero_forms.domain.records.parts import submission_parts
    from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person, submission_stream
    from omero_forms.selectors.keys import sealer

    author, form = Person(7, "clara"), version.form_id
    previous = NO_PREVIOUS
    for place in range(count):
        dataset = ObjectRef(server, ObjectType.DATASET, 1 + place // A_STREAM, 1)
        number = 1 + place % A_STREAM
        parts = submission_parts(
            form=form, version=1, version_digest=version.digest, described=NamedObject(dataset, "nuclei"), parent=None,
            group_id=53, group_name="Lab", owner=author, message="", answers=ANSWERS,
        )  # fmt: skip
        one = seal_record(
            new_unsealed(
                server=server, kind="submission", stream=submission_stream(form, dataset), number=number,
                previous=NO_PREVIOUS if number == 1 else previous, key=sealer().fingerprint,
                act=Act(author, None, Capacity.ANNOTATOR, Via.PAGE), time=NOW, software="omero-web-forms 0.1.0",
                parts=parts, salt="0" * 32,
            ),
            sealer(),
        )  # fmt: skip
        previous = one.digest
        yield one


def sow(count: int, server: Server) -> list[int]:
    """So many records in OMERO and in the database; their annotations."""
    from omero_forms.domain.records.parts import Told
    from omero_forms.gateway import records as gateway
    from omero_forms.kit.deadlines import Deadline
    from omero_forms.kit.omero import master_session
    from omero_forms.models import RecordRow, RecordState, Stream, Submission
    from omero_forms.services.records.project import new_submission
    from omero_forms.services.sweep import sweep

    version = published(server)
    # What set-up wrote before there was a database, a worker has taken over on any site that has records.
    sweep(Deadline.after(60))
    ids: list[int] = []
    with master_session() as master:
        made = records_of(version, master.server_uuid, count)
        while some := list(islice(made, AT_ONCE)):
            saved = [one.annotation_id for one in gateway.append_all(master, some)]
            ids += saved
            heads = {one.stream: one for one in some}
            Stream.objects.bulk_create(
                [
                    Stream(
                        name=name, last_number=one.number, last_digest=one.digest, recorded_number=one.number,
                        recorded_digest=one.digest,
                    )
                    for name, one in heads.items()
                ]
            )  # fmt: skip
            streams = {one.name: one for one in Stream.objects.filter(name__in=heads)}
            rows = RecordRow.objects.bulk_create(
                [
                    RecordRow(
                        stream=streams[one.stream], number=one.number, kind=one.kind, payload=one.payload,
                        content=one.content, previous=one.previous, digest=one.digest, seal=one.seal, key=one.key,
                        state=RecordState.RECORDED, annotation_id=annotation, accepted_at=NOW, recorded_at=NOW,
                    )
                    for one, annotation in zip(some, saved, strict=True)
                ]
            )  # fmt: skip
            told = [Told(one.payload_json(), one.content_json()) for one in some]
            Submission.objects.bulk_create(
                [new_submission(row, version, said) for row, said in zip(rows, told, strict=True)]
            )
    return ids


def bare(ids: list[int]) -> None:
    """All rows of the same annotations, and where they lie, as plain projections."""
    from omero_forms.domain.chunks import chunks
    from omero_forms.gateway.map_rows import map_rows
    from omero_forms.gateway.records import ANNOTATIONS_PER_READ
    from omero_forms.kit.omero import agent_session

    with agent_session() as agent:
        for some in chunks(ids, ANNOTATIONS_PER_READ):
            agent.wire.rows_by_ids(
                "select a.id, a.ns, a.details.owner.id, a.details.group.id from MapAnnotation a where a.id in (:ids)",
                some,
            )
            map_rows(agent.wire, some)


def all_of_it(count: int) -> None:
    """As `omero-forms verify` does."""
    from omero_forms.services.integrity.verify import verify

    done = verify()
    assert (done.findings, done.records >= count) == (0, True), done


def of_database() -> None:
    """The same without OMERO: seals, chain, and the rows that repeat them."""
    from omero_forms.domain.records.damage import KnownRecord
    from omero_forms.domain.records.histories import History, Part, Proofs
    from omero_forms.kit.identity import remembered
    from omero_forms.models import Stream
    from omero_forms.selectors.keyring import keyring
    from omero_forms.services.integrity.held import records_held, submissions_held
    from omero_forms.services.integrity.read_model import Repeated
    from omero_forms.services.integrity.streams import batches

    server = remembered() or ""
    proofs = Proofs(server, keyring())
    for batch in batches(Stream.objects.order_by("pk").iterator()):
        by_stream, submissions = records_held(batch, server), submissions_held(batch)
        for stream in batch:
            own = by_stream[stream.pk]
            # Nothing is said of OMERO: as if none of it had been written there yet.
            known = {number: KnownRecord(one.record, None, False) for number, one in own.items()}
            history, repeated = History(proofs), Repeated(stream.name)
            assert not history.look_at(Part(stream.name, [], known)), stream.name
            assert not repeated.look_at(own, history.sound, submissions), stream.name


@dataclass(frozen=True)
class Cost:
    """Of one measurement: seconds by the clock, and of the processors, of all processes that had part in it."""

    wall: float
    cpu: float

    @classmethod
    def of(cls, work: Callable[[], None], server: int) -> Cost:
        """Those of this process, its children, and the OMERO server."""
        began, before = time.perf_counter(), cls._spent(server)
        work()
        return cls(time.perf_counter() - began, cls._spent(server) - before)

    @staticmethod
    def _spent(server: int) -> float:
        children = os.times()
        return cpu_seconds(server) + children.children_user + children.children_system


def told(work: str, ours: list[Cost], theirs: list[Cost], most: float) -> None:
    """A line by the clock, which counts, and one of the processors."""
    for name, goal in (("wall", most), ("cpu", None)):
        mine, other = ([getattr(one, name) for one in side] for side in (ours, theirs))
        ratio = Ratio.of(mine, other)
        row(
            work if goal else "  in seconds of the processors", f"{statistics.median(mine):.1f} s",
            f"{statistics.median(other):.1f} s", ratio=ratio, goal=f"<= {goal}" if goal else "",
            met=ratio.median <= goal if goal else None,
        )  # fmt: skip


def made_anew(count: int) -> None:
    """The database, from OMERO alone."""
    from omero_forms.services.integrity.rebuild import rebuild

    done = rebuild()
    assert (done.submissions, done.quarantined) == (count, []), done


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks proof", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 records")
    count = 5_000 if parser.parse_args().quick else 100_000
    import django

    django.setup()
    from django.core.management import call_command

    from demo.processes import ProcessTree
    from tests.services.integrity.losing import lose_database
    from tests.support import installing, servers

    call_command("migrate", verbosity=0, interactive=False)
    folder = environment.ROOT / "proof"
    folder.mkdir()
    with ProcessTree(folder / "log") as tree:
        omero = servers.start_omero(tree, folder, environment.OMERO_PORT, environment.ROOT_PASSWORD)
        assert omero.process is not None
        installing.install_in_process(omero.server)
        ids = sow(count, omero.server)
        pid = omero.process.popen.pid
        verified, rebuilt, first, second = [], [], [], []
        for _ in range(ROUNDS):
            first.append(Cost.of(lambda: bare(ids), pid))
            verified.append(Cost.of(lambda: all_of_it(count), pid))
        heading(theirs="projections")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        told(f"verify {count:,} records in OMERO and database", verified, first, MOST)
        began = time.process_time()
        of_database()
        rate = count / (time.process_time() - began)
        row(f"verify {count:,} records in the database", f"{rate:,.0f}/s", goal=f">= {GOAL:,}/s", met=rate >= GOAL)
        for _ in range(ROUNDS):
            lose_database()
            second.append(Cost.of(lambda: bare(ids), pid))
            rebuilt.append(Cost.of(lambda: made_anew(count), pid))
        told(f"make a database of {count:,} records anew", rebuilt, second, MOST_ANEW)
        row("memory of this process", f"{peak_megabytes():,.0f} MB")


if __name__ == "__main__":
    main()
