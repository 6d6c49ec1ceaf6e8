# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an object is found to be under a policy, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.policies.evaluate import (
    Case,
    CountingForm,
    Judgement,
    ObjectFacts,
    ReadyPolicy,
    SubmissionFact,
    counting_form,
    evaluate,
    first_seen_at,
    late_from,
)
from omero_forms.domain.policies.exemptions import Exemption
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import (
    CountingVersions,
    Level,
    Policy,
    PolicyForm,
    Requirement,
    Rule,
    TellMember,
)
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
COUNTING = {form: CountingForm(form, frozenset({2, 3}), None) for form in ("a", "b", "c")}


def policy(
    requirement: Requirement = Requirement.ALL_OF,
    forms: str = "a",
    *,
    grace: int = 0,
    start: date = date(2026, 1, 1),
    level: Level = Level.REQUIRED,
    deadline: date | None = None,
) -> Policy:
    return Policy(
        id=1,
        group_id=53,
        name="P",
        object_type=ObjectType.DATASET,
        selector=EVERYTHING,
        requirement=requirement,
        forms=tuple(PolicyForm(form) for form in forms),
        grace_days=grace,
        start=start,
        tell_member=TellMember.ANY,
        tell_owner_above=3,
        level=level,
        deadline=deadline,
    )


def submitted(form: str, version: int = 3, number: int = 1, **validates: bool) -> SubmissionFact:
    by_version = {int(name[1:]): value for name, value in validates.items()}
    return SubmissionFact(form, version, LONG_AGO, by_version, number)


def judge(
    on: Policy,
    *submissions: SubmissionFact,
    drafts: str = "",
    exemptions: Sequence[Exemption] = (),
    created: datetime = LONG_AGO,
    first_seen: datetime | None = None,
    counting=None,
    now: datetime = NOW,
    tz=BERLIN,
) -> Judgement:
    case = Case(
        object=ObjectFacts(5, "d", 7, created, None, 100),
        first_seen=first_seen or created,
        submissions=submissions,
        drafts=frozenset(drafts),
        exemptions=exemptions,
    )
    return evaluate(ReadyPolicy(on, counting or COUNTING), case, now, tz)


# --- one form


@pytest.mark.parametrize(
    ("submissions", "drafts", "status"),
    [
        ([], "", Status.MISSING),
        ([], "a", Status.INCOMPLETE),
        ([submitted("a", 3)], "", Status.COMPLIANT),
        ([submitted("a", 2)], "a", Status.COMPLIANT),
        ([submitted("a", 1, v2=True, v3=False)], "", Status.OUTDATED),
        ([submitted("a", 1, v2=False, v3=False)], "", Status.INVALID),
        ([submitted("a", 1, v2=False)], "", Status.ERROR),
        ([submitted("a", 1)], "", Status.ERROR),
        ([submitted("a", 3, v3=False)], "", Status.INVALID),
        ([submitted("b", 3)], "", Status.MISSING),
        # The newest submission is what counts.
        ([submitted("a", 3, 1), submitted("a", 1, 2, v2=True, v3=True)], "", Status.OUTDATED),
        ([submitted("a", 1, 2, v2=True), submitted("a", 3, 3)], "", Status.COMPLIANT),
    ],
)
def test_what_is_found_of_one_form(submissions, drafts, status):
    finding = judge(policy(), *submissions, drafts=drafts)
    assert finding.status is status
    assert finding.lacking == (() if status is Status.COMPLIANT else ("a",))
    assert finding.failing is (status in FAILING)


def test_a_form_without_a_version_that_counts_is_an_error_and_never_passes():
    counting = {"a": CountingForm("a", frozenset(), None)}
    finding = judge(policy(), submitted("a", 3), counting=counting)
    assert finding.status is Status.ERROR
    assert finding.reason


@pytest.mark.parametrize("draft_or_old", ["missing", "incomplete", "outdated", "invalid"])
def test_before_the_due_date_everything_that_would_fail_is_in_grace(draft_or_old):
    old = {
        "outdated": [submitted("a", 1, v2=True)],
        "invalid": [submitted("a", 1, v2=False, v3=False)],
    }
    finding = judge(
        policy(grace=400),
        *old.get(draft_or_old, []),
        drafts="a" if draft_or_old == "incomplete" else "",
    )
    assert finding.status is Status.GRACE
    assert not finding.failing


# --- due dates


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "due"),
    [
        ({}, date(2026, 1, 15)),
        ({"created": at(3, 10)}, date(2026, 3, 24)),
        ({"start": date(2026, 4, 1)}, date(2026, 4, 15)),
        ({"first_seen": at(5, 1)}, date(2026, 5, 15)),
        ({"newly": at(6, 1)}, date(2026, 6, 15)),
        ({"until": date(2026, 7, 1)}, date(2026, 7, 15)),
        ({"created": at(3, 10), "start": date(2026, 4, 1), "newly": at(2, 1)}, date(2026, 4, 15)),
        # 23:30 UTC is the next day in Berlin.
        ({"created": at(3, 10, 23)}, date(2026, 3, 25)),
    ],
)
def test_due_is_the_latest_of_all_beginnings_plus_grace(given_, due):
    until = given_.get("until")
    finding = judge(
        policy(grace=14, start=given_.get("start", date(2026, 1, 1))),
        created=given_.get("created", LONG_AGO),
        first_seen=given_.get("first_seen"),
        exemptions=[Exemption(until, "r", "x")] if until else [],
        counting={"a": CountingForm("a", frozenset({2, 3}), given_.get("newly"))},
    )
    assert finding.due == due
    assert finding.status is Status.MISSING


@pytest.mark.parametrize(
    ("now", "status"),
    [
        # Berlin is one hour before UTC in winter: the day of 22 Nov ends at 23:00 UTC.
        (datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC), Status.GRACE),
        (datetime(2026, 11, 22, 23, 0, 0, tzinfo=UTC), Status.MISSING),
    ],
)
def test_nothing_is_late_before_the_end_of_the_day_in_the_facilitys_time_zone(now, status):
    finding = judge(policy(start=date(2026, 11, 20), grace=2), now=now)
    assert finding.status is status
    assert finding.due == date(2026, 11, 22)
    assert finding.late_from == datetime(2026, 11, 22, 23, tzinfo=UTC)


def test_the_end_of_a_day_follows_summer_time():
    assert late_from(date(2026, 10, 25), BERLIN) == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert late_from(date(2026, 10, 24), BERLIN) == datetime(2026, 10, 24, 22, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 400),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC", "Pacific/Apia"]),
)
def test_an_object_made_today_has_at_least_today_and_its_grace(created, grace, zone):
    tz = ZoneInfo(zone)
    on = policy(grace=grace, start=date(2020, 1, 1))
    # A day in which the clocks are set forward has an hour less.
    then = max(created, created + timedelta(days=grace) - timedelta(hours=1))
    finding = judge(on, created=created, now=then, tz=tz)
    assert finding.status is Status.GRACE
    assert finding.late_from is not None
    assert finding.late_from > then
    late = judge(on, created=created, now=finding.late_from, tz=tz)
    assert late.status is Status.MISSING


def test_an_object_that_was_there_at_the_first_evaluation_gets_no_new_grace():
    assert first_seen_at(created=LONG_AGO, previous_evaluation=None, now=NOW) == LONG_AGO


def test_an_object_that_came_in_from_elsewhere_has_its_grace_from_then_on():
    before = NOW - timedelta(minutes=5)
    assert first_seen_at(created=LONG_AGO, previous_evaluation=before, now=NOW) == NOW
    young = NOW - timedelta(minutes=2)
    assert first_seen_at(created=young, previous_evaluation=before, now=NOW) == young


def test_a_version_newly_required_restarts_the_clock_only_where_it_is_required():
    published = {1: at(1, 1), 2: at(5, 1), 3: at(9, 1)}
    assert counting_form(PolicyForm("a"), published) == CountingForm("a", frozenset({1, 2, 3}), None)
    from_2 = counting_form(PolicyForm("a", CountingVersions(Rule.FROM, 2)), published)
    assert from_2 == CountingForm("a", frozenset({2, 3}), at(5, 1))
    current = counting_form(PolicyForm("a", CountingVersions(Rule.CURRENT)), published)
    assert current == CountingForm("a", frozenset({3}), at(9, 1))


# --- exemptions


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (None, Status.EXEMPT),
        (date(2026, 12, 31), Status.EXEMPT),
        (date(2026, 11, 23), Status.EXEMPT),
        (date(2026, 11, 22), Status.GRACE),
        (date(2026, 11, 8), Status.MISSING),
    ],
)
def test_an_exemption_lasts_through_its_last_day_and_then_the_clock_restarts(until, status):
    finding = judge(policy(grace=14), exemptions=[Exemption(until, "re-validated", "elena")])
    assert finding.status is status
    assert not (finding.failing and status is Status.EXEMPT)


def test_an_exemption_tells_its_reason_and_its_end():
    until = date(2026, 12, 31)
    finding = judge(policy(), exemptions=[Exemption(until, "lot is re-validated", "elena")])
    assert (finding.reason, finding.due, finding.lacking) == ("lot is re-validated (approved by elena)", until, ())


def test_an_exempt_object_that_complies_is_compliant():
    exemption = Exemption(None, "r", "x")
    assert judge(policy(), submitted("a"), exemptions=[exemption]).status is Status.COMPLIANT


def test_an_exemption_from_one_form_leaves_the_others():
    exemption = Exemption(None, "r", "x", frozenset({"a"}))
    finding = judge(policy(forms="ab"), exemptions=[exemption])
    assert (finding.status, finding.lacking) == (Status.MISSING, ("b",))


def test_each_form_may_have_an_exemption_of_its_own():
    of_a = Exemption(date(2026, 12, 1), "lot is re-validated", "elena", frozenset({"a"}))
    of_b = Exemption(date(2026, 12, 31), "no antibody", "elena", frozenset({"b"}))
    every = judge(policy(forms="ab"), exemptions=[of_b, of_a])
    assert (every.status, every.due, every.reason) == (Status.EXEMPT, of_a.until, of_a.said)
    one = judge(policy(Requirement.ONE_OF, "ab"), exemptions=[of_b, of_a])
    assert (one.status, one.due, one.reason) == (Status.EXEMPT, of_b.until, of_b.said)
    assert judge(policy(forms="abc"), exemptions=[of_b, of_a]).lacking == ("c",)


def test_of_several_exemptions_the_one_that_lasts_longest_counts():
    ended, lasting = Exemption(date(2026, 11, 1), "old", "x"), Exemption(date(2026, 12, 1), "new", "x")
    for given_ in ([ended, lasting], [lasting, ended]):
        finding = judge(policy(grace=14), exemptions=given_)
        assert (finding.status, finding.reason, finding.due) == (Status.EXEMPT, lasting.said, lasting.until)
    earlier = Exemption(date(2026, 10, 1), "older", "x")
    assert judge(policy(grace=14), exemptions=[ended, earlier]).due == date(2026, 11, 15)
    without_end = Exemption(None, "for ever", "x")
    assert judge(policy(), exemptions=[without_end, lasting]).due is None


def test_of_a_policy_that_cannot_be_judged_by_each_object_is_an_error_that_says_why():
    case = Case(object=ObjectFacts(5, "d", 7, LONG_AGO, None, 100), first_seen=LONG_AGO)
    finding = evaluate(ReadyPolicy(policy(), COUNTING, broken="The form is retired."), case, NOW, BERLIN)
    assert (finding.status, finding.reason) == (Status.ERROR, "The form is retired.")


# --- several forms

BEST_FIRST = [
    Status.COMPLIANT,
    Status.EXEMPT,
    Status.GRACE,
    Status.OUTDATED,
    Status.INCOMPLETE,
    Status.INVALID,
    Status.MISSING,
]


def arranged(wanted: dict[str, Status], requirement: Requirement) -> Judgement:
    """A finding of a policy whose forms have the wanted statuses."""
    submissions = []
    drafts = ""
    exempt = set()
    counting = dict(COUNTING)
    for form, status in wanted.items():
        if status is Status.COMPLIANT:
            submissions.append(submitted(form))
        elif status is Status.OUTDATED:
            submissions.append(submitted(form, 1, v2=True))
        elif status is Status.INVALID:
            submissions.append(submitted(form, 1, v2=False, v3=False))
        elif status is Status.ERROR:
            submissions.append(submitted(form, 1))
        elif status is Status.INCOMPLETE:
            drafts += form
        elif status is Status.EXEMPT:
            exempt.add(form)
        elif status is Status.GRACE:
            counting[form] = CountingForm(form, frozenset({2, 3}), NOW)
    finding = judge(
        policy(requirement, "".join(wanted)),
        *submissions,
        drafts=drafts,
        exemptions=[Exemption(None, "r", "x", frozenset(exempt))] if exempt else [],
        counting=counting,
    )
    assert {each.form_id: each.status for each in finding.forms} == wanted
    return finding


@pytest.mark.parametrize(("one", "two"), list(product(BEST_FIRST, repeat=2)))
def test_all_of_the_worst_form_counts_one_of_the_best(one, two):
    wanted = {"a": one, "b": two}
    ranks = sorted([one, two], key=BEST_FIRST.index)
    assert arranged(wanted, Requirement.ONE_OF).status is ranks[0]
    assert arranged(wanted, Requirement.ALL_OF).status is ranks[1]


@pytest.mark.parametrize("other", BEST_FIRST)
def test_an_error_beats_all_but_compliant(other):
    wanted = {"a": Status.ERROR, "b": other}
    assert arranged(wanted, Requirement.ALL_OF).status is Status.ERROR
    one_of = arranged(wanted, Requirement.ONE_OF).status
    assert one_of is (Status.COMPLIANT if other is Status.COMPLIANT else Status.ERROR)


def test_all_of_lacks_what_is_not_done_one_of_lacks_all_of_its_forms():
    wanted = {"a": Status.COMPLIANT, "b": Status.MISSING, "c": Status.OUTDATED}
    assert arranged(wanted, Requirement.ALL_OF).lacking == ("b", "c")
    wanted["a"] = Status.INCOMPLETE
    assert arranged(wanted, Requirement.ONE_OF).lacking == ("a", "b", "c")


def test_all_of_is_due_with_its_first_form_one_of_with_its_last():
    counting = {
        "a": CountingForm("a", frozenset({2}), at(3, 1)),
        "b": CountingForm("b", frozenset({2}), at(5, 1)),
    }
    all_of = judge(policy(Requirement.ALL_OF, "ab"), counting=counting)
    one_of = judge(policy(Requirement.ONE_OF, "ab"), counting=counting)
    assert (all_of.due, one_of.due) == (date(2026, 3, 1), date(2026, 5, 1))


@pytest.mark.parametrize("grace", [0, 3000])
@pytest.mark.parametrize(("answers", "lacking"), [((), ("a",)), ((submitted("a", 1, v2=True, v3=True),), ("a",))])
def test_what_is_only_recommended_is_lacking_and_never_owed(grace, answers, lacking):
    finding = judge(policy(grace=grace, level=Level.RECOMMENDED), *answers)
    assert (finding.status, finding.lacking) == (Status.RECOMMENDED, lacking)
    assert (finding.due, finding.late_from, finding.failing) == (None, None, False)


def test_what_is_recommended_can_be_done_excused_or_broken_like_anything_else():
    recommended = policy(level=Level.RECOMMENDED)
    excused = [Exemption(None, "Lost", "admin")]
    assert judge(recommended, submitted("a")).status is Status.COMPLIANT
    assert judge(recommended, exemptions=excused).status is Status.EXEMPT
    assert judge(recommended, submitted("a", 1)).status is Status.ERROR


def test_a_campaign_is_due_on_its_day_however_old_or_new_an_object_is():
    campaign = policy(deadline=date(2026, 12, 31), start=date(2026, 1, 1))
    new = at(12, 30)
    for created in (LONG_AGO, new):
        finding = judge(campaign, created=created, now=new)
        assert (finding.status, finding.due) == (Status.GRACE, date(2026, 12, 31))
    after = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert judge(campaign, created=after, now=after).failing
    # Nobody is late with what could not be answered yet, or was excused.
    published = {"a": CountingForm("a", frozenset({4}), after)}
    assert judge(campaign, counting=published, now=after).due == date(2027, 1, 1)
    ended = [Exemption(date(2027, 2, 1), "Lost", "admin")]
    assert judge(campaign, exemptions=ended, now=datetime(2027, 2, 2, 12, tzinfo=UTC)).due == date(2027, 2, 1)


def test_a_policy_that_requires_nothing_finds_nothing():
    finding = judge(policy(Requirement.NONE, ""))
    assert (finding.status, finding.lacking, finding.due) == (Status.COMPLIANT, (), None)


@given(
    st.lists(st.sampled_from([*BEST_FIRST, Status.ERROR]), min_size=1, max_size=3),
    st.sampled_from([Requirement.ALL_OF, Requirement.ONE_OF]),
)
def test_every_finding_says_when_and_what_unless_it_is_done(statuses, requirement):
    finding = arranged(dict(zip("abc", statuses, strict=False)), requirement)
    if finding.failing or finding.status is Status.GRACE:
        assert finding.due is not None
        assert finding.late_from is not None
        assert finding.lacking
        assert finding.late_from <= NOW or not finding.failing
    if finding.status is Status.COMPLIANT:
        assert finding.lacking == ()
