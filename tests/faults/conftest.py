# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one site that all tests of faults share: each has datasets of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.omerodir import change_settings
from demo.site import Site
from tests.faults.site import SCHEMA, FaultSite
from tests.support.servers import seed_lab
from tests.support.sites import install_plugin
from tests.support.variables import DATABASES_VARIABLE


@pytest.fixture(scope="session")
def _disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small file system for the database; a folder where nobody may mount one."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def disk(fault_site: FaultSite, _disk: Path) -> Path:
    """The file system with the database of the site on it, and nothing else."""
    if DATABASES_VARIABLE in os.environ:
        pytest.skip("NOT SQLITE: its database is on no disk of its own")
    if not os.path.ismount(_disk):
        pytest.skip("NO DISK OF ITS OWN: nobody but root may mount one")
    return _disk


@pytest.fixture(scope="session")
def _fault_site(make_site: Callable[..., Site], _disk: Path) -> Iterator[FaultSite]:
    site = make_site()
    site.start_omero()
    lab = seed_lab(site.server)
    site.start_redis()
    site.configure()
    database = _disk / "forms.sqlite3"
    # The clock of the site is put forward by days, and nobody is to log in again by that.
    change_settings(site.omerodir, {"omero.web.session_cookie_age": "31536000"})
    if DATABASES_VARIABLE not in os.environ:
        # Closed after each request: what has a file open for writing keeps the disk from being made read-only by hand.
        named = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database), "CONN_MAX_AGE": 0.001}
        change_settings(site.omerodir, {"omero.web.databases": json.dumps({"default": named})})
    install_plugin(site)
    made = FaultSite(site, lab, database)
    made.start("web", "worker")
    file = site.state / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    published = json.loads(made.forms("publish", str(file), "--name", "Under fault", "--json", "-u", "root"))
    made.form = str(published["form"])
    made.forms("assign", made.form, "--group", "lab read_write", "--type", "dataset", "-u", "root")
    made.sweep()
    made.keep_checkpoint()
    yield made
    made.close()
    lab.close()


@pytest.fixture
def fault_site(_fault_site: FaultSite) -> Iterator[FaultSite]:
    """The site, with no crash point wanted by another test."""
    _fault_site.halts.clear()
    yield _fault_site
    _fault_site.halts.clear()
