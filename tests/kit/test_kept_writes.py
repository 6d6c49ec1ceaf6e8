# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written by a kept statement is what a QuerySet would have written, and Django puts its SQL together once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.db.models.sql.compiler import SQLInsertCompiler, SQLUpdateCompiler

from omero_forms.kit.kept_writes import Rows, insert, insert_columns, insert_rows
from omero_forms.models import CopyRow, RecordRow, Stream, Touched

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def stream(name: str, **changes: Any) -> Stream:
    return Stream.objects.create(name=name, last_digest="0" * 64, recorded_digest="0" * 64, **changes)


def everything(one: Any) -> dict[str, Any]:
    """All columns of a row as it is in the database now; bytes as bytes, whatever the database gives for them."""
    found = type(one).objects.get(pk=one.pk)
    values = {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


CONDITIONS = [
    Q(),
    Q(name="b"),
    Q(verified_at=None),
    Q(verified_at=NOW),
    Q(verified={"print": [1]}),
    Q(lease_until__isnull=True) | Q(lease_until__lte=NOW),
    Q(Q(lease_until__isnull=True) | Q(lease_until__gt=NOW), last_number=2),
    Q(name__in=["a", "c"]),
    Q(name__in=[]),
    ~Q(name="a"),
    ~(Q(name="a") | Q(last_number__gte=2)),
]
CHANGES: list[dict[str, Any]] = [
    {"last_number": 7},
    {"lease_owner": "x", "lease_until": NOW, "verified": {"print": [2]}},
    {"lease_until": None, "verified_at": None},
]


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_an_update_finds_and_changes_what_a_queryset_would(condition: Q, changes: dict[str, Any]) -> None:
    later = NOW + timedelta(hours=1)
    rows = [
        stream("a", verified={"print": [1]}, verified_at=NOW),
        stream("b", lease_until=NOW, last_number=2),
        stream("c", lease_until=later, last_number=2),
    ]
    for _twice in range(2):
        before = [everything(one) for one in rows]
        changed = Rows(Stream).filter(condition).update(**changes)
        ours = [everything(one) for one in rows]
        for one, values in zip(rows, before, strict=True):
            Stream.objects.filter(pk=one.pk).update(**{name: values[name] for name in values if name != "id"})
        assert Stream.objects.filter(condition).update(**changes) == changed
        assert ours == [everything(one) for one in rows]


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_those_rows_are_deleted_that_a_queryset_would_delete(condition: Q) -> None:
    stream("a", verified={"print": [1]}, verified_at=NOW)
    stream("b", lease_until=NOW, last_number=2)
    stream("c", lease_until=NOW + timedelta(hours=1), last_number=2)
    named = set(Stream.objects.filter(condition).values_list("name", flat=True))
    assert Rows(Stream).filter(condition).delete() == len(named)
    assert set(Stream.objects.values_list("name", flat=True)) == {"a", "b", "c"} - named


def test_rows_of_some_columns_are_written_by_one_statement() -> None:
    insert_rows(Touched, ("object_type", "object_id"), (("Dataset", one) for one in (3, 4, 3)))
    assert list(Touched.objects.order_by("pk").values_list("object_type", "object_id")) == [
        ("Dataset", 3),
        ("Dataset", 4),
        ("Dataset", 3),
    ]
    insert_rows(Touched, ("object_type", "object_id"), [])
    assert Touched.objects.count() == 3


def test_other_values_and_nothing_in_their_place_are_other_rows() -> None:
    one, other = stream("a"), stream("b", verified_at=NOW)
    for pk, verified_at in ((one.pk, NOW), (other.pk, None)):
        assert Rows(Stream).filter(pk=pk, verified_at=verified_at).update(last_number=1) == 0
    for pk, verified_at in ((one.pk, None), (other.pk, NOW)):
        assert Rows(Stream).filter(pk=pk).filter(verified_at=verified_at).update(last_number=1) == 1


def test_a_condition_on_another_table_is_refused() -> None:
    with pytest.raises(TypeError, match="no column of RecordRow"):
        Rows(RecordRow).filter(stream__name__in=["a"]).update(number=1)


@pytest.mark.parametrize("returns", [True, False], ids=["returned", "of SQLite before 3.35"])
def test_a_new_row_is_what_django_would_have_written(returns: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not returns and connection.vendor != "sqlite":
        pytest.skip("OF SQLITE: others return columns of a new row")
    monkeypatch.setattr(connection.features, "can_return_columns_from_insert", returns)

    def record(number: int) -> RecordRow:
        return RecordRow(
            stream=of, number=number, kind="submission", payload=b"\x00\xff", previous="0" * 64, digest="1" * 64,
            seal="s", key="k", accepted_at=NOW, next_at=NOW,
        )  # fmt: skip

    of = stream("a")
    ours, django = record(1), record(2)
    insert(ours)
    django.save(force_insert=True)
    assert {**everything(ours), "id": 0, "number": 0} == {**everything(django), "id": 0, "number": 0}
    ours.kind = "site"
    ours.save()
    assert everything(ours)["kind"] == "site"
    assert RecordRow.objects.count() == 2


def test_rows_that_are_given_as_columns_are_what_django_would_have_written() -> None:
    of = stream("a")
    common = {
        "stream_id": of.pk,
        "kind": "submission",
        "payload": b"\x00\xff",
        "previous": "0" * 64,
        "digest": "1" * 64,
    }
    common |= {"seal": "s", "key": "k", "accepted_at": NOW}
    insert_columns(RecordRow, [{**common, "number": 1, "next_at": NOW}, {**common, "number": 2, "content": b"{}"}])
    insert_columns(RecordRow, [])
    for one, more in ((1, {"next_at": NOW}), (2, {"content": b"{}"})):
        ours, django = RecordRow.objects.get(number=one), RecordRow(**common, number=one + 2, **more)
        django.save(force_insert=True)
        assert {**everything(ours), "id": 0, "number": 0} == {**everything(django), "id": 0, "number": 0}
    insert_columns(Stream, [{"name": "b", "last_digest": "", "recorded_digest": "", "verified": {"print": [1]}}])
    assert everything(Stream.objects.get(name="b"))["verified"] == {"print": [1]}


def test_a_row_whose_key_is_another_ones_is_made_too() -> None:
    of = stream("a")
    insert(CopyRow(stream=of, annotation_id=7, older={"5": 6}))
    assert everything(of.copy) == everything(CopyRow.objects.get()) | {"older": {"5": 6}, "annotation_id": 7}


def test_sql_is_put_together_once_whatever_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    put_together = []
    for compiler in (SQLUpdateCompiler, SQLInsertCompiler):
        as_sql = compiler.as_sql

        def counted(self: Any, *arguments: Any, as_sql: Any = as_sql, **named: Any) -> Any:
            put_together.append(self)
            return as_sql(self, *arguments, **named)

        monkeypatch.setattr(compiler, "as_sql", counted)
    for number in range(5):
        Rows(Stream).filter(Q(pk=number) & ~Q(name=str(number))).update(stopped=str(number), attempts=number)
        insert(Stream(name=f"of {number}", last_digest="", recorded_digest=""))
    assert len(put_together) <= 2
