# SPDX-License-Identifier: AGPL-3.0-or-later
"""Having copies remade: who may, in which groups, and what the page of a group is told of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.models import Job
from omero_forms.selectors.diagnosis.copies import other_layout
from omero_forms.services.jobs.run import run_job
from tests.api.browser import Browser
from tests.services.submissions.test_layouts import ANSWERS, LEGACY, PATHS
from tests.support.world import EVERYWHERE, FormsWorld


def test_an_owner_has_the_copies_of_a_group_remade_and_is_told_which_forms_have_some_and_how_far_it_is(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, other, groups = world.form(*EVERYWHERE), world.form("private"), world.lab.groups
    targets = {kind: dataset(kind) for kind in ("private", "read_only")}
    for target in targets.values():
        world.submit("author", target, form, answers=ANSWERS)
    leader, admin = Browser(world.lab, "leader"), Browser(world.lab, "admin")
    page = f"groups/{groups['private']}/copies"
    assert leader.get(page).body == {"layout": "paths", "forms": [], "jobs": []}
    monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", "legacy")
    assert leader.get(page).body == {"layout": "legacy", "forms": [form.id], "jobs": []}
    assert other.id not in leader.get(f"groups/{groups['read_only']}/copies").body["forms"]
    [told] = other_layout(conf())
    assert (told.code, told.severity, told.message[:2]) == ("copies_in_other_layout", "warning", "2 ")

    asked = leader.request("POST", f"forms/{form.id}/copies", {"group": groups["private"]})
    assert asked.status == 202
    again = leader.request("POST", f"forms/{form.id}/copies", {"group": groups["private"]})
    assert again.body == asked.body
    [job] = leader.get(page).body["jobs"]
    assert (job["form"], job["job"]["id"], job["job"]["state"]) == (form.id, asked.body["job"], "waiting")
    # Somebody else's is nobody else's to follow, nor is it that of another group.
    assert admin.get(page).body["jobs"] == leader.get(f"groups/{groups['read_only']}/copies").body["jobs"] == []

    assert run_job(asked.body["job"]) == "done"
    done = leader.get(f"jobs/{asked.body['job']}").body
    assert done["result"] == {"layout": "legacy", "of": 1, "done": 1, "could_not": []}
    assert world.copies("root", targets["private"], form) == [("author", LEGACY)]
    assert world.copies("root", targets["read_only"], form) == [("author", PATHS)]
    everywhere = admin.request("POST", f"forms/{form.id}/copies", {"group": None})
    assert run_job(everywhere.body["job"]) == "done"
    assert world.copies("root", targets["read_only"], form) == [("author", LEGACY)]
    assert leader.get(page).body == {"layout": "legacy", "forms": [], "jobs": []}
    assert not list(other_layout(conf()))


@pytest.mark.parametrize(
    ("who", "kind", "refusal"),
    [
        ("author", "private", (403, "forbidden")),
        ("outsider", "private", (404, "not_found")),
        # An owner of other groups, and admins who may do less.
        ("leader", "elsewhere", (404, "not_found")),
        ("viewer", "private", (403, "forbidden")),
    ],
)
def test_nobody_has_copies_of_a_group_remade_that_is_not_theirs(
    world: FormsWorld, who: str, kind: str, refusal: tuple[int, str]
) -> None:
    form, browser = world.form("private"), Browser(world.lab, who)
    answer = browser.request("POST", f"forms/{form.id}/copies", {"group": world.lab.groups[kind]})
    assert answer.refusal == refusal
    assert not Job.objects.exists()
