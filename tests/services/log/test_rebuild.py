# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that the database knows of the log is in the records of its checkpoints; what differs from them is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from omero_forms import settings as mapping
from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.checkpoints import sign_checkpoint
from omero_forms.domain.log.notes import Signer
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.seals import new_private_key
from omero_forms.models import CheckpointRow, LogNode, LogRange, LogRow, RecordRow
from omero_forms.selectors import log as reading
from omero_forms.selectors.keys import checkpoint_signer
from omero_forms.selectors.log import checkpoints
from omero_forms.selectors.log_check import check_log
from omero_forms.selectors.log_since import since
from omero_forms.services.log import grow as growing
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.log.rebuild import rebuild_log
from tests.services.log.making import record
from tests.support.world import FormsWorld


@pytest.fixture
def counted(log: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> FormsWorld:
    """Three checkpoints of some streams, with nodes that are kept at every second level."""
    for module in (reading, growing):
        monkeypatch.setattr(module, "STEP", 2)
    monkeypatch.setattr(reading, "WIDTH", 4)
    for forms in ("ba", "a", "cb"):
        for form in forms:
            record(form, 3)
        make_checkpoint(None, via=Via.COMMAND)
    return log


def known() -> dict[str, list[tuple[object, ...]]]:
    """All of it, without database keys."""
    return {
        "ranges": list(LogRange.objects.order_by("start").values_list("stream__name", "first", "last", "start")),
        "nodes": [(one.level, one.index, bytes(one.root)) for one in LogNode.objects.order_by("level", "index")],
        "frontier": [(one.size, bytes(one.roots)) for one in LogRow.objects.all()],
        "checkpoints": list(CheckpointRow.objects.order_by("number").values_list("number", "size", "note", "made_at")),
    }


def found() -> list[tuple[str, int]]:
    return [(one.kind, one.number) for one in check_log()]


def test_it_is_made_again_from_the_records_of_checkpoints_alone(counted: FormsWorld) -> None:
    before = known()
    assert (len(before["ranges"]), len(before["checkpoints"]), before["frontier"][0][0]) == (7, 3, 17)
    assert before["nodes"]
    CheckpointRow.objects.all().delete()
    LogRange.objects.filter(start__gte=3).delete()
    LogNode.objects.update(root=b"x" * 32)
    LogRow.objects.all().delete()
    done = rebuild_log()
    assert (done.checkpoints, done.size, done.unproven, done.missing) == (3, 17, None, None)
    assert known() == before
    rebuild_log()
    assert known() == before
    make_checkpoint(None, via=Via.COMMAND)
    assert found() == []


def test_what_the_database_lacks_is_told_and_the_rest_is_made(counted: FormsWorld) -> None:
    RecordRow.objects.filter(stream__name="form/b", number=2).delete()
    done = rebuild_log()
    assert (done.checkpoints, done.size, done.missing) == (3, 17, 4)
    RecordRow.objects.filter(stream__name="checkpoint", number=2).update(seal="A" * 86 + "==")
    done = rebuild_log()
    assert (done.checkpoints, done.size, done.unproven) == (1, 6, 2)


def test_a_whole_log_has_no_finding_and_says_how_far_it_is(counted: FormsWorld) -> None:
    heard: list[tuple[int, int | None]] = []
    assert list(check_log(lambda done, total: heard.append((done, total)))) == []
    assert heard == [(6, 17), (10, 17), (17, 17)]


def alter_digest() -> None:
    RecordRow.objects.filter(stream__name="form/a", number=4).update(digest="ab" * 32)


def alter_early_digest() -> None:
    RecordRow.objects.filter(stream__name="form/a", number=1).update(digest="ab" * 32)


def delete_record() -> None:
    RecordRow.objects.filter(stream__name="form/b", number=4).delete()


def swap_places() -> None:
    first, second = LogRange.objects.filter(start__lt=6).order_by("start")
    LogRange.objects.filter(pk=first.pk).update(start=100)
    LogRange.objects.filter(pk=second.pk).update(start=0)
    LogRange.objects.filter(pk=first.pk).update(start=3)


def alter_note() -> None:
    row = CheckpointRow.objects.get(number=2)
    CheckpointRow.objects.filter(pk=row.pk).update(note=CheckpointRow.objects.get(number=1).note)


def alter_record() -> None:
    RecordRow.objects.filter(stream__name="checkpoint", number=2).update(seal="A" * 86 + "==")


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (alter_digest, [("altered", 2), ("altered", 3)]),
        (alter_early_digest, [("altered", 1), ("altered", 2), ("altered", 3)]),
        (delete_record, [("missing", 3)]),
        (swap_places, [("altered", 1), ("altered", 1), ("altered", 2), ("altered", 3)]),
        (alter_note, [("altered", 2), ("altered", 2)]),
        (alter_record, [("altered", 2)]),
    ],
)
def test_what_differs_from_a_checkpoint_is_named_by_its_number(
    counted: FormsWorld, tamper: Callable[[], None], expected: list[tuple[str, int]]
) -> None:
    tamper()
    assert found() == expected


def test_a_checkpoint_that_another_key_signed_is_named(
    counted: FormsWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "another.pem"
    file.write_bytes(new_private_key())
    monkeypatch.setattr(mapping, "FORMS_CHECKPOINT_KEY", str(file))
    assert found() == [("key", 1), ("key", 2), ("key", 3)]


def test_from_a_checkpoint_that_somebody_kept_it_is_proven_that_the_log_went_on(counted: FormsWorld) -> None:
    kept, middle, newest = checkpoints()
    told = since(kept.note)
    assert (told.is_proven, told.old, told.new) == (True, kept.checkpoint, newest)
    assert told.text().count("\n") == len(told.proof) > 0
    assert since(middle.note).is_proven
    assert since(newest.note).text() == ""
    alter_early_digest()
    rebuild_log()
    assert not since(kept.note).is_proven


def test_only_a_checkpoint_that_this_log_signed_can_be_gone_on_from(counted: FormsWorld) -> None:
    kept = next(checkpoints())
    larger = replace(kept.checkpoint, size=100)
    another = Signer(kept.checkpoint.origin, new_private_key())
    own = checkpoint_signer(kept.checkpoint.origin)
    wrong = ["", "no note", sign_checkpoint(kept.checkpoint, [another]), sign_checkpoint(larger, [own])]
    for note in wrong:
        with pytest.raises(FormsError) as refused:
            since(note)
        assert refused.value.code == "request_invalid"
    RecordRow.objects.filter(stream__name="form/b").delete()
    LogNode.objects.all().delete()
    with pytest.raises(FormsError) as refused:
        since(kept.note)
    assert refused.value.code == "log_differs"
