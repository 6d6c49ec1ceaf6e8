# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of forms: nobody overwrites what somebody else saved, and publishing ends a draft or leaves it as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectType
from omero_forms.models import DraftState, Form, FormDraft, FormVersion
from omero_forms.services.forms import drafts
from omero_forms.services.forms.assign import assign
from omero_forms.services.forms.drafts import Drafted
from omero_forms.services.forms.publish import NewVersion, publish, retire
from tests.support.world import SCHEMA, FormsWorld

NEW = Drafted("Slide scan", "How slides are scanned", json.dumps(SCHEMA), "{}")


def fault_of(call: Callable[[], object]) -> FormsError:
    with pytest.raises(FormsError) as caught:
        call()
    return caught.value


def schema_with(**questions: Any) -> str:
    return json.dumps({**SCHEMA, "properties": {**SCHEMA["properties"], **questions}})  # type: ignore[dict-item]


def test_a_draft_of_a_new_form_becomes_its_first_version_under_the_same_id(world: FormsWorld) -> None:
    leader = world.user("leader")
    begun = drafts.begin(leader, NEW)
    assert (begun.number, begun.base_version, begun.saved_by.name) == (1, 0, "leader")
    assert not Form.objects.exists()
    published = drafts.publish_draft(leader, begun.form_id, base=1, message="")
    assert (published.form_id, published.version) == (begun.form_id, 1)
    form = Form.objects.get()
    assert (form.name, [owner["name"] for owner in form.owners]) == ("Slide scan", ["leader"])
    assert not FormDraft.objects.exists()
    assert not DraftState.objects.exists()


def test_the_draft_of_a_form_begins_with_its_current_version(world: FormsWorld) -> None:
    form, admin = world.publish(), world.user("admin")
    begun = drafts.begin(admin, form_id=form.id)
    assert (begun.base_version, begun.drafted.name, json.loads(begun.drafted.schema)) == (1, form.name, SCHEMA)
    assert fault_of(lambda: drafts.begin(admin, form_id=form.id)).code == "draft_exists"


def test_what_is_not_right_yet_is_kept_and_cannot_be_published(world: FormsWorld) -> None:
    leader = world.user("leader")
    begun = drafts.begin(leader, replace(NEW, schema='{"type": "obj'))
    fault = fault_of(lambda: drafts.publish_draft(leader, begun.form_id, base=1, message=""))
    assert fault.code == "schema_invalid"
    assert drafts.read(leader, begun.form_id).drafted.schema == '{"type": "obj'
    assert not Form.objects.exists()


def test_who_saves_over_somebody_else_is_told_what_differs_and_nothing_is_lost(world: FormsWorld) -> None:
    form, admin, leader = world.publish(by="leader"), world.user("admin"), world.user("leader")
    begun = drafts.begin(leader, form_id=form.id)
    theirs = replace(begun.drafted, schema=schema_with(age={"type": "integer", "title": "Age"}))
    assert drafts.save(admin, form.id, theirs, base=1).number == 2
    mine = replace(begun.drafted, name="Another name")
    fault = fault_of(lambda: drafts.save(leader, form.id, mine, base=1))
    assert (fault.code, fault.details["number"], fault.details["saved_by"]["full_name"]) == (
        "stale_draft",
        2,
        "Ada Admin",
    )
    assert fault.details["changes"] == ["The name is another.", "“Age” is not asked any more."]
    assert drafts.read(leader, form.id).drafted == theirs
    assert drafts.save(leader, form.id, mine, base=2).number == 3
    assert [one.saved_by.full_name for one in drafts.states(leader, form.id)] == [
        "Lena Leader",
        "Ada Admin",
        "Lena Leader",
    ]
    assert drafts.state(leader, form.id, 2).drafted == theirs
    assert fault_of(lambda: drafts.discard(admin, form.id, base=2)).code == "stale_draft"


def test_the_same_again_is_no_new_number(world: FormsWorld) -> None:
    leader = world.user("leader")
    begun = drafts.begin(leader, NEW)
    assert drafts.save(leader, begun.form_id, NEW, base=1).number == 1
    assert DraftState.objects.count() == 1


def test_the_last_fifty_states_are_kept(world: FormsWorld) -> None:
    leader = world.user("leader")
    form = drafts.begin(leader, NEW).form_id
    for number in range(1, 53):
        drafts.save(leader, form, replace(NEW, name=f"Name {number}"), base=number)
    assert [one.number for one in drafts.states(leader, form)] == list(range(53, 3, -1))
    assert fault_of(lambda: drafts.state(leader, form, 3)).code == "not_found"


def test_a_version_that_was_published_since_keeps_a_draft_from_being_published_over_it(world: FormsWorld) -> None:
    form, admin = world.publish(), world.user("admin")
    begun = drafts.begin(admin, form_id=form.id)
    world.publish({**SCHEMA, "description": "Version 2"}, form_id=form.id)
    fault = fault_of(lambda: drafts.publish_draft(admin, form.id, base=1, message="mine"))
    assert (fault.code, fault.message) == ("stale_draft", drafts.NEWER_VERSION)
    assert FormVersion.objects.count() == 2
    assert drafts.read(admin, form.id) == begun
    assert (
        fault_of(lambda: drafts.save(admin, form.id, begun.drafted, base=1, base_version=3)).code == "request_invalid"
    )
    again = drafts.save(admin, form.id, begun.drafted, base=1, base_version=2)
    assert drafts.publish_draft(admin, form.id, base=again.number, message="mine").version == 3


def test_publishing_names_the_number_that_was_shown_and_says_what_changes(world: FormsWorld) -> None:
    form, admin = world.publish(), world.user("admin")
    begun = drafts.begin(admin, form_id=form.id)
    fault = fault_of(lambda: drafts.publish_draft(admin, form.id, base=1, message=" "))
    assert (fault.code, fault.details["problems"][0]["pointer"]) == ("request_invalid", "/message")
    drafts.save(admin, form.id, replace(begun.drafted, description="more"), base=1)
    assert fault_of(lambda: drafts.publish_draft(admin, form.id, base=1, message="x")).code == "stale_draft"
    assert FormVersion.objects.count() == 1
    assert FormDraft.objects.get().number == 2


def test_a_draft_is_seen_by_owners_of_the_form_and_admins_alone(world: FormsWorld) -> None:
    form, new = world.publish(by="leader"), drafts.begin(world.user("leader"), NEW)
    drafts.begin(world.user("leader"), form_id=form.id)
    assign(world.user("leader"), form.id, world.group("private"), {ObjectType.DATASET})
    for who, of_offered in (("fellow", "forbidden"), ("outsider", "not_found")):
        user = world.user(who)
        for of, code in ((form.id, of_offered), (new.form_id, "not_found")):
            calls: list[Callable[[], object]] = [
                partial(drafts.read, user, of),
                partial(drafts.states, user, of),
                partial(drafts.state, user, of, 1),
                partial(drafts.save, user, of, NEW, base=1),
                partial(drafts.discard, user, of, base=1),
                partial(drafts.publish_draft, user, of, base=1, message="x"),
            ]
            assert {fault_of(call).code for call in calls} == {code}
        assert fault_of(partial(drafts.begin, user, NEW)).code == "forbidden"
    assert drafts.read(world.user("admin"), new.form_id) == new


def test_a_retired_form_gets_no_draft_and_one_that_it_has_is_kept(world: FormsWorld) -> None:
    form, admin = world.publish(), world.user("admin")
    begun = drafts.begin(admin, form_id=form.id)
    retire(admin, form.id, message="")
    assert fault_of(lambda: drafts.publish_draft(admin, form.id, base=1, message="x")).code == "form_retired"
    assert drafts.read(admin, form.id) == begun
    drafts.discard(admin, form.id, base=1)
    assert fault_of(lambda: drafts.begin(admin, form_id=form.id)).code == "form_retired"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x" * 201}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"description": "x" * 2001}, "/description"),
        ({"schema": "x" * (512 * 1024 + 1)}, "/schema"),
        ({"schema": "\ud800"}, "/schema"),
        ({"ui_schema": "ä" * (256 * 1024 + 1)}, "/ui_schema"),
    ],
)
def test_what_no_draft_can_hold_is_refused_and_changes_nothing(
    world: FormsWorld, change: dict[str, str], field: str
) -> None:
    leader = world.user("leader")
    form = drafts.begin(leader, NEW).form_id
    for call in (
        lambda: drafts.begin(leader, replace(NEW, **change)),
        lambda: drafts.save(leader, form, replace(NEW, **change), base=1),
    ):
        fault = fault_of(call)
        assert (fault.code, fault.details["problems"][0]["pointer"]) == ("request_invalid", field)
    assert FormDraft.objects.get().number == 1


def test_a_file_that_is_published_beside_a_draft_leaves_the_draft(world: FormsWorld) -> None:
    form, admin = world.publish(), world.user("admin")
    drafts.begin(admin, form_id=form.id)
    version = NewVersion(form.name, "", schema_with(age={}), "{}", "by file")
    assert publish(admin, version, form_id=form.id).version == 2
    assert FormDraft.objects.get().base_version == 1
