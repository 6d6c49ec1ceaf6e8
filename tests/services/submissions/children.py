# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes that share the test's database and OMERO, for what only several processes, or a dead one, can show.

`python -m tests.services.submissions.children DATABASE FUNCTION ARGUMENT...` calls a function of this module.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def start(function: str, *arguments: Any) -> subprocess.Popen[str]:
    """Call a function of this module in a process of its own."""
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.services.submissions.children",
            database,
            function,
            *(json.dumps(argument) for argument in arguments),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(child: subprocess.Popen[str], *, seconds: float = 120) -> Any:
    """What the function returned. Fails with the child's errors when it did not."""
    out, errors = child.communicate(timeout=seconds)
    assert child.returncode == 0, errors[-3000:]
    return json.loads(out.splitlines()[-1])


def killed(child: subprocess.Popen[str], *, seconds: float = 120) -> bool:
    """Whether the process died of SIGKILL, as it was meant to."""
    _out, errors = child.communicate(timeout=seconds)
    assert child.returncode == -signal.SIGKILL, errors[-3000:]
    return True


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


def submit_and_die(where: str, who: str, dataset: int, form: str, key: str) -> None:
    """Submit, and die by SIGKILL at one of the crash points on the way."""
    from omero_forms.kit.crash_points import visited
    from omero_forms.services.submissions.submit import submit

    def die(reached: str) -> None:
        if reached == where:
            os.kill(os.getpid(), signal.SIGKILL)

    with visited(die), _session(who) as user:
        submit(user, _submitted(dataset, form, key, {"sample": "HeLa"}))


def copy(submission: int) -> None:
    """Write the copy of a submission, as a worker does."""
    from omero_forms.services.submissions.copy import copy_by_agent

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


def _main(database: str, function: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup()
    value = globals()[function](*(json.loads(argument) for argument in arguments))
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
