# SPDX-License-Identifier: AGPL-3.0-or-later
"""What complies gets what the gate says, and what does not loses it: as the objects' owners, and nothing but ours."""

from __future__ import annotations

from typing import Any

import omero.model
import pytest
from django.db.models import F
from omero.rtypes import rstring

from omero_forms.domain.policies.gates import namespace_of
from omero_forms.gateway import gates
from omero_forms.gateway.sessions import USER_GROUP
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import GateMark, GateTurn, PolicyRow
from omero_forms.selectors.evaluations import latest
from omero_forms.services.gates.put import put_gates
from omero_forms.services.integrity.rebuild import rebuild
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.submissions.test_copy import membership
from tests.support.counts import counts
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)

TAG = {"tag": "documented"}
PAIR = {"key": "Metadata", "value": "complete"}


class KilledError(BaseException):
    """What nothing in a process that is killed can catch."""


class Gated:
    """A group with a form and two people, whose datasets a policy with a gate is about."""

    def __init__(self, facility: Facility) -> None:
        self.facility = facility
        facility.group("b")
        for name in ("anna", "berta"):
            facility.person(name, "b")
        self.form = facility.form("b")

    def require(self, gate: dict[str, str] | None, **changes: Any) -> None:
        policy = self.facility.policy("b", self.form, **changes)
        self.facility.apply({**policy, "gate": gate} if gate else policy)

    def sweep(self) -> int:
        """Evaluate, and do what is due of gates."""
        self.facility.evaluate("b")
        self.facility.world.later()
        return put_gates(Deadline.after(60))

    def on(self, dataset: int) -> list[tuple[str, str, bool]]:
        """Tags and pairs on a dataset: what they say, whose they are, and whether they are ours."""
        with self.facility.world.lab.as_user("root") as root:
            rows = root.rows(
                "select a.id, a.ns, o.omeName from DatasetAnnotationLink l join l.child a join l.details.owner o "
                "where l.parent.id = :id order by a.id",
                {"id": dataset},
            )
            texts = dict(root.rows("select t.id, t.textValue from TagAnnotation t"))
            pairs = root.rows("select m.id, r.name, r.value from MapAnnotation m join m.mapValue r")
        texts |= {one: f"{name}: {value}" for one, name, value in pairs}
        return [
            (texts[one], owner.partition("-")[0], (ns or "").startswith("omero-forms/gate/p"))
            for one, ns, owner in rows
            if not (ns or "").startswith("hms.")
        ]

    def tags(self) -> int:
        """How many tags of the policies there are in all of OMERO."""
        ours = {namespace_of(uid) for uid in PolicyRow.objects.values_list("uid", flat=True)}
        with self.facility.world.lab.as_user("root") as root:
            return sum(namespace in ours for _tag, namespace in root.rows("select t.id, t.ns from TagAnnotation t"))

    def tag_by_hand(self, who: str, dataset: int, tag: int | None = None) -> None:
        """One of their own, or one that is there."""
        with self.facility.world.lab.server.connect(self.facility.people[who]) as client:
            link = omero.model.DatasetAnnotationLinkI()
            link.parent, link.child = omero.model.DatasetI(dataset, False), omero.model.TagAnnotationI(tag, False)
            if tag is None:
                link.child = omero.model.TagAnnotationI()
                link.child.textValue = rstring("documented")
            client.save(link, group=self.facility.groups["b"])

    def problems(self) -> list[str]:
        group = self.facility.groups["b"]
        return [said for _policy, said in latest([group])[group].problems]


@pytest.fixture
def gated(facility: Facility) -> Gated:
    return Gated(facility)


def test_a_tag_comes_and_goes_with_compliance_and_only_ours(gated: Gated) -> None:
    facility, form = gated.facility, gated.form
    done, moved, open_ = facility.datasets("anna", "b", 3)
    other = facility.dataset("berta", "b")
    gated.tag_by_hand("anna", done)
    gated.require(TAG, forms=[{"form": form.id, "versions": "current"}])
    for who, dataset in (("anna", done), ("anna", moved), ("berta", other)):
        facility.submit(who, dataset, form)
    own, ours = ("documented", "anna", False), ("documented", "anna", True)

    assert gated.sweep() == 3
    assert [gated.on(one) for one in (done, moved, open_)] == [[own, ours], [ours], []]
    assert gated.on(other) == [("documented", "berta", True)]
    # One tag for all datasets of an owner.
    assert gated.tags() == 2
    assert gated.sweep() == 0

    # A new version makes all of them owe it again; one is answered anew.
    facility.world.publish(form_id=form.id)
    facility.submit("anna", done, form, base=1, version=2)
    assert gated.sweep() == 2
    assert [gated.on(one) for one in (done, moved, other)] == [[own, ours], [], []]
    assert gated.tags() == 1

    # Another gate takes the place of the first; what one takes off by hand stays off, and is no fault.
    gated.require(PAIR)
    facility.submit("anna", open_, form, version=2)
    gated.sweep()
    pair = ("Metadata: complete", "anna", True)
    assert [gated.on(one) for one in (done, open_)] == [[own, pair], [pair]]
    gated.require(None)
    gated.sweep()
    assert [gated.on(one) for one in (done, open_)] == [[own], []]
    assert not GateMark.objects.exists()


def test_a_pair_that_somebody_typed_into_stays_theirs_without_ours(gated: Gated) -> None:
    facility = gated.facility
    dataset = facility.dataset("anna", "b")
    gated.require(PAIR)
    facility.submit("anna", dataset, gated.form)
    gated.sweep()
    annotation = GateMark.objects.get().annotation_id
    with facility.world.lab.server.connect(facility.people["anna"]) as client:
        loaded = client.load("MapAnnotation", annotation or 0)
        loaded.mapValue = [*loaded.mapValue, omero.model.NamedValue("Checked by", "Anna")]
        client.save(loaded, group=facility.groups["b"])
    facility.apply(facility.policy("b", name="Another"))
    assert PolicyRow.objects.get(name="Metadata").ended_at

    assert gated.sweep() == 1
    assert gated.on(dataset) == [("Checked by: Anna", "anna", False)]


def test_a_tag_that_somebody_called_otherwise_stays_theirs(gated: Gated) -> None:
    facility = gated.facility
    one, two = facility.datasets("anna", "b", 2)
    gated.require(TAG)
    facility.submit("anna", one, gated.form)
    gated.sweep()
    with facility.world.lab.server.connect(facility.people["anna"]) as client:
        loaded = client.load("TagAnnotation", GateMark.objects.get().annotation_id or 0)
        loaded.textValue = rstring("my figures")
        client.save(loaded, group=facility.groups["b"])
    facility.submit("anna", two, gated.form)
    gated.sweep()
    assert gated.on(two) == [("documented", "anna", True)]

    gated.require(None)
    gated.sweep()
    assert [gated.on(dataset) for dataset in (one, two)] == [[("my figures", "anna", False)], []]
    assert (GateMark.objects.count(), gated.tags()) == (0, 0)


def test_our_tag_that_somebody_links_to_other_objects_is_not_taken_off_these(gated: Gated) -> None:
    facility = gated.facility
    first, open_, done = facility.datasets("anna", "b", 3)
    gated.require(TAG)
    facility.submit("anna", first, gated.form)
    gated.sweep()
    tag = GateMark.objects.get().annotation_id
    for dataset in (open_, done):
        gated.tag_by_hand("anna", dataset, tag)
    facility.submit("anna", done, gated.form)
    gated.sweep()
    ours = [("documented", "anna", True)]
    assert [gated.on(one) for one in (first, open_, done)] == [ours, ours, ours]

    gated.require(None)
    gated.sweep()
    assert [gated.on(one) for one in (first, open_, done)] == [[], ours, ours]
    assert not GateMark.objects.exists()


def test_who_is_inactive_is_told_of_and_tried_again(gated: Gated) -> None:
    facility = gated.facility
    anna = facility.people["anna"].id
    theirs, others = facility.dataset("anna", "b"), facility.dataset("berta", "b")
    gated.require(TAG)
    for who, dataset in (("anna", theirs), ("berta", others)):
        facility.submit(who, dataset, gated.form)
    membership(facility.world, anna, USER_GROUP, member=False)

    assert gated.sweep() == 1
    why = "the account of their owner is inactive. It is tried again."
    assert gated.problems() == [f'The tag "documented" is not on 1 object that complies: {why}']
    assert (gated.on(theirs), len(gated.on(others))) == ([], 1)
    membership(facility.world, anna, USER_GROUP, member=True)
    assert gated.sweep() == 1
    assert (gated.problems(), len(gated.on(theirs))) == ([], 1)

    membership(facility.world, anna, USER_GROUP, member=False)
    gated.require(None)
    gated.sweep()
    assert gated.problems() == [f'The tag "documented" is still on 1 object: {why}']
    membership(facility.world, anna, USER_GROUP, member=True)
    gated.sweep()
    assert (gated.problems(), gated.on(theirs), gated.tags()) == ([], [], 0)

    # What could not be put on waits no more as soon as nothing asks for it.
    membership(facility.world, anna, USER_GROUP, member=False)
    gated.require(TAG)
    gated.sweep()
    assert GateMark.objects.filter(link_id=None).exists()
    gated.require(None)
    put_gates(Deadline.after(60))
    assert not GateMark.objects.exists()


@pytest.mark.parametrize("gate", [TAG, PAIR])
def test_a_worker_that_dies_after_it_wrote_leaves_nothing_twice_or_behind(
    gated: Gated, gate: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    facility = gated.facility
    datasets = facility.datasets("anna", "b", 2)
    gated.require(gate)
    for dataset in datasets:
        facility.submit("anna", dataset, gated.form)

    def die(point: str) -> None:
        if point == "gated":
            raise KilledError

    for is_on in (True, False):
        if not is_on:
            gated.require(None)
        with visited(die), pytest.raises(KilledError):
            gated.sweep()
        # Its lease has to run out: it may live.
        facility.evaluate("b")
        assert put_gates(Deadline.after(60)) == 0
        assert gated.sweep() == 2
        assert [len(gated.on(dataset)) for dataset in datasets] == ([1, 1] if is_on else [0, 0])
    assert (GateMark.objects.count(), gated.tags()) == (0, 0)
    assert GateTurn.objects.get().lease_until is None
    # What has no namespace of ours is never found to be taken off.
    monkeypatch.setattr(gates, "NAMESPACE", "other/")
    assert gated.sweep() == 0


def test_a_database_that_was_made_anew_takes_off_what_complies_no_more_and_nothing_of_others(
    facility: Facility, log: object
) -> None:
    lose_records(facility.world)
    gated = Gated(facility)
    form = gated.form
    stays, stops, never = facility.datasets("anna", "b", 3)
    gated.tag_by_hand("anna", stops)
    policy = facility.policy("b", form, forms=[{"form": form.id, "versions": "current"}])
    ended = facility.policy("b", form, name="Ended")
    facility.apply({**policy, "gate": TAG}, {**ended, "gate": PAIR})
    for dataset in (stays, stops):
        facility.submit("anna", dataset, form)
    assert gated.sweep() == 4
    by_hand, tag, pair = (
        ("documented", "anna", False),
        ("documented", "anna", True),
        ("Metadata: complete", "anna", True),
    )
    everything = [[tag, pair], [by_hand, tag, pair]]
    assert [sorted(gated.on(one)) for one in (stays, stops)] == [sorted(one) for one in everything]

    linked = GateMark.objects.filter(gate=TAG).values_list("annotation_id", flat=True)[0]
    gated.tag_by_hand("anna", never, linked)
    facility.world.publish(form_id=form.id)
    facility.submit("anna", stays, form, base=1, version=2)
    facility.apply({**policy, "gate": TAG})
    lose_database()
    assert rebuild().quarantined == []
    # Of what goes on it is not known yet what complies.
    assert put_gates(Deadline.after(60)) == 2
    assert [gated.on(one) for one in (stays, stops)] == [[tag], [by_hand, tag]]
    gated.sweep()
    assert [gated.on(one) for one in (stays, stops, never)] == [[tag], [by_hand], [tag]]
    assert gated.sweep() == 0


def test_ten_datasets_of_an_owner_cost_no_more_calls_than_one_and_nothing_to_put_costs_none(gated: Gated) -> None:
    facility = gated.facility
    gated.require(TAG)
    costs = []
    for number in (1, 10):
        for dataset in facility.datasets("anna", "b", number):
            facility.submit("anna", dataset, gated.form)
        facility.evaluate("b")
        with counts() as found:
            assert put_gates(Deadline.after(60)) == number
        costs.append(len(found.calls))
    first, more = costs
    # The first makes the tag, too, and opens the agent's session where no test before it did.
    assert more < first <= 25, found
    facility.dataset("anna", "b")
    facility.evaluate("b")
    assert GateTurn.objects.exclude(asked=F("done")).exists(), "a finding has changed"
    with counts() as found:
        assert put_gates(Deadline.after(60)) == 0
    assert found.calls == []
