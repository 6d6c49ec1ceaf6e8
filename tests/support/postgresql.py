# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL cluster of our own, where Debian's is installed: in a folder of its own, reached by a socket in it, no
port.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from demo.processes import ProcessTree

ACCOUNT = "postgres"
"""PostgreSQL refuses root; Debian's package brings this account."""


def _find_programs() -> Path | None:
    """The folder with initdb and postgres: on the path, else the newest of Debian's."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    folders = sorted((one.parent for one in installed), key=lambda one: float(one.parent.name))
    return folders[-1] if folders else None


PROGRAMS = _find_programs()


def _sorting() -> list[str]:
    """Texts in the order of a dictionary, as at most sites, and not in that of their bytes as on SQLite; before version
    15 only if the machine's language has it.
    """
    assert PROGRAMS is not None
    options = subprocess.run([PROGRAMS / "initdb", "--help"], capture_output=True, text=True, check=True).stdout
    return ["--locale-provider=icu", "--icu-locale=en-US"] if "--icu-locale" in options else []


def _answers(directory: Path) -> bool:
    try:
        psycopg.connect(host=str(directory), user="forms", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def cluster() -> Iterator[dict[str, Any]]:
    """`omero.web.databases` for a running cluster that is gone afterwards."""
    assert PROGRAMS is not None
    data = Path(tempfile.mkdtemp(prefix="forms-postgresql-"))
    as_account: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(data, account.pw_uid, account.pw_gid)
        as_account = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
    try:
        options = ["-D", str(data), "-U", "forms", "-A", "trust", "-E", "UTF8", "--no-sync", *_sorting()]
        subprocess.run([*as_account, PROGRAMS / "initdb", *options], check=True, capture_output=True, cwd=data)
        with tempfile.TemporaryDirectory() as logs, ProcessTree(Path(logs)) as tree:
            command = [
                *as_account,
                str(PROGRAMS / "postgres"),
                "-D",
                str(data),
                "-k",
                str(data),
                "-c",
                "listen_addresses=",
            ]
            # Nothing here has to survive a power cut.
            command += ["-c", "fsync=off"]
            server = tree.start("postgresql", command, directory=data)
            tree.wait_until(server, lambda: _answers(data), seconds=300)
            yield {
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": "forms",
                    "USER": "forms",
                    "HOST": str(data),
                }
            }
    finally:
        shutil.rmtree(data, ignore_errors=True)


def another(databases: str) -> str:
    """`omero.web.databases` for a new, empty database of the same cluster."""
    named = json.loads(databases)
    name = f"forms_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(host=named["default"]["HOST"], user="forms", dbname="postgres", autocommit=True) as connection:
        connection.execute(SQL("create database {}").format(Identifier(name)))
    named["default"]["NAME"] = name
    return json.dumps(named)
