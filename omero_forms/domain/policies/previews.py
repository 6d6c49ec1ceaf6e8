# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a policy would find before it is switched on: counted over all objects, and those that are not compliant kept,
without any name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple, Self

from omero_forms.domain.policies.evaluate import Case, Judgement, ReadyPolicy, evaluate, unchecked_versions
from omero_forms.domain.policies.finding_status import FAILING, Status

MOST_KEPT: Final = 5000
"""Objects that are kept of a preview, those that are due first."""


class WouldFind(NamedTuple):
    """What would be found of one object. `later` is its status once its grace has ended, if nothing is done."""

    object_id: int
    creation_event: int
    owner_id: int
    status: Status
    later: Status
    due: date | None = None
    lacking: tuple[str, ...] = ()
    outdated: tuple[tuple[str, int], ...] = ()
    reason: str = ""

    def on(self, day: date) -> Status:
        """Its status on a day from today on, if nothing is done."""
        is_late = self.status is Status.GRACE and self.due is not None and self.due < day
        return self.later if is_late else self.status

    @property
    def fails_from(self) -> date | None:
        """The first day on which it fails, if nothing is done; None where it does not."""
        return None if self.later not in FAILING or self.due is None else self.due + timedelta(days=1)

    def as_json(self) -> list[Any]:
        """As the result of a job keeps it."""
        due = None if self.due is None else self.due.isoformat()
        return [*self[:3], self.status.value, self.later.value, due, [*self.lacking], self.outdated, self.reason]

    @classmethod
    def from_json(cls, value: Sequence[Any]) -> Self:
        """From that form."""
        object_id, event, owner, status, later, due, lacking, outdated, reason = value
        return cls(
            object_id, event, owner, Status(status), Status(later), None if due is None else date.fromisoformat(due),
            tuple(lacking), tuple((form, version) for form, version in outdated), reason,
        )  # fmt: skip


def would_find(ready: ReadyPolicy, case: Case, now: datetime, tz: tzinfo) -> WouldFind:
    """Judge an object in the policy's scope, now and when its grace has ended."""
    found = evaluate(ready, case, now, tz)
    later = found
    if found.status is Status.GRACE and found.late_from is not None:
        later = evaluate(ready, case, found.late_from, tz)
    return WouldFind(
        case.object.id,
        case.object.creation_event,
        case.object.owner_id,
        found.status,
        later.status,
        found.due,
        found.lacking,
        _outdated(found),
        found.reason,
    )


def would_find_unchecked(
    ready: ReadyPolicy, case: Case, waiting: Collection[str], now: datetime, tz: tzinfo
) -> WouldFind | None:
    """The same where the answers to some forms wait to be checked against the versions that count; None where what is
    found depends on that.
    """
    found = [would_find(ready, _assuming(ready, case, waiting, valid=valid), now, tz) for valid in (True, False)]
    return found[0] if found[0] == found[1] else None


def _assuming(ready: ReadyPolicy, case: Case, waiting: Collection[str], *, valid: bool) -> Case:
    submissions = []
    for fact in case.submissions:
        open_ = unchecked_versions(ready.counting.get(fact.form_id), fact) if fact.form_id in waiting else ()
        submissions.append(replace(fact, validates={**fact.validates, **dict.fromkeys(open_, valid)}))
    return replace(case, submissions=submissions)


def _outdated(found: Judgement) -> tuple[tuple[str, int], ...]:
    return tuple(
        (form.form_id, form.version)
        for form in found.forms
        if form.version is not None and form.form_id in found.lacking
    )


class Owned(NamedTuple):
    """How many objects of one person would fail today, and how many would be in grace."""

    person_id: int
    failing: int
    grace: int


@dataclass(slots=True)
class Preview:
    """What a policy would find in a group: `total` objects of its type are there, `covered` in its scope.

    `statuses` counts those covered, `due` those in grace by their last day. `kept` are those that are not compliant,
    due first, at most MOST_KEPT; `open` is how many of these there are. `unchecked` ones are covered, and in none of
    these: what is found of them depends on answers to older versions that were not checked against those that count.
    """

    total: int = 0
    covered: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    due: Counter[date] = field(default_factory=Counter)
    owners: dict[int, Counter[bool]] = field(default_factory=dict)
    open: int = 0
    unchecked: int = 0
    _kept: list[WouldFind] = field(default_factory=list)

    def add(self, found: Iterable[WouldFind], *, looked_at: int, unchecked: int = 0) -> None:
        """Count objects that are covered, of so many that were looked at; so many more are covered, and unchecked."""
        self.total += looked_at
        self.covered += unchecked
        self.unchecked += unchecked
        for one in found:
            self.covered += 1
            self.statuses[one.status] += 1
            if one.status is Status.COMPLIANT:
                continue
            self.open += 1
            self._kept.append(one)
            if one.status is Status.GRACE and one.due is not None:
                self.due[one.due] += 1
            if one.status is Status.GRACE or one.status in FAILING:
                self.owners.setdefault(one.owner_id, Counter())[one.status in FAILING] += 1
        if len(self._kept) > 2 * MOST_KEPT:
            self._kept = self.kept

    @property
    def kept(self) -> list[WouldFind]:
        """Those that are not compliant, in the order in which they would fall due."""
        return sorted(self._kept, key=_by_due)[:MOST_KEPT]

    @property
    def is_whole(self) -> bool:
        """Whether all that are not compliant are kept."""
        return self.open <= MOST_KEPT

    def people(self) -> list[Owned]:
        """Whose objects they are, most first."""
        owned = (Owned(one, counts[True], counts[False]) for one, counts in self.owners.items())
        return sorted(owned, key=lambda one: (-one.failing - one.grace, one.person_id))

    def as_json(self) -> dict[str, Any]:
        """As the result of a job keeps it: no name is in it."""
        return {
            "total": self.total,
            "covered": self.covered,
            "open": self.open,
            "unchecked": self.unchecked,
            "statuses": {status.value: number for status, number in self.statuses.items()},
            "due": {day.isoformat(): number for day, number in self.due.items()},
            "owners": [list(one) for one in self.people()],
            "kept": [one.as_json() for one in self.kept],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form."""
        return cls(
            total=value["total"],
            covered=value["covered"],
            open=value["open"],
            unchecked=value["unchecked"],
            statuses=Counter({Status(status): number for status, number in value["statuses"].items()}),
            due=Counter({date.fromisoformat(day): number for day, number in value["due"].items()}),
            owners={person_id: Counter({True: failing, False: grace}) for person_id, failing, grace in value["owners"]},
            _kept=[WouldFind.from_json(one) for one in value["kept"]],
        )


def _by_due(one: WouldFind) -> tuple[bool, date, int]:
    """What fails first; what could not be checked before all, and what is exempt or only recommended
    after.
    """
    return (
        one.status in {Status.EXEMPT, Status.RECOMMENDED},
        date.min if one.status is Status.ERROR else one.due or date.max,
        -one.object_id,
    )


def mail_days(
    kept: Sequence[WouldFind], *, first: date, step: timedelta, above: int | None, tells_members: bool
) -> list[date]:
    """The days on which the first mails to members and to owners would go out, if nothing is done: two at most.

    `first` is the day of the next digest, others follow in steps; owners are told `above` a number of failing objects.
    """
    found = set()
    if tells_members and (dues := [one.due for one in kept if one.fails_from is not None and one.due is not None]):
        # What is due by the digest after it is "due soon".
        found.add(_first_from(min(dues) - step, first, step))
    if above is not None:
        late: dict[int, list[date]] = {}
        for one in kept:
            if (day := one.fails_from) is not None:
                late.setdefault(one.owner_id, []).append(day)
        reached = [sorted(days)[above] for days in late.values() if len(days) > above]
        if reached:
            found.add(_first_from(min(reached), first, step))
    return sorted(found)


def _first_from(day: date, first: date, step: timedelta) -> date:
    """The first of the digests' days that is not before this one."""
    return first + max(0, -((first - day) // step)) * step
