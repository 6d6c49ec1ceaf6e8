# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging the objects that changed: those that the event log named, and those that somebody answered for.

What it finds is what a full run would find. It builds on one: a group whose policies are others than those of its last
run is evaluated as a whole (`groups_due`), and its objects are not judged before. While a run is under way in a group,
its objects wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.evaluate import ObjectRow
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import changes
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, Finding, LogCursor, PolicyRow, RecordState, Submission, Touched
from omero_forms.selectors.facts import ready_policy
from omero_forms.selectors.policies import active_policies, policies_fingerprint
from omero_forms.selectors.windows import Ids, Window, pages
from omero_forms.services.evaluations.judge import Judge, Judged, Names, judge_page
from omero_forms.services.evaluations.pages import complete_page, read_page
from omero_forms.services.evaluations.runs import Run, RunLostError, begin_between, end_between, last_counted
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.evaluations.write import write_between
from omero_forms.services.records.gate import check_site

CHUNK: Final = 1000
"""Objects judged together: as many as OMERO is asked for by id at once."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some objects of a type that changed, and the rows that say so."""

    object_type: ObjectType
    ids: frozenset[int]
    said_by: QuerySet[Any]
    forget: Callable[[QuerySet[Any]], object]

    def done(self, waiting: Collection[int]) -> None:
        """Forget what said so, but for the objects that wait."""
        with short_write():
            self.forget(self.said_by.exclude(object_id__in=waiting))


def judge_changed(now: datetime | None = None, deadline: Deadline | None = None) -> int:
    """Judge all objects that changed, until the deadline; how many findings were written.

    Raises what keeps OMERO from being asked. Safe to run twice, and at once in several workers.
    """
    check_site()
    by_group = _Groups(now or timezone.now())
    written = 0
    for chunk in _chunks():
        waiting: set[int] = set()
        if by_group.policies_for(chunk.object_type):
            with agent_session() as agent:
                check_server(agent.server_uuid)
                written += _judge_chunk(agent, by_group, chunk, waiting)
        chunk.done(waiting)
        if deadline is not None and deadline.passed:
            break
    return written


def _chunks() -> Iterable[_Chunk]:
    """What changed, type by type; each row is handed out once, also where it is to wait."""
    answered = Submission.objects.filter(judged=False, record__state=RecordState.RECORDED)
    for object_type in ObjectType:
        for rows, forget in ((Touched.objects.all(), _delete), (answered, _mark_judged)):
            for page in pages(rows.filter(object_type=object_type.value), "object_id", size=CHUNK):
                said_by = rows.model.objects.filter(pk__in=[pk for pk, _one in page])
                yield _Chunk(object_type, frozenset(one for _pk, one in page), said_by, forget)


def _delete(rows: QuerySet[Any]) -> None:
    rows.delete()


def _mark_judged(rows: QuerySet[Any]) -> None:
    rows.update(judged=True)


def _policies_by_group() -> dict[int, list[PolicyRow]]:
    found: dict[int, list[PolicyRow]] = defaultdict(list)
    for row in active_policies():
        found[row.group_id].append(row)
    return dict(found)


@dataclass(slots=True)
class _Groups:
    """The policies of all groups, read once, and what is known of the people in them."""

    now: datetime
    names: Names = field(default_factory=dict)
    rows: dict[int, list[PolicyRow]] = field(default_factory=_policies_by_group)
    bases: dict[int, int | None] = field(default_factory=dict)
    judges: dict[tuple[int, ObjectType], Judge] = field(default_factory=dict)

    def policies_for(self, object_type: ObjectType) -> dict[int, list[PolicyRow]]:
        """Policies about a type, by group."""
        found = {
            group: [row for row in rows if row.object_type == object_type.value] for group, rows in self.rows.items()
        }
        return {group: rows for group, rows in found.items() if rows}

    def is_settled(self, group_id: int) -> bool:
        """Whether the last run over a group was by these policies, so that there is something to build on."""
        if group_id not in self.bases:
            last = _current_run(group_id, self.rows[group_id])
            self.bases[group_id] = None if last is None else last.pk
            if last is not None:
                complete_verdicts(group_id=group_id)
        return self.bases[group_id] is not None

    def is_still_settled(self, group_id: int) -> bool:
        """Whether that run is still the last one: another may have been by policies that came after these were read."""
        last = last_counted(group_id)
        return last is not None and last.pk == self.bases[group_id]

    def judge(self, group_id: int, object_type: ObjectType) -> Judge:
        """By what objects of a type in a group are judged. Kept, with the cases that it has judged."""
        known = self.judges.get((group_id, object_type))
        if known is None:
            rows = self.policies_for(object_type)[group_id]
            known = self.judges[group_id, object_type] = Judge(
                group_id=group_id,
                object_type=object_type,
                policies=[ready_policy(row) for row in rows],
                now=self.now,
                zone=ZoneInfo(conf().time_zone),
            )
        return known


def _current_run(group_id: int, rows: Sequence[PolicyRow]) -> Evaluation | None:
    """The last run over a group, if it was by these policies and missed nothing that happened before it."""
    last = last_counted(group_id)
    if last is None or last.cursor.get("policies") != policies_fingerprint(rows):
        return None
    whole_since = LogCursor.objects.filter(pk=1).values_list("whole_since", flat=True).first()
    return last if whole_since is None or last.started_at >= whole_since else None


def groups_due() -> list[int]:
    """Groups to be evaluated as a whole at once: their policies, or the versions that these ask for, are others than
    those of their last run. A group whose last run failed waits for its turn.
    """
    due = []
    for group_id, rows in _policies_by_group().items():
        newest = Evaluation.objects.filter(group_id=group_id).order_by("-id").first()
        runs_or_failed = newest is not None and (newest.finished_at is None or newest.failed)
        if not runs_or_failed and _current_run(group_id, rows) is None:
            due.append(group_id)
    return due


def _judge_chunk(agent: AgentSession, by_group: _Groups, chunk: _Chunk, waiting: set[int]) -> int:
    """Judge the objects of a chunk in the groups that they are in, and in those that they have findings in."""
    policies = by_group.policies_for(chunk.object_type)
    present = changes.objects_by_ids(agent, chunk.object_type, sorted(chunk.ids))
    concerned: dict[int, set[int]] = defaultdict(set)
    for group_id, objects in present.items():
        concerned[group_id] |= {one.id for one in objects}
    stored = Ids(chunk.ids).of(Finding.objects.filter(object_type=chunk.object_type.value, closed_at__isnull=True))
    for group_id, one in stored.values_list("group_id", "object_id"):
        concerned[group_id].add(one)
    written = 0
    for group_id in concerned.keys() & policies.keys():
        ids = frozenset(concerned[group_id])
        if not by_group.is_settled(group_id):
            if Evaluation.objects.filter(group_id=group_id, finished_at__isnull=True).exists():
                waiting |= ids
            continue  # else a full run is due, which finds all of it
        run = begin_between(group_id=group_id, group_name=policies[group_id][0].group_name)
        if run is None:
            waiting |= ids
            continue
        try:
            if not by_group.is_still_settled(group_id):
                waiting |= ids
                continue
            judge, here = by_group.judge(group_id, chunk.object_type), present.get(group_id, [])
            written += _judge_group(agent, judge, run, here, ids, by_group.names)
        except RunLostError:
            waiting |= ids
        finally:
            end_between(run)
    return written


def _judge_group(
    agent: AgentSession, judge: Judge, run: Run, here: list[ObjectRow], ids: frozenset[int], names: Names
) -> int:
    named = Ids(ids)
    judged = judge_page(judge, complete_page(agent, judge, here, named, names), count_before=True)
    written = _write(judge, run, named, judged)
    left = sorted(judged.absent)
    while left:
        page = read_page(agent, judge, after=left[0] - 1, names=names)
        written += _write(judge, run, page.window, judge_page(judge, page, count_before=True))
        upto = page.window.upto
        left = [] if upto is None else [one for one in left if one > upto]
    return written


def _write(judge: Judge, run: Run, window: Window, judged: Judged) -> int:
    return write_between(
        run,
        judged.changes,
        group_id=judge.group_id,
        object_type=judge.object_type,
        window=window,
        before=judged.before,
        after=judged.counts,
    )
