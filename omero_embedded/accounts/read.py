# SPDX-License-Identifier: AGPL-3.0-or-later
"""Users and groups, read straight from the tables and remembered."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ..faults import api_usage
from ..permissions import ALL_PRIVILEGES, SYSTEM_GROUP, USER_GROUP, permissions_text
from ..store import Store

PRIVILEGE_KEY = "AdminPrivilege:"
"""Prefix of the rows in Experimenter.config that take a privilege away."""


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

    @property
    def world_reads(self) -> bool:
        """Whether people who are no members may work in it too."""
        return self.permissions[4] == "r"


@dataclass(frozen=True)
class Memberships:
    """Groups of a user, in the order of Experimenter.groupExperimenterMap: the first one is the default group."""

    ordered: tuple[int, ...]
    member_of: frozenset[int]
    leader_of: frozenset[int]


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
