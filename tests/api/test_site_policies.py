# SPDX-License-Identifier: AGPL-3.0-or-later
"""Site-wide policies over the API: set by admins who may change groups, read by all of them, and seen by a group as its
share.
"""

from __future__ import annotations

from tests.api.browser import Browser
from tests.api.test_policies import terms
from tests.support.world import FormsWorld


def test_an_admin_sets_a_policy_for_many_groups_and_their_owners_see_their_share_and_change_nothing(
    world: FormsWorld,
) -> None:
    form = world.form("read_annotate", "private")
    admin, leader, viewer = (Browser(world.lab, who) for who in ("admin", "leader", "viewer"))
    one, two = world.lab.groups["read_annotate"], world.lab.groups["private"]
    tried = admin.request("POST", "policies/preview", {"group": one, "terms": terms(form)})
    assert tried.status == 200

    made = admin.request("POST", "site-policies", {"groups": [one, two], "terms": terms(form), "message": "Audit."})
    assert made.status == 201
    policy, number = made.body["id"], made.body["number"]
    assert {group["id"] for group in made.body["groups"]} == {one, two}
    assert {share["group"]["id"] for share in made.body["shares"]} == {one, two}
    assert (made.body["state"], made.body["source"], made.body["may_change"]) == ("active", None, True)
    assert made.body["forms"] == [{"id": form.id, "name": form.name}]
    # What it says goes back as it came.
    same = {"base": number, "groups": [one, two], "terms": made.body["terms"]}
    assert admin.request("PUT", f"site-policies/{policy}", same).body == made.body
    refused = admin.request("POST", "site-policies", {"groups": [one, 10**6], "terms": terms(form, name="Other")})
    assert refused.refusal == (422, "policy_invalid")
    [problem] = refused.body["error"]["details"]["problems"]
    assert problem == {"pointer": "/groups/1", "message": "Nothing can be required in “1000000”."}
    # A preview in one of the groups is refused for another one, too; what is not there is not there, whatever is sent.
    asked = {"group": one, "terms": terms(form), "many": {"groups": [one, 10**6], "policy": policy}}
    refused = admin.request("POST", "policies/preview", asked)
    assert refused.body["error"]["details"]["problems"] == [problem]
    assert leader.request("POST", "policies/preview", asked).refusal == (403, "forbidden")
    over = {**asked, "terms": terms(form, deadline="2020-01-01", grace=0), "many": {"groups": None, "policy": None}}
    [days] = admin.request("POST", "policies/preview", over).body["error"]["details"]["problems"]
    assert days["pointer"] == "/deadline"
    asked["many"] = {"groups": None, "policy": 2**31 - 1}
    assert admin.request("POST", "policies/preview", asked).refusal == (404, "not_found")
    wrong = {**same, "terms": {"name": ""}}
    for who, refusal in ((admin, (404, "not_found")), (leader, (403, "forbidden"))):
        assert who.request("PUT", f"site-policies/{2**31 - 1}", wrong).refusal == refusal

    [share] = [each for each in leader.get(f"policies?group={one}").body["policies"] if each["origin"] == "site"]
    assert (share["name"], share["site_policy"]) == ("Preparation", None)
    ending = {"base": share["number"]}
    assert leader.request("POST", f"policies/{share['id']}/end", ending).refusal == (409, "policy_from_site")
    assert admin.get(f"policies/{share['id']}").body["policy"]["site_policy"] == policy
    assert leader.get("site-policies").refusal == (403, "forbidden")

    author = world.lab.users["author"].id
    narrower = {**same, "groups": [one], "terms": {**made.body["terms"], "grace": 7, "except": [author, 10**6]}}
    changed = admin.request("PUT", f"site-policies/{policy}", narrower)
    assert [each["name"] for each in changed.body["excluded"]] == ["author"]
    assert (changed.status, [each["policy"] for each in changed.body["shares"]]) == (200, [share["id"]])
    stale = admin.request("PUT", f"site-policies/{policy}", same)
    assert stale.refusal == (409, "stale_policy")
    details = stale.body["error"]["details"]
    assert (details["policy"]["grace"], details["policy"]["groups"]) == (7, [one])
    assert leader.get(f"policies/{share['id']}").body["policy"]["terms"]["grace"] == 7

    history = viewer.get(f"site-policies/{policy}").body
    assert (history["of"], history["policy"]["may_change"]) == (2, False)
    assert [event["what"].partition(":")[0] for event in history["events"]] == [
        "changed the policy “Preparation” of 1 group",
        "made the policy “Preparation” of 2 groups",
    ]
    number = details["number"]
    assert viewer.request("POST", f"site-policies/{policy}/end", {"base": number}).refusal == (403, "forbidden")
    ended = admin.request("POST", f"site-policies/{policy}/end", {"base": number}).body
    assert (ended["state"], ended["shares"]) == ("ended", [])
    archived = admin.request("POST", f"site-policies/{policy}/archive", {"base": ended["number"]}).body
    assert archived["state"] == "archived"
    listed = viewer.get("site-policies").body
    assert policy in {each["id"] for each in listed["policies"]}
    assert (listed["may_make"], admin.get("site-policies").body["may_make"]) == (False, True)
