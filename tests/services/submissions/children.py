# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other processes do on the test's database and OMERO, for what only several of them can show."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.children import Child, Mother, result, was_killed
from tests.support.waiting import wait_for

__all__ = ["result", "start", "was_killed"]

WARM = (
    "omero_forms.services.records.append",
    "omero_forms.services.submissions.copy",
    "omero_forms.services.submissions.submit",
)


def start(function: str, *arguments: Any) -> Child:
    """Call a function of this module in a process of its own."""
    from django.db import connection

    return _mother(str(connection.settings_dict["NAME"])).start(f"{__name__}:{function}", *arguments)


@cache
def _mother(database: str) -> Mother:
    # Imported by the test process only: in the other one it would make another OMERODIR.
    from tests.support import environment

    return Mother(dict(os.environ), Path(environment.ROOT), database=database, warm=WARM)


def append_entries(stream: str, count: int) -> list[int]:
    """Append events as fast as it goes; the numbers they were given."""
    from omero_forms.domain.records.acts import Act, Capacity, Via
    from omero_forms.domain.records.format import Parts
    from omero_forms.domain.records.seals import Sealer, private_key_from_seed
    from omero_forms.domain.refs import Person
    from omero_forms.kit.transactions import short_write
    from omero_forms.services.records.append import Entry, append

    sealer = Sealer(private_key_from_seed(bytes(32)))
    act = Act(Person(7, "clara"), None, Capacity.ADMIN, Via.COMMAND)
    entry = Entry("server", stream, "form.owners", Parts({"form": "f", "owners": []}, names={"owners": []}), act)
    numbers = []
    for _ in range(count):
        with short_write():
            numbers.append(append(entry, base=None, sealer=sealer).number)
    return numbers


def submit_often(who: str, dataset: int, form: str, keys: list[str], seed: int) -> list[int]:
    """Submit once for each key, and each a second time, as a page does that had no answer; the numbers."""
    from omero_forms.services.submissions.submit import submit

    numbers = []
    with _session(who) as user:
        for key in keys:
            request = _submitted(dataset, form, key, {"sample": f"S{seed}"})
            first = submit(user, request).submission
            again = submit(user, request).submission
            assert first.pk == again.pk
            numbers.append(first.number)
    return numbers


def submit_once(who: str, dataset: int, form: str, key: str) -> str:
    """Submit; "accepted", or the code of the refusal."""
    from omero_forms.domain.errors import FormsError
    from omero_forms.services.submissions.submit import submit

    with _session(who) as user:
        try:
            submit(user, _submitted(dataset, form, key, {"sample": "HeLa"}))
        except FormsError as refused:
            return refused.code
    return "accepted"


def submit_until(who: str, form: str, datasets: list[int], ready: str, gate: str, until: str) -> list[str]:
    """Log in, make the file *ready*, wait for the file *gate*, then submit for each dataset in turn until there is the
    file *until*; the states that were answered.
    """
    from omero_forms.services.submissions.submit import submit

    states: list[str] = []
    with _session(who) as user:
        Path(ready).touch()
        wait_for(Path(gate).exists, "the gate to open", seconds=240)
        while not (states and Path(until).exists()):
            for dataset in datasets:
                request = _submitted(dataset, form, str(uuid4()), {"sample": "HeLa"})
                states.append(submit(user, request).submission.record.state)
    return states


def submit_and_die(where: str, who: str, dataset: int, form: str, key: str) -> None:
    """Submit, and die by SIGKILL at one of the crash points on the way."""
    from omero_forms.kit.crash_points import visited
    from omero_forms.services.submissions.submit import submit

    def die(reached: str) -> None:
        if reached == where:
            os.kill(os.getpid(), signal.SIGKILL)

    with visited(die), _session(who) as user:
        submit(user, _submitted(dataset, form, key, {"sample": "HeLa"}))


def checkpoint() -> int:
    """Make the checkpoint of the day, unless another process does; how many there are then."""
    from omero_forms.models import RecordRow
    from omero_forms.services.log.make import make_due_checkpoint

    make_due_checkpoint()
    return RecordRow.objects.filter(stream__name="checkpoint").count()


def copy(submission: int) -> None:
    """Write the copy of a submission, as a worker does."""
    from tests.support.world import copy_by_agent

    copy_by_agent(submission)


def _session(who: str) -> Any:
    from omero_forms.conf import conf
    from omero_forms.gateway.sessions import open_password_session

    settings = conf()
    return open_password_session(settings.omero_host, settings.omero_port, who, who)


def _submitted(dataset: int, form: str, key: str, answers: dict[str, Any]) -> Any:
    from uuid import UUID

    from omero_forms.domain.records.acts import Via
    from omero_forms.domain.refs import ObjectType
    from omero_forms.services.submissions.request import SubmissionRequest

    return SubmissionRequest(
        object_type=ObjectType.DATASET,
        object_id=dataset,
        form_id=form,
        version=1,
        base=None,
        client_key=UUID(key),
        answers=answers,
        message="",
        via=Via.API,
    )
