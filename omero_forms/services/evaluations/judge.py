# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging a page of objects: the domain's verdicts, compared with the findings that are stored."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.policies.evaluate import (
    FAILING,
    Case,
    Judgement,
    ObjectFacts,
    ReadyPolicy,
    Status,
    evaluate,
    first_seen_at,
    worst,
)
from omero_forms.domain.policies.policy import ScopeFacts, in_scope
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.directory import GroupFacts
from omero_forms.models import Finding
from omero_forms.selectors.judging import submission_facts
from omero_forms.selectors.windows import Range, Window
from omero_forms.services.evaluations.findings import Changes, Pace, open_findings
from omero_forms.services.evaluations.runs import Run

logger = logging.getLogger(__name__)

LEFT_GROUP = "It was deleted or moved to another group."
LEFT_SCOPE = "It is no longer covered by the policy."
CHECK_FAILED = "The check of this object failed. An admin can find the reason in the workers' log."


@dataclass(slots=True)
class RunContext:
    """What stays the same during a run."""

    group: GroupFacts
    run: Run
    fingerprint: str
    now: datetime
    zone: ZoneInfo
    # User name and full name by person id.
    names: dict[int, tuple[str, str]]
    pace: Pace = field(default_factory=Pace)
    written: int = 0


def judge_page(
    context: RunContext,
    object_type: ObjectType,
    page: list[ObjectFacts],
    scopes: dict[int, ScopeFacts],
    policies: list[ReadyPolicy],
    window: Window,
) -> Changes:
    """Compare a page of objects with its stored findings; also counts it."""
    run = context.run
    stored = open_findings([one.policy.id for one in policies], object_type.value, window)
    form_ids = {form.form_id for one in policies for form in one.policy.forms}
    submissions = submission_facts(form_ids, object_type.value, window)
    changes = Changes()
    present = set()
    for facts in page:
        present.add((facts.id, facts.creation_event))
        statuses: list[Status] = []
        for one in policies:
            if not in_scope(one.policy.selector, scopes[facts.id], context.zone):
                continue
            known = stored.pop((one.policy.id, facts.id, facts.creation_event), None)
            seen = known.first_seen if known else _first_seen(context, one, facts)
            case = Case(
                object=facts,
                first_seen=seen,
                submissions=submissions.get((facts.id, facts.creation_event), ()),
            )
            judged = _judge(context, one, case)
            statuses.append(judged.status)
            run.counts.policies.setdefault(one.policy.id, Counter())[judged.status.value] += 1
            run.counts.policies[one.policy.id]["objects"] += 1
            fresh = _finding(context, one, object_type, facts, judged, known, seen)
            if fresh is not None:
                changes.put.append(fresh)
        if statuses:
            # An object that several policies judge is counted once, by the worst of them.
            run.counts.totals[worst(statuses).value] += 1
            run.counts.totals["objects"] += 1
    if isinstance(window, Range):
        for (_policy, object_id, event), left in stored.items():
            gone = LEFT_SCOPE if (object_id, event) in present else LEFT_GROUP
            changes.close[gone].append(left.pk)
    return changes


def _first_seen(context: RunContext, one: ReadyPolicy, facts: ObjectFacts) -> datetime:
    return first_seen_at(created=facts.created, previous_evaluation=one.evaluated_before, now=context.now)


def _judge(context: RunContext, one: ReadyPolicy, case: Case) -> Judgement:
    """The domain's judgement; whatever fails becomes an error on this object, and is logged."""
    try:
        return evaluate(one, case, context.now, context.zone)
    except Exception:  # one object must not hide all others
        logger.exception("policy %d failed for object %d", one.policy.id, case.object.id)
        context.run.note(one.policy.id, CHECK_FAILED)
        return Judgement(Status.ERROR, reason=CHECK_FAILED)


def _finding(
    context: RunContext,
    one: ReadyPolicy,
    object_type: ObjectType,
    facts: ObjectFacts,
    judged: Judgement,
    known: Finding | None,
    first_seen: datetime,
) -> Finding | None:
    """The row to write, or None when the stored one says the same already."""
    outdated = [
        [form.form_id, form.version]
        for form in judged.forms
        if form.version is not None and form.form_id in judged.lacking
    ]
    owner_name, owner_full_name = context.names.get(facts.owner_id, ("", ""))
    fresh = Finding(
        policy_id=one.policy.id,
        group_id=context.group.id,
        object_type=object_type.value,
        object_id=facts.id,
        creation_event=facts.creation_event,
        name=facts.name,
        owner_id=facts.owner_id,
        owner_name=owner_name,
        owner_full_name=owner_full_name,
        status=judged.status.value,
        lacking=list(judged.lacking),
        outdated_versions=outdated,
        reason=judged.reason,
        first_seen=first_seen,
        due=judged.due,
        since=context.now,
        changed_at=context.now,
    )
    if known is None:
        fresh.since = _began(judged, context.now)
        return fresh
    if all(getattr(fresh, column) == getattr(known, column) for column in _COMPARED):
        return None
    failing_before = known.status in FAILING
    if failing_before == judged.failing and (judged.failing or known.status == fresh.status):
        fresh.since = known.since
    else:
        fresh.since = _began(judged, context.now)
    return fresh


_COMPARED = (
    "status", "due", "lacking", "outdated_versions", "reason", "name", "owner_id", "owner_name",
    "owner_full_name", "group_id",
)  # fmt: skip
"""Columns that are compared to decide whether a finding changed. Timestamps that we set ourselves are not."""


def _began(judged: Judgement, now: datetime) -> datetime:
    """Since when the status holds: a failing one since its due date passed, seen then or later."""
    if judged.failing and judged.late_from is not None:
        return min(judged.late_from, now)
    return now
