# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a run finds, and what it writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from omero.cmd import Chown2, Delete2
from omero.rtypes import rstring

from omero_forms.domain.errors import FormsError
from omero_forms.gateway import sessions
from omero_forms.gateway.wire import Wire
from omero_forms.kit.breaker import breaker
from omero_forms.models import (
    Evaluation,
    Finding,
    Form,
    RecordRow,
    RecordState,
    Stream,
    VersionVerdict,
)
from omero_forms.selectors.evaluations import latest
from omero_forms.services.evaluations import runs
from omero_forms.services.evaluations.counts import Counts, PolicyProblem
from omero_forms.services.evaluations.evaluate import evaluate_group, groups_to_evaluate
from omero_forms.services.evaluations.findings import Changes
from omero_forms.services.evaluations.write import Pace, write_changes
from tests.support.facility import LATER, Facility
from tests.support.servers import OmeroServer
from tests.support.world import SCHEMA

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def impatient_agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers wait 2 s for OMERO instead of 30; the next test finds the breaker closed."""
    monkeypatch.setattr(sessions, "WORKER_TIMEOUT", 2.0)
    sessions.close_pools()
    yield
    sessions.close_pools()
    breaker().answered()


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


def test_a_dataset_that_moved_or_was_deleted_left_the_scope(facility: Facility) -> None:
    for group in ("b", "elsewhere"):
        facility.group(group)
    facility.person("anna", "b", "elsewhere")
    facility.apply(facility.policy("b", facility.form("b")))
    stays, moves, goes = facility.datasets("anna", "b", 3)
    facility.evaluate("b")
    facility.move("anna", moves, "elsewhere")
    with facility.world.lab.server.connect(facility.people["anna"]) as client:
        _delete(client, goes)

    facility.evaluate("b")

    assert facility.statuses("b") == {stays: "missing"}
    closed = Finding.objects.filter(closed_at__isnull=False)
    assert {row.object_id: row.closed_reason for row in closed} == {
        moves: "It was deleted or moved to another group.",
        goes: "It was deleted or moved to another group.",
    }


def test_a_dataset_that_comes_from_another_group_gets_its_grace_anew(facility: Facility) -> None:
    for group in ("b", "elsewhere"):
        facility.group(group)
    facility.person("anna", "b", "elsewhere")
    facility.apply(facility.policy("b", facility.form("b")))
    old = facility.dataset("anna", "b")
    comes = facility.dataset("anna", "elsewhere")
    facility.evaluate("b")
    facility.move("anna", comes, "b")

    facility.evaluate("b")

    assert facility.statuses("b") == {old: "missing", comes: "grace"}


def test_new_name_and_new_owner_are_followed(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.person("berta", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    dataset = facility.dataset("anna", "b", "before")
    facility.evaluate("b")
    since = facility.findings("b")[dataset].since
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        loaded = root.load("Dataset", dataset)
        loaded.setName(rstring("after"))
        root.save(loaded, group=facility.groups["b"])
        root.client.submit(
            Chown2(targetObjects={"Dataset": [dataset]}, userId=facility.people["berta"].id),
            30,
            100,
        )

    facility.evaluate("b")

    finding = facility.findings("b")[dataset]
    assert (finding.name, finding.owner_full_name) == ("after", "Berta Person")
    assert finding.since == since


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ({"name": "*_tirf_*"}, "a_TIRF_1"),
        ({"min_images": 2}, "two images"),
        ({"created_after": "2999-01-01"}, None),
    ],
)
def test_a_selector_decides_which_datasets_a_policy_is_about(
    facility: Facility, selector: dict[str, object], fits: str | None
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.dataset("anna", "b", "a_TIRF_1")
    facility.dataset("anna", "b", "two images", images=2)
    facility.apply(facility.policy("b", facility.form("b"), selector=selector))

    facility.evaluate("b")

    assert [row.name for row in facility.findings("b").values()] == ([fits] if fits else [])


def test_a_dataset_that_stops_fitting_the_selector_left_the_scope(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    facility.dataset("anna", "b", "plain")
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    facility.apply(facility.policy("b", form, selector={"name": "fancy*"}))

    facility.evaluate("b")

    assert facility.findings("b") == {}
    closed = Finding.objects.get(closed_at__isnull=False)
    assert closed.closed_reason == "It is no longer covered by the policy."


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
    # The group, who is in it, who of them is an admin or inactive; then its datasets.
    assert len(read) == 4


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


def test_while_omero_does_not_answer_the_error_is_kept_and_findings_stay(
    facility: Facility, omero_server: OmeroServer, impatient_agent: None
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    dataset = facility.dataset("anna", "b")
    facility.evaluate("b")
    good = facility.evaluation("b").finished_at

    with omero_server.frozen():
        assert facility.evaluate("b").state == "failed"
        assert groups_to_evaluate() == []

    assert facility.statuses("b") == {dataset: "missing"}
    assert facility.evaluation("b").failed == ("OMERO did not answer. The next evaluation will try again.")
    view = latest([facility.groups["b"]])[facility.groups["b"]]
    assert view.evaluated_at == good
    assert view.failed is not None
    assert view.totals["missing"] == 1


def test_a_policy_that_cannot_be_judged_makes_errors_and_says_why(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    dataset = facility.dataset("anna", "b")
    facility.apply(facility.policy("b", form), facility.policy("b", other, name="Sound"))
    # Past all refusals: as after a restore of the read model from other records.
    Form.objects.filter(id=form.id).update(state="retired")

    outcome = facility.evaluate("b")

    assert len(outcome.problems) == 1
    run = facility.evaluation("b")
    assert run.failed == ""
    (problem,) = run.problems
    assert "retired" in problem["message"]
    by_policy = {row.policy.name: row for row in Finding.objects.filter(object_id=dataset)}
    assert by_policy["Metadata"].status == "error"
    assert problem["policy_id"] == by_policy["Metadata"].policy_id
    assert "retired" in by_policy["Metadata"].reason
    assert by_policy["Sound"].status == "missing"


def test_answers_that_nothing_proves_any_more_do_not_count_and_it_is_said(
    facility: Facility,
) -> None:
    facility.group("p")
    facility.person("anna", "p")
    form = facility.form("p")
    unproven, fine = facility.datasets("anna", "p", 2)
    for one in (unproven, fine):
        facility.submit("anna", one, form)
    facility.apply(facility.policy("p", form))
    RecordRow.objects.filter(submission__object_id=unproven).update(unproven=True)
    facility.evaluate("p")
    assert facility.statuses("p") == {unproven: "error", fine: "compliant"}
    finding = Finding.objects.get(object_id=unproven, closed_at=None)
    assert "cannot be proven" in finding.reason


def test_one_object_that_cannot_be_checked_is_an_error_and_hides_no_other(
    facility: Facility,
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    broken, fine = facility.datasets("anna", "b", 2)
    facility.submit("anna", broken, form)
    policy = facility.policy("b", form)
    policy["forms"] = [{"form": form.id, "versions": "current"}]
    facility.apply(policy)
    facility.world.publish(form_id=form.id)
    facility.evaluate("b")
    assert facility.statuses("b") == {broken: "outdated", fine: "missing"}
    VersionVerdict.objects.all().delete()
    RecordRow.objects.filter(kind="submission").update(payload=b"not JSON")

    outcome = facility.evaluate("b")

    assert facility.statuses("b") == {broken: "error", fine: "missing"}
    assert outcome.state == "finished"
    assert facility.evaluation("b").failed == ""
    assert facility.findings("b")[broken].reason == (
        "The answers have not been checked against the versions that count."
    )


def test_what_could_not_be_judged_is_kept_when_another_worker_goes_on(facility: Facility) -> None:
    group = facility.group("b")
    first = runs.begin(group_id=group, group_name="b", fingerprint="same", task_id="one", root_id="")
    assert first is not None
    for _page in range(2):
        first.add(Counts(), [PolicyProblem(7, "The form is retired.")])
    write_changes(first, Changes(), fingerprint="same", pace=Pace())
    runs.let_go(first)

    second = runs.begin(group_id=group, group_name="b", fingerprint="same", task_id="two", root_id="")
    assert second is not None
    runs.finish(second)

    assert Evaluation.objects.get().problems == [{"policy_id": 7, "message": "The form is retired."}]


def test_a_worker_that_was_given_up_writes_nothing_more(facility: Facility) -> None:
    group = facility.group("b")
    slow = runs.begin(group_id=group, group_name="b", fingerprint="same", task_id="one", root_id="")
    assert slow is not None
    busy = runs.begin(group_id=group, group_name="b", fingerprint="same", task_id="two", root_id="")
    assert busy is None
    Evaluation.objects.update(lease_until=datetime.now(UTC) - timedelta(seconds=1))
    taker = runs.begin(group_id=group, group_name="b", fingerprint="same", task_id="two", root_id="")
    assert taker is not None
    assert taker.id == slow.id

    with pytest.raises(runs.RunLostError):
        write_changes(slow, Changes(), fingerprint="same", pace=Pace())
    with pytest.raises(runs.RunLostError):
        runs.finish(slow)
    runs.finish(taker)
    assert Evaluation.objects.get().finished_at is not None


def test_a_fault_of_ours_is_kept_as_the_groups_error(facility: Facility, monkeypatch: pytest.MonkeyPatch) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    dataset = facility.dataset("anna", "b")
    facility.evaluate("b")
    # A time zone that does not exist: the kind of fault that nobody foresaw.
    monkeypatch.setattr("django.conf.settings.TIME_ZONE", "Nowhere/AtAll")

    assert facility.evaluate("b").state == "failed"

    assert facility.statuses("b") == {dataset: "missing"}
    assert "fault in the forms service" in facility.evaluation("b").failed


def test_batches_shrink_when_they_hold_the_database_long_and_grow_when_short() -> None:
    pace = Pace()
    before = pace.rows
    pace.took(0.15)
    assert pace.rows == before // 2
    for _ in range(50):
        pace.took(10.0)
    assert pace.rows == 20
    for _ in range(50):
        pace.took(0.001)
    assert pace.rows == 1000
    assert pace.target_seconds < 0.2


def _delete(client: Any, dataset: int) -> None:
    client.client.submit(Delete2(targetObjects={"Dataset": [dataset]}), 30, 100)
