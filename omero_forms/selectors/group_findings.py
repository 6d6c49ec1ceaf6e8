# SPDX-License-Identifier: AGPL-3.0-or-later
"""All findings of a group that somebody may see, for a script: some at a time, never all in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from omero_forms.domain.times import time_text
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.selectors.evaluations import evaluated_at
from omero_forms.selectors.finding_pages import Kind, Slice, read_slice
from omero_forms.selectors.groups import may_read_report, member_group
from omero_forms.selectors.policies import active_policies
from omero_forms.selectors.reports import FindingRow, GroupReport, group_report, seen_pages, statuses_asked

AT_ONCE = 1000
"""As many as one question to OMERO may name."""


@dataclass(slots=True)
class GroupFindings:
    """What a reader sees of a group's findings.

    `report` has the totals; it is None for members, to whom only what they see is told. `placed` has the place to go on
    behind each finding, and behind a page of which nothing is seen. `left_out` counts those that the reader of the
    totals does not see, as far as they were read.
    """

    group_id: int
    group_name: str
    evaluated_at: datetime | None
    report: GroupReport | None
    placed: Iterator[tuple[str, FindingRow | None]] = field(init=False)
    left_out: int = 0

    @property
    def rows(self) -> Iterator[FindingRow]:
        """Those that are seen, of what was not read yet."""
        return (row for _place, row in self.placed if row is not None)

    def as_json(self) -> dict[str, Any]:
        """What is said beside the findings, for programs, once they were read."""
        report = self.report
        evaluation = None if report is None else report.evaluation
        said: dict[str, Any] = {
            "group": {"id": self.group_id, "name": self.group_name},
            "evaluated_at": None if self.evaluated_at is None else time_text(self.evaluated_at),
        }
        if report is None:
            return said
        names = {one.id: one.name for one in report.policies}
        problems = evaluation.problems if evaluation else ()
        beside = evaluation.beside if evaluation else None
        return said | {
            "failed": evaluation.failed if evaluation else None,
            "problems": [
                {"policy": {"id": one, "name": names.get(one, "")}, "message": message} for one, message in problems
            ],
            "totals": evaluation.totals if evaluation else {"objects": 0},
            "policies": [
                {
                    "id": one.id,
                    "name": one.name,
                    "requirement": one.requirement.value,
                    "forms": list(one.forms),
                    "totals": one.totals,
                }
                for one in report.policies
            ],
            "beside": None
            if beside is None
            else {
                "images_in_no_dataset": beside.images_in_no_dataset,
                "datasets_without_images": beside.datasets_without_images,
            },
            "left_out": self.left_out,
        }


def group_findings(
    user: UserSession, group_id: int, *, policy_id: int | None = None, status: str = "", after: str = ""
) -> GroupFindings:
    """What the last evaluation found in a group: all for its owners and admins, for its members what is said of objects
    that they see there. Those failing longest come first.

    `status` is one of `Status`, "all", or empty for what fails or could not be checked. Raises at once `not_found` for
    everybody else, `request_invalid` for another status or place; `omero_unavailable` on the way, too.
    """
    statuses = statuses_asked(status)
    asked = read_slice(after or None, None, AT_ONCE)
    if may_read_report(user, group_id):
        report = group_report(user, group_id)
        name, report_read = report.group_name, report
        policies: Mapping[int, str] = {one.id: one.name for one in report.policies}
    else:
        refuse_other_server(user.server_uuid)
        name, report_read = member_group(user, group_id).name, None
        policies = dict(active_policies([group_id]).values_list("pk", "name"))
    found = GroupFindings(group_id, name, evaluated_at(group_id), report_read)
    kind = Kind([one for one in policies if policy_id in {None, one}], statuses)
    found.placed = _placed(user, found, kind, asked)
    return found


def _placed(
    user: UserSession, found: GroupFindings, kind: Kind, asked: Slice
) -> Iterator[tuple[str, FindingRow | None]]:
    for page in seen_pages(user, kind, asked):
        found.left_out += page.left_out
        yield from page.placed


def finding_json(row: FindingRow) -> dict[str, Any]:
    """A finding for programs."""
    finding = row.finding
    return {
        "object": {"type": finding.object_type, "id": finding.object_id, "name": row.name},
        "owner": {"id": row.owner.id, "name": row.owner.name, "full_name": row.owner_full_name},
        "policy": {"id": finding.policy_id, "name": finding.policy.name},
        "status": finding.status,
        "due": None if finding.due is None else finding.due.isoformat(),
        "lacking": [{"id": form_id, "name": name} for form_id, name in row.lacking],
        "reason": finding.reason,
        "since": time_text(finding.since),
    }
