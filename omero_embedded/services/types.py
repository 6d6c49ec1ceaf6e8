# SPDX-License-Identifier: AGPL-3.0-or-later
"""ITypes: enumerations."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.api

from .. import updates
from ..call import Call
from ..faults import api_usage, unknown_local
from ..model.reflect import ENTITIES, Entity, enumeration_values
from ..model.seeding import enumeration_row, shipped_values
from .base import Service, admins_only, entity_or_refuse


def _enumeration(name: str) -> Entity:
    entity = entity_or_refuse(name)
    if not _is_enumeration(entity):
        raise api_usage(f"{entity.name} is not an enumeration")
    return entity


def _is_enumeration(entity: Entity) -> bool:
    return entity.enumeration or entity.name == "JobStatus"


class Types(Service):
    """Handles the operations of ITypes."""

    interface: ClassVar[type] = omero.api.ITypes

    def allEnumerations(self, call: Call, name: str) -> list[Any]:
        """All objects of a class; the real server does not ask whether it is an enumeration."""
        return call.find_all(f"select e from {entity_or_refuse(name).name} e order by e.id")

    def getEnumeration(self, call: Call, name: str, value: str) -> Any:
        entity = _enumeration(name)
        found = call.find_all(f"select e from {entity.name} e where e.value = :value", value=value)
        if not found:
            raise api_usage(f"An {entity.java_name} enum does not exist with the value: {value}")
        return found[0]

    def createEnumeration(self, call: Call, obj: Any) -> Any:
        """Anybody may add one, as with the real server."""
        entity = _enumeration(type(obj).__name__)
        with call.store.transaction(call.as_system()) as tx:
            if obj.value is None:
                raise api_usage("An enumeration needs a value")
            oid = tx.insert(entity.name, {"value": obj.value.val})
        return call.find_all(f"select e from {entity.name} e where e.id = :id", id=oid)[0]

    @admins_only
    def updateEnumeration(self, call: Call, obj: Any) -> Any:
        return updates.save_and_return(call.store, call.caller, [obj])[0]

    @admins_only
    def updateEnumerations(self, call: Call, objects: list[Any]) -> None:
        updates.save(call.store, call.caller, objects)

    @admins_only
    def deleteEnumeration(self, call: Call, obj: Any) -> None:
        updates.delete_object(call.store, call.caller, obj)

    @admins_only
    def resetEnumerations(self, call: Call, name: str) -> None:
        """Bring the values of an enumeration back to those that it ships with.

        Raises ValidationException, and changes nothing, where one that was added is in use.
        """
        entity = _enumeration(name)
        shipped = shipped_values(entity.name)
        with call.store.transaction(call.as_system()) as tx:
            rows = tx.conn.execute(f'SELECT id, "value" FROM "{entity.table}"').fetchall()
            tx.delete(entity.name, [oid for oid, value in rows if value not in shipped])
            for value in shipped:
                if value not in {value for _, value in rows}:
                    tx.insert(entity.name, enumeration_row(entity.name, value))

    def getEnumerationTypes(self, call: Call) -> list[str]:
        return sorted(e.java_name for e in ENTITIES.values() if _is_enumeration(e))

    def getAnnotationTypes(self, call: Call) -> list[str]:
        """Fails on the real server: its answer cannot be decoded by clients."""
        raise unknown_local("include/Ice/InputStream.h:506: ::Ice::EncapsulationException:\nillegal encapsulation")

    def getEnumerationsWithEntries(self, call: Call) -> dict[str, list[Any]]:
        return {
            e.java_name: call.find_all(f"select e from {e.name} e order by e.id")
            for e in ENTITIES.values()
            if _is_enumeration(e)
        }

    @admins_only
    def getOriginalEnumerations(self, call: Call) -> list[Any]:
        values = enumeration_values()
        return [
            obj
            for e in ENTITIES.values()
            if _is_enumeration(e)
            for obj in call.find_all(f"select e from {e.name} e order by e.id")
            if obj.value.val in values.get(e.name, ())
        ]
