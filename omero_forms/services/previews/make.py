# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judge a group's objects by terms that are not in force, in the session of who asks; of a large group in a worker, as
the form agent. Nothing is written.

What a worker found holds no names: they come from the session of who looks at it (`show`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final, Self

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.policies.evaluate import Case, ReadyPolicy, first_seen_at, unchecked_versions
from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.policies.policy import Policy, PolicyTerms
from omero_forms.domain.policies.previews import Preview, WouldFind, would_find, would_find_unchecked
from omero_forms.domain.policies.selectors import ScopeFacts, Selector, fitting, in_scope
from omero_forms.gateway import enumeration
from omero_forms.gateway.placement import Session
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import check_server, refuse_other_server
from omero_forms.kit.omero import agent_session, omero_calls
from omero_forms.kit.progress import Progress, unheard
from omero_forms.models import Finding, JudgedPage, PolicyRow
from omero_forms.selectors.facts import case_of, ready_terms
from omero_forms.selectors.groups import member_group
from omero_forms.selectors.windows import Range
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.evaluations.findings import FindingKey
from omero_forms.services.evaluations.judge import Judge, Names, Page
from omero_forms.services.evaluations.pages import read_page
from omero_forms.services.evaluations.verdicts import Check, Trial
from omero_forms.services.policies.change import begin
from omero_forms.services.policies.change_site import check_site_policy
from omero_forms.services.policies.check import Wanted, check_days, check_offered, check_rings
from omero_forms.services.policies.entry import terms_of_entry

IN_REQUEST: Final = 2000
"""Objects of a group that are judged while somebody waits; more are a worker's job."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """So many answers to older versions are checked against those that count, for so long: what the first evaluation
    does once for all objects must not keep anybody waiting.
    """

    answers: int
    seconds: float


WAITED_FOR: Final = Bounds(answers=500, seconds=1.5)
OF_A_JOB: Final = Bounds(answers=20_000, seconds=120)

NOT_YET: Final = 0
"""The id of a policy that there is not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms that somebody may have previewed, as they were written, and read; `changes` is the policy that they would
    change, None for a new one.
    """

    written: Mapping[str, Any]
    terms: PolicyTerms
    changes: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As arguments of a job."""
        return {"written": dict(self.written), "group": self.terms.group_id, "changes": self.changes}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form. The forms may have been retired since, which makes all objects errors."""
        return cls(value["written"], terms_of_entry(value["written"], value["group"]), value["changes"])


@dataclass(frozen=True, slots=True)
class ForMany:
    """The groups that the terms are for, None for all there are, and the site-wide policy that they would change."""

    groups: Sequence[int] | None
    changes: int | None


def asked_for(
    user: UserSession,
    group_id: int,
    written: Mapping[str, Any],
    changes: int | None = None,
    many: ForMany | None = None,
) -> Asked:
    """What an entry of a file of policies says for a group, if the user may set its policies. What switching it on
    would refuse is refused: in the group, and in all that it is `many` for.

    Raises `policy_invalid` with pointers into the entry, `not_found` for a group or policy that they know nothing of,
    `forbidden`, `other_database`.
    """
    refuse_other_server(user.server_uuid)
    group = member_group(user, group_id)
    require_group_owner(user, group.id)
    row = None if changes is None else PolicyRow.objects.filter(pk=changes, group_id=group.id).first()
    if row is None and changes is not None:
        raise error("not_found")
    terms = terms_of_entry(written, group.id)
    check_offered([Wanted(terms)])
    if many is None:
        check_days([Wanted(begin(terms, row))])
        check_rings([Wanted(terms)], PolicyRow.objects.exclude(pk=changes or NOT_YET))
    else:
        check_site_policy(user, terms_of_entry(written, SITE_GROUP), many.groups, many.changes)
    return Asked(written, terms, changes)


def asked_before(user: UserSession, arguments: Mapping[str, Any]) -> Asked:
    """What a job was asked for, if the user may still see what came of it. Raises `not_found`, `forbidden`."""
    refuse_other_server(user.server_uuid)
    asked = Asked.from_json(arguments)
    require_group_owner(user, member_group(user, asked.terms.group_id).id)
    return asked


def size(user: UserSession, asked: Asked) -> int:
    """How many objects of the policy's type the user sees in the group."""
    with omero_calls():
        return enumeration.extent(user, asked.terms.group_id, asked.terms.object_type)[0]


def preview(user: UserSession, asked: Asked, now: datetime | None = None) -> Preview:
    """What the terms would find of the objects that the user sees."""
    with omero_calls():
        return _preview(user, asked, now or timezone.now(), WAITED_FOR)


def preview_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What they would find of all objects of the group, without names."""
    asked = Asked.from_json(arguments)
    with agent_session() as agent:
        check_server(agent.server_uuid)
        total = enumeration.extent(agent, asked.terms.group_id, asked.terms.object_type)[0]
        return _preview(agent, asked, timezone.now(), OF_A_JOB, partial(_told, progress, total)).as_json()


def _told(progress: Progress, total: int, done: int, _total: int | None) -> None:
    progress(done, total)


def _preview(session: Session, asked: Asked, now: datetime, bounds: Bounds, progress: Progress = unheard) -> Preview:
    zone = conf().zone
    ready = _ready(asked, now)
    judge = Judge(
        group_id=asked.terms.group_id, object_type=asked.terms.object_type, policies=[ready], now=now, zone=zone
    )
    trial = Trial(asked.terms.object_type, bounds.answers, Deadline.after(bounds.seconds))
    found, names, after = Preview(), Names(), 0
    while after < JudgedPage.END:
        page = read_page(session, judge, after=after, names=names)
        judged, unchecked = _judged(ready, page, judge, trial)
        found.add(judged, looked_at=len(page.objects), unchecked=unchecked)
        progress(found.total, None)
        after = page.window.end
    return found


def _ready(asked: Asked, now: datetime) -> ReadyPolicy:
    terms = asked.terms
    fields = {name: getattr(terms, name) for name in PolicyTerms.__dataclass_fields__}
    policy = Policy(id=asked.changes or NOT_YET, **{**fields, "start": terms.start or day_of(now)})
    running = PolicyRow.objects.filter(ended_at__isnull=True)
    row = None if asked.changes is None else running.filter(pk=asked.changes).first()
    return ready_terms(policy, row.evaluated_at if row else None)


def _judged(ready: ReadyPolicy, page: Page[Range], judge: Judge, trial: Trial) -> tuple[list[WouldFind], int]:
    """What would be found of those of the page that are in the policy's scope; of how many it is not known yet."""
    cases = _cases(ready, page, judge)
    checks = [] if ready.broken else [check for case in cases for check in _checks(ready, case)]
    verdicts = trial.verdicts(checks) if checks else {}
    waiting: dict[FindingKey, set[str]] = {}
    for check in checks:
        if check not in verdicts:
            waiting.setdefault(check.object, set()).add(check.form_id)
    known = {(check.object, check.form_id): found for check, found in verdicts.items()}
    found, unchecked = [], 0
    for case in cases:
        identity = _identity(case)
        told = [
            replace(fact, validates={**fact.validates, **more})
            if (more := known.get((identity, fact.form_id)))
            else fact
            for fact in case.submissions
        ]
        whole = replace(case, submissions=told)
        if forms := waiting.get(identity):
            one = would_find_unchecked(ready, whole, forms, judge.now, judge.zone)
        else:
            one = would_find(ready, whole, judge.now, judge.zone)
        if one is None:
            unchecked += 1
        else:
            found.append(one)
    return found, unchecked


def _identity(case: Case) -> FindingKey:
    return case.object.id, case.object.creation_event


def _checks(ready: ReadyPolicy, case: Case) -> Iterator[Check]:
    """What the evaluation would have checked before it judges an object."""
    for fact in case.submissions:
        if versions := unchecked_versions(ready.counting.get(fact.form_id), fact):
            yield Check(_identity(case), fact.form_id, tuple(versions))


def _cases(ready: ReadyPolicy, page: Page[Range], judge: Judge) -> list[Case]:
    """Those of the page that are in the policy's scope."""
    known = _first_seen(page, judge, ready.policy.id)
    fits = fitting(ready.policy.selector, judge.zone)
    found = []
    for row in page.objects:
        scope = page.scope(row)
        if row.owner_id in ready.policy.excluded or not fits(scope):
            continue
        identity = (row.id, row.creation_event)
        seen = known.get(identity) or first_seen_at(
            created=row.created, previous_evaluation=ready.evaluated_before, now=judge.now
        )
        excused = ready.exemptions.of(identity, partial(_fits, scope, judge.zone))
        found.append(case_of(row.facts(), seen, page.submissions, excused))
    return found


def _fits(scope: ScopeFacts, zone: tzinfo, selector: Selector) -> bool:
    return in_scope(selector, scope, zone)


def _first_seen(page: Page[Range], judge: Judge, policy_id: int) -> dict[tuple[int, int], datetime]:
    """Since when the policy knows objects, by id and creation event: nothing where there is none yet."""
    found = Finding.objects.filter(policy=policy_id, object_type=judge.object_type.value, closed_at__isnull=True)
    rows = page.window.of(found).values_list("object_id", "creation_event", "first_seen")
    return {(object_id, event): seen for object_id, event, seen in rows}
