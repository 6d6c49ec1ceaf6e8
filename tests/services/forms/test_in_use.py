# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form does not leave while a policy that requires it comes, whichever of the two is first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.crash_points import visited
from omero_forms.models import Form, PolicyRow, RecordRow
from omero_forms.services.due import catch_up
from omero_forms.services.forms import assign, publish
from omero_forms.services.forms.assign import unassign
from omero_forms.services.forms.publish import restore, retire
from omero_forms.services.policies.apply import apply_policies
from tests.support.threads import Meanwhile
from tests.support.world import FormInUse, FormsWorld

DATASET = {ObjectType.DATASET}


def requiring(form: FormInUse) -> dict[str, Any]:
    """A file with one policy, which requires the form."""
    policy = {
        "group": "lab read_annotate",
        "name": "every dataset",
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": form.name}],
    }
    return {"policies": [policy]}


def refused(call: Callable[[], object]) -> str | None:
    """The code of the failure, if it is one."""
    try:
        call()
    except FormsError as fault:
        return fault.code
    return None


@pytest.fixture(params=["retire", "unassign"])
def leaving(request: pytest.FixtureRequest, world: FormsWorld) -> tuple[FormInUse, Any, Callable[[], bool]]:
    """A form, the module that decides whether it may leave, and its leaving."""
    form, admin = world.form("read_annotate"), world.user("admin")
    if request.param == "retire":
        return form, publish, lambda: retire(admin, form.id, message="")
    group = world.group("read_annotate")
    return form, assign, lambda: unassign(admin, form.id, group, DATASET)


def test_a_policy_that_comes_after_the_question_is_too_late(
    world: FormsWorld, leaving: tuple[FormInUse, Any, Callable[[], bool]], monkeypatch: Any
) -> None:
    form, module, leave = leaving
    ask, other_admin = module.policies_using_form, world.user("admin")
    codes: list[str | None] = []

    applying = Meanwhile(lambda: codes.append(refused(lambda: apply_policies(other_admin, requiring(form)))))

    def asked(*args: Any, **kwargs: Any) -> list[str]:
        answer: list[str] = ask(*args, **kwargs)
        applying.begin()
        return answer

    monkeypatch.setattr(module, "policies_using_form", asked)
    leave()
    applying.end()
    assert codes == ["policy_invalid"]
    assert PolicyRow.objects.count() == 0


def test_a_policy_cannot_come_while_the_leaving_is_accepted_and_not_yet_recorded(
    world: FormsWorld, leaving: tuple[FormInUse, Any, Callable[[], bool]]
) -> None:
    form, _module, leave = leaving

    def gone(reached: str) -> None:
        if reached == "accepted":
            raise error("omero_unavailable")

    with visited(gone):
        leave()
    assert RecordRow.objects.get(state="pending").kind in {"form.retired", "assignment.unassigned"}
    assert refused(lambda: apply_policies(world.user("admin"), requiring(form))) == "policy_invalid"
    world.later()
    assert catch_up().stopped_by is None
    assert refused(lambda: apply_policies(world.user("admin"), requiring(form))) == "policy_invalid"
    assert PolicyRow.objects.count() == 0


def test_a_form_that_has_come_back_can_be_required(world: FormsWorld) -> None:
    form, admin = world.form("read_annotate"), world.user("admin")
    retire(admin, form.id, message="")
    restore(admin, form.id, message="")
    assert refused(lambda: apply_policies(admin, requiring(form))) is None
    assert refused(lambda: retire(admin, form.id, message="")) == "form_in_use"
    assert Form.objects.get().state == "published"
