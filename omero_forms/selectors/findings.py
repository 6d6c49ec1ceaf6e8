# SPDX-License-Identifier: AGPL-3.0-or-later
"""What evaluations found: of one object, and of a group in pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from omero_forms.domain.evaluation import FAILING, Status
from omero_forms.models import Finding, Form, Policy
from omero_forms.selectors.policies import active_policies


def open_findings(
    group_id: int, *, policy_id: int | None = None, status: str = ""
) -> QuerySet[Finding]:
    """Findings of a group under its present policies, the longest open first.

    `status` is one of `domain.evaluation.Status`, "all", or empty for what is failing or could not be
    checked.
    """
    found = Finding.objects.filter(
        group_id=group_id, closed_at__isnull=True, policy__ended_at__isnull=True
    )
    if policy_id is not None:
        found = found.filter(policy_id=policy_id)
    if status == "":
        found = found.filter(status__in=[*FAILING, Status.ERROR])
    elif status != "all":
        found = found.filter(status=Status(status))
    return found.select_related("policy").order_by("since", "object_type", "object_id", "policy_id")


def form_names(form_ids: set[str]) -> dict[str, str]:
    """Names of forms by their ids."""
    return dict(Form.objects.filter(form_id__in=form_ids).values_list("form_id", "name"))


def requirements_on_object(
    *, object_type: str, object_id: int, creation_event: int, group_id: int
) -> dict[str, list[dict[str, Any]]]:
    """Which policies ask for a form on this object, by form id: the `required_by` rows of the API.

    `status` and `due` are the last evaluation's; both are None before the first one. A policy with a
    selector is only named once an evaluation found the object in its scope.
    """
    policies = [
        policy
        for policy in active_policies([group_id])
        if policy.object_type == object_type and policy.requirement != "none"
    ]
    findings = {
        finding.policy_id: finding
        for finding in Finding.objects.filter(
            policy__in=policies,
            object_type=object_type,
            object_id=object_id,
            creation_event=creation_event,
            closed_at__isnull=True,
        )
    }
    required: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for policy in policies:
        finding = findings.get(policy.pk)
        if finding is None and policy.selector:
            continue
        for form_id, row in _rows(policy, finding).items():
            required[form_id].append(row)
    return dict(required)


def _rows(policy: Policy, finding: Finding | None) -> dict[str, dict[str, Any]]:
    forms = [asked.form for asked in policy.forms.all()]
    return {
        form.form_id: {
            "policy": policy.name,
            "policy_id": policy.pk,
            "requirement": policy.requirement,
            "with": [other.name for other in forms if other.pk != form.pk],
            "status": finding.status if finding else None,
            "due": finding.due.isoformat() if finding and finding.due else None,
        }
        for form in forms
    }
