# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disk with the forms database is full, then cannot be written, then is well again: who was told that answers are
kept can rely on it, all others are told that they are not.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.site import FaultSite, Target
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

NOT_KEPT = "503 database_unavailable"


def told(fault_site: FaultSite, target: Target, *, letters: int = 0) -> str:
    """What who submits is told; nothing where the answers are accepted. `letters` go beside the key."""
    key = target.sent(letters)
    answer = fault_site.submit(target, key)
    assert answer is not None
    if answer.status_code in {201, 202}:
        return ""
    del target.told[key]
    return f"{answer.status_code} {answer.json()['error']['code']}"


def test_a_full_disk_and_one_that_cannot_be_written_lose_nothing_that_was_accepted(
    fault_site: FaultSite, disk: Path
) -> None:
    target = fault_site.target()
    assert told(fault_site, target) == ""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(65536)):
                pass
        except OSError:
            assert shutil.disk_usage(disk).free == 0
    full = [told(fault_site, target, letters=letters) for letters in (0, 0, 90_000, 90_000)]
    # What fits into the pages that the database has may still be kept.
    assert set(full) <= {"", NOT_KEPT}
    assert full[-1] == NOT_KEPT
    # SQLite needs room beside the database to read it, too; the page then says what is wrong.
    assert fault_site.read(target).status_code in {200, 503}
    # Of a worker it is not asked more either.
    fault_site.have_worker_do("sweep")
    filler.unlink()
    wait_for(lambda: told(fault_site, target) == "", "answers to be taken again")

    def refuses_writing() -> bool:
        return subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=False).returncode == 0

    # Not while a file of it is open for writing.
    wait_for(refuses_writing, "nobody to write to the disk for a moment")
    try:
        assert {told(fault_site, target) for _ in range(3)} == {NOT_KEPT}
        assert fault_site.read(target).status_code in {200, 503}
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    wait_for(lambda: told(fault_site, target) == "", "answers to be taken again")
    fault_site.settle(target)
    fault_site.all_is_right(target)
