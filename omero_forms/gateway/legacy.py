# SPDX-License-Identifier: AGPL-3.0-or-later
"""Annotations of OMERO.forms in all groups, as an admin sees them. Nothing here changes one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import omero.model
from omero.rtypes import rstring

from omero_forms.domain.legacy.annotations import FORM_MASTER, PREFIX, Annotation, Header, Link, Row
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person
from omero_forms.gateway.links import count_of_links, links_of
from omero_forms.gateway.map_rows import map_rows
from omero_forms.gateway.objects import PARENTS
from omero_forms.gateway.sessions import AgentSession, UserSession
from omero_forms.gateway.wire import IDS_PER_QUERY

HISTORIES: Final = f"{PREFIX}data/"
COPIES: Final = f"{PREFIX}kvdata/"

Reader = AgentSession | UserSession
"""Sees all groups: an admin, or the form agent."""

_HEADER = "select a.id, a.ns, o.id, o.omeName, a.details.group.id from MapAnnotation a join a.details.owner o "


def headers(session: Reader) -> Iterator[list[Header]]:
    """All of it but copies, by id, some at a time."""
    last = 0
    while True:
        rows = session.wire.rows(
            f"{_HEADER} where a.ns like :all and a.ns not like :copies and a.id > :last order by a.id",
            {"all": f"{PREFIX}%", "copies": f"{COPIES}%", "last": last},
            limit=IDS_PER_QUERY,
        )
        if rows:
            yield _with_links(session, rows)
            last = int(rows[-1][0])
        if len(rows) < IDS_PER_QUERY:
            return


def histories(session: Reader) -> Iterator[list[Header]]:
    """Histories by namespace, then by id, some at a time."""
    namespace, last = "", 0
    while True:
        rows = session.wire.rows(
            f"{_HEADER} where a.ns like :histories and (a.ns > :ns or (a.ns = :ns and a.id > :last)) "
            "order by a.ns, a.id",
            {"histories": f"{HISTORIES}%", "ns": namespace, "last": last},
            limit=IDS_PER_QUERY,
        )
        if rows:
            yield _with_links(session, rows)
            last, namespace = int(rows[-1][0]), str(rows[-1][1])
        if len(rows) < IDS_PER_QUERY:
            return


def of_namespaces(session: Reader, namespaces: Sequence[str], owner_id: int) -> list[Header]:
    """What somebody has under some namespaces, by id."""
    rows = session.wire.rows(
        f"{_HEADER} where a.ns in (:namespaces) and o.id = :owner order by a.id",
        {"namespaces": sorted(set(namespaces)), "owner": owner_id},
    )
    return _with_links(session, rows)


def _with_links(session: Reader, rows: Sequence[tuple[object, ...]]) -> list[Header]:
    links: dict[int, list[Link]] = defaultdict(list)
    for one, parent, owner in session.wire.rows_by_ids(
        "select l.child.id, l.parent.id, l.details.owner.id from ExperimenterAnnotationLink l "
        "where l.child.id in (:ids) order by l.id",
        [int(str(row[0])) for row in rows],
    ):
        links[int(one)].append(Link(FORM_MASTER, int(parent), int(owner)))
    found = []
    for one, namespace, owner, name, group in rows:
        number = int(str(one))
        person = Person(int(str(owner)), str(name))
        found.append(Header(number, str(namespace), person, int(str(group)), tuple(links[number])))
    return found


def read(session: Reader, found: Sequence[Header]) -> list[Annotation]:
    """The same with their rows."""
    rows = map_rows(session.wire, [one.id for one in found])
    return [Annotation(one, tuple((name or "", value or "") for name, value in rows.get(one.id, ()))) for one in found]


@dataclass(frozen=True, slots=True)
class ObjectNow:
    """An object that a history is about, as it is now."""

    named: NamedObject
    group: Person
    """id and name"""
    owner: Person
    parent: NamedObject | None


def objects_now(session: Reader, object_type: ObjectType, ids: Collection[int]) -> dict[int, ObjectNow]:
    """Those of the objects that are there, by id."""
    wanted = sorted(set(ids))
    rows = session.wire.rows_by_ids(
        "select o.id, o.name, o.details.creationEvent.id, w.id, w.omeName, g.id, g.name "  # noqa: S608
        f"from {object_type.value} o join o.details.owner w join o.details.group g where o.id in (:ids)",
        wanted,
    )
    parents = _parents(session, object_type, wanted)
    return {
        int(one): ObjectNow(
            NamedObject(ObjectRef(session.server_uuid, object_type, int(one), int(event)), str(name or "")),
            Person(int(group), str(group_name)),
            Person(int(owner), str(owner_name)),
            parents.get(int(one)),
        )
        for one, name, event, owner, owner_name, group, group_name in rows
    }


def _parents(session: Reader, object_type: ObjectType, ids: Sequence[int]) -> dict[int, NamedObject]:
    """What each lies in; of several that with the lowest id."""
    found: dict[int, NamedObject] = {}
    for kind, path, source, child in PARENTS.get(object_type, ()):
        rows = session.wire.rows_by_ids(
            f"select {child}.id, {path}.id, {path}.name, {path}.details.creationEvent.id from {source} "  # noqa: S608
            f"where {child}.id in (:ids) order by {path}.id",
            [one for one in ids if one not in found],
        )
        for one, parent, name, event in rows:
            ref = ObjectRef(session.server_uuid, kind, int(parent), int(event))
            found.setdefault(int(one), NamedObject(ref, str(name or "")))
    return found


@dataclass(frozen=True, slots=True)
class LegacyCopy:
    """A key-value copy on an object; `event` is its newest one, `is_shared` whether it hangs on other objects, too."""

    annotation_id: int
    owner: Person
    event: int
    is_shared: bool
    rows: tuple[Row, ...]


def copies(
    session: Reader, object_type: ObjectType, ids: Collection[int], form_ids: Collection[str]
) -> Mapping[tuple[int, str], list[LegacyCopy]]:
    """Copies on objects, by object id and the id that the form had; the oldest first."""
    others = " + ".join(count_of_links(kind) for kind in ObjectType)
    link = links_of(object_type)
    rows = session.wire.rows_by_ids(
        f"select l.parent.id, a.ns, a.id, o.id, o.omeName, a.details.updateEvent.id, {others} from {link} l "  # noqa: S608
        "join l.child a join a.details.owner o where l.parent.id in (:ids) and a.ns in (:namespaces) "
        "and a.id in (select m.id from MapAnnotation m where m.ns = a.ns) order by a.id",
        sorted(set(ids)),
        {"namespaces": sorted({f"{COPIES}{one}" for one in form_ids})},
    )
    said = map_rows(session.wire, sorted({int(row[2]) for row in rows}))
    found: dict[tuple[int, str], list[LegacyCopy]] = defaultdict(list)
    for one, namespace, annotation, owner, name, event, links in rows:
        pairs = tuple((key or "", value or "") for key, value in said.get(int(annotation), ()))
        copy = LegacyCopy(int(annotation), Person(int(owner), str(name)), int(event), int(links) > 1, pairs)
        found[(int(one), str(namespace).removeprefix(COPIES))].append(copy)
    return found


def rewrite(session: UserSession, one: Annotation, rows: Sequence[Row]) -> None:
    """Give an annotation of the session's user other rows."""
    [annotation] = session.wire.objects(
        "select a from MapAnnotation a where a.id = :id", {"id": one.id}, group=one.header.group_id
    )
    annotation.mapValue = [omero.model.NamedValue(name, value) for name, value in rows]
    session.wire.save(annotation, group=one.header.group_id)


def write(session: UserSession, group: int, written: Sequence[tuple[str, Sequence[Row]]]) -> int:
    """Make annotations of namespaces and rows as the form master of OMERO.forms, linked to their own user; how many."""
    links = []
    for namespace, rows in written:
        annotation = omero.model.MapAnnotationI()
        annotation.ns = rstring(namespace)
        annotation.mapValue = [omero.model.NamedValue(name, value) for name, value in rows]
        link = omero.model.ExperimenterAnnotationLinkI()
        link.parent = omero.model.ExperimenterI(session.person.id, False)
        link.child = annotation
        links.append(link)
    return len(session.wire.save_new(links, group=group)) if links else 0
