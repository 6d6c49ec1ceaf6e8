# SPDX-License-Identifier: AGPL-3.0-or-later
"""What IAdmin tells about users and groups."""

from __future__ import annotations

from typing import Any

import omero.model
import omero.sys
from omero.rtypes import rlist

import omero

from ..call import Call
from ..faults import api_usage
from ..model.reflect import entity_named
from ..permissions import GUEST_ID, ROOT_ID, SYSTEM_GROUP, USER_GROUP, flags, group_permissions
from .base import Service, required_id

EXPERIMENTER_QUERY = (
    "select distinct e from Experimenter e left outer join fetch e.groupExperimenterMap m "
    "left outer join fetch m.parent "
)
GROUP_QUERY = (
    "select distinct g from ExperimenterGroup g left outer join fetch g.groupExperimenterMap m "
    "left outer join fetch m.child "
)


def _only(found: list[Any], what: str) -> Any:
    """What was asked for by its id or name. Raises ApiUsageException when there is none."""
    if not found:
        raise api_usage(f"No such {what}")
    return found[0]


class AdminLookups(Service):
    """The operations of IAdmin that change nothing."""

    def getExperimenter(self, call: Call, oid: int) -> Any:
        found = call.find_all(EXPERIMENTER_QUERY + "where e.id = :id", id=oid)
        return _only(found, f"experimenter: {oid}")

    def lookupExperimenter(self, call: Call, name: str) -> Any:
        found = call.find_all(EXPERIMENTER_QUERY + "where e.omeName = :name", name=name)
        return _only(found, f"experimenter: {name}")

    def lookupExperimenters(self, call: Call) -> list[Any]:
        return call.find_all(EXPERIMENTER_QUERY + "order by e.id")

    def getGroup(self, call: Call, oid: int) -> Any:
        found = call.find_all(GROUP_QUERY + "where g.id = :id", id=oid)
        return _only(found, f"group: {oid}")

    def lookupGroup(self, call: Call, name: str) -> Any:
        found = call.find_all(GROUP_QUERY + "where g.name = :name", name=name)
        return _only(found, f"group: {name}")

    def lookupGroups(self, call: Call) -> list[Any]:
        return call.find_all(GROUP_QUERY + "order by g.id")

    def containedExperimenters(self, call: Call, group_id: int) -> list[Any]:
        return call.find_all(
            EXPERIMENTER_QUERY + "where e.id in (select k.child.id from GroupExperimenterMap k "
            "where k.parent.id = :id) order by e.id",
            id=group_id,
        )

    def containedGroups(self, call: Call, user_id: int) -> list[Any]:
        return call.find_all(
            GROUP_QUERY + "where g.id in (select k.parent.id from GroupExperimenterMap k "
            "where k.child.id = :id) order by g.id",
            id=user_id,
        )

    def getDefaultGroup(self, call: Call, user_id: int) -> Any:
        group_id = call.backend.accounts.default_group(user_id)
        if group_id is None:
            raise api_usage(f"The user {user_id} has no default group set.")
        return call.find_all("select g from ExperimenterGroup g where g.id = :id", id=group_id)[0]

    def getMemberOfGroupIds(self, call: Call, user: Any) -> list[int]:
        return list(call.backend.accounts.memberships(required_id(user, "experimenter")).ordered)

    def getLeaderOfGroupIds(self, call: Call, user: Any) -> list[int]:
        return sorted(call.backend.accounts.memberships(required_id(user, "experimenter")).leader_of)

    def lookupLdapAuthExperimenter(self, call: Call, user_id: int) -> str:
        """No user comes from a directory."""
        return ""

    def lookupLdapAuthExperimenters(self, call: Call) -> Any:
        return rlist([])

    def getSecurityRoles(self, call: Call) -> Any:
        return omero.sys.Roles(
            rootId=ROOT_ID,
            rootName="root",
            systemGroupId=SYSTEM_GROUP,
            systemGroupName="system",
            userGroupId=USER_GROUP,
            userGroupName="user",
            guestId=GUEST_ID,
            guestName="guest",
            guestGroupId=2,
            guestGroupName="guest",
        )

    def getEventContext(self, call: Call) -> Any:
        return call.backend.event_context(call.session)

    def canUpdate(self, call: Call, obj: Any) -> bool:
        entity = entity_named(type(obj).__name__)
        if entity is None or obj.id is None:
            raise api_usage("canUpdate needs a managed object")
        columns = "NULL, NULL" if entity.is_global else "owner_id, group_id"
        row = call.store.read().execute(
            f'SELECT {columns} FROM "{entity.table}" WHERE id = ?', (obj.id.val,)
        ).fetchone()  # fmt: skip
        if row is None:
            raise api_usage(f"No such {entity.name}: {obj.id.val}")
        perm1 = 0 if row[1] is None else group_permissions(call.store.read(), row[1])
        return flags(call.caller, entity.name, row[0], row[1], perm1).edit
