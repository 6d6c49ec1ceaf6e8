# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deleting, moving and giving away: what the recordings of a real server do not hold."""

from __future__ import annotations

import itertools

import numpy as np
import omero.clients
import omero.cmd
import omero.cmd.graphs
import omero.constants.namespaces
import omero.model
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rstring, unwrap

import omero
from omero_embedded.graph import structure
from omero_embedded.model.reflect import ENTITIES


def save(client, obj, group):
    return client.sf.getUpdateService().saveAndReturnObject(obj, client.getContext(group.id))


def named(cls: str, name: str = "x"):
    obj = getattr(omero.model, f"{cls}I")()
    obj.name = rstring(name)
    return obj


def link(client, group, parent, child):
    kinds = [type(o).__name__[:-1] for o in (parent, child)]
    child_kind = "Annotation" if kinds[1].endswith("Annotation") else kinds[1]
    made = getattr(omero.model, f"{kinds[0]}{child_kind}LinkI")()
    made.parent = parent.proxy() if parent.id else parent
    made.child = child.proxy() if child.id else child
    return save(client, made, group)


def run(client, request):
    return client.submit(request, failonerror=False, loops=200, ms=100).getResponse()


def count(client, cls: str, oid: int) -> int:
    params = omero.sys.ParametersI().addId(oid)
    rows = client.sf.getQueryService().projection(
        f"select x.id from {cls} x where x.id = :id", params, {"omero.group": "-1"}
    )
    return len(rows)


def group_of(client, cls: str, oid: int) -> int:
    params = omero.sys.ParametersI().addId(oid)
    rows = client.sf.getQueryService().projection(
        f"select x.details.group.id from {cls} x where x.id = :id", params, {"omero.group": "-1"}
    )
    return unwrap(rows[0][0])


@pytest.fixture
def someone(omero_server, new_user):
    """Log a new user of some groups in; closed at the end."""
    clients = []

    def log_in(*groups, **more):
        user = new_user(*groups, **more)
        client = omero_server.client(user.name, user.password)
        clients.append(client)
        return client

    yield log_in
    for client in clients:
        client.closeSession()


# ---- structure -----------------------------------------------------------------------------------


def test_every_part_and_every_use_names_a_reference_of_the_model():
    for name, column in itertools.chain(structure.PARTS, structure.USED):
        prop = ENTITIES[name].properties[column]
        assert prop.kind == "reference", (name, column)


def test_what_cannot_be_without_its_whole_is_a_part_of_it():
    """Each obligatory reference between owned objects is a part, a link or a use, else deleting the whole would
    fail.
    """
    known = {*structure.PARTS, *structure.USED}
    settings = {"DetectorSettings", "LightSettings", "ObjectiveSettings", "OTF"}
    for entity in ENTITIES.values():
        if entity.is_global or entity.is_link:
            continue
        for prop in entity.properties.values():
            target = ENTITIES.get(prop.type)
            if prop.kind == "reference" and not prop.nullable and prop.declared_by == entity.name:
                if target is None or target.is_global or entity.name in settings:
                    continue
                assert (entity.name, prop.name) in known, (entity.name, prop.name)


# ---- deleting ------------------------------------------------------------------------------------


def test_an_image_takes_its_pixels_channels_settings_and_rois_along(omero_server, new_group, new_user):
    group = new_group()
    user = new_user(group)
    conn = BlitzGateway(user.name, user.password, host=omero_server.host, port=omero_server.ssl_port)
    assert conn.connect()
    image = conn.createImageFromNumpySeq(iter([np.zeros((4, 4), dtype="uint8")] * 2), "i", 1, 2, 1)
    conn.getObject("Image", image.getId()).getThumbnail((32,))
    roi = omero.model.RoiI()
    roi.setImage(image._obj.proxy())
    roi.addShape(omero.model.PointI())
    roi = conn.getUpdateService().saveAndReturnObject(roi)
    response = run(conn.c, omero.cmd.Delete2(targetObjects={"Image": [image.getId()]}))
    kinds = {name.rpartition(".")[2]: len(ids) for name, ids in response.deletedObjects.items()}
    assert kinds["Image"] == kinds["Pixels"] == kinds["Roi"] == kinds["Point"] == 1
    assert kinds["Channel"] == kinds["LogicalChannel"] == kinds["ChannelBinding"] == 2
    assert count(conn.c, "Roi", roi.id.val) == 0
    conn.close()


def test_a_plate_takes_its_wells_and_their_images_along(someone, new_group):
    group = new_group()
    client = someone(group)
    plate = named("Plate")
    well = omero.model.WellI()
    sample = omero.model.WellSampleI()
    sample.image = named("Image")
    well.addWellSample(sample)
    plate.addWell(well)
    plate = save(client, plate, group)
    response = run(client, omero.cmd.Delete2(targetObjects={"Plate": [plate.id.val]}))
    kinds = {name.rpartition(".")[2] for name in response.deletedObjects}
    assert kinds == {"Plate", "Well", "WellSample", "Image"}


def test_a_comment_goes_with_its_object_whoever_wrote_it(someone, new_group):
    group = new_group("rwra--")
    owner, fellow = someone(group), someone(group)
    dataset = save(owner, named("Dataset"), group)
    comment, tag = omero.model.CommentAnnotationI(), omero.model.TagAnnotationI()
    comment.textValue = tag.textValue = rstring("t")
    comment, tag = (link(fellow, group, dataset, a).child for a in (comment, tag))
    run(owner, omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}))
    assert count(owner, "CommentAnnotation", comment.id.val) == 0
    assert count(owner, "TagAnnotation", tag.id.val) == 1


def test_a_delete_that_is_refused_changes_nothing(someone, new_group):
    group = new_group("rwra--")
    owner, fellow = someone(group), someone(group)
    mine, other = save(owner, named("Dataset"), group), save(fellow, named("Dataset"), group)
    response = run(owner, omero.cmd.Delete2(targetObjects={"Dataset": [mine.id.val, other.id.val]}))
    assert isinstance(response, omero.cmd.GraphException)
    assert count(owner, "Dataset", mine.id.val) == 1


@pytest.mark.parametrize(
    ("request_", "targets"),
    [
        (omero.cmd.Delete2(), {"Pixels": [1]}),
        (omero.cmd.Delete2(), {"Experimenter": [0]}),
        (omero.cmd.Chgrp2(groupId=1), {"Well": [1]}),
        (omero.cmd.Chown2(userId=0), {"PlateAcquisition": [1]}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else type(value).__name__,
)
def test_what_goes_along_with_something_else_is_no_target(omero_root, request_, targets):
    request_.targetObjects = targets
    assert run(omero_root, request_).name == "bad-target"


def test_a_thousand_datasets_are_deleted_in_one_request(someone, new_group):
    group = new_group()
    client = someone(group)
    ids = client.sf.getUpdateService().saveAndReturnIds(
        [named("Dataset") for _ in range(1_200)], client.getContext(group.id)
    )
    response = run(client, omero.cmd.Delete2(targetObjects={"Dataset": ids}))
    assert len(response.deletedObjects["ome.model.containers.Dataset"]) == 1_200
    assert count(client, "Dataset", ids[0]) == 0


def test_a_tag_cannot_be_taken_away_from_data_that_its_owner_may_not_delete(someone, new_group):
    group, target = new_group("rwra--"), new_group("rwra--")
    owner, fellow = someone(group, target), someone(group, target)
    dataset = save(owner, named("Dataset"), group)
    tag = omero.model.TagAnnotationI()
    tag.textValue = rstring("t")
    tag = link(fellow, group, dataset, tag).child
    targets = {"Annotation": [tag.id.val]}
    for request in (
        omero.cmd.Delete2(targetObjects=targets),
        omero.cmd.Chgrp2(targetObjects=targets, groupId=target.id),
    ):
        response = run(fellow, request)
        assert isinstance(response, omero.cmd.GraphException)
        assert response.name == "graph-fail"
    assert count(owner, "TagAnnotation", tag.id.val) == 1
    note = link(fellow, group, dataset, omero.model.MapAnnotationI()).child
    request = omero.cmd.Delete2(targetObjects={"Annotation": [note.id.val]})
    assert not isinstance(run(fellow, request), omero.cmd.ERR)


def filled_plate(client, group):
    """A saved plate with a run and one field, whose image it returns too."""
    plate, well = named("Plate"), omero.model.WellI()
    sample, image = omero.model.WellSampleI(), named("Image")
    acquisition = omero.model.PlateAcquisitionI()
    plate.addPlateAcquisition(acquisition)
    plate.addWell(well)
    plate = save(client, plate, group)
    sample.well = next(iter(plate.copyWells())).proxy()
    sample.plateAcquisition = next(iter(plate.copyPlateAcquisitions())).proxy()
    sample.image = save(client, image, group).proxy()
    return plate, save(client, sample, group)


def test_the_image_of_a_field_is_neither_deleted_nor_moved_without_it(someone, new_group):
    group, target = new_group(), new_group()
    client = someone(group, target)
    _, sample = filled_plate(client, group)
    targets = {"Image": [sample.image.id.val]}
    for request in (
        omero.cmd.Delete2(targetObjects=targets),
        omero.cmd.Chgrp2(targetObjects=targets, groupId=target.id),
    ):
        assert isinstance(run(client, request), omero.cmd.GraphException)
    assert group_of(client, "Image", sample.image.id.val) == group.id


def test_a_deleted_run_takes_its_fields_and_their_images_along(someone, new_group):
    group = new_group()
    client = someone(group)
    plate, sample = filled_plate(client, group)
    run_id = sample.plateAcquisition.id.val
    response = run(client, omero.cmd.Delete2(targetObjects={"PlateAcquisition": [run_id]}))
    kinds = {name.rpartition(".")[2] for name in response.deletedObjects}
    assert kinds == {"PlateAcquisition", "WellSample", "Image"}
    assert count(client, "Plate", plate.id.val) == 1


def test_a_file_takes_its_attachments_along(someone, new_group):
    group = new_group()
    client = someone(group)
    file = omero.model.OriginalFileI()
    file.name, file.path = rstring("a"), rstring("/")
    file = save(client, file, group)
    attachment = omero.model.FileAnnotationI()
    attachment.file = file.proxy()
    dataset = save(client, named("Dataset"), group)
    attachment = link(client, group, dataset, attachment).child
    run(client, omero.cmd.Delete2(targetObjects={"OriginalFile": [file.id.val]}))
    assert count(client, "FileAnnotation", attachment.id.val) == 0
    assert count(client, "Dataset", dataset.id.val) == 1


def test_a_folder_takes_its_folders_along(someone, new_group):
    group = new_group()
    client = someone(group)
    outer, inner = save(client, named("Folder"), group), named("Folder")
    inner.parentFolder = outer.proxy()
    inner = save(client, inner, group)
    response = run(client, omero.cmd.Delete2(targetObjects={"Folder": [outer.id.val]}))
    assert sorted(response.deletedObjects["ome.model.containers.Folder"]) == [
        outer.id.val,
        inner.id.val,
    ]


def region(client, group, image):
    """A saved region of interest with a point."""
    roi = omero.model.RoiI()
    roi.image = image.proxy()
    roi.addShape(omero.model.PointI())
    return save(client, roi, group)


def test_somebody_elses_region_keeps_an_image_from_being_deleted(someone, new_group):
    """It could only be kept by changing it, which the owner of the image may not."""
    group = new_group("rwra--")
    owner, fellow, leader = someone(group), someone(group), someone(group, leads=[group])
    image = save(owner, named("Image"), group)
    roi = region(fellow, group, image)
    request = omero.cmd.Delete2(targetObjects={"Image": [image.id.val]})
    assert isinstance(run(owner, request), omero.cmd.GraphException)
    assert count(owner, "Image", image.id.val) == 1
    assert not isinstance(run(leader, request), omero.cmd.ERR)
    assert count(leader, "Roi", roi.id.val) == 0


def test_images_of_one_fileset_are_deleted_and_moved_together_or_not_at_all(someone, new_group):
    group, target = new_group(), new_group()
    client = someone(group, target)
    fileset = omero.model.FilesetI()
    fileset.templatePrefix = rstring("x")
    images = [named("Image"), named("Image")]
    for image in images:
        fileset.addImage(image)
    fileset = save(client, fileset, group)
    first, second = sorted(image.id.val for image in fileset.copyImages())
    dataset = save(client, named("Dataset"), group)
    link(client, group, dataset, omero.model.ImageI(first, False))
    for request in (
        omero.cmd.Delete2(targetObjects={"Image": [first]}),
        omero.cmd.Chgrp2(targetObjects={"Image": [first]}, groupId=target.id),
    ):
        assert isinstance(run(client, request), omero.cmd.GraphException)
    run(client, omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}))
    assert count(client, "Dataset", dataset.id.val) == 0
    assert count(client, "Image", first) == 1
    run(client, omero.cmd.Delete2(targetObjects={"Image": [first, second]}))
    assert count(client, "Image", first) == count(client, "Fileset", fileset.id.val) == 0


# ---- moving --------------------------------------------------------------------------------------


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


# ---- giving away ---------------------------------------------------------------------------------


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


# ---- options -------------------------------------------------------------------------------------


def test_options_say_nothing_of_what_came_with_an_import(someone, new_group):
    """Companion files and measurements are kept or left only by options that name their namespaces."""
    group = new_group()
    client = someone(group)
    companion = omero.constants.namespaces.NSCOMPANIONFILE
    left = {}
    for spaces in ([], [companion]):
        dataset = save(client, named("Dataset"), group)
        annotations = []
        for ns in ("other", companion):
            annotation = omero.model.MapAnnotationI()
            annotation.ns = rstring(ns)
            annotations.append(link(client, group, dataset, annotation).child.id.val)
        option = omero.cmd.graphs.ChildOption(excludeType=["Annotation"], includeNs=spaces)
        targets = {"Dataset": [dataset.id.val]}
        run(client, omero.cmd.Delete2(targetObjects=targets, childOptions=[option]))
        left[bool(spaces)] = [count(client, "MapAnnotation", oid) for oid in annotations]
    assert left == {False: [1, 0], True: [0, 1]}


@pytest.mark.parametrize(
    "option",
    [
        omero.cmd.graphs.ChildOption(),
        omero.cmd.graphs.ChildOption(excludeType=["Image"], includeNs=["a"], excludeNs=["b"]),
        omero.cmd.graphs.ChildOption(excludeType=["Nonsense"]),
    ],
    ids=["without a class", "with contrary namespaces", "with an unknown class"],
)
def test_an_option_that_makes_no_sense_fails_before_the_first_step(someone, new_group, option):
    group = new_group()
    client = someone(group)
    dataset = save(client, named("Dataset"), group)
    request = omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}, childOptions=[option], dryRun=True)
    assert run(client, request).name == "steps-cancel"
    assert run(client, omero.cmd.DoAll([request])).name == "bad-init"


def test_parts_cannot_be_left_out(someone, new_group):
    group = new_group()
    client = someone(group)
    plate, _ = filled_plate(client, group)
    option = omero.cmd.graphs.ChildOption(excludeType=["Well", "PlateAcquisition"])
    targets = {"Plate": [plate.id.val]}
    response = run(client, omero.cmd.Delete2(targetObjects=targets, childOptions=[option]))
    assert {"ome.model.screen.Well", "ome.model.screen.Plate"} <= set(response.deletedObjects)


# ---- several at once -----------------------------------------------------------------------------


def test_requests_in_one_are_all_done_or_none(someone, new_group):
    group = new_group()
    client = someone(group)
    dataset = save(client, named("Dataset"), group)
    requests = [
        omero.cmd.Delete2(targetObjects={"Dataset": [dataset.id.val]}),
        omero.cmd.Delete2(targetObjects={"Dataset": [10**12]}),
    ]
    assert isinstance(run(client, omero.cmd.DoAll(requests)), omero.cmd.ERR)
    assert count(client, "Dataset", dataset.id.val) == 1
    assert not isinstance(run(client, omero.cmd.DoAll(requests[:1])), omero.cmd.ERR)
    assert count(client, "Dataset", dataset.id.val) == 0


def test_handles_that_nobody_closes_do_not_use_up_the_session(someone, new_group):
    client = someone(new_group())
    for _ in range(1_100):
        handle = client.sf.submit(omero.cmd.Delete2(targetObjects={}))
    assert isinstance(handle.getResponse(), omero.cmd.Delete2Response)
