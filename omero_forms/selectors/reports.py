# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins and group owners read of evaluations, checked in OMERO with their own session first.

Objects move: no name leaves the server because the database says which group an object is in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil

from django.db.models import QuerySet

from omero_forms.domain.errors import error
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import Person
from omero_forms.gateway.placement import Placement, group_names, person_names, placements_of
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Finding
from omero_forms.selectors.evaluations import EvaluationView, evaluated_groups, latest
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.nobody import is_omeros_own
from omero_forms.selectors.policies import active_policies, groups_with_policies

PAGE_ROWS = 20
"""Rows of a page of findings; far below the 1,000 ids that one question to OMERO may hold."""


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """One policy of a group with the names of its forms and its totals by status."""

    id: int
    name: str
    requirement: Requirement
    forms: tuple[str, ...]
    totals: dict[str, int]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group's last evaluation; None where it was never evaluated. No policies: nothing is required."""

    group_id: int
    group_name: str
    evaluation: EvaluationView | None
    policies: tuple[PolicyReport, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding that its reader can see, with object name and owner as of now."""

    finding: Finding
    name: str
    owner: Person
    owner_full_name: str
    lacking: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page of findings. `of` counts all stored ones, `left_out` those of this page that the reader cannot see."""

    group: GroupReport
    rows: tuple[FindingRow, ...]
    page: int
    pages: int
    left_out: int
    of: int


def group_reports(user: UserSession) -> list[GroupReport]:
    """The groups whose evaluations the user may read: those they own, all for admins.

    Raises `not_found` for everybody else: they may not know which groups are evaluated.
    """
    wanted = set(evaluated_groups()) | groups_with_policies().keys() if user.is_admin else set(user.owned_groups)
    reports = _reports(user, wanted) if wanted else []
    if not user.is_admin and not reports:
        raise error("not_found")
    return reports


def finding_page(
    user: UserSession,
    group_id: int,
    *,
    page: int = 1,
    policy_id: int | None = None,
    status: str = "",
) -> FindingPage:
    """One page of a group's findings, those failing longest first.

    `status` is one of `domain.policies.finding_status.Status`, "all", or empty for what is failing or could not be
    checked. Raises `not_found` unless the user owns the group or is an admin, `request_invalid` for
    another status.
    """
    if status not in {"", "all", *(one.value for one in Status)}:
        raise error("request_invalid", details={"problems": [{"pointer": "/status", "message": "Unknown."}]})
    if not (user.is_admin or group_id in user.owned_groups):
        raise error("not_found")
    reports = _reports(user, {group_id})
    if not reports:
        raise error("not_found")
    findings = _open_findings(group_id, policy_id=policy_id, status=status)
    of = findings.count()
    pages = max(1, ceil(of / PAGE_ROWS))
    page = min(max(page, 1), pages)
    stored = list(findings[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    rows = tuple(_visible_rows(user, stored))
    return FindingPage(reports[0], rows, page, pages, len(stored) - len(rows), of)


def _open_findings(group_id: int, *, policy_id: int | None = None, status: str = "") -> QuerySet[Finding]:
    """Findings of a group under its present policies, the longest open first.

    `status` is one of `domain.policies.finding_status.Status`, "all", or empty for what is failing or could not be
    checked.
    """
    found = Finding.objects.filter(group_id=group_id, closed_at__isnull=True, policy__ended_at__isnull=True)
    if policy_id is not None:
        found = found.filter(policy_id=policy_id)
    if status == "":
        found = found.filter(status__in=[*FAILING, Status.ERROR])
    elif status != "all":
        found = found.filter(status=Status(status))
    return found.select_related("policy").order_by("since", "object_type", "object_id", "policy_id")


def _reports(user: UserSession, group_ids: set[int]) -> list[GroupReport]:
    refuse_other_server(user.server_uuid)
    with omero_calls():
        seen = group_names(user, group_ids)
    names = {one: name for one, name in seen.items() if not is_omeros_own(one, name)}
    evaluations = latest(names)
    policies = defaultdict(list)
    for policy in active_policies(names):
        evaluation = evaluations.get(policy.group_id)
        totals = evaluation.policies.get(policy.pk, {}) if evaluation else {}
        policies[policy.group_id].append(
            PolicyReport(
                policy.pk,
                policy.name,
                Requirement(policy.requirement),
                tuple(asked.form.name for asked in policy.forms.all()),
                {"objects": 0, **totals},
            )
        )
    return [
        GroupReport(group_id, name, evaluations.get(group_id), tuple(policies[group_id]))
        for group_id, name in sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))
    ]


def _visible_rows(user: UserSession, stored: list[Finding]) -> list[FindingRow]:
    """Those findings whose object the user sees, still in that group: name and owner as of now."""
    with omero_calls():
        now = placements_of(user, ((one.object_type, one.object_id) for one in stored))
        people = person_names(user, {placement.owner_id for placement in now.values()})
    names = form_names({form_id for finding in stored for form_id in finding.lacking})
    rows = []
    for finding in stored:
        placement = now.get((finding.object_type, finding.object_id))
        if placement is None or not _same(finding, placement):
            continue
        unknown = (Person(finding.owner_id, finding.owner_name), finding.owner_full_name)
        owner, full_name = people.get(placement.owner_id, unknown)
        lacking = tuple((form_id, names.get(form_id, form_id)) for form_id in finding.lacking)
        rows.append(FindingRow(finding, placement.name, owner, full_name, lacking))
    return rows


def _same(finding: Finding, placement: Placement) -> bool:
    """Whether it is the object that was evaluated, and still where it was."""
    return placement.group_id == finding.group_id and placement.creation_event == finding.creation_event
