# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pictures leave behind: thumbnails, rendering settings, codomain maps, checksums of pixels."""

from __future__ import annotations

import hashlib

import numpy as np
import omero.clients
import omero.model
import omero.romio
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rint

import omero


@pytest.fixture
def group(new_group):
    return new_group("rwra--")


@pytest.fixture
def members(omero_server, group, new_user):
    """The gateways of two members of one read-annotate group."""
    found = []
    for _ in range(2):
        user = new_user(group)
        found.append(BlitzGateway(client_obj=omero_server.client(user.name, user.password)))
    yield found
    for conn in found:
        conn.c.closeSession()


@pytest.fixture
def pixels(members) -> int:
    """The pixels of an image of 20 by 10, with settings of its owner's."""
    planes = [np.arange(200, dtype="uint8").reshape(10, 20)] * 2
    image = members[0].createImageFromNumpySeq(iter(planes), "image", 1, 2, 1)
    members[0].getRenderingSettingsService().resetDefaultsForPixels(image.getPixelsId())
    return image.getPixelsId()


@pytest.fixture
def store(pixels):
    """Open the store of some kind for the pixels, with somebody's gateway; closed at the end."""
    opened = []

    def make(conn):
        found = conn.c.sf.createThumbnailStore()
        opened.append(found)
        found.setPixelsId(pixels)
        return found

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def engine(pixels):
    opened = []

    def make(conn):
        found = conn.c.sf.createRenderingEngine()
        opened.append(found)
        found.lookupPixels(pixels)
        assert found.lookupRenderingDef(pixels)
        found.load()
        return found

    yield make
    for one in opened:
        one.close()


def stored(conn, pixels: int):
    """(owner, width, height, version) of the thumbnails that there are."""
    rows = conn.getQueryService().projection(
        "select t.details.owner.id, t.sizeX, t.sizeY, t.version from Thumbnail t where t.pixels.id = :id order by t.id",
        omero.sys.ParametersI().addId(pixels),
        conn.SERVICE_OPTS,
    )
    return [tuple(omero.rtypes.unwrap(row)) for row in rows]


# ---- thumbnails ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "size"),
    [
        (lambda s, _: s.getThumbnail(rint(16), rint(12)), (16, 12)),
        (lambda s, _: s.getThumbnailWithoutDefault(rint(16), rint(12)), (16, 12)),
        (lambda s, _: s.getThumbnailByLongestSide(rint(16)), (16, 8)),
        (lambda s, _: s.createThumbnail(rint(16), rint(12)), (16, 12)),
        (lambda s, p: s.getThumbnailSet(rint(16), rint(12), [p]), (16, 12)),
        (lambda s, p: s.getThumbnailByLongestSideSet(rint(16), [p]), (16, 8)),
        (lambda s, p: s.createThumbnailsByLongestSideSet(rint(16), [p]), (16, 8)),
    ],
    ids=["one", "no default", "longest", "create", "set", "longest of set", "create longest of set"],
)
def test_a_thumbnail_that_was_drawn_is_there(members, pixels, store, draw, size):
    one = store(members[0])
    assert not one.thumbnailExists(rint(size[0]), rint(size[1]))
    draw(one, pixels)
    draw(one, pixels)
    assert one.thumbnailExists(rint(size[0]), rint(size[1]))
    assert not one.thumbnailExists(rint(size[0] + 1), rint(size[1]))
    assert stored(members[0], pixels) == [(members[0].getUserId(), *size, 0)]


def test_a_thumbnail_drawn_directly_leaves_nothing_behind(members, pixels, store):
    one = store(members[0])
    one.getThumbnailDirect(rint(16), rint(16))
    one.getThumbnailByLongestSideDirect(rint(16))
    one.getThumbnailForSectionDirect(0, 0, rint(16), rint(16))
    assert stored(members[0], pixels) == []


def test_a_thumbnail_is_out_of_date_once_the_settings_have_changed(members, pixels, store, engine):
    one = store(members[0])
    one.getThumbnail(rint(16), rint(16))
    settings = engine(members[0])
    settings.setChannelWindow(0, 0, 50)
    settings.saveCurrentSettings()
    again = store(members[0])
    assert not again.thumbnailExists(rint(16), rint(16))
    again.createThumbnails()
    assert again.thumbnailExists(rint(16), rint(16))
    assert stored(members[0], pixels) == [(members[0].getUserId(), 16, 16, 1)]


def test_others_use_the_thumbnail_of_the_owner_of_the_pixels(members, pixels, store):
    store(members[0]).getThumbnail(rint(16), rint(16))
    other = store(members[1])
    assert other.thumbnailExists(rint(16), rint(16))
    other.getThumbnail(rint(16), rint(16))
    other.getThumbnail(rint(17), rint(17))
    owner, fellow = (conn.getUserId() for conn in members)
    assert stored(members[0], pixels) == [(owner, 16, 16, 0), (fellow, 17, 17, 0)]


# ---- rendering settings --------------------------------------------------------------------------


def definitions(conn, pixels: int) -> list[tuple[int, int]]:
    """(id, owner) of the rendering settings."""
    rows = conn.getQueryService().projection(
        "select r.id, r.details.owner.id from RenderingDef r where r.pixels.id = :id order by r.id",
        omero.sys.ParametersI().addId(pixels),
        conn.SERVICE_OPTS,
    )
    return [tuple(omero.rtypes.unwrap(row)) for row in rows]


def test_settings_that_were_loaded_by_id_are_the_ones_that_are_saved(omero_server, members, group, pixels):
    ((rdef, owner),) = definitions(members[0], pixels)
    root = omero_server.client()
    engine = root.sf.createRenderingEngine({"omero.group": str(group.id)})
    try:
        context = {"omero.group": str(group.id)}
        engine.lookupPixels(pixels, context)
        engine.loadRenderingDef(rdef, context)
        engine.load(context)
        engine.setChannelWindow(0, 3, 30, context)
        engine.saveCurrentSettings(context)
        assert definitions(members[0], pixels) == [(rdef, owner)]
        saved = members[0].getPixelsService().loadRndSettings(rdef)
        assert saved.getChannelBinding(0).inputEnd.val == 30
    finally:
        engine.close()
        root.closeSession()


def test_each_saving_counts_up_the_version_of_the_settings(members, pixels, engine):
    one = engine(members[0])
    ((rdef, _),) = definitions(members[0], pixels)
    versions = []
    for _ in range(2):
        versions.append(members[0].getPixelsService().loadRndSettings(rdef).version.val)
        one.saveCurrentSettings()
    assert versions == [0, 1]


def test_who_may_not_change_the_settings_of_others_saves_their_own_only_after_looking_them_up(members, pixels, engine):
    ((rdef, owner),) = definitions(members[0], pixels)
    other = engine(members[1])
    other.loadRenderingDef(rdef)
    with pytest.raises(omero.SecurityViolation):
        other.saveCurrentSettings()
    assert other.lookupRenderingDef(pixels)
    other.saveCurrentSettings()
    assert [found for _, found in definitions(members[0], pixels)] == [owner, members[1].getUserId()]


def test_settings_loaded_by_id_are_reset_without_being_saved(members, pixels, engine):
    one = engine(members[0])
    ((rdef, _),) = definitions(members[0], pixels)
    one.setChannelWindow(0, 3, 30)
    one.saveCurrentSettings()
    one.loadRenderingDef(rdef)
    assert one.resetDefaultSettings(True) == rdef
    assert one.getChannelWindowEnd(0) != 30
    assert members[0].getPixelsService().loadRndSettings(rdef).getChannelBinding(0).inputEnd.val == 30


def test_the_codomain_maps_of_a_channel_are_objects_of_the_model(members, engine):
    one = engine(members[0])
    invert = omero.romio.ReverseIntensityMapContext()
    one.addCodomainMapToChannel(invert, 0)
    (context,) = one.getCodomainMapContext(0)
    assert isinstance(context, omero.model.ReverseIntensityContext)
    assert context.reverse.val
    assert one.getCodomainMapContext(1) == []
    one.addCodomainMap(invert)
    one.removeCodomainMapFromChannel(invert, 0)
    assert [len(one.getCodomainMapContext(c)) for c in (0, 1)] == [0, 1]
    one.removeCodomainMap(invert)
    assert one.getCodomainMapContext(1) == []


# ---- pixels --------------------------------------------------------------------------------------


def test_the_checksum_of_pixels_is_stored_when_their_store_is_closed(members, pixels):
    plane = bytes(range(200))
    raw = members[0].c.sf.createRawPixelsStore()
    raw.setPixelsId(pixels, True)
    for channel in (0, 1):
        raw.setPlane(plane, 0, channel, 0)
    raw.close()
    found = members[0].getQueryService().get("Pixels", pixels)
    assert found.sha1.val == hashlib.sha1(plane * 2, usedforsecurity=False).hexdigest()


def test_nothing_is_stored_by_a_store_that_was_only_read(members, pixels):
    before = members[0].getQueryService().get("Pixels", pixels).details.updateEvent.id.val
    raw = members[1].c.sf.createRawPixelsStore()
    raw.setPixelsId(pixels, True)
    raw.getPlane(0, 0, 0)
    assert raw.save() is None
    raw.close()
    assert members[0].getQueryService().get("Pixels", pixels).details.updateEvent.id.val == before


def test_a_curve_that_is_a_line_has_no_coefficient(members, pixels, engine):
    mine = engine(members[0])
    families = {family.value.val: family for family in mine.getAvailableFamilies()}
    for name, coefficient in (("exponential", 0.5), ("linear", 1.0)):
        mine.setQuantizationMap(0, families[name], 0.5, False)
        assert (mine.getChannelFamily(0).value.val, mine.getChannelCurveCoefficient(0)) == (name, coefficient)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda e: e.setQuantizationMap(0, e.getAvailableFamilies()[0], -0.5, False),
        lambda e: e.setQuantizationMap(0, e.getAvailableFamilies()[0], 0.0, False),
        lambda e: e.setQuantumStrategy(100),
        lambda e: e.setCodomainInterval(0, 256),
        lambda e: e.setCodomainInterval(-1, 255),
        lambda e: e.setCodomainInterval(9, 9),
    ],
    ids=["coefficient below 0", "coefficient 0", "bits", "too bright", "too dark", "empty interval"],
)
def test_settings_that_nothing_can_be_drawn_with_are_refused(members, pixels, engine, impossible):
    with pytest.raises(omero.ApiUsageException):
        impossible(engine(members[0]))


def test_what_an_administrator_draws_with_as_somebody_else_is_theirs(omero_root, members, group, pixels):
    second = members[1].getUserId()
    context = {"omero.group": str(group.id), "omero.user": str(second)}
    omero_root.sf.getRenderingSettingsService().resetDefaultsForPixels(pixels, context)
    assert members[1].getPixelsService().retrieveRndSettingsFor(pixels, second) is not None
    store = omero_root.sf.createThumbnailStore()
    store.setPixelsId(pixels, context)
    store.getThumbnail(rint(16), rint(12), context)
    store.close()
    assert stored(members[1], pixels) == [(second, 16, 12, 0)]
