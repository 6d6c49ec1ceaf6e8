# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may publish, change, offer and retire forms, and what of it is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.verify import verify
from omero_forms.domain.refs import ObjectType, assignment_stream, form_stream
from omero_forms.kit.crash_points import visited
from omero_forms.kit.identity import hold_site
from omero_forms.kit.transactions import short_write
from omero_forms.models import Assignment, Form, FormVersion, RecordRow
from omero_forms.selectors.groups import find_group
from omero_forms.selectors.keyring import keyring
from omero_forms.services.events.write import record_event
from omero_forms.services.forms import publish as publishing
from omero_forms.services.forms.assign import assign, unassign
from omero_forms.services.forms.publish import NewVersion, publish, restore, retire
from tests.support.threads import Meanwhile
from tests.support.world import SCHEMA, FormsWorld


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(FormsError) as refused:
        call()
    return refused.value.code


def test_both_schemas_are_recorded_verbatim_with_a_seal(world: FormsWorld) -> None:
    schema = json.dumps(SCHEMA, indent=3) + "\n"
    new = NewVersion("A form", "About it", schema, '{"ui:order": ["*"]}', "first")
    published = publish(world.user("admin"), new)
    assert (published.version, published.recorded) == (1, True)
    [stored] = world.stored(form_stream(published.form_id))
    assert verify(stored, keyring()) == []
    content = stored.content_json()
    assert content is not None
    assert (content["schema"], content["ui_schema"]) == (schema, '{"ui:order": ["*"]}')
    assert FormVersion.objects.get().digest == stored.digest


def test_an_empty_ui_schema_is_one_that_says_nothing(world: FormsWorld) -> None:
    publish(world.user("admin"), NewVersion("A form", "", json.dumps(SCHEMA), " \n", ""))
    assert FormVersion.objects.get().ui_schema == "{}"


def test_a_version_is_never_changed_by_the_next(world: FormsWorld) -> None:
    form = world.publish()
    world.publish({**SCHEMA, "title": "Changed"}, form_id=form.id)
    versions = FormVersion.objects.order_by("number")
    assert [json.loads(one.schema)["title"] for one in versions] == [SCHEMA["title"], "Changed"]
    assert Form.objects.get().current_version == 2


@pytest.mark.parametrize(
    ("who", "code"),
    [("admin", None), ("leader", None), ("author", "forbidden"), ("viewer", "forbidden")],
)
def test_admins_and_group_owners_create_forms(world: FormsWorld, who: str, code: str | None) -> None:
    if code is None:
        assert world.publish(by=who).id
        return
    assert code_of(lambda: world.publish(by=who)) == code
    assert Form.objects.count() == 0


def test_by_a_setting_only_admins_create_forms(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from omero_forms import settings as forms_settings

    monkeypatch.setattr(forms_settings, "FORMS_CREATORS", "admins")
    assert code_of(lambda: world.publish(by="leader")) == "forbidden"
    assert world.publish(by="admin").id


def test_others_forms_are_changed_by_their_owners_and_admins_only(world: FormsWorld) -> None:
    form = world.publish(by="leader")
    for code in ("not_found", "forbidden"):
        assert code_of(lambda: world.publish(form_id=form.id, by="author")) == code
        assert code_of(lambda: retire(world.user("author"), form.id, message="")) == code
        # From now on members know that there is such a form.
        assign(world.user("leader"), form.id, world.group("private"), {ObjectType.DATASET})
    world.publish(form_id=form.id, by="leader")
    world.publish(form_id=form.id, by="admin")
    assert Form.objects.get().current_version == 3
    assert [owner["name"] for owner in Form.objects.get().owners] == ["leader"]


def test_two_forms_in_use_do_not_share_a_name(world: FormsWorld) -> None:
    form = world.publish()
    new = NewVersion(form.name.upper(), "", json.dumps(SCHEMA), "{}", "")
    assert code_of(lambda: publish(world.user("admin"), new)) == "form_exists"
    retire(world.user("admin"), form.id, message="")
    assert publish(world.user("admin"), new).version == 1
    assert code_of(lambda: restore(world.user("admin"), form.id, message="")) == "form_exists"


def test_a_name_is_the_same_in_other_letters_of_any_alphabet(world: FormsWorld) -> None:
    publish(world.user("admin"), NewVersion("Färbung", "", json.dumps(SCHEMA), "{}", ""))
    again = NewVersion("FÄRBUNG", "", json.dumps(SCHEMA), "{}", "")
    assert code_of(lambda: publish(world.user("admin"), again)) == "form_exists"


def test_nobody_else_gives_a_name_while_one_is_given(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: list[bool] = []

    def decide() -> None:
        with short_write():
            hold_site()
            accepted.append(RecordRow.objects.filter(kind="form.published").exists())

    another = Meanwhile(decide)

    def told(*args: Any, **kwargs: Any) -> None:
        record_event(*args, **kwargs)
        another.begin()

    monkeypatch.setattr(publishing, "record_event", told)
    publish(world.user("admin"), NewVersion("A form", "", json.dumps(SCHEMA), "{}", ""))
    another.end()
    assert accepted == [True]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_name_is_taken_as_soon_as_its_form_is_accepted(world: FormsWorld, is_new: bool) -> None:
    admin, new = world.user("admin"), NewVersion("A form", "", json.dumps(SCHEMA), "{}", "")
    if not is_new:
        form_id = publish(admin, new).form_id
        retire(admin, form_id, message="")

    def gone(reached: str) -> None:
        if reached == "accepted":
            raise error("omero_unavailable")

    with visited(gone):
        publish(admin, new) if is_new else restore(admin, form_id, message="")
    assert RecordRow.objects.get(state="pending").kind in {"form.published", "form.restored"}
    assert code_of(lambda: publish(admin, replace(new, name="a form"))) == "form_exists"


def test_a_retired_form_comes_back_with_its_assignments(world: FormsWorld) -> None:
    form = world.form("read_annotate")
    admin = world.user("admin")
    retire(admin, form.id, message="a pause")
    assert code_of(lambda: retire(admin, form.id, message="")) == "form_retired"
    assert code_of(lambda: world.publish(form_id=form.id)) == "form_retired"
    restore(admin, form.id, message="")
    assert Form.objects.get().state == "published"
    assert Assignment.objects.count() == 1
    kinds = [one.kind for one in world.stored(form_stream(form.id))]
    assert kinds == ["form.published", "form.retired", "form.restored"]


@pytest.mark.parametrize(
    ("schema", "code"),
    [("{", "schema_invalid"), ('{"type": "string"}', "schema_invalid"), ("[]", "schema_invalid")],
)
def test_a_broken_schema_is_not_published(world: FormsWorld, schema: str, code: str) -> None:
    new = NewVersion("Broken", "", schema, "{}", "")
    assert code_of(lambda: publish(world.user("admin"), new)) == code
    assert Form.objects.count() == 0


def test_a_nameless_form_is_not_published(world: FormsWorld) -> None:
    new = NewVersion(" ", "", json.dumps(SCHEMA), "{}", "")
    assert code_of(lambda: publish(world.user("admin"), new)) == "request_invalid"


@pytest.mark.parametrize("name", ["kit-sem.json", "yoda-default-3.json", "hca-imaging-protocol.json"])
def test_real_schemas_can_be_published(world: FormsWorld, shared_data: Path, name: str) -> None:
    text = (shared_data / "schemas" / name).read_text()
    new = NewVersion(name, "", text, "{}", "")
    try:
        published = publish(world.user("admin"), new)
    except FormsError as refused:
        # One that is broken by JSON Schema's own rules is refused with its places.
        assert refused.code == "schema_invalid", refused.details  # noqa: PT017
        assert refused.details["problems"]  # noqa: PT017
        return
    assert FormVersion.objects.get(form_id=published.form_id).schema == text


def test_owners_offer_forms_to_their_groups_and_nobody_to_others(world: FormsWorld) -> None:
    form, group = world.publish(), world.group("private")
    types = {ObjectType.DATASET, ObjectType.PROJECT}
    assert code_of(lambda: assign(world.user("author"), form.id, group, types)) == "forbidden"
    elsewhere = find_group(world.user("admin"), "elsewhere")
    assert code_of(lambda: assign(world.user("leader"), form.id, elsewhere, types)) == "forbidden"
    assign(world.user("leader"), form.id, group, types)
    assert set(Assignment.objects.values_list("object_type", flat=True)) == {"Dataset", "Project"}


def test_assigning_twice_is_recorded_once(world: FormsWorld) -> None:
    form = world.form("private")
    assign(world.user("admin"), form.id, world.group("private"), {ObjectType.DATASET})
    unassign(world.user("admin"), form.id, world.group("private"), {ObjectType.PLATE})
    assert len(world.stored(assignment_stream(form.id))) == 1
    unassign(world.user("admin"), form.id, world.group("private"), {ObjectType.DATASET})
    assert Assignment.objects.count() == 0
    kinds = [one.kind for one in world.stored(assignment_stream(form.id))]
    assert kinds == ["assignment.assigned", "assignment.unassigned"]


@pytest.mark.parametrize("name", ["system", "user", "guest", "omero-forms-store"])
def test_groups_of_omero_itself_and_the_store_are_offered_nothing(world: FormsWorld, name: str) -> None:
    admin, form = world.user("admin"), world.publish()
    group = find_group(admin, name)
    with pytest.raises(FormsError) as refused:
        assign(admin, form.id, group, {ObjectType.DATASET})
    assert refused.value.code == "forbidden"
    assert "No form can be offered there" in refused.value.message
    assert not Assignment.objects.exists()
    # What an earlier version let through can be taken back.
    unassign(admin, form.id, group, {ObjectType.DATASET})


def test_a_group_that_is_not_there_is_not_found(world: FormsWorld) -> None:
    assert code_of(lambda: find_group(world.user("admin"), "no such group")) == "not_found"


def test_a_text_that_is_one_groups_name_and_anothers_id_is_no_guess(world: FormsWorld) -> None:
    admin = world.user("admin")
    # A group of its own: other tests name those of the lab by their ids.
    other = world.lab.build.group("its id is a name", "rw----")
    world.lab.build.group(str(other), "rw----")
    assert code_of(lambda: find_group(admin, str(other))) == "request_invalid"
    assert find_group(admin, "its id is a name").id == other


def test_a_retired_form_is_offered_to_nobody_else(world: FormsWorld) -> None:
    form = world.publish()
    retire(world.user("admin"), form.id, message="")
    types = {ObjectType.DATASET}
    refused = lambda: assign(world.user("admin"), form.id, world.group("private"), types)  # noqa: E731
    assert code_of(refused) == "form_retired"


def test_a_form_that_a_policy_requires_is_neither_retired_nor_unassigned(world: FormsWorld) -> None:
    form = world.form("private", "read_only")
    world.require("Every dataset", "private", form)
    admin, types = world.user("admin"), {ObjectType.DATASET}
    for refused in (
        lambda: retire(admin, form.id, message=""),
        lambda: unassign(admin, form.id, world.group("private"), types),
    ):
        with pytest.raises(FormsError) as told:
            refused()
        assert (told.value.code, told.value.details) == (
            "form_in_use",
            {"policies": ["Every dataset (lab private)"]},
        )
    assert Form.objects.get().state == "published"
    unassign(admin, form.id, world.group("read_only"), types)
    assert Assignment.objects.count() == 1


def test_what_an_admin_of_another_omero_may_do_is_not_done_in_this_one(world: FormsWorld) -> None:
    stranger = replace(world.user("admin"), server_uuid="another")
    form = world.form()
    before = world.everything()
    new = NewVersion("Theirs", "", json.dumps(SCHEMA), "{}", "")
    assert code_of(lambda: publish(stranger, new)) == "other_database"
    assert code_of(lambda: retire(stranger, form.id, message="")) == "other_database"
    assert world.everything() == before
