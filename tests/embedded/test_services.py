# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services through BlitzGateway and plain proxies: files, pixels, pictures, search, accounts."""

from __future__ import annotations

import io
import random

import numpy as np
import omero.clients
import omero.constants.namespaces
import omero.model
import pytest
from omero.gateway import BlitzGateway, MapAnnotationWrapper, TagAnnotationWrapper
from omero.rtypes import rbool, rint, rlong, rstring
from PIL import Image

import omero
from omero_embedded.config import SECRET, open_to_all


@pytest.fixture
def gateway(omero_server):
    """Log people in; their connections are closed at the end."""
    opened: list[BlitzGateway] = []

    def connect(user) -> BlitzGateway:
        conn = BlitzGateway(
            user.name,
            user.password,
            host=omero_server.host,
            port=omero_server.ssl_port,
            secure=True,
        )
        assert conn.connect(), conn.getLastError()
        opened.append(conn)
        return conn

    yield connect
    for conn in opened:
        conn.close()


@pytest.fixture
def owner(gateway, new_group, new_user):
    """The connection of somebody alone in a read-annotate group."""
    return gateway(new_user(new_group("rwra--")))


def numpy_image(conn: BlitzGateway, planes: list[np.ndarray], *, z: int = 1, c: int = 1, t: int = 1):
    return conn.createImageFromNumpySeq(iter(planes), "image", z, c, t)


# ---- pixels and pictures -------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
def test_planes_come_back_as_they_were_written(owner, dtype):
    rng = np.random.default_rng(7)
    planes = [(rng.random((11, 17)) * 100).astype(dtype) for _ in range(2 * 2 * 3)]
    image = numpy_image(owner, planes, z=2, c=2, t=3)
    pixels = owner.getObject("Image", image.getId()).getPrimaryPixels()
    zct = [(z, c, t) for z in range(2) for c in range(2) for t in range(3)]
    for (z, c, t), written in zip(zct, planes, strict=True):
        assert np.array_equal(pixels.getPlane(z, c, t), written), (z, c, t)
    tile = pixels.getTile(1, 0, 2, (3, 2, 5, 4))
    assert np.array_equal(tile, planes[zct.index((1, 0, 2))][2:6, 3:8])


def test_a_picture_shows_the_window_and_colour_that_were_set(owner):
    plane = np.zeros((20, 30), dtype="uint8")
    plane[:, 15:] = 200
    image = owner.getObject("Image", numpy_image(owner, [plane, plane], c=2).getId())
    image.setActiveChannels([1, -2], [[0, 100], [0, 255]], ["FF0000", "00FF00"])
    picture = np.asarray(Image.open(io.BytesIO(image.renderJpeg(0, 0, compression=0.95))).convert("RGB"))
    assert picture.shape == (20, 30, 3)
    assert tuple(picture[10, 4] // 32) == (0, 0, 0)
    assert picture[10, 25][0] > 220
    assert max(picture[10, 25][1:]) < 40


def test_saved_rendering_settings_are_seen_by_the_next_session(omero_server, gateway, new_group, new_user):
    user = new_user(new_group())
    plane = np.arange(100, dtype="uint8").reshape(10, 10)
    first = gateway(user)
    image = first.getObject("Image", numpy_image(first, [plane]).getId())
    image.setActiveChannels([1], [[10, 42]], ["00FFFF"])
    image.saveDefaults()
    again = gateway(user).getObject("Image", image.getId())
    channel = again.getChannels()[0]
    assert (channel.getWindowStart(), channel.getWindowEnd()) == (10, 42)
    assert channel.getColor().getHtml() == "00FFFF"


def test_thumbnails_keep_the_proportions_and_a_set_has_one_for_each(owner):
    images = [numpy_image(owner, [np.full((40, 80), 9, dtype="uint8")]) for _ in range(3)]
    ids = [i.getId() for i in images]
    found = owner.getThumbnailSet(ids, 64)
    assert set(found) == set(ids)
    assert Image.open(io.BytesIO(found[ids[0]])).size == (64, 32)


def test_an_image_without_binary_data_waits_with_a_placeholder(owner):
    service = owner.getPixelsService()
    kind = owner.getQueryService().findByString("PixelsType", "value", "uint8")
    oid = service.createImage(8, 8, 1, 1, [0], kind, "empty", "").val
    pixels = owner.getObject("Image", oid).getPixelsId()
    engine = owner.c.sf.createRenderingEngine()
    engine.lookupPixels(pixels)
    with pytest.raises(omero.ConcurrencyException):
        engine.resetDefaultSettings(True)
    thumbs = owner.getThumbnailSet([oid], 48)
    assert Image.open(io.BytesIO(thumbs[oid])).size == (48, 48)


def test_a_histogram_counts_every_pixel_of_a_plane(owner):
    plane = np.arange(200, dtype="uint8").reshape(10, 20)
    store = owner.c.sf.createRawPixelsStore()
    store.setPixelsId(numpy_image(owner, [plane]).getPixelsId(), True)
    counts = store.getHistogram([0], 4, False, omero.romio.PlaneDef(0, 0, 0, 0, 0, None, -1))
    assert counts == {0: [50, 50, 50, 50]}
    region = omero.romio.RegionDef(0, 0, 20, 5)
    of_part = omero.romio.PlaneDef(0, 0, 0, 0, 0, region, -1)
    assert store.getHistogram([0], 4, False, of_part) == {0: [50, 50, 0, 0]}
    (by_default,) = store.getHistogram([0], 0, True, of_part).values()
    assert (len(by_default), sum(by_default)) == (256, 100)
    assert store.getRowOffset(3, 0, 0, 0) == 60
    assert store.getStackOffset(0, 0) == store.getTimepointOffset(0) == 0


def test_a_plane_of_one_value_is_counted_in_the_first_place(owner):
    store = owner.c.sf.createRawPixelsStore()
    image = numpy_image(owner, [np.full((3, 3), 7, dtype="uint8")])
    store.setPixelsId(image.getPixelsId(), True)
    plane = omero.romio.PlaneDef(0, 0, 0, 0, 0, None, -1)
    assert store.getHistogram([0], 3, False, plane) == {0: [9, 0, 0]}


def test_somebody_elses_pixels_cannot_be_written(gateway, new_group, new_user):
    group = new_group("rwra--")
    mine, other = gateway(new_user(group)), gateway(new_user(group))
    image = numpy_image(mine, [np.zeros((4, 4), dtype="uint8")])
    store = other.c.sf.createRawPixelsStore()
    store.setPixelsId(image.getPixelsId(), True)
    with pytest.raises(omero.SecurityViolation):
        store.setPlane(b"\1" * 16, 0, 0, 0)
    assert not np.any(mine.getObject("Image", image.getId()).getPrimaryPixels().getPlane())


# ---- files ---------------------------------------------------------------------------------------


def test_a_file_annotation_keeps_its_bytes(owner, tmp_path):
    content = random.Random(3).randbytes(2_500_000)
    path = tmp_path / "report.bin"
    path.write_bytes(content)
    annotation = owner.createFileAnnfromLocalFile(str(path), mimetype="application/octet-stream", ns="t")
    found = owner.getObject("FileAnnotation", annotation.getId())
    assert b"".join(found.getFileInChunks()) == content
    assert found.getFile().getSize() == len(content)


def test_files_can_be_written_in_pieces_in_any_order_and_cut(owner):
    file = omero.model.OriginalFileI()
    file.name, file.path = rstring("f"), rstring("/")
    file = owner.getUpdateService().saveAndReturnObject(file)
    store = owner.c.sf.createRawFileStore()
    assert store.getFileId() is None
    store.setFileId(file.id.val)
    store.write(b"world", 6, 5)
    store.write(b"hello ", 0, 6)
    assert bytes(store.read(0, 100)) == b"hello world"
    assert store.truncate(5)
    assert bytes(store.read(0, 100)) == b"hello"
    saved = store.save()
    assert saved.size.val == 5
    store.close()


def test_a_picture_of_oneself_is_seen_by_all_and_can_be_replaced(gateway, new_group, new_user):
    user = new_user(new_group("rw----"))
    conn, other = gateway(user), gateway(new_user(new_group()))
    admin = conn.getAdminService()
    first = admin.uploadMyUserPhoto("me.png", "image/png", b"first picture")
    assert admin.uploadMyUserPhoto("new.jpg", "image/jpeg", b"second") == first
    (found,) = other.getMetadataService().loadAnnotations(
        "Experimenter", [user.id], ["FileAnnotation"], None, None, {"omero.group": "-1"}
    )[user.id]
    assert found.ns.val == omero.constants.namespaces.NSEXPERIMENTERPHOTO
    assert (found.file.id.val, found.file.size.val) == (first, 6)
    store = other.c.sf.createRawFileStore()
    store.setFileId(first)
    assert store.read(0, 100) == b"second"
    store.close()


# ---- search --------------------------------------------------------------------------------------


def test_search_finds_names_descriptions_and_annotations_of_what_one_may_see(gateway, new_group, new_user):
    group = new_group("rw----")
    conn, other = gateway(new_user(group)), gateway(new_user(group))
    word = "zebra" + "".join(random.choices("bcdfgh", k=8))
    dataset = omero.model.DatasetI()
    dataset.name = rstring(f"Some {word} here")
    by_name = conn.getUpdateService().saveAndReturnObject(dataset).id.val
    dataset = omero.model.DatasetI()
    dataset.name = rstring("plain")
    by_tag = conn.getUpdateService().saveAndReturnObject(dataset).id.val
    tag = TagAnnotationWrapper(conn)
    tag.setValue(word)
    conn.getObject("Dataset", by_tag).linkAnnotation(tag)
    assert {d.getId() for d in conn.searchObjects(["Dataset"], word)} == {by_name, by_tag}
    assert {d.getId() for d in conn.searchObjects(["Dataset"], f"{word[:8]}*")} == {by_name, by_tag}
    assert {d.getId() for d in conn.searchObjects(["Dataset"], f"{word} AND here")} == {by_name}
    assert {d.getId() for d in conn.searchObjects(["Dataset"], f"{word} -here")} == {by_tag}
    assert not list(other.searchObjects(["Dataset"], word))


@pytest.mark.parametrize("spelled", ["{}-wash_01.tif", "{}-wash_01", "{}_wash_01_", '"{} wash 01"'])
def test_names_of_files_are_found_however_their_words_are_joined(owner, spelled):
    word = "zebra" + "".join(random.choices("bcdfgh", k=8))
    dataset = omero.model.DatasetI()
    dataset.name = rstring(f"{word}-wash_01.tif")
    oid = owner.getUpdateService().saveAndReturnObject(dataset).id.val
    found = owner.searchObjects(["Dataset"], spelled.format(word))
    assert [d.getId() for d in found] == [oid]


def test_a_search_finds_whole_words_unless_it_asks_for_parts(owner):
    word = "zebra" + "".join(random.choices("bcdfgh", k=8))
    dataset = omero.model.DatasetI()
    dataset.name = rstring(f"wash-{word}17x")
    oid = owner.getUpdateService().saveAndReturnObject(dataset).id.val

    def found(text: str) -> list[int]:
        return [d.getId() for d in owner.searchObjects(["Dataset"], text)]

    assert found(word) == found("17") == found(f"ash {word}") == []
    assert found(f"{word}17x") == found(f"{word}*") == found(f"{word}1?x") == [oid]


@pytest.mark.parametrize("text", ["_", "-", "%"])
def test_a_search_for_no_letter_or_digit_finds_nothing(owner, text):
    dataset = omero.model.DatasetI()
    dataset.name = rstring("a _ - % b")
    owner.getUpdateService().saveAndReturnObject(dataset)
    assert not list(owner.searchObjects(["Dataset"], text))


# ---- annotations ---------------------------------------------------------------------------------


def test_key_value_pairs_are_added_and_edited_as_the_web_client_does(owner):
    dataset = omero.model.DatasetI()
    dataset.name = rstring("d")
    oid = owner.getUpdateService().saveAndReturnObject(dataset).id.val
    annotation = MapAnnotationWrapper(owner)
    annotation.setNs(omero.constants.metadata.NSCLIENTMAPANNOTATION)
    annotation.setValue([("stain", "DAPI"), ("stain", "GFP")])
    owner.getObject("Dataset", oid).linkAnnotation(annotation)
    (found,) = owner.getObject("Dataset", oid).listAnnotations()
    assert [list(p) for p in found.getValue()] == [["stain", "DAPI"], ["stain", "GFP"]]
    found.setValue([("stain", "Hoechst")])
    found.save()
    (again,) = owner.getObject("Dataset", oid).listAnnotations()
    assert [list(p) for p in again.getValue()] == [["stain", "Hoechst"]]
    loaded = owner.getMetadataService().loadAnnotations("Dataset", [oid], ["MapAnnotation"], [], None)
    assert [a.id.val for a in loaded[oid]] == [found.getId()]


# ---- rois, plates --------------------------------------------------------------------------------


def test_rois_are_found_by_image_and_by_plane(owner):
    image = numpy_image(owner, [np.zeros((9, 9), dtype="uint8")] * 2, z=2)
    roi = omero.model.RoiI()
    roi.setImage(image._obj.proxy())
    for z in (0, 1):
        rectangle = omero.model.RectangleI()
        for name, value in {"x": 1, "y": 2, "width": 3, "height": 4}.items():
            setattr(rectangle, name, omero.rtypes.rdouble(value))
        rectangle.theZ, rectangle.theT = rint(z), rint(0)
        roi.addShape(rectangle)
    saved = owner.getUpdateService().saveAndReturnObject(roi)
    result = owner.getRoiService().findByImage(image.getId(), None)
    assert [r.id.val for r in result.rois] == [saved.id.val]
    assert [s.theZ.val for s in result.rois[0].copyShapes()] == [0, 1]
    assert not owner.getRoiService().findByPlane(image.getId(), 5, 0, None).rois


def test_wells_and_fields_lead_from_a_plate_to_its_images(owner):
    plate = omero.model.PlateI()
    plate.name = rstring("plate")
    well = omero.model.WellI()
    well.row, well.column = rint(1), rint(2)
    field = omero.model.WellSampleI()
    image = numpy_image(owner, [np.zeros((4, 4), dtype="uint8")])
    field.setImage(image._obj.proxy())
    well.addWellSample(field)
    plate.addWell(well)
    oid = owner.getUpdateService().saveAndReturnObject(plate).id.val
    (found,) = owner.getObject("Plate", oid).listChildren()
    assert (found.row, found.column) == (1, 2)
    assert found.getImage(0).getId() == image.getId()
    images = owner.getContainerService().getImages("Plate", [oid], None)
    assert [i.id.val for i in images] == [image.getId()]


# ---- accounts ------------------------------------------------------------------------------------


def test_ordinary_users_change_nobody(owner, omero_root):
    admin = owner.getAdminService()
    group = omero.model.ExperimenterGroupI()
    group.name, group.ldap = rstring("mine"), rbool(False)
    root = omero.model.ExperimenterI(0, False)
    oneself = omero.model.ExperimenterI(owner.getUserId(), False)
    attempts = [
        lambda: admin.createGroup(group),
        lambda: admin.addGroups(oneself, [omero.model.ExperimenterGroupI(0, False)]),
        lambda: admin.setAdminPrivileges(root, []),
        lambda: admin.changeUserPassword("root", rstring("x")),
        lambda: admin.deleteExperimenter(root),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(omero.SecurityViolation):
            attempt()


def test_a_restricted_administrator_cannot_give_what_they_have_not(omero_server, omero_root):
    admin = omero_root.sf.getAdminService()
    person = omero.model.ExperimenterI()
    name = f"limited-{random.randrange(10**9)}"
    person.omeName, person.firstName, person.lastName = rstring(name), rstring("a"), rstring("b")
    person.ldap = rbool(False)
    modify, sudo = (omero.model.AdminPrivilegeI() for _ in range(2))
    modify.value, sudo.value = rstring("ModifyUser"), rstring("Sudo")
    uid = admin.createRestrictedSystemUserWithPassword(person, [modify], rstring("secret"))
    client = omero_server.client(name, "secret")
    try:
        mine = client.sf.getAdminService()
        with pytest.raises(omero.SecurityViolation):
            mine.setAdminPrivileges(omero.model.ExperimenterI(uid, False), [modify, sudo])
    finally:
        client.closeSession()
    assert [p.value.val for p in admin.getAdminPrivileges(omero.model.ExperimenterI(uid, False))] == ["ModifyUser"]


def test_configuration_hides_passwords_from_everybody_and_the_rest_from_users():
    assert SECRET.match("omero.db.pass")
    assert not open_to_all("omero.data.dir")
    assert open_to_all("omero.client.ui.tree.orphans.enabled")


def test_settings_are_set_and_taken_back(omero_root):
    config = omero_root.sf.getConfigService()
    config.setConfigValue("omero.client.ui.tree.orphans.name", "Lost images")
    assert config.getClientConfigValues()["omero.client.ui.tree.orphans.name"] == "Lost images"
    config.setConfigValue("omero.client.ui.tree.orphans.name", "")
    assert config.getConfigValue("omero.client.ui.tree.orphans.name") == "Orphaned Images"


def test_counts_are_given_for_every_id_asked(owner):
    datasets = []
    for _ in range(2):
        dataset = omero.model.DatasetI()
        dataset.name = rstring("d")
        datasets.append(owner.getUpdateService().saveAndReturnObject(dataset).id.val)
    link = omero.model.DatasetImageLinkI()
    link.parent = omero.model.DatasetI(datasets[0], False)
    link.child = omero.model.ImageI()
    link.child.name = rstring("i")
    owner.getUpdateService().saveObject(link)
    counts = owner.getContainerService().getCollectionCount("Dataset", "imageLinks", datasets, None)
    assert counts == {datasets[0]: 1, datasets[1]: 0}
    assert rlong(counts[datasets[0]]).val == 1
