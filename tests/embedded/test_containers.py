# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filesets that would be torn apart, and moves into a container of the target group."""

from __future__ import annotations

import omero.callbacks
import omero.clients
import omero.cmd
import omero.model
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rint, rstring

import omero


@pytest.fixture
def groups(new_group):
    return new_group("rwr---"), new_group("rw----")


@pytest.fixture
def user(groups, new_user):
    return new_user(*groups)


@pytest.fixture
def client(omero_server, user):
    client = omero_server.client(user.name, user.password)
    yield client
    client.closeSession()


def named(cls):
    obj = cls()
    obj.name = rstring("x")
    return obj


def fileset_of_two(client) -> tuple[int, list[int]]:
    """A fileset with two images; returns its id and theirs."""
    fileset = omero.model.FilesetI()
    fileset.templatePrefix = rstring("x")
    for _ in range(2):
        fileset.addImage(named(omero.model.ImageI))
    saved = client.sf.getUpdateService().saveAndReturnObject(fileset)
    rows = client.sf.getQueryService().projection(
        "select i.id from Image i where i.fileset.id = :id order by i.id", omero.sys.ParametersI().addId(saved.id.val)
    )
    return saved.id.val, [row[0].val for row in rows]


def in_well(client, image: int) -> int:
    plate = named(omero.model.PlateI)
    well = omero.model.WellI()
    well.row = well.column = rint(0)
    sample = omero.model.WellSampleI()
    sample.image = omero.model.ImageI(image, False)
    well.addWellSample(sample)
    plate.addWell(well)
    saved = client.sf.getUpdateService().saveAndReturnObject(plate)
    rows = client.sf.getQueryService().projection(
        "select w.id from Well w where w.plate.id = :id", omero.sys.ParametersI().addId(saved.id.val)
    )
    return rows[0][0].val


def in_folder(client, image: int) -> int:
    """The folder above the one that has the image."""
    link = omero.model.FolderImageLinkI()
    link.child = omero.model.ImageI(image, False)
    link.parent = named(omero.model.FolderI)
    link.parent.parentFolder = named(omero.model.FolderI)
    return client.sf.getUpdateService().saveAndReturnObject(link).parent.parentFolder.id.val


@pytest.mark.parametrize(("kind", "put"), [("Well", in_well), ("Folder", in_folder), ("Image", lambda _, image: image)])
def test_filesets_are_split_by_what_holds_some_of_their_images(client, kind, put):
    fileset, images = fileset_of_two(client)
    chosen = put(client, images[1])
    service = client.sf.getContainerService()
    assert service.getImagesBySplitFilesets({kind: [chosen]}, None) == {fileset: {True: images[1:], False: images[:1]}}
    assert service.getImagesBySplitFilesets({kind: [chosen], "Fileset": [fileset]}, None) == {}
    assert service.getImagesBySplitFilesets({"Annotation": [1]}, None) == {}


@pytest.mark.parametrize("by_admin", [False, True])
def test_a_dataset_moves_into_a_project_of_its_owners_private_group(omero_server, client, groups, user, by_admin):
    _, private = groups
    save = client.sf.getUpdateService().saveAndReturnObject
    dataset = save(named(omero.model.DatasetI)).id.val
    project = save(named(omero.model.ProjectI), {"omero.group": str(private.id)}).id.val
    mover = omero_server.client() if by_admin else omero_server.client(user.name, user.password)
    try:
        conn = BlitzGateway(client_obj=mover)
        if by_admin:
            conn.SERVICE_OPTS.setOmeroUser(user.id)
        handle = conn.chgrpObjects("Dataset", [dataset], private.id, project)
        omero.callbacks.CmdCallbackI(mover, handle).loop(240, 250)
        assert isinstance(handle.getResponse(), omero.cmd.DoAllRsp)
    finally:
        mover.closeSession()
    (link,) = client.sf.getQueryService().findAllByQuery(
        "select l from ProjectDatasetLink l where l.child.id = :id",
        omero.sys.ParametersI().addId(dataset),
        {"omero.group": "-1"},
    )
    assert (link.parent.id.val, link.details.owner.id.val) == (project, user.id)
