# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be done keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omero_forms.domain.errors import error
from omero_forms.gateway import records
from omero_forms.models import CopyState, FormVersion, RecordRow, RecordState, Server, Submission
from omero_forms.services.due import catch_up, due_streams
from omero_forms.services.records import write
from omero_forms.services.submissions import wanted
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


def _silent(*_args: object, **_named: object) -> int:
    raise error("omero_unavailable", details={"fault": "busy"})


def _fault(*_args: object) -> list[tuple[str, str]]:
    raise TypeError("a fault of ours")
