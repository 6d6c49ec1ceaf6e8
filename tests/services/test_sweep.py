# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's sweep and `omero-forms sweep` are one thing, and none of its parts keeps the others waiting for ever."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import tasks
from omero_forms.cli import main
from omero_forms.gateway import records
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Event, OutboxMessage, OutboxState, RecordRow, RecordState
from omero_forms.services.sweep import sweep
from tests.support.world import FormsWorld

pytestmark = pytest.mark.django_db(transaction=True)


def _waiting_mail() -> OutboxMessage:
    return OutboxMessage.objects.create(
        person_id=uuid.uuid4().int % 10**9, person_name="clara", kind="digest", period="p",
        message_id=f"<{uuid.uuid4().hex}@example.org>", recipient="clara@example.org", subject="s", text="t",
        html="<p>t</p>", created_at=timezone.now(), next_at=timezone.now(),
    )  # fmt: skip


def _silent(*_args: object) -> list[int]:
    raise OSError("OMERO is gone")


@pytest.fixture
def all_is_due(
    world: FormsWorld,
    dataset: Callable[..., int],
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A record and its copy, and a message, that nobody wrote or sent yet."""
    form = world.form()
    with monkeypatch.context() as patch:
        patch.setattr(records, "append", _silent)
        world.submit("author", dataset(), form)
    world.later()
    _waiting_mail()


@pytest.mark.parametrize("by", ["task", "verb"])
@pytest.mark.usefixtures("all_is_due")
def test_task_and_verb_do_the_same(by: str) -> None:
    if by == "task":
        tasks.sweep()
    else:
        assert main(["sweep"]) == 0

    assert not RecordRow.objects.exclude(state=RecordState.RECORDED).exists()
    assert OutboxMessage.objects.get().state == OutboxState.SENT


@pytest.mark.usefixtures("all_is_due")
def test_a_sweep_says_what_it_did() -> None:
    swept = sweep(Deadline.after(60))
    assert (swept.records, swept.copies, swept.messages, swept.verdicts) == (1, 1, 1, 0)
    assert swept.stopped_by is None
    again = sweep(Deadline.after(60))
    assert (again.did_something, again.summary) == (
        False,
        "0 streams recorded, 0 copies seen to, 0 messages sent, 0 sets of answers checked",
    )


def test_when_no_time_is_left_one_message_goes_out_all_the_same(mailbox: Mailbox) -> None:
    _waiting_mail()
    _waiting_mail()
    assert sweep(Deadline.after(-1)).messages == 1
    assert OutboxMessage.objects.filter(state=OutboxState.WAITING).count() == 1


@pytest.mark.usefixtures("world")
def test_an_event_that_cannot_be_told_keeps_no_mail_waiting(mailbox: Mailbox) -> None:
    unknown = Event.objects.create(name="policy.made", at=timezone.now(), details={})
    waiting = _waiting_mail()
    assert sweep(Deadline.after(60)).messages == 1
    unknown.refresh_from_db()
    waiting.refresh_from_db()
    assert (unknown.processed_at, waiting.state) == (None, OutboxState.SENT), "it failed, and the mail went"
