# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying policies: idempotent, checked against forms and groups, and in the way of retiring their forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectType
from omero_forms.models import PolicyRow
from omero_forms.selectors.groups import find_group
from omero_forms.selectors.policies import active_policies
from omero_forms.services.forms.assign import unassign
from omero_forms.services.forms.publish import retire
from omero_forms.services.policies.apply import apply_policies
from tests.support.counts import Counts, counts
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_applying_the_same_file_again_changes_nothing(facility: Facility) -> None:
    facility.group("b")
    form = facility.form("b")
    policy = facility.policy("b", form, grace=14, tell_member="any", tell_owner_above=3)
    name = f"Metadata (b {facility.suffix})"
    assert facility.apply(policy).created == [name]
    before = PolicyRow.objects.values().get()

    again = facility.apply(policy)

    assert again.unchanged == [name]
    assert not (again.created or again.changed or again.ended)
    assert PolicyRow.objects.values().get() == before

    # What a group is called is followed, and requires nothing else.
    facility.rename_group("b", f"renamed {facility.suffix}")
    for _ in range(2):
        named = facility.apply(policy)
        assert (named.unchanged, named.is_change) == ([f"Metadata (renamed {facility.suffix})"], False)
    row = PolicyRow.objects.get()
    assert (row.group_name, row.number) == (f"renamed {facility.suffix}", before["number"] + 1)


def test_many_policies_are_compared_with_no_more_statements_than_one(facility: Facility) -> None:
    spent: list[Counts] = []
    admin = facility.world.user("admin")
    for names in (["b"], ["b", "c", "d", "e"]):
        for name in names[len(facility.groups) :]:
            facility.group(name)
        form = facility.form(*names)
        policies = [facility.policy(group, form, name=name) for group in names for name in ("One", "Two")]
        facility.apply(*policies)
        with counts() as found:
            # Without the looks at the stream of each group, which is written to.
            assert not apply_policies(admin, {"policies": policies}, preview=True).is_change
        spent.append(found)
    one, more = spent
    assert len(one.statements) == len(more.statements) <= 10, more
    assert sum('FROM "omero_forms_form"' in sql for sql in more.statements) == 2, more


def test_a_group_may_be_named_by_name_and_a_form_too(facility: Facility) -> None:
    group = facility.group("b")
    form = facility.form("b")
    facility.apply(
        {
            **facility.policy("b", form),
            "group": f"b {facility.suffix}",
            "forms": [{"form": form.name}],
        }
    )
    row = PolicyRow.objects.get()
    assert row.group_id == group
    assert [asked.form_id for asked in row.forms.all()] == [form.id]


def test_a_policy_that_is_not_in_the_file_any_more_ends_and_other_groups_keep_theirs(
    facility: Facility,
) -> None:
    for group in ("b", "c"):
        facility.group(group)
    form = facility.form("b", "c")
    facility.apply(facility.policy("b", form, name="One"), facility.policy("b", form, name="Two"))
    facility.apply(facility.policy("c", form))

    applied = facility.apply(facility.policy("b", form, name="One"))

    assert applied.ended == [f"Two (b {facility.suffix})"]
    assert [(row.group_name[0], row.name) for row in active_policies()] == [
        ("b", "One"),
        ("c", "Metadata"),
    ]


def test_a_policy_that_ended_resumes_when_it_is_applied_again(facility: Facility) -> None:
    facility.group("b")
    form = facility.form("b")
    one, two = facility.policy("b", form, name="One"), facility.policy("b", form, name="Two")
    facility.apply(one, two)
    facility.apply(one)
    assert facility.apply(one, two).changed == [f"Two (b {facility.suffix})"]
    assert active_policies().count() == 2


def test_a_policy_without_a_start_keeps_the_day_on_which_it_was_first_applied(
    facility: Facility,
) -> None:
    facility.group("b")
    policy = facility.policy("b", facility.form("b"))
    del policy["start"]
    facility.apply(policy)
    PolicyRow.objects.update(start=date(2026, 3, 1))

    assert facility.apply(policy).unchanged
    assert PolicyRow.objects.get().start == date(2026, 3, 1)
    assert facility.apply({**policy, "grace": 3}).changed
    assert PolicyRow.objects.get().start == date(2026, 3, 1)


def test_a_policy_that_resumes_without_a_start_begins_on_that_day(facility: Facility) -> None:
    facility.group("b")
    policy = facility.policy("b", facility.form("b"))
    del policy["start"]
    facility.apply(policy)
    begun = PolicyRow.objects.get().start
    PolicyRow.objects.update(start=date(2026, 3, 1), ended_at=timezone.now())

    facility.apply(policy)

    assert PolicyRow.objects.get().start == begun


@pytest.mark.parametrize("preview", [True, False])
def test_a_campaign_that_would_be_over_before_it_begins_is_refused_at_its_place(
    facility: Facility, preview: bool
) -> None:
    entries = []
    facility.group("b")
    for name, deadline in (("One", "2999-01-01"), ("Two", "2026-01-01"), ("Three", "2026-01-02")):
        entries.append(facility.policy("b", name=name, deadline=deadline))
        del entries[-1]["start"]
    of_site = [{**{key: entry[key] for key in entry if key != "group"}, "groups": "all"} for entry in entries]
    for section, some in (("policies", entries), ("site_policies", of_site)):
        with pytest.raises(FormsError) as fault:
            apply_policies(facility.world.user("admin"), {section: some}, preview=preview)
        pointers = [problem["pointer"] for problem in fault.value.details["problems"]]
        assert pointers == [f"/{section}/1/deadline", f"/{section}/2/deadline"]
    assert not PolicyRow.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"group": "no such group"}, "/policies/0/group"),
        ({"group": 0}, "/policies/0/group"),
        ({"group": "forms-store"}, "/policies/0/group"),
        ({"forms": [{"form": "no such form"}]}, "/policies/0/forms/0/form"),
        ({"object_type": "Image"}, "/policies/0/forms/0/form"),
        ({"requirement": "most_of"}, "/policies/0/requirement"),
        ({"tell_owner_above": "many"}, "/policies/0/tell_owner_above"),
        ({"colour": "blue"}, "/policies/0/colour"),
        ({"object_type": "Image", "selector": {"any": [{"name": "*"}, {"project": "P"}]}}, "/policies/0/selector"),
        ({"object_type": "Screen", "selector": {"min_images": 1}}, "/policies/0/selector"),
    ],
)
def test_a_file_that_cannot_be_used_names_each_place_and_changes_nothing(
    facility: Facility, changes: dict[str, Any], pointer: str
) -> None:
    facility.group("b")
    form = facility.form("b")
    fine = facility.policy("b", form, name="Fine")

    with pytest.raises(FormsError) as refused:
        facility.apply({**facility.policy("b", form), **changes}, fine)

    assert refused.value.code == "policy_invalid"
    assert pointer in [problem["pointer"] for problem in refused.value.details["problems"]]
    assert PolicyRow.objects.count() == 0


def test_a_form_must_be_assigned_published_and_have_the_version(facility: Facility) -> None:
    for group in ("b", "c"):
        facility.group(group)
    elsewhere, retired, young = facility.form("c"), facility.form("b"), facility.form("b")
    retire(facility.world.user("admin"), retired.id, message="")
    policy = facility.policy("b", elsewhere, retired, young)
    policy["forms"][2]["versions"] = {"from": 2}

    with pytest.raises(FormsError) as refused:
        facility.apply(policy)

    assert [problem["pointer"] for problem in refused.value.details["problems"]] == [
        "/policies/0/forms/0/form",
        "/policies/0/forms/1/form",
        "/policies/0/forms/2/versions/from",
    ]
    assert PolicyRow.objects.count() == 0


def test_group_owners_set_the_policies_of_their_group_and_of_no_other(facility: Facility) -> None:
    for group in ("b", "c"):
        facility.group(group)
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    form = facility.form("b", "c")
    assert facility.apply(facility.policy("b", form), by="olga").created
    for who, group in (("anna", "b"), ("olga", "c"), ("viewer", "b")):
        with pytest.raises(FormsError) as refused:
            facility.apply(facility.policy(group, form, grace=9), by=who)
        # It is said which group it is.
        [problem] = refused.value.details["problems"]
        assert (problem["pointer"], "You do not own this group" in problem["message"]) == ("/policies/0/group", True)
    assert PolicyRow.objects.get().grace_days == 0


def test_a_form_that_a_policy_asks_for_cannot_be_retired_or_unassigned(facility: Facility) -> None:
    facility.group("b")
    form = facility.form("b")
    facility.apply(facility.policy("b", form))
    admin = facility.world.user("admin")
    group = find_group(admin, str(facility.groups["b"]))

    attempts: tuple[Callable[[], object], ...] = (
        lambda: retire(admin, form.id, message=""),
        lambda: unassign(admin, form.id, group, (ObjectType.DATASET,)),
    )
    for attempt in attempts:
        with pytest.raises(FormsError) as refused:
            attempt()
        assert refused.value.code == "form_in_use"
        assert refused.value.details["policies"] == [f"Metadata (b {facility.suffix})"]

    PolicyRow.objects.update(ended_at=timezone.now())
    unassign(admin, form.id, group, (ObjectType.DATASET,))
    retire(admin, form.id, message="")


@pytest.mark.parametrize("name", ["system", "user", "guest", "omero-forms-store"])
def test_nothing_can_be_required_in_groups_that_never_count(facility: Facility, name: str) -> None:
    facility.group("b")
    policy = {**facility.policy("b"), "group": name}
    with pytest.raises(FormsError) as refused:
        facility.apply(facility.policy("b"), policy)
    (problem,) = refused.value.details["problems"]
    assert problem["pointer"] == "/policies/1/group"
    assert "Nothing can be required there" in problem["message"]
    assert PolicyRow.objects.count() == 0


def test_a_number_that_is_one_groups_id_and_anothers_name_is_no_guess(facility: Facility) -> None:
    group = facility.group("b")
    named = facility.world.lab.build.group(str(group), "rw----")
    with pytest.raises(FormsError) as refused:
        facility.apply(facility.policy("b"))
    assert "Write the group's name, in quotes" in refused.value.details["problems"][0]["message"]
    assert PolicyRow.objects.count() == 0

    facility.apply({**facility.policy("b"), "group": str(group)})

    assert PolicyRow.objects.get().group_id == named
