# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to a policy is a record of its group: nobody overwrites what they did not see, and nothing is lost with
the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.applied import Applied, What
from omero_forms.domain.policies.changes import PolicyChange, PolicySource, recorded_policy
from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.policy import PolicyForm, PolicyTerms, Requirement, TellMember
from omero_forms.domain.policies.selectors import from_words
from omero_forms.domain.policies.source import read_policy_yaml
from omero_forms.domain.policies.words import words_of
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, Form, PolicyRow, RecordRow, SitePolicyRow
from omero_forms.selectors import canonical_export
from omero_forms.selectors.groups import find_group
from omero_forms.selectors.policies import active_policies, policies_fingerprint
from omero_forms.selectors.policy_files import policies_file
from omero_forms.selectors.reports import group_report
from omero_forms.selectors.site_policies import site_policy_views
from omero_forms.services.forms.publish import retire
from omero_forms.services.integrity.follow import follow
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.redact import approve, ask
from omero_forms.services.integrity.verify import verify
from omero_forms.services.policies.apply import Sources, apply_policies, sources_of
from omero_forms.services.policies.campaigns import archive_campaigns
from omero_forms.services.policies.change import archive_policy, change_policy, end_policy, make_policy
from omero_forms.services.policies.change_site import change_site_policy, make_site_policy
from omero_forms.services.previews.make import ForMany, asked_for
from omero_forms.services.records.project import told_by
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.support.counts import counts
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = PolicySource("- name: Kept", "5f" * 32, 0)


def terms(name: str, *forms: str) -> PolicyTerms:
    return PolicyTerms(
        group_id=0,
        name=name,
        object_type=ObjectType.DATASET,
        selector=from_words({"name": "*raw*", "created_after": "2026-01-01", "any": [{"tag": "a"}, {"min_images": 2}]}),
        requirement=Requirement.ALL_OF if forms else Requirement.NONE,
        forms=tuple(PolicyForm(one) for one in forms),
        grace_days=14,
        start=None,
        tell_member=TellMember.ANY,
        tell_owner_above=3,
    )


def refused(attempt: Callable[[], object]) -> FormsError:
    with pytest.raises(FormsError) as fault:
        attempt()
    return fault.value


def changes(group: int) -> list[tuple[str, str, bool]]:
    """What the records of a group say that was done, oldest first."""
    rows = RecordRow.objects.select_related("stream").filter(stream__name=f"policy/{group}").order_by("number")
    told = [(told_by(one), one.is_recorded) for one in rows]
    return [(one.payload["change"], one.text("name"), is_recorded) for one, is_recorded in told]


def test_each_change_is_a_record_and_nobody_overwrites_what_they_did_not_see(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    form = facility.form("b")
    admin = facility.world.user("admin")
    of_group = find_group(admin, str(group))
    wanted = terms("Raw data", form.id)
    with facility.session("anna") as anna:
        assert refused(lambda: make_policy(anna, of_group, wanted, via=Via.API)).code == "forbidden"

    with facility.session("olga") as olga:
        made, is_recorded = make_policy(olga, of_group, wanted, message="for the paper", via=Via.API)
        assert (is_recorded, made.number, made.group_name) == (True, 1, of_group.name)
        assert refused(lambda: make_policy(olga, of_group, wanted, via=Via.API)).code == "policy_invalid"
        longer = replace(wanted, grace_days=30)
        changed, _is_recorded = change_policy(olga, made.pk, longer, base=1, via=Via.API)
        assert (changed.pk, changed.number, changed.grace_days, changed.start) == (made.pk, 2, 30, made.start)
        # The same again is no change.
        assert change_policy(olga, made.pk, longer, base=2, via=Via.API)[0].number == 2

    stale = refused(lambda: change_policy(admin, made.pk, wanted, base=1, via=Via.API))
    assert (stale.code, stale.details["number"], stale.details["policy"]["grace"]) == ("stale_policy", 2, 30)
    assert stale.details["changed_by"]["name"] == facility.people["olga"].name
    assert refused(lambda: end_policy(admin, made.pk, base=1, via=Via.API)).code == "stale_policy"
    missing = replace(wanted, forms=(PolicyForm("fnosuchformatall"),))
    [problem] = refused(lambda: change_policy(admin, made.pk, missing, base=2, via=Via.API)).details["problems"]
    assert problem["pointer"] == "/forms/0/form"
    with facility.session("anna") as anna:
        assert refused(lambda: end_policy(anna, made.pk, base=2, via=Via.API)).code == "forbidden"
    outsider = facility.world.user("outsider")
    assert refused(lambda: end_policy(outsider, made.pk, base=2, via=Via.API)).code == "not_found"

    ended, _is_recorded = end_policy(admin, made.pk, base=2, via=Via.API)
    assert ended.ended_at is not None and ended.archived_at is None
    assert end_policy(admin, made.pk, base=3, via=Via.API)[0].number == 3
    again, _is_recorded = make_policy(admin, of_group, wanted, via=Via.API)
    assert (again.pk, again.ended_at, again.grace_days) == (made.pk, None, 14)
    # The service by itself archives a campaign, whatever number it has.
    archived, _is_recorded = archive_policy(None, made.pk, result={"compliant": 2}, via=Via.SCHEDULE)
    assert (archived.result, archived.archived_at) == ({"compliant": 2}, archived.ended_at)
    assert [change for change, *_more in changes(group)] == ["made", "changed", "ended", "changed", "archived"]
    names = Event.objects.filter(name__startswith="policy.").order_by("id").values_list("name", flat=True)
    assert list(names) == [
        "policy.made", "policy.changed", "policy.ended", "policy.resumed", "policy.changed", "policy.archived",
    ]  # fmt: skip


def test_what_is_kept_in_a_file_is_changed_there_only(facility: Facility) -> None:
    group = facility.group("b")
    admin = facility.world.user("admin")
    data = {"policies": [facility.policy("b", name="Kept")]}
    made, _is_recorded = make_policy(admin, find_group(admin, str(group)), terms("Kept"), via=Via.PAGE)

    apply_policies(admin, data, sources=Sources(SOURCE.sha256, [SOURCE]), overwrite=True)

    row = PolicyRow.objects.get()
    assert (row.pk, PolicySource.from_json(row.source)) == (made.pk, SOURCE)
    attempts: list[Callable[[], object]] = [
        lambda: change_policy(admin, row.pk, terms("Kept"), base=row.number, via=Via.PAGE),
        lambda: end_policy(admin, row.pk, base=row.number, via=Via.PAGE),
        lambda: archive_policy(admin, row.pk, base=row.number, via=Via.PAGE),
    ]
    for attempt in attempts:
        fault = refused(attempt)
        assert (fault.code, fault.details) == ("policy_from_file", {"sha256": SOURCE.sha256})
    # A file that says what there is requires nothing else, also where its comments differ; it is kept as it is now.
    required = policies_fingerprint(active_policies())
    commented = replace(SOURCE, text="# Why\n- name: Kept", sha256="0" * 64)
    for _ in range(2):
        again = apply_policies(admin, data, sources=Sources("0" * 64, [commented]))
        assert (again.is_change, [one.what for one in again.policies]) == (False, [What.UNCHANGED])
        now = PolicyRow.objects.get()
        assert (PolicySource.from_json(now.source), now.number) == (commented, row.number + 1)
    assert policies_fingerprint(active_policies()) == required, "nothing has to be judged anew"


def test_a_file_undoes_nothing_that_was_done_in_the_browser_and_its_author_has_not_seen(facility: Facility) -> None:
    b, _c = facility.group("b"), facility.group("c")
    admin = facility.world.user("admin")
    group = find_group(admin, str(b))
    kept, changed, ended = (make_policy(admin, group, terms(name), via=Via.PAGE)[0] for name in ("A", "B", "C"))
    make_site_policy(admin, terms("Everywhere"), (b,), via=Via.PAGE)

    def apply(data: object, **how: Any) -> Applied:
        text = json.dumps(data)
        file = read_policy_yaml(text)
        return apply_policies(admin, file.data, sources=sources_of(text, file, "5f" * 32), **how)

    def lost(data: object, **how: Any) -> list[tuple[str, str]]:
        before = (list(PolicyRow.objects.values()), list(SitePolicyRow.objects.values()), RecordRow.objects.count())
        fault = refused(lambda: apply(data, **how))
        assert before == (list(PolicyRow.objects.values()), list(SitePolicyRow.objects.values()), RecordRow.objects.count())  # fmt: skip
        assert (fault.code, "--overwrite" in fault.message) == ("policy_invalid", True)
        assert all(" by admin. The file would undo that." in one["message"] for one in fault.details["problems"])
        return [(one["pointer"], one["message"].split("”")[0]) for one in fault.details["problems"]]

    by_hand = {"policies": [facility.policy("b", name="B")], "site_policies": []}
    here = f"(b {facility.suffix})"
    for preview in (False, True):
        assert lost(by_hand, preview=preview) == [
            ("/policies/0", f"“B {here}"),
            ("/policies", f"“A {here}"),
            ("/policies", f"“C {here}"),
            ("/site_policies", "“Everywhere (1 group)"),
        ]
    # Whoever exported it has seen what there was: all but what is done after that.
    exported = policies_file(admin, {b})
    edited = {**exported, "policies": [{**one, "grace": 3} for one in exported["policies"] if one["name"] != "A"]}
    of_all = policies_file(admin)
    assert (apply(edited, preview=True).ended, apply(edited, preview=True).overwriting) == ([f"A {here}"], [])
    change_policy(admin, changed.pk, terms("B2"), base=changed.number, via=Via.PAGE)
    end_policy(admin, ended.pk, base=ended.number, via=Via.PAGE)
    assert lost(edited) == [("/policies/1", f"“C {here}"), ("/policies", f"“B2 {here}")]
    everywhere = SitePolicyRow.objects.get()
    change_site_policy(admin, everywhere.pk, replace(terms("Everywhere"), grace_days=1), (b,), base=everywhere.number, via=Via.PAGE)  # fmt: skip
    assert lost({**of_all, "policies": []}) == [("/site_policies/0", "“Everywhere (1 group)")]
    # What it says itself is no loss, and is kept in it from then on; then the file is the truth.
    now = policies_file(admin)
    assert not apply(now).is_change
    assert (policies_file(admin), apply({"policies": [facility.policy("b", name="A")], "site_policies": []}).ended) == (
        now, [f"B2 {here}", "Everywhere (1 group)"],
    )  # fmt: skip
    assert PolicyRow.objects.get(pk=kept.pk).grace_days == 0
    assert apply(by_hand, overwrite=True).is_change
    assert lost({"base": []} | by_hand | {"policies": [facility.policy("b", name="C")]}) == [
        ("/policies/0", f"“C {here}")
    ]


def test_policies_come_back_from_their_records_and_hold_before_omero_has_them(facility: Facility, log: object) -> None:
    lose_records(facility.world)
    group, other = facility.group("b"), facility.group("c")
    form = facility.form("b", "c")
    admin = facility.world.user("admin")
    files = [facility.policy("b", form, name="One", grace=3), facility.policy("c", name="Two")]
    apply_policies(admin, {"policies": files}, sources=Sources(SOURCE.sha256, [SOURCE, replace(SOURCE, entry=1)]))
    made, _is_recorded = make_policy(admin, find_group(admin, str(group)), terms("Raw data", form.id), via=Via.API)
    change_policy(admin, made.pk, terms("Renamed", form.id), base=2, via=Via.API)
    make_policy(admin, find_group(admin, str(other)), terms("Over"), via=Via.API)
    end_policy(admin, PolicyRow.objects.get(name="Over").pk, base=2, via=Via.API)

    def away(reached: str) -> None:
        if reached == "accepted":
            raise FormsError("omero_unavailable", "")

    with visited(away):
        pending, is_recorded = make_policy(admin, find_group(admin, str(other)), terms("Now", form.id), via=Via.API)
    assert (is_recorded, pending.ended_at) == (False, None)
    assert refused(lambda: retire(admin, form.id, message="")).code == "form_in_use"
    # Whoever changes something next has it recorded first.
    change_policy(admin, pending.pk, terms("Now"), base=4, via=Via.API)
    sweep(Deadline.after(60))
    assert [one for *_change, one in changes(other)] == [True] * 5

    before = list(canonical_export.lines())
    assert sum(b'"row":"policy"' in one for one in before) == 5
    lose_database()
    assert rebuild().quarantined == []
    assert list(canonical_export.lines()) == before

    told: list[Finding] = []
    PolicyRow.objects.filter(name="Renamed").update(grace_days=999)
    verify(None, told.append)
    assert [(one.stream, "grace_days" in str(one)) for one in told] == [(f"policy/{group}", True)]


def test_a_policy_whose_record_was_redacted_ends_and_says_nothing_any_more(facility: Facility) -> None:
    group = facility.group("b")
    admin = facility.world.user("admin")
    form = facility.form("b")
    secret = terms("Marple-1890", form.id)
    made, _is_recorded = make_policy(admin, find_group(admin, str(group)), secret, via=Via.API)
    asked = ask(admin, f"policy/{group}", 1, reason="A name", via=Via.COMMAND)
    approve(facility.world.user("root"), asked, via=Via.COMMAND)
    assert follow(asked)

    row = PolicyRow.objects.get(pk=made.pk)

    assert (row.name, row.selector, row.ended_at is not None) == (row.uid, {}, True)
    assert not Event.objects.filter(details__name=secret.name).exists()
    assert Form.objects.get(id=form.id).state == "published"
    said = recorded_policy(told_by(RecordRow.objects.get(stream__name=f"policy/{group}")))
    assert (said.change, said.terms.name, said.terms.forms) == (PolicyChange.ENDED, row.uid, secret.forms)
    # Its name is free again.
    again, _is_recorded = make_policy(admin, find_group(admin, str(group)), secret, via=Via.API)
    assert again.pk != made.pk


def test_selectors_that_ask_for_each_others_tags_in_a_ring_are_refused_wherever_policies_are_set(
    facility: Facility,
) -> None:
    b, c = facility.group("b"), facility.group("c")
    admin = facility.world.user("admin")
    of_b = find_group(admin, str(b))

    def gated(name: str, asks: str, puts: str, **changes: Any) -> PolicyTerms:
        return replace(terms(name), selector=from_words({"none": [{"tag": asks}]}), gate=Gate(tag=puts), **changes)

    def entry(name: str, asks: str, puts: str, **changes: Any) -> dict[str, Any]:
        return facility.policy("b", name=name, selector={"tag": asks}, gate={"tag": puts}, **changes)

    def of_site(name: str, asks: str, puts: str, groups: Any = "all") -> dict[str, Any]:
        return {**{word: said for word, said in entry(name, asks, puts).items() if word != "group"}, "groups": groups}

    def problem(attempt: Callable[[], object]) -> tuple[str, str]:
        before = set(PolicyRow.objects.values_list("uid", "number", "ended_at"))
        fault = refused(attempt)
        assert fault.code == "policy_invalid"
        assert set(PolicyRow.objects.values_list("uid", "number", "ended_at")) == before
        [only] = fault.details["problems"]
        return only["pointer"], only["message"]

    make_policy(admin, of_b, gated("P", "r", "p"), via=Via.API)
    make_policy(admin, of_b, gated("Q", "p", "q"), via=Via.API)
    # Another type, another group and a pair make none.
    make_policy(admin, of_b, gated("Projects", "q", "r", object_type=ObjectType.PROJECT), via=Via.API)
    make_policy(admin, find_group(admin, str(c)), gated("R", "q", "r"), via=Via.API)
    make_policy(admin, of_b, replace(gated("Pair", "q", "r"), gate=Gate(key="r", value="r")), via=Via.API)
    plain, _recorded = make_policy(admin, of_b, gated("S", "x", "r"), via=Via.API)

    pointer, message = problem(
        lambda: change_policy(admin, plain.pk, gated("S", "q", "r"), base=plain.number, via=Via.API)
    )
    assert pointer == "/gate/tag"
    assert message.endswith("in a ring: those of “S”, “Q” and “P”.")

    # A preview is refused what switching on would be: in the group, and in any of the many that it is for.
    def tried(wanted: PolicyTerms) -> dict[str, Any]:
        return {word: said for word, said in words_of(wanted).items() if word != "group"}

    assert problem(lambda: asked_for(admin, b, tried(gated("S", "q", "r")), plain.pk)) == (pointer, message)
    first = PolicyRow.objects.get(name="P", group_id=b)
    asked_for(admin, b, tried(gated("P", "r", "p")), first.pk)
    in_c = partial(asked_for, admin, c, tried(gated("Everywhere", "q", "r")))
    assert problem(lambda: in_c(many=ForMany(None, None)))[1].startswith(f"In b {facility.suffix}, ")
    in_c(many=ForMany([c], None))
    assert problem(lambda: make_policy(admin, of_b, gated("R", "p", "r"), via=Via.API))[1].endswith("“R” and “P”.")

    # Site-wide ones, one by one and by a file, name the group in which it is so.
    everywhere = gated("Everywhere", "q", "r", group_id=SITE_GROUP)
    pointer, message = problem(lambda: make_site_policy(admin, everywhere, None, via=Via.API))
    assert (pointer, message.split(",")[0]) == ("/gate/tag", f"In b {facility.suffix}")
    for groups in ("all", [b]):
        of_a_file = {"site_policies": [of_site("Everywhere", "q", "r", groups)]}
        for preview in (True, False):
            pointer, message = problem(partial(apply_policies, admin, of_a_file, preview=preview))
            assert (pointer, "“Everywhere”, “Q” and “P”" in message) == ("/site_policies/0/gate/tag", True)
    made, _recorded = make_site_policy(admin, everywhere, [c], via=Via.API)
    assert problem(lambda: change_site_policy(admin, made.pk, everywhere, None, base=made.number, via=Via.API))
    change_site_policy(admin, made.pk, replace(everywhere, grace_days=3), [c], base=made.number, via=Via.API)

    # In a file all of its own count, and what it ends does not; with it go shares that stay.
    ring = [entry("P", "r", "p"), entry("Q", "p", "q"), entry("R", "q", "r")]
    pointers = [one["pointer"] for one in refused(lambda: facility.apply(*ring)).details["problems"]]
    assert pointers == [f"/policies/{place}/gate/tag" for place in range(3)]
    mine = {**entry("Mine", "r", "q"), "group": c}
    assert problem(lambda: facility.apply(mine)) == (
        "/policies/0/gate/tag",
        "Selectors would ask for each other's tags in a ring: those of “Mine” and “Everywhere”.",
    )
    # One read of the gates, where a ring can be, and else none.
    for one, reads in ((ring[2], 1), (facility.policy("b", name="R", gate={"tag": "r"}), 0)):
        with counts() as spent:
            apply_policies(admin, {"policies": [one]}, preview=True)
        assert sum('"gate" IS NOT NULL' in sql for sql in spent.statements) == reads
    assert sorted(facility.apply(ring[2], ring[1]).ended) == sorted(
        f"{name} (b {facility.suffix})" for name in ("P", "Projects", "Pair", "S")
    )

    # What the service gives a new group by itself is left out where the group's own policy would close a ring, or
    # where it would by what it gives beside it; the group and admins are told.
    changed = SitePolicyRow.objects.get(pk=made.pk)
    change_site_policy(admin, made.pk, everywhere, None, base=changed.number, via=Via.API)
    forms = facility.form("b"), facility.form("c")
    for form, (asks, puts) in zip(forms, (("y", "z"), ("z", "y")), strict=True):
        asked = replace(gated(f"Asks {asks}", asks, puts), requirement=Requirement.ALL_OF, forms=(PolicyForm(form.id),))
        make_site_policy(admin, replace(asked, group_id=SITE_GROUP), None, via=Via.API)
    # A campaign that is over is given to nobody any more.
    campaign = replace(
        terms("Over"), group_id=SITE_GROUP, grace_days=0, start=date(2026, 1, 1), deadline=date(2026, 2, 1)
    )
    make_site_policy(admin, campaign, [b], via=Via.API)
    make_site_policy(admin, replace(campaign, name="Long over"), None, via=Via.API)
    for name in "bc":
        facility.evaluate(name)
    archive_campaigns(Deadline.after(60))
    for name, asks in (("d", "r"), ("e", "x")):
        facility.group(name)
        of_group = find_group(admin, str(facility.groups[name]))
        make_policy(admin, of_group, gated("Mine", asks, "q"), via=Via.API)
        for form in forms:
            facility.assign(form, name)
        facility.evaluate(name)

    def of_all(group: str) -> set[str]:
        return set(active_policies([facility.groups[group]]).exclude(site_policy=None).values_list("name", flat=True))

    assert {group: "Everywhere" in of_all(group) for group in "bcde"} == {"b": True, "c": True, "d": False, "e": True}
    assert of_all("d") == {"Asks y"}
    assert {
        one.name: [(each.group.name[0], each.why) for each in one.left_out] for one in site_policy_views(admin)
    } == {
        "Everywhere": [("d", "Selectors would ask for each other's tags in a ring: those of “Everywhere” and “Mine”.")],
        "Asks y": [],
        "Long over": [],
        "Over": [],
        "Asks z": [
            (group, "Selectors would ask for each other's tags in a ring: those of “Asks z” and “Asks y”.")
            for group in "de"
        ],
    }
    states = {one.name: one.state.value for one in site_policy_views(admin)}
    assert states == dict.fromkeys(states, "active") | {"Over": "archived"}
    evaluation = group_report(admin, facility.groups["d"]).evaluation
    assert evaluation is not None
    told = {PolicyRow.objects.get(pk=policy).name: sentence for policy, sentence in evaluation.problems}
    assert told["Mine"].startswith("The site-wide policy “Everywhere” does not hold here. Selectors would ask")
    assert told["Asks y"].startswith("The site-wide policy “Asks z” does not hold here.")
