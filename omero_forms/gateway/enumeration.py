# SPDX-License-Identifier: AGPL-3.0-or-later
"""All objects of a group in pages, and what selectors ask about them. Scalars only: nothing is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from omero_forms.domain.policies.evaluate import ObjectRow
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.links import links_of
from omero_forms.gateway.sessions import AnySession

_IMAGE_COUNTS: Final = {
    ObjectType.DATASET: (
        "select l.parent.id, count(l.id) from DatasetImageLink l where l.parent.id in (:ids) group by l.parent.id"
    ),
    ObjectType.PLATE: (
        "select w.plate.id, count(s.id) from WellSample s join s.well w where w.plate.id in (:ids) group by w.plate.id"
    ),
}

IMAGES_AT_ONCE: Final = 500_000
"""Ids among which images in no dataset are counted by one question."""

_CONTAINERS: Final = {
    ObjectType.DATASET: (
        "select l.child.id, p.name from ProjectDatasetLink l join l.parent p where l.child.id in (:ids)"
    ),
}
OF_PROJECTS: Final = frozenset(_CONTAINERS)
"""The types of objects that lie in projects."""


def objects(
    session: AnySession, group_id: int, object_type: ObjectType, after_id: int, limit: int, *, upto: int | None = None
) -> list[ObjectRow]:
    """The next `limit` objects of the group with an id above `after_id`, by id; fewer at the end, or where those up to
    the id `upto` are fewer.

    By keyset, so that neither deletions nor new objects make a page skip or repeat one.
    """
    rows = session.wire.rows(
        "select o.id, o.name, o.details.owner.id, e.id, e.time "  # noqa: S608
        f"from {object_type.value} o join o.details.creationEvent e "
        f"where o.id > :last and {'' if upto is None else 'o.id <= :upto and '}o.details.group.id = :group "
        "order by o.id",
        {"last": after_id, "group": group_id} | ({} if upto is None else {"upto": upto}),
        limit=limit,
    )
    return [ObjectRow(one, name or "", owner, event, time) for one, name, owner, event, time in rows]


def creation_events(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> dict[int, int]:
    """Ids of those that are there, in whatever group, each with the event that made it."""
    rows = session.wire.rows_by_ids(
        f"select o.id, o.details.creationEvent.id from {object_type.value} o where o.id in (:ids)",  # noqa: S608
        ids,
    )
    return {int(one): int(event) for one, event in rows}


def extent(session: AnySession, group_id: int, object_type: ObjectType) -> tuple[int, int, int]:
    """How many objects of a type there are in a group, their first and their last id; zeros where there are none."""
    rows = session.wire.rows(
        f"select count(o.id), min(o.id), max(o.id) from {object_type.value} o where o.details.group.id = :group",  # noqa: S608
        {"group": group_id},
    )
    count, first, last = rows[0]
    return int(count), int(first or 0), int(last or 0)


def datasets_without_images(session: AnySession, group_id: int) -> int:
    """How many datasets of a group hold no image."""
    rows = session.wire.rows(
        "select count(d.id) from Dataset d where d.details.group.id = :group "
        "and not exists (select l.id from DatasetImageLink l where l.parent.id = d.id)",
        {"group": group_id},
    )
    return int(rows[0][0])


def images_in_no_dataset(session: AnySession, group_id: int) -> Iterator[int]:
    """How many images of a group lie in no dataset, in parts to be added up, so that no question about millions of them
    takes long. Those of plates are where they belong.
    """
    count, first, last = extent(session, group_id, ObjectType.IMAGE)
    for after in range(first - 1, last, IMAGES_AT_ONCE) if count else ():
        rows = session.wire.rows(
            "select count(i.id) from Image i where i.id > :after and i.id <= :upto and i.details.group.id = :group "
            "and not exists (select l.id from DatasetImageLink l where l.child.id = i.id) "
            "and not exists (select s.id from WellSample s where s.image.id = i.id)",
            {"after": after, "upto": after + IMAGES_AT_ONCE, "group": group_id},
        )
        yield int(rows[0][0])


def counts_images(object_type: ObjectType) -> bool:
    """Whether images of such objects can be counted."""
    return object_type in _IMAGE_COUNTS


def image_counts(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> dict[int, int]:
    """Number of images by object, of those that have any; empty for types whose images are not counted."""
    hql = _IMAGE_COUNTS.get(object_type)
    if hql is None:
        return {}
    return {int(one): int(count) for one, count in session.wire.rows_by_ids(hql, ids)}


def tags(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The tags on each object, of those that have any."""
    pairs = [
        (int(one), int(tag))
        for one, tag in session.wire.rows_by_ids(
            f"select l.parent.id, l.child.id from {links_of(object_type)} l join l.child a "  # noqa: S608
            "where l.parent.id in (:ids) and a.class = TagAnnotation",
            ids,
        )
    ]
    texts = dict(
        session.wire.rows_by_ids(
            "select t.id, t.textValue from TagAnnotation t where t.id in (:ids)",
            sorted({tag for _one, tag in pairs}),
        )
    )
    return _grouped((one, texts.get(tag)) for one, tag in pairs)


def projects(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Names of the projects that each dataset lies in, of those that lie in any; empty for other types."""
    hql = _CONTAINERS.get(object_type)
    return {} if hql is None else _grouped(session.wire.rows_by_ids(hql, ids))


def _grouped(pairs: Iterable[tuple[int, str | None]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for one, text in pairs:
        if text:
            found[int(one)].add(str(text))
    return {one: frozenset(texts) for one, texts in found.items()}
