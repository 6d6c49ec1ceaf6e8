# SPDX-License-Identifier: AGPL-3.0-or-later
"""Local days of moments, and that a judgement depends on nothing else of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.days import day_of, midnights, number_of
from omero_forms.domain.policies.evaluate import (
    Case,
    CountingForm,
    ObjectRow,
    ReadyPolicy,
    SubmissionFact,
    evaluate,
    form_states,
)
from omero_forms.domain.policies.policy import Policy, PolicyForm, Requirement, TellMember
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType

ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")]
MOMENTS = st.integers(
    int(datetime(2010, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@cache
def marks(zone: ZoneInfo) -> list[int]:
    return [int(one.timestamp()) for one in midnights(zone)]


@given(st.sampled_from(ZONES), MOMENTS, st.integers(-200_000, 200_000))
def test_moments_have_the_same_day_exactly_where_the_calendar_of_the_zone_says_so(
    zone: ZoneInfo, moment: int, apart: int
) -> None:
    by_calendar = [datetime.fromtimestamp(one, zone).date() for one in (moment, moment + apart)]
    found = [day_of(marks(zone), one) for one in (moment, moment + apart)]
    assert (found[0] == found[1]) == (by_calendar[0] == by_calendar[1])


@given(st.sampled_from(ZONES), MOMENTS)
def test_a_day_has_the_number_of_its_moments(zone: ZoneInfo, moment: int) -> None:
    assert number_of(datetime.fromtimestamp(moment, zone).date()) == day_of(marks(zone), moment)


def facts(number: int, version: int, *, valid: bool, proven: bool = True) -> SubmissionFact:
    return SubmissionFact("a", version, NOW - timedelta(hours=number), {2: valid}, number, proven)


@given(
    st.sampled_from(ZONES),
    st.lists(MOMENTS, min_size=2, max_size=2),
    st.integers(0, 86_400),
    st.lists(st.builds(facts, st.integers(1, 4), st.integers(1, 2), valid=st.booleans(), proven=st.booleans())),
    st.integers(0, 20_000),
    st.sampled_from([None, None, date(2026, 12, 31)]),
)
def test_objects_of_one_case_are_judged_alike(
    zone: ZoneInfo,
    moments: list[int],
    later: int,
    submissions: list[SubmissionFact],
    grace: int,
    deadline: date | None,
) -> None:
    created, seen = moments
    policy = Policy(
        id=1, group_id=53, name="P", object_type=ObjectType.DATASET, selector=EVERYTHING,
        requirement=Requirement.ALL_OF, forms=(PolicyForm("a"),), grace_days=grace % 3000, start=date(2020, 1, 1),
        tell_member=TellMember.ANY, tell_owner_above=None, deadline=deadline,
    )  # fmt: skip
    ready = ReadyPolicy(policy, {"a": CountingForm("a", frozenset({2}), None)})

    def judged(created: int, seen: int, submissions: list[SubmissionFact], name: str) -> tuple[object, object]:
        row = ObjectRow(len(name), name, 7, 100, created * 1000)
        case = Case(object=row.facts(), first_seen=datetime.fromtimestamp(seen, UTC), submissions=submissions)
        days = (
            day_of(marks(zone), created),
            day_of(marks(zone), seen),
            number_of(policy.start if deadline is None else date.max),
        )
        key = (form_states(submissions), max(days))
        return key, evaluate(ready, case, NOW, zone)

    one = judged(created, seen, submissions, "one")
    # The other way round, later the same day, or both at once: often the same case, and then the same judgement.
    for other in (
        judged(seen, created, submissions, "another"),
        judged(created + later, seen + later, submissions[::-1], "c"),
    ):
        assert one[0] != other[0] or one[1] == other[1]
