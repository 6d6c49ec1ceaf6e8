# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed in OMERO: rows of its event log, and the objects that they concern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from omero_forms.domain.policies.evaluate import ObjectRow
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.links import links_of
from omero_forms.gateway.sessions import USER_GROUP, AnySession


class LogRow(NamedTuple):
    """A row of the event log, with the time of its event in milliseconds since 1970."""

    id: int
    entity: str
    entity_id: int
    action: str
    event: int
    time_ms: int

    @property
    def kind(self) -> str:
        """The name of the class alone, such as `Dataset`."""
        return self.entity.rpartition(".")[2]

    @property
    def mark(self) -> str:
        """What tells it from the row that another history of the database has under this id."""
        return f"{self.entity} {self.entity_id} {self.action} {self.event}"


TAG: Final = "TagAnnotation"

_ROW: Final = "select l.id, l.entityType, l.entityId, l.action, e.id, e.time from EventLog l join l.event e "

_LINKS: Final = [links_of(one) for one in ObjectType]

ENTITIES: Final = {
    "Dataset": "ome.model.containers.Dataset",
    "Project": "ome.model.containers.Project",
    "Screen": "ome.model.screen.Screen",
    "Plate": "ome.model.screen.Plate",
    "Image": "ome.model.core.Image",
    "DatasetImageLink": "ome.model.containers.DatasetImageLink",
    "ProjectDatasetLink": "ome.model.containers.ProjectDatasetLink",
    "WellSample": "ome.model.screen.WellSample",
    "MapAnnotation": "ome.model.annotations.MapAnnotation",
    "Experimenter": "ome.model.meta.Experimenter",
    "ExperimenterGroup": "ome.model.meta.ExperimenterGroup",
    "GroupExperimenterMap": "ome.model.meta.GroupExperimenterMap",
    **{link: f"ome.model.annotations.{link}" for link in _LINKS},
    TAG: "ome.model.annotations.TagAnnotation",
}
"""How the event log calls what is followed."""

_CONCERNS: Final = {
    "DatasetImageLink": "select l.parent.id, l.id from DatasetImageLink l where l.id in (:ids)",
    "ProjectDatasetLink": "select l.child.id, l.id from ProjectDatasetLink l where l.id in (:ids)",
    "Project": "select l.child.id, l.id from ProjectDatasetLink l where l.parent.id in (:ids)",
    "WellSample": "select w.plate.id, s.id from WellSample s join s.well w where s.id in (:ids)",
    **{link: f"select l.parent.id, l.id from {link} l where l.id in (:ids)" for link in _LINKS},  # noqa: S608
}


def end_of_log(session: AnySession) -> LogRow | None:
    """The newest row of the log; None of an empty one."""
    rows = session.wire.rows(f"{_ROW} order by l.id desc", limit=1)
    return LogRow(*rows[0]) if rows else None


def log_row(session: AnySession, row_id: int) -> LogRow | None:
    """The row of this id."""
    rows = session.wire.rows(f"{_ROW} where l.id = :id", {"id": row_id})
    return LogRow(*rows[0]) if rows else None


def log_rows(session: AnySession, after: int, upto: int, kinds: Sequence[str], limit: int) -> list[LogRow]:
    """The next `limit` rows with after < id <= upto about entities of these kinds (`ENTITIES`), by id."""
    rows = session.wire.rows(
        f"{_ROW} where l.id > :after and l.id <= :upto and l.entityType in (:kinds) order by l.id",
        {"after": after, "upto": upto, "kinds": [ENTITIES[one] for one in kinds]},
        limit=limit,
    )
    return [LogRow(*row) for row in rows]


def concerned(session: AnySession, kind: str, ids: Sequence[int]) -> set[int]:
    """Objects that are concerned when these links, projects or well samples change: of links of annotations what they
    are on, of well samples plates, of all others datasets.
    """
    return {int(one) for one, _link in session.wire.rows_by_ids(_CONCERNS[kind], ids) if one is not None}


def tagged(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> set[int]:
    """The objects of a type that these tags are on."""
    hql = f"select l.parent.id, l.id from {links_of(object_type)} l where l.child.id in (:ids)"  # noqa: S608
    return {int(one) for one, _link in session.wire.rows_by_ids(hql, ids)}


def groups_joined(session: AnySession, ids: Sequence[int]) -> set[int]:
    """Groups in which somebody may do more since these rows of the log: memberships. Who was made active may in all
    groups that they are in.
    """
    rows = session.wire.rows_by_ids(
        "select m.parent.id, m.child.id from GroupExperimenterMap m where m.id in (:ids)", ids
    )
    groups = {int(group) for group, _person in rows} - {USER_GROUP}
    activated = {int(person) for group, person in rows if group == USER_GROUP}
    rows = session.wire.rows_by_ids(
        "select m.parent.id, m.id from GroupExperimenterMap m where m.child.id in (:ids)", sorted(activated)
    )
    return (groups | {int(group) for group, _map in rows}) - {USER_GROUP}


def objects_by_ids(session: AnySession, object_type: ObjectType, ids: Sequence[int]) -> dict[int, list[ObjectRow]]:
    """Those of these objects that are there, by the group that they are in now, in the order of ids."""
    rows = session.wire.rows_by_ids(
        "select o.id, o.name, o.details.owner.id, e.id, e.time, o.details.group.id "  # noqa: S608
        f"from {object_type.value} o join o.details.creationEvent e where o.id in (:ids) order by o.id",
        ids,
    )
    found: dict[int, list[ObjectRow]] = {}
    for one, name, owner, event, time, group in rows:
        found.setdefault(int(group), []).append(ObjectRow(one, name or "", owner, event, time))
    return found
