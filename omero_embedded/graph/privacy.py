# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group loses when Chmod2 makes it private: nothing in it may hang on somebody else's data any more."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.reflect import ENTITIES, Entity
from ..permissions import GROUP_READ, SYSTEM_CALLER, USER_GROUP, Caller, group_permissions
from ..store import Tx
from .items import Item, Key, by_table
from .operations import external_infos
from .options import Options
from .plan import Plan, Planner, failed

REFUSED = (
    ("Image", "imagingEnvironment"),
    ("Image", "instrument"),
    ("Image", "stageLabel"),
    ("Image", "experiment"),
    ("Channel", "logicalChannel"),
    ("WellSample", "image"),
    ("Reagent", "screen"),
    ("JobOriginalFileLink", "child"),
    ("WellReagentLink", "child"),
)
"""References that bar the way when they lead to somebody else's object."""

CUT_LINKS = (
    *(e.name for e in ENTITIES.values() if e.is_annotation_link),
    *("ProjectDatasetLink", "DatasetImageLink", "FolderImageLink", "FolderRoiLink", "ScreenPlateLink"),
    *("FilterSetEmissionFilterLink", "FilterSetExcitationFilterLink"),
    *("LightPathEmissionFilterLink", "LightPathExcitationFilterLink"),
)
"""Links that are deleted where their two ends belong to two people."""

REFERRING = (
    ("RenderingDef", "pixels"),
    ("Thumbnail", "pixels"),
    ("Roi", "image"),
    ("DetectorSettings", "detector"),
    ("LightSettings", "lightSource"),
    ("ObjectiveSettings", "objective"),
)
"""References whose objects are deleted where they lead to somebody else's."""

REFERRED = (
    ("LogicalChannel", "detectorSettings"),
    ("LogicalChannel", "lightSourceSettings"),
    ("Image", "objectiveSettings"),
    ("Channel", "statsInfo"),
)
"""References that lose what they lead to where that is somebody else's."""

NEEDLESS = frozenset({"BasicAnnotation", "CommentAnnotation"})
FOR_THOSE_WHO_MAY = frozenset({"ListAnnotation", "MapAnnotation", "XmlAnnotation"})
"""Annotations that go with their last link: by anybody, or only by who may delete them. Tags and files stay."""


def becomes_private(tx: Tx, gid: int, perm1: int) -> bool:
    """Whether a group that its members can read would be one that they cannot."""
    return bool(group_permissions(tx.conn, gid) & GROUP_READ) and not perm1 & GROUP_READ


def cut(tx: Tx, caller: Caller, gid: int) -> dict[Key, str]:
    """What has to be deleted so that a group can become private; RequestFailed where that does not help."""
    planner = Planner(tx.conn, SYSTEM_CALLER, "Chmod2", Options(None))
    for name, column in REFUSED:
        for oid, other in _crossing(planner, name, column, gid):
            used = ENTITIES[ENTITIES[name].properties[column].type].name
            message = f"cannot downgrade to private as {name}[{oid}] has differently owned {used}[{other}]"
            raise failed("Chmod2", message)
    plan = planner.grow(_others(planner, gid), lambda item, _: item.table != "Annotation")
    deleted = {key: item.cls for key, item in plan.items.items()}
    links = _cut_links(planner, gid) | {
        (link.entity.table, link.id): (link.entity, link.child) for link in plan.links.values()
    }
    deleted |= {key: entity.name for key, (entity, _) in links.items()}
    deleted |= _orphaned(planner, caller, links, plan)
    return deleted | external_infos(planner, deleted)


def _crossing(planner: Planner, name: str, column: str, gid: int) -> Iterator[tuple[int, int]]:
    """(id, what it refers to) where a reference in a group leads to somebody else's object in it."""
    entity = ENTITIES[name]
    target = ENTITIES[entity.properties[column].type]
    mine, owner = f'"{entity.table}" x', "x.owner_id"
    if entity.is_link:
        parent = ENTITIES[entity.properties["parent"].type]
        if parent.is_global:
            return
        mine, owner = f'{mine} JOIN "{parent.table}" p ON p.id = x."parent"', "p.owner_id"
    if target.is_global:
        return
    yield from planner.conn.execute(
        f'SELECT x.id, y.id FROM {mine} JOIN "{target.table}" y ON y.id = x."{column}" '
        f"WHERE x.group_id = ? AND y.group_id <> {USER_GROUP} AND {owner} <> y.owner_id",
        (gid,),
    ).fetchall()


def _cut_links(planner: Planner, gid: int) -> dict[Key, tuple[Entity, Key]]:
    """Links between objects of two people: their classes, and what is at their ends."""
    found: dict[Key, tuple[Entity, Key]] = {}
    for name in CUT_LINKS:
        entity = ENTITIES[name]
        child_table = ENTITIES[entity.properties["child"].type].table
        for oid, child in _crossing(planner, name, "child", gid):
            found[entity.table, oid] = entity, (child_table, child)
    return found


def _others(planner: Planner, gid: int) -> dict[Key, Item]:
    """What people have made of other people's images."""
    wanted: dict[str, set[int]] = {}
    for name, column in REFERRING:
        wanted.setdefault(ENTITIES[name].table, set()).update(oid for oid, _ in _crossing(planner, name, column, gid))
    for name, column in REFERRED:
        table = ENTITIES[ENTITIES[name].properties[column].type].table
        wanted.setdefault(table, set()).update(other for _, other in _crossing(planner, name, column, gid))
    return {key: item for table, ids in wanted.items() for key, item in planner.load(table, ids).items()}


def _orphaned(planner: Planner, caller: Caller, links: dict[Key, tuple[Entity, Key]], plan: Plan) -> dict[Key, str]:
    """Annotations that have lost their last link, tags and files aside."""
    lost = {child for entity, child in links.values() if entity.is_annotation_link} - set(plan.items)
    judge = Planner(planner.conn, caller, "Chmod2", Options(None))
    found: dict[Key, str] = {}
    for table, ids in by_table(lost).items():
        held = {
            link.child for link in planner.touching(table, ids, "child") if (link.entity.table, link.id) not in links
        }
        for key, item in planner.load(table, ids).items():
            if key in held or key in found:
                continue
            line = {name for name in NEEDLESS | FOR_THOSE_WHO_MAY if item.cls in ENTITIES[name].descendants}
            if line & NEEDLESS or (line and judge.flags(item).delete):
                found[key] = item.cls
    return found
