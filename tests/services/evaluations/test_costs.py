# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluating costs in calls to OMERO and SQL statements; the numbers are in `tests.ceilings`."""

from __future__ import annotations

import pytest

from omero_forms.models import Evaluation, Finding, JudgedPage
from omero_forms.services.evaluations.changed import judge_changed
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.facility import LATER, Facility
from tests.support.plans import never_read_whole
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


def test_no_work_over_some_objects_reads_all_findings_that_there_are(facility: Facility) -> None:
    """Whatever groups and policies there are: of millions of findings those of a change or a page are sought."""
    facility.group("b")
    facility.person("anna", "b")
    dataset, *_others = facility.datasets("anna", "b", 3)
    form = facility.form("b")
    facility.apply(facility.policy("b", form), facility.policy("b", name="Nothing"))
    facility.evaluate("b", LATER)
    facility.submit("anna", dataset, form)
    with never_read_whole("omero_forms_finding"):
        assert judge_changed(LATER) == 1
    facility.apply(facility.policy("b", form))  # the other one ends
    with never_read_whole("omero_forms_finding"):
        assert facility.evaluate("b", LATER).written == 3
    path = f"reports/{facility.groups['b']}/lacking?form={form.id}"
    with never_read_whole("omero_forms_finding"):
        assert len(ask(facility, "admin", path).body) == 2
