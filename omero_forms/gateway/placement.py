# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where objects are now, and what groups are called: what stored findings are checked against before use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from omero_forms.domain.chunks import chunks
from omero_forms.domain.refs import ObjectType, Person
from omero_forms.gateway.sessions import AgentSession, UserSession, full_name
from omero_forms.gateway.wire import IDS_PER_QUERY

Session = AgentSession | UserSession


class Placement(NamedTuple):
    """Name, group and owner of an object at this moment."""

    name: str
    group_id: int
    owner_id: int
    creation_event: int


class Place(NamedTuple):
    """Where an object was, and whose."""

    object_type: str
    object_id: int
    group_id: int
    owner_id: int
    creation_event: int


class Described(Protocol):
    """What names an object as it was when it was described."""

    @property
    def object_type(self) -> str: ...
    @property
    def object_id(self) -> int: ...
    @property
    def creation_event(self) -> int: ...


D = TypeVar("D", bound=Described)


def placements(session: Session, object_type: ObjectType, ids: Iterable[int]) -> dict[int, Placement]:
    """Those of `ids` that the session can see now, wherever they have been moved."""
    rows = session.wire.rows_by_ids(
        "select o.id, o.name, o.details.group.id, o.details.owner.id, o.details.creationEvent.id "  # noqa: S608
        f"from {object_type.value} o where o.id in (:ids)",
        sorted(set(ids)),
    )
    return {
        int(one): Placement(str(name or ""), int(group), int(owner), int(event))
        for one, name, group, owner, event in rows
    }


def placements_in(session: Session, group_id: int, object_type: ObjectType, ids: Sequence[int]) -> dict[int, Placement]:
    """As :func:`placements`, of those that are in the group. Nothing is asked for that is known: most of what a long
    list costs are its cells.
    """
    rows = session.wire.rows_by_ids(
        "select o.id, o.name, o.details.owner.id, o.details.creationEvent.id "  # noqa: S608
        f"from {object_type.value} o where o.details.group.id = :group and o.id in (:ids)",
        ids,
        {"group": group_id},
    )
    return {one: Placement(name or "", group_id, owner, event) for one, name, owner, event in rows}


def still_there(session: Session, described: Iterable[D]) -> list[tuple[D, Placement]]:
    """Those of the objects that the session can see now, in their order, and where they are. An id that was given to
    another object has another creation event.
    """
    wanted = list(described)
    ids: dict[ObjectType, set[int]] = defaultdict(set)
    for one in wanted:
        ids[ObjectType(one.object_type)].add(one.object_id)
    now = {object_type: placements(session, object_type, of_type) for object_type, of_type in ids.items()}
    return [
        (one, placement)
        for one in wanted
        if (placement := now[ObjectType(one.object_type)].get(one.object_id)) is not None
        and placement.creation_event == one.creation_event
    ]


def unmoved(session: Session, places: Iterable[Place]) -> set[Place]:
    """Those that still are so.

    Nearly all are. So OMERO counts them, and answers with one row for a thousand of them; only where a number differs
    it is asked of each. An id that was given to another object has another creation event, so the sums differ.
    """
    found: set[Place] = set()
    by_type: dict[str, set[Place]] = defaultdict(set)
    for place in places:
        by_type[place.object_type].add(place)
    for object_type, of_type in by_type.items():
        in_order = sorted(of_type, key=attrgetter("group_id", "owner_id", "object_id"))
        for some in chunks(in_order, IDS_PER_QUERY):
            if _are_all_there(session, object_type, some):
                found.update(some)
                continue
            now = placements(session, ObjectType(object_type), (one.object_id for one in some))
            for one in some:
                placement = now.get(one.object_id)
                if placement is not None and one == Place(
                    object_type, one.object_id, placement.group_id, placement.owner_id, placement.creation_event
                ):
                    found.add(one)
    return found


def _are_all_there(session: Session, object_type: str, places: Sequence[Place]) -> bool:
    conditions: list[str] = []
    params: dict[str, Any] = {}
    for (group_id, owner_id), several in groupby(places, key=attrgetter("group_id", "owner_id")):
        n = len(conditions)
        conditions.append(f"(o.details.group.id = :group{n} and o.details.owner.id = :owner{n} and o.id in (:ids{n}))")
        params |= {f"group{n}": group_id, f"owner{n}": owner_id, f"ids{n}": [one.object_id for one in several]}
    [(count, events)] = session.wire.rows(
        f"select count(o.id), sum(o.details.creationEvent.id) from {object_type} o "  # noqa: S608
        f"where {' or '.join(conditions)}",
        params,
    )
    return (int(count), int(events or 0)) == (len(places), sum(one.creation_event for one in places))


def group_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names of those of the groups that the session can see."""
    rows = session.wire.rows_by_ids(
        "select g.id, g.name from ExperimenterGroup g where g.id in (:ids)", sorted(set(ids))
    )
    return {int(one): str(name) for one, name in rows}


def person_names(session: Session, ids: Iterable[int]) -> dict[int, tuple[Person, str]]:
    """User name and full name (the user name where there is none) of those people that still exist."""
    rows = session.wire.rows_by_ids(
        "select e.id, e.omeName, e.firstName, e.lastName from Experimenter e where e.id in (:ids)",
        sorted(set(ids)),
    )
    return {
        int(one): (Person(int(one), str(name)), full_name(first, last) or str(name)) for one, name, first, last in rows
    }
