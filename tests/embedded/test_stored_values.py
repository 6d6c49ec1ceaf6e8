# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which values can be stored, and that they come back as they were."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import Any

import omero.model
import pytest
from omero.rtypes import rdouble, rlong, rstring, unwrap

import omero
from tests.embedded.laboratory import Laboratory, annotation_link, dataset, image, map_annotation

HOME = "rwra--"


def make(lab: Laboratory, obj: Any | None = None) -> int:
    return int(lab.save("owner", HOME, obj or dataset()).id.val)


def pairs_of(lab: Laboratory, oid: int) -> list[Any]:
    return [p and (p.name, p.value) for p in lab.get("owner", "MapAnnotation", oid).mapValue]


@pytest.mark.parametrize(
    ("cls", "field", "value"),
    [
        ("LongAnnotation", "longValue", rlong(2**63 - 1)),
        ("DoubleAnnotation", "doubleValue", rdouble(float("inf"))),
        ("DoubleAnnotation", "doubleValue", rdouble(1e-300)),
        ("TimestampAnnotation", "timeValue", omero.rtypes.rtime(-1_000)),
        ("BooleanAnnotation", "boolValue", omero.rtypes.rbool(False)),
        ("CommentAnnotation", "textValue", rstring("é\u0301\U0001f52c\n\t ' \" \\")),
    ],
)
def test_values_survive_a_round_trip_exactly(lab: Laboratory, cls: str, field: str, value: Any) -> None:
    obj = getattr(omero.model, f"{cls}I")()
    setattr(obj, field, value)
    assert unwrap(getattr(lab.get("owner", cls, make(lab, obj)), field)) == unwrap(value)


def test_not_a_number_stays_not_a_number(lab: Laboratory) -> None:
    obj = omero.model.DoubleAnnotationI()
    obj.doubleValue = rdouble(float("nan"))
    found = unwrap(lab.get("owner", "DoubleAnnotation", make(lab, obj)).doubleValue)
    assert found != found  # noqa: PLR0124


def test_masks_keep_their_bytes(lab: Laboratory) -> None:
    roi, mask = omero.model.RoiI(), omero.model.MaskI()
    mask.bytes = bytes(range(256))
    roi.addShape(mask)
    roi.image = omero.model.ImageI(make(lab, image()), False)
    saved = lab.save("owner", HOME, roi)
    assert bytes(lab.get("owner", "Mask", saved.copyShapes()[0].id.val).bytes) == bytes(range(256))


REFUSED: dict[str, Callable[[Laboratory], Any]] = {
    "a dataset without a name": lambda lab: omero.model.DatasetI(),
    "a link without a child": lambda lab: annotation_link(make(lab), None),
    "a link to an unknown parent": lambda lab: annotation_link(10**12, map_annotation("ns")),
    "a link to an unknown child": lambda lab: annotation_link(make(lab), 10**12),
    "an unknown id": lambda lab: omero.model.DatasetI(10**12, False),
    "a zero character": lambda lab: dataset("a\0b"),
    "a zero character in a pair": lambda lab: map_annotation("ns", [("k", "a\0b")]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_database_cannot_hold_is_a_validation_error(lab: Laboratory, what: str) -> None:
    with pytest.raises(omero.ValidationException):
        lab.save("owner", HOME, REFUSED[what](lab))


def test_a_link_to_an_annotation_of_another_class_is_refused(lab: Laboratory) -> None:
    link = annotation_link(make(lab), None)
    link.child = omero.model.TagAnnotationI(make(lab, map_annotation("ns")), False)
    with pytest.raises(omero.ValidationException):
        lab.save("owner", HOME, link)


def random_text(length: int) -> str:
    source = random.Random(1)
    return "".join(source.choice(string.ascii_letters + string.digits) for _ in range(length))


@pytest.mark.parametrize("length", [1000, 2600])
def test_indexed_texts_below_the_limit_are_kept(lab: Laboratory, length: int) -> None:
    text = random_text(length)
    oid = make(lab, map_annotation(None, [(text, text)]))
    assert pairs_of(lab, oid) == [(text, text)]


@pytest.mark.parametrize("length", [3000, 100_000])
def test_indexed_texts_above_the_limit_are_refused(lab: Laboratory, length: int) -> None:
    text = random_text(length)
    for obj in (
        map_annotation(text),
        map_annotation("ns", [("k", text)]),
        map_annotation("ns", [(text, "v")]),
    ):
        with pytest.raises(omero.InternalException):
            lab.save("owner", HOME, obj)


def test_long_texts_that_repeat_themselves_fit_and_so_do_texts_without_an_index(
    lab: Laboratory,
) -> None:
    oid = make(lab, map_annotation("ns", [("k", "a" * 100_000)]))
    assert len(lab.get("owner", "MapAnnotation", oid).mapValue[0].value) == 100_000
    make(lab, dataset("n", random_text(100_000)))
