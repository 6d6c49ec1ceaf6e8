# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients as processes of their own: `python -m benchmarks.clients WHAT PORT PASSWORD ...`; they print one number or a
JSON list.

`query SECONDS ID` asks for one dataset again and again and prints how often in a second; `pull ROWS` asks for so many
rows again and again until its standard input ends, and prints its rows a second; `page ROUNDS ID` logs into an
OMERO.web of its own (its whole stack, without a web server) and prints milliseconds for each view of a dataset's
general tab; its port is the ssl port. `pull` and `page` print `ready` first.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PULL = "select d.id, d.name, d.details.owner.id, d.details.updateEvent.id from Dataset d"


def connect(port: str, password: str) -> Any:
    """A client logged in as root, over plain TCP."""
    import omero.clients

    import omero

    client = omero.client("tcp://127.0.0.1", int(port))
    client.createSession("root", password)
    return client


def query(port: str, password: str, seconds: str, oid: str) -> None:
    """Small queries as fast as they are answered."""
    import omero.sys

    client = connect(port, password)
    service = client.sf.getQueryService()
    parameters = omero.sys.ParametersI().addId(int(oid))
    count, started = 0, time.perf_counter()
    until = started + float(seconds)
    while time.perf_counter() < until:
        service.projection("select d.id, d.name from Dataset d where d.id = :id", parameters)
        count += 1
    print(count / (time.perf_counter() - started))
    client.closeSession()


def pull(port: str, password: str, rows: str) -> None:
    """Large projections until nobody wants them any more."""
    import omero.sys

    client = connect(port, password)
    service = client.sf.getQueryService()
    parameters = omero.sys.ParametersI().page(0, int(rows))
    enough = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        enough.set()

    threading.Thread(target=wait, daemon=True).start()
    print("ready", flush=True)
    got, started = 0, time.perf_counter()
    while not enough.is_set():
        got += len(service.projection(PULL, parameters))
    print(got / (time.perf_counter() - started))
    client.closeSession()


def page(port: str, password: str, rounds: str, oid: str) -> None:
    """The general tab of a dataset in OMERO.web."""
    with tempfile.TemporaryDirectory(prefix="omero-web-benchmark-") as name:
        home = Path(name)
        for folder in ("etc/grid", "var/log", "var/sessions", "var/static"):
            (home / folder).mkdir(parents=True)
        os.environ["OMERODIR"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "omeroweb.settings"
        _configure(home, port)
        import logging
        import warnings

        warnings.simplefilter("ignore")
        import django

        django.setup()
        logging.disable(logging.CRITICAL)
        from django.test import Client
        from django.test.utils import setup_test_environment

        setup_test_environment(debug=False)
        browser = Client()
        form = {"username": "root", "password": password, "server": "1"}
        if browser.post("/webclient/login/", form).status_code != 302:
            raise SystemExit("OMERO.web refuses the log-in")
        url = f"/webclient/metadata_details/dataset/{oid}/"
        if browser.get(url).status_code != 200:
            raise SystemExit(f"{url} does not answer")
        print("ready", flush=True)
        sys.stdin.readline()
        times = []
        for _ in range(int(rounds)):
            started = time.perf_counter()
            browser.get(url)
            times.append((time.perf_counter() - started) * 1000)
        print(json.dumps(times), flush=True)
        logging.shutdown()


def _configure(home: Path, port: str) -> None:
    from omero.config import ConfigXml

    cache = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    additional = [["SESSION_FILE_PATH", str(home / "var/sessions")]]
    config = ConfigXml(str(home / "etc/grid/config.xml"))
    for key, value in {
        "omero.web.server_list": json.dumps([["127.0.0.1", int(port), "omero"]]),
        "omero.web.debug": "false",
        "omero.web.secret_key": "of a benchmark",
        "omero.web.session_engine": "django.contrib.sessions.backends.file",
        "omero.web.check_version": "false",
        "omero.web.caches": json.dumps(cache),
        "omero.web.django_additional_settings": json.dumps(additional),
    }.items():
        config[key] = value
    config.close()


if __name__ == "__main__":
    what: dict[str, Callable[..., None]] = {"query": query, "pull": pull, "page": page}
    what[sys.argv[1]](*sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)  # Ice's threads have nothing left to say
