# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which policies will demand the next version of a form, of how many objects, and from which day: by what the last
evaluation of each group knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Level, Requirement
from omero_forms.gateway.placement import group_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.omero import omero_calls
from omero_forms.models import AskedForm, FormVersion
from omero_forms.selectors.evaluations import EvaluationView, latest
from omero_forms.selectors.form_list import GroupRef
from omero_forms.selectors.policies import counting_versions


@dataclass(frozen=True, slots=True)
class NextDemand:
    """A policy that will demand the version.

    `objects` is how many it covers, those that are exempt left out, by the evaluation that ended at `evaluated_at`;
    both are None before the first. An object without answers to the version is late on `late_on` at the earliest: later
    where it is newer, or was excused until then.
    """

    id: int
    name: str
    group: GroupRef
    requirement: Requirement
    objects: int | None
    evaluated_at: datetime | None
    late_on: date


@dataclass(frozen=True, slots=True)
class NextDemands:
    """The version that would come next, and the policies that will demand it, by group and name."""

    version: int
    policies: tuple[NextDemand, ...]


def next_demands(user: UserSession, form_id: str) -> NextDemands:
    """What policies would demand if the next version were published today. Whoever asks may see the form's draft."""
    published = list(FormVersion.objects.filter(form=form_id).values_list("number", flat=True))
    version = max(published, default=0) + 1
    rows = AskedForm.objects.filter(form=form_id, policy__ended_at__isnull=True).select_related("policy")
    rows = rows.exclude(policy__requirement=Requirement.NONE).exclude(policy__level=Level.RECOMMENDED)
    ordered = rows.order_by("policy__group_name", "policy__group_id", "policy__name", "policy_id")
    asking = [one for one in ordered if counting_versions(one).will_demand(version, published)]
    groups = {one.policy.group_id for one in asking}
    evaluations = latest(groups)
    with omero_calls():
        names = group_names(user, groups)
    return NextDemands(version, tuple(_demand(one, evaluations.get(one.policy.group_id), names) for one in asking))


def _demand(asked: AskedForm, evaluation: EvaluationView | None, names: Mapping[int, str]) -> NextDemand:
    policy = asked.policy
    totals = evaluation.policies.get(policy.pk) if evaluation else None
    return NextDemand(
        id=policy.pk,
        name=policy.name,
        group=GroupRef(policy.group_id, names.get(policy.group_id, policy.group_name)),
        requirement=Requirement(policy.requirement),
        objects=None if totals is None else totals.get("objects", 0) - totals.get(Status.EXEMPT, 0),
        evaluated_at=evaluation.evaluated_at if evaluation and totals is not None else None,
        late_on=max(today(), policy.deadline or policy.start) + timedelta(days=policy.grace_days + 1),
    )
