# SPDX-License-Identifier: AGPL-3.0-or-later
"""IAdmin: users, groups, memberships, passwords, privileges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import omero.api
import omero.constants.namespaces
import omero.model
from omero.rtypes import rstring

import omero

from .. import updates
from ..accounts import passwords, write
from ..call import Call
from ..faults import api_usage, security_violation, validation
from ..permissions import ALL_PRIVILEGES, ROOT_ID, SYSTEM_GROUP, USER_GROUP
from .admin_lookups import AdminLookups
from .base import admins_only, ids_of, need_password, required_id
from .raw import RawFileStore


class Admin(AdminLookups):
    """Handles the operations of IAdmin."""

    interface: ClassVar[type] = omero.api.IAdmin

    # -- creating

    def createExperimenter(self, call: Call, user: Any, default: Any, others: Sequence[Any]) -> int:
        return self._create(call, user, None, default, others)

    def createExperimenterWithPassword(
        self, call: Call, user: Any, password: Any, default: Any, others: Sequence[Any]
    ) -> int:
        return self._create(call, user, password, default, others)

    def createUser(self, call: Call, user: Any, group_name: str) -> int:
        group = call.backend.accounts.group_named(group_name)
        if group is None:
            raise api_usage(f"No such group: {group_name}")
        default = omero.model.ExperimenterGroupI(group.id, False)
        return self._create(call, user, None, default, [omero.model.ExperimenterGroupI(USER_GROUP, False)])

    def createSystemUser(self, call: Call, user: Any) -> int:
        return self._create(call, user, None, *_system_groups())

    @admins_only
    def createRestrictedSystemUser(self, call: Call, user: Any, privileges: Sequence[Any]) -> int:
        return self.createRestrictedSystemUserWithPassword(call, user, privileges, None)

    @admins_only
    def createRestrictedSystemUserWithPassword(
        self, call: Call, user: Any, privileges: Sequence[Any], password: Any
    ) -> int:
        granted = _privilege_names(privileges)
        self._only_own_privileges(call, granted)
        uid = self._create(call, user, password, *_system_groups())
        write.set_privileges(call.store, call.caller, uid, granted)
        return uid

    def _create(self, call: Call, user: Any, password: Any, default: Any, others: Sequence[Any]) -> int:
        groups = list(dict.fromkeys([required_id(default, "default group"), *ids_of(others or [])]))
        self._may_change_users(call, "ModifyUser", [g for g in groups if g != USER_GROUP])
        uid = write.create_user(call.store, call.caller, user, groups)
        call.backend.accounts.forget()
        if password is not None and password.val:
            passwords.set_password(call.store, uid, password.val, by=call.caller)
        return uid

    @admins_only
    def createGroup(self, call: Call, group: Any) -> int:
        self._need(call, "ModifyGroup")
        gid = write.create_group(call.store, call.caller, group)
        call.backend.accounts.forget()
        return gid

    # -- who may

    @staticmethod
    def _refuse() -> Exception:
        return security_violation("Current user is neither admin nor group-leader for the given user(s)/group(s)")

    def _need(self, call: Call, privilege: str) -> None:
        if not call.caller.may(privilege):
            raise self._refuse()

    def _may_change_users(self, call: Call, privilege: str, groups: Iterable[int]) -> None:
        """Administrators with the privilege may, and leaders of all the groups."""
        wanted = set(groups)
        if call.caller.may(privilege) or (wanted and wanted <= call.caller.leader_of):
            return
        raise self._refuse()

    @staticmethod
    def _only_own_privileges(call: Call, granted: Iterable[str]) -> None:
        """A restricted administrator cannot give what they have not."""
        beyond = sorted(set(granted) - call.caller.privileges)
        if beyond:
            raise security_violation(f"cannot give others the privileges {', '.join(beyond)}")

    # -- changing users and groups

    def updateSelf(self, call: Call, user: Any) -> None:
        if call.caller.sudoer_id not in (None, call.session.user_id):
            self._need_admin_of_users(call)
        write.update_user(call.store, call.as_system(), call.session.user_id, user, write.OWN_FIELDS)

    def updateExperimenter(self, call: Call, user: Any) -> None:
        self._update_experimenter(call, user)

    def updateExperimenterWithPassword(self, call: Call, user: Any, password: Any) -> None:
        self._need_admin_of_users(call)
        uid = self._update_experimenter(call, user)
        self._may_change_password(call, uid)
        if password is not None and password.val:
            passwords.set_password(call.store, uid, password.val, by=call.caller)

    def _update_experimenter(self, call: Call, user: Any) -> int:
        uid = required_id(user, "experimenter")
        if not call.caller.may("ModifyUser"):
            if uid != call.session.user_id:
                self._need_admin_of_users(call)
            self.updateSelf(call, user)
            return uid
        fields = (*write.OWN_FIELDS, "omeName", "ldap")
        write.update_user(call.store, call.as_system(), uid, user, fields)
        call.backend.accounts.forget()
        return uid

    @staticmethod
    def _need_admin_of_users(call: Call) -> None:
        if not call.caller.may("ModifyUser"):
            raise security_violation("Current user is not admin for the given user(s)")

    def updateGroup(self, call: Call, group: Any) -> None:
        gid = required_id(group, "group")
        self._may_change_users(call, "ModifyGroup", [gid])
        write.update_group(call.store, call.as_system(), gid, group, call.caller.group_id)
        call.backend.accounts.forget()

    def changePermissions(self, call: Call, obj: Any, permissions: Any) -> None:
        if not isinstance(obj, omero.model.ExperimenterGroup):
            raise api_usage("Only the permissions of groups can be changed")
        gid = required_id(obj, "group")
        self._may_change_users(call, "ModifyGroup", [gid])
        write.set_permissions(call.store, call.as_system(), gid, permissions._perm1)
        call.backend.accounts.forget()

    def addGroups(self, call: Call, user: Any, groups: Sequence[Any]) -> None:
        uid, gids = required_id(user, "experimenter"), ids_of(groups)
        if not gids:
            raise validation("Nothing to do.")
        self._may_change_users(call, "ModifyGroupMembership", gids)
        if SYSTEM_GROUP in gids:
            self._only_own_privileges(call, call.backend.accounts.privileges_in_system(uid))
        write.add_memberships(call.store, call.as_system(), uid, gids)
        call.backend.accounts.forget()

    def removeGroups(self, call: Call, user: Any, groups: Sequence[Any]) -> None:
        uid, gids = required_id(user, "experimenter"), ids_of(groups)
        self._may_change_users(call, "ModifyGroupMembership", gids)
        write.check_leaving(uid, gids, call.backend.accounts.memberships(uid).member_of, call.session.user_id)
        write.remove_memberships(call.store, call.as_system(), uid, gids)
        call.backend.accounts.forget()

    def setDefaultGroup(self, call: Call, user: Any, group: Any) -> None:
        uid, gid = required_id(user, "experimenter"), required_id(group, "group")
        if uid != call.session.user_id and not call.caller.may("ModifyUser"):
            raise security_violation(f"User {uid} can only set own default group.")
        if gid == USER_GROUP:
            raise api_usage("Cannot set default group to: user")
        if gid not in call.backend.accounts.memberships(uid).member_of:
            raise api_usage(f"Group {gid} was not found for user {uid}")
        write.set_default_group(call.store, call.as_system(), uid, gid)
        call.backend.accounts.forget()

    def setGroupOwner(self, call: Call, group: Any, user: Any) -> None:
        self._set_owners(call, group, [user], True)

    def unsetGroupOwner(self, call: Call, group: Any, user: Any) -> None:
        self._set_owners(call, group, [user], False)

    def addGroupOwners(self, call: Call, group: Any, users: Sequence[Any]) -> None:
        self._set_owners(call, group, users, True)

    def removeGroupOwners(self, call: Call, group: Any, users: Sequence[Any]) -> None:
        self._set_owners(call, group, users, False)

    def _set_owners(self, call: Call, group: Any, users: Sequence[Any], leads: bool) -> None:
        gid = required_id(group, "group")
        self._may_change_users(call, "ModifyGroupMembership", [gid])
        write.set_owners(call.store, call.as_system(), gid, ids_of(users), leads)
        call.backend.accounts.forget()

    def deleteExperimenter(self, call: Call, user: Any) -> None:
        uid = required_id(user, "experimenter")
        self._need(call, "ModifyUser")
        write.delete_user(call.store, call.as_system(), uid)
        call.backend.accounts.forget()

    def deleteGroup(self, call: Call, group: Any) -> None:
        gid = required_id(group, "group")
        self._may_change_users(call, "ModifyGroup", [gid])
        write.delete_group(call.store, call.as_system(), gid)
        call.backend.accounts.forget()

    # -- privileges

    def getCurrentAdminPrivileges(self, call: Call) -> list[Any]:
        return self._privilege_objects(call, call.session.privileges if call.caller.is_admin else ())

    def getAdminPrivileges(self, call: Call, user: Any) -> list[Any]:
        uid = required_id(user, "experimenter")
        return self._privilege_objects(call, call.backend.accounts.privileges(uid))

    @staticmethod
    def _privilege_objects(call: Call, names: Iterable[str]) -> list[Any]:
        wanted = sorted(names)
        if not wanted:
            return []
        return call.find_all(
            "select p from AdminPrivilege p where p.value in (:names) order by p.value",
            names=wanted,
        )

    def getAdminsWithPrivileges(self, call: Call, privileges: Sequence[Any]) -> list[Any]:
        wanted = set(_privilege_names(privileges))
        admins = call.find_all(
            "select e from Experimenter e where e.id in (select k.child.id from GroupExperimenterMap k "
            "where k.parent.id = :id) order by e.id",
            id=SYSTEM_GROUP,
        )
        return [e for e in admins if wanted <= call.backend.accounts.privileges(e.id.val)]

    @admins_only
    def setAdminPrivileges(self, call: Call, user: Any, privileges: Sequence[Any]) -> None:
        uid = required_id(user, "experimenter")
        if not call.caller.may("ModifyUser"):
            raise security_violation(f"Updating ome.model.meta.Experimenter:Id_{uid} not allowed.")
        granted = _privilege_names(privileges)
        if uid == ROOT_ID and ALL_PRIVILEGES - set(granted):
            raise api_usage("cannot remove light administrator privileges from the root user")
        self._only_own_privileges(call, granted)
        write.set_privileges(call.store, call.as_system(), uid, granted)

    # -- passwords

    @staticmethod
    def _may_change_password(call: Call, uid: int) -> None:
        if call.backend.accounts.privileges(uid) - call.caller.privileges:
            raise security_violation("Cannot change the password of a more privileged user.")

    def changePassword(self, call: Call, password: Any) -> None:
        need_password(call)
        passwords.set_password(call.store, call.session.user_id, password.val if password else "", by=call.caller)

    def changePasswordWithOldPassword(self, call: Call, old: Any, new: Any) -> None:
        if old is None:
            raise api_usage("The old password may not be null.")
        if not passwords.password_is(call.store, call.session.user_id, old.val):
            raise security_violation("Old password is invalid")
        passwords.set_password(call.store, call.session.user_id, new.val if new else "", by=call.caller)

    def changeUserPassword(self, call: Call, name: str, password: Any) -> None:
        need_password(call)
        self._need_admin_of_users(call)
        user = call.backend.accounts.user_named(name)
        if user is None:
            raise api_usage(f"No such experimenter: {name}")
        self._may_change_password(call, user.id)
        passwords.set_password(call.store, user.id, password.val if password else "", by=call.caller)

    @admins_only
    def synchronizeLoginCache(self, call: Call) -> None:
        call.backend.accounts.forget()

    # -- photos

    def uploadMyUserPhoto(self, call: Call, filename: str, mimetype: str, data: bytes) -> int:
        """Keep a picture of the caller in the group `user`, in the place of an earlier one; returns the file's id."""
        inside = replace(call, caller=replace(call.caller, group_id=USER_GROUP))
        found = call.find_all(
            "select f from Experimenter e join e.annotationLinks l join l.child a join a.file f "
            "where e.id = :id and a.ns = :ns and f.details.owner.id = :id order by f.id",
            call.as_system(),
            id=call.session.user_id,
            ns=omero.constants.namespaces.NSEXPERIMENTERPHOTO,
        )
        file = found[0] if found else omero.model.OriginalFileI()
        file.name = file.path = rstring(filename)
        file.mimetype = rstring(mimetype)
        if found:
            saved = updates.save_and_return(call.store, inside.caller, [file])[0]
        else:
            link = omero.model.ExperimenterAnnotationLinkI()
            link.parent = omero.model.ExperimenterI(call.session.user_id, False)
            link.child = omero.model.FileAnnotationI()
            link.child.ns = rstring(omero.constants.namespaces.NSEXPERIMENTERPHOTO)
            link.child.file = file
            saved = updates.save_and_return(call.store, inside.caller, [link])[0].child.file
        content = RawFileStore(inside)
        content.setFileId(inside, saved.id.val)
        content.truncate(inside, 0)
        content.write(inside, data, 0, len(data))
        content.save(inside)
        return int(saved.id.val)

    def getMyUserPhotos(self, call: Call) -> list[Any]:
        """Not for clients, on the real server either."""
        raise security_violation("This method allows no remote access.")


def _system_groups() -> tuple[Any, list[Any]]:
    system, user = (omero.model.ExperimenterGroupI(g, False) for g in (SYSTEM_GROUP, USER_GROUP))
    return system, [user]


def _privilege_names(privileges: Sequence[Any]) -> list[str]:
    """Raises ApiUsageException for one that does not exist."""
    names = [p.value.val for p in privileges or [] if p is not None and p.value is not None]
    for name in names:
        if name not in ALL_PRIVILEGES:
            raise api_usage(f"unknown light administrator privilege: {name}")
    return names
