# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working out which objects an operation takes along, and which links it meets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import omero.cmd

from ..commands.failures import RequestFailed
from ..model import schema
from ..model.reflect import ENTITIES
from ..permissions import (
    CHGRP_TARGETS,
    CHOWN_TARGETS,
    DELETE_TARGETS,
    GROUP_READ,
    Caller,
    Flags,
    flags,
    may_load,
)
from .items import Item, Key, Link, by_table
from .options import Options
from .structure import (
    CHILDREN,
    NOT_CONTAINING,
    UNDIVIDED,
    children_of,
    class_called,
    links_from,
    links_to,
    parts_of,
    used_by,
    users_of,
)

CHUNK = 500
"""Ids in one SQL statement."""


TARGETS = {"Chgrp2": CHGRP_TARGETS, "Chown2": CHOWN_TARGETS, "Delete2": DELETE_TARGETS}
"""What requests may name, by request; others may name everything."""


@dataclass
class Plan:
    """What an operation takes along (`items`), and all links that touch it."""

    items: dict[Key, Item] = field(default_factory=dict)
    links: dict[Key, Link] = field(default_factory=dict)
    targets: set[Key] = field(default_factory=set)
    refused: dict[Key, Item] = field(default_factory=dict)
    """Children that would have gone along if the caller were allowed to take them."""


def failed(request: str, message: str, name: str = "graph-fail", *, exception: bool = True) -> RequestFailed:
    """The answer of a graph request that cannot be done."""
    category = f"::omero::cmd::{request}"
    trace = {"stacktrace": f"ome.services.graphs.GraphException(message={message})\n\tat omero_embedded\n"}
    if exception:
        return RequestFailed(omero.cmd.GraphException(category=category, name=name, parameters=trace, message=message))
    return RequestFailed(omero.cmd.ERR(category=category, name=name, parameters=trace))


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Lists of at most CHUNK ids."""
    listed = list(ids)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


class Planner:
    """Grows a plan from its targets."""

    def __init__(self, conn: sqlite3.Connection, caller: Caller, request: str, options: Options) -> None:
        self.conn, self.caller, self.request, self.options = conn, caller, request, options
        self.deletes = request == "Delete2"
        self.group_permissions: dict[int, int] = dict(
            conn.execute('SELECT id, permissions FROM "ExperimenterGroup"').fetchall()
        )

    # -- looking things up

    def flags(self, item: Item) -> Flags:
        perm1 = self.group_permissions.get(item.group or 0, 0)
        return flags(self.caller, item.cls, item.owner, item.group, perm1)

    def load(self, table: str, ids: Iterable[int]) -> dict[Key, Item]:
        """The objects with these ids that exist."""
        entity = ENTITIES[table]
        cls = "discriminator" if schema.has_discriminator(entity) else f"'{table}'"
        who = "NULL, NULL" if entity.is_global else "owner_id, group_id"
        found = {}
        for some in chunks(ids):
            marks = ",".join("?" * len(some))
            for row in self.conn.execute(f'SELECT id, {cls}, {who} FROM "{table}" WHERE id IN ({marks})', some):
                item = Item(table, row[0], row[1], row[2], row[3])
                found[item.key] = item
        return found

    def targets(self, wanted: dict[str, list[int]]) -> dict[Key, Item]:
        """The objects that a request names.

        Fails for unknown classes, such as it cannot be asked for, and objects that the caller cannot read.
        """
        for name in wanted or {}:
            if class_called(name) is None:
                raise failed(self.request, f"unknown class: {name}", exception=False)
        legal = TARGETS.get(self.request)
        found: dict[Key, Item] = {}
        for name, ids in (wanted or {}).items():
            entity = class_called(name)
            assert entity is not None
            if legal is not None and not legal.issuperset(entity.descendants):
                message = f"cannot target {entity.name}"
                raise failed(self.request, message, "bad-target", exception=False)
            items = self.load(entity.root, ids or [])
            for oid in ids or []:
                item = items.get((entity.root, oid))
                if item is None or not self.readable(item):
                    raise failed(self.request, f"cannot read {entity.java_name}[{oid}]")
                if item.cls not in entity.descendants:
                    raise failed(
                        self.request,
                        f"cannot read all the specified objects of class {entity.java_name}",
                    )
                found[item.key] = item
        return found

    def readable(self, item: Item) -> bool:
        perm1 = self.group_permissions.get(item.group or 0, 0)
        return may_load(self.caller, ENTITIES[item.cls], item.owner, item.group, perm1)

    def shown(self, item: Item) -> bool:
        """Whether members see each other's data where this object is."""
        return bool(self.group_permissions.get(item.group or 0, 0) & GROUP_READ)

    def touching(self, table: str, ids: list[int], end: str) -> Iterator[Link]:
        """Links with this end in these objects."""
        for entity in links_from(table) if end == "parent" else links_to(table):
            parent_table = ENTITIES[entity.properties["parent"].type].root
            child_table = ENTITIES[entity.properties["child"].type].root
            for some in chunks(ids):
                marks = ",".join("?" * len(some))
                for row in self.conn.execute(
                    f'SELECT id, owner_id, "parent", "child" FROM "{entity.table}" WHERE "{end}" IN ({marks})',
                    some,
                ):
                    yield Link(entity, row[0], row[1], (parent_table, row[2]), (child_table, row[3]))

    # -- growing

    def grow(
        self,
        targets: dict[Key, Item],
        may_follow: Callable[[Item, Plan], bool],
        takes_part: Callable[[Item], bool] = lambda _: True,
    ) -> Plan:
        """All that goes along with the targets.

        `may_follow` says whether the caller may take a child along, `takes_part` whether a part goes with its whole.
        """
        plan = Plan(targets=set(targets))
        waiting: dict[Key, Item] = {}
        fresh = dict(targets)
        while fresh:
            plan.items.update(fresh)
            candidates = self._spread(plan, fresh)
            unknown: dict[str, list[int]] = {}
            for table, oid in candidates:
                if (table, oid) not in plan.items and (table, oid) not in waiting:
                    unknown.setdefault(table, []).append(oid)
            for table, ids in unknown.items():
                waiting.update(self.load(table, ids))
            fresh = {}
            for key, item in self._parts(plan).items():
                if takes_part(item):
                    fresh[key] = item
            orphans = self._orphans(plan, waiting)
            for key, item in list(waiting.items()):
                choice = self.options.choice(self.conn, item)
                if choice is False or (choice is None and key not in orphans):
                    continue
                if may_follow(item, plan):
                    fresh[key] = item
                    del waiting[key]
                else:
                    plan.refused[key] = item
            fresh = {key: item for key, item in fresh.items() if key not in plan.items}
        return plan

    def _spread(self, plan: Plan, fresh: dict[Key, Item]) -> set[Key]:
        """Note the links of new objects; returns what they lead to."""
        found: set[Key] = set()
        for table, ids in by_table(fresh).items():
            for link in self.touching(table, ids, "parent"):
                plan.links[link.entity.name, link.id] = link
                if link.entity.name not in NOT_CONTAINING:
                    found.add(link.child)
            for link in self.touching(table, ids, "child"):
                plan.links[link.entity.name, link.id] = link
            for child_table, column in children_of(table):
                found.update((child_table, oid) for oid in self.select(child_table, "id", column, ids))
            for column, used_table in used_by(table):
                found.update((used_table, oid) for oid in self.select(table, column, "id", ids))
            entity = ENTITIES[table]
            if entity.is_annotation_link:
                found.update(("Annotation", oid) for oid in self.select(table, "child", "id", ids))
        return found

    def select(self, table: str, wanted: str, column: str, ids: list[int]) -> Iterator[int]:
        """The values that are not null of one column, where another one has one of these values."""
        for some in chunks(ids):
            marks = ",".join("?" * len(some))
            for row in self.conn.execute(
                f'SELECT DISTINCT "{wanted}" FROM "{table}" WHERE "{column}" IN ({marks}) AND "{wanted}" IS NOT NULL',
                some,
            ):
                yield row[0]

    def _parts(self, plan: Plan) -> dict[Key, Item]:
        """Parts of the objects in the plan that are not in it yet."""
        found: dict[Key, Item] = {}
        for table, ids in by_table(plan.items).items():
            annotations = (("Annotation", "file"),) if table == "OriginalFile" else ()
            for part_table, column in parts_of(table) + (annotations if self.deletes else ()):
                parts = self.select(part_table, "id", column, ids)
                found.update(self.load(part_table, [oid for oid in parts if (part_table, oid) not in plan.items]))
        return found

    def _orphans(self, plan: Plan, waiting: dict[Key, Item]) -> set[Key]:
        """Those of the waiting objects that nothing outside of the plan has or uses."""
        held: set[Key] = set()
        for table, ids in by_table(waiting).items():
            for link in self.touching(table, ids, "child"):
                gone = link.parent in plan.items or (link.entity.table, link.id) in plan.items
                if not gone and link.entity.name not in NOT_CONTAINING:
                    held.add(link.child)
            for user_table, column in users_of(table):
                for some in chunks(ids):
                    marks = ",".join("?" * len(some))
                    for user, used in self.conn.execute(
                        f'SELECT id, "{column}" FROM "{user_table}" WHERE "{column}" IN ({marks})',
                        some,
                    ):
                        if (user_table, user) not in plan.items:
                            held.add((table, used))
        for name, column in CHILDREN:
            ids = [oid for table, oid in waiting if table == name]
            for parent, child in self._referring(name, column, ids):
                if (
                    ENTITIES[ENTITIES[name].properties[column].type].root,
                    parent,
                ) not in plan.items:
                    held.add((name, child))
        free = set(waiting) - held
        for name, column in (("Image", "fileset"),) if self.deletes else UNDIVIDED:
            for value, members in self._sharing(name, column, free).items():
                rest = {(name, oid) for oid in self.select(name, "id", column, [value])}
                if not rest <= free | set(plan.items):
                    free -= members
        return free

    def _referring(self, table: str, column: str, ids: list[int]) -> Iterator[tuple[int, int]]:
        """(what it refers to, id) of these objects, where they refer to something."""
        for some in chunks(ids):
            marks = ",".join("?" * len(some))
            yield from self.conn.execute(
                f'SELECT "{column}", id FROM "{table}" WHERE id IN ({marks}) AND "{column}" IS NOT NULL',
                some,
            )

    def _sharing(self, table: str, column: str, keys: set[Key]) -> dict[int, set[Key]]:
        """Those of these objects that refer to something, by what it is."""
        found: dict[int, set[Key]] = {}
        ids = [oid for key_table, oid in keys if key_table == table]
        for value, oid in self._referring(table, column, ids):
            found.setdefault(value, set()).add((table, oid))
        return found

    def sharers(self, table: str, column: str, ids: list[int]) -> Iterator[int]:
        """Objects that refer to the same as one of these does."""
        values = {value for value, _ in self._referring(table, column, ids)}
        yield from self.select(table, "id", column, sorted(values))
