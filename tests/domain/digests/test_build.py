# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what. Group A requires nothing, B tells its members, C tells its owners above 3."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.digests.preferences import Cadence, Preference
from omero_forms.domain.digests.shapes import (
    DigestPolicy,
    FormLack,
    MemberDigest,
    NotTold,
    OwnerDigest,
    Unreached,
)
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement, TellMember
from omero_forms.domain.refs import ObjectType
from tests.domain.digests.digests_for_tests import (
    ADMIN,
    BEN,
    CLARA,
    ELENA,
    GROUP_B,
    GROUP_C,
    GROUPS,
    HUGO,
    JONAS,
    LEFT,
    MONDAY,
    PEOPLE,
    POLICIES,
    ROOT,
    Digests,
    fail,
    failing,
    kind_of,
    later,
    member,
    owner,
    recipients,
    run,
    told_of,
)

# --- who


def test_nobody_is_told_when_nothing_is_open():
    assert run([]) == Digests((), ())
    assert recipients(run([fail(1, CLARA, 5, status=Status.COMPLIANT)])) == []


def test_members_of_b_who_fail_are_told_and_its_owner_is_not():
    result = run([*failing(1, CLARA, 1), *failing(1, BEN, 9, 200)])
    assert recipients(result) == [("clara", "member"), ("ben", "member")]


@pytest.mark.parametrize(("count", "told"), [(3, []), (4, [("elena", "owner"), ("jonas", "owner")])])
def test_each_owner_of_c_is_told_once_when_a_member_has_more_than_three(count, told):
    assert recipients(run(failing(2, CLARA, count))) == told


def test_several_members_above_the_number_make_one_digest_for_each_owner():
    result = run([*failing(2, CLARA, 4), *failing(2, BEN, 5, 200)])
    assert recipients(result) == [("elena", "owner"), ("jonas", "owner")]
    (section,) = owner(result).sections
    assert [(row.person.name, row.past_due) for row in section.above] == [("ben", 5), ("clara", 4)]


def test_two_policies_on_one_object_are_one_failing_object():
    policies = {**POLICIES, 3: dataclasses.replace(POLICIES[2], id=3, name="C2")}
    doubled = [each for n in range(3) for each in (fail(2, CLARA, n), fail(3, CLARA, n))]
    assert recipients(run(doubled, policies=policies)) == []
    assert len(recipients(run([*doubled, fail(3, CLARA, 50)], policies=policies))) == 2


def test_a_dataset_and_an_image_of_the_same_id_are_two_objects():
    mixed = [*failing(2, CLARA, 3, 1), fail(2, CLARA, 1, object_type=ObjectType.IMAGE)]
    assert len(recipients(run(mixed))) == 2


@pytest.mark.parametrize("status", [Status.GRACE, Status.EXEMPT, Status.ERROR, Status.COMPLIANT, Status.RECOMMENDED])
def test_what_does_not_fail_does_not_count_for_owners(status):
    assert recipients(run([*failing(2, CLARA, 3), fail(2, CLARA, 500, status=status)])) == []


def test_the_objects_of_two_members_are_not_added_up():
    assert recipients(run([*failing(2, CLARA, 3), *failing(2, BEN, 3, 200)])) == []


def test_objects_in_another_group_do_not_count():
    findings = [*failing(2, CLARA, 3), *failing(1, CLARA, 3, 200)]
    assert recipients(run(findings)) == [("clara", "member")]


def test_the_least_number_that_a_groups_policies_name_decides():
    stricter = dataclasses.replace(POLICIES[2], id=3, name="C2", tell_owner_above=1)
    result = run(failing(2, CLARA, 2), policies={**POLICIES, 3: stricter})
    assert recipients(result) == [("elena", "owner"), ("jonas", "owner")]
    assert owner(result).sections[0].threshold == 1


def test_an_owners_own_objects_are_told_to_the_other_owners_too():
    result = run(failing(2, ELENA, 4))
    assert recipients(result) == [("elena", "owner"), ("jonas", "owner")]
    assert all(not each.as_admin for each in result.digests if isinstance(each, OwnerDigest))


def test_the_only_owners_own_objects_are_told_to_the_admins_too():
    groups = {GROUP_C: dataclasses.replace(GROUPS[GROUP_C], owner_ids=frozenset({ELENA}))}
    result = run(failing(2, ELENA, 4), groups=groups)
    assert recipients(result) == [("elena", "owner"), ("admin", "owner")]
    assert owner(result, ADMIN).as_admin == {GROUP_C}


def test_where_no_owner_can_be_reached_the_admins_are_told():
    people = {
        **PEOPLE,
        ELENA: dataclasses.replace(PEOPLE[ELENA], email=""),
        JONAS: dataclasses.replace(PEOPLE[JONAS], active=False),
    }
    assert recipients(run(failing(2, CLARA, 4), people=people)) == [("admin", "owner")]
    groups = {GROUP_C: dataclasses.replace(GROUPS[GROUP_C], owner_ids=frozenset())}
    assert recipients(run(failing(2, CLARA, 4), groups=groups)) == [("admin", "owner")]


def test_an_admin_who_owns_the_group_is_told_once():
    groups = {GROUP_C: dataclasses.replace(GROUPS[GROUP_C], owner_ids=frozenset({ADMIN}))}
    result = run([*failing(2, CLARA, 4), *failing(2, ADMIN, 4, 200)], groups=groups)
    assert recipients(result) == [("admin", "owner")]
    assert owner(result, ADMIN).as_admin == frozenset()


def test_an_owner_of_two_groups_has_one_digest_with_two_sections():
    policies = {**POLICIES, 1: dataclasses.replace(POLICIES[1], tell_owner_above=0)}
    result = run([*failing(1, CLARA, 1), *failing(2, BEN, 4, 200)], policies=policies)
    assert [section.group.id for section in owner(result, JONAS).sections] == [GROUP_B, GROUP_C]
    assert [section.group.id for section in owner(result, ELENA).sections] == [GROUP_C]


def test_special_and_inactive_users_get_nothing():
    findings = [*failing(1, ROOT, 2), *failing(1, LEFT, 3, 200), *failing(1, HUGO, 4, 300)]
    result = run(findings)
    assert result.digests == ()
    assert result.unreached == (
        Unreached(PEOPLE[ROOT], NotTold.SPECIAL, 2, (GROUP_B,)),
        Unreached(PEOPLE[HUGO], NotTold.NO_ADDRESS, 4, (GROUP_B,)),
        Unreached(PEOPLE[LEFT], NotTold.INACTIVE, 3, (GROUP_B,)),
    )


def test_who_left_the_group_is_told_no_names_from_it():
    result = run([*failing(1, ELENA, 2), *failing(1, CLARA, 1, 200)])
    assert recipients(result) == [("clara", "member")]
    assert result.unreached == (Unreached(PEOPLE[ELENA], NotTold.NOT_A_MEMBER, 2, (GROUP_B,)),)


def test_somebody_whom_omero_no_longer_has_is_no_crash():
    result = run([*failing(1, 77, 2), *failing(2, 77, 4, 200)])
    assert [each.reason for each in result.unreached] == [NotTold.INACTIVE]
    assert owner(result).sections[0].above[0].not_told is NotTold.INACTIVE


def test_findings_of_groups_and_policies_that_ended_are_left_out():
    assert run([fail(99, CLARA, 1)]) == Digests((), ())
    assert run(failing(1, CLARA, 1), groups={}) == Digests((), ())


def test_who_has_no_address_is_reported_to_the_owners_as_not_told():
    policies = {**POLICIES, 2: dataclasses.replace(POLICIES[2], tell_member=TellMember.ANY)}
    result = run([*failing(2, HUGO, 5), *failing(2, CLARA, 1, 200)], policies=policies)
    (section,) = owner(result).sections
    assert [(row.person.name, row.not_told) for row in section.above] == [("hugo", NotTold.NO_ADDRESS)]
    assert [(row.person.name, row.told_on) for row in section.others] == [("clara", MONDAY)]


def test_members_whom_no_policy_tells_are_shown_so():
    row = owner(run(failing(2, CLARA, 4))).sections[0].above[0]
    assert (row.not_told, row.told_on) == (NotTold.POLICY, None)


# --- when


def test_the_same_state_is_told_again_next_week_but_not_next_day():
    findings = [*failing(1, CLARA, 2), *failing(2, BEN, 4, 200)]
    first = run(findings)
    told = told_of(first)
    assert recipients(run(findings, period=later(1, "daily"), told=told)) == []
    assert recipients(run(findings, period=later(6, "daily"), told=told)) == []
    assert recipients(run(findings, period=later(7), told=told)) == recipients(first)


def test_something_newly_failing_is_told_the_next_day():
    told = told_of(run(failing(1, CLARA, 2)))
    result = run(failing(1, CLARA, 3), period=later(1, "daily"), told=told)
    digest = member(result)
    assert [row.object_id for row in digest.newly_failing] == [102]
    assert [row.object_id for row in digest.still_open] == [100, 101]


def test_owners_are_told_the_next_day_when_a_member_has_more_than_before():
    told = told_of(run(failing(2, CLARA, 4)))
    tomorrow = later(1, "daily")
    assert recipients(run(failing(2, CLARA, 4), period=tomorrow, told=told)) == []
    assert recipients(run(failing(2, CLARA, 3), period=tomorrow, told=told)) == []
    more = run(failing(2, CLARA, 5), period=tomorrow, told=told)
    assert recipients(more) == [("elena", "owner"), ("jonas", "owner")]
    row = owner(more).sections[0].above[0]
    assert (row.past_due, row.last_time, row.newly_above) == (5, 4, False)
    another = run([*failing(2, CLARA, 4), *failing(2, BEN, 4, 200)], period=tomorrow, told=told)
    rows = {row.person.name: row.newly_above for row in owner(another).sections[0].above}
    assert rows == {"ben": True, "clara": False}


@pytest.mark.parametrize(
    ("due", "told"),
    [(date(2026, 11, 30), [("clara", "member")]), (date(2026, 12, 1), [])],
)
def test_what_is_due_before_the_next_digest_is_told_while_it_can_be_mended(due, told):
    soon = fail(1, CLARA, 7, status=Status.GRACE, due=due, since=None)
    result = run([soon])
    assert recipients(result) == told
    if told:
        assert [(row.object_id, row.due) for row in member(result).due_soon] == [(7, due)]
        assert member(result).newly_failing == ()


def test_what_was_told_as_due_soon_and_then_fails_is_newly_failing():
    soon = fail(1, CLARA, 7, status=Status.GRACE, due=date(2026, 11, 27), since=None)
    told = told_of(run([soon]))
    digest = member(run([fail(1, CLARA, 7)], period=later(7), told=told))
    assert [row.object_id for row in digest.newly_failing] == [7]
    assert (digest.open_count, digest.was, digest.was_on) == (1, 1, MONDAY)


def test_the_newest_message_of_each_kind_is_what_was_told():
    first, second = run(failing(1, CLARA, 2)), run(failing(1, CLARA, 5), period=later(7))
    assert len(told_of(first, second).members[CLARA].failing) == 5
    chromatin = run(failing(2, CLARA, 4))
    traffic = run(
        failing(1, BEN, 1),
        policies={1: dataclasses.replace(POLICIES[1], tell_owner_above=0, tell_member=TellMember.NEVER)},
        period=later(7),
    )
    told = told_of(chromatin, traffic)
    assert told.told.owners[JONAS, GROUP_C].members == {CLARA: 4}
    assert told.told.owners[JONAS, GROUP_B].past_due == 1


# --- what


def test_a_members_digest_says_what_changed_since_the_last_one():
    before = [*failing(1, CLARA, 12, 100), *failing(1, CLARA, 3, 300)]
    told = told_of(run(before))
    now = [
        *failing(1, CLARA, 12, 100),
        *failing(1, CLARA, 1, 500),
        fail(1, CLARA, 600, status=Status.GRACE, due=date(2026, 12, 4), since=None),
        fail(1, CLARA, 300, status=Status.COMPLIANT),
        fail(1, CLARA, 301, status=Status.EXEMPT),
        # All that is required of 300 is there; what is only recommended is counted, of 700 too.
        fail(1, CLARA, 300, status=Status.RECOMMENDED),
        fail(1, CLARA, 700, status=Status.RECOMMENDED),
    ]
    digest = member(run(now, period=later(7), told=told))
    assert (digest.open_count, digest.was, digest.was_on) == (14, 15, MONDAY)
    assert [row.object_id for row in digest.newly_failing] == [500]
    assert [row.object_id for row in digest.due_soon] == [600]
    assert (len(digest.still_open), digest.still_open_total) == (10, 12)
    # 301 is exempt and 302 is not known of: neither is fixed.
    assert digest.fixed == ("dataset 300",)
    assert digest.recommended == (("Dataset", 300), ("Dataset", 700))
    assert [(group.name, group.owners) for group in digest.groups] == [("Traffic", ("Jonas",))]
    # Nobody is told to ask themself.
    assert [group.owners for group in member(run([fail(1, JONAS, 7)]), JONAS).groups] == [()]


def test_a_row_says_what_is_lacking_and_where_to_go():
    finding = fail(1, CLARA, 7, status=Status.OUTDATED, outdated_versions=(("x", 1),))
    (row,) = member(run([finding])).newly_failing
    assert (row.group_name, row.object_name, row.form_id) == ("Traffic", "dataset 7", "x")
    (item,) = row.items
    assert item.requirement == Requirement.ALL_OF
    assert (item.lacking, item.outdated_versions) == ((("x", "Form X"),), (("x", 1),))
    assert (item.status, item.due, item.since) == (
        Status.OUTDATED, date(2026, 11, 20), date(2026, 11, 21),
    )  # fmt: skip


def test_an_object_under_two_policies_is_one_row_with_the_worst_first_and_no_single_form():
    policies = {**POLICIES, 3: dataclasses.replace(POLICIES[1], id=3, forms=(("y", "Form Y"),))}
    findings = [
        fail(1, CLARA, 7, status=Status.GRACE, due=date(2026, 11, 25)),
        fail(3, CLARA, 7, lacking=("y",), group_id=GROUP_B),
    ]
    digest = member(run(findings, policies=policies))
    (row,) = digest.newly_failing
    assert digest.open_count == 1
    assert [item.policy_id for item in row.items] == [3, 1]
    assert (row.status, row.due, row.form_id) == (Status.MISSING, date(2026, 11, 20), None)


def test_an_object_that_fails_and_is_in_grace_under_another_policy_counts_as_failing_only():
    policies = {**POLICIES, 3: dataclasses.replace(POLICIES[2], id=3)}
    grace = fail(3, CLARA, 100, status=Status.GRACE, due=date(2027, 1, 1))
    result = run([*failing(2, CLARA, 4, 100), grace], policies=policies)
    (row,) = owner(result).sections[0].above
    assert (row.past_due, row.in_grace) == (4, 0)


def test_an_owners_digest_counts_members_forms_and_what_was():
    policies = {
        **POLICIES,
        3: DigestPolicy(3, GROUP_C, "C2", Requirement.ALL_OF, (("z", "Form Z"),), TellMember.ANY, 5),
    }
    before = [*failing(2, BEN, 5, 200)]
    told = told_of(run(before, policies=policies))
    now = [
        *failing(2, BEN, 4, 200),
        *failing(3, BEN, 2, 200, lacking=("z",), group_id=GROUP_C),
        fail(2, BEN, 290, status=Status.GRACE, due=date(2027, 1, 1)),
        *failing(3, CLARA, 1, 300, lacking=("z",), group_id=GROUP_C),
    ]
    (section,) = owner(run(now, policies=policies, period=later(7), told=told)).sections
    assert (section.group.name, section.threshold) == ("Chromatin", 3)
    assert (section.past_due, section.was, section.was_on) == (5, 5, MONDAY)
    (ben,) = section.above
    assert (ben.past_due, ben.last_time, ben.in_grace, ben.newly_above) == (4, 5, 1, False)
    (clara,) = section.others
    assert (clara.past_due, clara.last_time) == (1, 0)
    assert section.lacks == (
        FormLack("x", "Form X", 4, ("Form Y",)), FormLack("z", "Form Z", 3),
    )  # fmt: skip
    assert section.lack_several == 2
    assert section.policies == ("C1", "C2")


# --- for any state


statuses = st.sampled_from(list(Status))
anything = st.lists(
    st.builds(
        fail,
        st.sampled_from([1, 2]),
        st.sampled_from([CLARA, BEN, HUGO, ELENA, JONAS, ADMIN, ROOT, LEFT]),
        st.integers(1, 12),
        status=statuses,
        due=st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    ),
    max_size=40,
)


@given(anything)
def test_each_person_gets_at_most_one_digest_of_a_kind_and_never_who_should_not(findings):
    result = run(findings)
    keys = [(digest.person.id, kind_of(digest)) for digest in result.digests]
    assert len(keys) == len(set(keys))
    for digest in result.digests:
        assert digest.person.active
        assert digest.person.email.strip()
        assert not digest.person.special
        if isinstance(digest, MemberDigest):
            rows = (*digest.newly_failing, *digest.due_soon, *digest.still_open)
            own = {each.object_id for each in findings if each.owner_id == digest.person.id}
            assert {row.object_id for row in rows} <= own
            assert digest.open_count >= len(rows) > 0


@given(anything)
def test_ten_evaluations_in_a_row_tell_nothing_new(findings):
    told = told_of(run(findings))
    assert run(findings, period=later(0, "daily"), told=told).digests == ()


@given(anything, st.randoms())
def test_the_order_of_findings_changes_nothing_but_ties(findings, random):
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert recipients(run(findings)) == recipients(run(shuffled))


def test_what_stays_past_due_through_many_digests_is_told_to_owners_below_their_number_too():
    def owners(findings, *, after=28, **more):
        return run(findings, stuck_days=after, **more)

    old = failing(2, CLARA, 2, since=MONDAY - timedelta(days=28))
    fresh = failing(2, BEN, 3, first=200, since=MONDAY - timedelta(days=27))
    told = owners([*old, *fresh])
    assert recipients(told) == [("elena", "owner"), ("jonas", "owner")]
    (section,) = owner(told).sections
    assert [(row.person.id, row.stuck) for row in section.stuck] == [(CLARA, 2)]
    assert (section.above, [row.person.id for row in section.others]) == ((), [BEN])
    # Without the setting, or where the policies tell no owner, nobody is.
    assert recipients(owners([*old, *fresh], after=0)) == []
    silent = {2: replace(POLICIES[2], tell_owner_above=None)}
    assert recipients(owners(old, policies=silent)) == []
    # Neither stopping mails nor a pause ends it; with nobody to be told as owner admins are.
    off = replace(PEOPLE[CLARA], preference=Preference(Cadence.OFF, paused_until=MONDAY + timedelta(days=9)))
    assert recipients(owners(old, people={**PEOPLE, CLARA: off})) == [("elena", "owner"), ("jonas", "owner")]
    gone = {each: replace(PEOPLE[each], active=False) for each in (ELENA, JONAS)}
    assert recipients(owners(old, people={**PEOPLE, **gone})) == [("admin", "owner")]
    # Said once, it is news again after a week, or when more is stuck.
    before = told_of(told)
    assert recipients(owners([*old, *fresh], period=later(6, "daily"), told=before, after=35)) == []
    assert recipients(owners([*old, *fresh], period=later(1, "daily"), told=before)) == [
        ("elena", "owner"),
        ("jonas", "owner"),
    ]
