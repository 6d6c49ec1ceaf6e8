# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging a page of objects: the domain's judgements, compared with the findings that are stored.

Nothing is written, and no run is needed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from omero_forms.domain.policies.evaluate import Case, Judgement, ObjectFacts, ReadyPolicy, evaluate, first_seen_at
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import ScopeFacts, in_scope
from omero_forms.domain.refs import ObjectType
from omero_forms.models import Finding
from omero_forms.selectors.facts import case_of, submission_facts
from omero_forms.selectors.windows import Range, Window
from omero_forms.services.evaluations.counts import Counts, PolicyProblem
from omero_forms.services.evaluations.findings import JUDGED, Changes, open_findings

logger = logging.getLogger(__name__)

LEFT_GROUP = "It was deleted or moved to another group."
LEFT_SCOPE = "It is no longer covered by the policy."
CHECK_FAILED = "The check of this object failed. An admin can find the reason in the workers' log."

Names = dict[int, tuple[str, str]]
"""User name and full name by person id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """By what objects of one type in one group are judged: policies about that type, at one moment."""

    group_id: int
    object_type: ObjectType
    policies: Sequence[ReadyPolicy]
    now: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Objects of a group as OMERO has them: of a range all that there are, else those of some ids that are there."""

    objects: Sequence[ObjectFacts]
    scopes: Mapping[int, ScopeFacts]
    names: Names
    window: Window


@dataclass(slots=True)
class Judged:
    """What judging a page comes to: what has to be written, what was counted, and what could not be judged."""

    counts: Counts
    problems: list[PolicyProblem]
    changes: Changes = field(default_factory=Changes)

    def note(self, policy_id: int, message: str) -> None:
        """Keep what could not be judged, each thing once however many objects it concerns."""
        problem = PolicyProblem(policy_id, message)
        if problem not in self.problems:
            self.problems.append(problem)


def judge_page(judge: Judge, page: Page) -> Judged:
    """Judge the objects of a page and compare them with the findings that are stored."""
    stored = open_findings([one.policy.id for one in judge.policies], judge.object_type.value, page.window)
    form_ids = {form.form_id for one in judge.policies for form in one.policy.forms}
    submissions = submission_facts(form_ids, judge.object_type.value, page.window)
    judged = Judged(
        Counts.of(one.policy.id for one in judge.policies),
        [PolicyProblem(one.policy.id, one.broken) for one in judge.policies if one.broken],
    )
    for facts in page.objects:
        identity = (facts.id, facts.creation_event)
        statuses = {}
        for one in judge.policies:
            if not in_scope(one.policy.selector, page.scopes[facts.id], judge.zone):
                continue
            known = stored.pop((one.policy.id, *identity), None)
            case = case_of(facts, known.first_seen if known else _first_seen(judge, one, facts), submissions)
            judgement = _judge(judge, one, case, judged)
            statuses[one.policy.id] = judgement.status
            fresh = _finding(judge, page, one, case, judgement, known)
            if fresh is not None:
                judged.changes.put.append(fresh)
        judged.counts.count(statuses)
    if isinstance(page.window, Range):
        _close_left(page, stored.values(), judged.changes)
    return judged


def _close_left(page: Page, left: Iterable[Finding], changes: Changes) -> None:
    """Close what is stored for the page and was not found in its scope."""
    present = {(facts.id, facts.creation_event) for facts in page.objects}
    for one in left:
        is_there = (one.object_id, one.creation_event) in present
        changes.close[LEFT_SCOPE if is_there else LEFT_GROUP].append(one.pk)


def _first_seen(judge: Judge, one: ReadyPolicy, facts: ObjectFacts) -> datetime:
    return first_seen_at(created=facts.created, previous_evaluation=one.evaluated_before, now=judge.now)


def _judge(judge: Judge, one: ReadyPolicy, case: Case, judged: Judged) -> Judgement:
    """The domain's judgement; whatever fails becomes an error on this object, and is logged."""
    try:
        return evaluate(one, case, judge.now, judge.zone)
    except Exception:  # one object must not hide all others
        logger.exception("policy %d failed for object %d", one.policy.id, case.object.id)
        judged.note(one.policy.id, CHECK_FAILED)
        return Judgement(Status.ERROR, reason=CHECK_FAILED)


def _finding(
    judge: Judge, page: Page, one: ReadyPolicy, case: Case, judgement: Judgement, known: Finding | None
) -> Finding | None:
    """The row to write, or None when the stored one says the same already."""
    fresh = Finding(
        policy_id=one.policy.id,
        object_type=judge.object_type.value,
        object_id=case.object.id,
        creation_event=case.object.creation_event,
        first_seen=case.first_seen,
        since=_began(judgement, judge.now),
        changed_at=judge.now,
        **judged_columns(judge.group_id, case.object, page.names, judgement),
    )
    if known is None:
        return fresh
    if all(getattr(fresh, column) == getattr(known, column) for column in JUDGED):
        return None
    failing_before = known.status in FAILING
    if failing_before == judgement.failing and (judgement.failing or known.status == fresh.status):
        fresh.since = known.since
    return fresh


def judged_columns(group_id: int, facts: ObjectFacts, names: Names, judgement: Judgement) -> dict[str, Any]:
    """What `findings.JUDGED` names: all of a finding that is neither its key nor a time of ours."""
    owner_name, owner_full_name = names.get(facts.owner_id, ("", ""))
    return {
        "group_id": group_id,
        "name": facts.name,
        "owner_id": facts.owner_id,
        "owner_name": owner_name,
        "owner_full_name": owner_full_name,
        "status": judgement.status.value,
        "lacking": list(judgement.lacking),
        "outdated_versions": [
            [form.form_id, form.version]
            for form in judgement.forms
            if form.version is not None and form.form_id in judgement.lacking
        ],
        "reason": judgement.reason,
        "due": judgement.due,
    }


def _began(judgement: Judgement, now: datetime) -> datetime:
    """Since when the status holds: a failing one since its due date passed, seen then or later."""
    if judgement.failing and judgement.late_from is not None:
        return min(judgement.late_from, now)
    return now
