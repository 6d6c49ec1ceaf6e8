# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where objects are now, and what groups are called: what stored findings are checked against before use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from omero_forms.domain.refs import ObjectType, Person
from omero_forms.gateway.sessions import AgentSession, UserSession, full_name

Session = AgentSession | UserSession


@dataclass(frozen=True, slots=True)
class Placement:
    """Name, group and owner of an object at this moment."""

    name: str
    group_id: int
    owner_id: int
    creation_event: int


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


def placements_of(session: Session, objects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Placement]:
    """As :func:`placements`, of objects of several types, by (type, id)."""
    ids: dict[str, set[int]] = defaultdict(set)
    for object_type, one in objects:
        ids[object_type].add(one)
    return {
        (object_type, one): placement
        for object_type, wanted in ids.items()
        for one, placement in placements(session, ObjectType(object_type), wanted).items()
    }


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
