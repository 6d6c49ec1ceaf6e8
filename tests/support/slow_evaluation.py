# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be found of an object, slowly and by the words of the documentation: one object at a time, day after day.

It shares neither code nor shortcuts with what it is held against, but for the plain data that say what a policy is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from omero_forms.domain.policies.policy import Level, Policy, PolicyForm, Requirement, Rule

BEST_FIRST = ["compliant", "recommended", "exempt", "grace", "outdated", "incomplete", "invalid", "missing", "error"]
TO_BE_DONE = ["grace", "outdated", "incomplete", "invalid", "missing"]


@dataclass(frozen=True)
class Answered:
    """Answers to a version of a form; `fits` are the versions that they satisfy, None of which nobody has checked."""

    version: int
    number: int
    fits: Mapping[int, bool | None]
    is_proven: bool = True


@dataclass(frozen=True)
class Excused:
    """From some forms, or from all of a policy, up to and with a day."""

    until: date | None
    forms: frozenset[str] = frozenset()


class Found(NamedTuple):
    """Status, the day it is due or excused until, and the forms that are lacking."""

    status: str
    due: date | None
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """What is known of an object, and when and where that is looked at."""

    published: Mapping[str, Mapping[int, datetime]]
    answers: Mapping[str, Sequence[Answered]]
    created: datetime
    first_seen: datetime
    now: datetime
    zone: tzinfo
    excuses: Sequence[Excused] = ()
    drafts: frozenset[str] = frozenset()

    def day(self, moment: datetime) -> date:
        """The day on the calendars where the facility is."""
        return moment.astimezone(self.zone).date()


def fits_slowly(words: Mapping[str, Any], name: str, tags: Collection[str], projects: Collection[str]) -> bool:
    """Whether an object fits a selector, in the words of a file: each of its words has to hold."""
    holds = {
        "name": lambda pattern: fnmatchcase(name.lower(), pattern.lower()),
        "tag": lambda tag: tag in tags,
        "project": lambda project: project in projects,
        "all": lambda several: all(fits_slowly(one, name, tags, projects) for one in several),
        "any": lambda several: any(fits_slowly(one, name, tags, projects) for one in several),
        "none": lambda several: not any(fits_slowly(one, name, tags, projects) for one in several),
    }
    return all(holds[word](value) for word, value in words.items())


def found_slowly(policy: Policy, world: World) -> Found:
    """What the documentation says of it."""
    if policy.requirement is Requirement.NONE:
        return Found("compliant", None, ())
    forms = {form.form_id: _of_form(policy, form, world) for form in policy.forms}
    found = (_all_of if policy.requirement is Requirement.ALL_OF else _one_of)(forms)
    if policy.level is Level.RECOMMENDED and found.status in TO_BE_DONE:
        return Found("recommended", None, found.lacking)
    return found


def _counts(form: PolicyForm, version: int, published: Mapping[int, datetime]) -> bool:
    if form.versions.rule is Rule.CURRENT:
        return all(version >= other for other in published)
    return form.versions.rule is Rule.ANY or version >= (form.versions.number or 0)


def _of_form(policy: Policy, form: PolicyForm, world: World) -> tuple[str, date | None]:
    published = world.published.get(form.form_id, {})
    counting = [version for version in published if _counts(form, version, published)]
    newest: Answered | None = None
    for answered in world.answers.get(form.form_id, ()):
        if newest is None or answered.number > newest.number:
            newest = answered
    if not counting or (newest is not None and not newest.is_proven):
        return "error", None
    status = "incomplete" if form.form_id in world.drafts else "missing"
    if newest is not None and newest.version in counting:
        if newest.fits.get(newest.version) is not False:
            return "compliant", None
        status = "invalid"
    elif newest is not None:
        checked = [newest.fits.get(version) for version in counting]
        if None in checked and True not in checked:
            return "error", None
        status = "outdated" if True in checked else "invalid"
    last = _last_day(policy, form, world, counting)
    for excuse in world.excuses:
        if form.form_id in excuse.forms or not excuse.forms:
            if excuse.until is None:
                return "exempt", None
            last = max(last, _after(excuse.until, 0 if policy.deadline else policy.grace_days))
    untils = [one.until for one in world.excuses if form.form_id in one.forms or not one.forms]
    until = max((one for one in untils if one is not None), default=date.min)
    if world.day(world.now) <= until:
        return "exempt", until
    return ("grace" if world.day(world.now) <= last else status), last


def _last_day(policy: Policy, form: PolicyForm, world: World, counting: Sequence[int]) -> date:
    began = [policy.deadline or policy.start]
    if not policy.deadline:
        began += [world.day(world.created), world.day(world.first_seen)]
    if form.versions.rule is not Rule.ANY:
        began.append(world.day(world.published[form.form_id][min(counting)]))
    return _after(max(began), 0 if policy.deadline else policy.grace_days)


def _after(day: date, days: int) -> date:
    for _day in range(days):
        day += timedelta(days=1)
    return day


def _all_of(forms: Mapping[str, tuple[str, date | None]]) -> Found:
    statuses = [status for status, _due in forms.values()]
    worst = max(statuses, key=BEST_FIRST.index)
    open_ = {one: due for one, (status, due) in forms.items() if status not in {"compliant", "exempt"}}
    if worst == "exempt":
        ends = [due for status, due in forms.values() if status == "exempt" and due is not None]
        return Found(worst, min(ends, default=None), ())
    if worst in {"compliant", "error"}:
        return Found(worst, None, tuple(open_))
    return Found(worst, min(due for due in open_.values() if due is not None), tuple(open_))


def _one_of(forms: Mapping[str, tuple[str, date | None]]) -> Found:
    statuses = [status for status, _due in forms.values()]
    if "compliant" in statuses:
        return Found("compliant", None, ())
    if "error" in statuses:
        return Found("error", None, tuple(forms))
    best = min(statuses, key=BEST_FIRST.index)
    if best == "exempt":
        ends = [due for status, due in forms.values() if status == "exempt"]
        return Found(best, None if None in ends else max(one for one in ends if one is not None), ())
    return Found(best, max(due for status, due in forms.values() if due is not None), tuple(forms))
