# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a badge says of an object, of what it lies in and of what lies in it."""

from __future__ import annotations

import pytest

from omero_forms.domain.refs import ObjectType
from omero_forms.models import Finding, RecordRow, RecordState
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_badge_leads_to_the_first_gap_of_an_object_or_of_what_lies_in_it(facility: Facility) -> None:
    group, lab = facility.group("b", "rwr---"), facility.world.lab
    anna = facility.person("anna", "b")
    facility.person("ben", "b")
    facility.group("c")
    facility.person("otto", "c")
    form = facility.form("b", types=(ObjectType.DATASET, ObjectType.PROJECT))
    project = lab.build.project(anna, group, "Mitosis")
    done, late, open_ = (lab.build.dataset(anna, group, f"Data {n}", project=project, images=1) for n in range(3))
    before = ask(facility, "anna", f"objects/project/{project}/badge").body
    assert before == {"status": None, "policies": [], "parents": [], "children": None, "gap": None}

    facility.apply(
        facility.policy("b", form, name="Datasets", grace=0),
        facility.policy("b", form, name="Projects", object_type="Project", grace=30),
    )
    unknown = ask(facility, "anna", f"objects/dataset/{late}/badge").body
    assert (unknown["status"], unknown["policies"][0]["status"], unknown["gap"]["form"]) == (None, None, form.id)
    facility.submit("anna", done, form)
    assert ask(facility, "anna", f"objects/dataset/{done}/badge").body["gap"] is None
    facility.evaluate("b")
    Finding.objects.filter(object_id=late, object_type="Dataset").update(due="2026-01-01")

    # Its own comes first, then what is due first of what lies in it.
    with below_ceiling("badge, cold"):
        of_project = ask(facility, "anna", f"objects/project/{project}/badge").body
    assert of_project["status"] == "grace"
    assert of_project["policies"] == [
        {
            "name": "Projects",
            "requirement": "all_of",
            "status": "grace",
            "due": of_project["policies"][0]["due"],
            "lacking": [form.name],
            "text": form.name,
            "due_text": of_project["policies"][0]["due_text"],
        }
    ]
    assert of_project["policies"][0]["due_text"].startswith("due ")
    children = of_project["children"]
    assert (children["type"], children["more"]) == ("Dataset", False)
    assert children["totals"] == {"objects": 3, "compliant": 1, "missing": 2}
    assert children["text"] == "1 of 3 datasets complete"
    assert of_project["gap"]["object"] == {"type": "Project", "id": project, "name": "Mitosis"}
    facility.submit("anna", project, form, object_type=ObjectType.PROJECT)
    facility.evaluate("b")
    Finding.objects.filter(object_id=late, object_type="Dataset").update(due="2026-01-01")
    gap = ask(facility, "anna", f"objects/project/{project}/badge").body["gap"]
    assert (gap["object"]["id"], gap["form"]) == (late, form.id)
    assert gap["deep_link"] == f"/omero_forms/?id={late}&type=dataset&form={form.id}"

    # Others who may not add answers are led nowhere, though they read how it stands.
    read = ask(facility, "ben", f"objects/dataset/{late}/badge").body
    assert (read["status"], read["gap"]) == ("grace", None)
    # What was submitted since the evaluation is no gap any more: nobody is led to it twice.
    facility.submit("anna", late, form)
    assert ask(facility, "anna", f"objects/project/{project}/badge").body["gap"]["object"]["id"] == open_

    of_done = ask(facility, "anna", f"objects/dataset/{done}/badge").body
    assert (of_done["status"], of_done["gap"]) == ("compliant", None)
    assert [(one["object"]["id"], one["status"]) for one in of_done["parents"]] == [(project, "compliant")]
    # Of an image there is nothing to be done but for its dataset, or of a dataset for its project.
    with lab.server.connect(anna) as client:
        ((image,),) = client.rows("select l.child.id from DatasetImageLink l where l.parent.id = :d", {"d": open_})
    of_image = ask(facility, "anna", f"objects/image/{image}/badge").body
    assert (of_image["status"], of_image["gap"]["object"]["id"]) == (None, open_)
    # What was just submitted counts at once.
    facility.submit("anna", open_, form)
    assert ask(facility, "anna", f"objects/dataset/{open_}/badge").body["status"] == "compliant"
    assert ask(facility, "anna", f"objects/image/{image}/badge").body["gap"] is None
    assert ask(facility, "otto", f"objects/dataset/{done}/badge").refusal == (404, "not_found")


def test_of_two_forms_a_badge_leads_to_the_one_that_is_lacking_still(facility: Facility) -> None:
    group, lab = facility.group("b", "rwr---"), facility.world.lab
    anna = facility.person("anna", "b")
    one, two = facility.form("b"), facility.form("b")
    project = lab.build.project(anna, group, "Mitosis")
    dataset = lab.build.dataset(anna, group, "Data", project=project)
    facility.apply(facility.policy("b", one, two, grace=0))

    def gap(kind: str, number: int) -> str | None:
        found = ask(facility, "anna", f"objects/{kind}/{number}/badge").body["gap"]
        return found and found["form"]

    # Before the first evaluation, and after it; from the object itself, and from what it lies in.
    assert gap("dataset", dataset) == one.id
    facility.evaluate("b")
    assert (gap("dataset", dataset), gap("project", project)) == (one.id, one.id)
    facility.submit("anna", dataset, one)
    assert (gap("dataset", dataset), gap("project", project)) == (two.id, two.id)
    Finding.objects.filter(object_id=dataset).update(closed_at=LATER)
    assert gap("dataset", dataset) == two.id
    Finding.objects.filter(object_id=dataset).update(closed_at=None)
    # Accepted, and on its way to be recorded.
    RecordRow.objects.filter(submission__object_id=dataset).update(state=RecordState.PENDING)
    assert gap("dataset", dataset) == two.id
    facility.submit("anna", dataset, two)
    assert (gap("dataset", dataset), gap("project", project)) == (None, None)
