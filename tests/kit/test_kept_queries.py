# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kept query gives what its QuerySet gives, of whatever values, and Django puts its SQL together once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from omero_forms.domain.forms import FormState
from omero_forms.kit.kept_queries import kept_query, kept_rows
from omero_forms.kit.plain_values import as_list, as_moment, bare, moment_value
from omero_forms.models import Assignment, CopyRow, Form, RecordRow, Stream

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def offered(group: int, object_type: str) -> QuerySet[Form]:
    return Form.objects.filter(
        assignments__group_id=group, assignments__object_type=object_type, state=FormState.PUBLISHED
    ).order_by("name")


def newest(streams: list[str]) -> QuerySet[RecordRow]:
    return (
        RecordRow.objects.select_related("stream__copy")
        .filter(stream__name__in=streams, number=F("stream__recorded_number"))
        .order_by("stream__name")
    )


def form(name: str, group: int, state: FormState = FormState.PUBLISHED) -> Form:
    made = Form.objects.create(id=name, name=name.upper(), state=state, owners=[{"id": 1}], current_version=1)
    Assignment.objects.create(form=made, group_id=group, group_name="lab", object_type="Dataset")
    return made


def stream(name: str, *, copied: bool) -> Stream:
    made = Stream.objects.create(name=name, recorded_number=1, verified={"print": [1]}, verified_at=NOW)
    RecordRow.objects.create(stream=made, number=1, payload=b"\x00\xff", accepted_at=NOW, unproven=copied)
    if copied:
        CopyRow.objects.create(stream=made, annotation_id=7, older={"5": 6})
    return made


def everything(one: Any) -> dict[str, Any]:
    """All columns of a row; bytes as bytes, whatever the database gives for them."""
    values = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_it_gives_what_its_queryset_gives_of_each_values() -> None:
    form("b", 1)
    form("a", 1)
    form("c", 2)
    form("d", 1, FormState.RETIRED)
    kept = kept_query(offered)
    for group, object_type in ((1, "Dataset"), (2, "Dataset"), (1, "Image"), (3, "Dataset")):
        assert kept(group, object_type) == list(offered(group, object_type))
    assert [everything(one) for one in kept(1, "Dataset")] == [everything(one) for one in offered(1, "Dataset")]


def test_rows_come_with_what_was_joined_to_them_and_nothing_more_is_asked(django_assert_num_queries: Any) -> None:
    stream("first", copied=True)
    stream("second", copied=False)
    kept = kept_query(newest)
    for names in (["first"], ["second"], ["first", "second"], ["second", "other"]):
        with django_assert_num_queries(1):
            found = kept(names)
            copies = [getattr(one.stream, "copy", None) for one in found]
        plain = list(newest(names))
        assert [everything(one) for one in found] == [everything(one) for one in plain]
        assert [everything(one.stream) for one in found] == [everything(one.stream) for one in plain]
        assert copies == [getattr(one.stream, "copy", None) for one in plain]


def test_of_an_empty_list_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert kept_query(newest)([]) == []


def test_columns_and_annotations_come_as_django_gives_them() -> None:
    stream("first", copied=True)

    def columns(name: str) -> QuerySet[Stream, tuple[Any, ...]]:
        return Stream.objects.filter(name=name).values_list("verified", "verified_at", "copy__older")

    def annotated(name: str) -> QuerySet[Stream]:
        copies = CopyRow.objects.filter(stream=OuterRef("pk"))
        return Stream.objects.filter(name=name).annotate(has_copy=Exists(copies))

    assert kept_query(columns)("first") == list(columns("first")) == [({"print": [1]}, NOW, {"5": 6})]
    assert [vars(one)["has_copy"] for one in kept_query(annotated)("first")] == [True]


def test_its_sql_is_put_together_a_few_times_for_all_lengths_of_its_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    put_together = []
    as_sql = SQLCompiler.as_sql

    def counted(compiler: SQLCompiler, *arguments: Any, **named: Any) -> Any:
        put_together.append(compiler)
        return as_sql(compiler, *arguments, **named)

    for name in "abcdefgh":
        stream(name, copied=False)
    kept = kept_query(newest)
    monkeypatch.setattr(SQLCompiler, "as_sql", counted)
    for names in ("a", "b", "ab", "cd", "e", "abc", "abcd", "abcde", "abcdefg", "abcdefgh", "cab"):
        assert [one.stream.name for one in kept([*names])] == sorted(names)
    assert len(put_together) == 4, "of one, two, four and eight"


def test_rows_of_a_kept_query_come_as_the_driver_gives_them_if_asked_for_so() -> None:
    stream("first", copied=True)

    def columns(name: str) -> QuerySet[Stream, tuple[Any, ...]]:
        return Stream.objects.filter(name=name).values_list("name", "verified", bare("verified_at"))

    [(name, verified, verified_at)] = kept_rows(columns)("first")
    assert (name, as_list(verified), as_moment(verified_at)) == ("first", {"print": [1]}, NOW)
    assert verified_at == moment_value(NOW)
    assert type(verified) is str


@pytest.mark.parametrize("value", [None, True, NOW, 1.5, b"bytes"])
def test_other_values_than_numbers_and_texts_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="whole numbers, texts"):
        kept_query(offered)(value, "Dataset")
