# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a checkpoint counts. `tests/faults` kills who makes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from omero_forms import settings
from omero_forms.domain.bundles import names
from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.checkpoints import open_checkpoint
from omero_forms.domain.log.cosignatures import new_ml_dsa_key
from omero_forms.domain.log.notes import ML_DSA, read_note
from omero_forms.domain.log.tree import verify_consistency
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import RecordRange
from omero_forms.kit.crash_points import visited
from omero_forms.kit.omero import master_session
from omero_forms.kit.private_files import write_private
from omero_forms.models import CheckpointRow, Event, LogNode, LogRange, LogRow, RecordRow, Stream
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.keys import checkpoint_signer
from omero_forms.selectors.log import (
    STREAM,
    MadeCheckpoint,
    checkpoints,
    consistency,
    latest_checkpoint,
    log_size,
    position,
)
from omero_forms.selectors.log_check import check_log
from omero_forms.selectors.log_keys import LogKeys
from omero_forms.services.bundles.proofs import Proofs
from omero_forms.services.log import uncounted
from omero_forms.services.log.make import asked_by, make_checkpoint, make_due_checkpoint
from omero_forms.services.records.heads import compare_heads
from tests.services.log.making import accept, plain_root, record
from tests.services.submissions import children
from tests.support.counts import counts
from tests.support.world import FormsWorld


def made(world: FormsWorld) -> MadeCheckpoint:
    return make_checkpoint(asked_by(world.user("root")), via=Via.COMMAND)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(FormsError) as refused:
        call()
    return refused.value.code


def digests_in_order() -> list[str]:
    """The digests of all counted records, as the ranges number them."""
    found = {}
    for one in LogRange.objects.all():
        for number in range(one.first, one.last + 1):
            row = RecordRow.objects.get(stream=one.stream, number=number)
            found[one.start + number - one.first] = row.digest
    assert sorted(found) == list(range(len(found)))
    return [found[index] for index in sorted(found)]


def places(form: str, count: int) -> list[int | None]:
    return [position(f"form/{form}", number) for number in range(1, count + 1)]


def told(world: FormsWorld) -> list[Told]:
    """What the records of checkpoints say, as OMERO holds them."""
    return [Told.of(one) for one in world.stored(STREAM)]


def all_are_right() -> None:
    """Every checkpoint is the tree over the records, and goes on from the one before."""
    digests, before = digests_in_order(), None
    assert len(digests) == log_size()
    for one in checkpoints():
        assert one.checkpoint.root == plain_root(digests[: one.checkpoint.size])
        if before is not None:
            old, new = before.checkpoint, one.checkpoint
            assert verify_consistency(old.size, old.root, new.size, new.root, consistency(old.size, new.size))
        before = one


def test_a_checkpoint_signs_the_tree_over_all_that_is_recorded(log: FormsWorld) -> None:
    record("b", 2)
    record("a", 3)
    one = made(log)
    assert (places("a", 3), places("b", 2)) == ([0, 1, 2], [3, 4])
    digests = digests_in_order()
    assert (one.checkpoint.size, one.checkpoint.root) == (5, plain_root(digests))
    assert open_checkpoint(one.note, [checkpoint_signer(one.checkpoint.origin).key]) == one.checkpoint
    assert one == latest_checkpoint()


def test_by_setting_a_second_key_signs_it_by_ml_dsa_and_one_that_cannot_be_used_stops_nothing(
    log: FormsWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record("a")
    file = tmp_path / "ml-dsa.pem"
    monkeypatch.setattr(settings, "FORMS_CHECKPOINT_ML_DSA_KEY", str(file))
    codes = [one.code for one in ask.problems()]
    assert "ml_dsa_key_unreadable" in codes
    plain = made(log)
    assert len(read_note(plain.note).signatures) == 1
    write_private(file, new_ml_dsa_key())
    assert not [one for one in ask.problems() if one.code.startswith("ml_dsa")]
    both = made(log)
    [first, second] = read_note(both.note).signatures
    assert first.key_id == checkpoint_signer(both.checkpoint.origin).key.id
    keys = LogKeys.of(both.checkpoint.origin)
    cosigner = next(key for key, _size in keys.keys if key.type == ML_DSA)
    assert (second.name, second.key_id) == (both.checkpoint.origin, cosigner.id)
    assert [keys.open(one.note) for one in (plain, both)] == [plain.checkpoint, both.checkpoint]
    assert list(check_log()) == []
    files = dict(Proofs().files())
    assert files[names.CHECKPOINT_KEYS].decode().splitlines()[1] == cosigner.text()
    # Programs of others know no such logs.
    assert files[names.POLICY].count(b"log ") == 1
    file.chmod(0o644)
    assert "ml_dsa_key_open" in [one.code for one in ask.problems()]
    # Another key later: what this one signed is passed over.
    file.write_bytes(new_ml_dsa_key())
    assert keys.of(both.checkpoint.origin).open(both.note) == both.checkpoint


def test_its_record_holds_the_note_verbatim_and_what_it_added(log: FormsWorld) -> None:
    record("a", 3)
    one = made(log)
    [said] = told(log)
    assert said.payload["note"] == one.note
    assert said.added == [RecordRange("form/a", 1, 3)]
    assert (said.author and said.author.name, said.payload["as"], said.payload["via"]) == ("root", "admin", "command")
    event = Event.objects.latest("id")
    assert (event.name, event.actor_name, event.details) == ("checkpoint.made", "root", {"records": 3})


def test_the_record_of_a_checkpoint_is_a_leaf_of_the_next_one(log: FormsWorld) -> None:
    record("a")
    first = made(log)
    record("a")
    second = made(log)
    assert [one.added for one in told(log)] == [
        [RecordRange("form/a", 1, 1)],
        [RecordRange(STREAM, 1, 1), RecordRange("form/a", 2, 2)],
    ]
    assert position(STREAM, 1) == first.checkpoint.size
    assert position(STREAM, 2) is None
    assert second.checkpoint.size == 3
    all_are_right()


def test_a_submission_does_nothing_for_the_log(log: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = log.form(), dataset()
    log.submit("author", target, form)
    made(log)
    with counts() as spent:
        log.submit("author", target, form, base=1)
    tables = [model._meta.db_table for model in (LogRow, LogRange, LogNode, CheckpointRow)]
    assert not [one for one in spent.statements if any(table in one for table in tables)]


def test_the_history_of_checkpoints_is_not_verified_again_by_each_of_them(log: FormsWorld) -> None:
    """The rows `stream` and `kind` of their records say the same."""
    record("a")
    for _ in range(3):
        made(log)
    with master_session() as master:
        assert compare_heads([STREAM], master).is_as_verified(STREAM)


def test_one_can_be_made_while_nothing_but_the_last_one_was_recorded(log: FormsWorld) -> None:
    assert made(log).checkpoint.size == 0
    assert made(log).checkpoint.size == 1
    all_are_right()


def test_what_is_not_recorded_is_not_counted_and_gets_no_lower_place_later(log: FormsWorld) -> None:
    record("b", 2)
    accept("b")
    assert made(log).checkpoint.size == 2
    assert places("b", 3) == [0, 1, None]
    RecordRow.objects.filter(stream__name="form/b").update(state="recorded")
    Stream.objects.filter(name="form/b").update(recorded_number=3)
    record("a")
    made(log)
    assert (places("b", 3), places("a", 1), position(STREAM, 1)) == ([0, 1, 4], [3], 2)
    all_are_right()


def test_a_redacted_record_stays_a_leaf(log: FormsWorld) -> None:
    record("a", 2)
    made(log)
    RecordRow.objects.filter(stream__name="form/a", number=1).update(content=None)
    record("b")
    made(log)
    all_are_right()


def test_what_no_seal_proves_is_not_signed_nor_what_follows_on_it(log: FormsWorld) -> None:
    record("a", 3)
    record("b")
    RecordRow.objects.filter(stream__name="form/a", number=2).update(digest="ab" * 32)
    made(log)
    assert (places("a", 3), places("b", 1)) == ([0, None, None], [1])
    assert Stream.objects.get(name="form/a").next_at is not None
    assert Stream.objects.get(name="form/b").next_at is None


def test_no_checkpoint_is_signed_that_does_not_go_on_from_the_last_one(log: FormsWorld) -> None:
    record("a", 3)
    made(log)
    LogRow.objects.update(size=0, roots=b"")
    RecordRow.objects.filter(stream__name="form/a", number=2).update(digest="ab" * 32)
    assert code_of(lambda: made(log)) == "log_differs"
    RecordRow.objects.filter(stream__name="form/a", number=2).delete()
    assert code_of(lambda: made(log)) == "log_differs"
    assert len(told(log)) == 1


def test_many_ranges_are_several_checkpoints_in_a_row(log: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncounted, "MOST_RANGES", 3)
    for form in "hgfedcba":
        record(form, 2)
    heard: list[int] = []
    make_checkpoint(asked_by(log.user("root")), via=Via.COMMAND, progress=lambda done, _total: heard.append(done))
    added = [[one.stream for one in said.added] for said in told(log)]
    assert added == [
        ["form/a", "form/b", "form/c"],
        [STREAM, "form/d", "form/e"],
        [STREAM, "form/f", "form/g"],
        [STREAM, "form/h"],
    ]
    assert heard == [6, 11, 16, 19]
    all_are_right()


def test_streams_are_in_the_order_of_the_bytes_of_their_names_on_any_database(log: FormsWorld) -> None:
    for form in ("a1", "b", "a", "10", "9"):
        record(form)
    made(log)
    [said] = told(log)
    assert [one.stream for one in said.added] == ["form/10", "form/9", "form/a", "form/a1", "form/b"]


def test_a_checkpoint_is_made_once_a_day_by_the_clock_of_the_facility(log: FormsWorld) -> None:
    record("a")
    now = timezone.now()
    first = make_due_checkpoint()
    assert first is not None
    [said] = told(log)
    assert (said.author, said.payload["as"], said.payload["via"]) == (None, "service", "schedule")
    assert make_due_checkpoint() is None
    assert make_due_checkpoint(now=now + timedelta(days=1)) is not None
    # A clock that was set back, or forward and back, stops nothing.
    assert make_due_checkpoint(now=now - timedelta(days=1)) is not None


def test_nobody_but_an_admin_without_restrictions_asks_for_one(log: FormsWorld) -> None:
    for name in ("author", "leader", "viewer"):
        user = log.user(name)
        assert code_of(lambda: asked_by(user)) == "forbidden"  # noqa: B023  (called here)


def test_two_workers_at_once_make_one(log: FormsWorld) -> None:
    record("a", 3)
    running = [children.start("checkpoint") for _ in range(3)]
    assert max(children.result(one) for one in running) == 1
    assert len(told(log)) == 1


def test_who_asks_while_another_one_is_made_is_not_overtaken(log: FormsWorld) -> None:
    """The lease ran out, and another worker counted the same: its number is taken, so nothing is counted twice."""
    record("a")
    overtaken: list[bool] = []

    def faster(reached: str) -> None:
        if reached == "checked" and not overtaken:
            overtaken.append(True)
            LogRow.objects.update(lease_owner="", lease_until=None)
            made(log)

    with visited(faster):
        assert code_of(lambda: made(log)) == "history_behind"
    assert len(told(log)) == 1
    all_are_right()


def test_the_log_goes_on_in_a_database_that_was_emptied_once_its_records_are_there(log: FormsWorld) -> None:
    record("a", 3)
    made(log)
    CheckpointRow.objects.all().delete()
    LogRange.objects.all().delete()
    LogNode.objects.all().delete()
    LogRow.objects.all().delete()
    RecordRow.objects.filter(stream__name=STREAM).delete()
    Stream.objects.filter(name=STREAM).delete()
    assert code_of(lambda: made(log)) == "history_behind"
    made(log)
    assert [len(said.added) for said in told(log)] == [1, 1]
    all_are_right()
