# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins and group owners read of evaluations, checked in OMERO with their own session first.

Objects move: no name leaves the server because the database says which group an object is in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import error, wrong_at
from omero_forms.domain.policies.changes import Origin
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t
from omero_forms.gateway.placement import group_names, person_names, still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import next_at
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Finding
from omero_forms.selectors.evaluations import EvaluationView, evaluated_groups, latest
from omero_forms.selectors.finding_pages import Kind, Order, Place, Slice, number_of, page_of, place_of, read_slice
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.groups import may_read_report
from omero_forms.selectors.nobody import is_omeros_own
from omero_forms.selectors.policies import active_policies, groups_with_policies, origin_of
from omero_forms.selectors.policy_rings import left_out

TO_LOOK_AT = FAILING | {Status.ERROR}
"""What the owner of a group reads first: what is failing, or could not be checked."""


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """One policy of a group with the names of its forms, its totals by status, and where it comes from."""

    id: int
    name: str
    requirement: Requirement
    forms: tuple[str, ...]
    totals: dict[str, int]
    origin: Origin


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

    @property
    def place(self) -> Place:
        """Where it stands among the others."""
        return place_of(self.finding, Order.SINCE)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of findings, and what to ask for the pages beside it with. `left_out` of it the reader cannot see."""

    rows: tuple[FindingRow, ...]
    before: str | None
    after: str | None
    left_out: int

    @property
    def placed(self) -> Iterator[tuple[str, FindingRow | None]]:
        """Where to go on behind each row; at last behind the page, where the reader may have seen nothing of it."""
        yield from ((str(row.place), row) for row in self.rows)
        if self.after is not None:
            yield self.after, None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page of a group's findings; `of` is how many the last evaluation counted."""

    group: GroupReport
    page: SeenPage
    of: int


def next_run() -> datetime:
    """When all groups are evaluated as a whole next."""
    settings = conf()
    return next_at(settings.evaluate_at, settings.zone, timezone.now())


def group_reports(user: UserSession) -> list[GroupReport]:
    """The groups whose evaluations the user may read: those they own, all for admins.

    Raises `not_found` for everybody else: they may not know which groups are evaluated.
    """
    wanted = set(evaluated_groups()) | groups_with_policies().keys() if user.is_admin else set(user.owned_groups)
    reports = _reports(user, wanted) if wanted else []
    if not user.is_admin and not reports:
        raise error("not_found")
    return reports


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings of a group. `status` is a status, "all", or empty for what is failing or could not be checked."""

    policy_id: int | None = None
    status: str = ""
    person_id: int | None = None
    form_id: str | None = None


AS_FIRST_SHOWN: Final = FindingFilter()


def finding_page(user: UserSession, group_id: int, asked: Slice, wanted: FindingFilter = AS_FIRST_SHOWN) -> FindingPage:
    """One page of a group's findings under its present policies, those failing longest first.

    Raises `not_found` unless the user owns the group or is an admin, `request_invalid` for another status.
    """
    statuses = statuses_asked(wanted.status)
    report = group_report(user, group_id)
    kind = _kind(report, statuses, wanted)
    return FindingPage(report, next(seen_pages(user, kind, asked)), _of(report, kind))


def finding_pages(
    user: UserSession, group_id: int, wanted: FindingFilter, asked: Slice
) -> tuple[GroupReport, Iterator[SeenPage]]:
    """All pages from one on, each read when it is asked for. Raises at once as :func:`finding_page` does;
    `omero_unavailable` on the way, too.
    """
    statuses = statuses_asked(wanted.status)
    report = group_report(user, group_id)
    return report, seen_pages(user, _kind(report, statuses, wanted), asked)


def seen_pages(user: UserSession, kind: Kind, asked: Slice) -> Iterator[SeenPage]:
    """The pages of a kind from one on, each read when it is asked for: what of it the user sees."""
    while True:
        page = page_of(kind, asked)
        prefetch_related_objects(page.rows, "policy")
        rows = tuple(visible_rows(user, page.rows))
        yield SeenPage(rows, page.before, page.after, len(page.rows) - len(rows))
        if page.after is None:
            return
        asked = read_slice(page.after, None, asked.limit)


def _kind(report: GroupReport, statuses: Sequence[Status], wanted: FindingFilter) -> Kind:
    policies = [policy.id for policy in report.policies if wanted.policy_id in {None, policy.id}]
    return Kind(policies, statuses, wanted.person_id, wanted.form_id)


def _of(report: GroupReport, kind: Kind) -> int:
    """As the evaluation counted, so that it is the number beside the policy; where fewer are asked for, as it is."""
    if kind.is_narrow:
        return number_of(kind)
    counted = [policy.totals for policy in report.policies if policy.id in kind.policies]
    return sum(totals.get(one, 0) for totals in counted for one in kind.statuses)


def group_report(user: UserSession, group_id: int) -> GroupReport:
    """What is said of one group. Raises `not_found` unless the user owns it or is an admin."""
    if not may_read_report(user, group_id):
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
        raise wrong_at("/status", t("There is no such status."))
    return [Status(status)]


def _reports(user: UserSession, group_ids: set[int]) -> list[GroupReport]:
    refuse_other_server(user.server_uuid)
    with omero_calls():
        seen = group_names(user, group_ids)
    names = {one: name for one, name in seen.items() if not is_omeros_own(one, name)}
    evaluations = latest(names)
    policies = defaultdict(list)
    gated = set[int]()
    for policy in active_policies(names):
        if policy.gate is not None:
            gated.add(policy.group_id)
        evaluation = evaluations.get(policy.group_id)
        totals = evaluation.policies.get(policy.pk, {}) if evaluation else {}
        policies[policy.group_id].append(
            PolicyReport(
                policy.pk,
                policy.name,
                Requirement(policy.requirement),
                tuple(asked.form.name for asked in policy.forms.all()),
                {"objects": 0, **totals},
                origin_of(policy),
            )
        )
    for one in left_out(gated):
        if evaluation := evaluations.get(one.group_id):
            told = (one.beside, one.in_words)
            evaluations[one.group_id] = replace(evaluation, problems=(*evaluation.problems, told))
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
