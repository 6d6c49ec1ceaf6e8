# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluating costs in calls to OMERO and SQL statements; the numbers are in `tests.ceilings`."""

from __future__ import annotations

import pytest

from omero_forms.models import Evaluation, Finding, JudgedPage
from omero_forms.services.evaluations.changed import judge_changed
from tests.ceilings import below_ceiling
from tests.support.facility import LATER, Facility
from tests.tasks.bulk import bulk_datasets

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_asks_for_a_page_of_1000_objects_at_once_and_reads_little_more(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    facility.apply(facility.policy("b", form), facility.policy("b", other, name="Another"))
    first, *_others = bulk_datasets(facility, "anna", "b", 3000)
    facility.submit("anna", first, form)
    facility.evaluate("b", LATER)  # the sessions are open from here on

    Finding.objects.all().delete()
    Evaluation.objects.all().delete()
    JudgedPage.objects.all().delete()
    with below_ceiling("evaluate 3,000 datasets"):
        assert facility.evaluate("b", LATER).written == 6000
    with below_ceiling("evaluate 3,000 datasets again"):
        assert facility.evaluate("b", LATER).written == 0
    judge_changed(LATER)
    facility.submit("anna", first, other)
    with below_ceiling("judge one answer"):
        assert judge_changed(LATER) == 1
