# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each object of an answer says of the call that it answers."""

from __future__ import annotations

import sqlite3
from typing import Any

import omero.model
import omero.sys
from omero.rtypes import RLongI, RStringI

import omero

from ..permissions import Caller

UUID_OF_CALLS = "*********"
"""What the uuid of the session reads that made the call."""


def event_context(conn: sqlite3.Connection, caller: Caller) -> Any:
    """Who makes a call, in the group of its context, as details tell it."""
    context = omero.sys.EventContext()
    context.shareId = context.eventId = -1
    context.sessionId, context.sessionUuid = caller.session_id, UUID_OF_CALLS
    context.userId, context.userName = caller.user_id, caller.user_name
    context.groupId, context.groupName, perm1 = caller.group_id, "", 0
    row = conn.execute(
        'SELECT "name", permissions FROM "ExperimenterGroup" WHERE id = ?', (caller.group_id,)
    ).fetchone()
    if row is not None:
        context.groupName, perm1 = row
    context.groupPermissions = omero.model.PermissionsI(perm1)
    context.isAdmin, context.adminPrivileges = caller.is_admin, sorted(caller.privileges)
    context.eventType = caller.event_type
    order = conn.execute(
        'SELECT "parent" FROM "GroupExperimenterMap" WHERE "child" = ? ORDER BY child_index, id', (caller.user_id,)
    )
    context.memberOfGroups = [gid for (gid,) in order if gid in caller.member_of]
    context.leaderOfGroups = sorted(caller.leader_of)
    context.sudoerId = None if caller.sudoer_id is None else RLongI(caller.sudoer_id)
    context.sudoerName = None if caller.sudoer_name is None else RStringI(caller.sudoer_name)
    return context
