# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluating costs beside enumerating the same objects by HQL alone: `make bench ARGS=evaluation`.

A campus is sown (`omero_embedded.seed.campus`), two policies hold in each of its groups, and a tenth of the datasets
has answers. The floor asks for the same projection in pages of 1,000 by plain omero-py. Everything is done in turns in
one process; CPU is that of this process and of the OMERO server. `--quick` measures 10,000 datasets, else 10,000,
100,000 and 1,000,000, and then says how the time grows.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.rounds import Ratio, heading, row
from omero_embedded.seed import campus
from omero_embedded.store import Store
from tests.support import environment

PAGE = 1000
FORM = '{"type": "object", "required": ["sample"], "properties": {"sample": {"type": "string", "title": "Sample"}}}'
TICKS = os.sysconf("SC_CLK_TCK")


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
        store = Store(folder / f"omero-{port}.sqlite3")
        began = time.monotonic()
        campus.sow(store, datasets)
        print(f"sown in {time.monotonic() - began:.0f} s", flush=True)
        store.close()
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
        with self.omero.server.connect(self.omero.server.root) as client:
            hql = "select d.id, d.details.creationEvent.id, d.details.group.id from Dataset d order by d.id"
            found = client.rows(hql)[::10]
        for start in range(0, len(found), 2000):
            some = found[start : start + 2000]
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

    # -- what is measured

    def measured(self, taken: Taken, work: Callable[[], Any]) -> None:
        """Do it once, and note what it took."""
        before = (time.perf_counter(), self._cpu())
        work()
        taken.wall.append(time.perf_counter() - before[0])
        taken.cpu.append(self._cpu() - before[1])

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS

    def floor(self) -> None:
        """The bare projections, page by page."""
        from omero.rtypes import rlong, unwrap
        from omero.sys import ParametersI

        with self.omero.server.connect(self.omero.server.root) as client:
            query = client.factory.getQueryService()
            for group_id in self.groups:
                last, got = 0, PAGE
                while got == PAGE:
                    parameters = ParametersI().page(0, PAGE)
                    parameters.add("last", rlong(last)).add("group", rlong(group_id))
                    rows = query.projection(
                        "select o.id, o.name, o.details.owner.id, e.id, e.time "
                        "from Dataset o join o.details.creationEvent e "
                        "where o.id > :last and o.details.group.id = :group order by o.id",
                        parameters, {"omero.group": "-1"},
                    )  # fmt: skip
                    found = [unwrap(one) for one in rows]
                    got, last = len(found), found[-1][0] if found else 0

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

        with self.omero.server.connect(self.omero.server.root) as client:
            rows = client.rows("select d.id, d.details.group.id from Dataset d order by d.id")[::100]
            by_group: dict[int, list[int]] = {}
            for one, group in rows:
                by_group.setdefault(int(group), []).append(int(one))
            query, update = client.factory.getQueryService(), client.factory.getUpdateService()
            for group, ids in by_group.items():
                there = {"omero.group": str(group)}
                for start in range(0, len(ids), PAGE):
                    some = ParametersI().addIds([rlong(one) for one in ids[start : start + PAGE]])
                    found = query.findAllByQuery("select d from Dataset d where d.id in (:ids)", some, there)
                    for one in found:
                        one.name = rstring(f"{one.name.val}'")
                    update.saveArray(found, there)

    def follow(self) -> int:
        """Judge what changed since the last time, as workers do every minute."""
        from django.utils import timezone

        from omero_forms.services.evaluations.changed import judge_changed
        from omero_forms.services.evaluations.follow import follow

        self.looks += 1
        follow(timezone.now() + timedelta(minutes=self.looks))
        return judge_changed()

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
    finally:
        facility.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("peak memory of the process so far", f"{memory:.0f} MB", goal="< 400 MB", met=memory < 400)
    return statistics.median(again.wall)


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
    options = parser.parse_args()
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
