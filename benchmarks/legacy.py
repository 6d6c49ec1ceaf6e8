# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing histories of OMERO.forms, beside bare saves of as many annotations: `make bench ARGS='legacy --quick'`.

Each history is of a dataset of its own, and has two sets of answers. The floor is what OMERO takes to save as many map
annotations of ten rows, a hundred at a time. `--quick` imports 10,000 submissions, else 100,000.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import Any

import omero.model
from omero.rtypes import rstring

from benchmarks.processes import peak_megabytes
from benchmarks.rounds import heading, row
from demo.lab import Client
from omero_embedded.seed import campus
from omero_embedded.store import Store
from tests.support import environment

ANSWERS = {f"question {number}": f"answer {number}" for number in range(5)}
SCHEMA = json.dumps({"type": "object", "properties": {name: {"type": "string"} for name in ANSWERS}})
MARCH, APRIL = "2021-03-01T12:00:00", "2021-04-01T12:00:00.5"
AT_ONCE = 100
MOST_MEGABYTES = 400


def annotation(namespace: str, rows: Sequence[tuple[str, str]]) -> Any:
    """A map annotation, linked to root, who is the form master here."""
    made = omero.model.MapAnnotationI()
    made.ns = rstring(namespace)
    made.mapValue = [omero.model.NamedValue(name, value) for name, value in rows]
    link = omero.model.ExperimenterAnnotationLinkI()
    link.parent = omero.model.ExperimenterI(0, False)
    link.child = made
    return link


def save(client: Client, things: Sequence[Any]) -> None:
    """A hundred at a time."""
    for at in range(0, len(things), AT_ONCE):
        client.factory.getUpdateService().saveArray(list(things[at : at + AT_ONCE]), {"omero.group": "0"})


def sow(client: Client, datasets: Sequence[int]) -> None:
    """What OMERO.forms left: a form, and two sets of answers to it for each dataset."""
    prefix = "hms.harvard.edu/omero/forms"
    version = {"id": "Bench", "schema": SCHEMA, "uiSchema": "{}", "author": 0, "timestamp": MARCH, "message": ""}
    save(client, [annotation(f"{prefix}/schema/Bench", [(MARCH, json.dumps(version)), ("id", "Bench")])])
    said = {"formId": "Bench", "formTimestamp": MARCH, "formData": json.dumps(ANSWERS), "changedBy": 0, "message": ""}
    rows = [(when, json.dumps({**said, "changedAt": when})) for when in (APRIL, MARCH)]
    save(client, [annotation(f"{prefix}/data/Dataset/{one}/Bench", rows) for one in datasets])


def floor(client: Client, count: int) -> float:
    """Annotations that OMERO saves in a second, of the size of a record."""
    rows = [(f"row {number}", "x" * 150) for number in range(10)]
    things = [annotation("bench", rows) for _ in range(min(count, 5_000))]
    began = time.perf_counter()
    save(client, things)
    return len(things) / (time.perf_counter() - began)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks legacy", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 submissions")
    count = 10_000 if parser.parse_args().quick else 100_000
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from demo.processes import ProcessTree
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.services.legacy.bring_in import Asked, import_legacy
    from tests.support import installing, servers

    store = Store(environment.ROOT / f"omero-{environment.OMERO_PORT}.sqlite3")
    campus.sow(store, count // 2, with_images=False)
    store.close()
    with ProcessTree(environment.ROOT / "log") as tree:
        omero = servers.start_omero(tree, environment.ROOT, environment.OMERO_PORT, environment.ROOT_PASSWORD)
        installing.install_in_process(omero.server)
        with omero.server.connect(omero.server.root) as client:
            datasets = [int(one) for (one,) in client.rows("select d.id from Dataset d order by d.id")][: count // 2]
            sow(client, datasets)
            bare = floor(client, count)
        asked = Asked(False, "Europe/London", "root")
        rates = []
        with open_password_session(omero.server.host, omero.server.port, "root", omero.server.root_password) as user:
            for known in (0, count):
                began = time.perf_counter()
                report = import_legacy(user, asked)
                rates.append(count / (time.perf_counter() - began))
                if (report.submissions.imported, report.submissions.known) != (count - known, known):
                    raise SystemExit(f"other numbers: {report.as_json()}")
    heading(theirs="bare saves")
    row(f"import {count:,} submissions", f"{rates[0]:,.0f}/s", f"{bare:,.0f}/s")
    row(f"import {count:,} that are here already", f"{rates[1]:,.0f}/s")
    peak = peak_megabytes()
    row("  peak memory", f"{peak:.0f} MB", goal=f"< {MOST_MEGABYTES} MB", met=peak < MOST_MEGABYTES)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
