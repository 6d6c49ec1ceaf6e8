# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which objects a run is about: they come, change and leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import omero.model
import pytest
from omero.cmd import Chown2, Delete2
from omero.rtypes import rstring

from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import enumeration
from omero_forms.models import (
    Finding,
)
from omero_forms.selectors.evaluations import Beside, latest
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dataset_that_moved_or_was_deleted_left_the_scope(facility: Facility) -> None:
    for group in ("b", "elsewhere"):
        facility.group(group)
    facility.person("anna", "b", "elsewhere")
    facility.apply(facility.policy("b", facility.form("b")))
    stays, moves, goes = facility.datasets("anna", "b", 3)
    facility.evaluate("b")
    facility.move("anna", moves, "elsewhere")
    with facility.world.lab.server.connect(facility.people["anna"]) as client:
        _delete(client, goes)

    facility.evaluate("b")

    assert facility.statuses("b") == {stays: "missing"}
    closed = Finding.objects.filter(closed_at__isnull=False)
    assert {row.object_id: row.closed_reason for row in closed} == {
        moves: "It was deleted or moved to another group.",
        goes: "It was deleted or moved to another group.",
    }


def test_a_dataset_that_comes_from_another_group_gets_its_grace_anew(facility: Facility) -> None:
    for group in ("b", "elsewhere"):
        facility.group(group)
    facility.person("anna", "b", "elsewhere")
    facility.apply(facility.policy("b", facility.form("b")))
    old = facility.dataset("anna", "b")
    comes = facility.dataset("anna", "elsewhere")
    facility.evaluate("b")
    facility.move("anna", comes, "b")

    facility.evaluate("b")

    assert facility.statuses("b") == {old: "missing", comes: "grace"}


def test_new_name_and_new_owner_are_followed(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.person("berta", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    dataset = facility.dataset("anna", "b", "before")
    facility.evaluate("b")
    since = facility.findings("b")[dataset].since
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        loaded = root.load("Dataset", dataset)
        loaded.setName(rstring("after"))
        root.save(loaded, group=facility.groups["b"])
        root.client.submit(
            Chown2(targetObjects={"Dataset": [dataset]}, userId=facility.people["berta"].id),
            30,
            100,
        )

    facility.evaluate("b")

    finding = facility.findings("b")[dataset]
    assert (finding.name, finding.owner_full_name) == ("after", "Berta Person")
    assert finding.since == since


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ({"name": "*_tirf_*"}, "a_TIRF_1"),
        ({"min_images": 2}, "two images"),
        ({"created_after": "2999-01-01"}, None),
        ({"none": [{"name": "a_*"}], "any": [{"min_images": 2}, {"created_after": "2999-01-01"}]}, "two images"),
    ],
)
def test_a_selector_decides_which_datasets_a_policy_is_about(
    facility: Facility, selector: dict[str, object], fits: str | None
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.dataset("anna", "b", "a_TIRF_1")
    facility.dataset("anna", "b", "two images", images=2)
    facility.apply(facility.policy("b", facility.form("b"), selector=selector))

    facility.evaluate("b")

    assert [row.name for row in facility.findings("b").values()] == ([fits] if fits else [])


def test_a_dataset_that_stops_fitting_the_selector_left_the_scope(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    facility.dataset("anna", "b", "plain")
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    facility.apply(facility.policy("b", form, selector={"name": "fancy*"}))

    facility.evaluate("b")

    assert facility.findings("b") == {}
    closed = Finding.objects.get(closed_at__isnull=False)
    assert closed.closed_reason == "It is no longer covered by the policy."


def test_images_in_no_dataset_and_datasets_without_images_are_counted_beside_the_policies(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group in ("b", "elsewhere"):
        facility.group(group)
    facility.person("anna", "b", "elsewhere")
    facility.dataset("anna", "elsewhere")
    facility.datasets("anna", "b", 2)
    full = facility.dataset("anna", "b", images=2)
    _orphan_images(facility, "anna", "b", 3)
    form = facility.form("b", types=(ObjectType.DATASET, ObjectType.PROJECT))
    facility.apply(facility.policy("b", form))

    def beside() -> Beside | None:
        facility.evaluate("b")
        return latest([facility.groups["b"]])[facility.groups["b"]].beside

    monkeypatch.setattr(enumeration, "IMAGES_AT_ONCE", 2)
    assert beside() == Beside(images_in_no_dataset=3, datasets_without_images=2)
    with facility.world.lab.server.connect(facility.people["anna"]) as client:
        _delete(client, full)  # and its images with it
    assert beside() == Beside(images_in_no_dataset=3, datasets_without_images=2)
    # That OMERO refuses to count them keeps no finding from being judged.
    with monkeypatch.context() as patched:

        def refused(*_arguments: object) -> int:
            raise error("forbidden")

        patched.setattr(enumeration, "datasets_without_images", refused)
        assert beside() is None
    assert len(facility.findings("b")) == 2
    facility.apply(facility.policy("b", form, object_type="Project"))
    assert beside() is None


def _orphan_images(facility: Facility, who: str, group: str, count: int) -> None:
    """Images in no dataset, and one more in a well of a plate, where it belongs."""
    with facility.world.lab.server.connect(facility.people[who]) as client:
        for number in range(count):
            client.save(_image(f"orphan {number}"), group=facility.groups[group])
        plate, well, sample = omero.model.PlateI(), omero.model.WellI(), omero.model.WellSampleI()
        plate.setName(rstring("plate"))
        sample.setImage(_image("in a well"))
        well.addWellSample(sample)
        plate.addWell(well)
        client.save(plate, group=facility.groups[group])


def _image(name: str) -> Any:
    image = omero.model.ImageI()
    image.setName(rstring(name))
    return image


def test_what_is_recommended_excepted_or_has_a_deadline_is_found_as_such(facility: Facility) -> None:
    group = facility.group("b")
    for name in ("anna", "robot"):
        facility.person(name, "b")
    form, other = facility.form("b"), facility.form("b")
    robot = facility.people["robot"]
    mine, theirs = facility.dataset("anna", "b"), facility.dataset("robot", "b")
    day = LATER.date() + timedelta(days=100)
    wanted = [
        facility.policy("b", form, name="Backlog", deadline=day.isoformat()),
        facility.policy("b", form, name="Good to have", level="recommended"),
        facility.policy("b", other, name="All but machines", **{"except": [robot.name, facility.people["anna"].id]}),
        facility.policy("b", other, name="All but the robot", **{"except": [robot.id]}),
    ]
    facility.apply(*wanted)
    facility.evaluate("b")

    rows = Finding.objects.filter(group_id=group, closed_at__isnull=True)
    found = {(row.policy.name, row.object_id): (row.status, row.due) for row in rows.select_related("policy")}
    assert found == {
        ("Backlog", mine): ("grace", day),
        ("Backlog", theirs): ("grace", day),
        ("Good to have", mine): ("recommended", None),
        ("Good to have", theirs): ("recommended", None),
        ("All but the robot", mine): ("missing", found["All but the robot", mine][1]),
    }
    assert facility.evaluation("b").counts["totals"] == {"objects": 2, "missing": 1, "grace": 1}
    assert len(facility.apply(*wanted).unchanged) == 4

    facility.apply(facility.policy("b", form, name="Good to have", level="recommended", **{"except": [robot.name]}))
    facility.submit("anna", mine, form)
    facility.evaluate("b")
    assert facility.statuses("b") == {mine: "compliant"}


def _delete(client: Any, dataset: int) -> None:
    client.client.submit(Delete2(targetObjects={"Dataset": [dataset]}), 30, 100)
