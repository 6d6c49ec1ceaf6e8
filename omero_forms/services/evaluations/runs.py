# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of a running evaluation: who has it, how far it is, and what it counted so far.

A group has at most one unfinished run. Whoever holds its lease writes; each write renews the lease in
the same transaction as the findings, by the lease's token. A worker that was given up for dead and
wakes again therefore writes nothing more.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Subquery
from django.utils import timezone

from omero_forms.kit.clocks import latest_true
from omero_forms.kit.kept_writes import Rows, insert
from omero_forms.kit.leases import Lease, claim
from omero_forms.models import Evaluation, PolicyRow
from omero_forms.services.evaluations.costs import Costs
from omero_forms.services.evaluations.counts import Counts, PolicyProblem

LEASE = timedelta(seconds=60)
"""A run that wrote nothing for so long was left by its worker; another one goes on."""

STALE_AFTER = timedelta(hours=1)
"""What an older unfinished run wrote says too little of now: it starts again."""

KEEP_RUNS = timedelta(days=30)
"""Finished runs older than this go, but never the newest of a group."""


class RunLostError(Exception):
    """Another worker took the run over; this one stops without writing."""


@dataclass(slots=True)
class Run:
    """A run that this worker holds. `done_types` are finished; of `object_type`, everything up to id
    `after` is written.
    """

    id: int
    lease: Lease
    counts: Counts
    done_types: list[str]
    object_type: str
    after: int
    problems: list[PolicyProblem] = field(default_factory=list)
    costs: Costs = field(default_factory=Costs)

    def add(self, counts: Counts, problems: Iterable[PolicyProblem]) -> None:
        """Add what a page counted, and what could not be judged: each thing once however many pages it concerns."""
        self.counts.add(counts)
        self.problems.extend(one for one in problems if one not in self.problems)

    def problems_json(self) -> list[dict[str, Any]]:
        """The shape of `Evaluation.problems`."""
        return [asdict(problem) for problem in self.problems]

    def progress(self, fingerprint: str) -> dict[str, Any]:
        """The columns that say how far it is."""
        return {
            "cursor": {
                "policies": fingerprint,
                "done": self.done_types,
                "type": self.object_type,
                "after": self.after,
            },
            "counts": self.counts.as_json(),
            "problems": self.problems_json(),
            "costs": self.costs.as_json(),
        }

    def next_type(self, object_type: str) -> None:
        """Begin with a type, unless the run was taken over in the middle of it."""
        if self.object_type != object_type:
            self.object_type, self.after = object_type, 0

    def type_done(self) -> None:
        """All objects of the present type are written."""
        self.done_types.append(self.object_type)
        self.object_type, self.after = "", 0


def begin(
    *, group_id: int, group_name: str, fingerprint: str, task_id: str, root_id: str, now: datetime | None = None
) -> Run | None:
    """Start a run of the group, or go on with one whose worker is gone; None while one is at work.

    `fingerprint` stands for the policies: a run left by a worker goes on from its cursor only if they
    are still the same.
    """
    moment = now or timezone.now()
    unfinished = Evaluation.objects.filter(group_id=group_id, finished_at__isnull=True)
    if not unfinished.exists():
        _create(group_id, group_name, fingerprint, moment)
    lease = claim(
        unfinished,
        LEASE,
        # The broker hands a message out again when its worker died: no need to wait for the lease.
        or_if=Q(task_id=task_id) if task_id else None,
        now=moment,
        task_id=task_id,
        root_id=root_id,
        begun=F("begun") + 1,
    )
    return None if lease is None else _go_on(lease, fingerprint, moment)


def begin_between(*, group_id: int, group_name: str) -> Run | None:
    """Take a group for judging some of its objects; None while a run over it is under way, or was left unfinished.

    It ends with `end_between`. What a dead worker left is a run that the next one begins anew.
    """
    token = secrets.token_hex(16)
    now = timezone.now()
    until = now + LEASE
    row = Evaluation(group_id=group_id, group_name=group_name, started_at=now, lease_owner=token, lease_until=until)
    try:
        # Of itself, and so without a transaction around it.
        insert(row)
    except IntegrityError:
        return None
    return Run(row.pk, Lease(Rows(Evaluation).filter(pk=row.pk), token, LEASE, until), Counts(), [], "", 0)


def end_between(run: Run) -> None:
    """Give the group back. Nothing is left of it but what was written."""
    run.lease.delete()


def recount(base: Evaluation, before: Counts, after: Counts) -> None:
    """Let the numbers of the last run that counted say what some objects are now; within the transaction that
    writes their findings. Whoever has the group taken is the only one to change them.
    """
    counts = Counts.from_json(base.counts)
    counts.replace(before, after)
    base.counts = counts.as_json()
    Rows(Evaluation).filter(pk=base.pk).update(counts=base.counts)


def note_since(base: Evaluation, *, objects: int, changed: int, seconds: float) -> None:
    """Let the run that was built upon say what was judged since, beside its own costs; while the group is taken."""
    was = base.since
    base.since = {
        "looks": was.get("looks", 0) + 1,
        "objects": was.get("objects", 0) + objects,
        "changed": was.get("changed", 0) + changed,
        "seconds": round(was.get("seconds", 0) + seconds, 3),
        "last_at": timezone.now().isoformat(),
    }
    Rows(Evaluation).filter(pk=base.pk).update(since=base.since)


def _create(group_id: int, group_name: str, fingerprint: str, now: datetime) -> None:
    # Another worker may make one at the same moment; the group has one then, and one of the two gets its lease.
    with suppress(IntegrityError), transaction.atomic():
        Evaluation.objects.create(
            group_id=group_id, group_name=group_name, started_at=now, cursor={"policies": fingerprint}
        )


def _go_on(lease: Lease, fingerprint: str, now: datetime) -> Run | None:
    row = lease.held.first()
    if row is None:
        return None
    is_recent = now - STALE_AFTER <= row.started_at <= latest_true(now)
    if row.cursor.get("policies") != fingerprint or not is_recent:
        row.cursor = {"policies": fingerprint}
        row.counts = {}
        row.problems = []
        row.costs = {}
        with transaction.atomic():
            lease.held.update(cursor=row.cursor, counts={}, problems=[], costs={}, started_at=now)
            row.shards.all().delete()
    return Run(
        row.pk,
        lease,
        Counts.from_json(row.counts),
        list(row.cursor.get("done", [])),
        row.cursor.get("type", ""),
        row.cursor.get("after", 0),
        PolicyProblem.read(row.problems),
        Costs.from_json(row.costs),
    )


def hold(run: Run) -> None:
    """Renew the lease, first thing in each writing transaction.

    Being a write, it takes SQLite's lock at once, so the transaction cannot fail half-way for want of it.

    Raises:
        RunLostError: another worker has the run.
    """
    if not run.lease.renew():
        raise RunLostError(run.id)


def save_progress(run: Run, fingerprint: str) -> None:
    """Write cursor, counts and problems, in the transaction of the last findings they cover."""
    run.lease.held.update(**run.progress(fingerprint))


def finish(
    run: Run, beside: Mapping[str, int] = MappingProxyType({}), *, policies: Collection[int] = frozenset()
) -> None:
    """End the run. What it could not judge stays beside what it counted, as does what no policy reaches. The policies
    know since when they were evaluated from the same moment on: what came into their scope later is new there.

    Raises:
        RunLostError: another worker has the run.
    """
    with transaction.atomic():
        hold(run)
        run.lease.release(
            finished_at=timezone.now(),
            counts=run.counts.as_json(),
            problems=run.problems_json(),
            costs=run.costs.as_json(),
            beside=dict(beside),
        )
        began = Evaluation.objects.filter(pk=run.id).values("started_at")
        PolicyRow.objects.filter(pk__in=policies).update(evaluated_at=Subquery(began))
    _forget_old_runs(run.id)


def let_go(run: Run) -> None:
    """Give the run back unfinished, for the next task to go on with at once."""
    run.lease.release(costs=run.costs.as_json())


def record_failure(*, group_id: int, group_name: str, task_id: str, root_id: str, reason: str) -> None:
    """Keep that a group could not be evaluated at all. Its findings stay as they were."""
    now = timezone.now()
    latest = (
        Evaluation.objects.filter(group_id=group_id, finished_at__isnull=False).order_by("-finished_at", "-id").first()
    )
    if latest is not None and latest.failed == reason and not latest.counts:
        # The same failure every few minutes is one row that is kept up to date.
        Evaluation.objects.filter(pk=latest.pk).update(finished_at=now, task_id=task_id, root_id=root_id)
        return
    Evaluation.objects.create(
        group_id=group_id,
        group_name=group_name,
        started_at=now,
        finished_at=now,
        task_id=task_id,
        root_id=root_id,
        failed=reason,
    )


def _forget_old_runs(newest_id: int) -> None:
    row = Evaluation.objects.get(pk=newest_id)
    Evaluation.objects.filter(group_id=row.group_id, finished_at__lt=timezone.now() - KEEP_RUNS).exclude(
        pk=newest_id
    ).delete()
