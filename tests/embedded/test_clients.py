# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several clients, groups and roles over the wire: who may join, see, command, and what their sessions outlive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import Glacier2
import Ice
import omero.clients
import omero.cmd
import omero.model
import omero.sys
import pytest
from omero.rtypes import rlong, rstring

import omero

ALL_GROUPS = {"omero.group": "-1"}


@pytest.fixture
def log_in(omero_server) -> Iterator[Callable[..., Any]]:
    """Log somebody in, or join a session by its uuid."""
    opened = []

    def logged_in(user: Any, group: Any = None) -> Any:
        client = omero.client(omero_server.tcp_url, omero_server.tcp_port)
        opened.append(client)
        if isinstance(user, str):
            client.joinSession(user)
        else:
            if group is not None:
                client.getImplicitContext().put("omero.group", group.name)
            client.createSession(user.name, user.password)
            client.getImplicitContext().remove("omero.group") if group is not None else None
        return client

    yield logged_in
    for client in opened:
        client.__del__()


def context_of(client: Any) -> Any:
    return client.sf.getAdminService().getEventContext()


def saved(client: Any, obj: Any) -> Any:
    return client.sf.getUpdateService().saveAndReturnObject(obj)


def dataset(name: str = "dataset") -> Any:
    made = omero.model.DatasetI()
    made.name = rstring(name)
    return made


def done(client: Any, request: Any) -> Any:
    return client.submit(request, loops=600, ms=100).getResponse()


def exists(client: Any, cls: str, oid: int) -> bool:
    return client.sf.getQueryService().find(cls, oid, ALL_GROUPS) is not None


# ---- groups


def test_groups_come_in_the_order_of_membership(log_in, omero_root, new_group, new_user):
    first, second, third = new_group(), new_group(), new_group()
    user = new_user(third, first, second)
    client = log_in(user)
    admin = client.sf.getAdminService()
    myself = omero.model.ExperimenterI(user.id, False)
    order = [third.id, first.id, second.id, 1]
    assert context_of(client).memberOfGroups == admin.getMemberOfGroupIds(myself) == order
    admin.setDefaultGroup(myself, omero.model.ExperimenterGroupI(second.id, False))
    changed = [second.id, first.id, third.id, 1]
    assert context_of(client).memberOfGroups == admin.getMemberOfGroupIds(myself) == changed


@pytest.mark.parametrize("permissions", ["rwrwrw", "rwr-r-"])
def test_everybody_may_work_in_a_group_that_the_world_reads(log_in, new_group, new_user, permissions):
    open_group = new_group(permissions)
    client = log_in(new_user(new_group()), open_group)
    assert context_of(client).groupName == open_group.name
    if permissions == "rwrwrw":
        assert saved(client, dataset()).details.group.id.val == open_group.id
    else:
        with pytest.raises(omero.SecurityViolation):
            saved(client, dataset())


def test_nobody_else_logs_in_to_a_group_of_others(log_in, new_group, new_user):
    with pytest.raises(Ice.UnknownException, match="SecurityViolation"):
        log_in(new_user(new_group()), new_group("rwrw--"))


def test_no_session_is_moved_to_all_groups_at_once(log_in, omero_root, new_group, new_user):
    for client in (log_in(new_user(new_group())), omero_root):
        with pytest.raises(omero.ApiUsageException):
            client.sf.setSecurityContext(omero.model.ExperimenterGroupI(-1, False))


# ---- clients of one session


def test_each_client_says_for_itself_whether_the_session_outlives_it(log_in, new_group, new_user):
    first = log_in(new_user(new_group()))
    uuid = first.getSessionId()
    first.sf.detachOnDestroy()
    second = log_in(uuid)
    second.sf.closeOnDestroy()
    second.closeSession()
    assert context_of(first).sessionUuid == uuid
    first.closeSession()
    third = log_in(uuid)
    assert context_of(third).sessionUuid == uuid
    third.closeSession()
    with pytest.raises(Glacier2.PermissionDeniedException):
        log_in(uuid)


def test_who_has_joined_a_session_must_give_the_password_first(log_in, omero_root, new_group, new_user):
    group = new_group()
    user = new_user(group)
    owner = log_in(user)
    joined = log_in(owner.getSessionId())
    service = joined.sf.getSessionService()
    with pytest.raises(omero.SecurityViolation):
        service.createUserSession(10_000, 10_000, group.name)
    with pytest.raises(omero.SecurityViolation):
        joined.sf.getAdminService().changePassword(rstring("other"))
    joined.sf.setSecurityPassword(user.password)
    for one in (service, owner.sf.getSessionService()):
        assert one.createUserSession(10_000, 10_000, group.name).owner.id.val == user.id
    joined.sf.getAdminService().changePassword(rstring("other"))
    joined.sf.getAdminService().changePassword(rstring(user.password))


def test_administrators_who_have_joined_change_nobodys_password(log_in, omero_root, new_group, new_user):
    user = new_user(new_group())
    joined = log_in(omero_root.getSessionId())
    with pytest.raises(omero.SecurityViolation):
        joined.sf.getAdminService().changeUserPassword(user.name, rstring("other"))
    joined.closeSession()
    assert log_in(user)


@pytest.mark.parametrize("none", [rstring(""), None])
def test_no_password_is_no_password_that_anybody_could_give(log_in, new_group, new_user, none):
    user = new_user(new_group())
    admin = log_in(user).sf.getAdminService()
    admin.changePassword(none)
    for password in ("", " ", user.password):
        with pytest.raises(omero.SecurityViolation):
            admin.changePasswordWithOldPassword(rstring(password), rstring("other"))
    with pytest.raises(Glacier2.PermissionDeniedException):
        log_in(user)
    with pytest.raises(omero.ApiUsageException):
        admin.changePasswordWithOldPassword(None, rstring("other"))
    admin.changePassword(rstring(user.password))
    assert log_in(user)


def test_a_session_by_sudo_opens_no_other(log_in, omero_root, new_group, new_user):
    group = new_group()
    user = new_user(group)
    principal = omero.sys.Principal(user.name, group.name, "Test", None)
    sudo = omero_root.sf.getSessionService().createSessionWithTimeout(principal, 10_000)
    client = log_in(sudo.uuid.val)
    with pytest.raises(omero.SecurityViolation):
        client.sf.getSessionService().createUserSession(10_000, 10_000, group.name)


# ---- proxies


def test_what_is_closed_does_not_exist_for_anybody_who_asks(log_in, new_group, new_user):
    client = log_in(new_user(new_group()))
    other = log_in(client.getSessionId())
    handle = client.sf.submit(omero.cmd.Delete2(targetObjects={}))
    text = str(handle)
    assert omero.cmd.HandlePrx.checkedCast(other.ic.stringToProxy(text)) is not None
    handle.close()
    for ask in ("ice_ping", "ice_id", "ice_ids"):
        with pytest.raises(Ice.ObjectNotExistException):
            getattr(handle, ask)()
    with pytest.raises(Ice.ObjectNotExistException):
        omero.cmd.HandlePrx.checkedCast(other.ic.stringToProxy(text))


def test_the_services_of_an_ended_session_do_not_exist(omero_server, log_in, new_group, new_user):
    client = log_in(new_user(new_group()))
    query = client.sf.getQueryService()
    query.ice_ping()
    text = str(query)
    client.killSession()
    other = log_in(new_user(new_group()))
    with pytest.raises(Ice.ObjectNotExistException):
        other.ic.stringToProxy(text).ice_ping()


# ---- what objects say of their call


def test_objects_carry_the_context_of_the_call_that_they_answer(log_in, new_group, new_user):
    home, other = new_group(), new_group()
    user = new_user(home, other)
    client = log_in(user)
    of_saved = saved(client, dataset()).details.getEventContext()
    assert (of_saved.userName, of_saved.groupId, of_saved.sessionUuid) == (user.name, home.id, "*********")
    assert of_saved.memberOfGroups == context_of(client).memberOfGroups
    found = client.sf.getQueryService().get("ExperimenterGroup", other.id, {"omero.group": str(other.id)})
    assert found.details.getEventContext().groupName == other.name
    assert found.details.getCallContext() is not None


def test_objects_in_one_answer_share_their_context(log_in, new_group, new_user):
    client = log_in(new_user(new_group()))
    one, two = client.sf.getUpdateService().saveAndReturnArray([dataset(), dataset()])
    assert one.details.getEventContext() is two.details.getEventContext()


# ---- commands


@pytest.mark.parametrize("name", ["DatasetI", "omero.model.DatasetI", "ome.model.containers.Dataset", "Dataset"])
def test_requests_know_classes_by_the_names_of_their_implementations(log_in, new_group, new_user, name):
    client = log_in(new_user(new_group()))
    oid = saved(client, dataset()).id.val
    response = done(client, omero.cmd.Delete2(targetObjects={name: [oid]}))
    assert response.deletedObjects == {"ome.model.containers.Dataset": [oid]}
    assert not exists(client, "Dataset", oid)


def test_external_info_shares_the_fate_of_its_object(log_in, omero_root, new_group, new_user):
    home, target = new_group(), new_group()
    user, heir = new_user(home, target), new_user(target)
    client = log_in(user)
    made = dataset()
    made.details.externalInfo = omero.model.ExternalInfoI()
    made.details.externalInfo.entityType, made.details.externalInfo.entityId = rstring("kind"), rlong(1)
    made = saved(client, made)
    names, info = "ome.model.meta.ExternalInfo", made.details.externalInfo.id.val
    what = {"Dataset": [made.id.val]}
    assert done(client, omero.cmd.Chgrp2(targetObjects=what, groupId=target.id)).includedObjects[names] == [info]
    assert done(omero_root, omero.cmd.Chown2(targetObjects=what, userId=heir.id)).includedObjects[names] == [info]
    details = client.sf.getQueryService().get("ExternalInfo", info, ALL_GROUPS).details
    assert (details.group.id.val, details.owner.id.val) == (target.id, heir.id)
    assert done(log_in(heir), omero.cmd.Delete2(targetObjects=what)).deletedObjects[names] == [info]
    assert not exists(client, "ExternalInfo", info)


def test_links_are_counted_by_who_owns_them(log_in, new_group, new_user):
    group = new_group("rwra--")
    users = [new_user(group), new_user(group)]
    clients = [log_in(user) for user in users]
    image = omero.model.ImageI()
    image.name = rstring("image")
    image = saved(clients[0], image)
    for client, number in zip(clients, (1, 2), strict=True):
        for _ in range(number):
            link = omero.model.ImageAnnotationLinkI()
            link.parent, link.child = omero.model.ImageI(image.id.val, False), omero.model.TagAnnotationI()
            saved(client, link)
    hql = "select i from Image i {} join fetch i.annotationLinksCountPerOwner where i.id = :id"
    params = omero.sys.ParametersI().addId(image.id.val)
    for kind in ("inner", "left outer"):
        found = clients[0].sf.getQueryService().findByQuery(hql.format(kind), params)
        assert found.getAnnotationLinksCountPerOwner() == {users[0].id: 1, users[1].id: 2}
    hql = "select i from Image i left outer join fetch i.datasetLinksCountPerOwner c where i.id = :id"
    assert clients[0].sf.getQueryService().findByQuery(hql, params).getDatasetLinksCountPerOwner() == {}


# ---- a group becomes private


@pytest.fixture
def shared(log_in, new_group, new_user) -> Any:
    """Two members of a group that its leader may change, and datasets of theirs."""

    class Shared:
        group = new_group("rwrw--")

        def __init__(self) -> None:
            leader, member = new_user(self.group, leads=[self.group]), new_user(self.group)
            self.leader, self.member = log_in(leader), log_in(member)
            self.dataset = saved(self.leader, dataset()).id.val

        def link(self, client: Any, annotation: Any) -> tuple[int, int]:
            made = omero.model.DatasetAnnotationLinkI()
            made.parent, made.child = omero.model.DatasetI(self.dataset, False), annotation
            made = saved(client, made)
            return made.id.val, made.child.id.val

        def become(self, permissions: str, *, dry: bool = False) -> Any:
            request = omero.cmd.Chmod2(
                targetObjects={"ExperimenterGroup": [self.group.id]}, permissions=permissions, dryRun=dry
            )
            return done(self.leader, request)

    return Shared()


@pytest.mark.parametrize(("cls", "stays"), [("TagAnnotation", True), ("CommentAnnotation", False)])
def test_links_between_people_are_cut_when_a_group_becomes_private(shared, cls, stays):
    link, annotation = shared.link(shared.member, getattr(omero.model, f"{cls}I")())
    own_link, own = shared.link(shared.leader, omero.model.TagAnnotationI())
    kept = shared.become("rwra--")
    assert kept.deletedObjects == {}
    tried = shared.become("rw----", dry=True)
    assert exists(shared.leader, "DatasetAnnotationLink", link)
    response = shared.become("rw----")
    assert response.deletedObjects == tried.deletedObjects
    assert response.deletedObjects["ome.model.annotations.DatasetAnnotationLink"] == [link]
    assert exists(shared.member, cls, annotation) is stays
    assert exists(shared.leader, "DatasetAnnotationLink", own_link)
    assert exists(shared.leader, "TagAnnotation", own)
    assert shared.become("rw----").includedObjects == {}


def test_settings_and_regions_that_others_made_go_too(shared):
    image = omero.model.ImageI()
    image.name = rstring("image")
    image = saved(shared.leader, image)
    roi = omero.model.RoiI()
    roi.image = omero.model.ImageI(image.id.val, False)
    roi.addShape(omero.model.PointI())
    roi = saved(shared.member, roi)
    response = shared.become("rw----")
    assert response.deletedObjects == {
        "ome.model.roi.Roi": [roi.id.val],
        "ome.model.roi.Point": [roi.copyShapes()[0].id.val],
    }
    assert exists(shared.leader, "Image", image.id.val)


def test_a_group_does_not_become_private_where_people_share_an_instrument(shared):
    image = omero.model.ImageI()
    image.name, image.instrument = rstring("image"), saved(shared.leader, omero.model.InstrumentI())
    saved(shared.member, image)
    with pytest.raises(omero.CmdError):
        shared.become("rw----")
    assert shared.leader.sf.getAdminService().getGroup(shared.group.id).details.permissions.isGroupRead()


@pytest.mark.parametrize("way", ["changePermissions", "updateGroup"])
def test_where_people_share_data_only_the_request_makes_a_group_private(shared, way):
    shared.link(shared.member, omero.model.TagAnnotationI())
    admin = shared.leader.sf.getAdminService()
    group = admin.getGroup(shared.group.id)

    def change(permissions: str) -> None:
        wanted = omero.model.PermissionsI(permissions)
        if way == "updateGroup":
            group.details.permissions = wanted
            admin.updateGroup(group)
        else:
            admin.changePermissions(group, wanted)

    change("rwra--")
    with pytest.raises(omero.SecurityViolation):
        change("rw----")
    with pytest.raises(omero.GroupSecurityViolation):
        change("--rw--")
    assert str(admin.getGroup(shared.group.id).details.permissions) == "rwra--"
    shared.become("rw----")
    change("rwr---")
