# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows as omero.model objects, in the shape in which the real server sends them.

What is loaded follows what Hibernate would have in its session: the objects asked for, the groups they are in (their
permissions are needed), the caller, the caller's session; every reference to one of these leads to the loaded
object, every other is unloaded. Named values come with their object, an image's well samples too.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import omero.model
from omero.rtypes import RIntI, RStringI

import omero

from ..permissions import (
    HIDDEN,
    MASKED_UUID,
    Caller,
    Flags,
    flags,
    group_permissions,
    knows_person,
    permissions_number,
)
from . import schema
from .context import event_context
from .layout import layout, references, setters, units
from .objects import Key, class_name, loaded, proxy, unit
from .reflect import ENTITIES, Entity, Property

UUID_OF_EVENTS = "********"
"""What the uuid of the session reads in which an object was made or changed."""

EAGER_COLLECTIONS = {"Image": ("wellSamples",)}
"""Collections that come with every object of a class."""

CHUNK = 900

ONLY_LINKED = Flags(link=True, edit=False, delete=False, annotate=False, chgrp=False, chown=False)


class Loader:
    """One answer's objects. Ask for objects with `want`, name the collections that were fetched, then `finish`."""

    def __init__(self, conn: sqlite3.Connection, caller: Caller, *, saved: bool = False) -> None:
        self.conn, self.caller = conn, caller
        self._saved = saved
        self.objects: dict[Key, Any] = {}
        self.rows: dict[Key, Sequence[Any]] = {}
        self.collections: dict[tuple[Key, str], dict[int, None]] = {}
        self._pairs: dict[tuple[Key, str], set[int]] = {}
        self._wanted: dict[str, dict[int, None]] = {}
        self._counts: dict[tuple[str, str], dict[int, None]] = {}
        self._event: Any = None
        self._resolved: set[Key] = set()
        context = caller.session_group_id if caller.all_groups else caller.group_id
        self._present: set[Key] = {
            ("Experimenter", caller.user_id),
            ("ExperimenterGroup", context),
            ("Session", caller.session_id),
        }
        self._group_permissions: dict[int, int] = {}
        self._unloadable: set[Key] = set()
        self._proxies: dict[Key, Any] = {}

    # -- asking

    def want(self, table: str, oid: int | None) -> None:
        """Load this object."""
        if oid is not None and (table, oid) not in self.objects:
            self._wanted.setdefault(table, {})[oid] = None

    def fetched(self, parent: Key, prop: str, child: int | None) -> None:
        """Note an element of a fetched collection; None notes that the collection was fetched and may be empty."""
        found = self.collections.setdefault((parent, prop), {})
        if child is not None:
            found[child] = None

    def fetched_values(self, parent: Key, prop: str, index: int | None) -> None:
        """Note what was fetched and is no object: a count by owner, or the place of a named value.

        Other named values of the object then stay out of its list.
        """
        if ENTITIES[parent[0]].counted(prop) is not None:
            self._counts.setdefault((parent[0], prop), {})[parent[1]] = None
            return
        found = self._pairs.setdefault((parent, prop), set())
        if index is not None:
            found.add(index)

    def get(self, table: str, oid: int) -> Any:
        """A loaded object, or None if there is no such row. Only after `finish`."""
        return self.objects.get((table, oid))

    # -- loading

    def finish(self) -> None:
        """Load what is wanted, and connect it."""
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            fresh: list[Key] = []
            for table, ids in wanted.items():
                fresh += self._load(table, [i for i in ids if (table, i) not in self.objects])
            self._load_pairs(fresh)
            self._load_eager(fresh)
            self._want_context(fresh)
        self._connect()

    def _load(self, table: str, ids: list[int]) -> list[Key]:
        plan = layout(table)
        found: list[Key] = []
        root = ENTITIES[table]
        name_at = plan.position.get("discriminator")
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            if len(part) == 1:
                cursor = self.conn.execute(f"{plan.sql} WHERE id = ?", part)
            else:
                cursor = self.conn.execute(
                    f"{plan.sql} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(part),)
                )
            for row in cursor:
                key = (table, row[0])
                self.rows[key] = row
                name = root.name if name_at is None else row[name_at]
                self.objects[key] = self._object(ENTITIES[name], row)
                found.append(key)
        return found

    def _object(self, entity: Entity, row: Sequence[Any]) -> Any:
        obj = loaded(entity.name, row[0])
        state = obj.__dict__
        if row[1] is not None:
            state["_version"] = RIntI(row[1])
        for attribute, column, wrap in setters(entity.name):
            value = row[column]
            if value is not None:
                state[attribute] = wrap(value)
        for prop, at, unit_at in units(entity.name):
            if row[at] is not None:
                state[prop.attribute] = unit(prop.type, row[at], row[unit_at])
        if entity.table in ("Session", "Node"):
            self._mask(entity, row, state)
        return obj

    def _mask(self, entity: Entity, row: Sequence[Any], state: dict[str, Any]) -> None:
        """Keep from others what opens a session, and of which servers there are."""
        mine = entity.table == "Session" and row[layout("Session").position["owner"]] == self.caller.user_id
        if mine or self.caller.may("ReadSession"):
            return
        state["_uuid"] = RStringI(MASKED_UUID)
        if entity.table == "Node":
            state["_conn"] = RStringI(HIDDEN)

    def _load_pairs(self, fresh: list[Key]) -> None:
        by_property: dict[str, tuple[Property, list[int]]] = {}
        for table, oid in fresh:
            obj = self.objects[table, oid]
            for prop in ENTITIES[class_name(obj)].pairs:
                obj.__dict__[prop.attribute] = []
                by_property.setdefault(schema.pairs_table(prop), (prop, []))[1].append(oid)
        for table_name, (prop, ids) in by_property.items():
            table = ENTITIES[prop.declared_by].table
            cursor = self.conn.execute(
                f'SELECT parent_id, idx, name, value FROM "{table_name}" WHERE parent_id IN '
                "(SELECT value FROM json_each(?)) ORDER BY parent_id, idx",
                (json.dumps(ids),),
            )
            for oid, index, name, value in cursor:
                fetched = self._pairs.get(((table, oid), prop.name))
                if fetched is not None and index not in fetched:
                    continue
                pairs = self.objects[table, oid].__dict__[prop.attribute]
                while len(pairs) < index:
                    pairs.append(None)
                pairs.append(omero.model.NamedValue(name, value))

    def _load_eager(self, fresh: list[Key]) -> None:
        for table, names in EAGER_COLLECTIONS.items():
            ids = [oid for t, oid in fresh if t == table]
            for name in names if ids else ():
                prop = ENTITIES[table].properties[name]
                for oid in ids:
                    self.fetched((table, oid), name, None)
                for parent, child in self.conn.execute(
                    f'SELECT "{prop.inverse}", id FROM "{ENTITIES[prop.type].table}" '
                    f'WHERE "{prop.inverse}" IN (SELECT value FROM json_each(?)) ORDER BY id',
                    (json.dumps(ids),),
                ):
                    self.fetched((table, parent), name, child)
                    self.want(ENTITIES[prop.type].table, child)

    def _want_context(self, fresh: list[Key]) -> None:
        """Objects' groups, and those of the call's own objects that something refers to."""
        for key in fresh:
            row = self.rows[key]
            entity = ENTITIES[key[0]]
            position = layout(key[0]).position
            if not entity.is_global:
                self.want("ExperimenterGroup", row[position["group_id"]])
                self._want_owner(row[position["owner_id"]], row[position["group_id"]])
            for _prop, at, target in references(class_name(self.objects[key])):
                if row[at] is not None:
                    self._want_present(target, row[at])

    def _want_owner(self, owner: int, group: int) -> None:
        """A group's leader gets the owners of what is in it: whether they are members decides what may be done."""
        if group in self.caller.leader_of and not self.caller.is_admin and not self._saved:
            self.want("Experimenter", owner)
        else:
            self._want_present("Experimenter", owner)

    def _want_present(self, table: str, oid: int) -> None:
        if (table, oid) in self._present:
            self.want(table, oid)

    # -- connecting

    def _connect(self) -> None:
        fresh = [key for key in self.objects if key not in self._resolved]
        self._hide_people(fresh)
        for key in fresh:
            self._resolved.add(key)
            self._refer(key)
        for key in fresh:
            self._detail(key)
        for (parent, name), children in self.collections.items():
            self._fill(parent, name, list(children))
        for (table, name), ids in self._counts.items():
            self._count(table, name, [oid for oid in ids if (table, oid) in self.objects])
        for key in self._unloadable:
            self.objects[key] = self._unloaded_in_place(self.objects[key])

    def _refer(self, key: Key) -> None:
        obj, row = self.objects[key], self.rows[key]
        for prop, at, table in references(class_name(obj)):
            oid = row[at]
            if oid is None:
                continue
            target = self.objects.get((table, oid))
            if target is None:
                if ENTITIES[prop.type].abstract:
                    self._unloadable.add(key)
                    continue
                target = self._proxy(prop.type, oid)
            obj.__dict__[prop.attribute] = target
        if key[0] == "Session" and key in self._present:
            obj.__dict__["_annotationLinksSeq"] = []
            obj.__dict__["_annotationLinksLoaded"] = True

    def _detail(self, key: Key) -> None:
        obj, row = self.objects[key], self.rows[key]
        entity = ENTITIES[class_name(obj)]
        position = layout(key[0]).position
        details = obj.__dict__["_details"]
        details._event = self._context_of_call()
        owner = group = None
        if entity.is_global:
            perm1 = -1
        else:
            owner, group = row[position["owner_id"]], row[position["group_id"]]
            perm1 = self._permissions_of(group)
            details._owner = self._reference("Experimenter", owner)
            details._group = self._reference("ExperimenterGroup", group)
            details._creationEvent = self._reference("Event", row[position["creation_id"]])
            details._updateEvent = self._reference("Event", row[position["update_id"]])
            for event in (details._creationEvent, details._updateEvent):
                if event._loaded and event._session is not None and event._session._loaded:
                    event._session._uuid = RStringI(UUID_OF_EVENTS)
        if row[3] is not None:
            details._externalInfo = self._reference("ExternalInfo", row[3])
        allowed = flags(self.caller, entity.name, owner, group, perm1)
        if entity.is_global:
            perm1, allowed = self._of_global(entity, row[2], allowed)
        permissions = omero.model.PermissionsI(perm1)
        permissions._restrictions = allowed.restrictions
        details._permissions = permissions

    def _context_of_call(self) -> Any:
        """The omero.sys.EventContext of the call, which each object in its answer carries along."""
        if self._event is None:
            self._event = event_context(self.conn, self.caller)
        return self._event

    def _of_global(self, entity: Entity, own: int | None, allowed: Flags) -> tuple[int, Flags]:
        """Permissions of what belongs to no group.

        A group has its own, others seem to have those of the call's group. Everybody may annotate
        and link them, but for groups seen from within one group; what comes along with saved objects says less.
        """
        one_group = not self.caller.all_groups
        if entity.name == "ExperimenterGroup":
            perm1 = -1 if own is None else own
            annotate = not one_group
        elif one_group:
            perm1, annotate = group_permissions(self.conn, self.caller.group_id), True
        else:
            perm1 = permissions_number("rwr-r-" if entity.enumeration else "rw----")
            annotate = True
        if self._saved:
            return perm1, ONLY_LINKED
        return perm1, dataclasses.replace(allowed, link=True, annotate=annotate)

    def _reference(self, table: str, oid: int) -> Any:
        return self.objects.get((table, oid)) or self._proxy(table, oid)

    def _proxy(self, name: str, oid: int) -> Any:
        """The one unloaded object for an id in this answer."""
        found = self._proxies.get((name, oid))
        if found is None:
            found = self._proxies[name, oid] = proxy(name, oid)
        return found

    def _permissions_of(self, group: int) -> int:
        row = self.rows.get(("ExperimenterGroup", group))
        return -1 if row is None or row[2] is None else int(row[2])

    def _fill(self, parent: Key, name: str, children: list[int]) -> None:
        obj = self.objects.get(parent)
        if obj is None:
            return
        prop = ENTITIES[class_name(obj)].properties.get(name)
        if prop is None:
            return
        table = ENTITIES[prop.type].table
        found = [i for i in children if (table, i) in self.objects]
        if prop.index_column:
            at = layout(table).position[prop.index_column]
            places = {i: self.rows[table, i][at] for i in found}
            found = sorted(found, key=lambda i: (places[i] is None, places[i], i))
            obj.__dict__[f"_{name}Seq"] = _in_places([(places[i], self.objects[table, i]) for i in found])
        else:
            obj.__dict__[f"_{name}Seq"] = [self.objects[table, i] for i in found]
        obj.__dict__[f"_{name}Loaded"] = True

    def _count(self, table: str, name: str, ids: list[int]) -> None:
        prop = ENTITIES[table].counted(name)
        assert prop is not None
        for oid in ids:
            self.objects[table, oid].__dict__[f"_{name}"] = {}
        for oid, owner, count in self.conn.execute(
            f'SELECT "{prop.inverse}", owner_id, count(*) FROM "{ENTITIES[prop.type].table}" '
            f'WHERE "{prop.inverse}" IN (SELECT value FROM json_each(?)) GROUP BY 1, 2',
            (json.dumps(ids),),
        ):
            self.objects[table, oid].__dict__[f"_{name}"][owner] = count

    @staticmethod
    def _unloaded_in_place(obj: Any) -> Any:
        """Objects that refer to an unloaded object of an abstract class come unloaded: Ice has no proxy for that."""
        obj.unload()
        return obj

    def _hide_people(self, fresh: list[Key]) -> None:
        condition = knows_person(self.caller, '"Experimenter"')
        ids = [oid for table, oid in fresh if table == "Experimenter"]
        if not condition or not ids:
            return
        known = {
            row[0]
            for row in self.conn.execute(
                f'SELECT id FROM "Experimenter" WHERE id IN (SELECT value FROM json_each(?)) AND ({condition})',
                (json.dumps(ids),),
            )
        }
        for oid in ids:
            if oid not in known:
                state = self.objects["Experimenter", oid].__dict__
                for name in ("_omeName", "_firstName", "_lastName"):
                    state[name] = RStringI(HIDDEN)
                for name in ("_middleName", "_email", "_institution"):
                    state[name] = None


def _in_places(found: Sequence[tuple[int | None, Any]]) -> list[Any]:
    """An ordered list from its elements in order, with None where one was not fetched or is gone.

    An element whose place is taken, or that has none, comes last.
    """
    placed: list[Any] = []
    last = []
    for place, element in found:
        if place is None or place < len(placed):
            last.append(element)
            continue
        placed += [None] * (place - len(placed))
        placed.append(element)
    return placed + last
