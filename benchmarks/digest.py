# SPDX-License-Identifier: AGPL-3.0-or-later
"""What making the mails of a period takes, for everybody of a facility: `make bench ARGS='digest --quick'`.

A campus is sown (`omero_embedded.seed.campus`), and each of its datasets lacks a form; those findings are written
straight into the forms database. The floor reads the same objects from OMERO in pages of 1,000 by plain omero-py.
Composing is a process of its own, whose memory is measured: first with nothing told before, then with the mails of the
period before sent. `--quick` takes 1,000 people and 100,000 findings, else 10,000 and 1,000,000.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.processes import peak_megabytes
from benchmarks.rounds import Ratio, heading, row

SECONDS = 60.0
MEGABYTES = 300.0
PAGE = 1000
AT_ONCE = 10_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FORM = '{"type": "object", "required": ["sample"], "properties": {"sample": {"type": "string", "title": "Sample"}}}'


def sow(server: Any) -> None:
    """A policy in each group, and an open finding of each dataset, as an evaluation leaves them."""
    from omero_forms.domain.refs import ObjectType
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.models import Evaluation, Finding, PolicyRow
    from omero_forms.selectors.groups import find_group
    from omero_forms.services.evaluations.evaluate import groups_to_evaluate
    from omero_forms.services.forms.assign import assign
    from omero_forms.services.forms.publish import NewVersion, publish
    from omero_forms.services.policies.apply import apply_policies

    groups = groups_to_evaluate()
    with open_password_session(server.host, server.port, "root", server.root_password) as root:
        form = publish(root, NewVersion("Sample", "", FORM, "{}", "")).form_id
        for group in groups:
            assign(root, form, find_group(root, str(group)), (ObjectType.DATASET,))
        policies = [
            {
                "name": "Sample", "group": group, "object_type": "Dataset", "requirement": "all_of",
                "forms": [{"form": form}], "grace": 0, "start": "2024-01-01",
                "tell_member": "any", "tell_owner_above": 10,
            }
            for group in groups
        ]  # fmt: skip
        apply_policies(root, {"policies": policies})
    of_group = dict(PolicyRow.objects.values_list("group_id", "pk"))
    counted = dict.fromkeys(groups, 0)
    with server.connect(server.root) as client:
        last, found = 0, [(0,)]
        while found:
            found = client.rows(
                "select d.id, d.name, d.details.owner.id, d.details.group.id, d.details.creationEvent.id from Dataset d "
                f"where d.id > {last} and d.id <= {last + AT_ONCE}"
            )
            last += AT_ONCE
            Finding.objects.bulk_create(
                Finding(
                    policy_id=of_group[group], group_id=group, object_type="Dataset", object_id=one, creation_event=event,
                    name=name, owner_id=owner, owner_name="", owner_full_name="", status="missing", lacking=[form],
                    first_seen=BEGAN, since=BEGAN, due=date(2026, 1, 1), changed_at=BEGAN,
                )
                for one, name, owner, group, event in found
            )  # fmt: skip
            for row_ in found:
                counted[row_[3]] += 1
    now = datetime.now(UTC)
    for group, number in counted.items():
        totals = {"objects": number, "missing": number}
        Evaluation.objects.create(
            group_id=group, group_name=str(group), started_at=now, finished_at=now,
            counts={"totals": totals, "policies": {str(of_group[group]): totals}},
        )  # fmt: skip


def compose(period: str) -> None:
    """In a process of its own: make the mails of a period; prints seconds, CPU, megabytes, how many, and the counts."""
    import django

    django.setup()
    from omero_forms.services.mails.digest.make import make_digest
    from tests.support.counts import counts

    before = peak_megabytes()
    cpu, began = time.process_time(), time.perf_counter()
    with counts() as spent:
        outcome = make_digest(period_name=period)
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - began,
                "cpu": time.process_time() - cpu,
                "before": before,
                "peak": peak_megabytes(),
                "mails": len(outcome.outbox_ids),
                "calls": len(spent.calls),
                "statements": len(spent.statements),
            }
        )
    )


def composed(period: str) -> dict[str, Any]:
    """What `compose` prints."""
    command = [sys.executable, "-m", "benchmarks.digest", "--compose", period]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def floor(server: Any) -> float:
    """Seconds of reading the same objects from OMERO, and nothing else."""
    from omero.rtypes import rlong, unwrap
    from omero.sys import ParametersI

    began = time.perf_counter()
    with server.connect(server.root) as client:
        query, last, found = client.factory.getQueryService(), 0, [[0]]
        while found:
            rows = query.projection(
                "select o.id, o.details.group.id, o.details.owner.id, o.details.creationEvent.id from Dataset o "
                "where o.id > :last order by o.id",
                ParametersI().page(0, PAGE).add("last", rlong(last)), {"omero.group": "-1"},
            )  # fmt: skip
            found = [unwrap(one) for one in rows]
            last = found[-1][0] if found else 0
    return time.perf_counter() - began


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench digest", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 people and 100,000 findings")
    parser.add_argument("--compose", metavar="PERIOD", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compose:
        compose(options.compose)
        return 0
    people, datasets = (1_000, 100_000) if options.quick else (10_000, 1_000_000)
    # It makes the OMERODIR that Django reads, and that the process which composes is given.
    import django
    from django.core.management import call_command

    from tests.support import environment

    django.setup()
    call_command("migrate", verbosity=0)
    from demo.processes import ProcessTree
    from omero_embedded.seed import campus
    from omero_embedded.store import Store
    from omero_forms.models import OutboxMessage
    from tests.support import installing, servers

    store = Store(environment.ROOT / f"omero-{environment.OMERO_PORT}.sqlite3")
    campus.sow(store, datasets, people=people, with_images=False)
    store.close()
    with ProcessTree(environment.ROOT / "log") as tree:
        omero = servers.start_omero(tree, environment.ROOT, environment.OMERO_PORT, environment.ROOT_PASSWORD)
        installing.install_in_process(omero.server)
        sow(omero.server)
        print("sown", flush=True)
        heading(theirs="floor")
        for period, words in (("first", "nothing told before"), ("second", "all told the time before")):
            theirs = floor(omero.server)
            ours = composed(period)
            sizes = OutboxMessage.objects.filter(period=period).values_list("text", "html")
            largest = max((len(text) + len(html) for text, html in sizes.iterator()), default=0)
            say(f"{ours['mails']:,} mails about {datasets:,} findings, {words}", ours, theirs, people, largest)
            _send(period)
    return 0


def _send(period: str) -> None:
    """As if all of it had been sent eight days ago."""
    from omero_forms.models import OutboxMessage

    then = datetime.now(UTC) - timedelta(days=8)
    sent = OutboxMessage.objects.filter(period=period)
    sent.update(state="sent", text="", html="", sent_at=then, created_at=then)
    for message in sent.only("memory").iterator(chunk_size=500):
        for said in message.memory.values():
            said["told_on"] = then.date().isoformat()
        message.save(update_fields=["memory"])


def say(work: str, ours: dict[str, Any], theirs: float, people: int, largest: int) -> None:
    """The lines of one composing."""
    allowed = SECONDS * people / 10_000
    row(
        work, f"{ours['wall']:.1f} s", f"{theirs:.1f} s", ratio=Ratio.of([ours["wall"]], [theirs]),
        calls=ours["calls"], statements=ours["statements"], goal=f"<= {allowed:.0f} s", met=ours["wall"] <= allowed,
    )  # fmt: skip
    row("  CPU of it", f"{ours['cpu']:.1f} s")
    row("  peak memory", f"{ours['peak']:.0f} MB", goal=f"< {MEGABYTES:.0f} MB", met=ours["peak"] < MEGABYTES)
    row("  memory before it begins", f"{ours['before']:.0f} MB")
    row("  the largest mail", f"{largest / 1000:.0f} kB")


if __name__ == "__main__":
    raise SystemExit(main())
