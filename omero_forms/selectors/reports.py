# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins and group owners read of evaluations, checked in OMERO with their own session first.

Objects move: no name leaves the server because the database says which group an object is in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from omero_forms.domain.errors import error
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import Person
from omero_forms.gateway.placement import group_names, person_names, still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Finding
from omero_forms.selectors.evaluations import EvaluationView, evaluated_groups, latest
from omero_forms.selectors.finding_pages import Slice, page_of
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.nobody import is_omeros_own
from omero_forms.selectors.policies import active_policies, groups_with_policies

TO_LOOK_AT = FAILING | {Status.ERROR}
"""What the owner of a group reads first: what is failing, or could not be checked."""


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
    """A page of findings, and what to ask for the pages beside it with.

    `of` is how many the last evaluation counted, `left_out` how many of this page the reader cannot see.
    """

    group: GroupReport
    rows: tuple[FindingRow, ...]
    before: str | None
    after: str | None
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
    user: UserSession, group_id: int, asked: Slice, *, policy_id: int | None = None, status: str = ""
) -> FindingPage:
    """One page of a group's findings under its present policies, those failing longest first.

    `status` is one of `domain.policies.finding_status.Status`, "all", or empty for what is failing or could not be
    checked. Raises `not_found` unless the user owns the group or is an admin, `request_invalid` for
    another status.
    """
    statuses = statuses_asked(status)
    report = group_report(user, group_id)
    policies = [policy for policy in report.policies if policy_id in {None, policy.id}]
    page = page_of([policy.id for policy in policies], statuses, asked)
    prefetch_related_objects(page.rows, "policy")
    rows = tuple(visible_rows(user, page.rows))
    of = sum(policy.totals.get(one, 0) for policy in policies for one in statuses)
    return FindingPage(report, rows, page.before, page.after, len(page.rows) - len(rows), of)


def group_report(user: UserSession, group_id: int) -> GroupReport:
    """What is said of one group. Raises `not_found` unless the user owns it or is an admin."""
    if not (user.is_admin or group_id in user.owned_groups):
        raise error("not_found")
    reports = _reports(user, {group_id})
    if not reports:
        raise error("not_found")
    return reports[0]


def statuses_asked(status: str, by_default: Collection[Status] = TO_LOOK_AT) -> list[Status]:
    """Those that a request names: one, "all", or none for those of the list. Raises `request_invalid`."""
    if status == "":
        return [one for one in Status if one in by_default]
    if status == "all":
        return list(Status)
    if status not in set(Status):
        raise error("request_invalid", details={"problems": [{"pointer": "/status", "message": "Unknown."}]})
    return [Status(status)]


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


def visible_rows(user: UserSession, stored: Sequence[Finding]) -> list[FindingRow]:
    """Those findings whose object the user sees, still in that group: name and owner as of now."""
    with omero_calls():
        there = [(one, now) for one, now in still_there(user, stored) if now.group_id == one.group_id]
        people = person_names(user, {now.owner_id for _finding, now in there})
    names = form_names({form_id for finding in stored for form_id in finding.lacking})
    rows = []
    for finding, now in there:
        unknown = (Person(finding.owner_id, finding.owner_name), finding.owner_full_name)
        owner, full_name = people.get(now.owner_id, unknown)
        lacking = tuple((form_id, names.get(form_id, form_id)) for form_id in finding.lacking)
        rows.append(FindingRow(finding, now.name, owner, full_name, lacking))
    return rows
