# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a worker does of a run: type by type and page by page, or shard by shard where several share a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.policies.evaluate import ReadyPolicy
from omero_forms.domain.policies.runs import Step
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import JudgedPage
from omero_forms.services.evaluations.beside import count_beside
from omero_forms.services.evaluations.costs import Costs
from omero_forms.services.evaluations.findings import Changes, of_ended_policies
from omero_forms.services.evaluations.judge import Judge, Names
from omero_forms.services.evaluations.judged_pages import KnownPages, forget, judge_or_recall
from omero_forms.services.evaluations.pages import read_page
from omero_forms.services.evaluations.runs import Run, RunLostError, finish, let_go
from omero_forms.services.evaluations.shards import add_up, are_done, are_planned, ends_of_shards, plan, take
from omero_forms.services.evaluations.write import Pace, write_changes

PAGES_UNSAVED = 8
"""Pages without a change after which a run notes how far it is, and renews its lease: about a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked for a run, and for when."""

    task_id: str
    root_id: str
    now: datetime
    deadline: Deadline | None
    invite: Callable[[int], None]


class OutOfTimeError(Exception):
    """The deadline has passed; all that was judged is written."""


class _SharedError(Exception):
    """A large group: its shards are planned, and are to be worked at without holding the run. So many more workers
    would find something to do.
    """

    def __init__(self, workers: int = 0) -> None:
        super().__init__()
        self.workers = workers


@dataclass(slots=True, kw_only=True)
class Work:
    """What is done over a group in this process, and how much of it was written so far."""

    group: directory.GroupFacts
    policies: Sequence[ReadyPolicy]
    fingerprint: str
    asked: Asked
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


def evaluate_types(work: Work, run: Run) -> int | None:
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
def _held(work: Work, run: Run) -> Iterator[None]:
    """Give it back whatever happens (OMERO gone, told to stop): the next task goes on from the cursor at once."""
    try:
        yield
    except RunLostError:
        raise
    except BaseException:
        work.settle(run)
        let_go(run)
        raise


def work_at_shards(work: Work, run_id: int) -> None:
    """Work at shards of a run until none is free. One that another worker took over meanwhile is theirs."""
    while (shard := take(run_id, work.asked.task_id)) is not None:
        judge = work.judge(ObjectType(shard.object_type))
        with suppress(RunLostError), _held(work, shard), agent_session() as agent:
            _evaluate_pages(work, shard, agent, judge, KnownPages.read(judge), shard.upto)
            work.settle(shard)
            let_go(shard)


def _close_ended(work: Work, run: Run) -> None:
    """Close findings of policies that ended, and of those that are about another type now."""
    changes = of_ended_policies(work.group.id, {one.policy.id: one.policy.object_type for one in work.policies})
    if changes:
        with short_write():
            forget(work.group.id)
    work.write(run, changes)


def _evaluate_type(work: Work, run: Run, object_type: ObjectType) -> None:
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


def _evaluate_pages(work: Work, run: Run, agent: AgentSession, judge: Judge, known: KnownPages, end: int) -> None:
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
            raise OutOfTimeError


def _end(work: Work, run: Run) -> None:
    with work.costs.step(Step.COUNTING):
        beside = count_beside(run, work.group.id, {one.policy.object_type for one in work.policies})
    work.settle(run)
    crash_point("judged")
    finish(run, beside, policies=[one.policy.id for one in work.policies])
