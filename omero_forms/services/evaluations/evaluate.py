# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run over a group: what its policies require, what is recorded, and what follows.

Objects are enumerated in OMERO as the form agent, by keyset; the judgement is `domain.policies.evaluate`; only
findings that changed are written. A run never sends anything: digests do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.runs import Step
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import directory
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import agent_session
from omero_forms.models import PolicyRow
from omero_forms.selectors.evaluations import was_evaluated
from omero_forms.selectors.facts import ready_policies
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import active_policies, groups_with_policies, policies_fingerprint
from omero_forms.services.evaluations.costs import Costs
from omero_forms.services.evaluations.runs import RunLostError, begin, record_failure
from omero_forms.services.evaluations.shards import are_done, shared_run
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.evaluations.work import Asked, OutOfTimeError, Work, evaluate_types, work_at_shards
from omero_forms.services.policies.site_wide import give_site_policies
from omero_forms.services.records.gate import check_site, is_of_site

logger = logging.getLogger(__name__)

RUN_FAILED = noop(
    "The evaluation failed because of a fault in the forms service. The numbers are from the last "
    "evaluation that worked. An admin can find the reason in the workers' log."
)
OMERO_AWAY = noop("OMERO did not answer. The next evaluation will try again.")


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
    the run is given back after the next page, in the state "unfinished". Raises `not_found` for a group that is not
    there and never was evaluated, `forbidden` for system, user, guest and the store. What OMERO or the set-up refuses
    is kept as the group's error, but for `site_differs` and its like, and ends in the state "failed".
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
        asked = Asked(task_id=task_id, root_id=root_id, now=now or timezone.now(), deadline=deadline, invite=invite)
        return _evaluate(group, rows, asked, costs, joining=joining)
    except FormsError as problem:
        if problem.code in {"not_found", "forbidden"} and not rows and not was_evaluated(group_id):
            raise
        logger.warning("group %d was not evaluated: %s", group_id, problem)
        message = _why(problem)
        if is_of_site(problem):
            return RunResult(RunEnd.FAILED, failed=message)
    except Exception:  # whatever it is, it must be seen where the numbers are read
        logger.exception("the evaluation of group %d failed", group_id)
        message = t(RUN_FAILED)
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
        return t(OMERO_AWAY)
    return problem.message


def _load_group(group_id: int) -> directory.GroupFacts:
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        group = directory.group(agent, group_id)
    if group is None:
        raise error("not_found", message=t("This group no longer exists in OMERO."))
    if never_counts(group):
        raise error("forbidden", message=t("{why} It is never evaluated.", why=t(NEVER_COUNTS)))
    return group


def _evaluate(
    group: directory.GroupFacts, rows: list[PolicyRow], asked: Asked, costs: Costs, *, joining: bool
) -> RunResult:
    fingerprint = policies_fingerprint(rows)
    shared = shared_run(group.id, fingerprint)
    if joining and shared is None:
        return RunResult(RunEnd.BUSY)
    with costs.step(Step.PREPARING):
        complete_verdicts(group_ids=[group.id])
        policies = ready_policies(rows)
    work = Work(
        group=group,
        policies=policies,
        costs=costs,
        fingerprint=fingerprint,
        asked=asked,
        zone=conf().zone,
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
                shared = evaluate_types(work, run)
                if shared is None:
                    called = {one.policy.id: one.policy.name for one in work.policies}
                    problems = tuple(f"{called[one.policy_id]}: {one.message}" for one in run.problems)
                    return RunResult(RunEnd.FINISHED, written=work.written, problems=problems)
            work_at_shards(work, shared)
            if not are_done(shared):
                # Others are at the last ones; who is done last takes the run again.
                return RunResult(RunEnd.BUSY, written=work.written)
            shared = None
    except RunLostError:
        return RunResult(RunEnd.BUSY, written=work.written)
    except OutOfTimeError:
        return RunResult(RunEnd.UNFINISHED, written=work.written)
