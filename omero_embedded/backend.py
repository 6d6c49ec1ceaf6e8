# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything a running server has, and what several services need of it."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import omero.model
import omero.rtypes
import omero.sys

import omero

from .accounts.read import Accounts
from .config import Configuration
from .files import Files
from .indexer import Indexer
from .permissions import ALL_GROUPS, SYSTEM_CALLER, Caller
from .sessions.caller import caller_of
from .sessions.running import Sessions
from .sessions.session import Session
from .store import Store
from .wire.communicator import Endpoints


class Backend:
    """The parts of a server. Made once; services reach it through their call."""

    def __init__(self, store: Store, endpoints: Endpoints, files: Files) -> None:
        self.store, self.endpoints, self.files = store, endpoints, files
        self.accounts = Accounts(store)
        self.sessions = Sessions(store, self.accounts, node_id=0)
        self.config = Configuration(store, endpoints)
        self.indexer = Indexer(store)
        self.all_seeing: Caller = dataclasses.replace(SYSTEM_CALLER, group_id=ALL_GROUPS)
        self.stopping = threading.Event()

    def event_context(self, session: Session, caller: Caller | None = None) -> Any:
        """omero.sys.EventContext: always of the session's own user and group, whatever the call's context."""
        caller = caller or caller_of(self.accounts, session, {})
        group = self.accounts.group(session.group_id)
        context = omero.sys.EventContext()
        context.shareId = -1
        context.sessionId, context.sessionUuid = session.id, session.uuid
        context.userId, context.userName = session.user_id, session.user_name
        context.groupId, context.groupName = group.id, group.name
        context.groupPermissions = omero.model.PermissionsI(group.permissions)
        context.isAdmin = caller.is_admin
        context.adminPrivileges = sorted(caller.privileges)
        context.eventId = -1
        context.eventType = session.event_type
        ordered = self.accounts.memberships(session.user_id).ordered
        context.memberOfGroups = [gid for gid in ordered if gid in caller.member_of]
        context.leaderOfGroups = sorted(caller.leader_of)
        context.sudoerId = None if session.sudoer_id is None else omero.rtypes.rlong(session.sudoer_id)
        context.sudoerName = None if session.sudoer_name is None else omero.rtypes.rstring(session.sudoer_name)
        return context
