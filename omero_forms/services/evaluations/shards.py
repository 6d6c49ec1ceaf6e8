# SPDX-License-Identifier: AGPL-3.0-or-later
"""A large group is shared: its objects of a type are cut into ranges of ids, and each worker takes one after the other.

Who plans them holds the run, and gives it back. A shard is leased, resumed and lost as a run is, and has numbers of its
own. Who sees all of them done takes the run again and adds them up. A worker that dies leaves its shard to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import enumeration
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit.leases import claim, free
from omero_forms.kit.transactions import short_write
from omero_forms.models import Evaluation, JudgedPage, Shard
from omero_forms.services.evaluations import pages
from omero_forms.services.evaluations.costs import Costs
from omero_forms.services.evaluations.counts import Counts, PolicyProblem
from omero_forms.services.evaluations.judge import Judge
from omero_forms.services.evaluations.judged_pages import KnownPages
from omero_forms.services.evaluations.runs import LEASE, STALE_AFTER, Run, hold, save_progress

SHARD_PAGES: Final = 25
"""Pages of a shard: some seconds of work, so that none is left alone for long at the end."""


@dataclass(slots=True)
class ShardRun(Run):
    """A range of a run that this worker holds; all up to the id `after` is written."""

    upto: int = JudgedPage.END

    def progress(self, fingerprint: str) -> dict[str, Any]:  # noqa: ARG002  (the run itself keeps it)
        """The columns of the shard."""
        return {
            "after": self.after,
            "done": bool(self.done_types),
            "counts": self.counts.as_json(),
            "problems": self.problems_json(),
            "costs": self.costs.as_json(),
        }


def ends_of_shards(agent: AgentSession, judge: Judge, known: KnownPages) -> list[int]:
    """The last ids of the shards of a type; one for a group that is not large. They end where pages that are known do,
    or, where none is, cut the ids into equal parts.
    """
    if known.pages:
        ends = [one.upto for one in known.pages[SHARD_PAGES - 1 :: SHARD_PAGES]]
        return [*(one for one in ends if one != JudgedPage.END), JudgedPage.END]
    count, first, last = enumeration.extent(agent, judge.group_id, judge.object_type)
    parts = max(1, count // (SHARD_PAGES * pages.PAGE))
    return [*(first + (last - first) * number // parts for number in range(1, parts)), JudgedPage.END]


def plan(run: Run, fingerprint: str, object_type: ObjectType, ends: Sequence[int]) -> None:
    """Store the shards of a type. The run says so, and is to be given back."""
    with short_write():
        hold(run)
        starts = [0, *ends[:-1]]
        Shard.objects.bulk_create(
            Shard(evaluation_id=run.id, object_type=object_type.value, after=after, upto=upto)
            for after, upto in zip(starts, ends, strict=True)
        )
        save_progress(run, fingerprint)


def take(run_id: int, task_id: str) -> ShardRun | None:
    """A shard of the run that nobody is at; None while there is none."""
    # The broker hands a message out again when its worker died: no need to wait for the lease.
    is_mine = Q(task_id=task_id) if task_id else None
    is_free = free(timezone.now(), LEASE) if is_mine is None else free(timezone.now(), LEASE) | is_mine
    waiting = Shard.objects.filter(is_free, evaluation=run_id, done=False)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        lease = claim(Shard.objects.filter(pk=pk), LEASE, only_if=Q(done=False), or_if=is_mine, task_id=task_id)
        row = lease.held.first() if lease is not None else None
        if lease is not None and row is not None:
            problems = PolicyProblem.read(row.problems)
            counts = Counts.from_json(row.counts)
            costs = Costs.from_json(row.costs)
            return ShardRun(run_id, lease, counts, [], row.object_type, row.after, problems, costs, upto=row.upto)
    return None


def are_planned(run_id: int, object_type: ObjectType) -> bool:
    """Whether the run has shards of the type."""
    return Shard.objects.filter(evaluation=run_id, object_type=object_type.value).exists()


def are_done(run_id: int) -> bool:
    """Whether there are shards of the run, and all of them are done."""
    states = list(Shard.objects.filter(evaluation=run_id).values_list("done", flat=True))
    return bool(states) and all(states)


def add_up(run: Run, fingerprint: str) -> None:
    """Take the numbers of all shards, which are done, into the run; its type is done with them."""
    with short_write():
        hold(run)
        for row in Shard.objects.filter(evaluation=run.id).order_by("pk"):
            run.add(Counts.from_json(row.counts), PolicyProblem.read(row.problems))
            run.costs.add(Costs.from_json(row.costs))
        run.type_done()
        save_progress(run, fingerprint)
        Shard.objects.filter(evaluation=run.id).delete()


def shared_run(group_id: int, fingerprint: str) -> int | None:
    """The run over a group by these policies in which shards are not done; None where it has become old, too."""
    unfinished = Evaluation.objects.filter(
        group_id=group_id,
        finished_at__isnull=True,
        cursor__policies=fingerprint,
        started_at__gte=timezone.now() - STALE_AFTER,
    )
    return Shard.objects.filter(evaluation__in=unfinished, done=False).values_list("evaluation", flat=True).first()


def somebody_is_at(run: Evaluation) -> bool:
    """Whether a living worker has a shard of the run."""
    return Shard.objects.filter(evaluation=run, lease_until__gt=timezone.now()).exists()
