# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups and people. What an ordinary user may not know of others reads `<hidden>` or is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import omero.model
from omero.rtypes import unwrap

from omero_forms.domain.errors import error
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.faults import catalogued
from omero_forms.gateway.sessions import (
    FULL_ADMIN,
    SYSTEM_GROUP,
    USER_GROUP,
    AnySession,
    full_name,
)

AMBIGUOUS: Final = noop(
    "One group has this name and another one this id. Name the other group by its name, or rename this one."
)

HIDDEN: Final = "<hidden>"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A user; `email` is empty where there is none, `active` tells who can log in."""

    id: int
    name: str
    full_name: str
    email: str
    active: bool
    is_admin: bool


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group with everybody in it, its owners too; `owners` are ids."""

    id: int
    name: str
    permissions: str
    members: tuple[PersonFacts, ...]
    owners: frozenset[int]


def groups(session: AnySession, *, known: Iterable[PersonFacts] | None = None) -> list[GroupFacts]:
    """All groups that the session sees, by id, also those that never count (`selectors.nobody`).

    `known` are all people, where they were asked for already.
    """
    people_by_id = {person.id: person for person in (people(session) if known is None else known)}
    members: dict[int, list[PersonFacts]] = defaultdict(list)
    owners: dict[int, set[int]] = defaultdict(set)
    for group_id, person_id, owns in session.wire.rows(
        "select m.parent.id, m.child.id, m.owner from GroupExperimenterMap m order by m.parent.id, m.child.id"
    ):
        if person_id in people_by_id:
            members[group_id].append(people_by_id[person_id])
            if owns:
                owners[group_id].add(int(person_id))
    loaded = session.wire.objects("select g from ExperimenterGroup g order by g.id")
    return [
        GroupFacts(
            id=int(unwrap(group.id)),
            name=str(unwrap(group.name)),
            permissions=str(group.details.permissions),
            members=tuple(members[int(unwrap(group.id))]),
            owners=frozenset(owners[int(unwrap(group.id))]),
        )
        for group in loaded
    ]


def group(session: AnySession, group_id: int) -> GroupFacts | None:
    """One group, as :func:`groups` has it, without reading others; None if the session sees none with this id."""
    loaded = session.wire.objects("select g from ExperimenterGroup g where g.id = :id", {"id": group_id})
    if not loaded:
        return None
    rows = session.wire.rows(
        "select m.owner, e.id, e.omeName, e.firstName, e.lastName, e.email "
        "from GroupExperimenterMap m join m.child e where m.parent.id = :id order by e.id",
        {"id": group_id},
    )
    places = session.wire.rows_by_ids(
        "select m.parent.id, m.child.id from GroupExperimenterMap m "
        "where m.child.id in (:ids) and (m.parent.id = :system or m.parent.id = :user)",
        [int(row[1]) for row in rows],
        {"system": SYSTEM_GROUP, "user": USER_GROUP},
    )
    return GroupFacts(
        id=group_id,
        name=str(unwrap(loaded[0].name)),
        permissions=str(loaded[0].details.permissions),
        members=tuple(_people([row[1:] for row in rows], places)),
        owners=frozenset(int(row[1]) for row in rows if row[0]),
    )


def group_called(found: Iterable[GroupFacts], text: str) -> GroupFacts | None:
    """The group that a person means by a name or an id.

    Raises `request_invalid` where it is the name of one and the id of another: a guess would be wrong half the time.
    """
    fitting = [group for group in found if text in {group.name, str(group.id)}]
    if len(fitting) > 1:
        raise error("request_invalid", message=t(AMBIGUOUS))
    return fitting[0] if fitting else None


def people(session: AnySession) -> list[PersonFacts]:
    """All users, by id."""
    places = session.wire.rows(
        "select m.parent.id, m.child.id from GroupExperimenterMap m where m.parent.id in (:ids)",
        {"ids": [SYSTEM_GROUP, USER_GROUP]},
    )
    rows = session.wire.rows(
        "select e.id, e.omeName, e.firstName, e.lastName, e.email from Experimenter e order by e.id"
    )
    return _people(rows, places)


def _people(rows: Iterable[tuple[Any, ...]], places: Iterable[tuple[Any, ...]]) -> list[PersonFacts]:
    """People from their columns and from who is where: in the group `user` one is active, in `system` an admin."""
    found = {(int(group_id), int(person_id)) for group_id, person_id in places}
    return [
        PersonFacts(
            id=int(person_id),
            name=str(name),
            full_name=full_name(first, last),
            email="" if email in {None, HIDDEN} else str(email).strip(),
            active=(USER_GROUP, int(person_id)) in found,
            is_admin=(SYSTEM_GROUP, int(person_id)) in found,
        )
        for person_id, name, first, last, email in rows
    ]


_ACTIVE = """
select distinct e.id, e.omeName, e.firstName, e.lastName from GroupExperimenterMap m join m.child e
where e.id in (select u.child.id from GroupExperimenterMap u where u.parent.id = :user)
"""


def owners_of(session: AnySession, group_ids: Iterable[int]) -> list[tuple[Person, str]]:
    """Active owners of any of the groups, with their full names, as far as the session may know them."""
    rows = session.wire.rows_by_ids(
        f"{_ACTIVE} and m.owner = true and m.parent.id in (:ids)", sorted(set(group_ids)), {"user": USER_GROUP}
    )
    return _named(rows)


def admins(session: AnySession) -> list[tuple[Person, str]]:
    """Active admins, as :func:`owners_of` has people."""
    ids = {"user": USER_GROUP, "system": SYSTEM_GROUP}
    return _named(session.wire.rows(f"{_ACTIVE} and m.parent.id = :system", ids))


def full_admins(session: AnySession) -> list[Person]:
    """Those of them who may do everything."""
    admin = session.wire.service("Admin")
    found = []
    for person, _full_name in admins(session):
        with catalogued():
            privileges = admin.getAdminPrivileges(omero.model.ExperimenterI(person.id, False))
        if {str(unwrap(one.value)) for one in privileges} >= FULL_ADMIN:
            found.append(person)
    return found


_NAMES = ("e.omeName", "concat(e.firstName, ' ', e.lastName)")
_MATCHES = " or ".join(f"lower({name}) like :text escape '!'" for name in _NAMES)
_MOST_FOUND = 500
"""Of those whom OMERO finds: whom the session may not know, it tells as hidden."""


def people_called(session: AnySession, text: str) -> list[tuple[Person, str]]:
    """Active people in one of whose names the text occurs, as far as the session may know them."""
    escaped = "".join(f"!{letter}" if letter in "!%_" else letter for letter in text.lower())
    hql = f"{_ACTIVE} and m.parent.id = :user and ({_MATCHES})"
    return _named(session.wire.rows(hql, {"user": USER_GROUP, "text": f"%{escaped}%"}, limit=_MOST_FOUND))


def people_of(session: AnySession, ids: Iterable[int]) -> dict[int, Person]:
    """Those of the ids that are active people, as far as the session may know them."""
    rows = session.wire.rows_by_ids(
        f"{_ACTIVE} and m.parent.id = :user and e.id in (:ids)", sorted(set(ids)), {"user": USER_GROUP}
    )
    return {person.id: person for person, _full_name in _named(rows)}


def full_names(session: AnySession, ids: Iterable[int]) -> dict[int, str]:
    """Full names of people, active or not, as far as the session may know them."""
    rows = session.wire.rows_by_ids(
        "select e.id, e.omeName, e.firstName, e.lastName from Experimenter e where e.id in (:ids)", sorted(set(ids))
    )
    return {int(one): full_name(first, last) for one, name, first, last in rows if name != HIDDEN}


def _named(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Person, str]]:
    """People once each, by user name; a hidden one is nobody that could be named."""
    found = {
        int(one): (Person(int(one), str(name)), full_name(first, last) or str(name))
        for one, name, first, last in rows
        if name != HIDDEN
    }
    return sorted(found.values(), key=lambda one: one[0].name.casefold())


def members(session: AnySession, group_id: int) -> set[int]:
    """Ids of those in a group, as far as the session sees them."""
    rows = session.wire.rows("select m.child.id from GroupExperimenterMap m where m.parent.id = :id", {"id": group_id})
    return {int(row[0]) for row in rows}
