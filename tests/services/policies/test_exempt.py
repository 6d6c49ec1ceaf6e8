# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exemptions: who may ask and decide, what is recorded, and that the findings follow at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.signals import post_init

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding
from omero_forms.domain.refs import ObjectType, policy_stream
from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, ExemptedObject, ExemptionRow, OutboxMessage, PolicyRow, RecordRow, Stream
from omero_forms.selectors import canonical_export
from omero_forms.selectors.exemptions import Listed, exemption, exemptions_for
from omero_forms.services.evaluations.changed import groups_due, judge_changed
from omero_forms.services.following.follow import follow
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.verify import verify
from omero_forms.services.policies.exempt.ask import ExemptionRequest, ask
from omero_forms.services.policies.exempt.decide import approve, end, end_left, refuse
from omero_forms.services.records.project import forget, project
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.support.counts import counts
from tests.support.facility import LATER, Facility
from tests.support.world import FormInUse

pytestmark = pytest.mark.django_db(transaction=True)

UNTIL = day_of(LATER) + timedelta(days=30)
LOST = "The sample was lost."


@pytest.fixture
def lab(facility: Facility) -> Facility:
    """A group of anna, bert and its owner otto, beside another one that anna is in."""
    facility.group("b")
    facility.group("c")
    facility.person("anna", "b", "c")
    facility.person("bert", "b")
    facility.person("otto", owner_of=("b",))
    facility.person("olga", "c")
    return facility


def required(lab: Facility, **changes: Any) -> FormInUse:
    """A form that a policy of the group requires of all its datasets; evaluated."""
    form = lab.form("b", "c")
    lab.apply(lab.policy("b", form, **changes))
    lab.evaluate("b")
    return form


def wanted(*objects: int, **changes: Any) -> ExemptionRequest:
    """A request about datasets of the one policy that there is."""
    values = {"policy_id": PolicyRow.objects.get().pk, "object_ids": objects, "until": UNTIL, "reason": LOST}
    return ExemptionRequest(**{**values, **changes})


def asked(lab: Facility, who: str, *objects: int, **changes: Any) -> str:
    with lab.session(who) as user:
        return ask(user, wanted(*objects, **changes))


def decided(lab: Facility, who: str, deed: Callable[..., None], exemption_id: str, message: str = "") -> None:
    if who == "admin":
        deed(lab.world.user("admin"), exemption_id, message=message, via=Via.API)
        return
    with lab.session(who) as user:
        deed(user, exemption_id, message=message, via=Via.API)


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(FormsError) as refused:
        deed()
    return refused.value.code


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All that the rows say which records say."""
    ours = {"asked_at", "asked_told_at", "decided_told_at", "warned_at"}
    all_rows: list[Any] = list(ExemptionRow.objects.order_by("pk").values())
    objects = ExemptedObject.objects.order_by("object_id")
    named: list[Any] = list(objects.values("exemption", "object_id", "creation_event", "name", "is_left_recorded"))
    return [{key: one[key] for key in one.keys() - ours} for one in all_rows], named


def test_a_member_asks_an_owner_approves_and_the_finding_follows_without_a_run(lab: Facility) -> None:
    one, two = lab.datasets("anna", "b", 2)
    form = required(lab)
    assert lab.statuses("b") == {one: "missing", two: "missing"}

    known = asked(lab, "anna", one)
    assert asked(lab, "anna", one) == known, "a second click asks for nothing more"
    assert refusal(lambda: decided(lab, "anna", approve, known)) == "forbidden"
    judge_changed(LATER)
    assert lab.statuses("b")[one] == "missing", "nothing is excused before somebody approves it"
    decided(lab, "otto", approve, known, "Do tell the sequencing team.")
    decided(lab, "otto", approve, known, "Do tell the sequencing team.")
    assert refusal(lambda: decided(lab, "admin", refuse, known, "No.")) == "exemption_decided"

    judge_changed(LATER)
    finding = lab.findings("b")[one]
    approver = f"{LOST} (approved by Otto Person)"
    assert (finding.status, finding.reason, finding.due) == ("exempt", approver, UNTIL)
    assert lab.evaluation("b").counts["totals"] == {"exempt": 1, "missing": 1, "objects": 2}
    assert lab.evaluate("b").written == 0, "a full run finds the same"

    record = lab.world.stored(policy_stream(lab.groups["b"]))[-1]
    payload, content = record.payload_json(), record.content_json()
    assert content is not None
    assert (record.kind, payload["decision"], payload["as"]) == ("exemption.decided", "approved", "group_owner")
    assert (payload["policy"], payload["exemption"]) == (PolicyRow.objects.get().uid, known)
    assert [each["id"] for each in payload["objects"]] == [one]
    assert (payload["until"], payload["forms"], payload["own"]) == (UNTIL.isoformat(), [], False)
    assert (content["reason"], content["message"]) == (LOST, "Do tell the sequencing team.")

    with lab.session("anna") as anna:
        view = exemption(anna, known)
        assert (view.state, view.may_decide, view.may_end, view.count) == ("approved", False, True, 1)
        assert [each.id for each in view.objects] == [one]
    # On the day after its end the grace begins anew.
    lab.evaluate("b", LATER + timedelta(days=31))
    assert lab.statuses("b") == {one: "missing", two: "missing"}
    assert lab.findings("b")[one].due == UNTIL
    lab.evaluate("b")

    decided(lab, "anna", end, known, "It was found again.")
    decided(lab, "anna", end, known)
    judge_changed(LATER)
    assert lab.statuses("b")[one] == "missing"
    names = Event.objects.filter(name__startswith="exemption.").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["exemption.asked", "exemption.approved", "exemption.ended"]

    before = rows()
    ExemptionRow.objects.all().delete()
    records = RecordRow.objects.filter(kind="exemption.decided").select_related("stream").order_by("number")
    for each in records:
        project(each)
    assert rows() == before, "records alone bring them back"
    forget(records[0])
    row = ExemptionRow.objects.get()
    assert (row.reason, row.message, row.ended_message) == ("", "", "It was found again.")
    assert form.id


def test_an_owner_asks_for_all_that_fit_a_selector_and_somebody_else_decides(lab: Facility) -> None:
    old = lab.dataset("anna", "b", "old_1")
    new = lab.dataset("bert", "b", "new_1")
    required(lab)
    known = asked(lab, "otto", selector={"name": "old*"}, reason="From before the microscope was replaced.")
    assert refusal(lambda: decided(lab, "otto", approve, known)) == "forbidden"
    with lab.session("otto") as otto:
        assert not exemption(otto, known).may_decide
    assert groups_due() == []
    decided(lab, "admin", approve, known)

    assert groups_due() == [lab.groups["b"]], "whom a selector excuses only a full run finds"
    lab.evaluate("b")
    assert lab.statuses("b") == {old: "exempt", new: "missing"}
    another = lab.dataset("bert", "b", "old_2")
    lab.evaluate("b")
    assert lab.statuses("b")[another] == "exempt"
    assert lab.evaluate("b").written == 0
    decided(lab, "otto", end, known)
    lab.evaluate("b")
    assert set(lab.statuses("b").values()) == {"missing"}


def test_from_what_a_policy_does_not_ask_any_more_nobody_is_excused(lab: Facility) -> None:
    own = lab.dataset("anna", "b")
    form = required(lab)
    lab.assign(form, "b", types=(ObjectType.IMAGE,))
    known, of_form = asked(lab, "anna", own), asked(lab, "anna", own, form_ids=(form.id,))
    other = lab.policy("b", lab.form("b"))
    for changed, exemption_id, said in (
        (lab.policy("b", form, object_type="Image"), known, "objects of this type"),
        (other, of_form, "does not ask for these forms any more"),
        ({**other, "name": "Another"}, known, "The policy has ended"),
    ):
        lab.apply(changed)
        with pytest.raises(FormsError) as refused:
            decided(lab, "otto", approve, exemption_id)
        assert refused.value.code == "request_invalid"
        assert said in refused.value.message
    decided(lab, "otto", refuse, known, "It is not asked for any more.")
    assert {row.state for row in ExemptionRow.objects.all()} == {"asked", "refused"}


def test_what_left_the_scope_is_excused_no_more_and_its_end_is_recorded(lab: Facility) -> None:
    stays, goes = lab.datasets("anna", "b", 2)
    required(lab)
    known = asked(lab, "anna", stays, goes)
    decided(lab, "otto", approve, known)
    lab.evaluate("b")
    assert set(lab.statuses("b").values()) == {"exempt"}

    lab.move("anna", goes, "c")
    lab.evaluate("b")
    assert lab.statuses("b") == {stays: "exempt"}
    lab.move("anna", goes, "b")
    lab.evaluate("b")
    assert lab.statuses("b")[goes] != "exempt"
    assert (end_left(Deadline.after(60)), end_left(Deadline.after(60))) == (1, 0)
    payload = lab.world.stored(policy_stream(lab.groups["b"]))[-1].payload_json()
    assert (payload["decision"], payload["as"], payload["author"]) == ("ended", "service", None)
    assert [one["id"] for one in payload["objects"]] == [goes]
    assert ExemptionRow.objects.get().state == "approved", "one of its objects is still excused"

    lab.move("anna", stays, "c")
    lab.evaluate("b")
    assert end_left(Deadline.after(60)) == 1
    assert ExemptionRow.objects.get().state == "ended"


def test_a_list_asks_omero_no_more_for_many_waiting_requests_and_loads_the_objects_that_it_shows(lab: Facility) -> None:
    form = lab.form("b")
    policies = [lab.policy("b", form, name=f"Policy {number}") for number in range(3)]
    lab.apply(*policies)
    lab.person("ona", owner_of=("b",))
    dataset = lab.dataset("otto", "b")
    lab.evaluate("b")
    spent, loaded = [], []

    def count(instance: ExemptedObject, **_: object) -> None:
        loaded.append(instance)

    with lab.session("otto") as user:
        for policy in PolicyRow.objects.all():
            request = ExemptionRequest(policy_id=policy.pk, object_ids=(dataset,), until=UNTIL, reason=LOST)
            known = ask(user, request)
            rest = {"exemption_id": known, "object_type": "Dataset", "creation_event": 1, "name": "gone"}
            ExemptedObject.objects.bulk_create(ExemptedObject(object_id=10**6 + one, **rest) for one in range(30))
            post_init.connect(count, sender=ExemptedObject)
            with counts() as found:
                listed = exemptions_for(user, Listed.WAITING).rows
            post_init.disconnect(count, sender=ExemptedObject)
            spent.append(found)
            assert all((one.count, len(one.objects), one.may_decide) == (31, 1, False) for one in listed)
    assert len(listed) == 3
    assert len(spent[0].calls) == len(spent[2].calls), spent[2]
    assert len(spent[0].statements) == len(spent[2].statements), spent[2]
    assert len(loaded) == (1 + 2 + 3) * 20


@pytest.mark.parametrize("selector", [None, {"name": "*"}])
def test_an_exemption_from_one_of_two_forms_ends_with_its_day_for_what_fails_by_the_other(
    lab: Facility, selector: dict[str, Any] | None
) -> None:
    one = lab.dataset("anna", "b")
    excused, other = lab.form("b"), lab.form("b")
    lab.apply(lab.policy("b", excused, other))
    follow(LATER)
    lab.evaluate("b")
    who, objects = ("otto", ()) if selector else ("anna", (one,))
    known = asked(lab, who, *objects, form_ids=(excused.id,), selector=selector)
    decided(lab, "admin", approve, known)
    lab.evaluate("b")
    assert lab.findings("b")[one].lacking == [other.id]

    for after, lacking in ((30, {other.id}), (31, {excused.id, other.id})):
        morning = LATER + timedelta(days=after)
        follow(morning)
        judge_changed(morning)
        assert set(lab.findings("b")[one].lacking) == lacking


def test_an_exemption_in_a_group_whose_history_stopped_keeps_no_other_waiting(lab: Facility) -> None:
    form = lab.form("b", "c")
    lab.apply(lab.policy("b", form), lab.policy("c", form))
    for name in ("b", "c"):
        dataset = lab.dataset("anna", name)
        lab.evaluate(name)
        policy = PolicyRow.objects.get(group_id=lab.groups[name])
        with lab.session("anna") as user:
            request = ExemptionRequest(policy_id=policy.pk, object_ids=(dataset,), until=UNTIL, reason=LOST)
            decided(lab, "admin", approve, ask(user, request))
    ExemptedObject.objects.update(left_at=LATER)
    first, second = ExemptionRow.objects.order_by("pk")
    Stream.objects.filter(name=policy_stream(first.policy.group_id)).update(stopped="fork")
    assert end_left(Deadline.after(60)) == 1
    assert ExemptionRow.objects.get(state="ended") == second


def test_decisions_come_back_from_omero_and_rows_that_say_something_else_are_found(lab: Facility, log: object) -> None:
    lose_records(lab.world)
    one, two, three = lab.datasets("anna", "b", 3)
    required(lab)
    several, no, over = (
        asked(lab, "anna", one, two),
        asked(lab, "anna", three),
        asked(lab, "anna", three, reason="Old."),
    )
    decided(lab, "otto", approve, several, "This once.")
    decided(lab, "otto", refuse, no, "It is in the freezer.")
    decided(lab, "otto", approve, over)
    lab.evaluate("b")
    lab.move("anna", two, "c")
    lab.evaluate("b")
    sweep(Deadline.after(60))
    decided(lab, "anna", end, over)
    of_all = asked(lab, "otto", selector={"name": "old*"})
    decided(lab, "admin", approve, of_all)

    before = list(canonical_export.lines())
    assert sum(b'"row":"exemption"' in line for line in before) == 4
    lose_database()
    assert rebuild().quarantined == []
    assert list(canonical_export.lines()) == before
    told: list[Finding] = []
    verify(None, told.append)
    assert told == []
    ExemptionRow.objects.filter(pk=several).update(until=date(2036, 1, 1))
    verify(None, told.append)
    assert [(each.stream, "until" in str(each)) for each in told] == [(policy_stream(lab.groups["b"]), True)]
    assert sweep(Deadline.after(60)).stopped_by is None
    assert not OutboxMessage.objects.filter(kind="exemption").exists(), "nobody is told of it again"


def test_who_may_not_know_of_it_is_told_that_it_is_not_there_and_what_is_wrong_is_named(lab: Facility) -> None:
    own, others = lab.dataset("anna", "b"), lab.dataset("bert", "b")
    elsewhere = lab.dataset("anna", "c")
    form = required(lab)
    assert refusal(lambda: asked(lab, "anna", others)) == "forbidden"
    assert refusal(lambda: asked(lab, "anna", selector={"name": "x"})) == "forbidden"
    assert refusal(lambda: asked(lab, "anna", elsewhere)) == "not_found"
    assert refusal(lambda: asked(lab, "anna", own, policy_id=10**9)) == "not_found"
    assert refusal(lambda: asked(lab, "olga", own)) == "not_found"
    assert refusal(lambda: asked(lab, "anna", own, until=date(2026, 1, 1))) == "request_invalid"
    assert refusal(lambda: asked(lab, "anna", own, until=date(9999, 12, 31))) == "request_invalid"
    assert refusal(lambda: asked(lab, "anna", own, reason=" ")) == "request_invalid"
    assert refusal(lambda: asked(lab, "anna", own, form_ids=("fnone",))) == "request_invalid"
    assert refusal(lambda: asked(lab, "otto", own, selector={"name": "x"})) == "request_invalid"
    assert refusal(lambda: asked(lab, "otto", selector={})) == "request_invalid"
    assert refusal(lambda: asked(lab, "otto", selector={"colour": "red"})) == "request_invalid"
    PolicyRow.objects.update(gate={"tag": "done"})
    assert refusal(lambda: asked(lab, "otto", selector={"none": [{"tag": "done"}]})) == "request_invalid"
    assert not ExemptionRow.objects.exists()

    known = asked(lab, "anna", own, form_ids=(form.id,))
    asked(lab, "otto", others)
    with lab.session("bert") as bert:
        assert exemptions_for(bert, Listed.ALL).of == 0
        assert refusal(lambda: exemption(bert, known)) == "not_found"
    assert refusal(lambda: decided(lab, "bert", approve, known)) == "not_found"
    assert refusal(lambda: decided(lab, "bert", end, known)) == "not_found"
    assert refusal(lambda: decided(lab, "otto", refuse, known)) == "request_invalid", "who asked is told why"
    with lab.session("otto") as otto:
        first, second = exemptions_for(otto, Listed.WAITING).rows
        assert (first.id, first.may_decide, second.may_decide) == (known, True, False)
    decided(lab, "otto", refuse, known, "It is in the freezer.")
    assert refusal(lambda: decided(lab, "anna", end, known)) == "exemption_decided"
    again = asked(lab, "anna", own)
    decided(lab, "anna", end, again)
    assert ExemptionRow.objects.get(pk=again).state == "withdrawn"
    assert refusal(lambda: decided(lab, "otto", approve, again)) == "exemption_decided"
    assert lab.world.stored(policy_stream(lab.groups["b"]))[-1].payload_json()["decision"] == "refused"
    with lab.session("anna") as anna:
        assert exemptions_for(anna, Listed.OPEN).of == 0
        assert [one.state for one in exemptions_for(anna, Listed.ALL).rows] == ["refused", "withdrawn"]
