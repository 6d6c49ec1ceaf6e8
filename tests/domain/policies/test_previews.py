# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted and kept of a preview, and when its first mails would go out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.evaluate import (
    Case,
    CountingForm,
    ObjectFacts,
    ReadyPolicy,
    SubmissionFact,
    unchecked_versions,
)
from omero_forms.domain.policies.exemptions import Exemption
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Policy, PolicyForm, Requirement, TellMember
from omero_forms.domain.policies.previews import (
    MOST_KEPT,
    Preview,
    WouldFind,
    mail_days,
    would_find,
    would_find_unchecked,
)
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType

TODAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


def grace(number: int, days: int, owner: int = 1) -> WouldFind:
    return WouldFind(number, number, owner, Status.GRACE, Status.MISSING, TODAY + timedelta(days=days), ("f",))


def failing(number: int, owner: int = 1) -> WouldFind:
    return WouldFind(number, number, owner, Status.MISSING, Status.MISSING, TODAY - timedelta(days=1), ("f",))


def test_what_is_in_grace_fails_from_the_day_after_its_last_one() -> None:
    one = grace(1, 3)
    assert [one.on(TODAY + timedelta(days=each)) for each in (0, 3, 4)] == ["grace", "grace", "missing"]
    assert one.fails_from == TODAY + timedelta(days=4)
    for status in (Status.COMPLIANT, Status.EXEMPT, Status.ERROR):
        assert WouldFind(1, 1, 1, status, status, TODAY).fails_from is None


found = st.builds(
    WouldFind,
    st.integers(1, 50),
    st.integers(1, 50),
    st.integers(1, 4),
    st.sampled_from(Status),
    st.just(Status.MISSING),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.lists(st.sampled_from("ab"), unique=True).map(tuple),
    st.just((("a", 1),)),
    st.sampled_from(["", "Why."]),
)


@given(st.lists(st.lists(found, max_size=8), max_size=4))
def test_each_object_is_counted_once_and_a_job_keeps_all_of_it(pages: list[list[WouldFind]]) -> None:
    preview = Preview()
    for page in pages:
        preview.add(page, looked_at=len(page) + 1, unchecked=1)
    every = [one for page in pages for one in page]
    assert (preview.total, preview.covered) == (len(every) + len(pages), len(every) + len(pages))
    assert preview.unchecked == len(pages)
    assert preview.statuses == Counter(one.status for one in every)
    lacking = (one for one in every if one.status is not Status.COMPLIANT)
    assert sorted(preview.kept, key=repr) == sorted(lacking, key=repr)
    owed = [one for one in every if one.status is Status.GRACE or one.status in FAILING]
    assert sum(one.failing + one.grace for one in preview.people()) == len(owed)
    kept = json.loads(json.dumps(preview.as_json()))
    assert Preview.from_json(kept).as_json() == preview.as_json()
    assert "name" not in json.dumps(kept)


def test_those_that_are_due_first_are_kept_of_many() -> None:
    preview = Preview()
    many = [grace(number, days=number) for number in range(1, 2 * MOST_KEPT + 3)]
    preview.add(reversed(many), looked_at=len(many))
    preview.add([failing(number=0)], looked_at=1)
    assert [one.object_id for one in preview.kept] == list(range(MOST_KEPT))
    assert (preview.open, preview.is_whole) == (len(many) + 1, False)


def test_the_first_mails_go_out_on_days_of_digests() -> None:
    def days(*kept: WouldFind, above: int | None = None, tells_members: bool = True) -> list[int]:
        found = mail_days(kept, first=TODAY, step=WEEK, above=above, tells_members=tells_members)
        return [(one - TODAY).days for one in found]

    assert days() == []
    # Past due already, and due by the digest after the first one: both are told with it.
    assert days(failing(1)) == days(grace(1, 7)) == days(grace(1, 0)) == [0]
    assert days(grace(1, 8)) == days(grace(1, 14)) == [7]
    assert days(grace(1, 15), grace(2, 40)) == [14]
    assert days(grace(1, 15), tells_members=False) == []
    # Owners are told once somebody has more than so many past due.
    assert days(grace(1, 15), grace(2, 40, owner=2), above=1, tells_members=False) == []
    assert days(grace(1, 15), grace(2, 20), above=1) == [14, 21]
    assert days(failing(1), failing(2), above=1) == [0]
    assert days(WouldFind(1, 1, 1, Status.ERROR, Status.ERROR), above=0) == []


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FORMS = ("a", "b")


@given(
    st.sampled_from([Requirement.ALL_OF, Requirement.ONE_OF]),
    st.integers(0, 10),
    st.dictionaries(st.sampled_from(FORMS), st.tuples(st.integers(1, 3), st.none() | st.booleans(), st.booleans())),
    st.sets(st.sampled_from(FORMS)),
    st.sets(st.sampled_from(FORMS)),
)
def test_an_object_is_unchecked_only_where_what_is_found_depends_on_answers_that_wait(
    requirement: Requirement,
    grace: int,
    answered: dict[str, tuple[int, bool | None, bool]],
    excused: set[str],
    waiting: set[str],
) -> None:
    ready = ReadyPolicy(
        Policy(
            id=1, group_id=1, name="P", object_type=ObjectType.DATASET, selector=EVERYTHING, requirement=requirement,
            forms=tuple(PolicyForm(one) for one in FORMS), grace_days=grace, start=TODAY - timedelta(days=5),
            tell_member=TellMember.NEVER, tell_owner_above=None,
        ),
        {one: CountingForm(one, frozenset({2, 3}), None) for one in FORMS},
    )  # fmt: skip
    facts = [
        SubmissionFact(form, version, NOW, {} if known is None else {3: known}, is_proven=proven)
        for form, (version, known, proven) in answered.items()
    ]
    began = NOW - timedelta(days=30)
    case = Case(
        object=ObjectFacts(1, "D", 1, began, None, 1), first_seen=began, submissions=facts,
        exemptions=[Exemption(TODAY + timedelta(days=9), "Why.", "olga", frozenset(excused))] if excused else [],
    )  # fmt: skip

    found = would_find_unchecked(ready, case, waiting, NOW, UTC)

    # Whatever a check may still say, form by form.
    places = [place for place, fact in enumerate(facts) if fact.form_id in waiting]
    possible = set()
    for verdicts in product([True, False], repeat=len(places)):
        told = list(facts)
        for place, valid in zip(places, verdicts, strict=True):
            fact = facts[place]
            more = dict.fromkeys(unchecked_versions(ready.counting[fact.form_id], fact), valid)
            told[place] = replace(fact, validates={**fact.validates, **more})
        possible.add(would_find(ready, replace(case, submissions=told), NOW, UTC))
    assert possible == {found} if found is not None else len(possible) > 1
