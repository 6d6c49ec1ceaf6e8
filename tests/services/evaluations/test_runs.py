# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a run in which something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from omero_forms.gateway import sessions
from omero_forms.models import (
    Evaluation,
    Finding,
    Form,
    PolicyRow,
    RecordRow,
    VersionVerdict,
)
from omero_forms.selectors.evaluations import latest
from omero_forms.services.evaluations import runs
from omero_forms.services.evaluations.counts import Counts, PolicyProblem
from omero_forms.services.evaluations.evaluate import groups_to_evaluate
from omero_forms.services.evaluations.findings import Changes
from omero_forms.services.evaluations.write import Pace, write_changes
from tests.support.facility import Facility
from tests.support.servers import OmeroServer

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def impatient_agent() -> Iterator[None]:
    """Workers wait 2 s for OMERO instead of 30."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sessions, "WORKER_TIMEOUT", 2.0)
        sessions.close_pools()
        yield
    sessions.close_pools()


def test_while_omero_does_not_answer_the_error_is_kept_and_findings_stay(
    facility: Facility, omero_server: OmeroServer
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))
    dataset = facility.dataset("anna", "b")
    facility.evaluate("b")
    good = facility.evaluation("b").finished_at

    with impatient_agent(), omero_server.frozen():
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


def test_a_worker_that_dies_right_after_the_end_of_a_run_has_told_the_policies(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what is moved into the group would count as there since its creation."""
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b")))

    def die(_run: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "_forget_old_runs", die)
    with pytest.raises(KeyboardInterrupt):
        facility.evaluate("b")
    run = facility.evaluation("b")
    assert (run.finished_at is not None, PolicyRow.objects.get().evaluated_at) == (True, run.started_at)


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
