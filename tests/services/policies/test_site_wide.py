# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins require of many groups: each has its share beside its own policies, and only admins change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.changes import Origin
from omero_forms.domain.policies.source import read_policy_yaml, write_policy_yaml
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, PolicyRow, RecordRow, SitePolicyRow
from omero_forms.selectors import canonical_export
from omero_forms.selectors.groups import find_group
from omero_forms.selectors.policies import active_policies
from omero_forms.selectors.policy_files import policies_file
from omero_forms.selectors.reports import group_report
from omero_forms.services.forms.assign import unassign
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.verify import verify
from omero_forms.services.policies.apply import apply_policies, sources_of
from omero_forms.services.policies.change import change_policy, end_policy
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.support.counts import Counts, counts
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)


def refused(attempt: Callable[[], object]) -> FormsError:
    with pytest.raises(FormsError) as fault:
        attempt()
    return fault.value


def required(group: int) -> list[tuple[str, int, bool]]:
    """What is required in a group: name, grace, and whether it is of the site."""
    return [(row.name, row.grace_days, row.site_policy_id is not None) for row in active_policies([group])]


def of_site(facility: Facility, *forms: Any, **changes: Any) -> dict[str, Any]:
    """A site-wide policy as a file would say it."""
    whole = {**facility.policy("b", *forms, name="Everywhere"), "groups": "all", **changes}
    del whole["group"]
    return whole


def test_groups_have_their_share_beside_their_own_policies_and_only_admins_change_it(
    facility: Facility, log: object
) -> None:
    lose_records(facility.world)
    b, c = facility.group("b"), facility.group("c")
    form = facility.form("b")
    facility.person("olga", owner_of=("b", "c"))
    facility.person("anna", "b", "c")
    admin = facility.world.user("admin")
    own = facility.policy("b", form, name="Everywhere", grace=30)
    apply_policies(admin, {"policies": [own]})
    text = write_policy_yaml({"site_policies": [of_site(facility, form, grace=3), of_site(facility, name="Nothing")]})
    file = read_policy_yaml(text)

    made = apply_policies(admin, file.data, sources=sources_of(text, file, "5f" * 32))

    assert [str(one) for one in made.policies] == ["Everywhere (all groups)", "Nothing (all groups)"]
    # Their own of the same name stands beside it; where its form is not offered it waits.
    assert required(b) == [("Everywhere", 30, False), ("Everywhere", 3, True), ("Nothing", 0, True)]
    assert required(c) == [("Nothing", 0, True)]
    assert not apply_policies(admin, file.data, sources=sources_of(text, file, "5f" * 32)).is_change
    exported = policies_file(admin)
    assert [one["groups"] for one in exported["site_policies"]] == ["all", "all"]
    assert [one["name"] for one in exported["policies"]] == ["Everywhere"]
    assert not apply_policies(admin, exported).is_change
    everywhere = SitePolicyRow.objects.get(name="Everywhere")
    assert (everywhere.source or {})["entry"] == 0

    share = PolicyRow.objects.exclude(site_policy=None).get(group_id=b, name="Everywhere")
    with facility.session("olga") as olga:
        for attempt in (
            lambda: end_policy(olga, share.pk, base=share.number, via=Via.PAGE),
            lambda: change_policy(olga, share.pk, _terms(share), base=share.number, via=Via.PAGE),
        ):
            assert refused(attempt).code == "policy_from_site"
        assert refused(lambda: apply_policies(olga, {"site_policies": []})).code == "forbidden"
        # Their own file ends their own policy, and no more than that.
        assert apply_policies(olga, {"policies": [facility.policy("b", name="Ours")]}).ended == [
            f"Everywhere (b {facility.suffix})"
        ]
        assert "site_policies" not in policies_file(olga)
        assert [(one.name, one.origin) for one in group_report(olga, b).policies] == [
            ("Everywhere", Origin.SITE),
            ("Nothing", Origin.SITE),
            ("Ours", Origin.BROWSER),
        ]
    group = find_group(admin, str(b))
    assert refused(lambda: unassign(admin, form.id, group, (ObjectType.DATASET,))).code == "form_in_use"

    # A group that is new, or where the form is offered by now, gets its share when it is evaluated; both are judged.
    d = facility.group("d")
    facility.assign(form, "c")
    dataset = facility.dataset("anna", "c")
    for one in ("c", "d"):
        facility.evaluate(one)
    assert required(c) == [("Everywhere", 3, True), ("Nothing", 0, True)]
    assert required(d) == [("Nothing", 0, True)]
    assert dataset in {one.object_id for one in everywhere.policies.get(group_id=c).findings.all()}

    listed = apply_policies(
        admin, {"site_policies": [of_site(facility, form, grace=3, groups=[f"c {facility.suffix}"])]}
    )
    assert [one.what.value for one in listed.policies] == ["changed", "ended"]
    assert listed.policies[0].differences == {"groups": ["all", [f"c {facility.suffix}"]]}
    assert (required(b), required(c)) == ([("Ours", 0, False)], [("Everywhere", 3, True)])
    sweep(Deadline.after(60))

    before = list(canonical_export.lines())
    lose_database()
    assert rebuild().quarantined == []
    assert list(canonical_export.lines()) == before
    told: list[Finding] = []
    verify(None, told.append)
    assert told == []
    SitePolicyRow.objects.filter(name="Everywhere").update(groups=None)
    verify(None, told.append)
    assert [one.stream for one in told] == ["policy/0"]


def _terms(row: PolicyRow) -> Any:
    from omero_forms.selectors.policies import as_domain

    return as_domain(row)


def test_a_policy_for_many_groups_costs_no_more_statements_than_for_one(facility: Facility) -> None:
    admin = facility.world.user("admin")
    groups = [facility.group(name) for name in ("b", "c", "d", "e")]
    form = facility.form("b", "c", "d", "e")
    spent: list[Counts] = []
    for some in (groups[:1], groups):
        data = {"site_policies": [of_site(facility, form, groups=some)]}
        apply_policies(admin, data)
        # Without the looks at the stream of each group, which is written to.
        with counts() as found:
            assert not apply_policies(admin, data, preview=True).is_change
        with counts() as ending:
            assert apply_policies(admin, {"site_policies": []}, preview=True).ended
        spent += [found, ending]
    one, one_ends, many, all_end = spent
    assert len(one.statements) == len(many.statements) <= 14, many
    assert len(one_ends.statements) == len(all_end.statements) <= 12, all_end


def test_a_site_wide_policy_that_cannot_be_is_refused_with_its_place_and_none_at_all_ends_all(
    facility: Facility,
) -> None:
    lose_records(facility.world)
    b = facility.group("b")
    form = facility.form("b")
    admin = facility.world.user("admin")
    entries = [
        of_site(facility, form, groups=[b, "no such group", "system"]),
        of_site(facility, form, name="Two", groups=[]),
        {**of_site(facility, form, name="Three"), "group": b},
        of_site(facility, form, name="Three", requirement="most"),
    ]
    pointers = []
    for entry in (entries, entries[:1]):
        problems = refused(partial(apply_policies, admin, {"site_policies": entry})).details["problems"]
        pointers.append([one["pointer"] for one in problems])
    assert pointers == [
        ["/site_policies/1/groups", "/site_policies/2/group", "/site_policies/3/requirement", "/site_policies/3/name"],
        ["/site_policies/0/groups/1"],
    ]
    facility.group("c")
    asked = of_site(facility, form, groups=[facility.groups["c"]])
    [problem] = refused(lambda: apply_policies(admin, {"site_policies": [asked]})).details["problems"]
    assert problem["pointer"] == "/site_policies/0/groups/0"
    assert not RecordRow.objects.filter(stream__name="policy/0").exists()
    apply_policies(admin, {"site_policies": [of_site(facility, form)]})
    assert apply_policies(admin, {"site_policies": []}).ended == ["Everywhere (all groups)"]
    assert required(b) == []
    # One that ended goes on when it is applied again.
    assert apply_policies(admin, {"site_policies": [of_site(facility, form)]}).changed == ["Everywhere (all groups)"]
    assert required(b) == [("Everywhere", 0, True)]
    names = Event.objects.filter(group_id=None, name__startswith="policy.").order_by("id")
    assert list(names.values_list("name", flat=True)) == ["policy.made", "policy.ended", "policy.resumed"]
