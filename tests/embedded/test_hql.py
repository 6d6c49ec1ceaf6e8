# SPDX-License-Identifier: AGPL-3.0-or-later
"""What queries answer."""

from __future__ import annotations

import omero.model
import omero.sys
import pytest
from omero.rtypes import rint, rstring, unwrap

import omero
from omero_embedded.hql import run
from omero_embedded.hql.translate import translate
from tests.embedded.laboratory import (
    Laboratory,
    dataset,
    image,
    parameters,
)
from tests.embedded.test_hql_templates import MEMBER


def test_columns_come_as_the_r_types_of_their_properties(lab: Laboratory, ids: dict[str, int]) -> None:
    row = run.projection(
        lab.store,
        lab.caller("owner"),
        "select d.id, d.name, count(l), sum(l.id), avg(l.id), 1, 1.5, 'x', d.details.creationEvent.time "
        "from Dataset d join d.annotationLinks l where d.id = :id group by d.id, d.name, d.details.creationEvent.time",
        parameters(id=ids["alpha"]),
    )[0]
    assert [type(cell).__name__ for cell in row] == [
        "RLongI", "RStringI", "RLongI", "RLongI", "RDoubleI", "RIntI", "RDoubleI", "RStringI", "RTimeI",
    ]  # fmt: skip


def test_a_row_of_one_null_has_no_columns(lab: Laboratory, ids: dict[str, int]) -> None:
    assert lab.rows("owner", "select d.description from Dataset d where d.id = :id", id=ids["Beta"]) == [[]]
    assert lab.rows("owner", "select d.id, d.description from Dataset d where d.id = :id", id=ids["Beta"]) == [
        [ids["Beta"], None]
    ]


def test_maps_carry_what_the_caller_may_do(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = "select new map(d.id as id, d as dataset_details_permissions) from Dataset d where d.id = :id"
    fellow = lab.rows("fellow", hql, id=ids["alpha"])[0][0]["dataset_details_permissions"]
    assert fellow == {
        "perm": "rwra--", "canAnnotate": True, "canLink": False, "canEdit": False, "canDelete": False,
        "canChgrp": False, "canChown": False,
    }  # fmt: skip


def test_a_permissions_column_always_says_yes(lab: Laboratory, ids: dict[str, int]) -> None:
    column = lab.rows("fellow", "select d.details.permissions from Dataset d where d.id = :id", id=ids["alpha"])
    assert column[0][0]["canEdit"] is True


def test_named_values_are_rows_with_a_position(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = (
        "select mv.name, mv.value, index(mv) from DatasetAnnotationLink l join l.child.mapValue mv "
        "where l.parent.id = :id order by index(mv)"
    )
    assert lab.rows("owner", hql, id=ids["alpha"]) == [
        ["organism", "mouse", 0],
        ["stain", "DAPI", 1],
        ["stain", "GFP", 2],
    ]


def test_two_joins_over_named_values_find_two_keys_of_one_annotation(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = (
        "select a.id from MapAnnotation a join a.mapValue x join a.mapValue y where x.name = 'organism' "
        "and x.value = :v and y.value = 'GFP'"
    )
    assert lab.column("owner", hql, v="mouse") == [ids["note"]]
    assert lab.column("owner", hql, v="rat") == []


def test_classes_are_compared_by_name_and_shown_by_discriminator(lab: Laboratory, ids: dict[str, int]) -> None:
    among = [ids["note"], ids["tag"]]
    assert lab.column(
        "owner",
        "select a.id from Annotation a where a.id in (:ids) and a.class = MapAnnotation",
        ids=among,
    ) == [ids["note"]]
    assert (
        lab.column(
            "owner",
            "select a.id from Annotation a where a.id in (:ids) and a.class = 'MapAnnotation'",
            ids=among,
        )
        == []
    )
    assert sorted(lab.rows("owner", "select type(a), a.class from Annotation a where a.id in (:ids)", ids=among)) == [
        ["ome.model.annotations.MapAnnotation", "/map/"],
        ["ome.model.annotations.TagAnnotation", "/basic/text/tag/"],
    ]


def test_properties_of_subclasses_can_be_asked_of_the_superclass(lab: Laboratory, ids: dict[str, int]) -> None:
    assert lab.column("owner", "select a.id from Annotation a where a.textValue = 'tag text'") == [ids["tag"]]


def test_conditions_on_a_left_join_keep_the_parents(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = (
        "select d.id, l.id from Dataset d left join d.annotationLinks l with l.details.owner.id = -1 "
        "where d.id in (:ids) order by d.id"
    )
    assert lab.rows("owner", hql, ids=[ids["alpha"], ids["Beta"]]) == [
        [ids["alpha"], None],
        [ids["Beta"], None],
    ]


def test_what_lies_on_the_way_of_a_left_join_is_left_joined_too(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = (
        "select d.id, powner.id from Dataset d left outer join d.projectLinks l "
        "left outer join l.parent.details.owner powner where d.id = :id"
    )
    assert lab.rows("owner", hql, id=ids["alpha"]) == [[ids["alpha"], None]]


def test_names_inside_of_expressions_show_how_the_real_server_reads_them(lab: Laboratory) -> None:
    hql = "select e.omeName || '!', e.omeName from Experimenter e where e.id = 0 and e.omeName = 'root'"
    assert lab.rows("owner", hql) == [["0;root!", "root"]]


def test_nulls_sort_last_and_first_when_descending(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = "select d.name from Dataset d where d.id in (:ids) order by d.description {}"
    both = [ids["alpha"], ids["Beta"]]
    assert lab.column("owner", hql.format("asc"), ids=both) == ["alpha", "Beta"]
    assert lab.column("owner", hql.format("desc"), ids=both) == ["Beta", "alpha"]


def test_lower_knows_more_than_ascii(lab: Laboratory) -> None:
    oid = lab.save("owner", "rwra--", dataset("ÜNÏ")).id.val
    assert lab.column("owner", "select d.id from Dataset d where lower(d.name) = 'ünï'") == [oid]


def test_a_subselect_counts_only_what_the_caller_sees(lab: Laboratory) -> None:
    secret = lab.save("owner", "rw----", dataset("secret")).id.val
    hql = "select (select count(d.id) from Dataset d where d.id = :id) from ExperimenterGroup g where g.id = 0"
    assert lab.column("owner", hql, id=secret) == [1]
    assert lab.column("fellow", hql, id=secret) == [0]


def test_a_query_joins_across_references_and_lists_without_repeating_joins() -> None:
    plan = translate("select l.child.ns, l.child.name from DatasetAnnotationLink l order by l.child.ns", MEMBER)
    assert plan.sql.count('JOIN "Annotation"') == 1


def test_a_condition_may_be_a_chain_of_thousands(lab: Laboratory, ids: dict[str, int]) -> None:
    chain = " or ".join(f"d.id = {-n}" for n in range(1, 3000))
    hql = f"select d.id from Dataset d where {chain} or d.id = :id"
    assert lab.column("owner", hql, id=ids["alpha"]) == [ids["alpha"]]


def test_names_without_an_alias_are_properties_of_the_only_entity_or_else_columns(
    lab: Laboratory, ids: dict[str, int]
) -> None:
    """OMERO.figure writes `from PlaneInfo as Info where ... pixels.id = :pid`, OMERO.iviewer `order by well_index`."""
    alpha, owner = ids["alpha"], lab.users["owner"]
    one = "select name, details.owner.id from Dataset d where name = 'alpha' and details.group.id > 0"
    assert lab.rows("owner", one) == [["alpha", owner]]
    several = "select d.id from Dataset d join d.imageLinks l where name = 'alpha' order by name, l.id"
    assert lab.column("owner", several) == [alpha, alpha]
    inner = "select d.id from Dataset d where (select count(id) from DatasetImageLink l where l.parent = d) = 2"
    assert lab.column("owner", inner) == [alpha]
    in_a_list = "select ws.image.id from WellSample ws where ws.well.id = :id order by well_index"
    assert lab.rows("owner", in_a_list, id=1) == []


def test_a_value_is_compared_with_all_or_any_of_a_subquery(lab: Laboratory, ids: dict[str, int]) -> None:
    def among(condition: str) -> list[int]:
        hql = f"select d.id from Dataset d where d.id in (:ids) and {condition} order by d.id"
        return lab.column("owner", hql, ids=[ids["alpha"], ids["Beta"]])

    parents = "(select l.parent.id from DatasetImageLink l)"
    assert among(f"d.id = any {parents}") == among(f"d.id = some {parents}") == [ids["alpha"]]
    assert among(f"d.id <> all {parents}") == [ids["Beta"]]
    assert among("d.id >= all (select x.id from Dataset x where x.id = d.id)") == [
        ids["alpha"],
        ids["Beta"],
    ]
    assert among(f"d.id > all {parents}") == [ids["Beta"]]


def test_permissions_are_a_number_too(lab: Laboratory, ids: dict[str, int]) -> None:
    (found,) = lab.column(
        "owner",
        "select d.details.permissions.perm1 from Dataset d where d.id = :id",
        id=ids["alpha"],
    )
    assert found == omero.model.PermissionsI("rwra--")._perm1


def test_the_details_of_another_object_can_be_joined(lab: Laboratory, ids: dict[str, int]) -> None:
    """OMERO.figure lists its files so."""
    rows = lab.rows(
        "owner",
        "select new map(l.id as desc, e.id as event) from DatasetAnnotationLink l join l.parent as d "
        "join d.details as p join p.creationEvent as e where l.child.id = :id",
        id=ids["tag"],
    )
    event = lab.column(
        "owner",
        "select d.details.creationEvent.id from Dataset d where d.id = :id",
        id=ids["alpha"],
    )
    assert [row[0]["event"] for row in rows] == event


def test_a_name_that_is_grouped_by_may_order_the_groups_in_another_shape(lab: Laboratory, ids: dict[str, int]) -> None:
    """omero-mapr lists screens so; what depends on a grouped id may be selected and ordered by."""
    found = lab.rows(
        "owner",
        "select d.id, d.details.owner.id, count(l.id) from Dataset d join d.imageLinks l "
        "group by d.id, d.name order by lower(d.name), d.id",
    )
    assert found == [[ids["alpha"], lab.users["owner"], 2]]


def test_units_are_values_names_and_symbols_and_list_elements_have_positions(
    lab: Laboratory,
) -> None:
    oid = lab.save("owner", "rwra--", _image_with_pixels(lab)).id.val
    assert lab.rows(
        "owner",
        "select p.physicalSizeX.value, p.physicalSizeX.unit, p.physicalSizeX from Pixels p where p.image.id = :id",
        id=oid,
    ) == [[0.5, "MICROMETER", {"value": 0.5, "unit": "MICROMETER", "symbol": "µm"}]]
    hql = (
        "select index(c), c.logicalChannel.name from Pixels p join p.channels c "
        "where p.image.id = :id order by index(c)"
    )
    assert lab.rows("owner", hql, id=oid) == [[0, "red"], [1, "green"], [2, "blue"]]
    loaded = lab.objects(
        "owner",
        "select p from Pixels p join fetch p.channels c join fetch c.logicalChannel where p.image.id = :id",
        id=oid,
    )[0]
    assert [c.logicalChannel.name.val for c in loaded.copyChannels()] == ["red", "green", "blue"]
    assert unwrap(loaded.sizeX) == 64


def _image_with_pixels(lab: Laboratory) -> omero.model.ImageI:
    pixels = omero.model.PixelsI()
    for name, size in {"X": 64, "Y": 48, "Z": 1, "C": 3, "T": 1}.items():
        setattr(pixels, f"size{name}", rint(size))
    pixels.sha1 = rstring("none")
    pixels.pixelsType = omero.model.PixelsTypeI(lab.store.enumeration("PixelsType", "uint8"), False)
    pixels.dimensionOrder = omero.model.DimensionOrderI(lab.store.enumeration("DimensionOrder", "XYZCT"), False)
    pixels.physicalSizeX = omero.model.LengthI(0.5, omero.model.enums.UnitsLength.MICROMETER)
    for name in ("red", "green", "blue"):
        channel = omero.model.ChannelI()
        channel.logicalChannel = omero.model.LogicalChannelI()
        channel.logicalChannel.name = rstring(name)
        pixels.addChannel(channel)
    made = image("with pixels")
    made.addPixels(pixels)
    return made


def test_permissions_of_an_object_come_as_what_they_allow(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = "select new ome.util.PermDetails(d) from Dataset d where d.id = :id"
    ((allowed,),) = lab.rows("owner", hql, id=ids["alpha"])
    ((mapped,),) = lab.rows(
        "owner", "select new map(d as d_details_permissions) from Dataset d where d.id = :id", id=ids["alpha"]
    )
    assert allowed == mapped["d_details_permissions"]
    with pytest.raises(omero.QueryException):
        lab.rows("owner", "select new ome.util.PermDetails(d.name) from Dataset d")
    with pytest.raises(omero.QueryException):
        lab.rows("owner", "select new ome.util.Other(d) from Dataset d")
