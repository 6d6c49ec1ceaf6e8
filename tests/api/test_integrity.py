# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof and recovery are asked for as jobs, by admins without restrictions."""

from __future__ import annotations

from omero_forms.domain.log.checkpoints import open_checkpoint
from omero_forms.models import Event
from omero_forms.selectors.keys import checkpoint_signer
from omero_forms.services.jobs.run import run_job
from tests.api.browser import Browser
from tests.services.log.making import record
from tests.support.world import FormsWorld


def test_a_checkpoint_is_asked_for_and_made_by_a_worker_in_the_name_of_who_asked(log: FormsWorld) -> None:
    record("a", 3)
    admin = Browser(log.lab, "admin")
    asked = admin.request("POST", "integrity/checkpoint", {})
    assert asked.status == 202
    assert admin.get(f"jobs/{asked.body['job']}").body["state"] == "waiting"
    run_job(asked.body["job"])
    job = admin.get(f"jobs/{asked.body['job']}").body
    assert (job["state"], job["result"]["size"]) == ("done", 3)
    origin = job["result"]["origin"]
    assert open_checkpoint(job["result"]["note"], [checkpoint_signer(origin).key]).size == 3
    [stored] = log.stored("checkpoint")
    payload, content = stored.payload_json(), stored.content_json() or {}
    assert (content["names"]["author"], payload["as"], payload["via"]) == ("admin", "admin", "api")
    event = Event.objects.latest("id")
    assert (event.name, event.actor_name, event.details) == ("checkpoint.made", "admin", {"records": 3})
