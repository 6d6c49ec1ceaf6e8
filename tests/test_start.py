# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens when OMERO.web or a worker starts: nothing is asked, and no Ice object is made before a fork."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from demo.omerodir import change_settings, make_omerodir, web_settings
from demo.omerodir import environment as variables

ROOT = Path(__file__).resolve().parents[1]

START = """
import socket, sys
import Ice
def refuse(*_args, **_kwargs):
    raise AssertionError("an Ice communicator was made at start")
Ice.initialize = refuse
connect = socket.socket.connect
def no_connection(self, address):
    raise AssertionError(f"a connection was made at start: {address}")
socket.socket.connect = no_connection
import django
django.setup()
from django.core.management import call_command
call_command("check")
from django.urls import get_resolver
get_resolver().url_patterns
import omero_forms.celery, omero_forms.tasks, omero_forms.cli.verbs
omero_forms.celery.app.conf.beat_schedule
omero_forms.celery.app.loader.import_default_modules()
import threading
print(threading.active_count(), "omero" in sys.modules)
"""


def run(directory: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        env=variables(directory),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def omerodir(tmp_path: Path, **settings: str) -> Path:
    directory = tmp_path / "omero"
    extra = {f"omero.web.forms.{key}": value for key, value in settings.items()}
    database = tmp_path / "forms.sqlite3"
    make_omerodir(directory, web_settings(omero_port=1, database=database, static=None, extra=extra))
    return directory


def test_nothing_is_connected_and_no_ice_object_made(tmp_path: Path) -> None:
    done = run(omerodir(tmp_path), START)
    assert done.returncode == 0, done.stderr
    # One thread: what is forked from here takes no half of another along.
    assert done.stdout.splitlines()[-1] == "1 True"
    assert not (tmp_path / "forms.sqlite3").exists()


def test_every_setting_may_be_wrong_and_omero_web_starts_all_the_same(tmp_path: Path) -> None:
    from omero_forms.settings import CUSTOM_SETTINGS_MAPPINGS

    wrong = {key.removeprefix("omero.web.forms."): "\t?" for key in CUSTOM_SETTINGS_MAPPINGS}
    script = START + (
        "import json\n"
        "from omero_forms.conf import setting_problems\n"
        "print(json.dumps([problem.key for problem in setting_problems()]))\n"
    )
    # Beat's schedule cannot be made of wrong settings; OMERO.web does not need it.
    script = script.replace("omero_forms.celery.app.conf.beat_schedule\n", "").replace(
        "omero_forms.celery.app.loader.import_default_modules()\n", ""
    )
    done = run(omerodir(tmp_path, **wrong), script)
    assert done.returncode == 0, done.stderr
    named = json.loads(done.stdout.splitlines()[-1])
    assert {"omero.web.forms.on_behalf", "omero.web.forms.digest_at"} <= set(named)
    assert "omero_forms.W001" in done.stderr + done.stdout


def test_settings_reach_us_through_omero_web_as_they_were_set(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from omero_forms.conf import conf; c = conf()\n"
        "print(c.on_behalf, c.max_body, c.digest_at, c.master_password.reveal(), c.omero_port)"
    )
    directory = omerodir(
        tmp_path,
        **{
            "on_behalf": "false",
            "max_body": "2048",
            "digest_at": "6:05",
            "master.password": "p w",
        },
    )
    # In debug mode OMERO.web writes all settings to its log.
    change_settings(directory, {"omero.web.debug": "true"})
    script += "\nimport logging, omeroweb.settings as s, omero_forms.settings as m\ns.report_settings(m)"
    done = run(directory, script)
    assert done.stdout.strip() == "False 2048 06:05:00 p w 1", done.stderr
    log = (directory / "var/log/OMEROweb.log").read_text()
    assert "FORMS_MAX_BODY = 2048" in log
    assert "p w" not in log


def test_a_worker_loads_the_api_for_its_first_request_and_celery_for_none(tmp_path: Path) -> None:
    script = """
import sys
from omeroweb.wsgi import application
from django.test import Client
def heavy():
    return sorted({"celery", "jsonschema", "ninja", "omero_forms.api.v1"} & set(sys.modules))
log_in = Client().get("/webclient/login/")
print(log_in.status_code, heavy())
session = Client().get("/omero_forms/api/v1/session")
print(session.status_code, session.json()["error"]["code"], heavy())
"""
    done = run(omerodir(tmp_path), script)
    assert done.stdout.splitlines()[-2:] == [
        "200 []",
        "401 login_required ['jsonschema', 'ninja', 'omero_forms.api.v1']",
    ], done.stderr
