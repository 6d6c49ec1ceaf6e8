# SPDX-License-Identifier: AGPL-3.0-or-later
"""Submitting on behalf of an owner does not write in the owner's name for who could not do that in OMERO."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.sessions import form_agent
from omero_forms.models import Submission
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.submissions import history
from omero_forms.services.due import catch_up
from omero_forms.services.submissions.copies_seen import see_copies
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld


def newest(form: FormInUse) -> Submission:
    return Submission.objects.filter(form_id=form.id).order_by("-number")[0]


def swept(world: FormsWorld) -> None:
    world.later()
    assert catch_up().stopped_by is None


def state(form: FormInUse) -> tuple[str, str]:
    one = newest(form)
    return one.copy_state, one.copy_reason


@pytest.fixture
def submitted(world: FormsWorld, dataset: Callable[..., int]) -> tuple[FormInUse, int]:
    """A form that an admin without privileges has filled in for a dataset of a private group."""
    form, target = world.form(*EVERYWHERE), dataset("private")
    world.submit("viewer", target, form)
    return form, target


def test_the_answers_of_an_admin_without_the_privilege_are_recorded_and_their_copy_waits_for_the_owner(
    world: FormsWorld, submitted: tuple[FormInUse, int], web_login: Callable[..., Any]
) -> None:
    form, target = submitted
    assert newest(form).record.state == "recorded"
    assert state(form) == ("nocopy", "owner_awaited")
    for _ in range(2):
        swept(world)
        assert state(form) == ("nocopy", "owner_awaited")
        assert world.copies("root", target, form) == []
    [told] = web_login("viewer").get(f"/omero_forms/api/v1/objects/dataset/{target}/forms/{form.id}").json()["history"]
    assert (told["state"], told["state_reason"]) == ("nocopy", "owner_awaited")


@pytest.mark.parametrize("path", ["", "/forms/{form}"])
def test_the_copy_is_written_once_the_owner_opens_the_forms_of_the_object(
    world: FormsWorld, submitted: tuple[FormInUse, int], web_login: Callable[..., Any], path: str
) -> None:
    form, target = submitted
    opened = web_login("author").get(f"/omero_forms/api/v1/objects/dataset/{target}{path.format(form=form.id)}")
    assert opened.status_code == 200
    assert state(form) == ("repair", "")
    swept(world)
    assert state(form) == ("copied", "")
    assert [owner for owner, _pairs in world.copies("root", target, form)] == ["author"]


@pytest.mark.parametrize("who", ["viewer", "leader", "admin"])
def test_nobody_elses_visit_is_the_owners(
    world: FormsWorld, submitted: tuple[FormInUse, int], web_login: Callable[..., Any], who: str
) -> None:
    form, target = submitted
    assert web_login(who).get(f"/omero_forms/api/v1/objects/dataset/{target}").status_code == 200
    assert state(form) == ("nocopy", "owner_awaited")


def test_a_visit_in_a_session_that_somebody_opened_for_the_owner_is_not_the_owners(
    world: FormsWorld, submitted: tuple[FormInUse, int]
) -> None:
    form, target = submitted
    author = world.lab.users["author"].id
    with form_agent(conf()) as agent, agent.as_user(author, "lab private") as opened:
        loaded = load_object(opened, ObjectType.DATASET, target)
        see_copies(opened, loaded, {form.id: form.id}, {form.id: history(loaded.ref, form.id).submissions[0]})
    assert state(form) == ("nocopy", "owner_awaited")


def test_a_site_may_say_that_such_copies_do_not_wait(
    world: FormsWorld, submitted: tuple[FormInUse, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = submitted
    monkeypatch.setattr(mapping, "FORMS_COPY_AS_OWNER", True)
    swept(world)
    assert state(form) == ("copied", "")
    assert [owner for owner, _pairs in world.copies("root", target, form)] == ["author"]
    world.submit("viewer", target, form, base=1, answers={"sample": "HEK"})
    assert state(form) == ("repair", "not_annotatable")


def test_the_owners_older_copy_stays_as_it_was_until_then(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(*EVERYWHERE), dataset("private")
    world.submit("author", target, form)
    world.submit("viewer", target, form, base=1, answers={"sample": "HEK"})
    swept(world)
    assert state(form) == ("nocopy", "owner_awaited")
    [(owner, pairs)] = world.copies("root", target, form)
    assert (owner, dict(pairs)["Sample"]) == ("author", "HeLa")


def test_a_worker_that_finds_the_copy_not_even_tried_does_not_write_it_either(
    world: FormsWorld, submitted: tuple[FormInUse, int]
) -> None:
    """As after the death of the process that had accepted it."""
    form, target = submitted
    Submission.objects.filter(form_id=form.id).update(copy_state="due", copy_reason="")
    swept(world)
    assert state(form) == ("nocopy", "owner_awaited")
    assert world.copies("root", target, form) == []


@pytest.mark.parametrize("privileges", [["Sudo", "Chown", "DeleteOwned"], ["WriteOwned"]])
def test_among_admins_it_is_the_privilege_to_write_what_others_own_that_counts(
    world: FormsWorld, dataset: Callable[..., int], privileges: list[str]
) -> None:
    name = f"light-{'-'.join(privileges).lower()}"
    world.lab.users[name] = world.lab.build.admin(name, "Lou Light", password=name, privileges=privileges)
    form, target = world.form(*EVERYWHERE), dataset("private")
    world.submit(name, target, form)
    swept(world)
    written = "WriteOwned" in privileges
    assert state(form) == (("copied", "") if written else ("nocopy", "owner_awaited"))
    assert len(world.copies("root", target, form)) == int(written)
