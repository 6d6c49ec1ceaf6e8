# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which forms there are, as far as the reader may know; a form's versions, and what they changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omero_forms import settings as forms_settings
from omero_forms.cli.verbs.setup import STORE_GROUP
from omero_forms.domain.refs import ObjectType
from omero_forms.models import Form
from omero_forms.services.exchange.bring_in import bring_in
from omero_forms.services.forms.assign import assign
from omero_forms.services.forms.drafts import Drafted, begin
from omero_forms.services.forms.publish import retire
from tests.api.browser import Browser
from tests.ceilings import below_ceiling
from tests.support.counts import counts
from tests.support.world import EVERYWHERE, SCHEMA, FormInUse, FormsWorld


@pytest.fixture
def ask(world: FormsWorld) -> Callable[..., Any]:
    """`ask("author", "forms")` is what this person gets."""

    def answer(who: str, path: str) -> Any:
        return Browser(world.lab, who).get(path)

    return answer


def listed(answer: Any) -> dict[str, dict[str, Any]]:
    return {row["form"]: row for row in answer.body["forms"]}


def with_questions(*names: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(SCHEMA))
    schema["properties"] |= {name: {"type": "string", "title": name.title()} for name in names}
    return schema


def test_a_form_is_listed_with_all_that_its_owners_want_to_know(
    world: FormsWorld, dataset: Callable[..., int], ask: Callable[..., Any]
) -> None:
    form = world.form("read_annotate", "private", types=(ObjectType.DATASET, ObjectType.IMAGE))
    world.submit("author", dataset(), form)
    world.submit("author", dataset("private"), form)
    world.require("Every dataset", "private", form)
    begin(world.user("admin"), form_id=form.id)
    row = listed(ask("admin", "forms"))[form.id]
    assert row["name"] == form.name
    assert (row["state"], row["version"], row["submissions"], row["may_edit"]) == ("published", 1, 2, True)
    assert [one["full_name"] for one in row["owners"]] == ["Ada Admin"]
    assert [(one["group"]["name"], one["object_type"]) for one in row["offered"]] == [
        ("lab private", "Dataset"),
        ("lab private", "Image"),
        ("lab read_annotate", "Dataset"),
        ("lab read_annotate", "Image"),
    ]
    assert [(one["name"], one["group"]["name"]) for one in row["policies"]] == [("Every dataset", "lab private")]
    assert (row["draft"]["number"], row["draft"]["saved_by"]["name"]) == (1, "admin")
    assert row["published_at"].endswith("Z")


def test_others_are_told_of_forms_that_their_groups_are_offered_and_of_nothing_in_other_groups(
    world: FormsWorld, dataset: Callable[..., int], ask: Callable[..., Any]
) -> None:
    form, unknown = world.form("read_annotate", "elsewhere"), world.publish()
    world.submit("author", dataset(), form)
    world.submit("outsider", dataset("elsewhere", "outsider"), form)
    world.submit("outsider", dataset("elsewhere", "outsider"), form)
    world.require("Elsewhere", "elsewhere", form)
    begin(world.user("admin"), form_id=form.id)
    rows = listed(ask("author", "forms"))
    assert unknown.id not in rows
    row = rows[form.id]
    assert [one["group"]["name"] for one in row["offered"]] == ["lab read_annotate"]
    assert (row["submissions"], row["policies"], row["draft"], row["may_edit"]) == (1, [], None, False)
    assert listed(ask("outsider", "forms"))[form.id]["submissions"] == 2


def test_a_form_that_is_only_drafted_is_seen_by_its_owners_and_admins(
    world: FormsWorld, ask: Callable[..., Any]
) -> None:
    draft = begin(world.user("leader"), Drafted("Slides", "", "{", "{}"))
    row = ask("leader", f"forms/{draft.form_id}").body
    assert (row["state"], row["version"], row["published_at"], row["may_edit"]) == ("draft", 0, None, True)
    assert not listed(ask("viewer", "forms"))[draft.form_id]["may_edit"], "who may not change groups reads only"
    assert draft.form_id not in listed(ask("fellow", "forms"))
    assert ask("fellow", f"forms/{draft.form_id}").refusal == (404, "not_found")


@pytest.mark.parametrize("path", ["", "/versions", "/versions/1", "/versions/1/changes", "/draft"])
def test_a_form_that_one_may_not_know_of_looks_like_none(world: FormsWorld, ask: Callable[..., Any], path: str) -> None:
    form = world.publish()
    begin(world.user("admin"), form_id=form.id)
    for_author, for_nobodys = ask("author", f"forms/{form.id}{path}"), ask("author", f"forms/f{'2' * 15}{path}")
    assert for_author.refusal == (404, "not_found")
    assert path == "/draft" or for_author.body == for_nobodys.body
    assert ask("admin", f"forms/{form.id}{path}").status == 200


def test_who_left_the_group_is_told_of_its_forms_no_more(world: FormsWorld) -> None:
    group, form = world.lab.groups["read_only"], world.form("read_only")
    leaver = world.lab.build.user(
        "leaver-of-forms", "Lea Leaver", [world.lab.groups["elsewhere"], group], password="leaver"
    )
    world.lab.users[leaver.name] = leaver
    browser = Browser(world.lab, leaver.name)
    assert form.id in listed(browser.get("forms"))
    with world.lab.as_user("root") as client:
        admin = client.client.sf.getAdminService()
        admin.removeGroups(admin.getExperimenter(leaver.id), [admin.lookupGroup("lab read_only")])
    assert form.id not in listed(browser.get("forms"))
    assert browser.get(f"forms/{form.id}").refusal == (404, "not_found")
    assert browser.get(f"groups/{group}/forms").refusal == (404, "not_found")


def test_who_may_make_no_form_reads_whom_to_ask(
    world: FormsWorld, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask("author", "forms").body
    assert (told["may_create"], [one["full_name"] for one in told["creators"]]) == (False, ["Lena Leader"])
    assert ask("leader", "forms").body["creators"] == []
    monkeypatch.setattr(forms_settings, "FORMS_CREATORS", "admins")
    told = ask("leader", "forms").body
    assert not told["may_create"]
    assert "admin" in [one["name"] for one in told["creators"]]
    assert not {"form-agent", "root"} & {one["name"] for one in told["creators"]}


@pytest.mark.parametrize("who", ["admin", "author"])
def test_the_list_costs_the_same_however_many_forms_there_are(
    world: FormsWorld, dataset: Callable[..., int], who: str
) -> None:
    browser = Browser(world.lab, who)
    spent = []
    for _each in range(2):
        form = world.form(*EVERYWHERE)
        world.submit("author", dataset(), form)
        world.require(f"Asks for {form.id}", "private", form)
        begin(world.user("admin"), form_id=form.id)
        with counts() as one:
            assert form.id in listed(browser.get("forms"))
        spent.append((len(one.calls), len(one.statements)))
    assert spent[1][1] == spent[0][1]
    with below_ceiling("list of forms"):
        assert len(listed(browser.get("forms"))) >= 2


def test_the_page_of_a_group_has_its_forms_and_for_its_owner_those_that_could_be_offered(
    world: FormsWorld, ask: Callable[..., Any]
) -> None:
    group = world.lab.groups["read_only"]
    offered, other, retired = world.form("read_only"), world.publish(), world.publish()
    retire(world.user("admin"), retired.id, message="")
    mine = ask("fellow", f"groups/{group}/forms").body
    assert (mine["group"], mine["may_offer"]) == ({"id": group, "name": "lab read_only"}, False)
    assert {offered.id, other.id, retired.id} & {row["form"] for row in mine["forms"]} == {offered.id}
    owned = ask("leader", f"groups/{group}/forms")
    assert owned.body["may_offer"]
    assert {offered.id, other.id, retired.id} & listed(owned).keys() == {offered.id, other.id}
    assert ask("leader", f"forms/{other.id}/versions/1").status == 200, "who decides about it may read it"
    assert not ask("viewer", f"groups/{group}/forms").body["may_offer"]
    for nothing in (0, 1, 99_999_999):
        assert ask("admin", f"groups/{nothing}/forms").status in {404, 422}


def test_groups_to_choose_from_are_those_that_one_may_offer_forms_to(
    world: FormsWorld, ask: Callable[..., Any]
) -> None:
    def named(who: str) -> list[str]:
        return [group["name"] for group in ask(who, "groups").body["groups"]]

    labs = sorted(f"lab {kind}" for kind in ("private", "read_only", "read_annotate", "read_write"))
    assert [name for name in named("leader") if name in labs] == labs
    assert named("fellow") == [], "who owns no group decides about none"
    every = named("admin")
    assert {*labs} <= {*every}
    assert not {*every} & {"system", "user", "guest", STORE_GROUP}


def test_versions_tell_who_changed_what_when_and_why(world: FormsWorld, ask: Callable[..., Any]) -> None:
    form = world.form("read_only")
    world.publish(with_questions("buffer"), form_id=form.id)
    world.publish(with_questions("buffer", "stain"), form_id=form.id)
    found = ask("fellow", f"forms/{form.id}/versions").body["versions"]
    assert [(one["number"], one["author"]["name"]) for one in found] == [(3, "admin"), (2, "admin"), (1, "admin")]
    second = ask("fellow", f"forms/{form.id}/versions/2").body
    assert json.loads(second["schema"]) == with_questions("buffer")
    assert ask("fellow", f"forms/{form.id}/versions/4").refusal == (404, "version_unknown")
    assert sentences(ask("fellow", f"forms/{form.id}/versions/1/changes")) == ["“Buffer” is new.", "“Stain” is new."]
    assert sentences(ask("fellow", f"forms/{form.id}/versions/1/changes?to=2")) == ["“Buffer” is new."]
    assert sentences(ask("fellow", f"forms/{form.id}/versions/3/changes?to=2")) == ["“Stain” is not asked any more."]
    assert ask("fellow", f"forms/{form.id}/versions/3/changes?to=9").refusal == (404, "version_unknown")


def test_a_version_is_a_file_that_can_be_brought_in_again(world: FormsWorld, tmp_path: Path) -> None:
    form = world.form("read_only")
    world.publish(with_questions("buffer"), form_id=form.id)
    fellow = Browser(world.lab, "fellow")
    file = fellow.get(f"forms/{form.id}/export")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{form.name} 2.json"'
    assert (file.body["name"], file.body["version"], file.body["author"]) == (form.name, 2, "admin")
    assert file.body["schema"] == with_questions("buffer")
    assert fellow.get(f"forms/{form.id}/export?version=1").body["schema"] == SCHEMA
    assert fellow.get(f"forms/{form.id}/export?version=3").refusal == (404, "version_unknown")
    (tmp_path / "form.json").write_text(json.dumps(file.body))
    [taken] = bring_in([tmp_path / "form.json"])
    assert (taken.state, taken.mended) == ("accepted", ())


def sentences(answer: Any) -> list[str]:
    return [one["sentence"] for one in answer.body["changes"]]


def test_people_are_named_to_those_who_may_give_a_form_away_as_far_as_omero_names_them(
    world: FormsWorld, ask: Callable[..., Any]
) -> None:
    assert ask("author", "people?search=lena").refusal == (403, "forbidden")
    # Whoever owns a group is told of everybody, so also of other tests' people.
    found = ask("leader", "people?search=LENA%20LEAD").body["people"]
    assert [(one["name"], one["full_name"]) for one in found] == [("leader", "Lena Leader")]
    assert ask("leader", "people?search=%25").body["people"] == [], "what is searched for is no pattern"
    assert ask("leader", "people?search=form-").body["people"] == [], "accounts that serve the forms own none"
    form = Form.objects.get(id=world.publish().id)
    form.owners = [{"id": world.lab.users["outsider"].id, "name": "outsider"}]
    form.save()
    names = {one["name"] for one in ask("outsider", "people?search=e").body["people"]}
    assert not {"leader", "fellow"} & names, "OMERO hides people from who shares no group with them"


def test_a_group_is_called_as_it_is_called_now(world: FormsWorld, ask: Callable[..., Any]) -> None:
    form: FormInUse = world.publish()
    group = world.group("read_only")
    object.__setattr__(group, "name", "an older name")
    assign(world.user("admin"), form.id, group, {ObjectType.DATASET})
    [offer] = listed(ask("admin", "forms"))[form.id]["offered"]
    assert offer["group"]["name"] == "lab read_only"
