# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that was lost is made anew from OMERO alone, byte by byte; what is not proven is kept apart."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from omero_forms.cli import main
from omero_forms.conf import conf
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.parts import redaction_parts
from omero_forms.domain.records.verify import INTEGRITY, check_chain
from omero_forms.domain.refs import RecordRef
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DamageRow, Event, Form, FormVersion, Rebuild, RecordRow, RedactionRow, Stream, Submission
from omero_forms.selectors import canonical_export, keyring
from omero_forms.services.forms.publish import restore, retire
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.log.make import asked_by, make_checkpoint
from omero_forms.services.records.decide import Decision, append_entry
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.integrity.many import write_many
from tests.services.records.tampering import hands, next_record, replaced, row_set
from tests.services.records.test_write import code_of, filled, stream_of
from tests.support.counts import counts
from tests.support.world import FormsWorld


@pytest.fixture
def world(world: FormsWorld) -> FormsWorld:
    """With nothing in the store that other tests left."""
    lose_records(world)
    return world


def exported() -> list[bytes]:
    """After the workers did what was due."""
    sweep(Deadline.after(60))
    return list(canonical_export.lines())


class Killed(BaseException):
    """Nothing of ours catches it."""


def test_a_database_made_anew_from_omero_exports_the_same_bytes(
    log: FormsWorld, world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    world.publish(form_id=form.id)
    world.submit("fellow", dataset("read_annotate"), form, version=2)
    world.submit("author", target, form, base=3, version=2)
    retire(world.user("admin"), form.id, message="for a while")
    restore(world.user("admin"), form.id, message="")
    make_checkpoint(asked_by(world.user("root")), via=Via.COMMAND)
    before = exported()
    lose_database()
    done = rebuild()
    assert list(canonical_export.lines()) == before
    assert make_checkpoint(asked_by(world.user("root")), via=Via.COMMAND).number > 1
    assert (done.submissions, done.forms, done.versions, done.quarantined) == (5, 1, 2, [])
    assert Event.objects.filter(name="database.rebuilt").count() == 1
    assert world.submit("author", target, form, base=4, version=2).submission.number == 5
    assert check_chain(world.stored(stream_of_object(form.id, target))) == []
    assert not DamageRow.objects.exists()


def stream_of_object(form_id: str, target: int) -> str:
    return Stream.objects.get(name__startswith=f"submission/{form_id}/Dataset/{target}/").name


def test_only_the_newest_answers_of_an_object_are_copied_again(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 2)
    lose_database()
    rebuild()
    states = dict(Submission.objects.values_list("number", "copy_state"))
    assert states == {1: "superseded", 2: "due"}
    world.later()
    sweep(Deadline.after(60))
    assert len(world.copies("author", target, form)) == 1


def test_a_rebuild_that_was_killed_goes_on_and_until_then_nothing_else_is_written(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    before = exported()
    lose_database()
    runs = 0
    while True:
        steps = iter(range(runs + 1))

        def until(_done: int, _total: int | None, /, *, left: Iterator[int] = steps) -> None:
            if next(left, None) is None:
                raise Killed

        runs += 1
        try:
            rebuild(until)
        except Killed:
            # Whoever is killed gives nothing back.
            Rebuild.objects.update(lease_owner="dead", lease_until="2026-01-01T00:00:00Z")
            assert code_of(lambda: world.submit("author", target, form, base=2)) == "rebuilding"
            assert sweep(Deadline.after(60)).stopped_by == "rebuilding"
            continue
        break
    assert runs > 2
    assert list(canonical_export.lines()) == before
    assert world.submit("author", target, form, base=2).submission.number == 3


def test_a_database_that_holds_something_is_not_filled(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    filled(world, dataset, 1)
    before = exported()
    assert code_of(rebuild) == "database_not_empty"
    assert main(["rebuild"]) == 1
    assert "omero-forms repair" in capsys.readouterr().err
    assert list(canonical_export.lines()) == before
    assert not Rebuild.objects.exists()


def test_what_is_not_proven_is_kept_apart_and_the_histories_beside_it_are_whole(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    sound, target = filled(world, dataset, 2)
    altered, _ = filled(world, dataset, 3)
    with hands(world, stream_of(altered).name) as root:
        root.change(2, replaced("content", "S2", "S9"))
        loose = root.add([("note", "nothing of ours")])
    lose_database()
    assert main(["rebuild", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    kinds = Counter((one["kind"], one["annotation"]) for one in told["quarantined"])
    assert kinds[("forged", loose)] == 1
    assert {kind for kind, _annotation in kinds} == {"forged", "gap"}
    assert list(Submission.objects.filter(form_id=altered.id).values_list("number", flat=True)) == [1]
    assert stream_of(altered).stopped == "gap"
    assert world.submit("author", target, sound, base=2).submission.number == 3


def test_of_two_sealed_records_of_one_number_neither_counts_nor_what_follows(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 3)
    name = stream_of(form).name
    first = world.stored(name)[0]
    with form_master(conf()) as master:
        records.append(master, next_record(first, "submission"))
    lose_database()
    done = rebuild()
    assert [(one.kind, one.stream, one.number) for one in done.quarantined] == [("fork", name, 2)]
    stream = stream_of(form)
    assert (stream.last_number, stream.recorded_digest, stream.stopped) == (1, first.digest, "fork")
    assert list(Submission.objects.values_list("number", "copy_state")) == [(1, "due")]


def test_a_forked_history_of_redactions_is_kept_up_to_the_fork(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    about = [one.ref for one in world.stored(stream_of(form).name)]

    def redact(one: RecordRef) -> None:
        parts = redaction_parts(about=one, approver=None, reason="a name was typed")
        deed = Decision("redaction", parts, Capacity.ADMIN)
        append_entry(world.user("root"), INTEGRITY, lambda: deed, via=Via.COMMAND)

    for one in about:
        redact(one)
    first, second = world.stored(INTEGRITY)[-2:]
    with form_master(conf()) as master:
        records.append(master, next_record(first, "redaction", about=second.payload_json()["about"], approver=1))
    lose_database()
    forks = [(one.stream, one.number) for one in rebuild().quarantined if one.kind == "fork"]
    assert forks == [(INTEGRITY, second.number)]
    assert [one.digest for one in RedactionRow.objects.all()] == [about[0].digest]


def test_answers_to_a_version_that_nothing_proves_are_kept_and_count_once_it_is_there_again(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 1)
    world.publish(form_id=form.id)
    world.submit("author", target, form, base=1, version=2)
    before = exported()
    with hands(world, f"form/{form.id}") as root:
        rows = root.rows(2)
        root.change(2, row_set("seal", rows[8][1][::-1]))
        lose_database()
        done = rebuild()
        assert (DamageKind.FOUNDATION, 2) in [(one.kind, one.number) for one in done.quarantined]
        assert Form.objects.get(id=form.id).current_version == 1
        assert list(Submission.objects.values_list("number", flat=True)) == [1]
        assert stream_of(form).recorded_number == 2
        root.change(2, lambda _rows: rows)
    sweep(Deadline.after(60))
    Stream.objects.filter(name=f"form/{form.id}").update(next_at="2026-01-01T00:00:00Z")
    assert exported() == before
    assert not DamageRow.objects.filter(mended_at=None).exists()


def test_assignments_of_a_form_that_nothing_proves_are_kept_and_hold_once_it_is_there_again(
    world: FormsWorld,
) -> None:
    form = world.form("read_annotate", "private")
    before = exported()
    with hands(world, f"form/{form.id}") as root:
        rows = root.rows(1)
        root.change(1, row_set("seal", rows[8][1][::-1]))
        lose_database()
        rebuild()
        assert not FormVersion.objects.exists()
        root.change(1, lambda _rows: rows)
    Stream.objects.filter(name=f"form/{form.id}").update(next_at="2026-01-01T00:00:00Z")
    assert exported() == before


def test_a_thousand_records_are_read_and_written_in_bulk(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    # Keys that are not known are looked for once a second: not in one of two runs and in the other.
    monkeypatch.setattr(keyring, "_ASKED_EVERY", math.inf)
    form = world.form("read_annotate")
    version = FormVersion.objects.get(form=form.id)
    write_many(version, 200, each=2)
    lose_database()
    with counts() as few:
        rebuild()
    lose_database()
    write_many(version, 400, each=2, after=200)
    with counts() as many:
        rebuild()
    assert RecordRow.objects.filter(kind="submission").count() == 600
    assert Submission.objects.exclude(copy_state="superseded").count() == 300
    # One question for each two hundred, and one for the ids of a thousand.
    assert len(many.calls) - len(few.calls) == 2, many
    assert len(many.statements) - len(few.statements) <= 2 * 12, many
