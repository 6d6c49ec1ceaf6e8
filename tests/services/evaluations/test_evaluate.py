# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run finds, and what it writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.wire import Wire
from omero_forms.models import (
    Evaluation,
    Finding,
    RecordRow,
    RecordState,
    Stream,
)
from omero_forms.services.evaluations.evaluate import evaluate_group, groups_to_evaluate
from tests.support.facility import LATER, Facility
from tests.support.world import SCHEMA

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dataset_is_in_grace_until_its_due_day_ends_and_missing_after(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    dataset = facility.dataset("anna", "b", "2026-11-06_COS7")
    facility.apply(facility.policy("b", form, grace=2))

    now = datetime.now(UTC)
    facility.evaluate("b", now)
    finding = facility.findings("b")[dataset]
    assert finding.status == "grace"
    assert finding.due is not None
    assert (finding.name, finding.owner_full_name) == ("2026-11-06_COS7", "Anna Person")
    assert finding.lacking == [form.id]

    facility.evaluate("b", now + timedelta(days=4))
    late = facility.findings("b")[dataset]
    assert late.status == "missing"
    assert late.due == finding.due
    assert late.since.date() <= (now + timedelta(days=4)).date()


def test_a_recorded_submission_makes_it_compliant_and_a_pending_one_does_not(
    facility: Facility,
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    dataset = facility.dataset("anna", "b")
    facility.apply(facility.policy("b", form))
    facility.submit("anna", dataset, form)
    RecordRow.objects.filter(kind="submission").update(state=RecordState.PENDING)
    recorded = dict(Stream.objects.values_list("pk", "recorded_number"))
    Stream.objects.filter(records__kind="submission").update(recorded_number=0)

    facility.evaluate("b")
    assert facility.statuses("b") == {dataset: "missing"}

    RecordRow.objects.filter(kind="submission").update(state=RecordState.RECORDED)
    for pk, number in recorded.items():
        Stream.objects.filter(pk=pk).update(recorded_number=number)
    facility.evaluate("b")
    assert facility.statuses("b") == {dataset: "compliant"}


def test_one_of_two_forms_is_enough_where_the_policy_says_one_of(facility: Facility) -> None:
    facility.group("c")
    facility.person("anna", "c")
    live, fixed = facility.form("c"), facility.form("c")
    done, open_ = facility.datasets("anna", "c", 2)
    facility.apply(facility.policy("c", live, fixed, requirement="one_of"))
    facility.submit("anna", done, fixed)

    facility.evaluate("c")

    assert facility.statuses("c") == {done: "compliant", open_: "missing"}
    assert facility.findings("c")[open_].lacking == [live.id, fixed.id]


def test_a_group_that_requires_nothing_is_evaluated_and_has_no_finding(facility: Facility) -> None:
    facility.group("a")
    facility.person("anna", "a")
    facility.dataset("anna", "a")

    outcome = facility.evaluate("a")

    assert outcome.state == "finished"
    assert facility.findings("a") == {}
    assert facility.evaluation("a").counts == {"totals": {}, "policies": {}}


def test_a_second_run_over_the_same_data_writes_no_finding(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    facility.datasets("anna", "b", 3)
    assert facility.evaluate("b").written == 3
    before = dict(Finding.objects.values_list("pk", "changed_at"))

    assert facility.evaluate("b", LATER + timedelta(hours=1)).written == 0
    assert dict(Finding.objects.values_list("pk", "changed_at")) == before


def test_counts_name_each_object_once_by_its_worst_status(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    one, two = facility.form("b"), facility.form("b")
    done, half = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", one, name="First"), facility.policy("b", two, name="Second"))
    for dataset in (done, half):
        facility.submit("anna", dataset, one)
    facility.submit("anna", done, two)

    facility.evaluate("b")

    counts = facility.evaluation("b").counts
    assert counts["totals"] == {"compliant": 1, "missing": 1, "objects": 2}
    assert sorted(counts["policies"].values(), key=len) == [
        {"compliant": 2, "objects": 2},
        {"compliant": 1, "missing": 1, "objects": 2},
    ]


def test_answers_to_a_version_that_no_longer_counts_are_outdated_or_invalid(
    facility: Facility,
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    fits, misfits = facility.datasets("anna", "b", 2)
    facility.submit("anna", fits, form, answers={"sample": "HeLa", "passages": 3})
    facility.submit("anna", misfits, form, answers={"sample": "HeLa"})
    policy = facility.policy("b", form)
    policy["forms"] = [{"form": form.id, "versions": "current"}]
    facility.apply(policy)
    facility.evaluate("b")
    assert set(facility.statuses("b").values()) == {"compliant"}

    facility.world.publish({**SCHEMA, "required": ["sample", "passages"]}, form_id=form.id)
    facility.evaluate("b")

    assert facility.statuses("b") == {fits: "outdated", misfits: "invalid"}
    assert facility.findings("b")[fits].outdated_versions == [[form.id, 1]]


def test_what_an_evaluation_reads_of_omero_does_not_grow_with_other_groups(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.dataset("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b")  # from here on it is known how large the group is
    read: list[tuple[str, int]] = []
    for name in ("rows", "objects"):
        real = getattr(Wire, name)

        def noted(wire: Wire, hql: str, *args: Any, _real: Any = real, **named: Any) -> Any:
            found = _real(wire, hql, *args, **named)
            read.append((hql, len(found)))
            return found

        monkeypatch.setattr(Wire, name, noted)

    facility.evaluate("b")
    alone = list(read)
    facility.group("c")
    facility.person("ben", "c")
    read.clear()
    facility.evaluate("b")

    assert read == alone
    # The group, who is in it, who of them is an admin or inactive; then its datasets, those of them without images, and
    # the first and last of the images of which those in no dataset are counted.
    assert len(read) == 6


def test_system_user_guest_and_store_are_never_evaluated(facility: Facility) -> None:
    facility.group("b")
    evaluated = groups_to_evaluate()
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        names = dict(root.rows("select g.id, g.name from ExperimenterGroup g"))
        store = root.rows(
            "select g.id from GroupExperimenterMap m join m.parent g join m.child e "
            "where e.omeName = 'form-master' and g.name <> 'user'"
        )[0][0]
    special = [one for one, name in names.items() if name in {"system", "user", "guest"}]
    assert len(special) == 3
    assert facility.groups["b"] in evaluated
    assert not {*special, store} & set(evaluated)
    for group_id in (*special, store):
        with pytest.raises(FormsError) as refused:
            evaluate_group(group_id=group_id)
        assert refused.value.code == "forbidden"
    assert Evaluation.objects.count() == 0
