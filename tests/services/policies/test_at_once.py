# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people apply files of policies for the same group at once: what is in force is one of the files, whole."""

from __future__ import annotations

from typing import Any

import pytest

from omero_forms.models import Event, PolicyRow
from omero_forms.services.events.write import record_event
from omero_forms.services.policies import change
from tests.support.facility import Facility
from tests.support.threads import Meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("other_name", ["Metadata", "Quality"])
def test_of_two_files_that_are_applied_at_once_the_later_one_is_in_force(
    facility: Facility, other_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    theirs = facility.policy("b", name=other_name, grace=7)
    other = Meanwhile(lambda: facility.apply(theirs))

    def told(*args: Any, **kwargs: Any) -> None:
        record_event(*args, **kwargs)
        other.begin()

    monkeypatch.setattr(change, "record_event", told)
    facility.apply(facility.policy("b"))
    other.end()
    [policy] = PolicyRow.objects.filter(ended_at__isnull=True)
    assert (policy.name, policy.grace_days) == (other_name, 7)
    same = other_name == "Metadata"
    expected = ["policy.made", "policy.changed"] if same else ["policy.made", "policy.made", "policy.ended"]
    assert (
        list(Event.objects.filter(name__startswith="policy.").order_by("id").values_list("name", flat=True)) == expected
    )
