# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy: a MapAnnotation with the newest answers as key-value pairs, on the object.

It is found by namespace and object, whoever owns it; everybody changes only their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import omero.model
from omero.rtypes import rstring

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectRef, ObjectType, Person
from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway import objects
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import AnySession, UserSession

DELETE_SECONDS = 5.0

_OTHER_PARENT = " where l.parent.id != :parent"


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """A copy that lies on an object; `elsewhere` when its annotation is linked to another object too."""

    annotation_id: int
    link_id: int
    owner: Person
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """`copied`, or `nocopy` with why. `others` are copies of other people, for their owners' sessions to remove."""

    state: Literal["copied", "nocopy"]
    reason: CopyReason | None
    others: tuple[FoundCopy, ...] = ()


def load_and_write(
    session: UserSession, ref: ObjectRef, namespace: str, rows: Sequence[tuple[str, str]]
) -> CopyOutcome:
    """As :func:`write`, for an object that this user has not loaded yet."""
    try:
        loaded = objects.load(session, ref.type, ref.id)
    except FormsError as fault:
        if fault.code != "not_found":
            raise
        return CopyOutcome("nocopy", CopyReason.NOT_VISIBLE)
    return write(session, loaded, ref, namespace, rows)


def write(
    session: UserSession, loaded: LoadedObject, ref: ObjectRef, namespace: str, rows: Sequence[tuple[str, str]]
) -> CopyOutcome:
    """Make the user's copy on the object say `rows`, in place where there is one. `loaded` is what this user has found
    under the id of `ref`.

    Raises `omero_unavailable`; what only means that this user can have no copy there is an outcome.
    """
    if loaded.ref != ref:
        return CopyOutcome("nocopy", CopyReason.OTHER_OBJECT)
    there = find(session, ref, namespace)
    others = tuple(one for one in there if one.owner.id != session.person.id)
    if not loaded.can_annotate:
        return CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE, others)
    own = [one for one in there if one.owner.id == session.person.id]
    # One that hangs on another object too would change what is said of that one.
    kept = next((one for one in own if not one.elsewhere), None)
    try:
        if kept is None:
            _make(session, loaded, namespace, rows)
        else:
            _update(session, loaded, kept.annotation_id, rows)
        _remove(session, ref.type, [one for one in own if one is not kept])
    except FormsError as fault:
        if fault.code != "forbidden":
            raise
        return CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE, others)
    return CopyOutcome("copied", None, others)


def find(session: AnySession, ref: ObjectRef, namespace: str) -> list[FoundCopy]:
    """The copies on the object that the user can see, oldest first."""
    link = f"{ref.type.value}AnnotationLink"
    rows = session.wire.rows(
        f"select a.id, l.id, o.id, o.omeName from {link} l join l.child a join a.details.owner o "  # noqa: S608
        "where l.parent.id = :id and a.ns = :ns order by a.id",
        {"id": ref.id, "ns": namespace},
    )
    found = [
        FoundCopy(int(one), int(link_id), Person(int(owner), str(name)), elsewhere=False)
        for one, link_id, owner, name in rows
    ]
    own = [one.annotation_id for one in found if one.owner.id == session.person.id]
    elsewhere = _linked_elsewhere(session, own, ref)
    return [replace(one, elsewhere=one.annotation_id in elsewhere) for one in found]


def rows_of(session: AnySession, annotation_id: int) -> list[tuple[str, str]]:
    """The key-value pairs of an annotation, in order."""
    rows = session.wire.rows(
        "select r.name, r.value from MapAnnotation a join a.mapValue r where a.id = :id order by index(r)",
        {"id": annotation_id},
    )
    return [(str(name or ""), str(value or "")) for name, value in rows]


def remove(session: UserSession, ref: ObjectRef, namespace: str) -> int:
    """Take the user's own copies off the object; how many there were. Raises `forbidden` or `omero_unavailable`."""
    own = [one for one in find(session, ref, namespace) if one.owner.id == session.person.id]
    _remove(session, ref.type, own)
    return len(own)


def _linked_elsewhere(session: AnySession, annotation_ids: Sequence[int], ref: ObjectRef) -> set[int]:
    """Those of the annotations that are linked to other objects than `ref`, too; one question for all types."""
    linked = " or ".join(
        f"a.id in (select l.child.id from {kind.value}AnnotationLink l{_OTHER_PARENT if kind is ref.type else ''})"  # noqa: S608
        for kind in ObjectType
    )
    rows = session.wire.rows_by_ids(
        f"select a.id from Annotation a where a.id in (:ids) and ({linked})",  # noqa: S608
        annotation_ids,
        {"parent": ref.id},
    )
    return {int(row[0]) for row in rows}


def _values(rows: Sequence[tuple[str, str]]) -> list[omero.model.NamedValue]:
    return [omero.model.NamedValue(name, value) for name, value in rows]


def _make(session: UserSession, loaded: LoadedObject, namespace: str, rows: Sequence[tuple[str, str]]) -> None:
    kind = loaded.ref.type.value
    annotation = omero.model.MapAnnotationI()
    annotation.ns = rstring(namespace)
    annotation.mapValue = _values(rows)
    link = getattr(omero.model, f"{kind}AnnotationLinkI")()
    link.parent = getattr(omero.model, f"{kind}I")(loaded.ref.id, False)
    link.child = annotation
    session.wire.save_new([link], group=loaded.group.id)


def _update(session: UserSession, loaded: LoadedObject, annotation_id: int, rows: Sequence[tuple[str, str]]) -> None:
    annotation = session.wire.objects(
        "select a from MapAnnotation a where a.id = :id",
        {"id": annotation_id},
        group=loaded.group.id,
    )[0]
    # The whole list at once: adding in front of it would rewrite every row.
    annotation.mapValue = _values(rows)
    session.wire.save(annotation, group=loaded.group.id)


def _remove(session: UserSession, kind: ObjectType, copies: Sequence[FoundCopy]) -> None:
    whole = [one.annotation_id for one in copies if not one.elsewhere]
    links = [one.link_id for one in copies if one.elsewhere]
    if whole:
        session.wire.delete({"Annotation": whole}, timeout=DELETE_SECONDS)
    if links:
        session.wire.delete({f"{kind.value}AnnotationLink": links}, timeout=DELETE_SECONDS)
