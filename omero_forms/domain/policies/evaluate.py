# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an evaluation says of one object under one policy: a pure function over plain data."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from omero_forms.domain.policies.exemptions import NONE, Exemption, Exemptions, which_counts
from omero_forms.domain.policies.finding_status import FAILING, OWED, RANK, Status
from omero_forms.domain.policies.policy import Level, Policy, PolicyForm, Requirement, Rule
from omero_forms.domain.policies.selectors import Selector
from omero_forms.domain.texts import t


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """An object as an evaluation enumerates it. `images` is None where they are not counted."""

    id: int
    name: str
    owner_id: int
    created: datetime
    images: int | None
    creation_event: int


class ObjectRow(NamedTuple):
    """An object as OMERO's projection names it, with the moment of its creation in milliseconds since 1970."""

    id: int
    name: str
    owner_id: int
    creation_event: int
    created_ms: int

    @property
    def created(self) -> datetime:
        """The moment of its creation (UTC)."""
        return datetime.fromtimestamp(self.created_ms / 1000, UTC)

    def facts(self, images: int | None = None) -> ObjectFacts:
        """As what the judgement takes."""
        return ObjectFacts(self.id, self.name, self.owner_id, self.created, images, self.creation_event)


@dataclass(frozen=True, slots=True)
class SubmissionFact:
    """A recorded submission of a form for the object.

    `validates` says for versions of the form whether the answers satisfy them, as computed when the version was
    published or the submission recorded. Its own version may be left out: it was accepted for that. `is_proven` is
    False where neither OMERO nor the database holds what its seal proves.
    """

    form_id: str
    version: int
    recorded_at: datetime
    validates: Mapping[int, bool]
    number: int = 0
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class CountingForm:
    """The versions of a form that count under a policy, and since when the newest demand has been public.

    `newly_required_at` is the publication of the version that the policy began to demand, None where any version
    will do.
    """

    form_id: str
    versions: frozenset[int]
    newly_required_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadyPolicy:
    """A policy and all that judging by it needs besides the object.

    `counting` is by form id; `evaluated_before` when the last evaluation that covered the policy began. `broken` is why
    none of its objects can be judged: they all become errors, never silence.
    """

    policy: Policy
    counting: Mapping[str, CountingForm]
    evaluated_before: datetime | None = None
    broken: str = ""
    exemptions: Exemptions = NONE

    @property
    def selectors(self) -> list[Selector]:
        """All that objects are held against: the policy's own, and those of exemptions."""
        return [self.policy.selector, *(selector for selector, _exemption in self.exemptions.by_selector)]

    def ends_of_grace(self, tz: tzinfo) -> set[date]:
        """The days on which the grace of one form of several may end while objects are late with another one already.
        They show in no finding: before, what is said is that the object is late.
        """
        policy = self.policy
        if policy.requirement is not Requirement.ALL_OF or len(policy.forms) == 1:
            return set()
        newly = {one.newly_required_at for one in self.counting.values()}
        begun = {moment.astimezone(tz).date() for moment in newly if moment is not None} | self.exemptions.last_days
        return {day + timedelta(days=policy.grace) for day in begun}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An object in the scope of a policy, and all that is known of it there.

    `submissions` are recorded ones (of each form the newest counts), `drafts` the ids of forms begun for the object,
    `exemptions` those from this policy, ended ones too, and `first_seen` is what :func:`first_seen_at` gave.
    """

    object: ObjectFacts
    first_seen: datetime
    submissions: Sequence[SubmissionFact] = ()
    drafts: frozenset[str] = frozenset()
    exemptions: Sequence[Exemption] = ()


@dataclass(frozen=True, slots=True)
class FormJudgement:
    """What is known of one form on the object. `version` is that of the newest submission; `due` is set unless it is
    compliant.
    """

    form_id: str
    status: Status
    version: int | None = None
    due: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an evaluation says of one object under one policy.

    `due` is the last day on which nothing is late yet, in the facility's time zone; `late_from` the moment after it
    (UTC). Both are None when compliant, exempt without end, or nothing is required. `lacking` are the form ids that
    stand between the object and compliance, in the policy's order.
    """

    status: Status
    due: date | None = None
    late_from: datetime | None = None
    lacking: tuple[str, ...] = ()
    reason: str = ""
    forms: tuple[FormJudgement, ...] = ()

    @property
    def failing(self) -> bool:
        """Whether it counts against the owner of the object."""
        return self.status in FAILING

    @property
    def lasts(self) -> date:
        """The last day on which the same is found where nothing else changes: grace and exemptions end by themselves,
        also those of forms that do not decide the status.
        """
        ends = (form.due for form in self.forms if form.status in {Status.GRACE, Status.EXEMPT})
        return min((one for one in ends if one is not None), default=date.max)


def counting_form(form: PolicyForm, published: Mapping[int, datetime]) -> CountingForm:
    """The versions of `form` that count, out of those published (number to time of publication)."""
    versions = form.versions.of(published)
    first = min(versions, default=None)
    newly = None if form.versions.rule is Rule.ANY or first is None else published[first]
    return CountingForm(form.form_id, versions, newly)


def first_seen_at(*, created: datetime, previous_evaluation: datetime | None, now: datetime) -> datetime:
    """When an object that an evaluation meets for the first time came into this group and scope.

    At a policy's first evaluation, and for what was created since the one before, nothing says that it came from
    elsewhere: it has been there since its creation. An older object that the evaluation before did not meet came in
    since: now.
    """
    if previous_evaluation is None or created >= previous_evaluation:
        return created
    return now


@lru_cache(maxsize=10_000)
def late_from(due: date, tz: tzinfo) -> datetime:
    """The moment (UTC) at which the day `due` has ended in the facility's time zone."""
    return datetime.combine(due + timedelta(days=1), time(), tz).astimezone(UTC)


@lru_cache(maxsize=100)
def _day(moment: datetime, tz: tzinfo) -> date:
    """The day of one of the few moments that all objects are compared with."""
    return moment.astimezone(tz).date()


def due_date(
    policy: Policy,
    case: Case,
    *,
    newly_required_at: datetime | None,
    exempt_until: date | None,
    tz: tzinfo,
) -> date:
    """The last day on which nothing is late yet: the day of the latest of what is given, plus the policy's grace.

    Of a campaign it is the deadline, however old or new the object is; but nobody is late with a version before the day
    of its publication ends, nor while excused.
    """
    moments = [newly_required_at] if policy.deadline else [case.object.created, case.first_seen, newly_required_at]
    days = [policy.deadline or policy.start]
    days += [moment.astimezone(tz).date() for moment in moments if moment is not None]
    if exempt_until is not None:
        days.append(exempt_until)
    return max(days) + timedelta(days=policy.grace)


def _newest(submissions: Iterable[SubmissionFact]) -> dict[str, SubmissionFact]:
    newest: dict[str, SubmissionFact] = {}
    for fact in submissions:
        other = newest.get(fact.form_id)
        if other is None or (fact.number, fact.recorded_at) > (other.number, other.recorded_at):
            newest[fact.form_id] = fact
    return newest


def form_states(submissions: Iterable[SubmissionFact]) -> Hashable:
    """All of the submissions that a judgement depends on: where it is equal, so are judgements of the same days."""
    newest = _newest(submissions)
    return tuple(
        (form_id, fact.version, fact.is_proven, tuple(sorted(fact.validates.items())))
        for form_id, fact in sorted(newest.items())
    )


def unchecked_versions(counting: CountingForm | None, newest: SubmissionFact) -> list[int]:
    """The versions that answers have to be checked against before anything can be said of them, newest first. One that
    they satisfy is enough: none where such a one is known.
    """
    if counting is None or not newest.is_proven or newest.version in counting.versions:
        return []
    known = newest.validates
    if any(known.get(version, False) for version in counting.versions):
        return []
    return sorted(counting.versions - known.keys(), reverse=True)


def _answer_status(counting: CountingForm | None, newest: SubmissionFact | None, has_draft: bool) -> tuple[Status, str]:
    """What the answers alone say of a form, and a reason where the status needs one; grace and exemptions come
    after.
    """
    if counting is None or not counting.versions:
        return Status.ERROR, t("No version of the form that counts has been published.")
    if newest is None:
        return (Status.INCOMPLETE if has_draft else Status.MISSING), ""
    if not newest.is_proven:
        return Status.ERROR, t("The newest answers cannot be proven any more, so they do not count.")
    if newest.version in counting.versions:
        if newest.validates.get(newest.version, True):
            return Status.COMPLIANT, ""
        return Status.INVALID, ""
    known = [newest.validates[v] for v in counting.versions if v in newest.validates]
    if any(known):
        return Status.OUTDATED, ""
    if len(known) < len(counting.versions):
        return Status.ERROR, t("The answers have not been checked against the versions that count.")
    return Status.INVALID, ""


def evaluate(ready: ReadyPolicy, case: Case, now: datetime, tz: tzinfo) -> Judgement:
    """What a policy finds of an object that is in its scope."""
    if ready.broken:
        return Judgement(Status.ERROR, reason=ready.broken)
    policy = ready.policy
    if policy.requirement is Requirement.NONE:
        return Judgement(Status.COMPLIANT)
    newest = _newest(case.submissions)
    forms = tuple(_judge_form(ready, case, form.form_id, newest.get(form.form_id), now, tz) for form in policy.forms)
    judgement = _combine(policy.requirement, forms, tz)
    if policy.level is Level.RECOMMENDED and judgement.status in OWED:
        return replace(judgement, status=Status.RECOMMENDED, due=None, late_from=None)
    return judgement


def _judge_form(
    ready: ReadyPolicy, case: Case, form_id: str, newest: SubmissionFact | None, now: datetime, tz: tzinfo
) -> FormJudgement:
    version = None if newest is None else newest.version
    counting = ready.counting.get(form_id)
    status, reason = _answer_status(counting, newest, form_id in case.drafts)
    if counting is None or status in {Status.COMPLIANT, Status.ERROR}:
        return FormJudgement(form_id, status, version, reason=reason)
    today = _day(now, tz)
    exemption = which_counts(case.exemptions, form_id)
    if exemption is not None and exemption.lasts >= today:
        return FormJudgement(form_id, Status.EXEMPT, version, exemption.until, exemption.said)
    due = due_date(
        ready.policy,
        case,
        newly_required_at=counting.newly_required_at,
        exempt_until=exemption.until if exemption else None,
        tz=tz,
    )
    return FormJudgement(form_id, Status.GRACE if today <= due else status, version, due, reason)


def _combine(requirement: Requirement, forms: tuple[FormJudgement, ...], tz: tzinfo) -> Judgement:
    """All of: the worst form counts; one of: the best. An error beats all but compliant."""
    statuses = [form.status for form in forms]
    every = requirement is Requirement.ALL_OF
    compliant = all(status is Status.COMPLIANT for status in statuses) if every else Status.COMPLIANT in statuses
    if compliant:
        return Judgement(Status.COMPLIANT, forms=forms)
    status = Status.ERROR if Status.ERROR in statuses else (max if every else min)(statuses, key=RANK.__getitem__)
    done = {Status.COMPLIANT, Status.EXEMPT} if every else set[Status]()
    lacking = tuple(form.form_id for form in forms if form.status not in done)
    if status is Status.EXEMPT:
        # All of: as long as the first exemption lasts; one of: as long as the last one does.
        exempt = [form for form in forms if form.status is Status.EXEMPT]
        decides = (min if every else max)(exempt, key=lambda form: form.due or date.max)
        return Judgement(status, due=decides.due, reason=decides.reason, forms=forms)
    reason = next((form.reason for form in forms if form.status is status and form.reason), "")
    if status is Status.ERROR:
        return Judgement(status, lacking=lacking, reason=reason, forms=forms)
    # All of: late as soon as the first form is; one of: not before the last one is.
    dues = [form.due for form in forms if form.due is not None and form.status is not Status.EXEMPT]
    due = (min if every else max)(dues)
    return Judgement(status, due, late_from(due, tz), lacking, reason, forms)
