# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing users, groups and memberships. Who may do so is decided before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from ..faults import api_usage, group_security_violation, security_violation, validation
from ..model.reflect import ENTITIES, REFERENCE
from ..permissions import (
    ALL_PRIVILEGES,
    GROUP_READ,
    ROOT_ID,
    SYSTEM_GROUP,
    USER_GROUP,
    USER_READ,
    Caller,
    group_permissions,
    permissions_number,
)
from ..store import Store, Tx
from .read import PRIVILEGE_KEY

OWN_FIELDS = ("firstName", "middleName", "lastName", "email", "institution")
"""What users may change of themselves."""

NAMES_REQUIRED = {"omeName": "OmeName", "firstName": "FirstName", "lastName": "LastName"}


def _plain(value: Any) -> Any:
    return None if value is None else value.val


def create_user(store: Store, caller: Caller, user: Any, groups: Sequence[int]) -> int:
    """Insert an Experimenter with memberships in this order; the first group is the default one.

    Raises ValidationException for a missing or taken login name and for unknown groups.
    """
    for attribute, label in NAMES_REQUIRED.items():
        if getattr(user, attribute) is None:
            raise validation(f"{label} may not be null.")
    with store.transaction(caller) as tx:
        values = {name: _plain(getattr(user, name)) for name in (*OWN_FIELDS, "omeName")}
        values["ldap"] = bool(_plain(user.ldap))
        uid = tx.insert("Experimenter", values)
        _add(tx, uid, groups)
    return uid


def _add(tx: Tx, uid: int, groups: Iterable[int]) -> None:
    last = tx.conn.execute(
        'SELECT coalesce(max(child_index), -1) FROM "GroupExperimenterMap" WHERE "child" = ?',
        (uid,),
    ).fetchone()[0]
    for gid in groups:
        if tx.conn.execute('SELECT 1 FROM "ExperimenterGroup" WHERE id = ?', (gid,)).fetchone() is None:
            raise validation(f"No row with the given identifier exists: [ome.model.meta.ExperimenterGroup#{gid}]")
        known = tx.conn.execute(
            'SELECT 1 FROM "GroupExperimenterMap" WHERE "child" = ? AND "parent" = ?', (uid, gid)
        ).fetchone()
        if known is None:
            last += 1
            tx.insert(
                "GroupExperimenterMap",
                {"parent": gid, "child": uid, "owner": False, "child_index": last},
            )


def add_memberships(store: Store, caller: Caller, uid: int, groups: Sequence[int]) -> None:
    """Groups that the user is in already are passed over. Raises ValidationException for unknown ones."""
    with store.transaction(caller) as tx:
        _add(tx, uid, groups)


def remove_memberships(store: Store, caller: Caller, uid: int, groups: Sequence[int]) -> None:
    """Groups that the user is not in are passed over."""
    with store.transaction(caller) as tx:
        for gid in groups:
            rows = tx.conn.execute(
                'SELECT id FROM "GroupExperimenterMap" WHERE "child" = ? AND "parent" = ?',
                (uid, gid),
            ).fetchall()
            tx.delete("GroupExperimenterMap", [row[0] for row in rows])


def check_leaving(uid: int, groups: Sequence[int], member_of: Collection[int], by: int) -> None:
    """Raises ValidationException for who would lose what everybody needs; `by` is the id of the one who asks."""
    if {SYSTEM_GROUP, USER_GROUP} & set(groups):
        if uid == ROOT_ID:
            raise validation("experimenter 'root' may not be removed from the 'system' or 'user' group")
        if uid == by:
            raise validation("experimenters may not remove themselves from the 'system' or 'user' group")
    left = set(member_of) - set(groups)
    if not left:
        raise validation("experimenter must remain a member of some group")
    if left == {USER_GROUP}:
        raise validation(
            "experimenter cannot be a member of only the 'user' group, a different default group is also required"
        )


def _check_rename(tx: Tx, table: str, column: str, oid: int, name: str, special: Collection[str]) -> bool:
    """Whether a name is a new one. Raises ValidationException for a name that must not change or come about."""
    (old,) = tx.conn.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (oid,)).fetchone()
    kind = "experimenter" if table == "Experimenter" else "group"
    if name == old:
        return False
    if old in special:
        raise validation(f"cannot change name of special {kind} '{old}'")
    if name in special:
        raise validation(f"cannot change name to special {kind} '{name}'")
    return True


def set_default_group(store: Store, caller: Caller, uid: int, gid: int) -> None:
    """Let a membership and the first one change places."""
    with store.transaction(caller) as tx:
        rows = tx.conn.execute(
            'SELECT id, "parent" FROM "GroupExperimenterMap" WHERE "child" = ? ORDER BY child_index, id',
            (uid,),
        ).fetchall()
        at = next(index for index, (_, group) in enumerate(rows) if group == gid)
        rows[0], rows[at] = rows[at], rows[0]
        for index, (oid, _) in enumerate(rows):
            tx.update("GroupExperimenterMap", oid, {"child_index": index}, log=index == 0)


def set_owners(store: Store, caller: Caller, gid: int, users: Iterable[int], leads: bool) -> None:
    """Make users leaders of a group, or take the lead from them; members they become in any case."""
    with store.transaction(caller) as tx:
        for uid in users:
            _add(tx, uid, [gid])
            row = tx.conn.execute(
                'SELECT id FROM "GroupExperimenterMap" WHERE "child" = ? AND "parent" = ?',
                (uid, gid),
            ).fetchone()
            if row is not None:
                tx.update("GroupExperimenterMap", row[0], {"owner": leads})


def update_user(store: Store, caller: Caller, uid: int, user: Any, fields: Iterable[str]) -> None:
    """Copy some fields of an Experimenter that a client sent. Raises ApiUsageException for an unknown id."""
    with store.transaction(caller) as tx:
        if tx.conn.execute('SELECT 1 FROM "Experimenter" WHERE id = ?', (uid,)).fetchone() is None:
            raise api_usage(f"No such experimenter: {uid}")
        values = {name: _plain(getattr(user, name)) for name in fields}
        for attribute, label in NAMES_REQUIRED.items():
            if attribute in values and values[attribute] is None:
                raise validation(f"{label} may not be null.")
        if "omeName" in values:
            _check_rename(tx, "Experimenter", "omeName", uid, values["omeName"], {"root", "guest"})
        tx.update("Experimenter", uid, values)


def set_privileges(store: Store, caller: Caller, uid: int, granted: Iterable[str]) -> None:
    """Store the privileges of an administrator as the real server does: one row for each that is taken away."""
    kept = set(granted)
    with store.transaction(caller) as tx:
        rows = tx.conn.execute(
            'SELECT name, value FROM "Experimenter_config" WHERE parent_id = ? ORDER BY idx', (uid,)
        ).fetchall()
        others = [(name, value) for name, value in rows if not (name or "").startswith(PRIVILEGE_KEY)]
        taken = [(f"{PRIVILEGE_KEY}{name}", "false") for name in sorted(ALL_PRIVILEGES - kept)]
        tx.set_pairs("Experimenter", "config", uid, [*others, *taken])
        tx.update("Experimenter", uid, {})


def create_group(store: Store, caller: Caller, group: Any) -> int:
    """Insert a group, private unless the object says otherwise.

    Raises ValidationException for a taken or missing name.
    """
    if group is None or group.name is None:
        raise validation("ExperimenterGroup.name may not be null.")
    wanted = group.details.permissions if group.details is not None else None
    with store.transaction(caller) as tx:
        return tx.insert(
            "ExperimenterGroup",
            {
                "name": group.name.val,
                "description": _plain(group.description),
                "ldap": bool(_plain(group.ldap)),
                "permissions": permissions_number("rw----") if wanted is None else wanted._perm1,
            },
        )


def update_group(store: Store, caller: Caller, gid: int, group: Any, current: int) -> None:
    """Name, description and, where they are given, permissions.

    Raises ValidationException for the name of the system's groups, and of the one that the call is made in
    (`current`).
    """
    with store.transaction(caller) as tx:
        if tx.conn.execute('SELECT 1 FROM "ExperimenterGroup" WHERE id = ?', (gid,)).fetchone() is None:
            raise api_usage(f"No such group: {gid}")
        if group.name is None:
            raise validation("ExperimenterGroup.name may not be null.")
        name = group.name.val
        special = {"system", "user", "guest"}
        if _check_rename(tx, "ExperimenterGroup", "name", gid, name, special) and gid == current:
            raise validation("cannot rename the current group context")
        values = {
            "name": name,
            "description": _plain(group.description),
            "ldap": bool(_plain(group.ldap)),
        }
        wanted = group.details.permissions if group.details is not None else None
        if wanted is not None:
            _set_permissions(tx, gid, wanted._perm1)
        tx.update("ExperimenterGroup", gid, values)


def set_permissions(store: Store, caller: Caller, gid: int, perm1: int) -> None:
    """Raises SecurityViolation where somebody's objects would refer to what their owner can no longer read."""
    with store.transaction(caller) as tx:
        _set_permissions(tx, gid, perm1)


def _set_permissions(tx: Tx, gid: int, perm1: int) -> None:
    _check_permissions(tx, gid, perm1)
    if group_permissions(tx.conn, gid) != perm1:
        tx.update("ExperimenterGroup", gid, {"permissions": perm1})


def _check_permissions(tx: Tx, gid: int, perm1: int) -> None:
    """What is asked before a group's permissions change; Chmod2, which deletes what is in the way, does not ask.

    Raises GroupSecurityViolation for a group that its people could not read themselves, SecurityViolation where a
    group that becomes private has objects that refer to somebody else's.
    """
    if not perm1 & USER_READ:
        raise group_security_violation(f"Cannot remove user read: ome.model.meta.ExperimenterGroup:Id_{gid}")
    if perm1 & GROUP_READ or not group_permissions(tx.conn, gid) & GROUP_READ:
        return
    for entity in ENTITIES.values():
        if entity.is_global:
            continue
        for prop in entity.properties.values():
            target = ENTITIES.get(prop.type)
            if prop.kind != REFERENCE or prop.declared_by != entity.name or target is None or target.is_global:
                continue
            locked = tx.conn.execute(
                f'SELECT 1 FROM "{entity.table}" x JOIN "{target.table}" y ON y.id = x."{prop.name}" '
                "WHERE x.group_id = ? AND y.group_id = x.group_id AND x.owner_id <> y.owner_id LIMIT 1",
                (gid,),
            ).fetchone()
            if locked is not None:
                raise security_violation(
                    f"Cannot change permissions on ome.model.meta.ExperimenterGroup:Id_{gid} due to locks: "
                    f"{entity.name}.{prop.name}"
                )


def delete_user(store: Store, caller: Caller, uid: int) -> None:
    """Raises ValidationException when something of the user's is left."""
    with store.transaction(caller) as tx:
        rows = tx.conn.execute('SELECT id FROM "GroupExperimenterMap" WHERE "child" = ?', (uid,)).fetchall()
        tx.delete("GroupExperimenterMap", [row[0] for row in rows])
        tx.delete("Experimenter", [uid])


def delete_group(store: Store, caller: Caller, gid: int) -> None:
    """Raises ValidationException when something is in the group, its members aside."""
    with store.transaction(caller) as tx:
        rows = tx.conn.execute('SELECT id FROM "GroupExperimenterMap" WHERE "parent" = ?', (gid,)).fetchall()
        tx.delete("GroupExperimenterMap", [row[0] for row in rows])
        tx.delete("ExperimenterGroup", [gid])
