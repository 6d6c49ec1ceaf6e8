# SPDX-License-Identifier: AGPL-3.0-or-later
"""Merging the objects of one save into the database."""

from __future__ import annotations

from typing import Any

from ..faults import internal, security_violation, validation
from ..model import schema
from ..model.mapper import Loader
from ..model.objects import Key, class_name
from ..model.reflect import ENTITIES, REFERENCE, UNIT, Entity, Property
from ..permissions import HIDDEN, Caller, visibility
from ..store import Tx, encoded, explained
from .rules import Rules
from .stored import Stored, no_row
from .values import check_indexed, check_text, plain, same

DATABASE_DEFAULTS: dict[str, dict[str, Any]] = {"Image": {"series": 0}}
"""What the database puts into columns that a new object leaves empty."""

WRITTEN_ONCE = frozenset({"ExternalInfo", "DBPatch"})
"""Entities whose columns are not updated: changes of a stored one are passed over."""


def _is_hidden(obj: Any, entity: Entity) -> bool:
    """Whether this is somebody whose names the client was not told: what it sends of them means nothing."""
    name = obj.__dict__.get("_omeName") if entity.name == "Experimenter" else None
    return name is not None and name._val == HIDDEN


class Merge(Rules):
    """One save. Objects are merged depth first: what an object refers to, then itself, then its collections."""

    def __init__(self, tx: Tx, caller: Caller) -> None:
        super().__init__(tx, caller)
        self._keys: dict[int, Key] = {}
        self._running: set[int] = set()
        # keeps the clients' objects alive, so that the ids of their memory stay theirs
        self._sent: list[Any] = []
        self._collections: dict[tuple[Key, str], list[Any]] = {}
        self._defaulted: list[tuple[int, str]] = []
        self._awaited: list[tuple[Any, Property, Any]] = []

    # -- one object

    def object(self, obj: Any) -> Key:
        """Merge an object, and return which row it is."""
        known = self._keys.get(id(obj))
        if known is not None:
            return known
        self._sent.append(obj)
        entity = ENTITIES[class_name(obj)]
        oid = None if obj._id is None else obj._id._val
        if not obj._loaded and oid is None:
            raise validation("unloaded object without id")
        if oid is None:
            return self._insert(obj, entity)
        if not obj._loaded or entity.name == "Event" or _is_hidden(obj, entity):
            return self._reference(obj, entity, oid)
        return self._update(obj, entity, oid)

    def _remember(self, obj: Any, entity: Entity, oid: int) -> Key:
        key = self._keys[id(obj)] = (entity.table, oid)
        return key

    def _reference(self, obj: Any, entity: Entity, oid: int) -> Key:
        found = self.stored(entity, oid)
        if found is None or found.entity.name not in entity.descendants:
            raise validation(f"object no longer exists in database: {no_row(entity, oid)}")
        if (entity.table, oid) not in self._new:
            found.check_load(self.caller)
        return self._remember(obj, entity, oid)

    def finish(self) -> None:
        """Fill in the references that had to wait for what they refer to: two new objects may know each other."""
        for obj, prop, value in self._awaited:
            oid = self._keys[id(obj)][1]
            self.tx.update(class_name(obj), oid, {prop.name: self._keys[id(value)][1]}, log=False)

    # -- new objects

    def _insert(self, obj: Any, entity: Entity) -> Key:
        if entity.enumeration:
            known = self._enumeration(obj, entity)
            if known is not None:
                return known
        if entity.name == "GroupExperimenterMap":
            raise internal("memberships are changed through IAdmin")
        self._running.add(id(obj))
        values, linked = self._values(obj, entity, None)
        owner, group = self._place(obj, entity)
        self._check_links(entity, linked)
        self._check_creation(obj, entity, group)
        self._check_required(entity, values)
        for column, value in DATABASE_DEFAULTS.get(entity.name, {}).items():
            if values[column] is None:
                values[column] = value
                self._defaulted.append((id(obj), column))
        values["external_id"] = self._external(obj, None)
        for column in schema.index_columns(ENTITIES[entity.root]):
            values[column] = self._next_index(entity, column, values)
        oid = self.tx.insert(entity.name, values, owner=owner, group=group)
        key = self._remember(obj, entity, oid)
        self._new.add(key)
        self._stored.pop(key, None)
        self._running.discard(id(obj))
        self._pairs(obj, entity, oid, new=True)
        self._note_namespace(values.get("ns") if entity.root == "Annotation" else None)
        self._link_collections(obj, entity, key)
        return key

    def _enumeration(self, obj: Any, entity: Entity) -> Key | None:
        """An enumeration that is given by its value is the existing one."""
        value = obj.__dict__.get("_value")
        if value is None:
            return None
        row = self.tx.conn.execute(f'SELECT id FROM "{entity.table}" WHERE "value" = ?', (value._val,)).fetchone()
        return None if row is None else self._remember(obj, entity, row[0])

    def _next_index(self, entity: Entity, column: str, values: dict[str, Any]) -> int | None:
        inverse = column.removesuffix("_index")
        parent = values.get(inverse)
        if parent is None:
            return None
        row = self.tx.conn.execute(
            f'SELECT coalesce(max("{column}"), -1) + 1 FROM "{entity.table}" WHERE "{inverse}" = ?',
            (parent,),
        ).fetchone()
        return int(row[0])

    def _note_namespace(self, ns: str | None) -> None:
        """Each namespace in use has a row that everybody can read; the real database has a trigger for that."""
        if ns is not None:
            check_indexed(ns)
            self.tx.conn.execute('INSERT OR IGNORE INTO "Namespace" ("name") VALUES (?)', (ns,))

    # -- existing objects

    def _update(self, obj: Any, entity: Entity, oid: int) -> Key:
        found = self.stored(entity, oid)
        if found is None or found.entity.name != entity.name:
            raise validation(f"object no longer exists in database: {no_row(entity, oid)}")
        found.check_load(self.caller)
        self._check_unchanged_since(obj, found)
        key = self._remember(obj, entity, oid)
        values, linked = self._values(obj, entity, found)
        changed = {n: v for n, v in values.items() if not same(encoded(v), found.row[n])}
        if entity.name in WRITTEN_ONCE:
            changed = {}
        if self._external(obj, found) != found.row["external_id"]:
            changed["external_id"] = self._external(obj, found)
        moved = self._moved(obj, found)
        if changed or moved:
            self._check_links(entity, {n: k for n, k in linked.items() if n in changed})
            self._check_context(found, linked)
            self._check_required(entity, values)
            self._check_edit(found)
            self.tx.update(entity.name, oid, {**changed, **moved}, touch=True)
            found.row.update({n: encoded(v) for n, v in {**changed, **moved}.items()})
            if "ns" in changed and entity.root == "Annotation":
                self._note_namespace(changed["ns"])
        self._pairs(obj, entity, oid, new=False)
        self._link_collections(obj, entity, key)
        return key

    # -- fields

    def _external(self, obj: Any, found: Stored | None) -> int | None:
        """The id of an object's ExternalInfo, which is part of the details but changes as other fields do."""
        external = obj._details._externalInfo if obj._details is not None else None
        if external is None:
            return None
        if found is not None and not external._loaded and external._id._val == found.row["external_id"]:
            return int(external._id._val)
        return self.object(external)[1]

    def _save_details(self, obj: Any) -> None:
        """Loaded objects in the details are saved along, as those in other fields are."""
        details = obj._details
        for sent in (details._owner, details._group) if details is not None else ():
            if sent is not None and sent._loaded:
                self.object(sent)

    def _values(self, obj: Any, entity: Entity, found: Stored | None) -> tuple[dict[str, Any], dict[str, Key]]:
        """Column values of a loaded object, and which rows it refers to."""
        self._save_details(obj)
        values: dict[str, Any] = {}
        linked: dict[str, Key] = {}
        state = obj.__dict__
        for prop in entity.columns_by_name:
            value = state.get(prop.attribute)
            if prop.kind == REFERENCE:
                key = self._referred(obj, prop, value, found)
                values[prop.name] = None if key is None else key[1]
                if key is None and found is not None and f"{prop.name}_index" in found.row:
                    # the parent's ordered list holds this reference; the element's own side is not written
                    values[prop.name] = found.row[prop.name]
                if key is not None:
                    linked[prop.name] = key
            elif prop.kind == UNIT:
                values[prop.name] = None if value is None else float(value._value)
                values[f"{prop.name}_unit"] = None if value is None else str(value._unit)
            else:
                values[prop.name] = plain(prop, value)
        return values, linked

    def _referred(self, obj: Any, prop: Property, value: Any, found: Stored | None) -> Key | None:
        if value is None:
            return None
        if id(value) in self._running and prop.nullable:
            self._awaited.append((obj, prop, value))
            return None
        if id(value) in self._running:
            raise validation(
                "object references an unsaved transient instance - save the transient instance before flushing"
            )
        unchanged = (
            found is not None
            and not value._loaded
            and value._id is not None
            and found.row.get(prop.name) == value._id._val
        )
        if unchanged and value._id is not None:
            return ENTITIES[prop.type].table, value._id._val
        return self.object(value)

    # -- named values

    def _pairs(self, obj: Any, entity: Entity, oid: int, *, new: bool) -> None:
        for prop in entity.pairs:
            sent = obj.__dict__.get(prop.attribute) or []
            pairs = [None if p is None else (p.name, p.value) for p in sent]
            if new and not pairs:
                continue
            if not new:
                if pairs == self._stored_pairs(prop, oid):
                    continue
                self._replace_pairs(entity, oid)
            for name, value in (p for p in pairs if p is not None):
                for text in (name, value):
                    check_text(text, f"{entity.java_name}.{prop.name}")
                    check_indexed(text)
            with explained(entity.name):
                self.tx.set_pairs(entity.name, prop.name, oid, pairs)

    def _stored_pairs(self, prop: Property, oid: int) -> list[tuple[str, str] | None]:
        found: list[tuple[str, str] | None] = []
        for index, name, value in self.tx.conn.execute(
            f'SELECT idx, name, value FROM "{schema.pairs_table(prop)}" WHERE parent_id = ? ORDER BY idx',
            (oid,),
        ):
            found += [None] * (index - len(found))
            found.append((name, value))
        return found

    def _replace_pairs(self, entity: Entity, oid: int) -> None:
        """Changed named values count up the version and touch the update event, but are no UPDATE in the event log."""
        found = self.stored(entity, oid)
        assert found is not None
        self._check_context(found, {})
        self._check_edit(found)
        version = (found.row["version"] or 0) + 1
        self.tx.update(entity.name, oid, {"version": version}, touch=True, log=False)
        found.row["version"] = version

    # -- collections

    def _link_collections(self, obj: Any, entity: Entity, key: Key) -> None:
        """Save the elements of loaded collections; what is stored in a link or a list but was not sent is taken out."""
        state = obj.__dict__
        for prop in entity.collections:
            if not state.get(f"_{prop.name}Loaded"):
                continue
            children = [child for child in state.get(f"_{prop.name}Seq") or [] if child is not None]
            keys = []
            for child in children:
                if id(child) in self._running:
                    continue
                if child._loaded and child.__dict__.get(f"_{prop.inverse}") is None:
                    child.__dict__[f"_{prop.inverse}"] = obj
                keys.append(self.object(child))
            self._collections[key, prop.name] = children
            if key not in self._new and (prop.index_column or ENTITIES[prop.type].is_link):
                self._take_out(prop, key, keys)
            if prop.index_column:
                self._order(prop, keys)

    def _take_out(self, prop: Property, key: Key, kept: list[Key]) -> None:
        """Delete the links, or the elements of an ordered list, that are no longer there.

        Elements of other collections know their parent by themselves: leaving them out says nothing.
        """
        target = ENTITIES[prop.type]
        condition = visibility(target, f'"{target.table}"', self.caller)
        where = f" AND {condition}" if condition else ""
        stored = self.tx.conn.execute(
            f'SELECT id FROM "{target.table}" WHERE "{prop.inverse}" = ?{where}', (key[1],)
        ).fetchall()
        keep = {k[1] for k in kept}
        for (oid,) in stored:
            if oid in keep or target.is_global:
                continue
            found = self.stored(target, oid)
            if found is not None and not found.flags(self.caller).delete:
                raise security_violation(f"Deleting {found.entity.java_name}:Id_{oid} not allowed.")
            self.tx.delete(target.name, [oid])
            self._stored[target.table, oid] = None

    def _order(self, prop: Property, keys: list[Key]) -> None:
        table = ENTITIES[prop.type].table
        self.tx.conn.executemany(
            f'UPDATE "{table}" SET "{prop.index_column}" = ? WHERE id = ? AND "{prop.index_column}" IS NOT ?',
            [(i, key[1], i) for i, key in enumerate(keys)],
        )

    # -- the answer

    def results(self, keys: list[Key]) -> list[Any]:
        """The merged objects, connected as they were sent."""
        loader = Loader(self.tx.conn, self.caller, saved=True)
        for key in self._keys.values():
            loader.want(*key)
        if self.tx.has_event:
            event = self.tx.event_id
            loader.want("Event", event)
            loader.fetched(("Event", event), "logs", None)
            loader.want("EventType", self.tx.store.enumeration("EventType", self.tx.event_type))
        for (parent, name), children in self._collections.items():
            loader.fetched(parent, name, None)
            for child in children:
                loader.fetched(parent, name, self._keys[id(child)][1])
        loader.finish()
        for (table, oid), perm1 in self._permissions_before.items():
            loader.objects[table, oid]._details._permissions._perm1 = perm1
        for (
            sent,
            name,
        ) in self._defaulted:  # what the database fills in is seen by those who load the object later
            loader.objects[self._keys[sent]].__dict__[f"_{name}"] = None
        return [loader.get(*key) for key in keys]
