# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies over the API: tried before they are switched on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.api import policies
from omero_forms.models import Event, Job
from omero_forms.services.jobs.run import forget_ended, run_job
from tests.api.browser import Browser
from tests.support.counts import counts
from tests.support.world import FormInUse, FormsWorld


def terms(form: FormInUse, **changes: Any) -> dict[str, Any]:
    """What the page sends: an entry of a file of policies, but for its group."""
    return {
        "name": "Preparation",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": form.id}],
        "grace": 14,
        "tell_member": "any",
        **changes,
    }


def test_a_preview_of_a_large_group_is_a_workers_job_and_says_the_same(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    leader, body = Browser(world.lab, "leader"), {"group": world.lab.groups["read_annotate"], "terms": terms(form)}
    at_once = leader.request("POST", "policies/preview", body)
    assert at_once.status == 200
    found = at_once.body
    assert found["totals"]["objects"] == found["covered"] == found["total"] == found["open"]
    assert target in {one["id"] for one in found["objects"]} or found["kept"] > len(found["objects"])
    assert [one["day"] for one in found["due"]] == sorted(one["day"] for one in found["due"])
    assert any(day["members"] and day["mails"][0]["text"] for day in found["mails"])
    beyond = leader.request("POST", "policies/preview", {**body, "offset": found["kept"]}).body
    assert (beyond["objects"], beyond["mails"]) == ([], [])

    monkeypatch.setattr(policies, "IN_REQUEST", 0)
    asked = leader.request("POST", "policies/preview", body)
    assert asked.status == 202
    job = asked.body["job"]
    assert leader.get(f"policies/preview/{job}").refusal == (404, "not_found")
    run_job(job)
    assert leader.get(f"policies/preview/{job}").body == found
    # Neither by somebody else who could ask for it, nor by who could not.
    assert {Browser(world.lab, who).get(f"policies/preview/{job}").status for who in ("viewer", "fellow")} == {404}

    assert forget_ended() == 0
    Job.objects.filter(pk=job).update(ended_at=timezone.now() - timedelta(hours=25))
    assert forget_ended() == 1


def test_terms_that_cannot_hold_are_refused_at_their_part(world: FormsWorld) -> None:
    form = world.form()
    leader, group = Browser(world.lab, "leader"), world.lab.groups["read_annotate"]

    def refusal(**changes: Any) -> list[str]:
        answer = leader.request("POST", "policies/preview", {"group": group, "terms": terms(form, **changes)})
        assert answer.refusal == (422, "policy_invalid")
        return [one["pointer"] for one in answer.body["error"]["details"]["problems"]]

    assert refusal(grace=-1, name="") == ["/name", "/grace"]
    assert refusal(forms=[]) == ["/forms"]
    assert refusal(object_type="Image") == ["/forms/0/form"]
    assert refusal(unknown=1) == ["/unknown"]
    assert refusal(deadline="2020-01-01", grace=0) == ["/deadline"]


def test_an_owner_makes_changes_and_ends_a_policy_and_nobody_overwrites_what_they_did_not_see(
    world: FormsWorld,
) -> None:
    form = world.form()
    leader, group = Browser(world.lab, "leader"), world.lab.groups["read_annotate"]
    selector = {"all": [{"name": "*_TIRF_*"}, {"any": [{"tag": "raw"}, {"tag": "final"}]}]}
    made = leader.request("POST", "policies", {"group": group, "terms": terms(form, selector=selector)})
    assert made.status == 201
    policy, number = made.body["id"], made.body["number"]
    assert (made.body["state"], made.body["group"]["id"], made.body["source"]) == ("active", group, None)
    assert made.body["forms"] == [{"id": form.id, "name": form.name}]
    # What it says goes back as it came.
    said = {name: value for name, value in made.body["terms"].items() if name != "group"}
    assert leader.request("PUT", f"policies/{policy}", {"base": number, "terms": said}).body == made.body

    again = leader.request("POST", "policies", {"group": group, "terms": terms(form)})
    assert again.refusal == (422, "policy_invalid")
    assert again.body["error"]["details"]["problems"][0]["pointer"] == "/name"

    changed = leader.request("PUT", f"policies/{policy}", {"base": number, "terms": {**said, "grace": 7}})
    assert (changed.status, changed.body["terms"]["grace"]) == (200, 7)
    stale = Browser(world.lab, "admin").request("PUT", f"policies/{policy}", {"base": number, "terms": said})
    assert stale.refusal == (409, "stale_policy")
    details = stale.body["error"]["details"]
    assert (details["policy"]["grace"], details["changed_by"]["name"]) == (7, "leader")

    ended = leader.request("POST", f"policies/{policy}/end", {"base": details["number"]}).body
    assert ended["state"] == "ended"
    later = {**said, "start": "2999-01-01"}
    resumed = leader.request("PUT", f"policies/{policy}", {"base": ended["number"], "terms": later}).body
    assert (resumed["state"], resumed["ended_at"]) == ("later", None)
    with counts() as spent:
        archived = leader.request("POST", f"policies/{policy}/archive", {"base": resumed["number"]}).body
    assert archived["state"] == "archived"
    read = [one for one in spent.statements if one.startswith("SELECT") and Event._meta.db_table in one]
    assert read == [], "its history is read by who asks for it"

    history = leader.get(f"policies/{policy}").body
    assert [one["what"].split(" ")[0] for one in history["events"]] == [
        "put", "changed", "switched", "ended", "changed", "made",
    ]  # fmt: skip
    assert history["of"] == len(history["events"])
    assert all(one["who"].endswith("(leader)") for one in history["events"])
    listed = leader.get(f"policies?group={group}").body
    assert policy in {one["id"] for one in listed["policies"]}
    assert group in {one["id"] for one in listed["groups"]}
    assert "author" in {one["name"] for one in listed["members"]}
    assert Browser(world.lab, "author").get("policies").body == {"policies": [], "groups": [], "members": []}
    assert Browser(world.lab, "viewer").get("policies").body["groups"] == []
