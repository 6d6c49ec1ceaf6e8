# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy: a MapAnnotation with the newest answers as key-value pairs, on the object.

It is found by namespace and object, whoever owns it; everybody changes only their own. What we wrote is known by its id
and its newest event (`Known`): nothing else in the namespace is overwritten or deleted, since a person may have written
it. It is set apart instead: it stays on the object, in the namespace of key-value pairs that people type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import omero.model
from omero.constants.metadata import NSCLIENTMAPANNOTATION
from omero.rtypes import rstring, unwrap

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectRef, ObjectType, Person
from omero_forms.domain.submissions import CopyReason, Pairs, Written
from omero_forms.gateway import objects
from omero_forms.gateway.links import count_of_links, links_of, new_link
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import AnySession, UserSession

DELETE_SECONDS = 5.0

_HAS_PAIRS = "a.id in (select m.id from MapAnnotation m where m.ns = a.ns)"
"""Comments, tags and files may have the namespace of a copy, too: they are nothing of ours."""

_ANNOTATED = (
    *(
        "Project",
        "Dataset",
        "Image",
        "Screen",
        "Plate",
        "PlateAcquisition",
        "Well",
        "Roi",
        "Shape",
        "Folder",
        "Fileset",
    ),
    *("Annotation", "Reagent", "OriginalFile", "Channel", "PlaneInfo"),
    *("Instrument", "Detector", "Dichroic", "Filter", "LightPath", "LightSource", "Objective"),
    *("Experimenter", "ExperimenterGroup", "Namespace", "Session", "Node"),
)
"""All that annotations can hang on in OMERO."""

LINKS = ", ".join(count_of_links(kind) for kind in _ANNOTATED)
"""In a query for annotations `a`: by how many links each hangs on anything."""


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """A copy, or what looks like one, on an object; `elsewhere` when it is linked to another object too."""

    annotation_id: int
    link_id: int
    owner: Person
    event: int
    elsewhere: bool

    @property
    def as_written(self) -> Written:
        """The same, as it is now."""
        return Written(self.annotation_id, self.event)


@dataclass(frozen=True, slots=True)
class LeftCopy:
    """A copy that is not on its object any more: the object went, or moved to a group that it could not move to."""

    as_written: Written
    owner_id: int
    group_id: int
    group_name: str
    namespace: str
    is_linked: bool

    def is_ours(self, namespace: str, event: int) -> bool:
        """Whether it is what we wrote in that namespace, with that event, or what somebody made of it there. Its id
        alone does not say so: an OMERO that was restored gives ids again.
        """
        return self.namespace == namespace or self.as_written.event == event


@dataclass(frozen=True, slots=True)
class Known:
    """What we wrote on an object for one form: each annotation with its event then. `typed` picks from pairs those that
    no submission gave, and so a person wrote.
    """

    events: Mapping[int, int]
    typed: Callable[[Pairs], Pairs]

    def is_untouched(self, one: Written) -> bool:
        """Whether we wrote it, and nobody has changed it since."""
        return self.events.get(one.annotation_id) == one.event


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """`copied`, and what was `written`; or `nocopy` with why. `others` are in the namespace besides, for their owners'
    sessions to take off.
    """

    state: Literal["copied", "nocopy"]
    reason: CopyReason | None
    written: Written | None = None
    others: tuple[FoundCopy, ...] = ()


def load_and_write(session: UserSession, ref: ObjectRef, namespace: str, rows: Pairs, known: Known) -> CopyOutcome:
    """As :func:`write`, for an object that this user has not loaded yet."""
    try:
        loaded = objects.load(session, ref.type, ref.id)
    except FormsError as fault:
        if fault.code != "not_found":
            raise
        return CopyOutcome("nocopy", CopyReason.NOT_VISIBLE)
    return write(session, loaded, ref, namespace, rows, known)


def write(
    session: UserSession, loaded: LoadedObject, ref: ObjectRef, namespace: str, rows: Pairs, known: Known
) -> CopyOutcome:
    """Make the user's copy on the object say `rows`, in place where there is one of ours. `loaded` is what this user
    has found under the id of `ref`.

    Raises `omero_unavailable`; what only means that this user can have no copy there is an outcome.
    """
    if loaded.ref != ref:
        return CopyOutcome("nocopy", CopyReason.OTHER_OBJECT)
    there = find(session, ref, namespace)
    if not loaded.can_annotate:
        others = tuple(one for one in there if one.owner.id != session.person.id)
        return CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE, others=others)
    mine = [one for one in there if one.owner.id == session.person.id]
    ours = [one for one in mine if one.annotation_id in known.events] or _left_behind(session, mine, known)
    # One that hangs on another object too would change what is said of that one.
    kept = next((one for one in ours if not one.elsewhere), None)
    rest = [one for one in ours if one is not kept]
    others = tuple(one for one in there if one is not kept and one not in rest)
    group = loaded.group.id
    try:
        written = None if kept is None else _update(session, group, kept, rows, known)
        written = written or _make(session, loaded, namespace, rows)
        _take_off(session, ref, group, rest, known)
    except FormsError as fault:
        if fault.code != "forbidden":
            raise
        return CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE, others=others)
    return CopyOutcome("copied", None, written, others)


def find(session: AnySession, ref: ObjectRef, namespace: str) -> list[FoundCopy]:
    """The copies on the object that the user can see, oldest first, and what else is in their namespace; in one call
    with whether each hangs on other objects too, of whatever type.
    """
    link = links_of(ref.type)
    elsewhere = ", ".join(
        f"(select count(k.id) from {links_of(kind)} k where k.child.id = a.id"  # noqa: S608
        f"{' and k.parent.id != :id' if kind is ref.type else ''})"
        for kind in ObjectType
    )
    rows = session.wire.rows(
        f"select a.id, l.id, o.id, o.omeName, a.details.updateEvent.id, {elsewhere} from {link} l "  # noqa: S608
        "join l.child a join a.details.owner o where l.parent.id = :id and a.ns = :ns "
        f"and {_HAS_PAIRS} order by a.id",
        {"id": ref.id, "ns": namespace},
    )
    return [
        FoundCopy(int(one), int(link_id), Person(int(owner), str(name)), int(event), elsewhere=any(links))
        for one, link_id, owner, name, event, *links in rows
    ]


def find_all(session: AnySession, ref: ObjectRef, namespaces: Collection[str]) -> dict[str, set[Written]]:
    """What the user can see on the object in each of the namespaces, in one call."""
    link = links_of(ref.type)
    found: dict[str, set[Written]] = {one: set() for one in namespaces}
    rows = session.wire.rows(
        f"select a.ns, a.id, a.details.updateEvent.id from {link} l join l.child a "  # noqa: S608
        f"where l.parent.id = :id and a.ns in (:namespaces) and {_HAS_PAIRS}",
        {"id": ref.id, "namespaces": sorted(namespaces)},
    )
    for namespace, one, event in rows:
        found[str(namespace)].add(Written(int(one), int(event)))
    return found


def find_many(
    session: AnySession, object_type: ObjectType, ids: Collection[int], namespaces: Collection[str]
) -> dict[tuple[int, str], dict[Written, int]]:
    """What the session can see in these namespaces on each of the objects, with whose it is; in one call for a thousand
    objects.
    """
    found: dict[tuple[int, str], dict[Written, int]] = {}
    rows = session.wire.rows_by_ids(
        "select l.parent.id, a.ns, a.id, a.details.updateEvent.id, a.details.owner.id "  # noqa: S608
        f"from {links_of(object_type)} l join l.child a "
        f"where l.parent.id in (:ids) and a.ns in (:namespaces) and {_HAS_PAIRS}",
        sorted(ids),
        {"namespaces": sorted(namespaces)},
    )
    for object_id, namespace, one, event, owner in rows:
        found.setdefault((int(object_id), str(namespace)), {})[Written(int(one), int(event))] = int(owner)
    return found


def existing(session: AnySession, ids: Collection[int]) -> list[LeftCopy]:
    """Those of these annotations that exist, wherever they are."""
    rows = session.wire.rows_by_ids(
        f"select a.id, a.details.updateEvent.id, o.id, g.id, g.name, a.ns, {LINKS} from MapAnnotation a "  # noqa: S608
        "join a.details.owner o join a.details.group g where a.id in (:ids)",
        sorted(ids),
    )
    return [
        LeftCopy(Written(int(one), int(event)), int(owner), int(group), str(name), str(ns or ""), is_linked=any(linked))
        for one, event, owner, group, name, ns, *linked in rows
    ]


def take_away(session: UserSession, left: LeftCopy, known: Known) -> None:
    """Delete a copy of ours that hangs on nothing any more; what its owner typed into it stays theirs. Raises
    `forbidden` or `omero_unavailable`.
    """
    _end(session, left.group_id, left.as_written.annotation_id, known)


def rows_of(session: AnySession, annotation_id: int) -> list[tuple[str, str]]:
    """The key-value pairs of an annotation, in order."""
    rows = session.wire.rows(
        "select r.name, r.value from MapAnnotation a join a.mapValue r where a.id = :id order by index(r)",
        {"id": annotation_id},
    )
    return [(str(name or ""), str(value or "")) for name, value in rows]


def clear(
    session: UserSession,
    loaded: LoadedObject,
    namespace: str,
    known: Known,
    *,
    keep: int | None = None,
    of_others: Collection[int] = (),
) -> int:
    """Take what the user owns in the namespace off it, but the annotation `keep`; how many there were.

    Those of `of_others` are the copies of other objects: they stay what they are there. Raises `forbidden` or
    `omero_unavailable`.
    """
    own = [
        one
        for one in find(session, loaded.ref, namespace)
        if one.owner.id == session.person.id and one.annotation_id != keep
    ]
    _take_off(session, loaded.ref, loaded.group.id, own, known, of_others)
    return len(own)


def _left_behind(session: UserSession, mine: Sequence[FoundCopy], known: Known) -> list[FoundCopy]:
    """What a process of ours wrote that died before it could tell: it says nothing but what submissions gave."""
    ours = (one for one in mine if not known.typed(rows_of(session, one.annotation_id)))
    return list(islice(ours, 1))


def _values(rows: Pairs) -> list[omero.model.NamedValue]:
    return [omero.model.NamedValue(name, value) for name, value in rows]


def _pairs(annotation: Any) -> list[tuple[str, str]]:
    return [(str(one.name or ""), str(one.value or "")) for one in annotation.mapValue or ()]


def _make(session: UserSession, loaded: LoadedObject, namespace: str, rows: Pairs) -> Written:
    annotation = omero.model.MapAnnotationI()
    annotation.ns = rstring(namespace)
    annotation.mapValue = _values(rows)
    link = new_link(loaded.ref.type, loaded.ref.id, annotation)
    return _written(session.wire.save(link, group=loaded.group.id).child)


def _update(session: UserSession, group: int, kept: FoundCopy, rows: Pairs, known: Known) -> Written | None:
    """None where somebody has typed something into it: that is set apart, and a new copy is to be made."""
    annotation = _load(session, group, kept.annotation_id)
    # By what was loaded: somebody may have typed into it since it was found.
    typed = () if known.is_untouched(_written(annotation)) else known.typed(_pairs(annotation))
    if typed:
        _set_apart(session, group, annotation, typed)
        return None
    # The whole list at once: adding in front of it would rewrite every row.
    annotation.mapValue = _values(rows)
    return _written(session.wire.save(annotation, group=group))


def _take_off(
    session: UserSession,
    ref: ObjectRef,
    group: int,
    own: Sequence[FoundCopy],
    known: Known,
    of_others: Collection[int] = (),
) -> None:
    """Delete what we wrote and nobody changed; leave to people what they wrote.

    OMERO refuses to save over a change that came in between, but it deletes whatever is there. So each is deleted at
    once after it was looked at; what is typed within that one call is lost with it.
    """
    links: list[int] = []
    for one in own:
        is_ours = one.annotation_id in known.events
        if one.elsewhere and (is_ours or one.annotation_id in of_others):
            links.append(one.link_id)
        else:
            _end(session, group, one.annotation_id, known)
    if links:
        session.wire.delete({links_of(ref.type): links}, timeout=DELETE_SECONDS)


def _end(session: UserSession, group: int, annotation_id: int, known: Known) -> None:
    annotation = _load(session, group, annotation_id)
    is_ours, left = annotation_id in known.events, _pairs(annotation)
    if is_ours:
        left = [] if known.is_untouched(_written(annotation)) else list(known.typed(left))
    if is_ours and not left:
        session.wire.delete({"Annotation": [annotation_id]}, timeout=DELETE_SECONDS)
    else:
        _set_apart(session, group, annotation, left)


def _set_apart(session: UserSession, group: int, annotation: Any, pairs: Pairs) -> None:
    """Leave the annotation to its owner, with these pairs, as one that OMERO.web lets them edit."""
    annotation.ns = rstring(NSCLIENTMAPANNOTATION)
    annotation.mapValue = _values(pairs)
    session.wire.save(annotation, group=group)


def _load(session: UserSession, group: int, annotation_id: int) -> Any:
    return session.wire.objects("select a from MapAnnotation a where a.id = :id", {"id": annotation_id}, group=group)[0]


def _written(annotation: Any) -> Written:
    return Written(int(unwrap(annotation.id)), int(unwrap(annotation.details.updateEvent.id)))
