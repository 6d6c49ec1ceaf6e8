# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies, runs and findings as rows, without any OMERO: what is read from the database alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from omero_forms.models import AskedForm, Evaluation, Finding, Form, PolicyRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""


def a_form(form_id: str) -> Form:
    """A published form."""
    return Form.objects.create(id=form_id, name=f"Form {form_id}", state="published", owners=[], current_version=1)


def a_policy(group_id: int, name: str, *forms: Form, **changes: Any) -> PolicyRow:
    """A policy that asks for all of the forms."""
    told = {"object_type": "Dataset", "requirement": "all_of", "start": date(2026, 1, 1), "tell_member": "never"}
    policy = PolicyRow.objects.create(
        group_id=group_id, group_name=f"group {group_id}", name=name, created_at=NOON, updated_at=NOON, **told | changes
    )
    AskedForm.objects.bulk_create(
        AskedForm(policy=policy, form=form, position=place, rule="any") for place, form in enumerate(forms)
    )
    return policy


def findings(policy: PolicyRow, rows: Iterable[tuple[int, int, str, Sequence[str]]]) -> None:
    """Open findings: object id, owner id, status and forms that are lacking."""
    Finding.objects.bulk_create(
        Finding(
            policy=policy,
            group_id=policy.group_id,
            object_type=policy.object_type,
            object_id=object_id,
            creation_event=object_id,
            name=f"object {object_id}",
            owner_id=owner_id,
            owner_name=f"user{owner_id}",
            owner_full_name=f"User {owner_id}",
            status=status,
            lacking=list(lacking),
            first_seen=NOON,
            since=NOON,
            changed_at=NOON,
        )
        for object_id, owner_id, status, lacking in rows
    )


def an_evaluation(group_id: int, *, at: datetime = NOON) -> Evaluation:
    """A run that counted all that is stored of the group; an object under several policies is taken for several."""
    totals: Counter[str] = Counter()
    policies: dict[str, Counter[str]] = {}
    for policy_id, status in Finding.objects.filter(group_id=group_id, closed_at=None).values_list("policy", "status"):
        policies.setdefault(str(policy_id), Counter()).update({status: 1, "objects": 1})
        totals.update({status: 1, "objects": 1})
    return Evaluation.objects.create(
        group_id=group_id,
        group_name=f"group {group_id}",
        started_at=at - timedelta(minutes=1),
        finished_at=at,
        counts={"totals": dict(totals), "policies": {key: dict(value) for key, value in policies.items()}},
    )
