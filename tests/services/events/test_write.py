# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is changed leaves an event in the same transaction, and what fails leaves none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from omero_forms import settings
from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.events import KINDS, EventName, check_details, sentence
from omero_forms.domain.records.seals import new_private_key, public_keys_to_pem
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.sessions import open_password_session
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event
from omero_forms.selectors.keys import sealer
from omero_forms.services.events.write import record_event
from omero_forms.services.forms.assign import assign, unassign
from omero_forms.services.forms.publish import restore, retire
from omero_forms.services.setup import Plan, SetUp, set_up, tell
from omero_forms.services.sweep import sweep
from tests.support.facility import Facility
from tests.support.world import FormsWorld


def told() -> list[tuple[str, str, dict[str, Any]]]:
    """Names, user names and details of all events, oldest first."""
    return list(Event.objects.order_by("pk").values_list("name", "actor_name", "details"))


def test_publishing_offering_and_retiring_a_form_are_told_with_who_did_it(world: FormsWorld) -> None:
    form = world.publish(by="leader")
    world.publish(form_id=form.id, by="admin")
    leader, group = world.user("leader"), world.group("private")

    assign(leader, form.id, group, {ObjectType.DATASET})
    assign(leader, form.id, group, {ObjectType.DATASET})
    unassign(leader, form.id, group, {ObjectType.DATASET})
    retire(leader, form.id, message="no longer used")
    restore(leader, form.id, message="used again")

    about: dict[str, Any] = {"form": form.id, "name": form.name}
    offer = {**about, "group": group.name, "types": ["Dataset"]}
    assert told() == [
        ("form.published", "leader", {**about, "version": 1}),
        ("form.published", "admin", {**about, "version": 2}),
        ("form.assigned", "leader", offer),
        ("form.unassigned", "leader", offer),
        ("form.retired", "leader", {**about, "message": "no longer used"}),
        ("form.restored", "leader", {**about, "message": "used again"}),
    ]
    assert {row.group_id for row in Event.objects.filter(name__startswith="form.as")} == {group.id}
    assert all(row.processed_at is None for row in Event.objects.all())


def test_what_is_refused_leaves_no_event(world: FormsWorld) -> None:
    form = world.publish()
    before = told()
    with pytest.raises(FormsError):
        retire(world.user("outsider"), form.id, message="")
    with pytest.raises(FormsError):
        restore(world.user("admin"), form.id, message="")
    assert told() == before


def test_policies_tell_what_was_made_changed_ended_and_switched_on_again(facility: Facility) -> None:
    facility.group("b")
    form = facility.form("b")
    Event.objects.all().delete()
    policy = facility.policy("b", form)

    facility.apply(policy)
    facility.apply(policy)
    facility.apply({**policy, "grace": 5, "tell_member": "any"})
    facility.apply(facility.policy("b", name="Another"))
    facility.apply(policy)

    assert [(name, details["name"], details.get("changed")) for name, _who, details in told()] == [
        ("policy.made", "Metadata", None),
        ("policy.changed", "Metadata", {"grace": [0, 5], "tell_member": ["never", "any"]}),
        ("policy.made", "Another", None),
        ("policy.ended", "Metadata", None),
        ("policy.resumed", "Metadata", None),
        ("policy.changed", "Metadata", {"grace": [5, 0], "tell_member": ["any", "never"]}),
        ("policy.ended", "Another", None),
    ]
    assert set(Event.objects.values_list("group_id", flat=True)) == {facility.groups["b"]}


def test_set_up_tells_what_it_made_and_never_a_password(world: FormsWorld, tmp_path: Any) -> None:
    plan = Plan(tmp_path / "told", store_group="told store", master_user="told-master", agent_user="told-agent")
    with open_password_session(
        world.lab.server.host, world.lab.server.port, "root", world.lab.server.root_password
    ) as root:
        made = set_up(root, plan, conf())
        assert tell(root, made) is None
    (done, key) = told()
    assert done[:2] == ("setup.done", "root")
    assert any("told-master" in one for one in done[2]["done"])
    assert key[:2] == ("key.made", "root")
    assert key[2]["key"] == made.new_key
    secrets = [value for name, value in made.settings.items() if name.endswith("password")]
    assert secrets
    assert not any(secret in str(told()) for secret in secrets)


def test_set_up_that_found_everything_right_tells_nothing(world: FormsWorld) -> None:
    assert tell(world.user("admin"), SetUp(done=["The private group is there."])) is None
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_an_event_is_written_in_a_transaction_and_goes_with_it() -> None:
    details: dict[str, Any] = {"person": 3, "name": "clara", "kind": "digest", "reason": "SMTPRecipientsRefused"}
    with pytest.raises(RuntimeError):
        record_event(None, EventName.MAIL_REFUSED, **details)
    with transaction.atomic():
        record_event(None, EventName.MAIL_REFUSED, **details)
        transaction.set_rollback(True)
    assert told() == []
    with transaction.atomic():
        record_event(None, EventName.MAIL_REFUSED, **details)
    assert told() == [("mail.refused", "", details)]


def test_an_event_has_all_of_its_details_and_no_others() -> None:
    with pytest.raises(ValueError, match="details"):
        check_details(EventName.KEY_MADE, {"key": "a", "password": "b"})
    with pytest.raises(ValueError, match="details"):
        check_details(EventName.FORM_RETIRED, {"form": "f", "name": "n"})


@pytest.mark.parametrize("name", EventName)
def test_every_event_reads_as_a_sentence_after_a_name(name: EventName) -> None:
    several = {
        "types": ["Dataset", "Image"],
        "changed": {
            "grace": [14, 5],
            "tell_owner_above": ["never", 3],
            "start": [None, "2026-03-01"],
            "gate": [None, {"tag": "reviewed"}],
            "forms": [[], [{"form": "f1"}]],
        },
        "done": ["Made a user.", "Made a group."],
    }
    details = {key: several.get(key, "X") for key in KINDS[name].details}
    said = sentence(name, details)
    assert "{" not in said
    assert said[0].islower()
    if "types" in details:
        assert said.endswith("for datasets and images")
    if "changed" in details:
        assert said.endswith(
            ": grace (14 to 5), telling owners above (never to 3), start (nothing to 2026-03-01),"
            " what is put on what complies and forms"
        )
    if "done" in details:
        assert said.endswith(". Made a user. Made a group.")


def test_a_key_that_was_put_in_the_place_of_another_is_told_once(
    world: FormsWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is replaced, and what seals records from then on is another key. Until somebody has said that it follows
    on the other one, this may be a copy of the site, and nothing is written.
    """
    sweep(Deadline.after(60))
    sweep(Deadline.after(60))
    first = sealer().fingerprint
    other = tmp_path / "other.pem"
    other.write_bytes(new_private_key())
    former = tmp_path / "former.pem"
    former.write_bytes(public_keys_to_pem([sealer().public_key]))
    monkeypatch.setattr(settings, "FORMS_SEAL_KEY", str(other))

    assert sweep(Deadline.after(60)).stopped_by == "site_differs"
    assert told() == [("key.found", "", {"key": first})]
    monkeypatch.setattr(settings, "FORMS_FORMER_KEYS", str(former))
    sweep(Deadline.after(60))
    sweep(Deadline.after(60))

    assert sealer().fingerprint != first
    assert told() == [("key.found", "", {"key": first}), ("key.found", "", {"key": sealer().fingerprint})]
