# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disk with the forms database is full, then cannot be written, then is well again: who was told that answers are
kept can rely on it, all others are told that they are not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from demo.omerodir import change_settings
from demo.site import Site
from tests.soak.accepted import Told, log_in, verify_stream
from tests.support.servers import Lab
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PARTS = ("web", "worker", "beat")


def use_database(site: Site, old: Path, new: Path, **settings: Any) -> None:
    """Move the database there, with everything that has it open stopped."""
    for name in PARTS:
        process = site.process(name)
        if process is not None:
            site.tree.end(process)
    for file in old.parent.glob(f"{old.name}*"):
        shutil.copy2(file, new.parent / file.name)
    named = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(new), **settings}}
    change_settings(site.omerodir, {"omero.web.databases": json.dumps(named)})
    site.start_together(*PARTS)


@pytest.fixture
def disk(live_site: Site, tmp_path: Path) -> Iterator[Path]:
    """A small file system with the database of the site on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"NO DISK OF ITS OWN: {mounted.stderr.strip()} (run as root)")
    usual = live_site.state / "forms.sqlite3"
    try:
        # Closed after each request: what has a file open for writing keeps the disk from being made read-only by hand.
        use_database(live_site, usual, folder / usual.name, CONN_MAX_AGE=0.001)
        yield folder
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        use_database(live_site, folder / usual.name, usual)
        subprocess.run(["umount", str(folder)], check=True)


class Author:
    """Submits to one dataset, and remembers what was accepted."""

    def __init__(self, site: Site, dataset: int, form: str) -> None:
        self._dataset = dataset
        self._page = f"{site.url}/omero_forms/?id={dataset}&type=dataset"
        self._address = f"{site.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}"
        self._session = log_in(site, "author")
        self.told: dict[str, Told] = {}

    def submit(self, size: int = 1) -> requests.Response:
        """Answers of about so many characters."""
        key = str(uuid.uuid4())
        body = {"version": 1, "base": "any", "client_key": key, "answers": {"note": key * size}, "message": ""}
        token = {"X-CSRFToken": self._session.cookies["csrftoken"], "Referer": self._address}
        answer = self._session.post(f"{self._address}/submissions", json=body, headers=token, timeout=60)
        if answer.status_code in {201, 202}:
            submission = answer.json()["submission"]
            self.told[key * size] = Told(self._dataset, {(submission["number"], submission["digest"])})
        return answer

    def refused(self, size: int = 1) -> str:
        """The code by which answers are refused; empty where they are accepted."""
        answer = self.submit(size)
        return "" if answer.status_code in {201, 202} else f"{answer.status_code} {answer.json()['error']['code']}"

    def reads(self) -> tuple[int, int]:
        """The statuses of the form and of its page."""
        form, page = (self._session.get(each, timeout=60) for each in (self._address, self._page))
        return form.status_code, page.status_code

    def settled(self) -> bool:
        """Whether all of it is recorded, and the newest copied."""
        history: list[dict[str, Any]] = self._session.get(self._address, timeout=60).json()["history"]
        return all(one["state"] != "pending" for one in history) and history[0]["state"] == "copied"


def test_a_full_disk_and_one_that_cannot_be_written_lose_nothing_that_was_accepted(
    live_site: Site, live_lab: Lab, form: str, disk: Path
) -> None:
    dataset = live_lab.dataset("author", "read_write", "disk")
    author = Author(live_site, dataset, form)
    assert [author.refused() for _ in range(3)] == [""] * 3

    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(65536)):
                pass
        except OSError:
            assert shutil.disk_usage(disk).free == 0
    full = [author.refused(size) for size in (1, 1, 2500, 2500)]
    # What fits into the pages that the database has may still be kept.
    assert set(full) <= {"", "503 database_unavailable"}
    assert full[-1] == "503 database_unavailable"
    # SQLite needs room beside the database to read it, too; the page then says what is wrong.
    assert set(author.reads()) <= {200, 503}
    filler.unlink()
    wait_for(lambda: author.refused() == "", "answers to be taken again")

    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert {author.refused() for _ in range(3)} == {"503 database_unavailable"}
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    wait_for(lambda: author.refused() == "", "answers to be taken again")

    wait_for(author.settled, "all to be recorded, and the newest to be copied")
    verify_stream(live_site, dataset, form, author.told)
