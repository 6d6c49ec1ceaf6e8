# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page of a report costs, whichever it is and however many findings there are, and the list of all objects of a
group that lack a form: `make bench ARGS=report`.

Findings of two policies are written straight into the forms database, a tenth of them compliant; the objects of the
first are those of a small campus, so that OMERO is asked as for any page. `--quick` measures 20,000 and 200,000 of
them, else 2,000,000 too.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.processes import cpu_seconds
from benchmarks.rounds import Ratio, heading, milliseconds, p95, row
from omero_embedded.seed import campus
from omero_embedded.store import Store
from tests.support import environment
from tests.support.counts import counts

GOAL = 150.0
LIST_GOAL = 1.5
DATASETS = 20_000
LISTED = 5000
COPY = "benchmark of what lacks a form"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 10_000


def sow_findings(group_id: int, name: str, datasets: list[tuple[int, int, int]], number: int) -> list[int]:
    """So many open findings of two policies of a group, and the evaluation that counted them; ids of the policies.

    There are more findings than `datasets` (id, owner, creation event): those beyond are of objects that are gone.
    """
    from omero_forms.models import Evaluation, Finding, PolicyRow

    Finding.objects.all().delete()
    Evaluation.objects.all().delete()
    PolicyRow.objects.all().delete()
    policies = [
        PolicyRow.objects.create(
            group_id=group_id, group_name=name, name=f"Policy {n}", object_type="Dataset", requirement="all_of",
            start=date(2026, 1, 1), tell_member="any", created_at=BEGAN, updated_at=BEGAN,
        )
        for n in range(2)
    ]  # fmt: skip
    last = max(one for one, _owner, _event in datasets)
    for start in range(0, number // 2, AT_ONCE):
        rows: list[Finding] = []
        for index in range(start, min(start + AT_ONCE, number // 2)):
            one, owner, event = datasets[index] if index < len(datasets) else (last + index, 0, 0)
            since = BEGAN + timedelta(seconds=index % 9973)
            rows.extend(
                Finding(
                    policy=policy, group_id=group_id, object_type="Dataset", object_id=one, creation_event=event,
                    name=f"dataset {one}", owner_id=owner, owner_name="", owner_full_name="",
                    status="compliant" if index % 10 == 0 else "missing", first_seen=since, since=since, changed_at=since,
                )
                for policy in policies
            )  # fmt: skip
        Finding.objects.bulk_create(rows)
    half = number // 2
    each = {"objects": half, "compliant": half // 10, "missing": half - half // 10}
    Evaluation.objects.create(
        group_id=group_id, group_name=name, started_at=BEGAN, finished_at=BEGAN,
        counts={"totals": each, "policies": {str(policy.pk): each for policy in policies}},
    )  # fmt: skip
    return [policy.pk for policy in policies]


def measure(user: Any, group_id: int, number: int, rounds: int, policies: list[int]) -> None:
    """A line for each page that the report offers."""
    from omero_forms.selectors.finding_pages import END, read_slice
    from omero_forms.selectors.reports import FindingFilter, finding_page

    first = finding_page(user, group_id, read_slice(None, None, 20))
    last = finding_page(user, group_id, read_slice(None, END, 20))
    orders: dict[str, dict[str, Any]] = {
        "failing": {}, "all": {"status": "all"}, "one policy": {"policy_id": policies[1]},
        "compliant": {"status": "compliant"},
    }  # fmt: skip
    pages = {
        "first": read_slice(None, None, 20),
        "next": read_slice(first.page.after, None, 20),
        "previous": read_slice(None, last.page.before, 20),
        "last": read_slice(None, END, 20),
        "first of 1,000": read_slice(None, None, 1000),
    }
    for order, only in orders.items():
        for page, asked in pages.items():
            finding_page(user, group_id, asked, FindingFilter(**only))
            taken = []
            for _round in range(rounds):
                began = time.perf_counter()
                finding_page(user, group_id, asked, FindingFilter(**only))
                taken.append((time.perf_counter() - began) * 1000)
            with counts() as spent:
                finding_page(user, group_id, asked, FindingFilter(**only))
            row(
                f"{number:,} findings, {order}, {page}",
                milliseconds(taken),
                f"p95 {p95(taken):.0f} ms",
                calls=len(spent.calls),
                statements=len(spent.statements),
                goal="" if page.endswith("1,000") else f"p95 <= {GOAL:.0f} ms",
                met=None if page.endswith("1,000") else p95(taken) <= GOAL,
            )


def sow_lacking(client: Any, group_id: int, datasets: list[tuple[int, int, int]]) -> str:
    """Each of these datasets lacks a form, but for a tenth of them, which have a key-value copy; the form's id."""
    import omero.model
    from omero.rtypes import rstring

    from omero_forms.models import Finding, Form, PolicyRow

    first, _second = sow_findings(group_id, "group", datasets, 2 * len(datasets))
    form = Form.objects.create(id="benchmark", name="Sample", state="active", owners=[], current_version=1)
    PolicyRow.objects.get(pk=first).forms.create(form=form, position=0)
    Finding.objects.filter(policy=first).exclude(status="compliant").update(lacking=[form.pk])
    model: Any = omero.model
    links = []
    for one, _owner, _event in datasets[::10]:
        link = model.DatasetAnnotationLinkI()
        link.parent, link.child = model.DatasetI(one, False), model.MapAnnotationI()
        link.child.ns = rstring(COPY)
        links.append(link)
    client.factory.getUpdateService().saveArray(links, {"omero.group": str(group_id)})
    return form.pk


def bare_lacking(client: Any, group_id: int) -> int:
    """The floor: how many datasets have no copy."""
    from omero.rtypes import rlong, rstring, unwrap
    from omero.sys import ParametersI

    query, there = client.factory.getQueryService(), {"omero.group": str(group_id)}
    given = ParametersI()
    given.add("group", rlong(group_id))
    given.add("ns", rstring(COPY))
    datasets = query.projection(
        "select d.id, d.name, d.details.owner.id from Dataset d where d.details.group.id = :group order by d.id", given, there
    )  # fmt: skip
    copied = query.projection(
        "select l.parent.id from DatasetAnnotationLink l where l.child.ns = :ns and l.parent.details.group.id = :group",
        given, there,
    )  # fmt: skip
    done = {unwrap(one)[0] for one in copied}
    lines = [json.dumps(unwrap(one)) for one in datasets if unwrap(one)[0] not in done]
    return len(lines)


def measure_lacking(user: Any, client: Any, pid: int, group_id: int, form: str) -> None:
    """The list beside its floor, in turns."""
    from omero_forms.selectors.lacking import lacking

    def ours() -> int:
        lines = [json.dumps(one.as_json()) for one in lacking(user, group_id, form)]
        return len(lines)

    sides: dict[str, Callable[[], int]] = {"ours": ours, "floor": lambda: bare_lacking(client, group_id)}
    wall: dict[str, list[float]] = {side: [] for side in sides}
    busy: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(12):
        for side in sides if turn % 2 else reversed(sides):
            began, before = time.perf_counter(), cpu_seconds(pid)
            sides[side]()
            if turn:
                wall[side].append((time.perf_counter() - began) * 1000)
                busy[side].append((cpu_seconds(pid) - before) * 1000)
    with counts() as spent:
        found = ours()
    for what, taken in (("", wall), (", CPU", busy)):
        ratio = Ratio.of(taken["ours"], taken["floor"])
        row(
            f"the {found:,} objects of {LISTED:,} that lack a form{what}", milliseconds(taken["ours"]),
            milliseconds(taken["floor"]), ratio=ratio, calls=len(spent.calls), statements=len(spent.statements),
            goal=f"<= {LIST_GOAL} x two projections", met=ratio.median <= LIST_GOAL,
        )  # fmt: skip


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 and 200,000 findings only")
    options = parser.parse_args()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from demo.processes import ProcessTree
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.services.evaluations.evaluate import groups_to_evaluate
    from tests.support import installing, servers

    store = Store(environment.ROOT / f"omero-{environment.OMERO_PORT}.sqlite3")
    campus.sow(store, DATASETS, with_images=False)
    store.close()
    with ProcessTree(environment.ROOT / "log") as tree:
        omero = servers.start_omero(tree, environment.ROOT, environment.OMERO_PORT, environment.ROOT_PASSWORD)
        installing.install_in_process(omero.server)
        group_id = min(groups_to_evaluate())
        with omero.server.connect(omero.server.root) as client:
            hql = "select d.id, d.details.owner.id, d.details.creationEvent.id from Dataset d where d.details.group.id = {}"
            datasets = [(int(a), int(b), int(c)) for a, b, c in client.rows(hql.format(group_id))]
            datasets = datasets[:LISTED]
        heading(theirs="floor")
        with open_password_session(omero.server.host, omero.server.port, "root", omero.server.root_password) as user:
            for number in (20_000, 200_000) if options.quick else (20_000, 200_000, 2_000_000):
                policies = sow_findings(group_id, "group", datasets, number)
                measure(user, group_id, number, 20, policies)
            assert omero.process is not None
            with omero.server.connect(omero.server.root, group=group_id) as client:
                form = sow_lacking(client, group_id, datasets)
                measure_lacking(user, client, omero.process.popen.pid, group_id, form)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
