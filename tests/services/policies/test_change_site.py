# SPDX-License-Identifier: AGPL-3.0-or-later
"""Admins make, change, end and put away one site-wide policy, beside what files do: nobody overwrites what they did not
see, and each group's share follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.source import read_policy_yaml, write_policy_yaml
from omero_forms.domain.policies.words import terms_of
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, PolicyRow, RecordRow, RecordState, SitePolicyRow
from omero_forms.selectors import canonical_export
from omero_forms.selectors.policy_files import policies_file
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.verify import verify
from omero_forms.services.policies.apply import apply_policies, sources_of
from omero_forms.services.policies.change_site import (
    archive_site_policy,
    change_site_policy,
    end_site_policy,
    make_site_policy,
)
from omero_forms.services.records.project import told_by
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.policies.test_site_wide import of_site, refused, required
from tests.support.facility import Facility
from tests.support.world import FormInUse

pytestmark = pytest.mark.django_db(transaction=True)


def wanted(facility: Facility, form: FormInUse, **changes: object) -> PolicyTerms:
    words = {**facility.policy("b", form, name="Everywhere"), "group": SITE_GROUP, "forms": [{"form": form.id}]}
    return terms_of({**words, **changes})


def done() -> list[tuple[str, str]]:
    """What the records of site-wide policies say that was done, and why; the group is called as OMERO calls it."""
    rows = RecordRow.objects.select_related("stream").filter(stream__name="policy/0").order_by("number")
    assert {told_by(row).name_of("group") for row in rows} == {"system"}
    return [(told.payload["change"], told.text("message")) for told in map(told_by, rows)]


def test_one_site_wide_policy_is_made_changed_ended_and_put_away_and_the_shares_follow(
    facility: Facility, log: object
) -> None:
    lose_records(facility.world)
    b, c = facility.group("b"), facility.group("c")
    form = facility.form("b")
    facility.person("olga", owner_of=("b", "c"))
    admin, viewer = facility.world.user("admin"), facility.world.user("viewer")
    terms = wanted(facility, form)

    with facility.session("olga") as olga:
        for user in (olga, viewer):
            assert refused(partial(make_site_policy, user, terms, None, via=Via.API)).code == "forbidden"
    for groups, pointer in (((b, c), "/groups/1"), ((SITE_GROUP,), "/groups/0"), ((), "/groups")):
        fault = refused(partial(make_site_policy, admin, terms, groups, via=Via.API))
        assert [one["pointer"] for one in fault.details["problems"]] == [pointer]

    made, is_recorded = make_site_policy(admin, terms, None, message="for the audit", via=Via.API)
    assert (is_recorded, made.number, made.groups, made.source) == (True, 1, None, None)
    assert (required(b), required(c)) == ([("Everywhere", 0, True)], [])
    [problem] = refused(lambda: make_site_policy(admin, terms, None, via=Via.API)).details["problems"]
    assert problem["pointer"] == "/name"

    # Another name and grace, for one group: its share is the same policy still.
    share = PolicyRow.objects.get(group_id=b).uid
    longer = wanted(facility, form, name="Described", grace=30)
    change = partial(change_site_policy, admin, made.pk, via=Via.API)
    changed, _is_recorded = change(longer, (b,), base=1, message="too short")
    assert (changed.pk, changed.number, changed.groups, changed.name) == (made.pk, 2, [b], "Described")
    assert (required(b), PolicyRow.objects.get(group_id=b).uid) == ([("Described", 30, True)], share)
    assert change(longer, [b, b], base=2)[0].number == 2, "the same again is no change"
    stale = refused(lambda: change(terms, None, base=1))
    assert (stale.code, stale.details["number"], stale.details["policy"]["grace"]) == ("stale_policy", 2, 30)
    assert (stale.details["policy"]["groups"], stale.details["changed_by"]["name"]) == ([b], "admin")

    def killed(reached: str) -> None:
        if reached == "saved":
            raise KeyboardInterrupt

    # Killed while it was written to OMERO, all of it holds, and what OMERO lacks is written by whoever comes next.
    with pytest.raises(KeyboardInterrupt), visited(killed):
        make_site_policy(admin, terms, None, via=Via.API)
    other = SitePolicyRow.objects.get(name="Everywhere")
    assert required(b) == [("Described", 30, True), ("Everywhere", 0, True)]
    assert RecordRow.objects.filter(state=RecordState.PENDING, stream__name__startswith="policy/").count() >= 1
    [problem] = refused(lambda: change(terms, None, base=2)).details["problems"]
    assert problem["pointer"] == "/name"
    assert archive_site_policy(admin, other.pk, base=other.number, via=Via.API)[0].archived_at is not None

    assert refused(lambda: end_site_policy(viewer, made.pk, base=2, via=Via.API)).code == "forbidden"
    assert refused(lambda: end_site_policy(admin, made.pk, base=1, via=Via.API)).code == "stale_policy"
    assert refused(lambda: end_site_policy(admin, 2**31, base=1, via=Via.API)).code == "not_found"
    ended, _is_recorded = end_site_policy(admin, made.pk, base=2, via=Via.API)
    assert (ended.ended_at is not None, ended.archived_at, required(b)) == (True, None, [])
    assert end_site_policy(admin, made.pk, base=ended.number, via=Via.API)[0].number == ended.number
    # What had ended is put away in its groups, too; and goes on when it is wanted again.
    away, _is_recorded = archive_site_policy(admin, made.pk, base=ended.number, message="over", via=Via.API)
    assert away.archived_at == away.ended_at
    assert PolicyRow.objects.get(uid=share).archived_at is not None
    again, _is_recorded = change(longer, (b,), base=away.number)
    assert (again.ended_at, again.archived_at, required(b)) == (None, None, [("Described", 30, True)])
    assert done() == [
        ("made", "for the audit"), ("changed", "too short"), ("made", ""), ("archived", ""), ("ended", ""),
        ("archived", "over"), ("changed", ""),
    ]  # fmt: skip
    names = Event.objects.filter(group_id=None, details__policy=made.uid).order_by("id").values_list("name", flat=True)
    assert list(names) == [f"policy.{one}" for one in ("made", "changed", "ended", "archived", "resumed")]
    of_group = Event.objects.filter(group_id=b, details__policy=share).order_by("id").values_list("name", flat=True)
    assert list(of_group) == [f"policy.{one}" for one in ("made", "changed", "ended", "archived", "resumed")]

    sweep(Deadline.after(60))
    before = list(canonical_export.lines())
    lose_database()
    assert rebuild().quarantined == []
    assert list(canonical_export.lines()) == before
    told: list[Finding] = []
    verify(None, told.append)
    assert told == []


def test_a_site_wide_policy_of_a_file_is_changed_there_only_and_a_file_takes_over_what_was_made_by_itself(
    facility: Facility,
) -> None:
    lose_records(facility.world)
    b = facility.group("b")
    form = facility.form("b")
    admin = facility.world.user("admin")
    made, _is_recorded = make_site_policy(admin, wanted(facility, form), (b,), via=Via.API)
    # It is exported as any, and a file that says the same takes it over.
    exported = policies_file(admin)
    assert [one["name"] for one in exported["site_policies"]] == ["Everywhere"]
    assert not apply_policies(admin, exported).is_change
    text = write_policy_yaml({"site_policies": [of_site(facility, form, groups=[b])]})
    file = read_policy_yaml(text)
    applied = apply_policies(admin, file.data, sources=sources_of(text, file, "5f" * 32))
    assert [one.what.value for one in applied.policies] == ["taken_over"]

    # What is kept of the file follows it, also where only a comment differs.
    text = f"# Why\n{text}"
    file = read_policy_yaml(text)
    for _ in range(2):
        assert not apply_policies(admin, file.data, sources=sources_of(text, file, "6a" * 32)).is_change
    row = SitePolicyRow.objects.get()
    assert (row.pk, row.number, (row.source or {})["sha256"]) == (made.pk, 3, "6a" * 32)
    attempts: list[Callable[[], object]] = [
        lambda: change_site_policy(admin, row.pk, wanted(facility, form), None, base=row.number, via=Via.API),
        lambda: end_site_policy(admin, row.pk, base=row.number, via=Via.API),
        lambda: archive_site_policy(admin, row.pk, base=row.number, via=Via.API),
    ]
    for attempt in attempts:
        fault = refused(attempt)
        assert (fault.code, fault.details) == ("policy_from_file", {"sha256": (row.source or {})["sha256"]})
    assert required(b) == [("Everywhere", 0, True)]
    # A file without it ends it.
    assert apply_policies(admin, {"site_policies": []}).ended == ["Everywhere (1 group)"]
