# SPDX-License-Identifier: AGPL-3.0-or-later
"""What IUpdate does: merging what a client sends into the database, in one transaction.

The rules are Hibernate's merge as OMERO uses it. An unloaded object is a reference. A loaded object with an id replaces all
its fields, so fields that were left out become null; its loaded collections replace the stored ones, its unloaded ones
are left alone. A loaded object without id is new. Everything reachable is saved along, each object once.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from .faults import (
    api_usage,
    group_security_violation,
    internal,
    optimistic_lock,
    read_only_group,
    security_violation,
    validation,
)  # fmt: skip
from .model import schema
from .model.mapper import Key, Loader, class_name
from .model.reflect import ENTITIES, REFERENCE, UNIT, Entity, Property
from .permissions import (
    GROUP_READ,
    SYSTEM_GROUP,
    USER_GROUP,
    Caller,
    flags,
    group_permissions,
    may_load,
    may_write_system_type,
    permissions_number,
    require_membership,
    visibility,
    write_privilege,
)  # fmt: skip
from .store import REINDEX, Store, Tx, encoded, explained

LONGEST_INDEXED = 2690
"""Bytes, after compression, that fit into a row of PostgreSQL's B-tree indexes on namespaces and named values."""

NO_PERMISSIONS = (
    "No valid permissions available! DUMMY permissions are not intended for copying. Make sure that you have not "
    "passed omero.group=-1 for a save without context"
)

DATABASE_DEFAULTS: dict[str, dict[str, Any]] = {"Image": {"series": 0}}
"""What the database puts into columns that a new object leaves empty."""

UNGUARDED_TYPES = frozenset({"Event", "EventLog"})
"""Entities without owner that are no system types: saving them fails for other reasons."""

ANNOTATING_TYPES = frozenset(
    {
        "Roi",
        "Shape",
        "RenderingDef",
        "ChannelBinding",
        "QuantumDef",
        "CodomainMapContext",
        "ProjectionDef",
        "Thumbnail",
    }
)
"""Whoever may annotate an object may add these to it."""


def save(store: Store, caller: Caller, objects: Sequence[Any], *, returning: bool) -> list[Any]:
    """Save objects with all that hangs on them, in one transaction, and return them as they are now.

    Without `returning` the list is empty. Raises SecurityViolation and its kinds, ValidationException,
    OptimisticLockException, ApiUsageException, InternalException; then nothing is saved.
    """
    _require_user_role(caller)
    if any(obj is None for obj in objects):
        raise internal(
            ' Wrapped Exception: (java.lang.NullPointerException): Cannot invoke "ome.model.IObject.getId()" '
            'because "obj" is null'
        )
    if not objects:
        return []
    with store.transaction(caller) as tx:
        require_membership(tx.conn, caller)
        merge = _Merge(tx, caller)
        keys = [merge.object(obj) for obj in objects]
        merge.check_deferred()
        tx.write_log()
        return merge.results(keys) if returning else []


def delete_object(store: Store, caller: Caller, obj: Any) -> None:
    """IUpdate.deleteObject: delete one object with the links in its own collections; whatever else refers to it prevents that.

    Raises ValidationException if there is no such object or something refers to it, SecurityViolation.
    """
    _require_user_role(caller)
    if obj is None:
        raise api_usage("Argument to delete cannot be null.")
    with store.transaction(caller) as tx:
        require_membership(tx.conn, caller)
        entity = ENTITIES[class_name(obj)]
        if obj._id is None:
            raise validation("cannot delete an object without id")
        oid = obj._id._val
        stored = _Stored.read(tx, entity, oid)
        if stored is None:
            raise validation(_no_row(entity, oid))
        stored.check_load(caller)
        if not stored.flags(caller).delete:
            raise security_violation(f"Deleting {stored.entity.java_name}:Id_{oid} not allowed.")
        for prop in stored.entity.collections:
            target = ENTITIES[prop.type]
            if target.is_link:
                ids = tx.conn.execute(
                    f'SELECT id FROM "{target.table}" WHERE "{prop.inverse}" = ?', (oid,)
                ).fetchall()
                tx.delete(target.name, [row[0] for row in ids])
        tx.delete(stored.entity.name, [oid])


def index_object(store: Store, caller: Caller, obj: Any) -> None:
    """IUpdate.indexObject: log a REINDEX, for administrators only. Raises SecurityViolation, ValidationException."""
    if not caller.is_admin:
        raise security_violation(
            f"No matching roles found for session {caller.session_uuid} (allowed: [system])"
        )
    if obj is None or obj._id is None:
        raise validation("Can't index an object without id")
    with store.transaction(caller) as tx:
        stored = _Stored.read(tx, ENTITIES[class_name(obj)], obj._id._val)
        if stored is None:
            raise validation(_no_row(ENTITIES[class_name(obj)], obj._id._val))
        tx.log(REINDEX, stored.entity.name, stored.oid)


def _require_user_role(caller: Caller) -> None:
    if USER_GROUP not in caller.member_of and not caller.is_admin:
        raise security_violation(
            f"No matching roles found for session {caller.session_uuid} (allowed: [user])"
        )


def _no_row(entity: Entity, oid: int) -> str:
    return (
        f"No row with the given identifier exists: [{entity.java_name}#{oid}]; nested exception is "
        f"org.hibernate.ObjectNotFoundException: No row with the given identifier exists: [{entity.java_name}#{oid}]"
    )


class _Stored:
    """What the database says of one object."""

    def __init__(self, tx: Tx, entity: Entity, oid: int, row: dict[str, Any]) -> None:
        self.entity, self.oid, self.row = entity, oid, row
        self.owner: int | None = row.get("owner_id")
        self.group: int | None = row.get("group_id")
        self.perm1 = -1 if self.group is None else group_permissions(tx.conn, self.group)

    @classmethod
    def read(cls, tx: Tx, entity: Entity, oid: int) -> _Stored | None:
        cursor = tx.conn.execute(f'SELECT * FROM "{entity.table}" WHERE id = ?', (oid,))
        values = cursor.fetchone()
        if values is None:
            return None
        row = dict(zip([d[0] for d in cursor.description], values, strict=True))
        name = row.get("discriminator", entity.name)
        if name not in entity.descendants:
            return None
        return cls(tx, ENTITIES[name], oid, row)

    def check_load(self, caller: Caller) -> None:
        if not may_load(caller, self.entity, self.owner, self.group, self.perm1):
            raise security_violation(f"Cannot read {self.entity.java_name}:Id_{self.oid}")

    def flags(self, caller: Caller) -> Any:
        return flags(caller, self.entity.name, self.owner, self.group, self.perm1)


class _Merge:
    """One save. Objects are merged depth first: what an object refers to, then itself, then its collections."""

    def __init__(self, tx: Tx, caller: Caller) -> None:
        self.tx, self.caller = tx, caller
        self._keys: dict[int, Key] = {}
        self._running: set[int] = set()
        self._sent: list[
            Any
        ] = []  # keeps the clients' objects alive, so that their ids stay theirs
        self._stored: dict[Key, _Stored | None] = {}
        self._new: set[Key] = set()
        self._collections: dict[tuple[Key, str], list[Any]] = {}
        self._late: list[tuple[Any, Property, Key]] = []
        self._permissions_before: dict[Key, int] = {}
        self._defaulted: list[tuple[int, str]] = []

    # -- one object

    def object(self, obj: Any) -> Key:
        """Merge an object, and return which row it is."""
        known = self._keys.get(id(obj))
        if known is not None:
            return known
        self._sent.append(obj)
        entity = ENTITIES[class_name(obj)]
        oid = None if obj._id is None else obj._id._val
        if not obj._loaded:
            if oid is None:
                raise validation("unloaded object without id")
            return self._reference(obj, entity, oid)
        if oid is None:
            return self._insert(obj, entity)
        return self._update(obj, entity, oid)

    def _remember(self, obj: Any, entity: Entity, oid: int) -> Key:
        key = self._keys[id(obj)] = (entity.table, oid)
        return key

    def stored(self, entity: Entity, oid: int) -> _Stored | None:
        key = (entity.table, oid)
        if key not in self._stored:
            self._stored[key] = _Stored.read(self.tx, entity, oid)
        return self._stored[key]

    def _reference(self, obj: Any, entity: Entity, oid: int) -> Key:
        found = self.stored(entity, oid)
        if found is None or found.entity.name not in entity.descendants:
            raise validation(f"object no longer exists in database: {_no_row(entity, oid)}")
        if (entity.table, oid) not in self._new:
            found.check_load(self.caller)
        return self._remember(obj, entity, oid)

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
        external = obj._details._externalInfo if obj._details is not None else None
        if external is not None:
            values["external_id"] = self.object(external)[1]
        for column in sorted(schema.index_columns(ENTITIES[entity.root])):
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
        row = self.tx.conn.execute(
            f'SELECT id FROM "{entity.table}" WHERE "value" = ?', (value._val,)
        ).fetchone()
        return None if row is None else self._remember(obj, entity, row[0])

    def _place(self, obj: Any, entity: Entity) -> tuple[int | None, int | None]:
        """Owner and group of a new object."""
        if entity.is_global:
            return None, None
        caller, details = self.caller, obj._details
        owner = caller.user_id
        name = f"{entity.java_name}:Id_null"
        if caller.all_groups:
            return owner, None
        if details is not None:
            given = details._group
            if given is not None and given._id is not None and given._id._val != caller.group_id:
                raise security_violation(
                    f"You are not authorized to set the ExperimenterGroup for {name} to "
                    f"ome.model.meta.ExperimenterGroup:Id_{given._id._val}"
                )
            given = details._owner
            if given is not None and given._id is not None and given._id._val != owner:
                if not caller.may(write_privilege(entity)):
                    raise security_violation(
                        f"You are not authorized to set the Experimenter for {name} to "
                        f"ome.model.meta.Experimenter:Id_{given._id._val}"
                    )
                owner = given._id._val
        return owner, caller.group_id

    def _check_creation(self, obj: Any, entity: Entity, group: int | None) -> None:
        caller = self.caller
        if entity.is_global:
            if entity.name not in UNGUARDED_TYPES and not may_write_system_type(caller, entity):
                raise security_violation(
                    f"{entity.java_name}:Id_null is a System-type, and may be created only through privileged APIs."
                )
            return
        if group is None:
            raise api_usage(NO_PERMISSIONS)
        if group not in caller.member_of and not caller.may(write_privilege(entity)):
            raise security_violation(f"You are not authorized to create {entity.java_name}:Id_null")
        given = obj._details._permissions if obj._details is not None else None
        if given is not None and not _same_permissions(
            given._perm1, group_permissions(self.tx.conn, group)
        ):
            raise group_security_violation(
                f"Cannot set permissions of {entity.java_name}: they are those of the group"
            )

    def _check_required(self, entity: Entity, values: dict[str, Any]) -> None:
        for prop in entity.columns:
            if not prop.nullable and values.get(prop.name) is None:
                raise validation(
                    f"not-null property references a null or transient value: {entity.java_name}.{prop.name}; "
                    "nested exception is org.hibernate.PropertyValueException: not-null property references a null "
                    f"or transient value: {entity.java_name}.{prop.name}"
                )

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
            _check_indexed(ns)
            self.tx.conn.execute('INSERT OR IGNORE INTO "Namespace" ("name") VALUES (?)', (ns,))

    # -- existing objects

    def _update(self, obj: Any, entity: Entity, oid: int) -> Key:
        found = self.stored(entity, oid)
        if found is None or found.entity.name != entity.name:
            raise validation(f"object no longer exists in database: {_no_row(entity, oid)}")
        found.check_load(self.caller)
        self._check_unchanged_since(obj, found)
        key = self._remember(obj, entity, oid)
        values, linked = self._values(obj, entity, found)
        changed = {n: v for n, v in values.items() if not _same(encoded(v), found.row[n])}
        moved = self._moved(obj, found)
        if changed or moved:
            self._check_edit(found)
            self._check_links(entity, {n: k for n, k in linked.items() if n in changed})
            self._check_required(entity, values)
            self.tx.update(entity.name, oid, {**changed, **moved}, touch=True)
            found.row.update({n: encoded(v) for n, v in {**changed, **moved}.items()})
            if "ns" in changed and entity.root == "Annotation":
                self._note_namespace(changed["ns"])
        self._pairs(obj, entity, oid, new=False)
        self._link_collections(obj, entity, key)
        return key

    def _check_unchanged_since(self, obj: Any, found: _Stored) -> None:
        """Who saves a loaded object must have loaded its newest state."""
        event = obj._details._updateEvent if obj._details is not None else None
        if event is None or event._id is None or found.entity.is_global:
            return
        current = found.row["update_id"]
        if event._id._val != current and not (self.tx.has_event and current == self.tx.event_id):
            raise optimistic_lock(
                f"Another user has modified {found.entity.java_name}:Id_{found.oid} since it was loaded. Please reload "
                "before continuing."
            )

    def _moved(self, obj: Any, found: _Stored) -> dict[str, int]:
        """Details that a client has changed: owner and group, by those who may."""
        details, caller = obj._details, self.caller
        moved: dict[str, int] = {}
        if details is None or found.entity.is_global:
            return moved
        name = f"{found.entity.java_name}:Id_{found.oid}"
        created = details._creationEvent
        if (
            created is not None
            and created._id is not None
            and created._id._val != found.row["creation_id"]
        ):
            raise security_violation(
                f"You are not authorized to change the creation event for {name} from "
                f"ome.model.meta.Event:Id_{found.row['creation_id']} to ome.model.meta.Event:Id_{created._id._val}"
            )
        owner = details._owner
        if owner is not None and owner._id is not None and owner._id._val != found.owner:
            if not (caller.may("Chown") or caller.may(write_privilege(found.entity))):
                raise security_violation(
                    f"You are not authorized to change the owner for {name} from "
                    f"ome.model.meta.Experimenter:Id_{found.owner} to ome.model.meta.Experimenter:Id_{owner._id._val}"
                )
            moved["owner_id"] = owner._id._val
        group = details._group
        if group is not None and group._id is not None and group._id._val != found.group:
            if group._id._val not in caller.member_of and not caller.may("Chgrp"):
                raise security_violation(
                    f"You are not authorized to change the group for {name} from "
                    f"ome.model.meta.ExperimenterGroup:Id_{found.group} to "
                    f"ome.model.meta.ExperimenterGroup:Id_{group._id._val}"
                )
            moved["group_id"] = group._id._val
            self._permissions_before[found.entity.table, found.oid] = found.perm1
        return moved

    def _check_edit(self, found: _Stored) -> None:
        if (found.entity.table, found.oid) in self._new or found.flags(self.caller).edit:
            return
        name = f"{found.entity.java_name}:Id_{found.oid}"
        if found.entity.is_global:
            raise security_violation(f"Updating {name} not allowed.")
        if self.caller.all_groups:
            raise api_usage(NO_PERMISSIONS)
        if not found.perm1 & GROUP_READ:
            raise group_security_violation(f"{name}-modification violates group-security.")
        raise security_violation(f"Updating {name} not allowed.")

    # -- fields

    def _values(
        self, obj: Any, entity: Entity, found: _Stored | None
    ) -> tuple[dict[str, Any], dict[str, Key]]:
        """Column values of a loaded object, and which rows it refers to."""
        values: dict[str, Any] = {}
        linked: dict[str, Key] = {}
        state = obj.__dict__
        for prop in sorted(
            entity.columns, key=lambda p: p.name
        ):  # the order in which Hibernate cascades
            value = state.get(prop.attribute)
            if prop.kind == REFERENCE:
                key = self._referred(obj, prop, value, found)
                values[prop.name] = None if key is None else key[1]
                if key is not None:
                    linked[prop.name] = key
            elif prop.kind == UNIT:
                values[prop.name] = None if value is None else float(value._value)
                values[f"{prop.name}_unit"] = None if value is None else str(value._unit)
            else:
                values[prop.name] = _plain(prop, value)
        return values, linked

    def _referred(self, obj: Any, prop: Property, value: Any, found: _Stored | None) -> Key | None:
        if value is None:
            return None
        if id(value) in self._running:
            # a new object that waits for us: it is inserted first, and then we are told
            self._late.append((obj, prop, ("", 0)))
            return None
        same = (
            found is not None
            and not value._loaded
            and value._id is not None
            and found.row.get(prop.name) == value._id._val
        )
        if same and value._id is not None:
            return ENTITIES[prop.type].table, value._id._val
        return self.object(value)

    def check_deferred(self) -> None:
        """Objects that refer to each other in a ring of new objects cannot be ordered."""
        if self._late:
            raise validation(
                "object references an unsaved transient instance - save the transient instance before flushing"
            )

    def _check_links(self, entity: Entity, linked: dict[str, Key]) -> None:
        """Whether the caller may let this object refer to those: annotating for annotation links and the like, else linking."""
        annotating = entity.root in ANNOTATING_TYPES or (
            entity.is_link and entity.name.endswith("AnnotationLink")
        )
        for name, key in linked.items():
            if key in self._new:
                continue
            target = self.stored(ENTITIES[entity.properties[name].type], key[1])
            if target is None or target.group is None:
                continue
            text = f"Cannot link to object: {target.entity.java_name}:Id_{target.oid}"
            if self.caller.all_groups:
                raise security_violation(f"Group is ------. {text}")
            allowed = target.flags(self.caller)
            if allowed.annotate if annotating else allowed.link:
                continue
            if not target.perm1 & GROUP_READ and target.group not in (SYSTEM_GROUP, USER_GROUP):
                raise read_only_group(
                    f"Group is private. {text}. Not even administrators and group owners can add to other users' data."
                )
            raise security_violation(f"Group does not allow it. {text}")

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
                    _check_text(text, f"{entity.java_name}.{prop.name}")
                    _check_indexed(text)
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
        self._check_edit(found)
        version = (found.row["version"] or 0) + 1
        self.tx.update(entity.name, oid, {"version": version}, touch=True, log=False)
        found.row["version"] = version

    # -- collections

    def _link_collections(self, obj: Any, entity: Entity, key: Key) -> None:
        """Save the elements of loaded collections; what is stored but was not sent is taken out."""
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
            if key not in self._new:
                self._take_out(prop, key, keys)
            if prop.index_column:
                self._order(prop, keys)

    def _take_out(self, prop: Property, key: Key, kept: list[Key]) -> None:
        """Links that are no longer in a collection are deleted, and so are elements that cannot be without their parent."""
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
            if target.properties[prop.inverse].nullable:
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
        ) in (
            self._defaulted
        ):  # what the database fills in is seen by those who load the object later
            loader.objects[self._keys[sent]].__dict__[f"_{name}"] = None
        return [loader.get(*key) for key in keys]


# ---- values ------------------------------------------------------------------------------------------------------------------


def _plain(prop: Property, value: Any) -> Any:
    """An r-type as a column's value."""
    if value is None:
        return None
    if prop.type == "bytes":
        return bytes(value)
    if prop.type == "strings":
        return json.dumps(list(value))
    plain = value._val
    if prop.type == "bool":
        return int(plain)
    if prop.type == "string":
        _check_text(plain, f"{prop.declared_by}.{prop.name}")
    return plain


def _same(new: Any, old: Any) -> bool:
    return bool(new == old) and (new is None) == (old is None)


def _same_permissions(given: int, group: int) -> bool:
    mask = permissions_number("rwrwrw") & 0x7FF
    return (given & mask) == (group & mask)


def _check_text(text: str | None, what: str) -> None:
    if text is not None and "\0" in text:
        raise validation(f'could not save {what}: invalid byte sequence for encoding "UTF8": 0x00')


def _check_indexed(text: str | None) -> None:
    """Refuse what PostgreSQL cannot index: it compresses by repetitions only, as deflate with fixed codes does."""
    if text is None or len(text) * 4 <= LONGEST_INDEXED:
        return
    data = text.encode()
    if len(data) <= LONGEST_INDEXED:
        return
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -12, 9, zlib.Z_FIXED)
    if len(squeezer.compress(data) + squeezer.flush()) > LONGEST_INDEXED:
        raise internal(
            " Wrapped Exception: (org.springframework.dao.DataAccessResourceFailureException): index row size exceeds "
            "btree version 4 maximum 2704"
        )
