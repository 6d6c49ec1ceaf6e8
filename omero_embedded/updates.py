# SPDX-License-Identifier: AGPL-3.0-or-later
"""What IUpdate does.

The rules are Hibernate's merge as OMERO uses it. An unloaded object is a reference. A loaded object with an id replaces
all its fields, so fields that were left out become null; its loaded collections replace the stored ones, its unloaded
ones are left alone. A loaded object without id is new. Everything reachable is saved along, each object once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .faults import api_usage, internal, security_violation, validation
from .merging.merge import Merge
from .merging.stored import Stored, no_row
from .model.objects import Key, class_name
from .model.reflect import ENTITIES
from .permissions import USER_GROUP, Caller, require_membership
from .store import REINDEX, Store


def save(store: Store, caller: Caller, objects: Sequence[Any]) -> list[int]:
    """Save objects with all that hangs on them, in one transaction, and return their ids.

    Raises SecurityViolation and its kinds, ValidationException, OptimisticLockException, ApiUsageException,
    InternalException; then nothing is saved.
    """
    return _saved(store, caller, objects, lambda merge, keys: [oid for _, oid in keys])


def save_and_return(store: Store, caller: Caller, objects: Sequence[Any]) -> list[Any]:
    """As `save`, and return the objects as they are now."""
    return _saved(store, caller, objects, Merge.results)


def _saved(
    store: Store,
    caller: Caller,
    objects: Sequence[Any],
    answer: Callable[[Merge, list[Key]], list[Any]],
) -> list[Any]:
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
        merge = Merge(tx, caller)
        keys = [merge.object(obj) for obj in objects]
        merge.finish()
        tx.write_log()
        return answer(merge, keys)


def delete_object(store: Store, caller: Caller, obj: Any) -> None:
    """IUpdate.deleteObject: delete one object with the links in its own collections.

    Whatever else refers to it prevents that. Raises ValidationException if there is no such object or something refers
    to it, SecurityViolation.
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
        stored = Stored.read(tx, entity, oid)
        if stored is None:
            raise validation(no_row(entity, oid))
        stored.check_load(caller)
        if not stored.flags(caller).delete:
            raise security_violation(f"Deleting {stored.entity.java_name}:Id_{oid} not allowed.")
        for prop in stored.entity.collections:
            target = ENTITIES[prop.type]
            if target.is_link:
                ids = tx.conn.execute(f'SELECT id FROM "{target.table}" WHERE "{prop.inverse}" = ?', (oid,)).fetchall()
                tx.delete(target.name, [row[0] for row in ids])
        tx.delete(stored.entity.name, [oid])


def index_object(store: Store, caller: Caller, obj: Any) -> None:
    """IUpdate.indexObject: log a REINDEX, for administrators only. Raises SecurityViolation, ValidationException."""
    if not caller.is_admin:
        raise security_violation(f"No matching roles found for session {caller.session_uuid} (allowed: [system])")
    if obj is None or obj._id is None:
        raise validation("Can't index an object without id")
    with store.transaction(caller) as tx:
        stored = Stored.read(tx, ENTITIES[class_name(obj)], obj._id._val)
        if stored is None:
            raise validation(no_row(ENTITIES[class_name(obj)], obj._id._val))
        tx.log(REINDEX, stored.entity.name, stored.oid)


def _require_user_role(caller: Caller) -> None:
    if USER_GROUP not in caller.member_of and not caller.is_admin:
        raise security_violation(f"No matching roles found for session {caller.session_uuid} (allowed: [user])")
