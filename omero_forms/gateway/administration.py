# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the group and the two users that the forms need, as an OMERO admin. Used by set-up alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import omero.model
from omero.rtypes import rbool, rstring, unwrap

from omero_forms.domain.refs import STREAMS, namespace_of
from omero_forms.gateway.faults import catalogued
from omero_forms.gateway.sessions import PRIVATE, SYSTEM_GROUP, USER_GROUP, UserSession

LAST_NAME = "(forms)"


@dataclass(frozen=True, slots=True)
class Account:
    """A user as set-up finds it; `groups` are without the group `user`."""

    id: int
    groups: frozenset[int]
    default_group: int
    privileges: frozenset[str]

    @property
    def is_admin(self) -> bool:
        """Whether it is in the group `system`."""
        return SYSTEM_GROUP in self.groups


def group_named(session: UserSession, name: str) -> tuple[int, str] | None:
    """Id and permissions of a group."""
    found = session.wire.objects("select g from ExperimenterGroup g where g.name = :name", {"name": name})
    return (int(unwrap(found[0].id)), str(found[0].details.permissions)) if found else None


def create_private_group(session: UserSession, name: str) -> int:
    """A new group with the permissions `rw----`; its id."""
    group = omero.model.ExperimenterGroupI()
    group.name = rstring(name)
    # no text: it is kept in OMERO
    group.description = rstring("Records of forms. Nobody but the form master belongs here.")
    group.ldap = rbool(False)
    group.details.permissions = omero.model.PermissionsI(PRIVATE)
    with catalogued():
        return int(session.wire.service("Admin").createGroup(group))


def holds_records(session: UserSession, store: int, streams: Collection[str] = tuple(STREAMS)) -> bool:
    """Whether a record of ours lies in that group, of the streams whose names begin so."""
    return bool(
        session.wire.rows(
            "select a.id from MapAnnotation a where a.ns in (:namespaces)",
            {"namespaces": [namespace_of(first) for first in streams]},
            group=store,
            limit=1,
        )
    )


def find_account(session: UserSession, name: str) -> Account | None:
    """The user of that log-in name."""
    rows = session.wire.rows("select e.id from Experimenter e where e.omeName = :name", {"name": name})
    if not rows:
        return None
    person = int(rows[0][0])
    groups = {
        int(row[0])
        for row in session.wire.rows(
            "select m.parent.id from GroupExperimenterMap m where m.child.id = :id", {"id": person}
        )
    }
    admin = session.wire.service("Admin")
    with catalogued():
        default = int(unwrap(admin.getDefaultGroup(person).id))
        privileges = {
            str(unwrap(one.value)) for one in admin.getAdminPrivileges(omero.model.ExperimenterI(person, False))
        }
    return Account(person, frozenset(groups - {USER_GROUP}), default, frozenset(privileges))


def create_member(session: UserSession, name: str, first_name: str, password: str, group: int) -> int:
    """A new ordinary user of one group; its id. Being in `user` besides is what lets it log in."""
    with catalogued():
        return int(
            session.wire.service("Admin").createExperimenterWithPassword(
                _person(name, first_name),
                rstring(password),
                omero.model.ExperimenterGroupI(group, False),
                [omero.model.ExperimenterGroupI(USER_GROUP, False)],
            )
        )


def create_admin(session: UserSession, name: str, first_name: str, password: str, privileges: Sequence[str]) -> int:
    """A new admin restricted to `privileges`; its id."""
    with catalogued():
        return int(
            session.wire.service("Admin").createRestrictedSystemUserWithPassword(
                _person(name, first_name),
                [_privilege(one) for one in privileges],
                rstring(password),
            )
        )


def restrict(session: UserSession, person: int, privileges: Sequence[str]) -> None:
    """Leave an admin with exactly `privileges`."""
    with catalogued():
        session.wire.service("Admin").setAdminPrivileges(
            omero.model.ExperimenterI(person, False), [_privilege(one) for one in privileges]
        )


def move_to_group(session: UserSession, person: int, group: int, leave: Collection[int]) -> None:
    """Make `group` the default group of a user, and take the user out of `leave`."""
    admin = session.wire.service("Admin")
    user = omero.model.ExperimenterI(person, False)
    home = omero.model.ExperimenterGroupI(group, False)
    with catalogued():
        admin.addGroups(user, [home])
        admin.setDefaultGroup(user, home)
        if leave:
            admin.removeGroups(user, [omero.model.ExperimenterGroupI(one, False) for one in sorted(leave)])


def set_password(session: UserSession, name: str, password: str) -> None:
    """Give a user another password."""
    with catalogued():
        session.wire.service("Admin").changeUserPassword(name, rstring(password))


def _person(name: str, first_name: str) -> omero.model.ExperimenterI:
    person = omero.model.ExperimenterI()
    person.omeName = rstring(name)
    person.firstName = rstring(first_name)
    person.lastName = rstring(LAST_NAME)
    person.ldap = rbool(False)
    return person


def _privilege(name: str) -> omero.model.AdminPrivilegeI:
    privilege = omero.model.AdminPrivilegeI()
    privilege.value = rstring(name)
    return privilege
