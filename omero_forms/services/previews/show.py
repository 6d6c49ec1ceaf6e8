# SPDX-License-Identifier: AGPL-3.0-or-later
"""A preview as somebody may see it: every name is asked of OMERO in their own session, when they look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.previews import Preview, WouldFind
from omero_forms.domain.refs import ObjectType, Person
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.placement import Placement, person_names, placements_in
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.groups import member_group
from omero_forms.services.previews.campaign import campaign_mails
from omero_forms.services.previews.mails import MailDay, mails_of
from omero_forms.services.previews.make import Asked

PAGE: Final = 20
PEOPLE: Final = 20
"""So many of the people are named, those with most objects first."""


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody by their names."""

    id: int
    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class ShownObject:
    """What would be found of an object that the reader sees. `lacking` are names of forms."""

    type: ObjectType
    id: int
    name: str
    owner: NamedPerson
    status: Status
    later: Status
    due: date | None
    lacking: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Whose objects they are: how many would fail today, how many would be in grace."""

    person: NamedPerson
    failing: int
    grace: int


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """A page of a preview. Of `unchecked` objects nothing is known yet. `open` objects are not compliant; of these
    `kept` can be paged through, and `left_out` of this page are such that the reader does not see. `mails` is None
    where they are not shown; `withheld` says why.
    """

    object_type: ObjectType
    total: int
    covered: int
    statuses: Mapping[Status, int]
    due: tuple[tuple[date, int], ...]
    owners: int
    people: tuple[ShownPerson, ...]
    unchecked: int
    open: int
    kept: int
    offset: int
    objects: tuple[ShownObject, ...]
    left_out: int
    mails: tuple[MailDay, ...] = ()
    withheld: str = ""


@dataclass(slots=True)
class _Reader:
    """Who looks, and what they were told of people."""

    user: UserSession
    terms: PolicyTerms
    people: dict[int, tuple[Person, str]] = field(default_factory=dict)

    def there(self, some: list[WouldFind]) -> dict[int, Placement]:
        """Those of the objects that they see in the group now."""
        with omero_calls():
            now = placements_in(self.user, self.terms.group_id, self.terms.object_type, [one.object_id for one in some])
        events = {one.object_id: one.creation_event for one in some}
        return {one: place for one, place in now.items() if place.creation_event == events[one]}

    def learn(self, ids: set[int]) -> None:
        """Ask for the names of people."""
        with omero_calls():
            self.people |= person_names(self.user, ids - self.people.keys())

    def person(self, person_id: int) -> NamedPerson:
        """Somebody by the names that they may know."""
        person, full_name = self.people.get(person_id) or (Person(person_id, ""), "")
        return NamedPerson(person.id, person.name, full_name)


FEW: Final = noop("The mails are shown for previews of up to 5,000 objects that are not compliant.")
UNSEEN: Final = noop("The mails name objects that you do not see, or that have changed since; so they are not shown.")


def shown(
    user: UserSession, asked: Asked, found: Preview, *, offset: int = 0, now: datetime | None = None
) -> ShownPreview:
    """A page of it; the mails come with the first. Raises `not_found` where the user is not in the group any more."""
    terms = asked.terms
    group = member_group(user, terms.group_id)
    reader = _Reader(user, terms)
    kept = found.kept
    some = kept[offset : offset + PAGE]
    people = found.people()
    # For the mails all are asked for.
    is_first = offset == 0
    there = reader.there(kept if is_first and found.is_whole else some)
    reader.learn({one.owner_id for one in there.values()} | {one.person_id for one in people[:PEOPLE]})
    names = form_names({one.form_id for one in terms.forms})
    mails: tuple[MailDay, ...] = ()
    withheld = ""
    if is_first:
        if not found.is_whole:
            withheld = t(FEW)
        elif any(one.object_id not in there or there[one.object_id].owner_id != one.owner_id for one in kept):
            withheld = t(UNSEEN)
        else:
            mails = _mails(asked, found, group, there, now or timezone.now())
    objects = tuple(
        ShownObject(
            terms.object_type,
            one.object_id,
            there[one.object_id].name,
            reader.person(there[one.object_id].owner_id),
            one.status,
            one.later,
            one.due,
            tuple(names.get(form_id, form_id) for form_id in one.lacking),
            one.reason,
        )
        for one in some
        if one.object_id in there
    )
    return ShownPreview(
        object_type=terms.object_type,
        total=found.total,
        covered=found.covered,
        statuses=found.statuses,
        due=tuple(sorted(found.due.items())),
        owners=len(people),
        people=tuple(ShownPerson(reader.person(one.person_id), one.failing, one.grace) for one in people[:PEOPLE]),
        unchecked=found.unchecked,
        open=found.open,
        kept=len(kept),
        offset=offset,
        objects=objects,
        left_out=len(some) - len(objects),
        mails=mails,
        withheld=withheld,
    )


def _mails(
    asked: Asked, found: Preview, group: GroupFacts, there: Mapping[int, Placement], now: datetime
) -> tuple[MailDay, ...]:
    digests = mails_of(found, asked.terms, group, there, now)
    own = campaign_mails(found, asked.terms, group, now, asked.changes)
    return tuple(sorted([*own, *digests], key=lambda one: one.day))
