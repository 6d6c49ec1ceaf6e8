# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deleting: what the recordings of a real server do not hold."""

from __future__ import annotations

import numpy as np
import omero.clients
import omero.cmd
import omero.cmd.graphs
import omero.constants.namespaces
import omero.model
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rstring

import omero
from tests.embedded.graphs import count, filled_plate, group_of, link, named, region, run, save


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


def test_a_fileset_takes_its_images_along_wherever_it_goes(someone, new_group):
    group, target = new_group(), new_group()
    client = someone(group, target)
    fileset = omero.model.FilesetI()
    fileset.templatePrefix = rstring("x")
    fileset.addImage(named("Image"))
    fileset.addImage(named("Image"))
    fileset = save(client, fileset, group)
    images = [image.id.val for image in fileset.copyImages()]
    run(client, omero.cmd.Chgrp2(targetObjects={"Fileset": [fileset.id.val]}, groupId=target.id))
    assert [group_of(client, "Image", image) for image in images] == [target.id] * 2
    run(client, omero.cmd.Delete2(targetObjects={"Fileset": [fileset.id.val]}))
    assert [count(client, "Image", image) for image in images] == [0, 0]
