# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repairs over the API: what would be done is shown, then done, and an admin decides which of two records counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.conf import conf
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Job
from omero_forms.services.integrity.plan import SENTENCES, What
from omero_forms.services.jobs.run import run_job
from omero_forms.services.sweep import sweep
from tests.api.browser import Browser
from tests.services.integrity.losing import lose_records
from tests.services.records.tampering import hands, next_record
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormsWorld


@pytest.fixture
def world(world: FormsWorld) -> FormsWorld:
    """With nothing in the store that other tests left, and what the workers do first done."""
    lose_records(world)
    sweep(Deadline.after(60))
    return world


def done(browser: Browser, path: str, body: dict[str, Any]) -> Any:
    """What came of a job that is asked for."""
    asked = browser.post(path, body).body["job"]
    run_job(asked)
    return browser.get(f"jobs/{asked}").body["result"]


def named(groups: list[dict[str, Any]]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Groups of steps, with the places of each."""
    return [(one["what"], one["count"], [(step["where"], step["number"]) for step in one["steps"]]) for one in groups]


def test_a_plan_is_made_and_done_as_jobs_and_what_was_not_shown_is_not_done(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    name, where = stream_of(form).name, f"{form.name}, dataset {target}"
    admin, viewer = Browser(world.lab, "admin"), Browser(world.lab, "viewer")
    assert viewer.get("integrity/repair").body == {"plan": None, "outcome": None, "job": None}
    with hands(world, name) as one:
        one.delete(2, 3)
    plan = done(admin, "integrity/repair/plan", {})
    assert [(one["what"], one["number"]) for one in plan["steps"] if one["stream"] == name] == [
        (What.WRITE_AGAIN, 2),
        (What.WRITE_AGAIN, 3),
    ]
    shown = viewer.get("integrity/repair").body["plan"]
    assert (shown["plan"], shown["by"]["name"]) == (plan["plan"], "admin")
    assert named(shown["groups"]) == [("write_again", 2, [(where, 2), (where, 3)])]
    assert shown["groups"][0]["detail"] == SENTENCES[What.WRITE_AGAIN]
    assert admin.post("integrity/repair", {"plan": "0" * 64}).refusal == (422, "request_invalid")
    assert done(admin, "integrity/repair", {"plan": plan["plan"]})["left"] == []
    assert [one.number for one in world.stored(name)] == [1, 2, 3]
    told = viewer.get("integrity/repair").body
    assert (told["plan"], told["job"], told["outcome"]["left"]) == (None, None, [])
    assert named(told["outcome"]["done"]) == [("write_again", 2, [(where, 2), (where, 3)])]
    # A newer plan that came to no end is told, and takes nothing away of what was done.
    asked = admin.post("integrity/repair/plan", {}).body["job"]
    admin.request("DELETE", f"jobs/{asked}")
    told = viewer.get("integrity/repair").body
    assert (told["job"]["state"], told["outcome"] is None) == ("cancelled", False)


def test_both_records_of_a_number_are_shown_beside_each_other_until_an_admin_has_decided(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 2)
    name = stream_of(form).name
    ours = world.stored(name)[1]
    answers = {"sample": "HeLa Kyoto", "passages": 9}
    theirs = next_record(world.stored(name)[0], "submission", says={"answers": answers})
    with form_master(conf()) as master:
        records.append(master, theirs)
    admin, viewer = Browser(world.lab, "admin"), Browser(world.lab, "viewer")
    address = f"integrity/repair/fork?stream={name}&number=2"
    fork = viewer.get(address).body
    assert {one["digest"] for one in fork["versions"]} == {ours.digest, theirs.digest}
    assert {(one["author"]["name"], one["version"], one["kind"]) for one in fork["versions"]} == {
        ("author", 1, "submission")
    }
    assert {one["digest"]: one["is_shown"] for one in fork["versions"]} == {ours.digest: True, theirs.digest: False}
    at = [one["digest"] for one in fork["versions"]].index(theirs.digest)
    said = {one["path"]: (one["values"][at], one["values"][1 - at]) for one in fork["fields"]}
    assert said["Sample"] == ("HeLa Kyoto", "S2")
    assert said["Passages"][0] == 9
    assert viewer.get(address.replace("number=2", "number=1")).status == 404
    assert viewer.get("integrity/repair/fork?stream=submission/none&number=1").status == 404
    plan = done(admin, "integrity/repair/plan", {})
    [group] = viewer.get("integrity/repair").body["plan"]["groups"]
    assert [one["digest"] for one in group["steps"][0]["choices"]] == [one["digest"] for one in fork["versions"]]
    choice = {"stream": name, "number": 2, "digest": theirs.digest}
    asked = {"plan": plan["plan"], "forks": [choice], "reason": "the other host was first"}
    assert viewer.post("integrity/repair", asked).status == 403
    assert done(admin, "integrity/repair", asked)["left"] == []
    assert viewer.get(address).status == 404
    assert Job.objects.filter(kind="repair").count() == 1
