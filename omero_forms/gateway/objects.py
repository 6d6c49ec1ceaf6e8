# SPDX-License-Identifier: AGPL-3.0-or-later
"""Projects, datasets, screens, plates and images, as their reader may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from omero_forms.domain.errors import error
from omero_forms.domain.policies.evaluate import ObjectFacts
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person
from omero_forms.gateway.sessions import AnySession, full_name

IMAGE_COUNTS: Final = {
    ObjectType.PROJECT: (
        "select count(distinct i.child.id) from DatasetImageLink i where i.parent.id in "
        "(select p.child.id from ProjectDatasetLink p where p.parent.id = :id)"
    ),
    ObjectType.DATASET: "select count(i.id) from DatasetImageLink i where i.parent.id = :id",
    ObjectType.PLATE: "select count(w.id) from WellSample w where w.well.plate.id = :id",
}

PARENTS: Final = {
    ObjectType.DATASET: ((ObjectType.PROJECT, "l.parent", "ProjectDatasetLink l", "l.child"),),
    ObjectType.IMAGE: (
        (ObjectType.DATASET, "l.parent", "DatasetImageLink l", "l.child"),
        (ObjectType.PLATE, "s.well.plate", "WellSample s", "s.image"),
    ),
    ObjectType.PLATE: ((ObjectType.SCREEN, "l.parent", "ScreenPlateLink l", "l.child"),),
}
"""What objects of a type lie in, the likeliest first: its type, the paths to it and to the object, and from where."""

CHILDREN: Final = {
    parent: (child, given, source, path) for child, kinds in PARENTS.items() for parent, path, source, given in kinds
}
"""What lies in objects of a type, with the paths in the same order."""


@dataclass(frozen=True, slots=True)
class Group:
    """An OMERO group; `permissions` such as `rwra--`."""

    id: int
    name: str
    permissions: str


@dataclass(frozen=True, slots=True)
class LoadedObject:
    """An object and what decides about submitting for it. `images` is None where the type is not counted, or nobody
    asked.
    """

    ref: ObjectRef
    name: str
    group: Group
    owner: Person
    owner_full_name: str
    created: datetime
    can_annotate: bool
    images: int | None

    @property
    def facts(self) -> ObjectFacts:
        """What judging by a policy asks of it."""
        return ObjectFacts(self.ref.id, self.name, self.owner.id, self.created, self.images, self.ref.creation_event)


def load(session: AnySession, object_type: ObjectType, object_id: int, *, count_images: bool = False) -> LoadedObject:
    """The object, whatever the user's active group. Raises `not_found` when the user cannot see it.

    `can_annotate` is asked of the map of permissions that OMERO makes where the object itself is named
    `..._details_permissions`: a `details.permissions` column says yes to everybody who can read.
    """
    count = IMAGE_COUNTS.get(object_type) if count_images else None
    rows = session.wire.rows(
        "select new map(o.id as id, o.name as name, e.id as event, e.time as created, "  # noqa: S608
        "w.id as owner, w.omeName as owner_name, w.firstName as first_name, w.lastName as last_name, "
        "g.id as group_id, g.name as group_name, g.details.permissions as group_permissions, "
        f"o as o_details_permissions{f', ({count}) as images' if count else ''}) "
        f"from {object_type.value} o join o.details.owner w join o.details.group g join o.details.creationEvent e "
        "where o.id = :id",
        {"id": object_id},
    )
    if not rows:
        raise error("not_found")
    found = rows[0][0]
    return LoadedObject(
        ref=ObjectRef(session.server_uuid, object_type, int(found["id"]), int(found["event"])),
        name=str(found["name"] or ""),
        group=Group(int(found["group_id"]), str(found["group_name"]), str(found["group_permissions"]["perm"])),
        owner=Person(int(found["owner"]), str(found["owner_name"])),
        owner_full_name=full_name(found["first_name"], found["last_name"]),
        created=datetime.fromtimestamp(int(found["created"]) / 1000, UTC),
        can_annotate=bool(found["o_details_permissions"]["canAnnotate"]),
        images=int(found["images"]) if count else None,
    )


def parent(session: AnySession, ref: ObjectRef) -> NamedObject | None:
    """What an object lies in, as far as the session can see it; of several the one with the lowest id."""
    return next((one for kind in PARENTS.get(ref.type, ()) for one in _named(session, ref, *kind)), None)


def parents(session: AnySession, ref: ObjectRef, types: Collection[ObjectType]) -> list[NamedObject]:
    """All that an object lies in, of these types, as far as the session can see it."""
    return [one for kind in PARENTS.get(ref.type, ()) if kind[0] in types for one in _named(session, ref, *kind)]


def children(session: AnySession, ref: ObjectRef, limit: int) -> list[NamedObject]:
    """What lies in an object, up to so many, as far as the session can see it. By id."""
    kind = CHILDREN.get(ref.type)
    return _named(session, ref, *kind, limit=limit) if kind else []


def _named(
    session: AnySession, ref: ObjectRef, kind: ObjectType, path: str, source: str, given: str, limit: int | None = None
) -> list[NamedObject]:
    """Objects of a type at one path, beside those at the other that is given."""
    rows = session.wire.rows(
        f"select {path}.id, {path}.name, {path}.details.creationEvent.id from {source} where {given}.id = :id "  # noqa: S608
        f"order by {path}.id",
        {"id": ref.id},
        limit=limit,
    )
    # What is linked twice is one object.
    found = {int(one): (str(name or ""), int(event)) for one, name, event in rows}
    return [NamedObject(ObjectRef(session.server_uuid, kind, one, event), name) for one, (name, event) in found.items()]
