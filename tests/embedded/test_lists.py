# SPDX-License-Identifier: AGPL-3.0-or-later
"""Named values and ordered lists as queries fetch them: each element in its own place."""

from __future__ import annotations

import omero.clients
import omero.model
import omero.sys
import pytest
from omero.rtypes import rint, rstring

import omero


@pytest.fixture
def client(omero_server, new_group, new_user):
    user = new_user(new_group())
    client = omero_server.client(user.name, user.password)
    yield client
    client.closeSession()


def find_all(client, hql: str, oid: int):
    return client.sf.getQueryService().findAllByQuery(hql, omero.sys.ParametersI().addId(oid))


def plain(pairs):
    return [pair and (pair.name, pair.value) for pair in pairs]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("mv.name = 'a'", [("a", "1")]),
        ("mv.name = 'b'", [None, ("b", "2")]),
        ("mv.value > '1'", [None, ("b", "2"), ("c", "3")]),
        ("mv.name != ''", [("a", "1"), ("b", "2"), ("c", "3")]),
    ],
)
def test_a_filtered_fetch_of_named_values_leaves_the_places_of_others_empty(client, condition, found):
    annotation = omero.model.MapAnnotationI()
    annotation.mapValue = [omero.model.NamedValue(k, v) for k, v in (("a", "1"), ("b", "2"), ("c", "3"))]
    oid = client.sf.getUpdateService().saveAndReturnObject(annotation).id.val
    hql = f"select a from MapAnnotation a join fetch a.mapValue mv where a.id = :id and {condition}"
    (loaded,) = find_all(client, hql, oid)
    assert plain(loaded.mapValue) == found


def test_a_filter_without_a_fetch_leaves_nothing_out(client):
    annotation = omero.model.MapAnnotationI()
    annotation.mapValue = [omero.model.NamedValue(k, k) for k in "ab"]
    oid = client.sf.getUpdateService().saveAndReturnObject(annotation).id.val
    (loaded,) = find_all(
        client, "select a from MapAnnotation a join a.mapValue v where a.id = :id and v.name = 'b'", oid
    )
    assert plain(loaded.mapValue) == [("a", "a"), ("b", "b")]


def test_a_filtered_fetch_of_an_ordered_list_leaves_the_places_of_others_empty(client):
    image = omero.model.ImageI()
    image.name = rstring("image")
    roi = omero.model.RoiI()
    for z in range(3):
        shape = omero.model.RectangleI()
        shape.theZ = rint(z)
        roi.addShape(shape)
    image.addRoi(roi)
    oid = client.sf.getUpdateService().saveAndReturnObject(image).id.val
    (loaded,) = find_all(client, "select r from Roi r join fetch r.shapes s where r.image.id = :id and s.theZ = 1", oid)
    assert [shape and shape.theZ.val for shape in loaded.copyShapes()] == [None, 1]
