# SPDX-License-Identifier: AGPL-3.0-or-later
"""A job is seen and cancelled by whoever asked for it, and by admins without restrictions."""

from __future__ import annotations

import pytest

from omero_forms.models import Job
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.run import run_job
from tests.api.browser import Browser
from tests.support.world import FormsWorld


@pytest.fixture
def job(world: FormsWorld) -> int:
    return ask("count", {}, by=world.user("leader").person)


def test_whoever_asked_sees_how_far_it_is(world: FormsWorld, job: int) -> None:
    leader = world.user("leader").person
    there = Browser(world.lab, "leader").get(f"jobs/{job}").body
    assert there == {
        "id": job,
        "kind": "count",
        "state": "waiting",
        "done": 0,
        "total": None,
        "result": None,
        "error": None,
        "asked_at": there["asked_at"],
        "asked_by": {"id": leader.id, "name": "leader"},
    }
    run_job(job, {"count": lambda _arguments, _progress: {"counted": 3}})
    done = Browser(world.lab, "leader").get(f"jobs/{job}").body
    assert (done["state"], done["result"]) == ("done", {"counted": 3})


def test_why_it_failed_is_told_in_a_sentence(world: FormsWorld, job: int) -> None:
    run_job(job, {})
    failed = Browser(world.lab, "leader").get(f"jobs/{job}").body
    assert failed["state"] == "failed"
    assert failed["error"]["code"] == "internal"
    assert failed["error"]["message"].endswith("restarted.")


def test_it_is_cancelled_once_and_what_has_ended_stays(world: FormsWorld, job: int) -> None:
    leader = Browser(world.lab, "leader")
    assert leader.request("DELETE", f"jobs/{job}").body["state"] == "cancelled"
    assert run_job(job, {"count": lambda _arguments, _progress: None}) is None
    Job.objects.update(state="done")
    assert leader.request("DELETE", f"jobs/{job}").body["state"] == "done"


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("viewer", 404), ("fellow", 404)])
def test_those_of_others_are_for_admins_without_restrictions(
    world: FormsWorld, job: int, who: str, status: int
) -> None:
    browser = Browser(world.lab, who)
    assert browser.get(f"jobs/{job}").status == status
    assert browser.request("DELETE", f"jobs/{job}").status == status
    assert browser.get("jobs/99999999").status == 404
