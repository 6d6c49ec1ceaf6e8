# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regions of interest: whose are found, and what is measured in their shapes."""

from __future__ import annotations

import numpy as np
import omero.api
import omero.clients
import omero.model
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rdouble, rint, rlong, rstring

import omero


@pytest.fixture
def members(omero_server, new_group, new_user):
    """The clients of two members of one read-write group."""
    group = new_group("rwrw--")
    clients = [omero_server.client(user.name, user.password) for user in (new_user(group), new_user(group))]
    yield clients
    for client in clients:
        client.closeSession()


def save(client, obj):
    return client.sf.getUpdateService().saveAndReturnObject(obj)


def new_roi(client, image_id: int, *shapes):
    roi = omero.model.RoiI()
    roi.image = omero.model.ImageI(image_id, False)
    for shape in shapes:
        roi.addShape(shape)
    return save(client, roi)


def shape_at(z: int | None, t: int | None = None):
    shape = omero.model.RectangleI()
    shape.theZ, shape.theT = (None if place is None else rint(place) for place in (z, t))
    return shape


def user_of(client) -> int:
    return client.sf.getAdminService().getEventContext().userId


@pytest.fixture
def image(members):
    image = omero.model.ImageI()
    image.name = rstring("image")
    return save(members[0], image).id.val


def test_rois_are_found_by_their_owner(members, image):
    mine, others = (new_roi(client, image, shape_at(0, 0)).id.val for client in members)
    service = members[0].sf.getRoiService()
    for options, expected in (
        (None, [mine, others]),
        (omero.api.RoiOptions(), [mine, others]),
        (omero.api.RoiOptions(userId=rlong(user_of(members[1]))), [others]),
        (omero.api.RoiOptions(groupId=rlong(10**9)), []),
        (omero.api.RoiOptions(limit=rint(1), offset=rint(1)), [others]),
    ):
        assert [roi.id.val for roi in service.findByImage(image, options).rois] == expected
        assert [roi.id.val for roi in service.findByPlane(image, 0, 0, options).rois] == expected
    his = omero.api.RoiOptions(userId=rlong(user_of(members[1])))
    assert [len(service.findByRoi(roi, his).rois) for roi in (mine, others)] == [0, 1]


def test_shapes_are_listed_by_their_planes(members, image):
    new_roi(members[0], image, shape_at(2, 0), shape_at(None, 1), shape_at(2))
    result = members[0].sf.getRoiService().findByImage(image, None)
    assert {z: len(shapes) for z, shapes in result.byZ.items()} == {2: 2, -1: 1}
    assert {t: len(shapes) for t, shapes in result.byT.items()} == {0: 1, 1: 1, -1: 1}
    (roi,) = members[0].sf.getRoiService().findByPlane(image, 2, 1, None).rois
    assert [shape and shape.theT for shape in roi.copyShapes()] == [None, rint(1), None]


# ---- measuring -----------------------------------------------------------------------------------

PLANE = np.arange(400, dtype="uint16").reshape(20, 20)


@pytest.fixture
def picture(members):
    """An image of two sections of one channel; the second section has every value doubled."""
    conn = BlitzGateway(client_obj=members[0])
    return conn.createImageFromNumpySeq(iter([PLANE, PLANE * 2]), "picture", 2, 1, 1).getId()


def rectangle(x=2, y=3, width=4, height=5):
    shape = omero.model.RectangleI()
    shape.x, shape.y, shape.width, shape.height = map(rdouble, (x, y, width, height))
    return shape


def ellipse():
    shape = omero.model.EllipseI()
    shape.x, shape.y, shape.radiusX, shape.radiusY = map(rdouble, (10, 10, 3, 2))
    return shape


def line():
    shape = omero.model.LineI()
    shape.x1, shape.y1, shape.x2, shape.y2 = map(rdouble, (1, 1, 4, 1))
    return shape


def point():
    shape = omero.model.PointI()
    shape.x, shape.y = rdouble(7.9), rdouble(3.2)
    return shape


def drawn(cls, points: str):
    shape = cls()
    shape.points = rstring(points)
    return shape


def moved(shape, right: float, down: float):
    shape.transform = omero.model.AffineTransformI()
    for name, value in zip(("a00", "a10", "a01", "a11", "a02", "a12"), (1, 0, 0, 1, right, down), strict=True):
        setattr(shape.transform, name, rdouble(value))
    return shape


ELLIPSE = [(x, y) for y in range(20) for x in range(20) if ((x - 10) / 3) ** 2 + ((y - 10) / 2) ** 2 < 1]
ELLIPSE += [(7, 10), (10, 8)]  # where the curve leaves a little of the element's first corner inside
BLOCK = [(x, y) for y in range(3, 8) for x in range(2, 6)]


@pytest.mark.parametrize(
    ("shape", "places"),
    [
        (rectangle(), BLOCK),
        (moved(rectangle(), 3, 1), [(x + 3, y + 1) for x, y in BLOCK]),
        (rectangle(-2, -2, 4, 4), [(0, 0), (1, 0), (0, 1), (1, 1)]),
        (ellipse(), ELLIPSE),
        (line(), [(1, 1), (2, 1), (3, 1), (4, 1)]),
        (point(), [(7, 3)]),
        (drawn(omero.model.PolygonI, "2,3 6,3 6,8 2,8"), BLOCK),
        (drawn(omero.model.PolylineI, "1,1 3,1 3,3"), [(1, 1), (2, 1), (3, 1), (3, 1), (3, 2), (3, 3)]),
    ],
    ids=["rectangle", "transform", "partly outside", "ellipse", "line", "point", "polygon", "polyline"],
)
def test_a_shape_is_measured_in_its_own_picture_elements(members, picture, shape, places):
    roi = new_roi(members[0], picture, shape)
    oid = roi.getShape(0).id.val
    (stats,) = members[0].sf.getRoiService().getShapeStatsRestricted([oid], 1, 0, [0])
    values = np.array([PLANE[y, x] * 2 for x, y in places], dtype=float)
    assert (stats.shapeId, list(stats.channelIds), stats.pointsCount[0]) == (oid, [0], len(places))
    assert [stats.min[0], stats.max[0], stats.sum[0]] == [values.min(), values.max(), values.sum()]
    assert stats.mean[0] == pytest.approx(values.mean())
    assert stats.stdDev[0] == pytest.approx(values.std(ddof=1) if len(values) > 1 else 0)


def test_a_shape_in_one_plane_is_measured_there(members, picture):
    inside = rectangle()
    inside.theZ, inside.theT = rint(0), rint(0)
    roi = new_roi(members[0], picture, inside)
    (stats,) = members[0].sf.getRoiService().getShapeStatsRestricted([roi.getShape(0).id.val], 1, 0, [0])
    assert stats.max[0] == PLANE[7, 5]


def test_what_cannot_be_measured_is_refused(members, picture, image):
    service = members[0].sf.getRoiService()
    oid, other = (new_roi(members[0], place, rectangle()).getShape(0).id.val for place in (picture, picture))
    for shapes, z, t, channels in (
        ([], 0, 0, [0]),
        ([oid], 0, 0, []),
        ([oid, 10**9], 0, 0, [0]),
        ([oid], 2, 0, [0]),
        ([oid], 0, 1, [0]),
        ([oid], 0, 0, [1]),
    ):
        with pytest.raises(omero.ApiUsageException):
            service.getShapeStatsRestricted(shapes, z, t, channels)
    assert len(service.getShapeStatsRestricted([oid, other], 0, 0, [0])) == 2
