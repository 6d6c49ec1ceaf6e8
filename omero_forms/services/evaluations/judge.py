# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging a page of objects: the domain's judgements, compared with the findings that are stored.

Nothing is written, and no run is needed. The objects of a page are few distinct cases: what is submitted, and the day
from which their grace counts. Each case is judged once, and compared with what is stored value by value.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property, lru_cache
from typing import Final, Generic, TypeVar

from omero_forms.domain.policies.days import day_of, midnights, number_of
from omero_forms.domain.policies.evaluate import (
    Judgement,
    ObjectRow,
    ReadyPolicy,
    SubmissionFact,
    evaluate,
    first_seen_at,
    form_states,
)
from omero_forms.domain.policies.exemptions import Exemption
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.selectors import EVERYTHING, ScopeFacts, fitting, in_scope
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t
from omero_forms.kit.plain_values import Value, as_list, as_moment, day_value, list_value, moment_value
from omero_forms.selectors.facts import case_of
from omero_forms.selectors.windows import Range, Window
from omero_forms.services.evaluations.counts import Counts, PolicyProblem
from omero_forms.services.evaluations.findings import JUDGED, Changes, FindingKey, Row, Stored, open_findings

Kind_co = TypeVar("Kind_co", bound=Window, covariant=True)

logger = logging.getLogger(__name__)

LEFT_GROUP = noop("It was deleted or moved to another group.")
LEFT_SCOPE = noop("It is no longer covered by the policy.")
LEFT: Final = frozenset({LEFT_GROUP, LEFT_SCOPE})
CHECK_FAILED = noop("The check of this object failed. An admin can find the reason in the workers' log.")

MOST_CASES: Final = 20_000
"""Cases that a policy keeps; ten years of days, and then some."""

NOBODY: Final = ("", "")

Names = dict[int, tuple[str, str]]
"""User name and full name by person id."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found of all objects of one case, with values as they are stored.

    `stored` are the values of `findings.VERDICT`, `until` is the last day on which the same is found of them.
    """

    status: Status
    stored: tuple[Value, ...]
    since: Value
    until: date
    broken: bool = False


@dataclass(frozen=True, kw_only=True)
class Judge:
    """By what objects of one type in one group are judged: policies about that type, at one moment.

    It is used for all pages of a run, and keeps the cases that it has judged.
    """

    group_id: int
    object_type: ObjectType
    policies: Sequence[ReadyPolicy]
    now: datetime
    zone: tzinfo
    _cases: dict[int, dict[Hashable, Verdict]] = field(default_factory=dict, init=False, repr=False)

    def cases(self, policy_id: int) -> dict[Hashable, Verdict]:
        """The cases of a policy that were judged already."""
        known = self._cases.setdefault(policy_id, {})
        if len(known) > MOST_CASES:
            known.clear()
        return known

    @cached_property
    def form_ids(self) -> frozenset[str]:
        """The forms that any of the policies asks for."""
        return frozenset(form.form_id for one in self.policies for form in one.policy.forms)

    @cached_property
    def counting(self) -> dict[str, frozenset[int]]:
        """Versions that count under each of the policies that ask for the form."""
        found: dict[str, frozenset[int]] = {}
        for one in self.policies:
            for form_id, form in one.counting.items():
                found[form_id] = found.get(form_id, form.versions) & form.versions
        return found

    @cached_property
    def now_value(self) -> Value:
        """The moment as it is stored."""
        return moment_value(self.now)

    @cached_property
    def today(self) -> date:
        """The day that due dates are compared with."""
        return self.now.astimezone(self.zone).date()

    def problems(self) -> list[PolicyProblem]:
        """What cannot be judged at all."""
        return [PolicyProblem(one.policy.id, one.broken) for one in self.policies if one.broken]


@lru_cache(maxsize=4)
def created_marks(zone: tzinfo) -> list[int]:
    """Midnights as OMERO's projections write moments."""
    return [int(one.timestamp()) * 1000 for one in midnights(zone)]


@lru_cache(maxsize=4)
def stored_marks(zone: tzinfo) -> list[Value]:
    """Midnights as the database's driver writes moments."""
    return [moment_value(one) for one in midnights(zone)]


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Kind_co]):
    """Objects of a group as OMERO has them: of a range all that there are, else those of some ids that are there; and
    what was answered for them.

    Tags, projects and numbers of images are there where a policy asks for them.
    """

    objects: Sequence[ObjectRow]
    names: Names
    window: Kind_co
    submissions: Mapping[FindingKey, Sequence[SubmissionFact]] = field(default_factory=dict)
    tags: Mapping[int, frozenset[str]] = field(default_factory=dict)
    projects: Mapping[int, frozenset[str]] = field(default_factory=dict)
    images: Mapping[int, int] | None = None

    @cached_property
    def states(self) -> Mapping[FindingKey, Hashable]:
        """What the judgement of each object depends on of what was answered."""
        return {identity: form_states(facts) for identity, facts in self.submissions.items()}

    def scope(self, one: ObjectRow) -> ScopeFacts:
        """What a selector asks of an object."""
        return ScopeFacts(
            one.name,
            one.created,
            self.tags.get(one.id, frozenset()),
            self.projects.get(one.id, frozenset()),
            None if self.images is None else self.images.get(one.id, 0),
        )


@dataclass(slots=True)
class Judged:
    """What judging a page comes to: what has to be written, what was counted, and what could not be judged."""

    counts: Counts
    before: Counts
    """What was counted of the same objects by the findings that were stored, if that was asked for."""
    problems: list[PolicyProblem]
    changes: Changes = field(default_factory=Changes)
    until: date | None = date.max
    """The last day on which the same is found, if nothing else changes; None where an object could not be judged."""
    absent: set[int] = field(default_factory=set)
    """Objects with findings that were asked for by their ids and are not there, which says nothing yet."""

    def note(self, policy_id: int, message: str) -> None:
        """Keep what could not be judged, each thing once however many objects it concerns."""
        problem = PolicyProblem(policy_id, message)
        if problem not in self.problems:
            self.problems.append(problem)


def judge_page(judge: Judge, page: Page[Window], *, count_before: bool = False) -> Judged:
    """Judge the objects of a page and compare them with the findings that are stored."""
    ids = [one.policy.id for one in judge.policies]
    stored = open_findings(ids, judge.object_type.value, page.window)
    judged = Judged(
        Counts.of(ids),
        _counted(stored, page) if count_before else Counts(),
        judge.problems(),
    )
    marks = created_marks(judge.zone)
    created = [day_of(marks, one.created_ms) for one in page.objects]
    columns = [_PolicyPage(judge, one, page, judged, stored[one.policy.id]).judge(created) for one in judge.policies]
    for statuses, times in Counter(zip(*columns, strict=True)).items():
        found = {one: status for one, status in zip(ids, statuses, strict=True) if status is not None}
        judged.counts.count(found, times)
    return judged


def _counted(stored: Mapping[int, Mapping[FindingKey, tuple[Value, ...]]], page: Page[Window]) -> Counts:
    """Count objects by their findings, given by policy: of a range all, else those that are there."""
    if isinstance(page.window, Range):
        identities = set[FindingKey]().union(*stored.values())
    else:
        identities = {(one.id, one.creation_event) for one in page.objects}
    counts, nothing = Counts(), (None,) * len(Stored._fields)
    columns = [[found.get(one, nothing)[7] for one in identities] for found in stored.values()]
    for statuses, times in Counter(zip(*columns, strict=True)).items():
        known = {one: Status(status) for one, status in zip(stored, statuses, strict=True) if status is not None}
        counts.count(known, times)
    return counts


@dataclass(slots=True)
class _PolicyPage:
    """A page under one of the policies."""

    by: Judge
    one: ReadyPolicy
    page: Page[Window]
    judged: Judged
    stored: dict[FindingKey, tuple[Value, ...]]

    def judge(self, created: Sequence[int]) -> list[Status | None]:
        """The status of each object of the page, None where the policy is not about it. `created` are their days."""
        policy_id = self.one.policy.id
        cases, marks, selector = self.by.cases(policy_id), stored_marks(self.by.zone), self.one.policy.selector
        names, states, take = self.page.names, self.page.states, self.stored.pop
        fits = None if selector == EVERYTHING else fitting(selector, self.by.zone)
        excluded = self.one.policy.excluded
        # Of a campaign no day counts but its last one: all is one case.
        start = number_of(self.one.policy.start if self.one.policy.deadline is None else date.max)
        excusing = self.one.exemptions or None
        statuses: list[Status | None] = []
        used: dict[Hashable, Verdict] = {}
        before = len(self.judged.changes.put)
        for row, day in zip(self.page.objects, created, strict=True):
            object_id, name, owner_id, creation_event, _created = row
            if owner_id in excluded or (fits is not None and not fits(self.page.scope(row))):
                statuses.append(None)
                continue
            identity = (object_id, creation_event)
            known = take(identity, None)
            seen = self._first_seen(row) if known is None else known[12]
            # Of these days only the last counts, and none before the policy began.
            excused = () if excusing is None else self._excused(row)
            key = (states.get(identity), max(day, day_of(marks, seen), start), excused)
            verdict = used.get(key)
            if verdict is None:
                verdict = cases.get(key)
                if verdict is None:
                    verdict = cases[key] = self._verdict(row, seen, excused)
                used[key] = verdict
            statuses.append(verdict.status)
            # Plain indices and no names: this is done for each object of a facility, every few minutes.
            if (
                known is None
                or known[2] != name
                or known[3] != owner_id
                or known[4:6] != names.get(owner_id, NOBODY)
                or known[6:12] != verdict.stored
            ):
                self._differs(row, verdict, seen, None if known is None else Stored._make(known))
        self._note_cases(used.values())
        if self.one.policy.gate is not None and (self.stored or len(self.judged.changes.put) > before):
            self.judged.changes.gates.add(policy_id)
        if self.stored:
            self._close_left([Stored._make(one) for one in self.stored.values()])
        return statuses

    def _note_cases(self, used: Collection[Verdict]) -> None:
        """Note for how long they hold, and whether one of them could not be judged."""
        if any(one.broken for one in used):
            self.judged.note(self.one.policy.id, t(CHECK_FAILED))
            self.judged.until = None
        if used and self.judged.until is not None:
            self.judged.until = min(self.judged.until, *(one.until for one in used))

    def _close_left(self, left: Iterable[Stored]) -> None:
        """Close what is stored and was not found in the policy's scope. That something is not there at all, only a
        range can say.
        """
        present = {(one.id, one.creation_event) for one in self.page.objects}
        for one in left:
            if (one.object_id, one.creation_event) in present:
                self.judged.changes.close[LEFT_SCOPE].append(one.id)
            elif isinstance(self.page.window, Range):
                self.judged.changes.close[LEFT_GROUP].append(one.id)
            else:
                self.judged.absent.add(one.object_id)

    def _first_seen(self, row: ObjectRow) -> Value:
        moment = first_seen_at(created=row.created, previous_evaluation=self.one.evaluated_before, now=self.by.now)
        return moment_value(moment)

    def _excused(self, row: ObjectRow) -> tuple[Exemption, ...]:
        return self.one.exemptions.of(
            (row.id, row.creation_event), lambda selector: in_scope(selector, self.page.scope(row), self.by.zone)
        )

    def _verdict(self, row: ObjectRow, seen: Value, excused: Sequence[Exemption]) -> Verdict:
        """Judge a case, by an object that is one."""
        judgement, broken = self._judgement(row, as_moment(seen), excused)
        return Verdict(
            judgement.status,
            verdict_values(self.by.group_id, judgement),
            moment_value(_began(judgement, self.by.now)),
            judgement.lasts,
            broken,
        )

    def _judgement(self, row: ObjectRow, seen: datetime, excused: Sequence[Exemption]) -> tuple[Judgement, bool]:
        """The domain's judgement; whatever fails becomes an error on these objects, and is logged."""
        case = case_of(row.facts(), seen, self.page.submissions, excused)
        try:
            return evaluate(self.one, case, self.by.now, self.by.zone), False
        except Exception:  # one object must not hide all others
            logger.exception("policy %d failed for object %d", self.one.policy.id, row.id)
            return Judgement(Status.ERROR, reason=t(CHECK_FAILED)), True

    def _differs(self, row: ObjectRow, verdict: Verdict, seen: Value, known: Stored | None) -> None:
        """Put the row to write, unless the stored one only says the same in other letters."""
        key = (self.one.policy.id, self.by.object_type.value, row.id, row.creation_event)
        facts = (row.name, row.owner_id, *self.page.names.get(row.owner_id, NOBODY))
        times = (seen, _since(verdict, known), self.by.now_value, None, "")
        fresh = Row._make((*key, *facts, *verdict.stored, *times))
        if known is None or not _same(fresh, known):
            self.judged.changes.put.append(fresh)


def _same(fresh: Row, known: Stored) -> bool:
    lists = ("lacking", "outdated_versions")
    plain = [one for one in JUDGED if one not in lists]
    return all(getattr(fresh, one) == getattr(known, one) for one in plain) and all(
        as_list(getattr(fresh, one)) == as_list(getattr(known, one)) for one in lists
    )


def _since(verdict: Verdict, known: Stored | None) -> Value:
    """Since when it is failing without a break, or else has its present status."""
    if known is None:
        return verdict.since
    failing_before, failing = known.status in FAILING, verdict.status in FAILING
    goes_on = failing_before == failing and (failing or known.status == verdict.status)
    return known.since if goes_on else verdict.since


def verdict_values(group_id: int, judgement: Judgement) -> tuple[Value, ...]:
    """The values of `findings.VERDICT`."""
    outdated = tuple(
        (form.form_id, form.version)
        for form in judgement.forms
        if form.version is not None and form.form_id in judgement.lacking
    )
    return (
        group_id,
        judgement.status.value,
        list_value(judgement.lacking),
        list_value(outdated),
        judgement.reason,
        day_value(judgement.due),
    )


def _began(judgement: Judgement, now: datetime) -> datetime:
    """Since when the status holds: a failing one since its due date passed, seen then or later."""
    if judgement.failing and judgement.late_from is not None:
        return min(judgement.late_from, now)
    return now
