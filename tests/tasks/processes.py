# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workers, beat and submitters as processes of their own, on the test's database, OMERO, Redis and mail server.

`python -m tests.tasks.processes DATABASE EVERY BUDGET celery ARGUMENT...` is Celery's command line with an evaluation
every EVERY seconds and runs given back after BUDGET; `... submit JSON` submits and prints what came of it.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

from demo.processes import Process, ProcessTree
from tests.tasks.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


def start(
    tree: ProcessTree,
    name: str,
    what: str,
    *arguments: str,
    every: int = 3600,
    budget: float = 300,
) -> Process:
    """Start one of them; its output is in `process.log`."""
    from django.db import connection

    command = [
        sys.executable,
        "-m",
        "tests.tasks.processes",
        str(connection.settings_dict["NAME"]),
        str(every),
        str(budget),
        what,
        *arguments,
    ]
    unique = f"{name}-{uuid.uuid4().hex[:6]}"
    return tree.start(
        unique, command, environment={**os.environ, "PYTHONPATH": str(ROOT)}, directory=ROOT
    )


def start_worker(tree: ProcessTree, *, budget: float = 300) -> Process:
    """A Celery worker with one child process; ready when its log says so."""
    name = uuid.uuid4().hex[:6]
    worker = start(
        tree,
        "worker",
        "celery",
        "worker",
        "--loglevel=INFO",
        "--concurrency=1",
        f"--hostname={name}@test",
        budget=budget,
    )
    tree.wait_until(
        worker, lambda: "ready." in worker.log.read_text(), seconds=120, what="get ready"
    )
    return worker


def submit_many(user_name: str, form_id: str, datasets: list[int], gate: str) -> list[str]:
    """Log in, say so, wait for the file *gate*, then submit once for each dataset; the states that were answered."""
    from omero_forms.conf import conf
    from omero_forms.domain.refs import ObjectType
    from omero_forms.gateway.sessions import open_password_session
    from omero_forms.services.submitting import Submitted, submit

    settings = conf()
    states = []
    with open_password_session(
        settings.omero_host, settings.omero_port, user_name, user_name
    ) as user:
        sys.stdout.write("logged in\n")
        sys.stdout.flush()
        wait_for(Path(gate).exists, "the gate to open", seconds=240)
        for dataset in datasets:
            wanted = Submitted(
                object_type=ObjectType.DATASET,
                object_id=dataset,
                form_id=form_id,
                version=1,
                base=0,
                client_key=uuid.uuid4(),
                answers={"sample": "HeLa"},
                message="",
            )
            states.append(submit(user, wanted).submission.record.state)
    return states


def _main(database: str, every: str, budget: str, what: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    from omero_forms import settings as ours

    ours.FORMS_EVALUATE_EVERY = int(every)  # type: ignore[attr-defined]  # set by OMERO.web
    import django

    django.setup()
    if what == "celery":
        from omero_forms.celery import app
        from omero_forms.tasks import evaluating

        evaluating.BUDGET_SECONDS = float(budget)
        app.start(list(arguments))
    else:
        result: Any = submit_many(**json.loads(arguments[0]))
        sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
