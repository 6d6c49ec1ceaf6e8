# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the panel reads: an object, one form of it, one submission."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omero_forms import settings as mapping
from tests.api.browser import Browser
from tests.support.counts import counts
from tests.support.world import ANSWERS, EVERYWHERE, SCHEMA, FormsWorld


def test_the_panel_shows_the_forms_of_the_datasets_group(world: FormsWorld, dataset: Callable[..., int]) -> None:
    target, here, elsewhere = dataset(images=2), world.form(*EVERYWHERE), world.form("read_write")
    answer = Browser(world.lab, "fellow").get(f"objects/dataset/{target}")
    assert answer.status == 200
    assert answer.body["object"] | {"creation_event": 0, "name": "", "server": ""} == {
        "type": "Dataset",
        "id": target,
        "name": "",
        "server": "",
        "creation_event": 0,
        "group": {"id": world.lab.groups["read_annotate"], "name": "lab read_annotate"},
        "owner": {"id": world.lab.author.id, "name": "author", "full_name": "Arno Author"},
        "images": 2,
    }
    assert answer.body["user"]["full_name"] == "Fay Fellow"
    assert (answer.body["may_submit"], answer.body["why_not"]) == (True, None)
    offered = {form["id"]: form for form in answer.body["forms"]}
    assert set(offered) == {here.id}
    assert elsewhere.id not in offered
    assert offered[here.id]["latest"] is None
    assert (offered[here.id]["name"], offered[here.id]["version"]) == (here.name, 1)


def test_a_form_opens_with_its_schema_the_newest_answers_and_the_history(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    empty = browser.get(f"objects/dataset/{target}/forms/{form.id}").body
    assert (empty["base"], empty["answers"], empty["history"]) == (0, None, [])
    assert empty["version"]["schema"] == SCHEMA
    assert list(empty["version"]["schema"]["properties"]) == list(SCHEMA["properties"])
    browser.submit(target, form, message="first")
    filled = browser.get(f"objects/dataset/{target}/forms/{form.id}").body
    assert (filled["base"], filled["answers"], filled["answers_version"]) == (1, ANSWERS, 1)
    [entry] = filled["history"]
    assert (entry["number"], entry["state"], entry["message"]) == (1, "copied", "first")
    assert entry["author"] == {
        "id": world.lab.author.id,
        "name": "author",
        "full_name": "Arno Author",
    }
    assert entry["time"].endswith("Z")


def test_an_older_version_opens_by_its_number(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    world.publish({**SCHEMA, "title": "Changed"}, form_id=form.id)
    browser = Browser(world.lab, "author")
    path = f"objects/dataset/{target}/forms/{form.id}"
    assert browser.get(path).body["version"]["schema"]["title"] == "Changed"
    old = browser.get(f"{path}?version=1").body
    assert (old["version"]["number"], old["current_version"]) == (1, 2)
    assert old["version"]["schema"]["title"] == SCHEMA["title"]
    assert browser.get(f"{path}?version=3").refusal == (404, "version_unknown")


def test_a_submission_opens_by_its_link_with_changes_and_proof(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    browser.submit(target, form)
    posted = browser.submit(target, form, base=1, answers={"sample": "HEK"}).body["submission"]
    read = browser.get(f"submissions/{posted['id']}").body
    assert read["submission"] == posted
    assert read["answers"] == {"sample": "HEK"}
    assert [(one["pointer"], one["change"]) for one in read["changes"]] == [
        ("/sample", "changed"),
        ("/passages", "removed"),
    ]
    assert (read["form"], read["proof"]["number"]) == ({"id": form.id, "name": form.name}, 2)
    [_first, second] = world.stored(read["proof"]["stream"])
    assert (second.digest, second.seal, second.key, second.previous) == tuple(
        read["proof"][key] for key in ("digest", "seal", "key", "previous")
    )


def test_base_any_says_after_which_submission_it_came(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")
    assert browser.submit(target, form, base="any").body["appended_after"] is None
    assert browser.submit(target, form, base=1).body["appended_after"] is None
    assert browser.submit(target, form, base="any").body["appended_after"] == 2


def test_what_one_submitted_of_a_form_that_is_offered_no_longer_stays_readable(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    from omero_forms.domain.refs import ObjectType
    from omero_forms.services.forms.assign import unassign

    form, target = world.form("read_annotate"), dataset()
    browser = Browser(world.lab, "author")
    browser.submit(target, form)
    unassign(world.user("leader"), form.id, world.group("read_annotate"), {ObjectType.DATASET})
    opened = browser.get(f"objects/dataset/{target}/forms/{form.id}").body
    assert (len(opened["history"]), opened["may_submit"]) == (1, False)
    assert opened["why_not"]
    other = dataset()
    path = f"objects/dataset/{other}/forms/{form.id}"
    assert browser.get(path).refusal == (404, "form_not_assigned")


@pytest.mark.parametrize("kind", ["project", "screen", "plate", "image", "well"])
def test_ids_of_another_type_are_not_found(world: FormsWorld, kind: str) -> None:
    path = f"objects/{kind}/999999"
    assert Browser(world.lab, "author").get(path).refusal == (404, "not_found")


def test_the_session_says_who_is_logged_in(world: FormsWorld) -> None:
    body = Browser(world.lab, "leader").get("session").body
    assert (body["user"]["full_name"], body["is_admin"]) == ("Lena Leader", False)
    assert set(body["owned_groups"]) >= {world.lab.groups["private"]}
    assert body["may_create_forms"] is True
    assert Browser(world.lab, "author").get("session").body["may_create_forms"] is False
    assert body["time_zone"] == "Europe/Berlin"
    assert Browser(world.lab, "leader").post("ping", {}).status == 200


def test_admins_are_told_how_to_mend_the_set_up_and_others_are_not(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_SEAL_KEY", "")
    admin = Browser(world.lab, "admin").get("status").body
    member = Browser(world.lab, "author").get("status").body
    assert "seal_key_missing" in {problem["code"] for problem in admin["problems"]}
    assert all(problem["mend"] for problem in admin["problems"])
    (told,) = member["problems"]
    assert (told["code"], told["mend"]) == ("setup_incomplete", None)


def test_a_form_says_which_policy_asks_for_it_and_with_which_others(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    first, second = world.form("read_annotate"), world.form("read_annotate")
    world.require("One of two", "read_annotate", first, second, requirement="one_of")
    body = Browser(world.lab, "author").get(f"objects/dataset/{dataset()}").body
    [required] = {form["id"]: form for form in body["forms"]}[first.id]["required_by"]
    assert (required["policy"], required["requirement"]) == ("One of two", "one_of")
    assert (required["with"], required["status"], required["due"]) == ([second.name], None, None)
    assert body["evaluated_at"] is None


def test_opening_a_form_takes_as_many_queries_however_often_it_was_filled(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    browser = Browser(world.lab, "author")

    def queries() -> int:
        with counts() as asked:
            assert browser.get(f"objects/dataset/{target}/forms/{form.id}").status == 200
        return len(asked.statements)

    browser.submit(target, form)
    once = queries()
    for number in (1, 2, 3):
        assert browser.submit(target, form, base=number).status == 201
    assert queries() == once


def test_listing_the_forms_of_an_object_takes_as_many_queries_however_many_there_are(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    target, first = dataset(), world.form()
    browser = Browser(world.lab, "author")

    def queries() -> int:
        with counts() as asked:
            assert browser.get(f"objects/dataset/{target}").status == 200
        return len(asked.statements)

    browser.submit(target, first)
    # The first one of a minute asks what of the set-up is missing.
    queries()
    one = queries()
    for form in (world.form(), world.form()):
        assert browser.submit(target, form).status == 201
    assert queries() == one
