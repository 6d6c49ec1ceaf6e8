# SPDX-License-Identifier: AGPL-3.0-or-later
"""What queries answer, and what wrong ones get."""

from __future__ import annotations

from collections.abc import Iterator

import Ice
import omero.model
import omero.sys
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omero.rtypes import rdouble, rint, rlist, rlong, rstring, unwrap

import omero
from omero_embedded.hql import run
from omero_embedded.hql.translate import translate
from tests.embedded.laboratory import (
    Laboratory,
    annotation_link,
    dataset,
    image,
    map_annotation,
    parameters,
)
from tests.embedded.test_hql_templates import MEMBER


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    made = Laboratory()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ids(lab: Laboratory) -> dict[str, int]:
    """Two datasets, the first with images and annotations, in a read-annotate group."""
    alpha, beta = dataset("alpha", "first"), dataset("Beta")
    for name in ("i1", "i2"):
        alpha.linkImage(image(name))
    found = {"alpha": 0, "Beta": 0}
    saved = lab.save("owner", "rwra--", alpha, beta)
    found["alpha"], found["Beta"] = (obj.id.val for obj in saved)
    note = map_annotation("ns/a", [("organism", "mouse"), ("stain", "DAPI"), ("stain", "GFP")])
    found["note"] = lab.save("owner", "rwra--", annotation_link(found["alpha"], note)).child.id.val
    tag = omero.model.TagAnnotationI()
    tag.textValue = rstring("tag text")
    found["tag"] = lab.save("owner", "rwra--", annotation_link(found["alpha"], tag)).child.id.val
    return found


# ---- rows


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


# ---- objects


def test_references_are_unloaded_unless_fetched(lab: Laboratory, ids: dict[str, int]) -> None:
    plain = lab.objects("fellow", "select d from Dataset d where d.id = :id", id=ids["alpha"])[0]
    assert not plain.details.owner.isLoaded()
    assert not plain.isAnnotationLinksLoaded() if hasattr(plain, "isAnnotationLinksLoaded") else True
    fetched = lab.objects(
        "fellow",
        "select d from Dataset d join fetch d.details.owner where d.id = :id",
        id=ids["alpha"],
    )[0]
    assert fetched.details.owner.omeName.val == "owner"


def test_fetching_a_collection_gives_each_object_once_and_joining_it_once_for_each_element(
    lab: Laboratory, ids: dict[str, int]
) -> None:
    fetch = "select d from Dataset d join fetch d.annotationLinks l join fetch l.child where d.id = :id"
    found = lab.objects("owner", fetch, id=ids["alpha"])
    assert len(found) == 1
    assert {type(link.child).__name__ for link in found[0].copyAnnotationLinks()} == {
        "MapAnnotationI",
        "TagAnnotationI",
    }
    joined = "select d from Dataset d join d.annotationLinks l where d.id = :id"
    assert len(lab.objects("owner", joined, id=ids["alpha"])) == 2


def test_a_link_to_an_annotation_comes_unloaded_unless_its_child_is_fetched(
    lab: Laboratory, ids: dict[str, int]
) -> None:
    hql = "select l from DatasetAnnotationLink l {} where l.parent.id = :id"
    assert not lab.objects("owner", hql.format(""), id=ids["alpha"])[0].isLoaded()
    assert lab.objects("owner", hql.format("join fetch l.child"), id=ids["alpha"])[0].isLoaded()


def test_an_object_that_occurs_twice_is_one_object(lab: Laboratory, ids: dict[str, int]) -> None:
    links = lab.objects(
        "owner",
        "select l from DatasetAnnotationLink l join fetch l.child join fetch l.parent where l.parent.id = :id",
        id=ids["alpha"],
    )
    assert len({id(link.parent) for link in links}) == 1


def test_paging_counts_objects_where_a_collection_is_fetched_and_rows_elsewhere(
    lab: Laboratory, ids: dict[str, int]
) -> None:
    page = omero.sys.ParametersI().addIds([ids["alpha"], ids["Beta"]]).page(0, 2)
    hql = "select d from Dataset d left outer join {} d.annotationLinks where d.id in (:ids) order by d.id"
    objects = run.find_all(lab.store, lab.caller("owner"), hql.format("fetch"), page)
    assert [d.id.val for d in objects] == [ids["alpha"], ids["Beta"]]
    rows = run.find_all(lab.store, lab.caller("owner"), hql.format(""), page)
    assert [d.id.val for d in rows] == [ids["alpha"], ids["alpha"]]


def test_one_result_is_needed_where_one_is_asked_for(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = "select d from Dataset d where d.id in (:ids)"
    with pytest.raises(omero.ApiUsageException):
        run.find_one(lab.store, lab.caller("owner"), hql, parameters(ids=[ids["alpha"], ids["Beta"]]))


def test_scalars_are_no_objects(lab: Laboratory, ids: dict[str, int]) -> None:
    with pytest.raises(Ice.UnknownLocalException):
        lab.objects("owner", "select d.name from Dataset d where d.id = :id", id=ids["alpha"])


# ---- parameters


def test_an_object_in_a_list_is_a_parameter_where_an_object_is_compared(lab: Laboratory, ids: dict[str, int]) -> None:
    hql = "select l.child.name from DatasetImageLink l where l.parent = :d order by l.child.name"
    one = rlist([omero.rtypes.robject(omero.model.DatasetI(ids["alpha"], False))])
    assert lab.column("owner", hql, d=one) == ["i1", "i2"]


@pytest.mark.parametrize(
    ("hql", "value"),
    [
        ("d.id = :x", rint(1)),
        ("d.id = :x", rstring("1")),
        ("d.name = :x", rlong(1)),
        ("d = :x", rstring("x")),
        ("d.id = :x", rdouble(1.0)),
    ],
)
def test_a_parameter_of_the_wrong_type_is_an_internal_error(lab: Laboratory, hql: str, value: object) -> None:
    with pytest.raises(omero.InternalException):
        lab.rows("owner", f"select d.id from Dataset d where {hql}", x=value)


def test_parameters_that_are_missing_null_or_empty_are_refused(lab: Laboratory) -> None:
    hql = "select d.id from Dataset d where d.id in (:ids)"
    with pytest.raises(omero.ApiUsageException):
        lab.rows("owner", hql)
    with pytest.raises(omero.ApiUsageException):
        lab.rows("owner", hql, ids=rlist([]))
    with pytest.raises(Ice.UnknownException):
        lab.rows("owner", hql, ids=None)


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=50, deadline=None)
def test_a_parameter_is_never_part_of_the_query(text: str) -> None:
    assert _HARMLESS.column("owner", "select d.id from Dataset d where d.name = :n", n=f"no such {text}") == []


_HARMLESS = Laboratory()


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


# ---- wrong queries


@pytest.mark.parametrize(
    "hql",
    [
        "select x from Nonsense x",
        "select d.nonsense from Dataset d",
        "select d from dataset d",
        "select x.id from Dataset d",
        "select nonsense(d.id) from Dataset d",
        "select d.annotationLinks.child.id from Dataset d",
        "select d.name.length from Dataset d",
        "select d from Dataset d where",
        "select * from dataset",
        "select d from Dataset d order by d.id limit 1",
        "select d from Dataset d where d.id = 1;",
        "select l.id from DatasetAnnotationLink l join fetch l.child",
        "select true from Dataset d",
        "select d.class from Dataset d",
        "",
        "(" * 200_000,
        "select d from Dataset d where " + "(" * 100_000 + "1 = 1" + ")" * 100_000,
        "select d from Dataset d where " + "not " * 1000 + "nonsense",
        "select nonsense from Dataset d",
        "select name from Dataset d join d.imageLinks l",
        "select d.id from Dataset d join d.imageLinks l where details.owner.id = 1",
        "select d from Dataset d where nonsense",
    ],
    ids=lambda hql: hql[:40],
)
def test_what_hibernate_cannot_compile_is_a_query_exception(lab: Laboratory, hql: str) -> None:
    with pytest.raises(omero.QueryException):
        lab.rows("owner", hql)


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


@pytest.mark.parametrize(
    "hql",
    [
        "update Dataset d set d.name = 'x' where d.id = -1",
        "delete from Dataset d where d.id = -1",
        "select d from Dataset d where d.id = ?",
        "select d.id from Dataset d where count(d.id) > 1",
        "select d.id, d.name, count(d) from Dataset d group by d.details.owner.id",
        "select distinct d.id from Dataset d order by d.name",
        "select d.id, size(d.imageLinks) from Dataset d",
        "select d.id from Dataset d where d.name = 1",
        "select d.id from Dataset d where nonsense = 1",
        "select sum(d.name) from Dataset d",
        "select avg(d.details.creationEvent.time) from Dataset d",
        "select max(e.ldap) from Experimenter e",
        "select d.id from Dataset d order by nonsense",
        "select d.id from Dataset d join d.imageLinks l order by id",
    ],
    ids=lambda hql: hql[:40],
)
def test_what_the_database_refuses_is_an_api_usage_exception(lab: Laboratory, hql: str) -> None:
    with pytest.raises(omero.ApiUsageException) as caught:
        lab.rows("owner", hql)
    assert type(caught.value) is omero.ApiUsageException


def test_size_in_a_condition_is_refused_for_what_the_security_filter_hides(lab: Laboratory) -> None:
    with pytest.raises(omero.ValidationException):
        lab.rows("owner", "select d.id from Dataset d where size(d.imageLinks) > 1")
    assert lab.column(
        "owner",
        "select e.id from Experimenter e where size(e.groupExperimenterMap) > 1 and e.id = 0",
    ) == [0]


# ---- units and lists


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


# ---- what only some clients ask


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
