# SPDX-License-Identifier: AGPL-3.0-or-later
"""What queries load: objects, and what is fetched with them."""

from __future__ import annotations

import Ice
import omero.model
import omero.sys
import pytest

import omero
from omero_embedded.hql import run
from tests.embedded.laboratory import (
    Laboratory,
    parameters,
)


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
