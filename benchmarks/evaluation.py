# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluating costs beside enumerating the same objects by HQL alone: `make bench ARGS=evaluation`.

A campus is sown (`omero_embedded.seed.campus`), two policies hold in each of its groups, and a tenth of the datasets
has answers. The floor asks for the same projection in pages of 1,000 by plain omero-py. Everything is done in turns in
one process; CPU is that of this process and of the OMERO server. Then processes of their own share the work, one beside
two, and say what evaluating takes in memory. `--quick` measures 10,000 datasets, else 10,000, 100,000 and 1,000,000,
and then says how the time grows.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.processes import cpu_seconds
from benchmarks.rounds import Ratio, heading, row
from benchmarks.workers import PAGE, Workers, enumerate_group
from omero_embedded.seed import campus
from omero_embedded.store import Store
from tests.support import environment

AT_ONCE = 10_000
SHARED = 1.6
FORM = '{"type": "object", "required": ["sample"], "properties": {"sample": {"type": "string", "title": "Sample"}}}'


@dataclass
class Taken:
    """Seconds of one kind of work, by the clock and by the processors."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


class Facility:
    """A campus with policies, in the folder and database of `tests.support.environment`."""

    def __init__(self, datasets: int) -> None:
        from demo.processes import ProcessTree
        from tests.support import installing, servers

        self.datasets = datasets
        self.looks = 0
        folder = environment.ROOT / str(datasets)
        folder.mkdir()
        port = environment.OMERO_PORT
        began = time.monotonic()
        # In a process of its own: what sowing needs is not what evaluating needs.
        command = [sys.executable, "-m", "benchmarks.evaluation", "--sow", str(folder / f"omero-{port}.sqlite3")]
        subprocess.run([*command, "--datasets", str(datasets)], check=True)
        print(f"sown in {time.monotonic() - began:.0f} s", flush=True)
        self.tree = ProcessTree(folder / "log")
        self.tree.__enter__()
        self.omero = servers.start_omero(self.tree, folder, port, environment.ROOT_PASSWORD)
        assert self.omero.process is not None
        self.pid = self.omero.process.popen.pid
        installing.install_in_process(self.omero.server)
        self.groups = self._policies()
        self._answer()

    def close(self) -> None:
        """End the server, and forget what was in the database."""
        from django.core.management import call_command

        from omero_forms.gateway.sessions import close_pools

        close_pools()
        self.tree.__exit__(None, None, None)
        call_command("flush", verbosity=0, interactive=False)

    def _policies(self) -> list[int]:
        from omero_forms.domain.refs import ObjectType
        from omero_forms.gateway.sessions import open_password_session
        from omero_forms.selectors.groups import find_group
        from omero_forms.services.evaluations.evaluate import groups_to_evaluate
        from omero_forms.services.forms.assign import assign
        from omero_forms.services.forms.publish import NewVersion, publish
        from omero_forms.services.policies.apply import apply_policies

        server, policies = self.omero.server, []
        groups = groups_to_evaluate()
        with open_password_session(server.host, server.port, "root", server.root_password) as root:
            forms = [publish(root, NewVersion(f"Form {n}", "", FORM, "{}", "")).form_id for n in range(2)]
            for group_id in groups:
                for number, form in enumerate(forms):
                    assign(root, form, find_group(root, str(group_id)), (ObjectType.DATASET,))
                    policies.append(
                        {
                            "name": f"Policy {number}", "group": group_id, "object_type": "Dataset",
                            "requirement": "all_of", "forms": [{"form": form}], "grace": 30, "start": "2024-01-01",
                        }
                    )  # fmt: skip
            apply_policies(root, {"policies": policies})
        return groups

    def _answer(self) -> None:
        """Answers of one form for a tenth of the datasets, as rows: what an evaluation reads of them."""
        from django.utils import timezone

        from omero_forms.models import FormVersion, RecordRow, RecordState, Stream, Submission

        now, version = timezone.now(), FormVersion.objects.order_by("pk")[0]
        for some in self._every(10):
            streams = Stream.objects.bulk_create(
                Stream(name=f"benchmark/{one}", last_number=1, recorded_number=1) for one, _event, _group in some
            )
            records = RecordRow.objects.bulk_create(
                RecordRow(
                    stream=one, number=1, kind="submission", payload=b"", state=RecordState.RECORDED, accepted_at=now
                )
                for one in streams
            )
            Submission.objects.bulk_create(
                Submission(
                    record=record, form_id=version.form_id, version=version, object_type="Dataset", object_id=one,
                    creation_event=event, group_id=group, number=1, author_id=0, author_name="root", time=now, answers="{}",
                )
                for record, (one, event, group) in zip(records, some, strict=True)
            )  # fmt: skip

    def _every(self, step: int) -> Iterator[list[list[int]]]:
        """One dataset of so many, some at a time: id, event of its creation, group."""
        last, found = 0, [[0, 0, 0]]
        with self.omero.server.connect(self.omero.server.root) as client:
            while found:
                found = client.rows(
                    "select d.id, d.details.creationEvent.id, d.details.group.id from Dataset d "
                    f"where d.id > {last} and d.id <= {last + AT_ONCE} order by d.id"
                )
                last += AT_ONCE
                yield found[::step]

    # -- what is measured

    def measured(self, taken: Taken, work: Callable[[], Any]) -> None:
        """Do it once, and note what it took."""
        before = (time.perf_counter(), cpu_seconds(self.pid))
        work()
        taken.wall.append(time.perf_counter() - before[0])
        taken.cpu.append(cpu_seconds(self.pid) - before[1])

    def floor(self) -> None:
        """The bare projections, page by page."""
        with self.omero.server.connect(self.omero.server.root) as client:
            for group_id in self.groups:
                enumerate_group(client, group_id)

    def evaluate(self) -> int:
        """Evaluate all groups; how many findings were written."""
        from omero_forms.services.evaluations.evaluate import RunEnd, evaluate_group

        written = 0
        for group_id in self.groups:
            result = evaluate_group(group_id=group_id)
            assert result.state is RunEnd.FINISHED, result
            written += result.written
        return written

    def touch(self) -> None:
        """Rename one dataset in a hundred, as somebody would."""
        from omero.rtypes import rlong, rstring
        from omero.sys import ParametersI

        by_group: dict[int, list[int]] = {}
        for some in self._every(100):
            for one, _event, group in some:
                by_group.setdefault(int(group), []).append(int(one))
        with self.omero.server.connect(self.omero.server.root) as client:
            query, update = client.factory.getQueryService(), client.factory.getUpdateService()
            for group, ids in by_group.items():
                there = {"omero.group": str(group)}
                for start in range(0, len(ids), PAGE):
                    named = ParametersI().addIds([rlong(one) for one in ids[start : start + PAGE]])
                    found = query.findAllByQuery("select d from Dataset d where d.id in (:ids)", named, there)
                    for one in found:
                        one.name = rstring(f"{one.name.val}'")
                    update.saveArray(found, there)

    def follow(self) -> int:
        """Judge what changed since the last time, as workers do every minute."""
        from django.utils import timezone

        from omero_forms.services.evaluations.changed import judge_changed
        from omero_forms.services.following.follow import follow

        self.looks += 1
        follow(timezone.now() + timedelta(minutes=self.looks))
        return judge_changed()

    def found(self) -> int:
        """How many findings are open."""
        from omero_forms.models import Finding

        return Finding.objects.filter(closed_at__isnull=True).count()

    def forget(self) -> None:
        """As if nothing had been evaluated."""
        from django.db import connection

        from omero_forms.models import PolicyRow

        with connection.cursor() as cursor:
            for table in ("finding", "judgedpage", "evaluation"):
                cursor.execute(f"DELETE FROM omero_forms_{table}")
        PolicyRow.objects.update(evaluated_at=None)


def measure(datasets: int, rounds: int) -> float:
    """Print the table of one size; seconds of evaluating again."""
    heading(theirs="floor/first")
    facility = Facility(datasets)
    floors, first, again, changed, quiet = Taken(), Taken(), Taken(), Taken(), Taken()
    try:
        facility.floor()
        for _ in range(rounds):
            facility.measured(floors, facility.floor)
            facility.forget()
            facility.measured(first, facility.evaluate)
            facility.measured(again, lambda: _nothing(facility.evaluate()))
            facility.follow()  # the first look begins at the end of the log, and has all evaluated as a whole
            _nothing(facility.evaluate())
            facility.touch()
            facility.measured(changed, lambda: _all(facility.follow(), 2 * math.ceil(datasets / 100)))
            facility.measured(quiet, lambda: _nothing(facility.follow()))
        _row(f"{datasets:,} datasets, first", first, floors, 3.0)
        _row(f"{datasets:,} datasets, again with nothing changed", again, floors, 1.3)
        _row(f"{datasets:,} datasets, 1 % changed", changed, first, 0.02)
        _row(f"{datasets:,} datasets, following with nothing changed", quiet, first, 0.02)
        measure_sharing(facility, rounds)
    finally:
        facility.close()
    return statistics.median(again.wall)


def measure_sharing(facility: Facility, rounds: int) -> None:
    """Everything evaluated for the first time by two processes beside one, and the floor likewise, in turns."""
    server = facility.omero.server
    as_root = {"port": server.port, "password": server.root_password}
    evaluating = [{"do": "evaluate", "group_id": one} for one in facility.groups]
    enumerating = [{"do": "enumerate", "group_id": one, **as_root} for one in facility.groups]
    took: dict[tuple[str, int], list[float]] = {}
    peak = 0.0
    with Workers(1) as one, Workers(2) as two:
        for number in range(rounds):
            for count, workers in ((1, one), (2, two)) if number % 2 else ((2, two), (1, one)):
                for what, works in (("floor", enumerating), ("ours", evaluating)):
                    facility.forget()
                    began = time.perf_counter()
                    peak = max(peak, workers.do(works))
                    took.setdefault((what, count), []).append(time.perf_counter() - began)
                    if what == "ours" and (found := facility.found()) != 2 * facility.datasets:
                        raise SystemExit(f"{count} workers found {found} findings")
    ours, floor = (Ratio.of(took[what, 1], took[what, 2]) for what in ("ours", "floor"))
    row(
        f"{facility.datasets:,} datasets, two workers beside one", f"x {ours.median:.2f}", f"x {floor.median:.2f}",
        ratio=ours, goal=f">= {SHARED} x where the floor scales so",
        met=None if floor.median < SHARED else ours.median >= SHARED,
    )  # fmt: skip
    # Of processes that only evaluate: this one has sown answers and renamed datasets.
    row("  peak memory of a worker", f"{peak:.0f} MB", goal="< 400 MB", met=peak < 400)


def _nothing(written: int) -> None:
    assert written == 0, f"{written} findings were written though nothing had changed"


def _all(written: int, expected: int) -> None:
    assert written == expected, f"{written} findings were written where {expected} had changed"


def _row(work: str, ours: Taken, floor: Taken, goal: float) -> None:
    for what, mine, theirs in (("wall", ours.wall, floor.wall), ("CPU", ours.cpu, floor.cpu)):
        ratio = Ratio.of(mine, theirs)
        row(
            f"{work}, {what}",
            f"{statistics.median(mine):.2f} s",
            f"{statistics.median(theirs):.2f} s",
            ratio=ratio,
            goal=f"<= {goal:g} x",
            met=ratio.median <= goal,
        )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 datasets only")
    parser.add_argument("--datasets", type=int, action="append", help="a size to measure; may be given again")
    parser.add_argument("--sow", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sow:
        store = Store(Path(options.sow))
        campus.sow(store, options.datasets[0])
        store.close()
        return 0
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    sizes = options.datasets or ([10_000] if options.quick else [10_000, 100_000, 1_000_000])
    taken = {size: measure(size, 5 if size <= 10_000 else 3 if size <= 100_000 else 1) for size in sizes}
    if len(taken) > 1:
        small, large = min(taken), max(taken)
        exponent = math.log(taken[large] / taken[small]) / math.log(large / small)
        row(f"growth from {small:,} to {large:,}", f"n^{exponent:.2f}", goal="<= 1.05", met=exponent <= 1.05)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
