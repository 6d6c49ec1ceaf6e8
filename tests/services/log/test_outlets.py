# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkpoints leave the site by each way that the settings name, once, as the bytes that were signed."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.domain.records.acts import Via
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.progress import unheard
from omero_forms.models import CheckpointRow, OutboxMessage, OutletRow
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.log import MadeCheckpoint
from omero_forms.services.log.make import asked_by, checkpoint_job, make_checkpoint
from omero_forms.services.log.outlets import hand_out
from omero_forms.services.sweep import sweep
from tests.services.log.making import record
from tests.support.world import FormsWorld

AUDITOR = "auditor@university.example.org"


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody is named yet."""
    for name in ("AUDITOR", "CHECKPOINT_DIRECTORY", "WITNESS"):
        monkeypatch.setattr(mapping, f"FORMS_{name}", "")
    return monkeypatch


def made() -> MadeCheckpoint:
    record("a")
    return make_checkpoint(None, via=Via.COMMAND)


def test_the_auditor_gets_the_note_as_an_attached_file_byte_for_byte(
    log: FormsWorld, only: pytest.MonkeyPatch, mailbox: Mailbox
) -> None:
    only.setattr(mapping, "FORMS_AUDITOR", AUDITOR)
    checkpoint = made()
    assert [hand_out(), hand_out()] == [1, 0]
    sweep(Deadline.after(60))
    [mail] = mailbox.mails
    assert mail.recipients == (AUDITOR,)
    origin = checkpoint.checkpoint.origin
    assert " ".join(str(mail.message["Subject"]).split()) == f"[OMERO] Checkpoint of {origin}: 1 record"
    [attached] = mail.message.iter_attachments()
    assert attached.get_filename() == f"checkpoint-{checkpoint.number}.txt"
    assert attached.get_content() == checkpoint.note.encode()
    body = mail.message.get_body(("plain",))
    assert body is not None
    assert "verify --since OLD.txt" in " ".join(body.get_content().split())
    # What was sent is not kept in the outbox.
    assert OutboxMessage.objects.get().files is None


def test_one_that_an_admin_asks_for_is_handed_out_at_once(log: FormsWorld, only: pytest.MonkeyPatch) -> None:
    only.setattr(mapping, "FORMS_AUDITOR", AUDITOR)
    told = checkpoint_job({"by": asked_by(log.user("root")).as_json(), "via": "api"}, unheard)
    [attached] = (OutboxMessage.objects.get().files or {}).values()
    assert b64decode(attached) == told["note"].encode()
    assert hand_out() == 0


def test_a_folder_gets_a_file_for_each_and_none_that_is_half(
    log: FormsWorld, only: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    only.setattr(mapping, "FORMS_CHECKPOINT_DIRECTORY", str(tmp_path))
    first = made()
    hand_out()
    second = made()
    hand_out()
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert files == {f"checkpoint-{one.number}.txt": one.note.encode() for one in (first, second)}


def test_of_several_in_a_row_the_newest_is_enough(log: FormsWorld, only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only.setattr(mapping, "FORMS_CHECKPOINT_DIRECTORY", str(tmp_path))
    made()
    newest = made()
    assert hand_out() == 1
    assert [file.name for file in tmp_path.iterdir()] == [f"checkpoint-{newest.number}.txt"]


def test_whoever_is_named_later_gets_the_newest_then(log: FormsWorld, only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made()
    assert hand_out() == 0
    only.setattr(mapping, "FORMS_CHECKPOINT_DIRECTORY", str(tmp_path))
    assert hand_out() == 1


def test_what_does_not_take_it_keeps_nobody_else_waiting_is_named_and_tried_again(
    log: FormsWorld, only: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "not there yet"
    only.setattr(mapping, "FORMS_CHECKPOINT_DIRECTORY", str(folder))
    only.setattr(mapping, "FORMS_AUDITOR", AUDITOR)
    now = timezone.now()
    made()
    assert hand_out(now=now) == 1
    assert OutboxMessage.objects.count() == 1
    assert hand_out(now=now) == 0
    CheckpointRow.objects.update(made_at=now - timedelta(hours=2))
    [problem] = [one for one in ask.problems() if one.code == "checkpoint_not_given"]
    assert problem.message == "The newest checkpoint could not be handed over (directory): No such file or directory."
    folder.mkdir()
    assert hand_out(now=now) == 0
    assert hand_out(now=now + timedelta(hours=1)) == 1
    assert [one.code for one in ask.problems() if one.code == "checkpoint_not_given"] == []
    assert OutletRow.objects.filter(given_at__isnull=True).count() == 0


def test_before_there_is_a_checkpoint_nobody_gets_anything(log: FormsWorld) -> None:
    assert hand_out() == 0
    assert not OutletRow.objects.exists()
