# SPDX-License-Identifier: AGPL-3.0-or-later
"""What parameters mean, and what wrong queries get."""

from __future__ import annotations

import Ice
import omero.model
import omero.sys
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omero.rtypes import rdouble, rint, rlist, rlong, rstring

import omero
from tests.embedded.laboratory import (
    Laboratory,
)


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
