# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pytest plug-in that must come first: it makes the OMERODIR that `omeroweb.settings` reads when it is imported.

Each test process (each xdist worker too) has an OMERODIR, a database file and a port for its embedded OMERO server of
its own, unless OMERO_TEST_HOST (with OMERO_TEST_PORT and OMERO_TEST_ROOT_PASSWORD) names another one. Nothing is
started here; `tests.support.lab` starts the server when the first test asks for it.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

from demo.omerodir import make_omerodir, web_settings
from tests.support.ports import free_port
from tests.support.variables import DATABASES_VARIABLE

_MEMORY = Path("/dev/shm")
_PLENTY = 6_000_000_000


def _without_a_disk() -> Path | None:
    """Memory as a file system where there is plenty of it: each commit of a database would wait for the disk. None is
    the usual folder.
    """
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _PLENTY else None


ROOT = Path(tempfile.mkdtemp(prefix="forms-tests-", dir=_without_a_disk()))
OMERODIR = ROOT / "omero"
OMERO_HOST = os.environ.get("OMERO_TEST_HOST", "")
"""A real OMERO.server that the tests shall go to; empty where each test process starts an embedded one."""
OMERO_PORT = int(os.environ.get("OMERO_TEST_PORT", "4064")) if OMERO_HOST else free_port()
SMTP_PORT = free_port()
REDIS_PORT = free_port()
# The set-up of the plug-in writes both files there, under these names.
SECRETS = ROOT / "secrets"
SEAL_KEY = SECRETS / "seal-key.pem"
CHECKPOINT_KEY = SECRETS / "checkpoint-key.pem"
LINK_KEY = SECRETS / "link-key"
AGENT_PASSWORD_FILE = SECRETS / "agent-password"
MASTER_PASSWORD = "master-secret-in-tests"
AGENT_PASSWORD = "agent-secret-in-tests"
ROOT_PASSWORD = os.environ.get("OMERO_TEST_ROOT_PASSWORD", "omero") if OMERO_HOST else "root-secret-in-tests"

_owner = os.getpid()


def _remove() -> None:
    # Forked children inherit the exit handler; only the process that made the folder may remove it.
    if os.getpid() == _owner:
        shutil.rmtree(ROOT, ignore_errors=True)


atexit.register(_remove)

SETTINGS = web_settings(
    omero_port=OMERO_PORT,
    database=ROOT / "forms.sqlite3",
    static=None,
    smtp_port=SMTP_PORT,
    extra={
        "omero.web.secret_key": "only-for-tests",
        # Sessions of the web in memory: the default engine leaves files behind.
        "omero.web.caches": '{"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}',
        "omero.web.session_engine": "django.contrib.sessions.backends.cache",
        "omero.web.forms.master.user": "form-master",
        "omero.web.forms.master.password": MASTER_PASSWORD,
        "omero.web.forms.agent.user": "form-agent",
        "omero.web.forms.agent.password_file": str(AGENT_PASSWORD_FILE),
        "omero.web.forms.seal_key": str(SEAL_KEY),
        "omero.web.forms.site": "lab-of-tests",
        "omero.web.forms.checkpoint_key": str(CHECKPOINT_KEY),
        "omero.web.forms.link_key": str(LINK_KEY),
        "omero.web.forms.base_url": "http://127.0.0.1:4080",
        "omero.web.forms.broker": f"redis://127.0.0.1:{REDIS_PORT}/0",
        # The tests are one person many times over; those of the limits set their own.
        "omero.web.forms.rate_submissions": "1000000",
        "omero.web.forms.rate_writes": "1000000",
        "omero.web.forms.mail_from": "forms@omero.example.org",
        "omero.web.forms.contact": "imaging@omero.example.org",
        "omero.web.forms.auditor": "auditor@university.example.org",
    },
)
if OMERO_HOST:
    SETTINGS["omero.web.server_list"] = json.dumps([[OMERO_HOST, OMERO_PORT, "omero"]])
if DATABASES_VARIABLE in os.environ:
    SETTINGS["omero.web.databases"] = os.environ[DATABASES_VARIABLE]
make_omerodir(OMERODIR, SETTINGS)
os.environ["OMERODIR"] = str(OMERODIR)
os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
# Playwright's synchronous API runs an event loop in the thread of the tests; the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
