# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids mean nothing in another OMERO: what is kept of one server's objects is never shown to users of another."""

from __future__ import annotations

from collections.abc import Callable

from omero_forms.models import Server
from tests.api.browser import Browser
from tests.support.world import FormsWorld


def test_users_of_another_omero_are_shown_nothing_of_objects_with_the_same_ids(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission.pk
    group = world.lab.groups["read_annotate"]
    author, leader = Browser(world.lab, "author"), Browser(world.lab, "leader")
    asked = (
        (author, f"objects/dataset/{target}"),
        (author, f"objects/dataset/{target}/forms/{form.id}"),
        (author, f"submissions/{submission}"),
        (leader, "evaluations"),
        (leader, f"evaluations/{group}"),
    )
    assert [browser.get(path).status for browser, path in asked] == [200] * 5
    Server.objects.update(uuid="another")
    assert [browser.get(path).refusal for browser, path in asked] == [(503, "other_database")] * 5
    assert author.get("session").status == 200
