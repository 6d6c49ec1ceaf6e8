# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moving and giving away: what the recordings of a real server do not hold."""

from __future__ import annotations

import omero.clients
import omero.cmd
import omero.cmd.graphs
import omero.constants.namespaces
import omero.model
import pytest
from omero.rtypes import rstring

import omero
from tests.embedded.graphs import count, group_of, link, named, region, run, save


def test_a_project_moves_with_datasets_and_images_and_leaves_shared_ones(someone, new_group):
    group, target = new_group("rwra--"), new_group("rwr---")
    client = someone(group, target)
    project, dataset, other = (save(client, named(c), group) for c in ("Project", "Dataset", "Dataset"))
    own, shared = save(client, named("Image"), group), save(client, named("Image"), group)
    for parent, child in ((project, dataset), (dataset, own), (dataset, shared), (other, shared)):
        link(client, group, parent, child)
    request = omero.cmd.Chgrp2(targetObjects={"Project": [project.id.val]}, groupId=target.id)
    response = run(client, request)
    assert not isinstance(response, omero.cmd.ERR)
    assert group_of(client, "Dataset", dataset.id.val) == target.id
    assert group_of(client, "Image", own.id.val) == target.id
    assert group_of(client, "Image", shared.id.val) == group.id


def test_moving_back_and_forth_keeps_annotations_linked(someone, new_group):
    group, target = new_group("rwra--"), new_group("rw----")
    client = someone(group, target)
    dataset = save(client, named("Dataset"), group)
    annotation = link(client, group, dataset, omero.model.MapAnnotationI()).child
    for to in (target, group):
        run(client, omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset.id.val]}, groupId=to.id))
        assert group_of(client, "Dataset", dataset.id.val) == to.id
        assert group_of(client, "MapAnnotation", annotation.id.val) == to.id


def test_nobody_moves_data_into_a_group_that_is_not_theirs(someone, new_group):
    group, foreign = new_group(), new_group()
    client = someone(group)
    dataset = save(client, named("Dataset"), group)
    request = omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset.id.val]}, groupId=foreign.id)
    assert run(client, request).name == "not-in-group"
    assert group_of(client, "Dataset", dataset.id.val) == group.id


def test_images_that_share_an_instrument_move_together_or_not_at_all(someone, new_group):
    group, target = new_group(), new_group()
    client = someone(group, target)
    instrument = save(client, omero.model.InstrumentI(), group)
    images = []
    for _ in range(2):
        image = named("Image")
        image.instrument = instrument.proxy()
        images.append(save(client, image, group).id.val)
    one = omero.cmd.Chgrp2(targetObjects={"Image": images[:1]}, groupId=target.id)
    assert isinstance(run(client, one), omero.cmd.GraphException)
    both = omero.cmd.Chgrp2(targetObjects={"Image": images}, groupId=target.id)
    assert not isinstance(run(client, both), omero.cmd.ERR)
    assert group_of(client, "Instrument", instrument.id.val) == target.id


def test_an_administrator_who_may_only_move_moves_all_that_belongs_to_the_data(
    omero_root, omero_server, someone, new_group
):
    group, target = new_group("rwr---"), new_group("rwr---")
    owner = someone(group)
    dataset = save(owner, named("Dataset"), group)
    image = named("Image")
    image = link(owner, group, dataset, image).child
    person = omero.model.ExperimenterI()
    person.omeName = rstring(f"mover-{dataset.id.val}")
    person.firstName = person.lastName = rstring("x")
    person.ldap = omero.rtypes.rbool(False)
    privilege = omero.model.AdminPrivilegeI()
    privilege.value = rstring("Chgrp")
    omero_root.sf.getAdminService().createRestrictedSystemUserWithPassword(person, [privilege], rstring("secret"))
    mover = omero_server.client(person.omeName.val, "secret")
    request = omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset.id.val]}, groupId=target.id)
    assert not isinstance(run(mover, request), omero.cmd.ERR)
    mover.closeSession()
    assert group_of(omero_root, "Image", image.id.val) == target.id


def test_a_move_into_no_group_fails_before_its_first_step(omero_root, someone, new_group):
    group = new_group()
    dataset = save(someone(group), named("Dataset"), group)
    request = omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset.id.val]}, groupId=10**9)
    assert run(omero_root, request).name == "steps-cancel"


def test_somebody_elses_region_moves_with_the_image_but_not_into_a_private_group(someone, new_group):
    group, shared, private = new_group("rwra--"), new_group("rwra--"), new_group("rw----")
    owner, fellow = someone(group, shared, private), someone(group)
    kept, lost = (save(owner, named("Image"), group) for _ in range(2))
    rois = [region(fellow, group, image).id.val for image in (kept, lost)]
    for image, target in ((kept, shared), (lost, private)):
        request = omero.cmd.Chgrp2(targetObjects={"Image": [image.id.val]}, groupId=target.id)
        assert not isinstance(run(owner, request), omero.cmd.ERR)
    assert group_of(owner, "Roi", rois[0]) == shared.id
    assert count(owner, "Roi", rois[1]) == 0


def test_leaders_give_data_to_members_only_and_administrators_to_anybody(omero_root, someone, new_group, new_user):
    group = new_group("rwra--")
    client, leader = someone(group), someone(group, leads=[group])
    outsider = new_user(new_group())
    dataset = save(client, named("Dataset"), group)
    targets = {"Dataset": [dataset.id.val]}
    refused = run(leader, omero.cmd.Chown2(targetObjects=targets, userId=outsider.id))
    assert isinstance(refused, omero.cmd.GraphException)
    nobody = run(omero_root, omero.cmd.Chown2(targetObjects=targets, userId=10**9))
    assert (type(nobody), nobody.name) == (omero.cmd.ERR, "graph-fail")
    request = omero.cmd.Chown2(targetObjects=targets, userId=outsider.id)
    assert not isinstance(run(omero_root, request), omero.cmd.ERR)


def test_nobody_is_given_a_second_link_between_the_same_objects(omero_root, someone, new_group):
    group = new_group("rwrw--")
    owner, fellow = someone(group), someone(group)
    project, dataset = (save(owner, named(cls), group) for cls in ("Project", "Dataset"))
    for client in (owner, fellow):
        link(client, group, project, dataset)
    uid = fellow.sf.getAdminService().getEventContext().userId
    targets = {"Project": [project.id.val], "Dataset": [dataset.id.val]}
    response = run(omero_root, omero.cmd.Chown2(targetObjects=targets, userId=uid))
    assert "multiple identical links" in response.message


def test_a_leader_gives_what_is_in_a_container_of_their_own_along(someone, new_group):
    group = new_group("rwr---")
    leader, member = someone(group, leads=[group]), someone(group)
    project, dataset, image = (named(cls) for cls in ("Project", "Dataset", "Image"))
    image.instrument = omero.model.InstrumentI()
    project, dataset, image = (save(leader, obj, group) for obj in (project, dataset, image))
    others = save(member, named("Dataset"), group)
    for parent, child in ((project, dataset), (dataset, image), (project, others)):
        link(leader, group, parent, child)
    heir = member.sf.getAdminService().getEventContext().userId
    given = run(leader, omero.cmd.Chown2(targetObjects={"Project": [project.id.val]}, userId=heir)).includedObjects
    assert given["ome.model.containers.Dataset"] == [dataset.id.val]
    assert given["ome.model.core.Image"] == [image.id.val]
    assert given["ome.model.acquisition.Instrument"] == [image.instrument.id.val]


@pytest.mark.parametrize("permissions", ["rw----", "rwrw--"])
@pytest.mark.parametrize("shared", ["fileset", "instrument"])
def test_images_that_share_something_are_given_together_where_it_would_be_parted(
    someone, new_group, permissions, shared
):
    group = new_group(permissions)
    leader, heir = (someone(group, leads=leads) for leads in ([group], []))
    heir_id = heir.sf.getAdminService().getEventContext().userId
    whole = omero.model.FilesetI() if shared == "fileset" else omero.model.InstrumentI()
    if shared == "fileset":
        whole.templatePrefix = rstring("x")
    whole = save(leader, whole, group)
    images = [named("Image"), named("Image")]
    for image in images:
        setattr(image, shared, whole.proxy())
    ids = [save(leader, image, group).id.val for image in images]
    one = run(leader, omero.cmd.Chown2(targetObjects={"Image": ids[:1]}, userId=heir_id))
    refused = shared == "fileset" or permissions == "rw----"
    assert isinstance(one, omero.cmd.GraphException) == refused
    assert not isinstance(run(leader, omero.cmd.Chown2(targetObjects={"Image": ids}, userId=heir_id)), omero.cmd.ERR)
    assert [count(heir, "Image", image) for image in ids] == [1, 1]
