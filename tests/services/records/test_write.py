# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database and OMERO know of a stream is compared before a number is given."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import omero.cmd
import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import Parts, Unsealed, seal_record
from omero_forms.domain.records.kinds import KINDS
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.domain.records.verify import check_chain
from omero_forms.domain.refs import Person
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.gateway.wire import Wire
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.transactions import short_write
from omero_forms.models import CopyState, RecordRow, Server, Stream, Submission
from omero_forms.selectors.keys import sealer
from omero_forms.selectors.stored import sealed
from omero_forms.services.due import catch_up
from omero_forms.services.records.append import Entry, append
from omero_forms.services.records.mark import mark_recorded
from omero_forms.services.records.write import check_heads
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(FormsError) as refused:
        call()
    return refused.value.code


def stream_of(form: FormInUse) -> Stream:
    return Stream.objects.get(name__startswith=f"submission/{form.id}/")


def filled(world: FormsWorld, dataset: Callable[..., int], count: int) -> tuple[FormInUse, int]:
    """A form with so many submissions for a dataset."""
    form, target = world.form(*EVERYWHERE), dataset()
    for number in range(count):
        world.submit("author", target, form, base=number, answers={"sample": f"S{number + 1}"})
    return form, target


def forget(form: FormInUse, number: int) -> None:
    """As if the database had been restored from a backup of before that number."""
    stream = stream_of(form)
    Submission.objects.filter(form_id=form.id, number__gte=number).delete()
    RecordRow.objects.filter(stream=stream, number__gte=number).delete()
    last = stream.records.order_by("-number").first()
    assert last is not None
    Stream.objects.filter(pk=stream.pk).update(
        last_number=last.number,
        last_digest=last.digest,
        recorded_number=last.number,
        recorded_digest=last.digest,
    )


def delete_annotation(world: FormsWorld, annotation: int | None) -> None:
    """As a full admin of OMERO."""
    with world.lab.as_user("root") as client:
        request = omero.cmd.Delete2(targetObjects={"Annotation": [annotation]})
        handle = client.factory.submit(request, {"omero.group": "-1"})
        client.client.waitOnCmd(handle, loops=1200, ms=50)
        handle.close()


def lengthen(form: FormInUse, count: int) -> None:
    """So many more submissions of the same answers, written as one batch."""
    stream = stream_of(form)
    last = sealed(stream.records.get(number=stream.last_number))
    own = KINDS["submission"]
    payload, content = last.payload_json(), last.content_json() or {}
    parts = Parts(
        {name: payload[name] for name in own.payload}, {name: content[name] for name in own.content}, content["names"]
    )
    act = Act(Person(payload["author"], content["names"]["author"]), None, Capacity.ANNOTATOR, Via.API)
    entry = Entry(last.server, stream.name, "submission", parts, act)
    with short_write():
        made = [append(entry, base=None, sealer=sealer()) for _ in range(count)]
    with form_master(conf()) as master:
        written = records.append_all(master, [sealed(one) for one in made])
    for record, saved in zip(made, written, strict=True):
        mark_recorded(record, saved.annotation_id)


def contents(form: FormInUse) -> list[tuple[object, ...]]:
    """The submissions without database keys and what records do not hold."""
    rows = Submission.objects.filter(form_id=form.id).order_by("number")
    return [(one.number, one.version.number, one.author_id, one.time, one.message, one.answers) for one in rows]


def test_a_head_unknown_to_the_database_rebuilds_the_stream_and_gives_no_number(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    before = contents(form)
    forget(form, 2)
    assert code_of(lambda: world.submit("author", target, form, base=1)) == "history_behind"
    assert contents(form) == before
    stream = stream_of(form)
    assert (stream.last_number, stream.recorded_number) == (3, 3)
    assert world.submit("author", target, form, base=3).submission.number == 4


def test_a_number_is_not_given_when_omero_has_it_beyond_a_record_that_is_missing(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    missing = stream_of(form).records.get(number=2).annotation_id
    forget(form, 2)
    delete_annotation(world, missing)
    assert code_of(lambda: world.submit("author", target, form, base=1)) == "history_stopped"
    assert code_of(lambda: world.submit("author", target, form, base=None)) == "history_stopped"
    assert stream_of(form).last_number == 1
    assert [one.number for one in world.stored(stream_of(form).name)] == [1, 3]


def test_of_a_stream_that_is_as_it_was_verified_one_row_of_it_is_read_however_long_it_is(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, _target = filled(world, dataset, 1)
    read: list[int] = []
    rows = Wire.rows

    def counted(wire: Wire, *args: Any, **named: Any) -> list[tuple[Any, ...]]:
        found = rows(wire, *args, **named)
        read.append(len(found))
        return found

    def rows_of_a_check() -> int:
        read.clear()
        with form_master(conf()) as master:
            check_heads([stream_of(form).name], master=master, deadline=Deadline.after(60))
        return sum(read)

    monkeypatch.setattr(Wire, "rows", counted)
    assert rows_of_a_check() == 2  # of the stream, and of the store whether it is private
    lengthen(form, 60)
    assert rows_of_a_check() > 60
    assert rows_of_a_check() == 2  # of the stream, and of the store whether it is private


def test_however_many_of_the_newest_records_are_missing_they_are_written_again_first(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    lengthen(form, 30)
    stream = stream_of(form)
    before = world.stored(stream.name)
    for record in stream.records.filter(number__gt=5):
        delete_annotation(world, record.annotation_id)
    assert len(world.stored(stream.name)) == 5
    next_one = world.submit("author", target, form, base=len(before)).submission
    assert (next_one.number, next_one.record.state) == (len(before) + 1, "recorded")
    after = world.stored(stream.name)
    assert after[: len(before)] == before
    assert check_chain(after) == []


def test_a_recorded_head_that_is_missing_in_omero_is_written_again_first(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    stream = stream_of(form)
    before = world.stored(stream.name)
    delete_annotation(world, stream.records.get(number=2).annotation_id)
    assert len(world.stored(stream.name)) == 1
    third = world.submit("author", target, form, base=2).submission
    after = world.stored(stream.name)
    assert third.number == 3
    assert after[:2] == before
    assert [one.number for one in after] == [1, 2, 3]


def test_a_record_without_our_seal_counts_for_nothing(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 1)
    stream = stream_of(form)
    [first] = world.stored(stream.name)
    payload = first.payload.replace(b'"number":1', b'"number":2')
    assert first.content is not None
    key = Sealer(new_private_key())
    unsealed = Unsealed(first.server, first.kind, stream.name, 2, first.digest, key.fingerprint, payload, first.content)
    # By an admin of OMERO, who can write as the form master but has not our key.
    forged = seal_record(unsealed, key)
    assert check_chain([first, forged]) == []
    with form_master(conf()) as master:
        records.append(master, forged)
    second = world.submit("author", target, form, base=1).submission
    assert (second.number, second.record.state) == (2, "recorded")
    assert second.record.digest != forged.digest
    assert Submission.objects.filter(form_id=form.id).count() == 2


def test_two_records_of_one_number_stop_the_stream_and_raise_an_alarm(
    world: FormsWorld, dataset: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    form, target = filled(world, dataset, 2)
    stream = stream_of(form)
    second = world.stored(stream.name)[1]
    forget(form, 2)
    payload = second.payload.replace(b'"via":"api"', b'"via":"page"')
    assert second.content is not None
    unsealed = Unsealed(
        second.server, second.kind, stream.name, 2, second.previous, second.key, payload, second.content
    )
    other = seal_record(unsealed, sealer())
    with form_master(conf()) as master:
        records.append(master, other)
    with caplog.at_level(logging.CRITICAL):
        assert code_of(lambda: world.submit("author", target, form, base=1)) == "history_stopped"
    assert "fork" in caplog.text
    assert list(Stream.objects.exclude(stopped="").values_list("name", flat=True)) == [stream.name]
    before = world.everything()
    assert code_of(lambda: world.submit("author", target, form, base=1)) == "history_stopped"
    assert world.everything() == before


def test_another_omero_database_stops_all_writes(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 1)
    Server.objects.update(uuid="another")
    before = world.everything()
    assert code_of(lambda: world.submit("author", target, form, base=1)) == "other_database"
    assert code_of(world.publish) == "other_database"
    assert world.everything() == before


def test_what_omero_could_not_take_is_pending_and_the_sweep_completes_it(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    real = records.append

    def lost(*_args: object, **_named: object) -> int:
        raise FormsError("omero_unavailable", "", {"fault": "busy"})

    monkeypatch.setattr(records, "append", lost)
    submission = world.submit("author", target, form).submission
    assert (submission.record.state, submission.record.attempts) == ("pending", 1)
    monkeypatch.setattr(records, "append", real)
    world.later()
    assert catch_up().streams == 1
    again = Submission.objects.get(pk=submission.pk)
    assert (again.record.state, again.copy_state) == ("recorded", CopyState.COPIED)


def test_an_answer_that_was_lost_after_saving_does_not_double_the_record(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    real = records.append

    def saved_but_no_answer(*args: Any, **named: Any) -> int:
        real(*args, **named)
        raise FormsError("omero_unavailable", "", {"fault": "busy"})

    monkeypatch.setattr(records, "append", saved_but_no_answer)
    assert world.submit("author", target, form).submission.record.state == "pending"
    monkeypatch.setattr(records, "append", real)
    world.later()
    catch_up()
    [stored] = world.stored(stream_of(form).name)
    assert stored.digest == RecordRow.objects.get(submission__form_id=form.id).digest


def test_the_same_digest_twice_is_one_submission_and_the_lower_id_counts(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    stream = stream_of(form)
    with form_master(conf()) as master:
        records.append(master, world.stored(stream.name)[0])
    forget_all = RecordRow.objects.get(stream=stream)
    lower = forget_all.annotation_id
    RecordRow.objects.filter(pk=forget_all.pk).update(state="pending", annotation_id=None)
    Stream.objects.filter(pk=stream.pk).update(recorded_number=0, recorded_digest="0" * 64)
    assert world.submit("author", target, form, base=1).submission.number == 2
    assert RecordRow.objects.get(stream=stream, number=1).annotation_id == lower


def test_nothing_is_accepted_or_written_while_others_can_read_the_store(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    before = world.everything()
    _permit_store(world, "rwr---")
    try:
        assert code_of(lambda: world.submit("author", target, form, base=1)) == "setup_incomplete"
    finally:
        _permit_store(world, "rw----")
    assert world.everything() == before
    assert world.submit("author", target, form, base=1).submission.record.state == "recorded"


def _permit_store(world: FormsWorld, permissions: str) -> None:
    with world.lab.as_user("root") as client:
        admin = client.factory.getAdminService()
        store = admin.lookupGroup("omero-forms-store")
        admin.changePermissions(store, omero.model.PermissionsI(permissions))
