# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies will demand once a draft is published, and that they then do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from omero_forms.models import Finding
from tests.api.browser import Browser
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_told_which_policies_will_demand_it_of_how_many_objects_and_from_which_day(
    facility: Facility,
) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    done, _open = facility.datasets("anna", "b", 2)
    admin = Browser(facility.world.lab, "admin")
    facility.apply(
        facility.policy("b", form, name="Newest", grace=7, forms=[{"form": form.id, "versions": "current"}]),
        facility.policy("b", form, name="Any", grace=7),
    )
    assert admin.post(f"forms/{form.id}/draft", {}).status == 201
    [unknown] = admin.get(f"forms/{form.id}/draft/demands").body["policies"]
    assert (unknown["objects"], unknown["evaluated_at"]) == (None, None)
    facility.submit("anna", done, form)
    facility.evaluate("b", now=timezone.now())
    told = admin.get(f"forms/{form.id}/draft/demands").body
    [demand] = told["policies"]
    assert (told["number"], told["version"], demand["name"], demand["objects"]) == (1, 2, "Newest", 2)
    assert demand["group"] == {"id": group, "name": f"b {facility.suffix}"}
    assert demand["evaluated_at"] is not None
    published = admin.post(f"forms/{form.id}/draft/publish", {"base": 1, "message": "The same again"})
    assert published.status == 201
    facility.evaluate("b", now=timezone.now())
    dues = Finding.objects.filter(policy__name="Newest", status="grace").values_list("due", flat=True)
    assert {str(due + timedelta(days=1)) for due in dues if due} == {demand["late_on"]}


def test_who_may_not_see_the_draft_is_not_told(facility: Facility) -> None:
    facility.group("b")
    form = facility.form("b")
    Browser(facility.world.lab, "admin").post(f"forms/{form.id}/draft", {})
    assert Browser(facility.world.lab, "outsider").get(f"forms/{form.id}/draft/demands").refusal == (404, "not_found")
