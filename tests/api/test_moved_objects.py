# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects move. What the database believes of their group decides nothing."""

from __future__ import annotations

from collections.abc import Callable

import omero.cmd
from omero.model import DatasetI  # noqa: F401  (the graph request names it)

from omero_forms.models import Submission
from tests.api.browser import Browser
from tests.support.world import EVERYWHERE, FormsWorld


def move(world: FormsWorld, dataset: int, group: int) -> None:
    """Chgrp as the owner, as anybody's OMERO client does it."""
    with world.lab.as_user("author") as client:
        request = omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset]}, groupId=group)
        handle = client.factory.submit(request, {"omero.group": "-1"})
        answer = client.client.waitOnCmd(handle, loops=1200, ms=50)
        assert isinstance(answer.getResponse(), omero.cmd.OK), answer.getResponse()
        handle.close()


def test_a_fellow_of_the_old_group_gets_404_at_once_on_history_link_and_report(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(*EVERYWHERE), dataset("read_annotate")
    submission = world.submit("author", target, form).submission.pk
    fellow = Browser(world.lab, "fellow")
    paths = (
        f"objects/dataset/{target}",
        f"objects/dataset/{target}/forms/{form.id}",
        f"submissions/{submission}",
        f"objects/dataset/{target}/bundle",
    )
    assert [fellow.get(path).status for path in paths] == [200] * 4
    move(world, target, world.lab.groups["private"])
    assert [fellow.get(path).refusal for path in paths] == [(404, "not_found")] * 4
    assert fellow.submit(target, form, base=1).refusal == (404, "not_found")
    owner = Browser(world.lab, "author")
    assert [owner.get(path).status for path in paths] == [200] * 4
    assert owner.get(paths[0]).body["object"]["group"]["name"] == "lab private"


def test_the_forms_of_the_new_group_are_offered_and_the_history_stays(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    old, new = world.form("read_annotate"), world.form("read_write")
    target = dataset("read_annotate")
    world.submit("author", target, old)
    move(world, target, world.lab.groups["read_write"])
    browser = Browser(world.lab, "fellow")
    offered = browser.get(f"objects/dataset/{target}").body["forms"]
    assert [form["id"] for form in offered] == [new.id]
    opened = browser.get(f"objects/dataset/{target}/forms/{old.id}").body
    assert (len(opened["history"]), opened["may_submit"]) == (1, False)
    assert browser.submit(target, old, base=1).refusal == (404, "form_not_assigned")


def test_an_object_with_another_creation_event_is_another_object(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    """A restored OMERO may give the id of a deleted dataset to a new one, of somebody else."""
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission
    browser = Browser(world.lab, "author")
    link = f"submissions/{submission.pk}"
    assert browser.get(link).status == 200
    Submission.objects.update(creation_event=submission.creation_event - 1)
    assert browser.get(link).refusal == (404, "not_found")
    opened = browser.get(f"objects/dataset/{target}/forms/{form.id}").body
    assert (opened["history"], opened["answers"], opened["base"]) == ([], None, 0)
    [offered] = browser.get(f"objects/dataset/{target}").body["forms"]
    assert offered["latest"] is None
