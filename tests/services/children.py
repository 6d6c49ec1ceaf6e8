# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes that share the test's database and OMERO, for what only several processes, or a dead one, can show.

`python -m tests.services.children DATABASE FUNCTION ARGUMENT...` calls a function of this module.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def start(function: str, *arguments: Any) -> subprocess.Popen[str]:
    """Call a function of this module in a process of its own."""
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.services.children",
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


def append_events(stream: str, count: int) -> list[int]:
    """Append events as fast as it goes; the numbers they were given."""
    from omero_forms.domain.seals import Sealer, private_key_from_seed
    from omero_forms.services.streams import Event, append
    from omero_forms.services.transactions import short_write

    sealer = Sealer(private_key_from_seed(bytes(32)))
    event = Event("server", stream, "form.owners", {"form": "f", "owners": []})
    numbers = []
    for _ in range(count):
        with short_write():
            numbers.append(append(event, base=None, sealer=sealer).number)
    return numbers


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
