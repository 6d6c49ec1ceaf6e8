# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may change users and groups, and what nobody may: the rules of IAdmin that the recordings do not hold."""

from __future__ import annotations

import omero.clients
import omero.model
import omero.sys
import pytest
from omero.rtypes import rbool, rstring, unwrap

import omero
from omero_embedded.permissions import HIDDEN


def user_ref(user) -> omero.model.ExperimenterI:
    return omero.model.ExperimenterI(user.id, False)


def group_ref(gid: int) -> omero.model.ExperimenterGroupI:
    return omero.model.ExperimenterGroupI(gid, False)


@pytest.fixture
def log_in(omero_server):
    """Log users in, by name and password; closed at the end."""
    clients = []

    def enter(name: str, password: str):
        client = omero_server.client(name, password)
        clients.append(client)
        return client.sf.getAdminService()

    yield enter
    for client in clients:
        client.closeSession()


@pytest.fixture
def admin(omero_root):
    return omero_root.sf.getAdminService()


@pytest.fixture
def restricted(admin, log_in, new_user, new_group):
    """Make an administrator with some privileges; returns the service in a session of theirs."""

    def make(*privileges: str):
        person = omero.model.ExperimenterI()
        person.omeName = rstring(f"restricted-{new_user(new_group()).id}")
        person.firstName = person.lastName = rstring("x")
        person.ldap = rbool(False)
        granted = []
        for name in privileges:
            privilege = omero.model.AdminPrivilegeI()
            privilege.value = rstring(name)
            granted.append(privilege)
        admin.createRestrictedSystemUserWithPassword(person, granted, rstring("secret"))
        return log_in(person.omeName.val, "secret")

    return make


def test_leaders_change_neither_names_nor_passwords_nor_default_groups_of_members(log_in, new_group, new_user):
    group, other = new_group(), new_group()
    lead, member = new_user(group, leads=[group]), new_user(group, other)
    service = log_in(lead.name, lead.password)
    person = service.getExperimenter(member.id)
    person.lastName = rstring("changed")
    for change in (
        lambda: service.updateExperimenter(person),
        lambda: service.updateExperimenterWithPassword(person, rstring("new")),
        lambda: service.changeUserPassword(member.name, rstring("new")),
        lambda: service.setDefaultGroup(user_ref(member), group_ref(group.id)),
    ):
        with pytest.raises(omero.SecurityViolation):
            change()
    assert service.getExperimenter(member.id).lastName.val != "changed"


def test_nobody_changes_the_password_of_somebody_with_more_privileges(restricted, admin):
    modifier = restricted("ModifyUser")
    with pytest.raises(omero.SecurityViolation, match="more privileged"):
        modifier.changeUserPassword("root", rstring("mine now"))


def test_nobody_makes_administrators_with_more_privileges(restricted, new_group, new_user):
    user = new_user(new_group())
    with pytest.raises(omero.SecurityViolation):
        restricted("ModifyGroupMembership").addGroups(user_ref(user), [group_ref(0)])


def test_a_session_without_a_password_changes_no_passwords(omero_root, omero_server, new_user, new_group):
    user = new_user(new_group())
    client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    principal = omero.sys.Principal("root", "system", "User", None)
    session = omero_root.sf.getSessionService().createSessionWithTimeouts(principal, 60_000, 60_000)
    client.joinSession(session.uuid.val)
    with pytest.raises(omero.SecurityViolation, match="authentication credentials"):
        client.sf.getAdminService().changeUserPassword(user.name, rstring("new"))
    client.closeSession()


def test_a_sudo_session_does_not_change_its_user(omero_root, omero_server, new_user, new_group):
    group = new_group()
    user = new_user(group)
    client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
    principal = omero.sys.Principal(user.name, group.name, "User", None)
    session = omero_root.sf.getSessionService().createSessionWithTimeouts(principal, 60_000, 60_000)
    client.joinSession(session.uuid.val)
    service = client.sf.getAdminService()
    with pytest.raises(omero.SecurityViolation):
        service.updateSelf(service.getExperimenter(user.id))
    client.closeSession()


def test_nobody_is_left_without_a_group_and_root_stays_what_it_is(omero_root, admin, new_group, new_user):
    group = new_group()
    user = new_user(group)
    root = omero.model.ExperimenterI(0, False)
    for leave in (
        lambda: admin.removeGroups(user_ref(user), [group_ref(group.id)]),
        lambda: admin.removeGroups(user_ref(user), [group_ref(group.id), group_ref(1)]),
        lambda: admin.removeGroups(root, [group_ref(0)]),
        lambda: admin.addGroups(user_ref(user), []),
    ):
        with pytest.raises(omero.ValidationException):
            leave()
    with pytest.raises(omero.ApiUsageException):
        admin.setAdminPrivileges(root, [])


def test_special_names_and_the_group_of_the_call_are_not_renamed(omero_root, admin, log_in, new_group, new_user):
    group = new_group()
    lead = new_user(group, leads=[group])
    root = admin.getExperimenter(0)
    root.omeName = rstring("toor")
    person = admin.getExperimenter(lead.id)
    person.omeName = rstring("guest")
    system = admin.getGroup(0)
    system.name = rstring("elsewhere")
    for rename in (
        lambda: admin.updateExperimenter(root),
        lambda: admin.updateExperimenter(person),
        lambda: admin.updateGroup(system),
    ):
        with pytest.raises(omero.ValidationException, match="special"):
            rename()
    service = log_in(lead.name, lead.password)
    mine = service.getGroup(group.id)
    mine.name = rstring(f"{group.name}-renamed")
    with pytest.raises(omero.ValidationException, match="current group"):
        service.updateGroup(mine)
    mine.details.permissions = None
    admin.updateGroup(mine)
    assert admin.getGroup(group.id).name.val == f"{group.name}-renamed"


def test_members_of_a_private_group_find_each_other_and_do_not_learn_their_names(omero_server, new_group, new_user):
    private = new_group("rw----")
    one, other = new_user(private), new_user(private)
    client = omero_server.client(one.name, one.password)
    try:
        found = client.sf.getAdminService().lookupExperimenter(other.name)
        assert (found.id.val, found.omeName.val) == (other.id, HIDDEN)
    finally:
        client.closeSession()


def test_people_read_the_uuid_of_their_own_session_and_administrators_everybodys(
    omero_server, omero_root, new_group, new_user
):
    user = new_user(new_group("rwr---"))
    client = omero_server.client(user.name, user.password)
    uuid = client.getSessionId()
    try:
        by_uuid = omero.sys.ParametersI().addString("uuid", uuid)
        for own in (client, omero_root):
            query = own.sf.getQueryService()
            assert query.findByQuery("select s from Session s where s.uuid = :uuid", by_uuid).uuid.val == uuid
            assert unwrap(query.projection("select s.uuid from Session s where s.uuid = :uuid", by_uuid)) == [[uuid]]
    finally:
        client.closeSession()


# ---- passwords, configuration, enumerations ------------------------------------------------------


def log_rows(client, action: str, entity_id: int) -> int:
    params = omero.sys.ParametersI().addId(entity_id).addString("action", action)
    hql = "select l.id from EventLog l where l.entityId = :id and l.action = :action and l.entityType like '%Experimenter'"
    return len(client.sf.getQueryService().projection(hql, params))


def test_everybody_can_follow_that_a_password_was_changed(omero_server, omero_root, admin, new_group, new_user):
    user = new_user(new_group())
    before = log_rows(omero_root, "PASSWORD", user.id)
    client = omero_server.client(user.name, user.password)
    try:
        client.sf.getAdminService().changePasswordWithOldPassword(rstring(user.password), rstring("other"))
        admin.changeUserPassword(user.name, rstring("third"))
        with pytest.raises(omero.SecurityViolation):
            client.sf.getAdminService().changePasswordWithOldPassword(rstring("wrong"), rstring("x"))
        assert log_rows(client, "PASSWORD", user.id) == before + 2
    finally:
        client.closeSession()


def test_the_configuration_tells_everybody_of_the_database_and_nobody_how_to_reach_it(
    omero_server, omero_root, new_group, new_user
):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    try:
        for sf in (client.sf, omero_root.sf):
            config = sf.getConfigService()
            known = config.getConfigValues("omero.db")
            assert set(known) == {"omero.db.authority", "omero.db.uuid"}
            assert known["omero.db.uuid"] == config.getDatabaseUuid()
            for key in ("omero.db.host", "omero.db.pass", "database.name"):
                with pytest.raises(omero.SecurityViolation):
                    config.getConfigValue(key)
        assert "omero.data.dir" in omero_root.sf.getConfigService().getConfigValues("^omero.data")
        assert client.sf.getConfigService().getConfigValues("^omero.data") == {}
        assert client.sf.getConfigService().getConfigValue("omero.pixeldata.tile_width") == "256"
    finally:
        client.closeSession()


def test_an_enumeration_goes_back_to_the_values_it_ships_with(omero_server, omero_root, new_group, new_user):
    types = omero_root.sf.getTypesService()

    def values() -> set[str]:
        return {found.value.val for found in types.allEnumerations("ExperimentTypeI")}

    shipped = values()
    lost = min(shipped)
    added = omero.model.ExperimentTypeI()
    added.value = rstring("added")
    types.createEnumeration(added)
    types.deleteEnumeration(types.getEnumeration("ExperimentType", lost))
    assert values() == shipped - {lost} | {"added"}
    types.resetEnumerations("ExperimentTypeI")
    assert values() == shipped
    with pytest.raises(omero.ApiUsageException):
        types.resetEnumerations("Dataset")
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    try:
        with pytest.raises(omero.SecurityViolation):
            client.sf.getTypesService().resetEnumerations("ExperimentType")
    finally:
        client.closeSession()
