# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see and do what, as OMERO.server 5.6's BasicACLVoter and security filters decide it."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import omero.model
import omero.model.enums

import omero

from .faults import api_usage, security_violation
from .model.reflect import ENTITIES, Entity

ROOT_ID, GUEST_ID = 0, 1
SYSTEM_GROUP, USER_GROUP, GUEST_GROUP = 0, 1, 2
ALL_GROUPS = -1

USER_READ, USER_ANNOTATE, USER_WRITE = 4 << 8, 1 << 8, 2 << 8
GROUP_READ, GROUP_ANNOTATE, GROUP_WRITE = 4 << 4, 1 << 4, 2 << 4
WORLD_READ, WORLD_ANNOTATE, WORLD_WRITE = 4, 1, 2

HIDDEN = "<hidden>"
"""What the names of a user read to somebody who may not know them."""

MASKED_UUID = "********-****-****-****-*************"
"""What the uuid of a session reads to somebody who may not join it."""

ALL_PRIVILEGES: frozenset[str] = frozenset(
    value for name, value in vars(omero.model.enums).items() if name.startswith("AdminPrivilege")
)


@dataclass(frozen=True)
class Caller:
    """On whose behalf a call runs, and in which group.

    `group_id` is the effective group of the call, ALL_GROUPS for every group that the caller may read;
    `session_group_id` is the session's own. `privileges` holds the AdminPrivilege values in force: a full
    administrator has all of them, a restricted one fewer, and a session opened by an administrator no more than that
    one has.
    """

    user_id: int
    user_name: str
    session_id: int
    session_uuid: str
    group_id: int
    session_group_id: int
    member_of: frozenset[int]
    leader_of: frozenset[int]
    is_admin: bool
    privileges: frozenset[str]
    sudoer_id: int | None = None
    sudoer_name: str | None = None
    event_type: str = "User"

    @property
    def all_groups(self) -> bool:
        return self.group_id == ALL_GROUPS

    def may(self, privilege: str) -> bool:
        """Whether this administrator's privilege is in force."""
        return self.is_admin and privilege in self.privileges

    def leads(self, group_id: int | None) -> bool:
        return group_id in self.leader_of


SYSTEM_CALLER = Caller(
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
"""Root, for what the server does by itself."""


def require_membership(conn: sqlite3.Connection, caller: Caller) -> None:
    """Refuse a call in the context of a group that the caller may not enter.

    Raises SecurityViolation unless the caller is an administrator, a member, or the group is readable by the world;
    ApiUsageException if there is no such group.
    """
    if caller.all_groups or caller.is_admin or caller.group_id in caller.member_of:
        return
    permissions = group_permissions(conn, caller.group_id)
    if not permissions & WORLD_READ:
        raise security_violation(f"User {caller.user_id} is not a member of group {caller.group_id} and cannot login")


def group_permissions(conn: sqlite3.Connection, group_id: int) -> int:
    """As the group's row holds them. Raises ApiUsageException for an unknown group."""
    row = conn.execute('SELECT permissions FROM "ExperimenterGroup" WHERE id = ?', (group_id,)).fetchone()
    if row is None:
        raise api_usage(f"No such group: {group_id}")
    return int(row[0])


@functools.lru_cache(maxsize=64)
def permissions_text(perm1: int) -> str:
    """'rwra--' for the number that PermissionsI and the group's row hold."""
    return str(omero.model.PermissionsI(perm1))


@functools.lru_cache(maxsize=64)
def permissions_number(text: str) -> int:
    return int(omero.model.PermissionsI(text)._perm1)


# ---- seeing --------------------------------------------------------------------------------------------------------


def is_filtered(entity: Entity) -> bool:
    """Whether queries show an entity's rows to some callers only."""
    return not entity.is_global or entity.root in ("Session", "Node")


def visibility(entity: Entity, alias: str, caller: Caller) -> str:
    """The SQL condition under which a query shows a row; '' if it shows all.

    `alias` is the quoted table alias. Follows AllGroupsSecurityFilter and OneGroupSecurityFilter; a leader or an
    administrator sees everything in the group of the context, everybody sees what lies in the group `user`.
    """
    if entity.root == "Node":
        return "" if caller.is_admin else "0"
    if entity.root == "Session":
        return "" if caller.may("ReadSession") else f'{alias}."owner" = {caller.user_id}'
    if entity.is_global:
        return ""
    if caller.all_groups:
        return _visible_in_all_groups(alias, caller)
    return _visible_in_one_group(alias, caller)


def _granted(alias: str, bit: int) -> str:
    return f'{alias}.group_id IN (SELECT id FROM "ExperimenterGroup" WHERE permissions & {bit} = {bit})'


def _ids(ids: Iterable[int]) -> str:
    return ",".join(str(int(i)) for i in sorted(ids))


def _visible_in_all_groups(alias: str, caller: Caller) -> str:
    if caller.is_admin:
        return ""
    parts = [f"({alias}.owner_id = {caller.user_id} AND {_granted(alias, USER_READ)})"]
    if caller.leader_of:
        parts.append(f"{alias}.group_id IN ({_ids(caller.leader_of)})")
    if caller.member_of:
        parts.append(
            f'{alias}.group_id IN (SELECT id FROM "ExperimenterGroup" WHERE id IN ({_ids(caller.member_of)}) '
            f"AND permissions & {GROUP_READ} = {GROUP_READ})"
        )
    parts.append(_granted(alias, WORLD_READ))
    return f"({' OR '.join(parts)})"


def _visible_in_one_group(alias: str, caller: Caller) -> str:
    group = caller.group_id
    if caller.is_admin or group in caller.leader_of:
        return f"{alias}.group_id IN ({group},{USER_GROUP})"
    needed = GROUP_READ if group in caller.member_of else WORLD_READ
    return (
        f"({alias}.group_id = {USER_GROUP} OR ({alias}.group_id = {group} AND ({_granted(alias, needed)} "
        f"OR ({alias}.owner_id = {caller.user_id} AND {_granted(alias, USER_READ)}))))"
    )


def knows_person(caller: Caller, alias: str) -> str:
    """The SQL condition under which a caller may know name and address of the Experimenter `alias`; '' if always.

    People know themselves, root, guest, and whom they share a group with that is not private, the group `user` aside.
    Who leads any group knows everybody.
    """
    if caller.is_admin or caller.leader_of:
        return ""
    shared = caller.member_of - {USER_GROUP}
    return (
        f"{alias}.id IN ({ROOT_ID},{GUEST_ID},{caller.user_id}) OR {alias}.id IN "
        f'(SELECT k."child" FROM "GroupExperimenterMap" k JOIN "ExperimenterGroup" g ON g.id = k."parent" '
        f"WHERE g.id IN ({_ids(shared)}) AND g.permissions & {GROUP_READ})"
    )


def may_load(caller: Caller, entity: Entity, owner_id: int | None, group_id: int | None, perm1: int) -> bool:
    """Whether an object may be loaded by its id (ACLVoter.allowLoad); queries filter by `visibility` instead.

    What lies in the groups `system` and `user` can be loaded by everybody, in every context. `perm1` are the
    permissions of the object's group.
    """
    if entity.is_global or group_id is None or group_id in (SYSTEM_GROUP, USER_GROUP):
        return True
    if not caller.all_groups and group_id != caller.group_id:
        return False
    if caller.is_admin or group_id in caller.leader_of:
        return True
    if owner_id == caller.user_id and perm1 & USER_READ:
        return True
    if group_id in caller.member_of and perm1 & GROUP_READ:
        return True
    return bool(perm1 & WORLD_READ)


# ---- doing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flags:
    """What the caller may do with one object."""

    link: bool
    edit: bool
    delete: bool
    annotate: bool
    chgrp: bool
    chown: bool

    @property
    def restrictions(self) -> list[bool]:
        """As Permissions._restrictions holds them: true is forbidden."""
        return [
            not self.link,
            not self.edit,
            not self.delete,
            not self.annotate,
            not self.chgrp,
            not self.chown,
        ]


def _with_subclasses(names: str) -> frozenset[str]:
    found = {name for listed in names.split() for name in ENTITIES[listed].descendants}
    return frozenset(found)


_ANNOTATION_LINKS = frozenset(e.name for e in ENTITIES.values() if e.is_annotation_link)

CHGRP_TARGETS = _with_subclasses(
    "Annotation Dataset Experiment Fileset Folder Image Instrument Job OriginalFile Plate Project RenderingDef Roi "
    "Screen Thumbnail"
)
"""Classes whose objects can be moved by themselves; others go with what they belong to."""

CHOWN_TARGETS = (
    CHGRP_TARGETS
    | _ANNOTATION_LINKS
    | _with_subclasses(
        "DatasetImageLink FolderImageLink FolderRoiLink JobOriginalFileLink ProjectDatasetLink Reagent ScreenPlateLink "
        "WellReagentLink"
    )
)
"""Classes whose objects can be given away by themselves."""

DELETE_TARGETS = CHOWN_TARGETS | _with_subclasses(
    "AffineTransform Channel DetectorSettings ExternalInfo FilesetJobLink FilterSetEmissionFilterLink "
    "FilterSetExcitationFilterLink GroupExperimenterMap ImagingEnvironment LightPathEmissionFilterLink "
    "LightPathExcitationFilterLink LightSettings LogicalChannel MicrobeamManipulation Microscope Namespace "
    "ObjectiveSettings PixelsOriginalFileMap PlateAcquisition ProjectionDef Shape ShareMember StageLabel StatsInfo "
    "TransmittanceRange Well WellSample"
)
"""Classes whose objects can be deleted by themselves."""


ALL_ALLOWED = Flags(True, True, True, True, True, True)


def write_privilege(entity: Entity) -> str:
    """The privilege an administrator needs to write an object of this class that is somebody else's."""
    return "WriteFile" if entity.name == "OriginalFile" else "WriteOwned"


def delete_privilege(entity: Entity) -> str:
    return "DeleteFile" if entity.name == "OriginalFile" else "DeleteOwned"


@functools.lru_cache(maxsize=65536)
def flags(caller: Caller, entity_name: str, owner_id: int | None, group_id: int | None, perm1: int) -> Flags:
    """What the caller may do with an object of that owner and group; `perm1` are the group's permissions."""
    entity = ENTITIES[entity_name]
    if entity.is_global or group_id is None:
        allowed = may_write_system_type(caller, entity)
        return Flags(True, allowed, allowed, True, False, False)
    owns = owner_id == caller.user_id
    leads = group_id in caller.leader_of
    member = group_id in caller.member_of
    writes = leads or caller.may(write_privilege(entity))
    deletes = leads or caller.may(delete_privilege(entity))
    if owns:
        edit = bool(perm1 & USER_WRITE)
        writes, deletes = writes or edit, deletes or edit
    elif (member and perm1 & GROUP_WRITE) or perm1 & WORLD_WRITE:
        writes = deletes = True
    private = not perm1 & GROUP_READ
    supervises = caller.is_admin or leads
    common = group_id == USER_GROUP or (group_id == SYSTEM_GROUP and (owns or not supervises))
    link = common or (writes and (owns or not private))
    annotate = link or (member and bool(perm1 & GROUP_ANNOTATE)) or bool(perm1 & WORLD_ANNOTATE)
    chgrp = entity_name in CHGRP_TARGETS and (owns or caller.may("Chgrp"))
    chown = entity_name in CHOWN_TARGETS and (leads or caller.may("Chown"))
    return Flags(link, writes, deletes, annotate, chgrp, chown)


SYSTEM_TYPE_PRIVILEGES = {
    "Experimenter": "ModifyUser",
    "ExperimenterGroup": "ModifyGroup",
    "GroupExperimenterMap": "ModifyGroupMembership",
}


def may_write_system_type(caller: Caller, entity: Entity) -> bool:
    """Whether an administrator may save objects that belong to nobody (users, groups, memberships, enumerations)."""
    if not caller.is_admin:
        return False
    needed = SYSTEM_TYPE_PRIVILEGES.get(entity.name)
    return needed is None or needed in caller.privileges
