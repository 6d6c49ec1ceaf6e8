# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins are told of integrity, and verifying as a job."""

from __future__ import annotations

from collections.abc import Callable

from omero_forms.services.integrity.verify import verify
from omero_forms.services.jobs.run import run_job
from tests.api.browser import Browser
from tests.services.records.tampering import hands, replaced
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormsWorld


def test_records_are_verified_as_a_job_and_what_is_wrong_is_listed_until_it_is_not(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    admin = Browser(world.lab, "admin")
    assert admin.get("integrity").body == {
        "verified_at": None,
        "records": 0,
        "streams": 0,
        "count": 0,
        "findings": [],
        "job": None,
        "checkpoint": None,
        "may_change": True,
    }
    assert Browser(world.lab, "viewer").get("integrity").body["may_change"] is False
    with hands(world, stream_of(form).name) as one:
        one.change(2, replaced("content", "S2", "S9"))
        one.add(one.rows(1))
    asked = admin.request("POST", "integrity/verify", {"object": f"Dataset:{target}"})
    assert asked.status == 202
    assert admin.get("integrity").body["job"]["id"] == asked.body["job"]
    run_job(asked.body["job"])
    assert admin.get(f"jobs/{asked.body['job']}").body["result"]["count"] == 2
    known = admin.get("integrity").body
    assert known["job"] is None
    assert known["count"] == 2
    told = {(one["kind"], one["number"], one["where"]) for one in known["findings"]}
    assert told == {
        (kind, number, f"{form.name}, dataset {target}") for kind, number in (("altered", 2), ("doubled", 1))
    }


def test_when_all_was_verified_is_told(world: FormsWorld, dataset: Callable[..., int]) -> None:
    filled(world, dataset, 2)
    done = verify()
    known = Browser(world.lab, "admin").get("integrity").body
    assert (known["records"], known["streams"]) == (done.records, done.streams)
    assert known["verified_at"] is not None
    assert known["count"] == done.findings


def test_what_is_no_object_is_refused(world: FormsWorld) -> None:
    answer = Browser(world.lab, "admin").request("POST", "integrity/verify", {"object": "Well:12"})
    assert answer.refusal == (422, "request_invalid")
