# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be done keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omero_forms.domain.errors import error
from omero_forms.gateway import records
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import WRITE, claim
from omero_forms.models import CopyState, FormVersion, RecordRow, RecordState, Server, Stream, Submission
from omero_forms.services.due import catch_up, due_copies, due_streams
from omero_forms.services.records import write
from omero_forms.services.submissions import wanted
from tests.services.records.test_write import forget
from tests.support.polls import Polls
from tests.support.world import FormsWorld

BROKEN = "{"
"""Nothing of ours stores such a schema; a disk or a hand might."""


def test_a_submission_that_cannot_be_copied_does_not_keep_others_from_it(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    broken, whole = world.form(), world.form()
    first = world.submit("author", dataset(), broken).submission
    second = world.submit("author", dataset(), whole).submission
    FormVersion.objects.filter(form_id=broken.id).update(schema=BROKEN)
    Submission.objects.filter(pk__in=[first.pk, second.pk]).update(copy_state=CopyState.DUE, next_at=first.time)
    assert catch_up().stopped_by is None
    assert Submission.objects.get(pk=second.pk).copy_state == CopyState.COPIED
    waiting = Submission.objects.get(pk=first.pk)
    assert (waiting.copy_state, waiting.attempts) == (CopyState.DUE, 1)


def test_a_record_that_cannot_be_taken_over_does_not_keep_others_from_omero(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form()
    with monkeypatch.context() as patch:
        patch.setattr(records, "append", _silent)
        broken = world.submit("author", dataset(), form).submission
        whole = world.submit("author", dataset(), form).submission
    # A record whose bytes a disk or a hand has changed is no JSON any more.
    RecordRow.objects.filter(submission=broken).update(payload=b"\xff")
    world.later()
    assert catch_up().stopped_by is None
    assert RecordRow.objects.get(submission=whole).state == RecordState.RECORDED
    waiting = RecordRow.objects.get(submission=broken)
    assert (waiting.state, waiting.attempts) == (RecordState.PENDING, 2)


def test_a_stream_is_due_when_its_next_record_is_however_many_wait_behind_it(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    with monkeypatch.context() as patch:
        patch.setattr(records, "append", _silent)
        first = world.submit("author", target, form).submission
        world.submit("author", target, form, base=1)
        other = world.submit("author", dataset(), form).submission
    world.later()
    assert due_streams() == [first.record.stream.name, other.record.stream.name]
    write.put_off_stream(first.record.stream.name)
    assert due_streams() == [other.record.stream.name]
    assert catch_up().streams == 1
    world.later()
    assert catch_up().streams == 1
    assert not RecordRow.objects.filter(state=RecordState.PENDING).exists()


def test_in_another_omero_no_copy_is_made_and_none_is_given_up(world: FormsWorld, dataset: Callable[..., int]) -> None:
    submission = world.submit("author", dataset(), world.form()).submission
    Submission.objects.update(copy_state=CopyState.DUE, next_at=submission.time)
    Server.objects.update(uuid="another")
    assert catch_up().stopped_by == "other_database"
    assert Submission.objects.get().copy_state == CopyState.DUE


def test_what_is_accepted_is_told_so_whatever_fails_afterwards(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    monkeypatch.setattr(wanted, "pairs_in", _fault)
    outcome = world.submit("author", target, form)
    assert outcome.submission.record.state == RecordState.RECORDED
    assert outcome.submission.copy_state == CopyState.DUE


def test_histories_that_cannot_be_read_take_no_more_than_their_share_and_let_the_others_go_first(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, faulty, whole = (world.form() for _ in range(3))
    made = {}
    for form in (held, faulty, whole):
        target = dataset()
        made[form] = world.submit("author", target, form).submission
        if form is not whole:
            world.submit("author", target, form, base=1)
            forget(form, 2)
    streams = {form: one.record.stream for form, one in made.items()}
    assert claim(Stream.objects.filter(pk=streams[held].pk), WRITE) is not None
    read = records.stored_ids

    def broken(master: MasterSession, stream: str) -> list[int]:
        if stream == streams[faulty].name:
            raise TypeError("a fault of ours")
        return read(master, stream)

    monkeypatch.setattr(records, "stored_ids", broken)
    due = made[held].time
    Submission.objects.filter(pk__in=[one.pk for one in made.values()]).update(copy_state=CopyState.DUE, next_at=due)
    Polls(monkeypatch)
    done = catch_up(Deadline.after(60))
    assert (done.copies, done.stopped_by) == (1, None)
    states = {form: Submission.objects.get(pk=one.pk) for form, one in made.items()}
    assert [(states[form].copy_state, states[form].attempts) for form in (held, faulty, whole)] == [
        (CopyState.DUE, 1),
        (CopyState.DUE, 1),
        (CopyState.COPIED, 0),
    ]
    # They come after what else is due from now on.
    assert due_copies() == []


def _silent(*_args: object, **_named: object) -> int:
    raise error("omero_unavailable", details={"fault": "busy"})


def _fault(*_args: object) -> list[tuple[str, str]]:
    raise TypeError("a fault of ours")
