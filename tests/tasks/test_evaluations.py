# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker of an evaluation counts its group at once, and a fault there is none of the evaluation."""

from __future__ import annotations

import pytest

from omero_forms.kit.crash_points import CrashPoint, visited
from omero_forms.models import CountedGroup, DayCount
from omero_forms.tasks.evaluations import evaluate_group
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_group_is_counted_right_after_its_evaluation(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", facility.form("b"), grace=0))

    def dies(reached: CrashPoint) -> None:
        if reached == "counted":
            raise ChildProcessError(reached)

    with visited(dies):
        assert evaluate_group.apply(args=[group]).successful()
    assert facility.evaluation("b").failed == ""
    assert not CountedGroup.objects.filter(group_id=DayCount.EVERY_GROUP).exists()
    assert evaluate_group.apply(args=[group]).successful()
    counted = DayCount.objects.filter(group_id__in=[group, DayCount.EVERY_GROUP], heading="group", until=None)
    assert [one.totals["objects"] for one in counted] == [2, 2]
    assert DayCount.objects.filter(group_id=group, heading="person").count() == 1
