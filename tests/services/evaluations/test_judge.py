# SPDX-License-Identifier: AGPL-3.0-or-later
"""What judging a page says without any run, and what is stored of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from omero_forms.domain.policies.evaluate import Case, CountingForm, Judgement, ObjectRow, ReadyPolicy, evaluate
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import PolicyForm, Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.models import Evaluation, Finding, PolicyRow
from omero_forms.selectors.policies import as_domain
from omero_forms.selectors.windows import Ids, Range, Window
from omero_forms.services.evaluations.findings import (
    FACTS,
    JUDGED,
    KEY,
    OURS,
    VERDICT,
    WRITTEN,
    Changes,
    Row,
    Stored,
)
from omero_forms.services.evaluations.judge import (
    LEFT_GROUP,
    LEFT_SCOPE,
    Judge,
    Judged,
    Page,
    judge_page,
    verdict_values,
)
from omero_forms.services.evaluations.pages import PAGE
from omero_forms.services.evaluations.runs import begin
from omero_forms.services.evaluations.write import Pace, write_changes

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CREATED = NOW - timedelta(days=30)
GROUP = 53


def ready(*, broken: str = "", **selector: Any) -> ReadyPolicy:
    """A policy that asks for one form, of which nobody has answered anything."""
    row = PolicyRow.objects.create(
        group_id=GROUP,
        group_name="b",
        name=f"Policy {PolicyRow.objects.count()}",
        object_type="Dataset",
        selector=selector,
        requirement=Requirement.ALL_OF,
        start=date(2026, 1, 1),
        tell_member="any",
        created_at=NOW,
        updated_at=NOW,
    )
    policy = replace(as_domain(row), forms=(PolicyForm("f1"),))
    return ReadyPolicy(policy, {"f1": CountingForm("f1", frozenset({1}), None)}, broken=broken)


def judge(*policies: ReadyPolicy) -> Judge:
    return Judge(group_id=GROUP, object_type=ObjectType.DATASET, policies=policies, now=NOW, zone=UTC)


def page(window: Window, *ids: int, name: str = "data") -> Page:
    objects = [ObjectRow(one, name, 7, 100 + one, int(CREATED.timestamp() * 1000)) for one in ids]
    return Page(objects=objects, names={7: ("anna", "Anna Person")}, window=window)


def stored(by: Judge, *ids: int) -> None:
    """Findings of these objects, as a run leaves them."""
    put(judge_page(by, page(Range(0, None), *ids)).changes)


def put(changes: Changes) -> None:
    """Write as a run does."""
    run = begin(group_id=GROUP, group_name="b", fingerprint="same", task_id="one", root_id="")
    assert run is not None
    write_changes(run, changes, fingerprint="same", pace=Pace())


def closed(judged: Judged) -> dict[int, str]:
    """Ids of the objects whose findings are to be closed, each with its reason."""
    reasons = {pk: reason for reason, pks in judged.changes.close.items() for pk in pks}
    return {row.object_id: reasons[row.pk] for row in Finding.objects.filter(pk__in=reasons)}


def test_a_page_is_judged_and_counted_without_a_run_and_nothing_is_written() -> None:
    by = judge(ready(), ready(name="other*"), ready(broken="The form is retired."))
    first, other, broken = (one.policy.id for one in by.policies)
    with CaptureQueriesContext(connection) as asked:
        judged = judge_page(by, page(Range(0, None), 1, 2))

    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert (Evaluation.objects.count(), Finding.objects.count()) == (0, 0)
    found = [(row.policy_id, row.object_id, row.status) for row in judged.changes.put]
    assert found == [(first, 1, "missing"), (first, 2, "missing"), (broken, 1, "error"), (broken, 2, "error")]
    assert judged.counts.as_json() == {
        "totals": {"error": 2, "objects": 2},
        "policies": {
            str(first): {"missing": 2, "objects": 2},
            str(other): {"objects": 0},
            str(broken): {"error": 2, "objects": 2},
        },
    }
    assert [(one.policy_id, one.message) for one in judged.problems] == [(broken, "The form is retired.")]


def test_some_objects_by_id_say_nothing_of_the_others() -> None:
    by = judge(ready())
    stored(by, 1, 2, 3, 4, 5)
    # 4 was asked for and did not come back: gone, or OMERO did not show it this time.
    judged = judge_page(by, page(Ids(frozenset({2, 4})), 2, name="renamed"))
    assert [row.object_id for row in judged.changes.put] == [2]
    assert closed(judged) == {}


def test_an_object_that_is_there_and_fits_no_more_left_the_scope_however_it_was_asked_for() -> None:
    by = judge(ready(name="data*"))
    stored(by, 1, 2)
    judged = judge_page(by, page(Ids(frozenset({1, 2})), 1, name="renamed"), count_before=True)
    assert closed(judged) == {1: LEFT_SCOPE}
    assert judged.absent == {2}
    assert (judged.before.totals, judged.counts.totals) == ({"missing": 1, "objects": 1}, {})


def test_a_range_in_which_an_object_is_not_any_more_closes_its_finding() -> None:
    policy = ready(name="data*")
    by = judge(policy)
    stored(by, 1, 2, 3, 4, 5)
    here = page(Range(1, 4), 3, name="renamed")
    assert closed(judge_page(by, here)) == {2: LEFT_GROUP, 3: LEFT_SCOPE, 4: LEFT_GROUP}
    assert closed(judge_page(by, page(Range(4, None)))) == {5: LEFT_GROUP}


def columns() -> list[models.Field[Any, Any]]:
    return [column for column in Finding._meta.concrete_fields if not column.primary_key and column.name not in KEY]


def other_value(column: models.Field[Any, Any], value: Any) -> Any:
    """A value that the column does not have yet."""
    if isinstance(column, models.DateTimeField):
        return (value or NOW) + timedelta(days=1)
    if isinstance(column, models.DateField):
        return (value or NOW.date()) + timedelta(days=1)
    if isinstance(column, models.JSONField):
        return [*value, "another"]
    return value + 1 if isinstance(value, int) else f"{value}x"[-16:]


def test_every_column_of_a_finding_is_its_key_or_judged_or_a_time_of_ours() -> None:
    names = {column.name for column in columns()}
    assert names == {*JUDGED, *OURS}
    # What the judgement gives is all of what is compared, so that no new column keeps its default for ever.
    assert (*FACTS, *VERDICT) == JUDGED == Stored._fields[2:12]
    assert [name.removesuffix("_id") for name in Row._fields[:1]] + list(Row._fields[1:]) == [*KEY, *WRITTEN]
    assert len(verdict_values(GROUP, Judgement(Status.COMPLIANT))) == len(VERDICT)


def test_a_finding_changed_when_any_judged_column_of_it_differs() -> None:
    by = judge(ready())
    stored(by, 1)
    assert judge_page(by, page(Range(0, None), 1)).changes.put == []
    before = Finding.objects.get()
    for column in columns():
        if column.name in OURS:
            continue
        was = getattr(before, column.name)
        Finding.objects.update(**{column.name: other_value(column, was)})
        put(judge_page(by, page(Range(0, None), 1)).changes)
        assert getattr(Finding.objects.get(), column.name) == was


def test_a_list_that_the_database_writes_in_another_way_is_no_change() -> None:
    by = judge(ready())
    stored(by, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE omero_forms_finding SET lacking = %s", ['[  "f1"  ]'])
    assert judge_page(by, page(Range(0, None), 1)).changes.put == []


def test_a_finding_that_is_written_again_has_all_of_its_columns_replaced() -> None:
    by = judge(ready())
    stored(by, 1)
    known = Finding.objects.get().pk
    (again,) = judge_page(by, page(Range(0, None), 1, name="renamed")).changes.put
    for column in columns():
        Finding.objects.update(**{column.name: other_value(column, getattr(Finding.objects.get(), column.name))})
    put(Changes(put=[again]))
    written = Finding.objects.filter(pk=known).values(*(column.name for column in columns())).get()
    assert written == {
        "group_id": GROUP,
        "name": "renamed",
        "owner_id": 7,
        "owner_name": "anna",
        "owner_full_name": "Anna Person",
        "status": "missing",
        "lacking": ["f1"],
        "outdated_versions": [],
        "reason": "",
        "first_seen": CREATED,
        "due": CREATED.date(),
        "since": datetime(2026, 10, 25, tzinfo=UTC),
        "changed_at": NOW,
        "closed_at": None,
        "closed_reason": "",
    }


def test_each_case_of_a_page_is_judged_once_however_many_objects_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Case] = []

    def noted(ready: ReadyPolicy, case: Case, *moment: Any) -> Judgement:
        judged.append(case)
        return evaluate(ready, case, *moment)

    monkeypatch.setattr("omero_forms.services.evaluations.judge.evaluate", noted)
    by = judge(ready())
    for first in (1, 501):
        judge_page(by, page(Range(0, None), *range(first, first + 500)))
    assert len(judged) == 1


def test_a_page_has_no_more_objects_than_one_statement_may_name() -> None:
    stored(judge(ready()), *range(1, 4))
    assert Ids(frozenset(range(1, PAGE + 1))).of(Finding.objects.all()).count() == 3
