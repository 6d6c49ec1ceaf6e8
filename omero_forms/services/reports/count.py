# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of each day: what is found in a group, by policy, form and person, as it was at the day's end.

They are brought up to date whenever an evaluation has other numbers, and once a day in any case; what was written last
on a day stays. A row is written only where something changed.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from omero_forms.domain.canonical import canonical
from omero_forms.domain.policies.tallies import Heading, Totals, added, by_form
from omero_forms.kit.clocks import day_of
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.transactions import short_write
from omero_forms.models import CountedGroup, DayCount, Evaluation, PolicyRow
from omero_forms.selectors.evaluations import last_counted
from omero_forms.selectors.findings import alike, by_owner
from omero_forms.selectors.policies import policies_by_group

logger = logging.getLogger(__name__)

Key = tuple[Heading, str]


def count_due(deadline: Deadline, *, now: datetime | None = None) -> int:
    """Count the groups whose numbers changed, or that were not counted today; how many those are.

    Safe to run twice, and at once in several workers: who is last has the newer numbers.
    """
    policies = policies_by_group()
    known = set(CountedGroup.objects.exclude(group_id=DayCount.EVERY_GROUP).values_list("group_id", flat=True))
    # What has no policy any more is counted once again: as nothing.
    return _count_some(policies, sorted(policies.keys() | known), deadline, now or timezone.now())


def count_group(group_id: int, *, now: datetime | None = None) -> bool:
    """Count a group that was evaluated just now, if its numbers changed; whether they did."""
    return bool(_count_some(policies_by_group([group_id]), [group_id], None, now or timezone.now()))


def count_evaluated(group_id: int) -> None:
    """The same, so that the report has its numbers by form and person now. The evaluation is over, whatever becomes of
    this: the next look at all groups counts what was not.
    """
    try:
        count_group(group_id)
    except Exception:  # a fault here is none of the evaluation
        logger.exception("group %d is not counted yet", group_id)


def _count_some(
    policies: Mapping[int, Sequence[PolicyRow]], group_ids: Sequence[int], deadline: Deadline | None, moment: datetime
) -> int:
    today = day_of(moment)
    known = CountedGroup.objects.in_bulk(group_ids)
    evaluations = last_counted(policies.keys())
    done = 0
    for group_id in group_ids:
        digest = _digest(evaluations.get(group_id))
        row = known.get(group_id)
        if row is not None and row.digest == digest and (row.day == today or group_id not in policies):
            continue
        if deadline is not None and deadline.passed:
            break
        _count(group_id, policies.get(group_id, ()), evaluations.get(group_id), digest, today, moment)
        done += 1
    if done:
        crash_point("counted")
    if done or not _is_added_up():
        _add_up(today, moment)
    return done


def _is_added_up() -> bool:
    """Not where a worker died between a group and the sum."""
    counted = CountedGroup.objects.order_by("-counted_at")
    last = counted.exclude(group_id=DayCount.EVERY_GROUP).values_list("counted_at", flat=True).first()
    return last is None or counted.filter(group_id=DayCount.EVERY_GROUP, counted_at__gte=last).exists()


def _digest(evaluation: Evaluation | None) -> str:
    if evaluation is None or evaluation.finished_at is None:
        return ""
    said = [evaluation.finished_at.isoformat(), evaluation.counts]
    return hashlib.sha256(canonical(said)).hexdigest()


def _count(
    group_id: int,
    policies: Sequence[PolicyRow],
    evaluation: Evaluation | None,
    digest: str,
    today: date,
    moment: datetime,
) -> None:
    wanted: dict[Key, Totals] = {}
    if evaluation is not None and policies:
        counts, ids = evaluation.counts, [one.pk for one in policies]
        asked = {one.pk: [form.form_id for form in one.forms.all()] for one in policies}
        wanted[Heading.GROUP, ""] = {"objects": 0, **counts.get("totals", {})}
        for policy_id in ids:
            wanted[Heading.POLICY, str(policy_id)] = {
                "objects": 0,
                **counts.get("policies", {}).get(str(policy_id), {}),
            }
        for form_id, totals in by_form(alike(ids), asked).items():
            wanted[Heading.FORM, form_id] = totals
        for owner_id, totals in by_owner(ids).items():
            wanted[Heading.PERSON, str(owner_id)] = totals
    with short_write():
        _hold(group_id, digest, today, moment)
        _put(group_id, wanted, today)


def _add_up(today: date, moment: datetime) -> None:
    """The sum over all groups, so that it is there without asking each of them."""
    now = DayCount.objects.filter(heading=Heading.GROUP, until__isnull=True)
    with short_write():
        _hold(DayCount.EVERY_GROUP, "", today, moment)
        groups = now.exclude(group_id=DayCount.EVERY_GROUP).values_list("totals", flat=True)
        _put(DayCount.EVERY_GROUP, {(Heading.GROUP, ""): added(groups)}, today)


def _hold(group_id: int, digest: str, today: date, moment: datetime) -> None:
    """Whoever else counts the group waits here until this transaction ends."""
    said = {"day": today, "counted_at": moment, "digest": digest}
    CountedGroup.objects.update_or_create(group_id=group_id, defaults=said)


def _put(group_id: int, wanted: Mapping[Key, Totals], today: date) -> None:
    """Let these be what holds from today on; what holds already is left alone."""
    gone: list[int] = []
    ended: list[int] = []
    changed: list[DayCount] = []
    new = dict(wanted)
    for row in DayCount.objects.filter(group_id=group_id, until__isnull=True):
        totals = new.pop((Heading(row.heading), row.key), None)
        if totals == row.totals:
            continue
        # A clock that was set back changes no past.
        if row.day < today:
            ended.append(row.pk)
            if totals is not None:
                new[Heading(row.heading), row.key] = totals
        elif totals is None:
            gone.append(row.pk)
        else:
            row.totals = totals
            changed.append(row)
    DayCount.objects.filter(pk__in=gone).delete()
    DayCount.objects.filter(pk__in=ended).update(until=today)
    DayCount.objects.bulk_update(changed, ["totals"], batch_size=200)
    DayCount.objects.bulk_create(
        DayCount(group_id=group_id, heading=heading, key=key, day=today, totals=totals)
        for (heading, key), totals in new.items()
    )
