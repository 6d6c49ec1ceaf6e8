# SPDX-License-Identifier: AGPL-3.0-or-later
"""Following what changed in OMERO, and judging that alone. `test_against_slow.py` holds it against full runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from omero.cmd import Delete2
from omero.rtypes import rstring

from omero_forms.domain.records.acts import Via
from omero_forms.gateway.changes import ENTITIES, LogRow
from omero_forms.kit.clocks import last_night
from omero_forms.models import Evaluation, Finding, LogCursor, PolicyRow, Submission, Touched
from omero_forms.services.evaluations import runs
from omero_forms.services.evaluations.changed import groups_due, judge_changed
from omero_forms.services.evaluations.evaluate import evaluate_group
from omero_forms.services.evaluations.followed import FollowedByPolicies
from omero_forms.services.following import follow as following
from omero_forms.services.following.follow import follow
from omero_forms.services.policies.change import archive_policy
from omero_forms.services.submissions.copy import copying_agent
from tests.support.facility import LATER, Facility
from tests.support.waiting import wait_for
from tests.support.world import FormInUse

pytestmark = pytest.mark.django_db(transaction=True)


class Days:
    """A clock of its own for following: each look comes two minutes after the one before."""

    def __init__(self) -> None:
        self.now = LATER

    def look(self) -> int:
        """Read the log and judge what changed; how many findings were written."""
        self.now += timedelta(minutes=2)
        follow(self.now)
        return judge_changed(self.now)


@pytest.fixture
def days(facility: Facility) -> Days:
    """The log is followed from here on, and the groups "b" and "c" of anna and berta were evaluated."""
    for group in ("b", "c"):
        facility.group(group)
    for person in ("anna", "berta"):
        facility.person(person, "b", "c")
    clock = Days()
    clock.look()
    return clock


def require(facility: Facility, days: Days, *forms: FormInUse, **changes: Any) -> None:
    """A policy of both groups, evaluated once."""
    facility.apply(*(facility.policy(group, *forms, **changes) for group in ("b", "c")))
    for group in ("b", "c"):
        facility.evaluate(group, days.now)


def command(facility: Facility, request: Any) -> None:
    with facility.world.lab.server.connect(facility.world.lab.server.root) as root:
        root.client.submit(request, 600, 100)


def test_what_is_answered_is_judged_without_a_run(facility: Facility, days: Days) -> None:
    form = facility.form("b", "c")
    one, other = facility.datasets("anna", "b", 2)
    require(facility, days, form)
    evaluations = Evaluation.objects.count()
    facility.submit("anna", one, form)
    assert judge_changed(days.now) == 1
    assert facility.statuses("b") == {one: "compliant", other: "missing"}
    assert facility.evaluation("b").counts["totals"] == {"compliant": 1, "missing": 1, "objects": 2}
    assert Evaluation.objects.count() == evaluations
    assert not Submission.objects.filter(judged=False).exists()
    assert judge_changed(days.now) == 0


def noted(days: Days, mine: list[int], *, after: timedelta = timedelta(minutes=2)) -> list[int]:
    """Those of my datasets that reading the log notes; on the server of all tests others may change, too."""
    Touched.objects.all().delete()
    days.now += after
    follow(days.now)
    return sorted(Touched.objects.filter(object_id__in=mine).values_list("object_id", flat=True))


def test_what_was_seen_of_the_log_is_passed_over_and_what_appears_late_is_not(facility: Facility, days: Days) -> None:
    require(facility, days, facility.form("b", "c"))
    mine = facility.datasets("anna", "b", 2)
    assert noted(days, mine) == mine
    assert noted(days, mine) == []
    # As if these rows had been committed only now, below ids that were read.
    seen = LogCursor.objects.get().seen
    earlier = str(min(int(one) for one in seen) - 1)
    LogCursor.objects.update(seen={earlier: max(seen.values())})
    assert noted(days, mine) == mine
    assert noted(days, mine) == []


def test_the_log_is_read_once_a_minute(facility: Facility, days: Days) -> None:
    require(facility, days, facility.form("b", "c"))
    mine = [facility.dataset("anna", "b")]
    assert noted(days, mine, after=timedelta(seconds=20)) == []
    assert noted(days, mine, after=timedelta(seconds=60)) == mine


def test_what_was_read_of_a_long_log_is_not_all_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_SEEN", 300)
    minute = 60_000
    log = [LogRow(one, "Dataset", one, "UPDATE", one, one * minute) for one in range(1, 1001)]
    end, seen, most = log[-1], {990: 990 * minute}, 0
    for start in range(0, 1000, 100):
        page = log[start : start + 100]
        assert len(following._unseen(page, seen)) == 100 - (start == 900)
        cursor = following._at(page[-1], end, seen)
        most = max(most, len(seen))
    assert most <= 100
    # The last hour, by the time of events.
    assert [int(one) for one in cursor["seen"]] == list(range(941, 1001))
    busy = dict.fromkeys(range(1, 1001), end.time_ms)
    assert len(following._at(end, end, busy)["seen"]) == len(busy) == 300


@pytest.mark.parametrize("lost", [{"mark": "another history"}, {"last_id": 10**12}])
def test_another_log_than_was_followed_has_all_groups_evaluated_as_a_whole(
    facility: Facility, days: Days, lost: dict[str, Any]
) -> None:
    require(facility, days, facility.form("b", "c"))
    mine = {facility.groups[group] for group in ("b", "c")}
    assert not mine & set(groups_due())
    LogCursor.objects.update(**lost)
    days.look()
    assert mine <= set(groups_due())
    facility.evaluate("b", days.now)
    assert mine & set(groups_due()) == {facility.groups["c"]}


def test_new_policies_and_versions_are_due_at_once(facility: Facility, days: Days) -> None:
    form = facility.form("b", "c")
    facility.apply(facility.policy("b", form))
    assert groups_due() == [facility.groups["b"]]
    facility.evaluate("b", days.now)
    assert groups_due() == []
    facility.world.publish(form_id=form.id)
    assert groups_due() == [facility.groups["b"]]


def test_a_group_that_the_night_passed_over_or_whose_run_was_left_is_due_and_a_failed_one_after_a_while(
    facility: Facility, days: Days
) -> None:
    facility.apply(facility.policy("b", facility.form("b")))
    facility.evaluate("b", days.now)
    mine = facility.groups["b"]
    run = facility.evaluation("b")
    night = last_night(run.started_at)
    tomorrow = last_night(night + timedelta(hours=30))
    assert (night + timedelta(hours=20) < tomorrow, night <= run.started_at) == (True, True)

    def due_at(moment: datetime) -> bool:
        return mine in groups_due(moment)

    assert not due_at(tomorrow + timedelta(minutes=59))
    assert due_at(tomorrow + timedelta(minutes=61))
    later = tomorrow + timedelta(hours=3)
    runs.record_failure(group_id=mine, group_name="b", task_id="", root_id="", reason="OMERO did not answer.")
    Evaluation.objects.filter(group_id=mine).exclude(failed="").update(finished_at=later)
    assert not due_at(later + timedelta(minutes=14))
    assert due_at(later + timedelta(minutes=16))
    begun = runs.begin(group_id=mine, group_name="b", fingerprint="x", task_id="one", root_id="", now=later)
    assert begun is not None
    assert not due_at(later + timedelta(seconds=30))
    assert due_at(later + timedelta(minutes=2))


def test_where_the_last_policy_ends_nothing_is_said_by_it_any_more(facility: Facility, days: Days) -> None:
    dataset = facility.dataset("anna", "b")
    require(facility, days, facility.form("b", "c"))
    assert facility.evaluation("b").counts["totals"] == {"missing": 1, "objects": 1}
    for row in PolicyRow.objects.all():
        archive_policy(None, row.pk, via=Via.SCHEDULE)
    assert facility.groups["b"] in groups_due()
    assert facility.groups["c"] not in groups_due(), "nothing was found there"
    facility.evaluate("b", days.now)
    assert (facility.statuses("b"), facility.evaluation("b").counts["totals"]) == ({}, {})
    assert groups_due() == []
    # One that is gone from OMERO says so once, and is not asked for again and again.
    PolicyRow.objects.filter(group_id=facility.groups["b"]).update(group_id=10**9)
    Evaluation.objects.filter(group_id=facility.groups["b"]).update(group_id=10**9)
    Finding.objects.filter(object_id=dataset).update(group_id=10**9, closed_at=None)
    assert groups_due() == [10**9]
    assert evaluate_group(group_id=10**9).failed == "This group no longer exists in OMERO."
    assert groups_due() == []


def test_objects_wait_while_a_run_is_under_way_in_their_group(facility: Facility, days: Days) -> None:
    form = facility.form("b", "c")
    here, there = facility.dataset("anna", "b"), facility.dataset("anna", "c")
    require(facility, days, form)
    run = runs.begin(group_id=facility.groups["b"], group_name="b", fingerprint="x", task_id="one", root_id="")
    assert run is not None
    for one in (here, there):
        facility.submit("anna", one, form)
    judge_changed(days.now)
    assert (facility.statuses("b")[here], facility.statuses("c")[there]) == ("missing", "compliant")
    Evaluation.objects.filter(pk=run.id).delete()
    judge_changed(days.now)
    assert facility.statuses("b")[here] == "compliant"
    assert not Touched.objects.exists()


def test_objects_wait_where_a_run_by_newer_policies_came_in_between(
    facility: Facility, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, other = facility.form("b", "c"), facility.form("b", "c")
    dataset = facility.dataset("anna", "b")
    require(facility, days, form)
    facility.submit("anna", dataset, form)

    def later(**group: Any) -> Any:
        monkeypatch.undo()
        facility.apply(facility.policy("b", other))
        facility.evaluate("b", days.now)
        return runs.begin_between(**group)

    monkeypatch.setattr("omero_forms.services.evaluations.changed.begin_between", later)
    judge_changed(days.now)
    assert facility.statuses("b") == {dataset: "missing"}
    assert Submission.objects.filter(judged=False).count() == 1
    judge_changed(days.now)
    assert facility.statuses("b") == {dataset: "missing"}
    assert not Submission.objects.filter(judged=False).exists()


def test_what_a_dead_worker_left_of_judging_changes_is_taken_over_by_a_full_run(facility: Facility, days: Days) -> None:
    form = facility.form("b", "c")
    dataset = facility.dataset("anna", "b")
    require(facility, days, form)
    facility.submit("anna", dataset, form)
    assert runs.begin_between(group_id=facility.groups["b"], group_name="b") is not None
    assert runs.begin_between(group_id=facility.groups["b"], group_name="b") is None
    Evaluation.objects.update(lease_until=datetime.now(UTC) - timedelta(seconds=1))
    assert facility.evaluate("b", days.now).state == "finished"
    assert facility.statuses("b") == {dataset: "compliant"}


def test_a_tag_put_on_or_called_otherwise_is_followed_and_one_taken_off_by_the_indexers_note(
    facility: Facility, days: Days
) -> None:
    import omero.model

    form = facility.form("b", "c")
    dataset = facility.dataset("anna", "b")
    require(facility, days, form, selector={"tag": "live"})
    assert facility.statuses("b") == {}
    with facility.world.lab.server.connect(facility.people["anna"]) as anna:
        tag, link = omero.model.TagAnnotationI(), omero.model.DatasetAnnotationLinkI()
        tag.setTextValue(rstring("live"))
        link.setParent(omero.model.DatasetI(dataset, False))
        link.setChild(tag)
        made = anna.save(link, group=facility.groups["b"])
    with copying_agent() as agent:
        row = LogRow(1, ENTITIES["DatasetAnnotationLink"], made.id.val, "INSERT", 1, 0)
        assert row.kind in FollowedByPolicies.now().kinds
        assert FollowedByPolicies.now().look_up(agent, [row])() == 1
        assert Touched.objects.get().object_id == dataset
        days.look()
        assert set(facility.statuses("b")) == {dataset}
        row = LogRow(2, ENTITIES["TagAnnotation"], made.child.id.val, "UPDATE", 2, 0)
        assert row.kind in FollowedByPolicies.now().kinds
        assert FollowedByPolicies.now().look_up(agent, [row])() == 1
    assert Touched.objects.get().object_id == dataset
    command(facility, Delete2(targetObjects={"DatasetAnnotationLink": [made.id.val]}))

    def left() -> bool:
        days.look()
        return facility.statuses("b") == {}

    wait_for(left, "the indexer has noted the dataset, and its finding is closed")
