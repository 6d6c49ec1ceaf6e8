# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sessions need to know of users, groups and passwords, read straight from the tables and remembered."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import omero.model.enums

import omero

from ..faults import api_usage
from ..permissions import GUEST_ID, ROOT_ID, SYSTEM_GROUP, USER_GROUP, Caller, permissions_text

if TYPE_CHECKING:
    from ..sessions.session import Session
    from ..store import Store

ALL_PRIVILEGES: frozenset[str] = frozenset(
    value for name, value in vars(omero.model.enums).items() if name.startswith("AdminPrivilege")
)
PRIVILEGE_KEY = "AdminPrivilege:"
"""Prefix of the rows in Experimenter.config that take a privilege away."""

HASH_ROUNDS = 2_000
"""Few: this server protects test data, and its clients log in thousands of times."""


@dataclass(frozen=True)
class User:
    id: int
    name: str
    ldap: bool


@dataclass(frozen=True)
class Group:
    id: int
    name: str
    permissions: str


@dataclass(frozen=True)
class Memberships:
    """Groups of a user, in the order of Experimenter.groupExperimenterMap: the first one is the default group."""

    ordered: tuple[int, ...]
    member_of: frozenset[int]
    leader_of: frozenset[int]


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(8)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, HASH_ROUNDS)
    return f"{salt.hex()}${digest.hex()}"


def _matches(stored: str, password: str) -> bool:
    salt, _, digest = stored.partition("$")
    computed = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), HASH_ROUNDS)
    return hmac.compare_digest(computed.hex(), digest)


class Accounts:
    """Users and groups. `forget()` after a change of either: memberships are remembered until then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._memberships: dict[int, Memberships] = {}
        self._groups: dict[int, Group] = {}

    def forget(self) -> None:
        with self._lock:
            self._memberships, self._groups = {}, {}

    # -- users

    def user_named(self, name: str) -> User | None:
        row = self._store.read().execute(
            'SELECT id, "omeName", "ldap" FROM "Experimenter" WHERE "omeName" = ?', (name,)
        ).fetchone()  # fmt: skip
        return None if row is None else User(row[0], row[1], bool(row[2]))

    def user_name(self, user_id: int) -> str:
        """The login name. Raises ApiUsageException for an unknown id."""
        row = self._store.read().execute(
            'SELECT "omeName" FROM "Experimenter" WHERE id = ?', (user_id,)
        ).fetchone()  # fmt: skip
        if row is None:
            raise api_usage(f"No such experimenter: {user_id}")
        return str(row[0])

    def memberships(self, user_id: int) -> Memberships:
        known = self._memberships.get(user_id)
        if known is None:
            rows = self._store.read().execute(
                'SELECT "parent", "owner" FROM "GroupExperimenterMap" WHERE "child" = ? ORDER BY "child_index", id',
                (user_id,),
            ).fetchall()  # fmt: skip
            known = Memberships(
                tuple(row[0] for row in rows),
                frozenset(row[0] for row in rows),
                frozenset(row[0] for row in rows if row[1]),
            )
            with self._lock:
                self._memberships[user_id] = known
        return known

    def default_group(self, user_id: int) -> int | None:
        """The first group of a user that is not `user`."""
        return next((g for g in self.memberships(user_id).ordered if g != USER_GROUP), None)

    def privileges(self, user_id: int) -> frozenset[str]:
        """The privileges of an administrator; nobody else has any."""
        if SYSTEM_GROUP not in self.memberships(user_id).member_of:
            return frozenset()
        return self.privileges_in_system(user_id)

    def privileges_in_system(self, user_id: int) -> frozenset[str]:
        """The privileges that a user has, or would have, in the group `system`."""
        rows = self._store.read().execute(
            'SELECT name FROM "Experimenter_config" WHERE parent_id = ? AND name LIKE ? AND lower(value) = \'false\'',
            (user_id, f"{PRIVILEGE_KEY}%"),
        )  # fmt: skip
        return ALL_PRIVILEGES - {str(row[0]).removeprefix(PRIVILEGE_KEY) for row in rows}

    # -- groups

    def group_or_none(self, group_id: int) -> Group | None:
        known = self._groups.get(group_id)
        if known is None:
            row = self._store.read().execute(
                'SELECT id, "name", permissions FROM "ExperimenterGroup" WHERE id = ?', (group_id,)
            ).fetchone()  # fmt: skip
            if row is None:
                return None
            known = Group(row[0], row[1], permissions_text(row[2]))
            with self._lock:
                self._groups[group_id] = known
        return known

    def group(self, group_id: int) -> Group:
        """Raises ApiUsageException for an unknown id."""
        found = self.group_or_none(group_id)
        if found is None:
            raise api_usage(f"No such group: {group_id}")
        return found

    def group_named(self, name: str) -> Group | None:
        row = self._store.read().execute(
            'SELECT id FROM "ExperimenterGroup" WHERE "name" = ?', (name,)
        ).fetchone()  # fmt: skip
        return None if row is None else self.group(row[0])

    # -- passwords

    def password_is(self, user_id: int, password: str) -> bool:
        """Whether a password opens an account. Guest's opens with any; without a stored password none does."""
        if user_id == GUEST_ID:
            return True
        row = self._store.read().execute(
            'SELECT hash FROM "Password" WHERE experimenter_id = ?', (user_id,)
        ).fetchone()  # fmt: skip
        return row is not None and bool(row[0]) and _matches(row[0], password)

    def set_password(self, user_id: int, password: str) -> None:
        stored = hash_password(password)
        with self._store.transaction(self.system_caller()) as tx:
            tx.conn.execute(
                'INSERT INTO "Password"(experimenter_id, hash) VALUES (?, ?) '
                "ON CONFLICT(experimenter_id) DO UPDATE SET hash = excluded.hash",
                (user_id, stored),
            )

    # -- sessions' rows

    @staticmethod
    def system_caller() -> Caller:
        """Root, for what the server does by itself."""
        return Caller(
            user_id=ROOT_ID,
            user_name="root",
            session_id=0,
            session_uuid="",
            group_id=SYSTEM_GROUP,
            session_group_id=SYSTEM_GROUP,
            member_of=frozenset({SYSTEM_GROUP, USER_GROUP}),
            leader_of=frozenset(),
            is_admin=True,
            privileges=ALL_PRIVILEGES,
        )

    def record_session(self, session: Session, node_id: int, address: str | None) -> int:
        """Insert the row of a new session; returns its id."""
        with self._store.transaction(None) as tx:
            return tx.insert(
                "Session",
                {
                    "node": node_id,
                    "uuid": session.uuid,
                    "owner": session.user_id,
                    "sudoer": session.sudoer_id,
                    "timeToIdle": session.time_to_idle,
                    "timeToLive": session.time_to_live,
                    "started": session.started,
                    "message": "Initial message.",
                    "defaultEventType": session.event_type,
                    "userAgent": session.agent,
                    "userIP": address,
                },
                log=False,
            )

    def record_limits(self, session: Session) -> None:
        """Store changed time limits of a session."""
        limits = {"timeToIdle": session.time_to_idle, "timeToLive": session.time_to_live}
        with self._store.transaction(None) as tx:
            tx.update("Session", session.id, limits, log=False)

    def record_end(self, session: Session) -> None:
        with self._store.transaction(None) as tx:
            tx.update("Session", session.id, {"closed": int(time.time() * 1000)}, log=False)
