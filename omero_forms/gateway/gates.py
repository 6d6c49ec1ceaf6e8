# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies put on objects that comply: our tag or key-value pair, in the policy's own namespace, linked by the
object's owner. A tag is made once for each owner and group, and linked to many objects; a pair is made for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import omero.model
from omero.constants.metadata import NSCLIENTMAPANNOTATION
from omero.rtypes import rstring, unwrap

from omero_forms.domain.policies.gates import NAMESPACE, Gate
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.copies import DELETE_SECONDS, LINKS
from omero_forms.gateway.links import links_of, new_link
from omero_forms.gateway.sessions import AgentSession, UserSession


class OnObject(NamedTuple):
    """What hangs on an object by a link: an annotation, with its newest event."""

    link_id: int
    annotation_id: int
    event: int


class FoundLink(NamedTuple):
    """A link of ours as it is now, with its owner and group."""

    there: OnObject
    owner_id: int
    group_id: int
    group_name: str


class OnSomething(NamedTuple):
    """What hangs in a namespace of ours: on which object, and what it says."""

    object_type: ObjectType
    object_id: int
    creation_event: int
    there: OnObject
    gate: Gate


_MADE_IN: Final = "join l.details.creationEvent e join e.session s"
"""In a query for links `l`: the session `s` each was made in. A worker's is opened for the owner, a person's is not."""


def put(
    session: UserSession, group: int, object_type: ObjectType, ids: Sequence[int], namespace: str, gate: Gate
) -> dict[int, OnObject]:
    """Have it on the user's objects, by id. What we put there before, and could not tell of, is found again."""
    found = _there(session, object_type, ids, namespace, gate)
    new = [one for one in ids if one not in found]
    if not new:
        return found
    shared = _tag(session, group, namespace, gate.tag) if gate.tag is not None else None
    links = [new_link(object_type, one, shared or _pair(namespace, gate)) for one in new]
    for one, saved in zip(new, session.wire.save_new(links, group=group), strict=True):
        event = shared or saved.child
        found[one] = OnObject(_id(saved), _id(saved.child), int(unwrap(event.details.updateEvent.id)))
    return found


def _there(
    session: UserSession, object_type: ObjectType, ids: Sequence[int], namespace: str, gate: Gate
) -> dict[int, OnObject]:
    rows = session.wire.rows_by_ids(
        "select l.parent.id, l.id, a.id, a.details.updateEvent.id "  # noqa: S608
        f"from {links_of(object_type)} l join l.child a "
        "where l.parent.id in (:ids) and a.ns = :ns and l.details.owner.id = :me order by l.id",
        sorted(ids),
        {"ns": namespace, "me": session.person.id},
    )
    fitting = _saying(session, {int(row[2]) for row in rows}, gate) if rows else set()
    return {int(one): OnObject(*map(int, rest)) for one, *rest in rows if rest[1] in fitting}


def _saying(session: UserSession, annotations: Collection[int], gate: Gate) -> set[int]:
    """Those of the annotations that say what the gate does, and nothing else."""
    if gate.tag is not None:
        hql = "select t.id, t.textValue, t.textValue from TagAnnotation t where t.id in (:ids)"
        wanted = [(gate.tag, gate.tag)]
    else:
        hql = "select m.id, r.name, r.value from MapAnnotation m join m.mapValue r where m.id in (:ids)"
        wanted = [(str(gate.key), str(gate.value))]
    said: dict[int, list[tuple[str, str]]] = {}
    for one, name, value in session.wire.rows_by_ids(hql, sorted(annotations)):
        said.setdefault(int(one), []).append((str(name or ""), str(value or "")))
    return {one for one, pairs in said.items() if pairs == wanted}


def _tag(session: UserSession, group: int, namespace: str, text: str) -> Any:
    """The user's tag of this policy in the group, made if there is none."""
    hql = "select t from TagAnnotation t where t.ns = :ns and t.textValue = :text and t.details.owner.id = :me"
    params = {"ns": namespace, "text": text, "me": session.person.id}
    found = session.wire.objects(f"{hql} order by t.id", params, group=group)
    if found:
        return found[0]
    tag = omero.model.TagAnnotationI()
    tag.ns, tag.textValue = rstring(namespace), rstring(text)
    return session.wire.save(tag, group=group)


def _pair(namespace: str, gate: Gate) -> Any:
    pair = omero.model.MapAnnotationI()
    pair.ns = rstring(namespace)
    pair.mapValue = [omero.model.NamedValue(gate.key, gate.value)]
    return pair


def _id(one: Any) -> int:
    return int(unwrap(one.id))


def links(agent: AgentSession, object_type: ObjectType, ids: Iterable[int]) -> list[FoundLink]:
    """Those of our links that are there still, wherever their objects went. One that somebody made by hand is theirs,
    also where it leads to our tag.
    """
    rows = agent.wire.rows_by_ids(
        "select l.id, a.id, a.details.updateEvent.id, o.id, g.id, g.name, a.ns, s.sudoer.id "  # noqa: S608
        f"from {links_of(object_type)} l join l.child a join l.details.owner o join l.details.group g {_MADE_IN} "
        "where l.id in (:ids)",
        sorted(ids),
    )
    return [
        FoundLink(OnObject(int(link), int(one), int(event)), int(owner), int(group), str(name))
        for link, one, event, owner, group, name, ns, sudoer in rows
        if sudoer is not None and str(ns or "").startswith(NAMESPACE)
    ]


def hanging(agent: AgentSession, namespace: str) -> Iterator[OnSomething]:
    """All that we hung on objects in a namespace of ours, also what the database knows nothing of. What somebody
    changed, or linked by hand, is theirs, and not among it.
    """
    rows = agent.wire.rows("select a.id from Annotation a where a.ns = :ns", {"ns": namespace})
    if not rows:
        return
    said = _said(agent, sorted(int(one) for (one,) in rows))
    for object_type in ObjectType:
        found = agent.wire.rows_by_ids(
            "select p.id, c.id, l.id, a.id, u.id, s.sudoer.id "  # noqa: S608
            f"from {links_of(object_type)} l join l.parent p join p.details.creationEvent c "
            f"join l.child a join a.details.updateEvent u {_MADE_IN} where a.id in (:ids)",
            sorted(said),
        )
        for one, event, *there, sudoer in found:
            if sudoer is None:
                continue
            on = OnObject(*map(int, there))
            yield OnSomething(object_type, int(one), int(event), on, said[on.annotation_id])


def _said(agent: AgentSession, annotations: Sequence[int]) -> dict[int, Gate]:
    tags = agent.wire.rows_by_ids(
        "select t.id, t.textValue from TagAnnotation t "
        "where t.id in (:ids) and t.details.creationEvent.id = t.details.updateEvent.id",
        annotations,
    )
    pairs = agent.wire.rows_by_ids(
        "select m.id, r.name, r.value from MapAnnotation m join m.mapValue r "
        "where m.id in (:ids) and m.details.creationEvent.id = m.details.updateEvent.id",
        annotations,
    )
    said = {int(one): Gate(tag=str(text or "")) for one, text in tags}
    return said | {int(one): Gate(key=str(name or ""), value=str(value or "")) for one, name, value in pairs}


def take_tags(session: UserSession, object_type: ObjectType, gate: Gate, found: Sequence[FoundLink]) -> None:
    """Take our tag off the user's objects; it goes itself where nothing has it any more. One that somebody called
    otherwise since is theirs: it stays wherever it is, as a tag of their own.
    """
    tags = {one.there.annotation_id: one.group_id for one in found}
    theirs = {
        int(one)
        for one, text in session.wire.rows_by_ids(
            "select t.id, t.textValue from TagAnnotation t where t.id in (:ids)", sorted(tags)
        )
        if text != gate.tag
    }
    for one in theirs:
        (annotation,) = session.wire.objects(
            "select t from TagAnnotation t where t.id = :id", {"id": one}, group=tags[one]
        )
        annotation.ns = None
        session.wire.save(annotation, group=tags[one])
    ours = [one for one in found if one.there.annotation_id not in theirs]
    if not ours:
        return
    session.wire.delete({links_of(object_type): [one.there.link_id for one in ours]}, timeout=DELETE_SECONDS)
    rows = session.wire.rows_by_ids(
        f"select a.id, {LINKS} from TagAnnotation a where a.id in (:ids)",  # noqa: S608
        sorted({one.there.annotation_id for one in ours}),
    )
    if unused := [int(one) for one, *linked in rows if not any(linked)]:
        session.wire.delete({"Annotation": unused}, timeout=DELETE_SECONDS)


def take_pairs(
    session: UserSession, gate: Gate, found: Sequence[FoundLink], written: Mapping[int | None, int | None]
) -> None:
    """Take our pairs off the user's objects. `written` are their events by annotation; one that somebody changed since
    is theirs: it stays as key-value pairs of their own, without ours.
    """
    untouched = [one.there.annotation_id for one in found if written.get(one.there.annotation_id) == one.there.event]
    for one in found:
        if one.there.annotation_id not in untouched:
            _leave(session, one, gate)
    if untouched:
        session.wire.delete({"Annotation": untouched}, timeout=DELETE_SECONDS)


def _leave(session: UserSession, found: FoundLink, gate: Gate) -> None:
    hql = "select a from MapAnnotation a where a.id = :id"
    (annotation,) = session.wire.objects(hql, {"id": found.there.annotation_id}, group=found.group_id)
    ours = (str(gate.key), str(gate.value))
    annotation.mapValue = [one for one in annotation.mapValue or () if (str(one.name), str(one.value)) != ours]
    annotation.ns = rstring(NSCLIENTMAPANNOTATION)
    session.wire.save(annotation, group=found.group_id)
