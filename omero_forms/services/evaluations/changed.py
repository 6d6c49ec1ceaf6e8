# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging the objects that changed: those that the event log named, and those that somebody answered for.

What it finds is what a full run would find. It builds on one: a group whose policies are others than those of its last
run is evaluated as a whole (`groups_due`), and its objects are not judged before. While a run is under way in a group,
its objects wait.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.evaluate import ObjectRow, ReadyPolicy
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import changes
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.clocks import last_night
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, Finding, PolicyRow, RecordState, Submission, Touched
from omero_forms.selectors.evaluations import current_runs, last_counted_of
from omero_forms.selectors.facts import ready_policies
from omero_forms.selectors.policies import policies_by_group
from omero_forms.selectors.windows import Ids, Window, pages, windows_of
from omero_forms.services.evaluations.judge import Judge, Judged, Names, judge_page
from omero_forms.services.evaluations.pages import complete_page, learn_names, read_page
from omero_forms.services.evaluations.runs import Run, RunLostError, begin_between, end_between, note_since
from omero_forms.services.evaluations.shards import somebody_is_at
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.evaluations.when import AFTER_FAILURE, FOR_THE_NIGHT
from omero_forms.services.evaluations.write import write_between
from omero_forms.services.records.gate import check_site

CHUNK: Final = 10_000
"""Objects that are looked at together. To take a group costs as much as to judge some hundred objects of it, so that it
is not taken again for each few of them.
"""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some objects of a type that changed, and the rows that say so: primary key, object id."""

    object_type: ObjectType
    rows: QuerySet[Any]
    said_by: Sequence[tuple[int, int]]
    forget: Callable[[QuerySet[Any]], object]

    @property
    def ids(self) -> list[int]:
        """The objects, in order."""
        return sorted({one for _pk, one in self.said_by})

    def done(self, waiting: Collection[int]) -> None:
        """Forget what said so, but for the objects that wait."""
        for some in windows_of(pk for pk, one in self.said_by if one not in waiting):
            with short_write():
                self.forget(some.of(self.rows, "pk"))


@dataclass(slots=True)
class Looked:
    """What was judged of a group because it changed: objects, findings that changed by it, and objects that wait."""

    objects: int = 0
    changed: int = 0
    waiting: int = 0


def judge_changed(now: datetime | None = None, deadline: Deadline | None = None) -> int:
    """Judge all objects that changed, until the deadline; how many findings were written.

    Raises what keeps OMERO from being asked. Safe to run twice, and at once in several workers.
    """
    return sum(one.changed for one in judge_changed_by_group(now, deadline).values())


def judge_changed_by_group(now: datetime | None = None, deadline: Deadline | None = None) -> dict[int, Looked]:
    """The same, told by group."""
    check_site()
    by_group = _Groups(now or timezone.now())
    for chunk in _chunks():
        waiting: set[int] = set()
        if by_group.policies_for(chunk.object_type):
            with agent_session() as agent:
                check_server(agent.server_uuid)
                _judge_chunk(agent, by_group, chunk, waiting)
        chunk.done(waiting)
        if deadline is not None and deadline.passed:
            break
    return by_group.looked


def _chunks() -> Iterable[_Chunk]:
    """What changed, type by type; each row is handed out once, also where it is to wait."""
    answered = Submission.objects.filter(judged=False, record__state=RecordState.RECORDED)
    for object_type in ObjectType:
        for rows, forget in ((Touched.objects.all(), _delete), (answered, _mark_judged)):
            for page in pages(rows.filter(object_type=object_type.value), "object_id", size=CHUNK):
                yield _Chunk(object_type, rows.model.objects.all(), [(pk, one) for pk, one in page], forget)


def _delete(rows: QuerySet[Any]) -> None:
    rows.delete()


def _mark_judged(rows: QuerySet[Any]) -> None:
    rows.update(judged=True)


class _Groups:
    """The policies of all groups and the runs that were by them, read once, and what is known of the people in them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.names: Names = {}
        self.rows = policies_by_group()
        self.looked: dict[int, Looked] = defaultdict(Looked)
        self._judges: dict[tuple[int, ObjectType], Judge] = {}

    @cached_property
    def bases(self) -> dict[int, Evaluation]:
        """The last run over each group that is settled: it was by these policies, so that there is something to build
        on.
        """
        bases = current_runs(self.rows)
        complete_verdicts(group_ids=bases.keys())
        return bases

    @cached_property
    def _ready(self) -> dict[int, ReadyPolicy]:
        rows = [row for rows in self.rows.values() for row in rows]
        return {ready.policy.id: ready for ready in ready_policies(rows)}

    def policies_for(self, object_type: ObjectType) -> dict[int, list[PolicyRow]]:
        """Policies about a type, by group."""
        found = {
            group: [row for row in rows if row.object_type == object_type.value] for group, rows in self.rows.items()
        }
        return {group: rows for group, rows in found.items() if rows}

    def base_now(self, group_id: int) -> Evaluation | None:
        """That run with its numbers as they are now, if it is still the last one: another may have been by policies
        that came after these were read.
        """
        last = last_counted_of(group_id)
        return last if last is not None and last.pk == self.bases[group_id].pk else None

    def judge(self, group_id: int, object_type: ObjectType) -> Judge:
        """By what objects of a type in a group are judged. Kept, with the cases that it has judged."""
        known = self._judges.get((group_id, object_type))
        if known is None:
            known = self._judges[group_id, object_type] = Judge(
                group_id=group_id,
                object_type=object_type,
                policies=[self._ready[row.pk] for row in self.policies_for(object_type)[group_id]],
                now=self.now,
                zone=conf().zone,
            )
        return known


def groups_due(now: datetime | None = None) -> list[int]:
    """Groups to be evaluated as a whole at once: their policies, or the versions that these ask for, are others than
    those of their last run, or the run of the last night passed them over or was left unfinished. A group whose last
    run failed waits a while; one of which nothing is required any more, until the night.
    """
    moment = now or timezone.now()
    policies = policies_by_group()
    current = current_runs(policies)
    night = last_night(moment - FOR_THE_NIGHT)
    due = []
    for group_id in policies:
        if group_id in current and current[group_id].started_at >= night:
            continue
        newest = _newest_run(group_id)
        if newest is None or not _has_its_turn(newest, moment):
            due.append(group_id)
    return sorted([*due, *_left_behind(policies.keys(), moment)])


def _left_behind(known: Collection[int], now: datetime) -> list[int]:
    """Groups without any policy that is switched on, whose findings say still what those that ended found."""
    ended = PolicyRow.objects.filter(
        Exists(Finding.objects.filter(policy=OuterRef("pk"), closed_at__isnull=True)), ended_at__isnull=False
    )
    left = []
    for group_id in set(ended.exclude(group_id__in=known).values_list("group_id", flat=True)):
        newest = _newest_run(group_id)
        if newest is not None and not newest.failed and not _has_its_turn(newest, now):
            left.append(group_id)
    return left


def _newest_run(group_id: int) -> Evaluation | None:
    return Evaluation.objects.filter(group_id=group_id).order_by("-id").first()


def _has_its_turn(newest: Evaluation, now: datetime) -> bool:
    """Whether a worker is at the group, or its run failed a moment ago. A run that nobody holds is to be ended."""
    if newest.finished_at is None:
        return (newest.lease_until is not None and newest.lease_until > now) or somebody_is_at(newest)
    return bool(newest.failed) and newest.finished_at > now - AFTER_FAILURE


@dataclass(frozen=True, slots=True)
class _Taken:
    """A group that was taken for judging some of its objects, and the run that this builds on."""

    run: Run
    base: Evaluation

    def write(self, judge: Judge, window: Window, judged: Judged) -> int:
        """Write what was found of the objects of a window."""
        return write_between(
            self.run,
            self.base,
            judged.changes,
            object_type=judge.object_type,
            window=window,
            before=judged.before,
            after=judged.counts,
        )


def _judge_chunk(agent: AgentSession, by_group: _Groups, chunk: _Chunk, waiting: set[int]) -> None:
    """Judge the objects of a chunk in the groups that they are in, and in those that they have findings in."""
    policies = by_group.policies_for(chunk.object_type)
    present = changes.objects_by_ids(agent, chunk.object_type, chunk.ids)
    concerned: dict[int, set[int]] = defaultdict(set)
    for group_id, objects in present.items():
        concerned[group_id] |= {one.id for one in objects}
    learn_names(
        agent, (one for group_id in present.keys() & policies.keys() for one in present[group_id]), by_group.names
    )
    stored = Finding.objects.filter(object_type=chunk.object_type.value, closed_at__isnull=True)
    for some in windows_of(chunk.ids):
        for group_id, one in some.of(stored).values_list("group_id", "object_id"):
            concerned[group_id].add(one)
    for group_id in concerned.keys() & policies.keys():
        those = _Those(group_id, chunk.object_type, frozenset(concerned[group_id]), present.get(group_id, []))
        if not _judge_in_group(agent, by_group, those):
            by_group.looked[group_id].waiting += len(those.ids)
            waiting |= those.ids


@dataclass(frozen=True, slots=True)
class _Those:
    """Objects to be judged in a group, and those of them that are there."""

    group_id: int
    object_type: ObjectType
    ids: frozenset[int]
    here: Sequence[ObjectRow]


def _judge_in_group(agent: AgentSession, by_group: _Groups, those: _Those) -> bool:
    """Judge them, unless a full run is due, which finds all of it; False where they have to wait."""
    group_id = those.group_id
    if group_id not in by_group.bases:
        return not Evaluation.objects.filter(group_id=group_id, finished_at__isnull=True).exists()
    begun, looked, changed = time.monotonic(), by_group.looked[group_id], 0
    run = begin_between(group_id=group_id, group_name=by_group.rows[group_id][0].group_name)
    if run is None:
        return False
    try:
        base = by_group.base_now(group_id)
        if base is None:
            return False
        judge = by_group.judge(group_id, those.object_type)
        for named in windows_of(those.ids):
            here = [one for one in those.here if one.id in named.ids]
            changed += _judge_some(agent, judge, _Taken(run, base), here, named, by_group.names)
        note_since(base, objects=len(those.ids), changed=changed, seconds=time.monotonic() - begun)
        looked.objects += len(those.ids)
    except RunLostError:
        return False
    finally:
        looked.changed += changed
        end_between(run)
    return True


def _judge_some(
    agent: AgentSession, judge: Judge, group: _Taken, here: Sequence[ObjectRow], named: Ids, names: Names
) -> int:
    judged = judge_page(judge, complete_page(agent, judge, here, named, names), count_before=True)
    written = group.write(judge, named, judged)
    left = sorted(judged.absent)
    while left:
        page = read_page(agent, judge, after=left[0] - 1, names=names)
        written += group.write(judge, page.window, judge_page(judge, page, count_before=True))
        upto = page.window.upto
        left = [] if upto is None else [one for one in left if one > upto]
    return written
