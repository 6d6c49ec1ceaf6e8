# SPDX-License-Identifier: AGPL-3.0-or-later
"""Projects, datasets, screens, plates and images, as their reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from omero.rtypes import unwrap

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

_PARENTS: Final = {
    ObjectType.DATASET: ((ObjectType.PROJECT, "l.parent", "ProjectDatasetLink l where l.child.id"),),
    ObjectType.IMAGE: (
        (ObjectType.DATASET, "l.parent", "DatasetImageLink l where l.child.id"),
        (ObjectType.PLATE, "s.well.plate", "WellSample s where s.image.id"),
    ),
    ObjectType.PLATE: ((ObjectType.SCREEN, "l.parent", "ScreenPlateLink l where l.child.id"),),
}


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

    `can_annotate` is asked of the loaded object: a `details.permissions` column says yes to everybody who can read.
    """
    found = session.wire.objects(
        f"select o from {object_type.value} o join fetch o.details.owner join fetch o.details.group "  # noqa: S608
        "join fetch o.details.creationEvent where o.id = :id",
        {"id": object_id},
    )
    if not found:
        raise error("not_found")
    loaded = found[0]
    details = loaded.details
    return LoadedObject(
        ref=ObjectRef(
            session.server_uuid,
            object_type,
            int(unwrap(loaded.id)),
            int(unwrap(details.creationEvent.id)),
        ),
        name=str(unwrap(loaded.name) or ""),
        group=_group(details.group),
        owner=Person(int(unwrap(details.owner.id)), str(unwrap(details.owner.omeName))),
        owner_full_name=full_name(unwrap(details.owner.firstName), unwrap(details.owner.lastName)),
        created=datetime.fromtimestamp(int(unwrap(details.creationEvent.time)) / 1000, UTC),
        can_annotate=bool(details.permissions.canAnnotate()),
        images=_image_count(session, object_type, object_id) if count_images else None,
    )


def parent(session: AnySession, ref: ObjectRef) -> NamedObject | None:
    """What an object lies in, as far as the session can see it; of several the one with the lowest id."""
    for kind, path, source in _PARENTS.get(ref.type, ()):
        rows = session.wire.rows(
            f"select {path}.id, {path}.name, {path}.details.creationEvent.id from {source} = :id order by {path}.id",  # noqa: S608
            {"id": ref.id},
        )
        if rows:
            one, name, event = rows[0]
            return NamedObject(ObjectRef(session.server_uuid, kind, int(one), int(event)), str(name or ""))
    return None


def _group(group: Any) -> Group:
    return Group(int(unwrap(group.id)), str(unwrap(group.name)), str(group.details.permissions))


def _image_count(session: AnySession, object_type: ObjectType, object_id: int) -> int | None:
    hql = IMAGE_COUNTS.get(object_type)
    return None if hql is None else int(session.wire.rows(hql, {"id": object_id})[0][0])
