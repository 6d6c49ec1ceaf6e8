# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run over a group: what its policies require, what is recorded, and what follows.

Objects are enumerated in OMERO as the form agent, by keyset; the judgement is `domain.policies.evaluate`; only
findings that changed are written. A run never sends anything: digests do.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.evaluate import ReadyPolicy
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, Finding, JudgedPage, PolicyRow
from omero_forms.selectors.facts import ready_policies
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import active_policies, groups_with_policies, policies_fingerprint
from omero_forms.services.evaluations.findings import Changes
from omero_forms.services.evaluations.judge import Judge, Names
from omero_forms.services.evaluations.judged_pages import KnownPages, forget, judge_or_recall
from omero_forms.services.evaluations.pages import read_page
from omero_forms.services.evaluations.runs import (
    Run,
    RunLostError,
    begin,
    finish,
    let_go,
    record_failure,
)
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.evaluations.write import Pace, write_changes
from omero_forms.services.records.gate import check_site, is_of_site

logger = logging.getLogger(__name__)

RUN_FAILED = (
    "The evaluation failed because of a fault in the forms service. The numbers are from the last "
    "evaluation that worked. An admin can find the reason in the workers' log."
)
OMERO_AWAY = "OMERO did not answer. The next evaluation will try again."
PAGES_UNSAVED = 8
"""Pages without a change after which a run notes how far it is, and renews its lease: about a second."""
POLICY_ENDED = "The policy has ended or now covers other objects."


class RunEnd(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    UNFINISHED = "unfinished"
    """Its time was over; the next task goes on."""
    BUSY = "busy"
    """Another worker has the group."""
    FAILED = "failed"
    """Nothing was counted."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended, and how many findings it changed.

    `failed` says why nothing was counted. `problems` are what a run that finished could not judge, as
    "policy: sentence".
    """

    state: RunEnd
    _: KW_ONLY
    written: int = 0
    failed: str = ""
    problems: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """One line for a log."""
        count = len(self.problems)
        problems = f", {count} {'problem' if count == 1 else 'problems'}" if count else ""
        findings = "1 finding" if self.written == 1 else f"{self.written} findings"
        return f"{self.state}, {findings} changed{problems}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Who asked for a run, and for when."""

    task_id: str
    root_id: str
    now: datetime
    deadline: Deadline | None


class _OutOfTimeError(Exception):
    """The deadline has passed; all that was judged is written."""


def groups_to_evaluate(*, task_id: str = "", root_id: str = "") -> list[int]:
    """Ids of all groups that may have policies, also of those without one: nothing is required there.

    When OMERO or the set-up does not allow to ask, that is kept as the failure of each group with a
    policy, so that nobody takes old numbers for new ones, and no group is returned. Nothing is kept in what looks like
    a copy of a site: the database may be that site's.
    """
    try:
        check_site()
        with agent_session() as agent:
            found = directory.groups(agent)
        return [group.id for group in found if not never_counts(group)]
    except FormsError as problem:
        logger.warning("nothing can be evaluated: %s", problem)
        kept = {} if is_of_site(problem) else groups_with_policies()
        for group_id, name in kept.items():
            record_failure(
                group_id=group_id,
                group_name=name,
                task_id=task_id,
                root_id=root_id,
                reason=_why(problem),
            )
        return []


def evaluate_group(
    *,
    group_id: int,
    task_id: str = "",
    root_id: str = "",
    now: datetime | None = None,
    deadline: Deadline | None = None,
) -> RunResult:
    """Evaluate one group, or go on where a worker that is gone left it.

    `now` is the moment that due dates are compared with, the present one if left out. After `deadline`
    the run is given back after the next page, in the state "unfinished". Raises `not_found`
    for a group that is not there, `forbidden` for system, user, guest and the store. What OMERO or the
    set-up refuses is kept as the group's error, but for `site_differs` and its like, and ends in the state "failed".
    """
    rows = list(active_policies([group_id]))
    name = rows[0].group_name if rows else f"group {group_id}"
    try:
        group = _load_group(group_id)
        name = group.name
        asked = _Asked(task_id=task_id, root_id=root_id, now=now or timezone.now(), deadline=deadline)
        return _evaluate(group, rows, asked)
    except FormsError as problem:
        if problem.code in {"not_found", "forbidden"} and not rows:
            raise
        logger.warning("group %d was not evaluated: %s", group_id, problem)
        message = _why(problem)
        if is_of_site(problem):
            return RunResult(RunEnd.FAILED, failed=message)
    except Exception:  # whatever it is, it must be seen where the numbers are read
        logger.exception("the evaluation of group %d failed", group_id)
        message = RUN_FAILED
    record_failure(group_id=group_id, group_name=name, task_id=task_id, root_id=root_id, reason=message)
    return RunResult(RunEnd.FAILED, failed=message)


def _why(problem: FormsError) -> str:
    """Why nothing was evaluated, for those who read the report: the catalogue speaks to people who fill in a form."""
    if problem.code == "omero_unavailable":
        return OMERO_AWAY
    return problem.message


def _load_group(group_id: int) -> directory.GroupFacts:
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        group = directory.group(agent, group_id)
    if group is None:
        raise error("not_found", message="This group no longer exists in OMERO.")
    if never_counts(group):
        raise error("forbidden", message=f"{NEVER_COUNTS} It is never evaluated.")
    return group


@dataclass(slots=True)
class _Work:
    """A run that is under way in this process, and what it wrote so far."""

    group: directory.GroupFacts
    run: Run
    fingerprint: str
    asked: _Asked
    zone: ZoneInfo
    names: Names
    pace: Pace = field(default_factory=Pace)
    written: int = 0
    unsaved: int = 0
    judged: list[JudgedPage] = field(default_factory=list)

    def write(self, changes: Changes, judged: JudgedPage | None = None, *, at_once: bool = True) -> None:
        """Write what a page changed, and how far the run is. Pages that change nothing are noted some at a time,
        unless it has to be `at_once`: a run that is resumed judges them once more, and finds the same.
        """
        self.unsaved += 1
        if judged is not None:
            self.judged.append(judged)
        if changes or at_once or self.unsaved >= PAGES_UNSAVED:
            self.written += write_changes(
                self.run, changes, fingerprint=self.fingerprint, pace=self.pace, judged=self.judged
            )
            self.unsaved, self.judged = 0, []


def _evaluate(group: directory.GroupFacts, rows: list[PolicyRow], asked: _Asked) -> RunResult:
    complete_verdicts(group_ids=[group.id])
    policies = ready_policies(rows)
    fingerprint = policies_fingerprint(rows)
    run = begin(
        group_id=group.id,
        group_name=group.name,
        fingerprint=fingerprint,
        task_id=asked.task_id,
        root_id=asked.root_id,
    )
    if run is None:
        return RunResult(RunEnd.BUSY)
    names = {one.id: (one.name, one.full_name or one.name) for one in group.members}
    work = _Work(group, run, fingerprint, asked, ZoneInfo(conf().time_zone), names)
    try:
        _close_ended(work, policies)
        for object_type in sorted({one.policy.object_type for one in policies}):
            _evaluate_type(work, object_type, [one for one in policies if one.policy.object_type == object_type])
        _end(work, policies)
    except RunLostError:
        return RunResult(RunEnd.BUSY, written=work.written)
    except _OutOfTimeError:
        let_go(run)
        return RunResult(RunEnd.UNFINISHED, written=work.written)
    except BaseException:
        # Whatever it was (OMERO gone, told to stop), the next task goes on from the cursor at once.
        let_go(run)
        raise
    called = {one.policy.id: one.policy.name for one in policies}
    problems = tuple(f"{called[one.policy_id]}: {one.message}" for one in run.problems)
    return RunResult(RunEnd.FINISHED, written=work.written, problems=problems)


def _close_ended(work: _Work, policies: Sequence[ReadyPolicy]) -> None:
    """Close findings of policies that ended, and of those that are about another type now."""
    current = Q()
    for one in policies:
        current |= Q(policy_id=one.policy.id, object_type=one.policy.object_type.value)
    ended = Finding.objects.filter(group_id=work.group.id, closed_at__isnull=True)
    if policies:
        ended = ended.exclude(current)
    changes = Changes()
    changes.close[POLICY_ENDED] = list(ended.values_list("pk", flat=True))
    if changes:
        with short_write():
            forget(work.group.id)
    work.write(changes)


def _evaluate_type(work: _Work, object_type: ObjectType, policies: Sequence[ReadyPolicy]) -> None:
    run, deadline = work.run, work.asked.deadline
    if object_type.value in run.done_types:
        return
    run.next_type(object_type.value)
    judge = Judge(
        group_id=work.group.id, object_type=object_type, policies=policies, now=work.asked.now, zone=work.zone
    )
    known = KnownPages.read(judge)
    # One session for all pages: to see each time whether it is alive would be one call more for each page.
    with agent_session() as agent:
        while True:
            page = read_page(agent, judge, after=run.after, names=work.names, end=known.end_after(run.after))
            judged, kept = judge_or_recall(judge, page, known)
            run.add(judged.counts, judged.problems)
            upto = page.window.upto
            if upto is None:
                run.type_done()
            else:
                run.after = upto
            over = deadline is not None and deadline.passed
            work.write(judged.changes, kept, at_once=upto is None or over)
            if upto is None:
                return
            if over:
                raise _OutOfTimeError


def _end(work: _Work, policies: Sequence[ReadyPolicy]) -> None:
    finish(work.run)
    began = Evaluation.objects.values_list("started_at", flat=True).get(pk=work.run.id)
    PolicyRow.objects.filter(pk__in=[one.policy.id for one in policies]).update(evaluated_at=began)
