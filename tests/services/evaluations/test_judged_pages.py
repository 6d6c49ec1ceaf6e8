# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that were judged before are known again, as long as nothing differs that their findings depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.domain.policies.evaluate import CountingForm, ObjectRow, ReadyPolicy, SubmissionFact
from omero_forms.domain.refs import ObjectType
from omero_forms.models import Finding, JudgedPage
from omero_forms.selectors.windows import Ids, Range
from omero_forms.services.evaluations.judge import Judge, Judged, Page
from omero_forms.services.evaluations.judged_pages import KnownPages, forget, judge_or_recall
from omero_forms.services.evaluations.runs import Run, begin
from omero_forms.services.evaluations.write import Pace, write_changes
from tests.services.evaluations.test_judge import CREATED, GROUP, NOW, judge, ready
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = Range(0, None)
ANSWER = SubmissionFact("f1", 1, NOW, {})


def page(*ids: int, window: Range = WHOLE, **facts: Any) -> Page[Range]:
    objects = [ObjectRow(one, "data", 7, 100 + one, int(CREATED.timestamp() * 1000)) for one in ids]
    return Page(objects=objects, names={7: ("anna", "Anna Person")}, window=window, **facts)


def a_run() -> Run:
    run = begin(group_id=GROUP, group_name="b", fingerprint="same", task_id="one", root_id="")
    assert run is not None
    return run


def evaluate(by: Judge, *pages: Page[Range], pace: Pace | None = None) -> list[Judged]:
    """Judge and write pages as a run does."""
    known, run, found = KnownPages.read(by), a_run(), []
    for one in pages:
        judged, kept = judge_or_recall(by, one, known)
        write_changes(
            run, judged.changes, fingerprint="same", pace=pace or Pace(), judged=[] if kept is None else [kept]
        )
        found.append(judged)
    return found


def is_known(by: Judge, one: Page[Range]) -> bool:
    """Whether a page is known again; what it comes to is then what judging it would say, and it reads nothing."""
    known = KnownPages.read(by)
    with CaptureQueriesContext(connection) as asked:
        recalled, kept = judge_or_recall(by, one, known)
    if kept is not None:
        return False
    anew, _kept = judge_or_recall(by, one, KnownPages([]))
    assert len(asked) == 0
    assert (recalled.counts.as_json(), recalled.problems) == (anew.counts.as_json(), anew.problems)
    assert len(anew.changes) == 0
    return True


def test_a_page_that_was_judged_is_known_again_and_its_findings_are_not_read() -> None:
    by = judge(ready(), ready(name="other*"), ready(broken="The form is retired."))
    here = page(1, 2, submissions={(1, 101): [ANSWER]})
    assert not is_known(by, here)
    evaluate(by, here)
    assert is_known(by, here)


def one_row(**changes: Any) -> Callable[[Page[Range]], Page[Range]]:
    return lambda here: replace(here, objects=[here.objects[0]._replace(**changes), *here.objects[1:]])


DIFFERENCES: dict[str, Callable[[Page[Range]], Page[Range]]] = {
    "a name": one_row(name="renamed"),
    "an owner": one_row(owner_id=8),
    "another object under the same id": one_row(creation_event=999),
    "an object more": lambda here: page(1, 2, 3),
    "an object less": lambda here: page(1),
    "an owner who is called otherwise": lambda here: replace(here, names={7: ("anna", "Anna Other")}),
    "an answer": lambda here: replace(here, submissions={(1, 101): [ANSWER]}),
    "a tag": lambda here: replace(here, tags={1: frozenset({"live"})}),
    "a project": lambda here: replace(here, projects={1: frozenset({"live"})}),
    "images": lambda here: replace(here, images={1: 3}),
    "another range": lambda here: replace(here, window=Range(0, 5)),
}


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_a_page_is_judged_again_where_anything_differs_that_its_findings_depend_on(difference: str) -> None:
    by, here = judge(ready()), page(1, 2)
    evaluate(by, here)
    assert is_known(by, here)
    assert not is_known(by, DIFFERENCES[difference](here))


def test_every_fact_of_an_answer_that_judging_looks_at_has_the_page_judged_again() -> None:
    by, here = judge(ready()), page(1, submissions={(1, 101): [ANSWER]})
    evaluate(by, here)
    for other in (
        replace(ANSWER, version=2),
        replace(ANSWER, form_id="f2"),
        replace(ANSWER, is_proven=False),
        replace(ANSWER, validates={1: False}),
    ):
        assert not is_known(by, replace(here, submissions={(1, 101): [other]}))
    assert is_known(by, replace(here, submissions={(1, 101): [replace(ANSWER, recorded_at=CREATED)]}))


def test_other_policies_versions_or_another_time_zone_have_all_pages_judged_again() -> None:
    policy, here = ready(), page(1, 2)
    by = judge(policy)
    evaluate(by, here)
    others: list[tuple[ReadyPolicy, ...]] = [
        (policy, ready()),
        (replace(policy, broken="The form is retired."),),
        (replace(policy, counting={"f1": CountingForm("f1", frozenset({1, 2}), None)}),),
        (replace(policy, policy=replace(policy.policy, grace_days=1)),),
    ]
    for policies in others:
        assert not is_known(judge(*policies), here)
    assert not is_known(replace(by, zone=ZoneInfo("Asia/Tokyo")), here)
    assert is_known(replace(by, policies=(replace(policy, evaluated_before=NOW),)), here)


def test_a_page_is_judged_again_once_a_grace_has_ended_a_week_has_passed_or_the_clock_was_set_back() -> None:
    policy = ready()
    graced = replace(policy, policy=replace(policy.policy, grace_days=32))
    by, here = judge(graced), page(1, 2)
    evaluate(by, here)

    def known_after(**time: int) -> bool:
        return is_known(replace(by, now=NOW + timedelta(**time)), here)

    assert [known_after(days=number) for number in (0, 1, 2, 3)] == [True, True, True, False]
    assert not known_after(days=-1)
    evaluate(judge(policy), here)
    late = judge(policy)
    assert is_known(replace(late, now=NOW + timedelta(days=7)), here)
    assert not is_known(replace(late, now=NOW + timedelta(days=8)), here)


def test_a_page_with_an_object_that_could_not_be_judged_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    by, here = judge(ready()), page(1, 2)
    with monkeypatch.context() as patched:
        patched.setattr("omero_forms.services.evaluations.judge.evaluate", lambda *_arguments: 1 / 0)
        evaluate(replace(by), here)
    assert not is_known(by, here)
    (judged,) = evaluate(by, here)
    assert len(judged.changes) == 2
    assert is_known(by, here)


@pytest.mark.parametrize("window", [Ids(frozenset({4, 2000})), Range(3, 5), None])
def test_pages_whose_findings_somebody_else_writes_are_judged_again_and_end_where_they_did(
    window: Ids | Range | None,
) -> None:
    by = judge(ready())
    pages = [page(1, 2, window=Range(0, 3)), page(4, 5, window=Range(3, 6)), page(7, 8, window=Range(6, 9))]
    evaluate(by, *pages)
    forget(GROUP, by.object_type.value, window)
    assert [is_known(by, one) for one in pages] == ([False] * 3 if window is None else [True, False, True])
    assert [KnownPages.read(by).end_after(after) for after in (0, 3, 6, 9)] == [3, 6, 9, None]


def test_a_worker_that_dies_amid_a_page_leaves_it_to_be_judged_again() -> None:
    class Dies(Pace):
        def took(self, seconds: float) -> None:
            raise KeyboardInterrupt

    by, before = judge(ready()), page(1, 2)
    evaluate(by, before)
    renamed = replace(before, objects=[one._replace(name="renamed") for one in before.objects])
    with pytest.raises(KeyboardInterrupt):
        evaluate(by, renamed, pace=Dies(rows=1))
    # What it was before is there again, but one finding speaks of what it was meanwhile.
    assert sorted(Finding.objects.values_list("name", flat=True)) == ["data", "renamed"]
    assert not is_known(by, before)


def test_pages_follow_the_ends_of_those_before_so_that_an_object_that_is_gone_moves_no_other() -> None:
    by = judge(ready())
    evaluate(by, page(1, 2, window=Range(0, 2)), page(3, 4, window=Range(2, 4)), page(5, window=Range(4, None)))
    known = KnownPages.read(by)
    assert [known.end_after(after) for after in (0, 1, 2, 3, 4, 5)] == [2, 2, 4, 4, None, None]
    evaluate(by, page(2, window=Range(0, 2)))
    assert is_known(by, page(3, 4, window=Range(2, 4)))
    # One that holds more now than fits a page is two, and those after it stay.
    evaluate(by, page(3, window=Range(2, 3)), page(4, window=Range(3, 4)))
    assert is_known(by, page(5, window=Range(4, None)))
    assert list(JudgedPage.objects.order_by("after").values_list("after", "upto")) == [
        (0, 2),
        (2, 3),
        (3, 4),
        (4, JudgedPage.END),
    ]


def test_a_policy_that_was_about_another_type_meanwhile_finds_all_of_its_objects_again(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b", types=(ObjectType.DATASET, ObjectType.PROJECT))
    dataset = facility.dataset("anna", "b")
    for object_type, found in (("Dataset", {dataset}), ("Project", set[int]()), ("Dataset", {dataset})):
        facility.apply(facility.policy("b", form, object_type=object_type))
        facility.evaluate("b")
        assert facility.statuses("b").keys() == found
