# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups and people. What an ordinary user may not know of others reads `<hidden>` or is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from omero.rtypes import unwrap

from omero_forms.domain.errors import error
from omero_forms.gateway.sessions import (
    SYSTEM_GROUP,
    USER_GROUP,
    AnySession,
    full_name,
)

AMBIGUOUS: Final = (
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


def groups(session: AnySession) -> list[GroupFacts]:
    """All groups that the session sees, by id, also those that never count (`services.nobody`)."""
    people_by_id = {person.id: person for person in people(session)}
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


def group_called(found: Iterable[GroupFacts], text: str) -> GroupFacts | None:
    """The group that a person means by a name or an id.

    Raises `request_invalid` where it is the name of one and the id of another: a guess would be wrong half the time.
    """
    fitting = [group for group in found if text in {group.name, str(group.id)}]
    if len(fitting) > 1:
        raise error("request_invalid", message=AMBIGUOUS)
    return fitting[0] if fitting else None


def people(session: AnySession) -> list[PersonFacts]:
    """All users, by id. Who is in the group `user` is active; who is in `system` is an admin."""
    of_group: dict[int, set[int]] = {SYSTEM_GROUP: set(), USER_GROUP: set()}
    for group_id, person_id in session.wire.rows(
        "select m.parent.id, m.child.id from GroupExperimenterMap m where m.parent.id in (:ids)",
        {"ids": list(of_group)},
    ):
        of_group[int(group_id)].add(int(person_id))
    return [
        PersonFacts(
            id=int(person_id),
            name=str(name),
            full_name=full_name(first, last),
            email="" if email in {None, HIDDEN} else str(email).strip(),
            active=int(person_id) in of_group[USER_GROUP],
            is_admin=int(person_id) in of_group[SYSTEM_GROUP],
        )
        for person_id, name, first, last, email in session.wire.rows(
            "select e.id, e.omeName, e.firstName, e.lastName, e.email from Experimenter e order by e.id"
        )
    ]


def members(session: AnySession, group_id: int) -> set[int]:
    """Ids of those in a group, as far as the session sees them."""
    rows = session.wire.rows("select m.child.id from GroupExperimenterMap m where m.parent.id = :id", {"id": group_id})
    return {int(row[0]) for row in rows}
