# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may create, change and link what: the checks of a save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..faults import (
    api_usage,
    group_security_violation,
    optimistic_lock,
    read_only_group,
    security_violation,
    validation,
)
from ..model.objects import Key
from ..model.reflect import ENTITIES, Entity
from ..permissions import (
    GROUP_READ,
    SYSTEM_GROUP,
    USER_GROUP,
    WORLD_ANNOTATE,
    WORLD_READ,
    WORLD_WRITE,
    Caller,
    group_permissions,
    may_write_system_type,
    write_privilege,
)
from ..store import Tx
from .stored import Stored
from .values import same_permissions

NO_PERMISSIONS = (
    "No valid permissions available! DUMMY permissions are not intended for copying. Make sure that you have not "
    "passed omero.group=-1 for a save without context"
)

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


def _open_to(entity: Entity, perm1: int) -> bool:
    """Whether people who are no members may make such an object in a group with these permissions."""
    needed = WORLD_ANNOTATE if entity.is_annotation_link else WORLD_WRITE
    if entity.java_name.startswith("ome.model.display."):
        needed |= WORLD_READ
    return bool(perm1 & needed)


class Rules:
    """The checks that need to know the caller and what this save has made already."""

    def __init__(self, tx: Tx, caller: Caller) -> None:
        self.tx, self.caller = tx, caller
        self._stored: dict[Key, Stored | None] = {}
        self._new: set[Key] = set()
        self._permissions_before: dict[Key, int] = {}

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
        perm1 = group_permissions(self.tx.conn, group)
        if group not in caller.member_of and not caller.may(write_privilege(entity)) and not _open_to(entity, perm1):
            raise security_violation(f"You are not authorized to create {entity.java_name}:Id_null")
        given = obj._details._permissions if obj._details is not None else None
        if given is not None and not same_permissions(given._perm1, perm1):
            raise group_security_violation(f"Cannot set permissions of {entity.java_name}: they are those of the group")

    def _check_required(self, entity: Entity, values: dict[str, Any]) -> None:
        for prop in entity.columns:
            if not prop.nullable and values.get(prop.name) is None:
                raise validation(
                    f"not-null property references a null or transient value: {entity.java_name}.{prop.name}; "
                    "nested exception is org.hibernate.PropertyValueException: not-null property references a null "
                    f"or transient value: {entity.java_name}.{prop.name}"
                )

    def _check_unchanged_since(self, obj: Any, found: Stored) -> None:
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

    def _moved(self, obj: Any, found: Stored) -> dict[str, int]:
        """Details that a client has changed: owner and group, by those who may."""
        details, caller = obj._details, self.caller
        moved: dict[str, int] = {}
        if details is None or found.entity.is_global:
            return moved
        name = f"{found.entity.java_name}:Id_{found.oid}"
        created = details._creationEvent
        if created is not None and created._id is not None and created._id._val != found.row["creation_id"]:
            raise security_violation(
                f"You are not authorized to change the creation event for {name} from "
                f"ome.model.meta.Event:Id_{found.row['creation_id']} to ome.model.meta.Event:Id_{created._id._val}"
            )
        owner = details._owner
        if owner is not None and owner._id is not None and owner._id._val != found.owner:
            if not caller.may("Chown"):
                raise security_violation(
                    f"You are not authorized to change the owner for {name} from "
                    f"ome.model.meta.Experimenter:Id_{found.owner} to ome.model.meta.Experimenter:Id_{owner._id._val}"
                )
            moved["owner_id"] = owner._id._val
        group = details._group
        if group is not None and group._id is not None and group._id._val != found.group:
            member = group._id._val in caller.member_of - {USER_GROUP}
            if not member and not caller.may("Chgrp"):
                raise security_violation(
                    f"You are not authorized to change the group for {name} from "
                    f"ome.model.meta.ExperimenterGroup:Id_{found.group} to "
                    f"ome.model.meta.ExperimenterGroup:Id_{group._id._val}"
                )
            moved["group_id"] = group._id._val
            self._permissions_before[found.entity.table, found.oid] = found.perm1
        return moved

    def _check_edit(self, found: Stored) -> None:
        if (found.entity.table, found.oid) in self._new or found.flags(self.caller).edit:
            return
        name = f"{found.entity.java_name}:Id_{found.oid}"
        if not found.entity.is_global and not found.perm1 & GROUP_READ:
            raise group_security_violation(f"{name}-modification violates group-security.")
        raise security_violation(f"Updating {name} not allowed.")

    def _check_context(self, found: Stored, linked: Mapping[str, Key]) -> None:
        """An object changes in the context of its own group only; what lies in `user`, in that of any one group.

        `linked` is what it refers to.
        """
        if (found.entity.table, found.oid) in self._new:
            return
        if self.caller.all_groups:
            self._check_links(found.entity, linked)
            raise api_usage(NO_PERMISSIONS)
        if found.group not in (None, USER_GROUP, self.caller.group_id):
            raise security_violation(
                f"Currently logged into group {self.caller.group_id}. Cannot alter object in group {found.group}"
            )

    def _check_links(self, entity: Entity, linked: Mapping[str, Key]) -> None:
        """Whether the caller may let this object refer to those.

        For annotation links and the like that means annotating, else linking.
        """
        annotating = entity.root in ANNOTATING_TYPES or entity.is_annotation_link
        for name, key in linked.items():
            if key in self._new:
                continue
            target = self.stored(ENTITIES[entity.properties[name].type], key[1])
            if target is None or target.group is None:
                continue
            text = f"Cannot link to object: {target.entity.java_name}:Id_{target.oid}"
            if self.caller.all_groups and not self._supervises(target):
                raise security_violation(f"Group is ------. {text}")
            allowed = target.flags(self.caller)
            if allowed.annotate if annotating else allowed.link:
                continue
            if not target.perm1 & GROUP_READ and target.group not in (SYSTEM_GROUP, USER_GROUP):
                raise read_only_group(
                    f"Group is private. {text}. Not even administrators and group owners can add to other users' data."
                )
            raise security_violation(f"Group does not allow it. {text}")

    def _supervises(self, target: Stored) -> bool:
        """Whether the caller is above the owner of an object: leads its group, or is an administrator who may write."""
        caller = self.caller
        above = caller.leads(target.group) or caller.may(write_privilege(target.entity))
        return above and target.owner != caller.user_id

    def stored(self, entity: Entity, oid: int) -> Stored | None:
        key = (entity.table, oid)
        if key not in self._stored:
            self._stored[key] = Stored.read(self.tx, entity, oid)
        return self._stored[key]
