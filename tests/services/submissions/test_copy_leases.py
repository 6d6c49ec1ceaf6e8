# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two who write the same copy, since the first one's call to OMERO took longer than its lease: one copy is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import omero.model
import pytest

from omero_forms.gateway.sessions import WORKER_TIMEOUT
from omero_forms.gateway.wire import Wire
from omero_forms.kit import deadlines
from omero_forms.kit.crash_points import visited
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import COPY, claim
from omero_forms.models import CopyRow, Submission
from omero_forms.services.due import catch_up, due_copies
from omero_forms.services.submissions.copy import LEASE_WAIT_SECONDS, copy_as_owner, copying_agent
from tests.services.submissions import children
from tests.support.counts import counts
from tests.support.polls import Polls
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld, copy_by_agent


def newest(form: FormInUse) -> Submission:
    return Submission.objects.filter(form_id=form.id).order_by("-number")[0]


def copies_of(world: FormsWorld, target: int, form: FormInUse) -> list[tuple[str, str]]:
    """Owner of each copy, and its answer to the first question."""
    return [(owner, dict(pairs)["Sample"]) for owner, pairs in world.copies("author", target, form)]


def during_the_first_save(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Before the next new copy is saved, the lease of its writer runs out and something else happens."""
    save = Wire.save

    def stalled(wire: Wire, one: Any, *, group: int) -> Any:
        if isinstance(one, omero.model.DatasetAnnotationLinkI):
            monkeypatch.setattr(Wire, "save", save)
            happens()
        return save(wire, one, group=group)

    monkeypatch.setattr(Wire, "save", stalled)


def test_a_copys_lease_outlasts_every_call_of_a_worker() -> None:
    assert COPY.total_seconds() > WORKER_TIMEOUT


def test_a_request_and_the_worker_that_took_over_leave_one_copy(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()

    def worker() -> None:
        world.later()
        copy_by_agent(newest(form).pk)

    during_the_first_save(monkeypatch, worker)
    world.submit("author", target, form)
    assert copies_of(world, target, form) == [("author", "HeLa")] * 2
    world.later()
    assert catch_up().stopped_by is None
    assert copies_of(world, target, form) == [("author", "HeLa")]
    assert newest(form).copy_state == "copied"


def test_two_workers_leave_one_copy(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(*EVERYWHERE), dataset("private")
    submission = world.submit("leader", target, form).submission

    def worker() -> None:
        world.later()
        children.result(children.start("copy", submission.pk))

    during_the_first_save(monkeypatch, worker)
    copy_by_agent(submission.pk)
    assert copies_of(world, target, form) == [("author", "HeLa")] * 2
    world.later()
    assert catch_up().stopped_by is None
    assert copies_of(world, target, form) == [("author", "HeLa")]
    assert newest(form).copy_state == "copied"


def test_who_was_overtaken_by_a_newer_submission_does_not_leave_the_older_answers(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()

    def newer_submission() -> None:
        world.later()
        world.submit("author", target, form, base=1, answers={"sample": "HEK"})

    during_the_first_save(monkeypatch, newer_submission)
    world.submit("author", target, form)
    world.later()
    assert catch_up().stopped_by is None
    assert copies_of(world, target, form) == [("author", "HEK")]
    assert newest(form).copy_state == "copied"


def test_an_older_submission_that_was_overtaken_while_it_was_copied_is_not_due_for_ever(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    world.submit("fellow", target, form)

    def dies(reached: str) -> None:
        if reached == "recorded":
            raise RuntimeError("the process dies")

    def recorded_and_not_copied() -> None:
        with visited(dies):
            world.submit("author", target, form, base=2, answers={"sample": "HEK"})

    # The copy of number 2 comes beside the fellow's: it is to be repaired when number 3 is there already.
    during_the_first_save(monkeypatch, recorded_and_not_copied)
    world.submit("author", target, form, base=1)
    world.later()
    assert catch_up().stopped_by is None
    world.later()
    assert due_copies() == []
    assert copies_of(world, target, form) == [("author", "HEK")]
    assert newest(form).copy_state == "copied"


def test_a_copy_that_was_seen_to_while_its_submission_was_recorded_is_written_as_it_stands_then(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)

    def a_worker_wrote_beside_it(reached: str) -> None:
        if reached == "saved":
            CopyRow.objects.update(older={"1": 1})

    with visited(a_worker_wrote_beside_it):
        newer = world.submit("author", target, form, base=1, answers={"sample": "HEK"}).submission
    assert copies_of(world, target, form) == [("author", "HEK")]
    row = CopyRow.objects.get(stream=newer.record.stream_id)
    # What the worker remembered there is remembered still, and nobody is left with the lease.
    assert (newer.copy_state, row.older, row.lease_until) == ("copied", {"1": 1}, None)


def test_the_copy_that_somebody_else_holds_is_left_to_the_worker_and_nothing_is_lost(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    rows = CopyRow.objects.filter(stream=newest(form).record.stream_id)
    held = claim(rows, COPY)
    assert held is not None
    monkeypatch.setattr(deadlines, "ANSWER_SECONDS", 60.0)
    Polls(monkeypatch)
    waiting = world.submit("author", target, form, base=1, answers={"sample": "HEK"}).submission
    assert (waiting.record.state, waiting.copy_state) == ("recorded", "due")
    held.release()
    world.later()
    assert catch_up().stopped_by is None
    assert copies_of(world, target, form) == [("author", "HEK")]
    assert newest(form).copy_state == "copied"


def test_a_sweep_leaves_what_another_one_is_at_to_that_and_does_nothing_twice(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form = world.form()
    taken, other = (world.submit("author", dataset(), form).submission for _ in range(2))
    Submission.objects.update(copy_state="due", next_at=taken.time)
    held = claim(CopyRow.objects.filter(stream=taken.record.stream_id), COPY)
    assert held is not None
    # Nobody is waited for: it gets to the other one in the little time that it has.
    done = catch_up(Deadline.after(LEASE_WAIT_SECONDS / 2))
    assert (done.copies, done.stopped_by) == (1, None)
    assert [Submission.objects.get(pk=one.pk).copy_state for one in (taken, other)] == ["due", "copied"]
    held.release()
    assert due_copies() == [taken.pk]
    assert catch_up().copies == 1
    # A sweep that found it due before that meets it under its lease only now.
    with copying_agent() as agent, counts() as cost:
        assert copy_as_owner(agent, taken.pk, only_if_due=True) is None
        assert cost.calls == []
        assert copy_as_owner(agent, taken.pk) is not None


def test_a_copy_for_which_no_time_is_left_is_not_begun_and_nobody_is_kept_from_it(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)

    def late(reached: str) -> None:
        if reached == "saved":
            monkeypatch.setattr(Deadline, "passed", True)

    with visited(late):
        made = world.submit("author", target, form, base=1, answers={"sample": "HEK"}).submission
    monkeypatch.undo()
    assert (made.record.state, made.copy_state) == ("recorded", "due")
    assert CopyRow.objects.get(stream=made.record.stream_id).lease_until is None
    world.later()
    assert catch_up().stopped_by is None
    assert copies_of(world, target, form) == [("author", "HEK")]
