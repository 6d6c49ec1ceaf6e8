# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run over a group: what its policies require, what is recorded, and what follows.

Objects are enumerated in OMERO as the form agent, by keyset; the judgement is `domain.policies.evaluate`; only
findings that changed are written. A run never sends anything: digests do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.evaluate import ReadyPolicy
from omero_forms.domain.policies.runs import Step
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, JudgedPage, PolicyRow
from omero_forms.selectors.facts import ready_policies
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import active_policies, groups_with_policies, policies_fingerprint
from omero_forms.services.evaluations.beside import count_beside
from omero_forms.services.evaluations.costs import Costs
from omero_forms.services.evaluations.findings import Changes, of_ended_policies
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
from omero_forms.services.evaluations.shards import (
    add_up,
    are_done,
    are_planned,
    ends_of_shards,
    plan,
    shared_run,
    take,
)
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.evaluations.write import Pace, write_changes
from omero_forms.services.policies.site_wide import give_site_policies
from omero_forms.services.records.gate import check_site, is_of_site

logger = logging.getLogger(__name__)

RUN_FAILED = (
    "The evaluation failed because of a fault in the forms service. The numbers are from the last "
    "evaluation that worked. An admin can find the reason in the workers' log."
)
OMERO_AWAY = "OMERO did not answer. The next evaluation will try again."
PAGES_UNSAVED = 8
"""Pages without a change after which a run notes how far it is, and renews its lease: about a second."""


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
        problems = f" with {count} {'problem' if count == 1 else 'problems'}" if count else ""
        findings = "1 finding" if self.written == 1 else f"{self.written} findings"
        return f"{self.state}{problems}, {findings} changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Who asked for a run, and for when."""

    task_id: str
    root_id: str
    now: datetime
    deadline: Deadline | None
    invite: Callable[[int], None]


class _OutOfTimeError(Exception):
    """The deadline has passed; all that was judged is written."""


class _SharedError(Exception):
    """A large group: its shards are planned, and are to be worked at without holding the run. So many more workers
    would find something to do.
    """

    def __init__(self, workers: int = 0) -> None:
        super().__init__()
        self.workers = workers


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
    invite: Callable[[int], None] = lambda _workers: None,
    joining: bool = False,
) -> RunResult:
    """Evaluate one group, or go on where a worker that is gone left it.

    A large group is shared: `invite` is told how many more workers would find something to do, and they call this
    with `joining`, which begins no run of its own.

    `now` is the moment that due dates are compared with, the present one if left out. After `deadline`
    the run is given back after the next page, in the state "unfinished". Raises `not_found`
    for a group that is not there, `forbidden` for system, user, guest and the store. What OMERO or the
    set-up refuses is kept as the group's error, but for `site_differs` and its like, and ends in the state "failed".
    """
    costs = Costs()
    rows = list(active_policies([group_id]))
    name = rows[0].group_name if rows else f"group {group_id}"
    try:
        with costs.step(Step.PREPARING):
            group = _load_group(group_id)
            if not joining and _gave_site_policies(group):
                rows = list(active_policies([group_id]))
        name = group.name
        asked = _Asked(task_id=task_id, root_id=root_id, now=now or timezone.now(), deadline=deadline, invite=invite)
        return _evaluate(group, rows, asked, costs, joining=joining)
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


def _gave_site_policies(group: directory.GroupFacts) -> bool:
    """Let the group have what admins require of all groups; whether that was anything. What keeps that from being
    recorded keeps nothing from being judged: the next evaluation tries again.
    """
    try:
        return give_site_policies(group)
    except FormsError as problem:
        if is_of_site(problem):
            raise
        logger.warning("group %d has no share of the site-wide policies yet: %s", group.id, problem)
        return False


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


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is done over a group in this process, and how much of it was written so far."""

    group: directory.GroupFacts
    policies: Sequence[ReadyPolicy]
    fingerprint: str
    asked: _Asked
    zone: ZoneInfo
    names: Names
    costs: Costs
    pace: Pace = field(default_factory=Pace)
    written: int = 0

    def judge(self, object_type: ObjectType) -> Judge:
        """By what objects of a type are judged."""
        policies = [one for one in self.policies if one.policy.object_type == object_type]
        return Judge(
            group_id=self.group.id, object_type=object_type, policies=policies, now=self.asked.now, zone=self.zone
        )

    def write(self, run: Run, changes: Changes, judged: Sequence[JudgedPage] = ()) -> None:
        """Write what pages changed, by what they were judged, and how far the run is."""
        self.settle(run)
        run.costs.changed += len(changes)
        with self.costs.step(Step.WRITING):
            self.written += write_changes(run, changes, fingerprint=self.fingerprint, pace=self.pace, judged=judged)

    def settle(self, run: Run) -> None:
        """Let the run's row say, when it is written next, what was spent until now."""
        run.costs.add(self.costs.taken())


def _evaluate(
    group: directory.GroupFacts, rows: list[PolicyRow], asked: _Asked, costs: Costs, *, joining: bool
) -> RunResult:
    fingerprint = policies_fingerprint(rows)
    shared = shared_run(group.id, fingerprint)
    if joining and shared is None:
        return RunResult(RunEnd.BUSY)
    with costs.step(Step.PREPARING):
        complete_verdicts(group_ids=[group.id])
        policies = ready_policies(rows)
    work = _Work(
        group=group,
        policies=policies,
        costs=costs,
        fingerprint=fingerprint,
        asked=asked,
        zone=ZoneInfo(conf().time_zone),
        names={one.id: (one.name, one.full_name or one.name) for one in group.members},
    )
    try:
        while True:
            if shared is None:
                run = begin(
                    group_id=group.id,
                    group_name=group.name,
                    fingerprint=fingerprint,
                    task_id=asked.task_id,
                    root_id=asked.root_id,
                )
                if run is None:
                    return RunResult(RunEnd.BUSY, written=work.written)
                shared = _evaluate_types(work, run)
                if shared is None:
                    called = {one.policy.id: one.policy.name for one in work.policies}
                    problems = tuple(f"{called[one.policy_id]}: {one.message}" for one in run.problems)
                    return RunResult(RunEnd.FINISHED, written=work.written, problems=problems)
            _work_at_shards(work, shared)
            if not are_done(shared):
                # Others are at the last ones; who is done last takes the run again.
                return RunResult(RunEnd.BUSY, written=work.written)
            shared = None
    except RunLostError:
        return RunResult(RunEnd.BUSY, written=work.written)
    except _OutOfTimeError:
        return RunResult(RunEnd.UNFINISHED, written=work.written)


def _evaluate_types(work: _Work, run: Run) -> int | None:
    """Evaluate type by type, to the end, unless it comes to one that is shared: then the id of the run."""
    try:
        with _held(work, run):
            _close_ended(work, run)
            for object_type in sorted({one.policy.object_type for one in work.policies}):
                _evaluate_type(work, run, object_type)
            _end(work, run)
    except _SharedError as large:
        work.asked.invite(large.workers)
        return run.id
    return None


@contextmanager
def _held(work: _Work, run: Run) -> Iterator[None]:
    """Give it back whatever happens (OMERO gone, told to stop): the next task goes on from the cursor at once."""
    try:
        yield
    except RunLostError:
        raise
    except BaseException:
        work.settle(run)
        let_go(run)
        raise


def _work_at_shards(work: _Work, run_id: int) -> None:
    """Work at shards of a run until none is free. One that another worker took over meanwhile is theirs."""
    while (shard := take(run_id, work.asked.task_id)) is not None:
        judge = work.judge(ObjectType(shard.object_type))
        with suppress(RunLostError), _held(work, shard), agent_session() as agent:
            _evaluate_pages(work, shard, agent, judge, KnownPages.read(judge), shard.upto)
            work.settle(shard)
            let_go(shard)


def _close_ended(work: _Work, run: Run) -> None:
    """Close findings of policies that ended, and of those that are about another type now."""
    changes = of_ended_policies(work.group.id, {one.policy.id: one.policy.object_type for one in work.policies})
    if changes:
        with short_write():
            forget(work.group.id)
    work.write(run, changes)


def _evaluate_type(work: _Work, run: Run, object_type: ObjectType) -> None:
    if object_type.value in run.done_types:
        return
    run.next_type(object_type.value)
    if are_planned(run.id, object_type):
        if not are_done(run.id):
            raise _SharedError
        add_up(run, work.fingerprint)
        return
    judge = work.judge(object_type)
    known = KnownPages.read(judge)
    # One session for all pages: to see each time whether it is alive would be one call more for each page.
    with agent_session() as agent:
        if run.after == 0 and len(ends := ends_of_shards(agent, judge, known)) > 1:
            plan(run, work.fingerprint, object_type, ends)
            raise _SharedError(workers=len(ends) - 1)
        _evaluate_pages(work, run, agent, judge, known, JudgedPage.END)


def _evaluate_pages(work: _Work, run: Run, agent: AgentSession, judge: Judge, known: KnownPages, end: int) -> None:
    """Judge and write all that follows, up to the id `end`. Pages that change nothing are noted some at a time: a run
    that is resumed judges them once more, and finds the same.
    """
    deadline = work.asked.deadline
    unsaved, kept = 0, list[JudgedPage]()
    while True:
        upto = min(known.end_after(run.after) or end, end)
        end_of_page = None if upto == JudgedPage.END else upto
        with work.costs.step(Step.READING):
            page = read_page(agent, judge, after=run.after, names=work.names, end=end_of_page)
        with work.costs.step(Step.JUDGING):
            judged, known_by = judge_or_recall(judge, page, known)
        run.add(judged.counts, judged.problems)
        run.costs.pages += 1
        run.costs.known += known_by is None
        kept += [] if known_by is None else [known_by]
        unsaved += 1
        run.after = page.window.end
        is_last = run.after >= end
        if is_last:
            run.type_done()
        over = deadline is not None and deadline.passed
        if judged.changes or is_last or over or unsaved >= PAGES_UNSAVED:
            work.write(run, judged.changes, kept)
            unsaved, kept = 0, []
        if is_last:
            return
        if over:
            raise _OutOfTimeError


def _end(work: _Work, run: Run) -> None:
    with work.costs.step(Step.COUNTING):
        beside = count_beside(run, work.group.id, {one.policy.object_type for one in work.policies})
    work.settle(run)
    finish(run, beside)
    began = Evaluation.objects.values_list("started_at", flat=True).get(pk=run.id)
    PolicyRow.objects.filter(pk__in=[one.policy.id for one in work.policies]).update(evaluated_at=began)
