# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever an OMERO admin does to records, verifying names it, each once, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import omero.cmd
import pytest

from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding, Scope
from omero_forms.domain.records.format import Record, from_rows, to_rows
from omero_forms.domain.records.seals import Sealer, new_private_key
from omero_forms.domain.records.verify import INTEGRITY
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import records, store
from omero_forms.kit import seal_checks
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Assignment, CheckpointRow, DamageRow, Form, FormVersion, RecordRow, Stream, Submission
from omero_forms.selectors.stored import sealed
from omero_forms.services.integrity import streams
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.verify import Verified, verify
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.integrity.many import write_many
from tests.services.records.tampering import Hands, Row, hands, next_record, replaced, row_set
from tests.services.records.test_write import filled, stream_of
from tests.support.counts import Counts, counts
from tests.support.world import FormInUse, FormsWorld

OTHER_SERVER = "00000000-0000-4000-8000-000000000000"
Named = list[tuple[str, int | None, bool]]


def found(scope: Scope | None = None) -> list[Finding]:
    findings: list[Finding] = []
    done = verify(scope, findings.append)
    assert done.findings == len(findings)
    return findings


def part(rows: list[Row], name: str) -> str:
    return "".join(value for one, value in rows if one == name)


def own_key(rows: list[Row]) -> list[Row]:
    """The same record, sealed by somebody else's key."""
    record = from_rows(rows)
    assert isinstance(record, Record)
    sealer = Sealer(new_private_key())
    seal = base64.b64encode(sealer.seal(bytes.fromhex(record.digest))).decode()
    return row_set("seal", seal)(row_set("key", sealer.fingerprint)(rows))


def with_parts_of(other: list[Row], *names: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [
        *(row for row in rows if row[0] not in names and row[0] not in {"payload", "content"}),
        *(row for name in ("payload", "content") for row in (other if name in names else rows) if row[0] == name),
    ]


def swap_rows(one: Hands, *names: str) -> None:
    second, third = one.rows(2), one.rows(3)
    one.change(2, with_parts_of(third, *names))
    one.change(3, with_parts_of(second, *names))


def swap_all(one: Hands) -> None:
    second, third = one.rows(2), one.rows(3)
    one.change(2, lambda _rows: third)
    one.change(3, lambda _rows: second)


def swap_numbers(one: Hands) -> None:
    one.change(2, row_set("number", "3"))
    one.change(3, row_set("number", "2"))


def move_away(one: Hands) -> None:
    one.command(omero.cmd.Chgrp2(targetObjects={"Annotation": [one.held[2]]}, groupId=0))


def forge(one: Hands) -> None:
    """A fourth one, its digest right, its seal that of the third."""
    rows = replaced("payload", '"number":3', '"number":4')(row_set("number", "4")(one.rows(3)))
    rows = row_set("previous", part(rows, "digest"))(rows)
    digest = hashlib.sha256(bytes.fromhex(part(rows, "previous")) + part(rows, "payload").encode()).hexdigest()
    one.add(row_set("digest", digest)(rows))


@dataclass(frozen=True, slots=True)
class Way:
    """What is done to a history of three records, and what is named: kind, number, whether with an annotation."""

    does: str
    tamper: Callable[[Hands], Any]
    named: Named
    whole: bool = False
    """Whether it is seen only by who looks at the whole store, where other tests left histories"""


WAYS = (
    Way("answers altered", lambda one: one.change(2, replaced("content", "S2", "S9")), [("altered", 2, True)]),
    Way("payloads swapped", lambda one: swap_rows(one, "payload"), [("altered", 2, True), ("altered", 3, True)]),
    Way("contents swapped", lambda one: swap_rows(one, "content"), [("altered", 2, True), ("altered", 3, True)]),
    Way("numbers swapped", swap_numbers, [("reordered", 2, True), ("reordered", 3, True)]),
    Way("records swapped", swap_all, [("reordered", 2, True), ("reordered", 3, True)]),
    Way("another record put in its place", lambda one: one.change(2, lambda _: one.rows(3)), [("altered", 2, True)]),
    Way("content gone", lambda one: one.change(2, lambda rows: [r for r in rows if r[0] != "content"]), [("altered", 2, True)]),
    Way("previous altered", lambda one: one.change(3, row_set("previous", "ab" * 32)), [("altered", 3, True)]),
    Way("renamed to another history", lambda one: one.change(2, row_set("stream", "submission/f/Dataset/1/1")), [("altered", 2, True)]),
    Way("copied to another history", lambda one: one.add(row_set("stream", "submission/f/Dataset/1/1")(one.rows(2))), [("forged", 2, True)], whole=True),
    Way("rows emptied", lambda one: one.change(3, lambda _rows: []), [("altered", 3, True)]),
    Way("namespace changed", lambda one: one.rename(2, "something/else"), [("altered", 2, True)]),
    Way("owner changed", lambda one: one.give_away(2), [("foreign", 2, True)]),
    Way("moved to another group", move_away, [("missing", 2, True)]),
    Way("deleted", lambda one: one.delete(2), [("missing", 2, True)]),
    Way("all deleted", lambda one: one.delete(1, 2, 3), [("missing", 1, True), ("missing", 2, True), ("missing", 3, True)]),
    Way("key row edited", lambda one: one.change(2, row_set("key", "ed25519:" + "ab" * 32)), [("key", 2, True)]),
    Way("sealed anew by an own key", lambda one: one.change(2, own_key), [("key", 2, True)]),
    Way("seal of another", lambda one: one.change(2, row_set("seal", part(one.rows(3), "seal"))), [("unsealed", 2, True)]),
    Way("seal of a wrong form", lambda one: one.change(2, row_set("seal", "none")), [("unsealed", 2, True)]),
    Way("added twice", lambda one: one.add(one.rows(2)), [("doubled", 2, True)]),
    Way("forged", forge, [("forged", 4, True)]),
    Way("of root, in the store", lambda one: one.add(one.rows(2), owner=0), [("foreign", 2, True)]),
    Way("of another server", lambda one: one.add(row_set("server", OTHER_SERVER)(one.rows(2))), [("foreign", 2, True)]),
    Way("nameless", lambda one: one.add([("note", "x")]), [("forged", None, True)], whole=True),
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=[one.does for one in WAYS])
def test_each_way_of_tampering_is_named_and_nothing_else(
    world: FormsWorld, dataset: Callable[..., int], way: Way
) -> None:
    form, _target = filled(world, dataset, 3)
    scope = Scope() if way.whole else Scope(form.id)
    before = found(scope)
    assert way.whole or before == []
    with hands(world, stream_of(form).name) as one:
        way.tamper(one)
    named = [one for one in found(scope) if one not in before]
    assert sorted((one.kind.value, one.number, one.annotation is not None) for one in named) == way.named


def kinds(form: FormInUse, **more: Any) -> list[tuple[str, int | None]]:
    """Kind and number of what is found of a form."""
    return sorted((one.kind.value, one.number) for one in found(Scope(form.id, **more)))


def edited(form: FormInUse, what: str) -> None:
    """As somebody with the database's password edits it."""
    record = stream_of(form).records.get(number=2)
    content = bytes(record.content or b"").replace(b"S2", b"S9")
    form_record = RecordRow.objects.get(stream__name=f"form/{form.id}", number=1)
    edits: dict[str, Callable[[], object]] = {
        "content of a record": lambda: RecordRow.objects.filter(pk=record.pk).update(content=content),
        "kind of a record": lambda: RecordRow.objects.filter(pk=record.pk).update(kind="review"),
        "answers": lambda: Submission.objects.filter(record=record).update(answers='{"sample":"S9"}'),
        "author": lambda: Submission.objects.filter(record=record).update(author_name="somebody"),
        "object": lambda: Submission.objects.filter(record=record).update(object_id=1),
        "schema": lambda: FormVersion.objects.filter(record=form_record).update(schema="{}"),
        "name of the form": lambda: Form.objects.filter(id=form.id).update(name="Another"),
        "owners of the form": lambda: Form.objects.filter(id=form.id).update(owners=[]),
        "offers": lambda: Assignment.objects.filter(form=form.id).update(object_type="Image"),
        "head": lambda: Stream.objects.filter(pk=record.stream_id).update(last_digest="ab" * 32),
    }
    edits[what]()


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("content of a record", 2),
        ("kind of a record", 2),
        ("answers", 2),
        ("author", 2),
        ("object", 2),
        ("schema", 1),
        ("name of the form", 1),
        ("owners of the form", 1),
        ("offers", 4),
        ("head", 3),
    ],
)
def test_what_is_edited_in_the_database_is_altered(
    world: FormsWorld, dataset: Callable[..., int], what: str, number: int
) -> None:
    form, _target = filled(world, dataset, 3)
    edited(form, what)
    assert kinds(form) == [("altered", number)]


def test_rows_that_the_database_lost_are_missing_and_what_both_lost_too(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 4)
    with hands(world, stream_of(form).name) as one:
        one.delete(2)
    Submission.objects.filter(record__number__in=[2, 4], form_id=form.id).delete()
    RecordRow.objects.filter(stream=stream_of(form), number__in=[2, 4]).delete()
    assert [(one.kind, one.number, one.annotation is None) for one in found(Scope(form.id))] == [
        ("missing", 4, False),
        ("missing", 2, True),
    ]


def test_a_history_that_goes_on_from_another_record_is_forked(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    [first, second] = stream_of(form).records.order_by("number")
    other = next_record(sealed(first), "submission", time="2026-01-01T00:00:00.000000Z")
    third = next_record(other, "submission")
    with hands(world, stream_of(form).name) as one:
        one.add(to_rows(third))
    assert kinds(form) == [("forked", 3), ("missing", 3)]
    with hands(world, stream_of(form).name) as one:
        one.add(to_rows(other))
    assert kinds(form) == [("forked", 2), ("missing", 3)]
    assert second.number == 2


def test_evidence_of_what_was_mended_is_no_finding_until_it_is_done_again(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 3)
    with hands(world, stream_of(form).name) as one:
        one.change(2, replaced("content", "S2", "S9"))
    assert kinds(form) == [("altered", 2)]
    assert DamageRow.objects.get().mended_at is None
    assert world.submit("author", target, form, base=3).submission.number == 4
    assert kinds(form) == []
    assert DamageRow.objects.get().mended_at is not None
    with hands(world, stream_of(form).name) as one:
        one.change(2, replaced("content", "S2", "S8"))
    assert kinds(form) == [("altered", 2)]


def test_what_is_not_so_any_more_is_over(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    edited(form, "answers")
    assert kinds(form) == [("altered", 2)]
    Submission.objects.filter(form_id=form.id, number=2).update(answers='{"sample":"S2"}')
    assert kinds(form) == []
    assert DamageRow.objects.get().mended_at is not None
    edited(form, "answers")
    assert kinds(form) == [("altered", 2)]
    assert DamageRow.objects.get().mended_at is None


def test_a_long_history_is_read_in_parts_and_nothing_else_is_found(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "PART", 2)
    form, target = filled(world, dataset, 7)
    scope = Scope(form.id, ObjectType.DATASET, target)
    assert found(scope) == []
    assert verify(scope) == Verified(records=7, streams=1, findings=0)
    with hands(world, stream_of(form).name) as one:
        second, sixth = one.rows(2), one.rows(6)
        one.change(2, lambda _rows: sixth)
        one.change(6, lambda _rows: second)
        one.delete(7)
    assert sorted((one.kind.value, one.number) for one in found(scope)) == [
        ("missing", 7),
        ("reordered", 2),
        ("reordered", 6),
    ]


def test_what_is_accepted_and_not_yet_recorded_is_nothing_wrong(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = filled(world, dataset, 1)

    def away(*_args: object, **_more: object) -> None:
        raise OSError("OMERO is gone")

    with monkeypatch.context() as patch:
        patch.setattr(records, "append", away)
        assert world.submit("author", target, form, base=1).submission.record.state == "pending"
    assert kinds(form) == []


def test_what_looks_wrong_while_it_is_written_is_looked_at_again(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = filled(world, dataset, 1)
    read = store.ids_by_stream
    submitted: list[object] = []

    def meanwhile(*args: Any) -> dict[str, list[int]]:
        if not submitted:
            submitted.append(world.submit("author", target, form, base=1))
        return read(*args)

    monkeypatch.setattr(store, "ids_by_stream", meanwhile)
    assert kinds(form) == []
    assert submitted


def test_a_finding_is_noted_once_and_told_in_the_words_of_its_kind(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 2)
    with hands(world, stream_of(form).name) as one:
        one.change(2, replaced("content", "S2", "S9"))
    [finding] = found(Scope(form.id))
    assert found(Scope(form.id)) == [finding]
    assert finding.detail == "The record was altered in OMERO. It differs in answers."
    damage = DamageRow.objects.get()
    assert (damage.kind, damage.number, damage.detail) == ("altered", 2, "It differs in answers.")


def test_it_writes_nothing_into_omero(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, _target = filled(world, dataset, 2)
    with hands(world, stream_of(form).name) as one:
        one.delete(1)
        one.add(one.rows(2))
    before = world.annotations()
    assert kinds(form) == [("doubled", 2), ("missing", 1)]
    assert world.annotations() == before


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("Dataset:12", True), ("dataset:12", True), ("Dataset:0", False), ("Well:1", False), ("12", False)],
)
def test_an_object_is_named_by_type_and_id(text: str, is_one: bool) -> None:
    if is_one:
        assert Scope.of_text(None, text) == Scope(None, ObjectType.DATASET, 12)
    else:
        with pytest.raises(ValueError):
            Scope.of_text(None, text)


def test_a_checkpoint_whose_note_was_edited_is_named_once_by_its_number(
    log: FormsWorld, dataset: Callable[..., int]
) -> None:
    filled(log, dataset, 1)
    number = make_checkpoint(None, via=Via.COMMAND).number
    of_log = [one for one in found() if one.stream == "checkpoint"]
    assert of_log == []
    row = CheckpointRow.objects.get(number=number)
    text, _, _signature = row.note.partition("\n\n")
    CheckpointRow.objects.filter(number=number).update(note=f"{text}\n\n— {text.splitlines()[0]} {'A' * 92}\n")
    [finding] = [one for one in found() if one.stream == "checkpoint"]
    assert finding.number == number
    assert finding.kind in {"key", "altered"}, "the second where nothing else in the store is wrong"


@pytest.fixture
def alone(world: FormsWorld) -> FormsWorld:
    """With nothing in the store that other tests left, and all of it known."""
    lose_records(world)
    sweep(Deadline.after(60))
    return world


def counted() -> Counts:
    """What verifying all of a store costs in which nothing is wrong."""
    lose_database()
    rebuild()
    sweep(Deadline.after(60))
    with counts() as spent:
        assert found() == []
    return spent


def test_a_thousand_records_are_read_by_their_ids_alone_in_a_few_questions(alone: FormsWorld) -> None:
    form = alone.form("read_annotate")
    version = FormVersion.objects.get(form=form.id)
    write_many(version, 200, each=2)
    few = counted()
    write_many(version, 1000, each=2, after=200)
    many = counted()
    assert RecordRow.objects.filter(kind="submission").count() == 1200
    # Of each five hundred three parts of rows, with where they lie; and what is of another kind is asked for apart.
    assert len(many.calls) - len(few.calls) <= 2 * 2 * 4, many
    assert len(many.statements) - len(few.statements) <= 2 * 6, many
    assert not any("annotation_id IN" in one for one in many.statements)


@pytest.mark.parametrize("with_process", [False, True])
def test_where_as_many_annotations_lie_as_are_known_each_that_is_another_is_named_once(
    alone: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch, with_process: bool
) -> None:
    if with_process:
        monkeypatch.setattr(seal_checks, "WORTH_IT", 0)
    form, target = filled(alone, dataset, 3)
    other = dataset("read_annotate")
    alone.submit("author", other, form)
    alone.submit("author", other, form, base=1)
    sweep(Deadline.after(60))
    before = verify()
    assert before.findings == 0
    first, second = (f"submission/{form.id}/Dataset/{one}/" for one in (target, other))
    names = [Stream.objects.get(name__startswith=one).name for one in (first, second)]
    with hands(alone, names[0]) as one:
        one.change(3, row_set("seal", part(one.rows(1), "seal")))
        one.delete(2)
    with hands(alone, names[1]) as one:
        one.add(one.rows(2))
    findings: list[Finding] = []
    after = verify(Scope(), findings.append)
    named = sorted((one.kind.value, one.stream, one.number) for one in findings)
    assert named == [("doubled", names[1], 2), ("missing", names[0], 2), ("unsealed", names[0], 3)]
    assert (after.records, after.streams) == (before.records, before.streams)
    with hands(alone, names[1]) as one:
        one.add([*one.rows(1)])
    stray = "submission/f/Dataset/1/1"
    with hands(alone, names[0]) as one:
        one.add(row_set("stream", stray)(one.rows(1)))
    assert len(found()) == 5


def test_what_is_noted_with_a_history_that_it_is_not_of_hides_nothing_that_carries_its_name(
    alone: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, _target = filled(alone, dataset, 3)
    sweep(Deadline.after(60))
    ensure_stream(INTEGRITY)
    monkeypatch.setattr(store, "IDS_PER_QUERY", 1)
    with hands(alone, stream_of(form).name) as one:
        forged = row_set("stream", INTEGRITY)(one.rows(1))
        one.delete(2, 3)
        # On the page before, and noted with the same history, since it names none.
        one.add([("note", "x")])
        one.add(forged)
    named = sorted((one.kind.value, one.stream, one.number) for one in found() if one.kind.value == "forged")
    assert named == [("forged", "", None), ("forged", INTEGRITY, 1)]
