# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies kept in a file: exported and applied again, nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omero_forms.domain.policies.applied import What
from omero_forms.domain.policies.source import read_policy_yaml, write_policy_yaml
from omero_forms.models import PolicyRow, RecordRow
from omero_forms.selectors.policy_files import policies_file
from omero_forms.services.policies.apply import apply_policies, sources_of
from tests.support.facility import Facility
from tests.support.policy_files import policies

KEPT = frozenset({"source", "number", "updated_at"})

pytestmark = pytest.mark.django_db(transaction=True)


def test_any_file_that_is_applied_exported_and_applied_again_changes_nothing(facility: Facility) -> None:
    groups = [facility.group("b"), facility.group("c")]
    forms = [facility.form("b", "c") for _ in range(2)]
    admin = facility.world.user("admin")

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        names: list[int | str] = [f"b {facility.suffix}", *groups[1:]]
        entries: list[dict[str, Any]] = data.draw(policies(names, [forms[0].id, forms[1].name], ["author", 0]))
        text = write_policy_yaml({"policies": entries})
        file = read_policy_yaml(text)
        apply_policies(admin, file.data, sources=sources_of(text, file, "5f" * 32))
        said = _said()
        exported = write_policy_yaml(policies_file(admin, groups))
        again = read_policy_yaml(exported)
        sources = sources_of(exported, again, "6a" * 32)
        applied = apply_policies(admin, again.data, sources=sources)
        assert {one.what for one in applied.policies} == {What.UNCHANGED}
        assert len(applied.policies) >= len(entries)
        # The lines and hash of the file are kept; nothing else of it is new, nor anything once it was applied.
        assert (_said(), write_policy_yaml(policies_file(admin, groups))) == (said, exported)
        kept = [one.source or {} for one in PolicyRow.objects.filter(ended_at=None)]
        assert sorted(kept, key=lambda one: one["entry"]) == [one.as_json() for one in sources.policies]
        records = RecordRow.objects.count()
        assert not apply_policies(admin, again.data, sources=sources).is_change
        assert RecordRow.objects.count() == records

    holds()


def _said() -> list[dict[str, Any]]:
    """All that the policies are but where they are kept, and when that changed."""
    rows = PolicyRow.objects.order_by("pk").values()
    return [{column: value for column, value in row.items() if column not in KEPT} for row in rows]
