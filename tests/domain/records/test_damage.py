# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of a stream whose annotations are not what was recorded."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.records.damage import Comparison, KnownRecord, StoredAnnotation, compare, mark_of
from omero_forms.domain.records.damage_kinds import ADMIN_SENTENCES, SENTENCES, DamageKind
from omero_forms.domain.records.format import Record, to_rows
from omero_forms.domain.records.seals import sealed_text
from omero_forms.domain.records.verify import redactions
from omero_forms.domain.refs import RecordRef
from tests.domain.records.making import KEYRING, OTHER, SEALER, STREAM, chain, record, redaction

SERVER = "uuid-1"
Rows = list[tuple[str, str]]


def stored(records: list[Record]) -> list[StoredAnnotation]:
    """As they were written, from the id 101 on."""
    return [StoredAnnotation(100 + one.number, is_ours=True, rows=tuple(to_rows(one))) for one in records]


def known(records: list[Record]) -> dict[int, KnownRecord]:
    return {one.number: KnownRecord(one, 100 + one.number, is_recorded=True) for one in records}


def compared(
    annotations: list[StoredAnnotation],
    records: Mapping[int, KnownRecord],
    former: Mapping[int, int] | None = None,
    redacted: Collection[RecordRef] = (),
) -> Comparison:
    return compare(STREAM, SERVER, annotations, records, former or {}, KEYRING, redacted=redacted)


def kinds(comparison: Comparison) -> list[tuple[str, int | None, int | None]]:
    return [(one.kind.value, one.number, one.annotation_id) for one in comparison.damages]


def changed(
    annotation: StoredAnnotation, change: Callable[[Rows], list[tuple[str | None, str | None]]]
) -> StoredAnnotation:
    rows = [(name or "", value or "") for name, value in annotation.rows]
    return StoredAnnotation(annotation.id, annotation.is_ours, tuple(change(rows)))


def with_row(name: str, value: str) -> Callable[[Rows], list[tuple[str | None, str | None]]]:
    return lambda rows: [(one, value if one == name else was) for one, was in rows]


def replaced(name: str, old: str, new: str) -> Callable[[Rows], list[tuple[str | None, str | None]]]:
    return lambda rows: [(one, was.replace(old, new) if one == name else was) for one, was in rows]


def newer(number: int, previous: str, *, key: str, seal: str) -> StoredAnnotation:
    """A record of format 2."""
    head = ("2", SERVER, "submission", STREAM, str(number), previous, "ab" * 32, key, seal)
    names = ("format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal")
    return StoredAnnotation(200, is_ours=True, rows=tuple(zip(names, head, strict=True)))


def sealed_for_2() -> str:
    return base64.b64encode(SEALER._private.sign(sealed_text(2, bytes.fromhex("ab" * 32)))).decode()


def test_what_a_key_sealed_after_its_end_is_no_record_and_no_fork_and_what_is_known_is_not_asked_about() -> None:
    records = chain(3)
    twin = record(2, records[0].digest, answers={"n": 99})
    asked: list[tuple[int, bool]] = []

    def counts(one: Record, is_taken: bool) -> bool:
        asked.append((one.number, is_taken))
        return False

    late = [StoredAnnotation(200, is_ours=True, rows=tuple(to_rows(one))) for one in (twin,)]
    result = compare(STREAM, SERVER, [*stored(records), *late], known(records[:2]), {}, KEYRING, counts=counts)
    assert asked == [(3, False), (2, True)]
    assert (kinds(result), sorted(result.proven), result.fork) == (
        [("forged", 3, 103), ("forged", 2, 200)],
        [1, 2],
        None,
    )
    assert {one.detail for one in result.damages} == {f"Its key was retired before: {SEALER.fingerprint}."}


def test_a_stream_may_go_on_in_a_higher_format_and_nothing_is_damaged() -> None:
    records = chain(2)
    for key, seal in ((SEALER.fingerprint, sealed_for_2()), ("mldsa44:00", "?")):
        annotation = newer(3, records[1].digest, key=key, seal=seal)
        result = compared([*stored(records), annotation], known(records))
        assert (kinds(result), result.newer) == ([], 3)


def test_a_higher_format_is_no_excuse_for_a_wrong_seal_nor_for_a_record_that_is_known() -> None:
    records = chain(2)
    forged = newer(3, records[1].digest, key=SEALER.fingerprint, seal="A" * 86 + "==")
    result = compared([*stored(records), forged], known(records))
    assert (kinds(result), result.newer) == ([("forged", 3, 200)], None)
    again = newer(2, records[0].digest, key="mldsa44:00", seal="?")
    assert kinds(compared([*stored(records), again], known(records))) == [("forged", 2, 200)]
    annotations = stored(records)
    annotations[1] = changed(annotations[1], with_row("format", "2"))
    assert kinds(compared(annotations, known(records))) == [("altered", 2, 102)]


def test_a_record_of_the_layout_before_the_first_release_is_told_as_that() -> None:
    records = chain(1)
    rows = [("key", "56475aa75463474c") if name == "key" else (name, value) for name, value in to_rows(records[0])]
    annotation = StoredAnnotation(200, is_ours=True, rows=tuple(row for row in rows if row[0] != "content"))
    assert kinds(compared([*stored(records), annotation], known(records))) == [("earlier", 1, 200)]


def test_a_redacted_record_is_whole_and_without_its_redaction_altered() -> None:
    records = chain(2)
    annotations = stored(records)
    annotations[0] = changed(annotations[0], lambda rows: [row for row in rows if row[0] != "content"])
    assert kinds(compared(annotations, known(records))) == [("altered", 1, 101)]
    named = redactions([redaction(records[0].ref)], SERVER, KEYRING)
    result = compared(annotations, known(records), redacted=named)
    assert (kinds(result), set(result.proven)) == ([], {1, 2})


def test_an_empty_content_that_the_database_has_of_a_redacted_record_is_a_fault_of_the_database() -> None:
    records = chain(2)
    annotations = stored(records)
    annotations[0] = changed(annotations[0], lambda rows: [row for row in rows if row[0] != "content"])
    empty = known([replace(records[0], content=b""), records[1]])
    result = compared(annotations, empty, redacted={records[0].ref})
    assert (kinds(result), set(result.proven)) == ([("database", 1, 101)], {1, 2})


def test_what_was_recorded_is_proven_and_nothing_is_damaged() -> None:
    records = chain(3)
    result = compared(stored(records), known(records))
    assert {n: [one for _id, one in held] for n, held in result.proven.items()} == {
        one.number: [one] for one in records
    }
    assert (result.damages, result.fork) == ([], None)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (with_row("payload", "{}"), "altered"),
        (with_row("payload", "no JSON"), "altered"),
        (with_row("number", "9"), "number"),
        (with_row("number", "1" * 5000), "number"),
        (with_row("key", "0" * 16), "key"),
        (with_row("key", OTHER.fingerprint), "key"),
        (with_row("content", "{}"), "altered"),
        (with_row("content", "no JSON"), "altered"),
        (lambda rows: [row for row in rows if row[0] != "content"], "altered"),
        (replaced("content", '"author":"clara"', '"author":"ada"'), "author"),
        (replaced("payload", '"author":7', '"author":8'), "author"),
        (replaced("content", '"object":"nuclei"', '"object":"cells"'), "altered"),
        (with_row("seal", "A" * 86 + "=="), "seal"),
        (with_row("digest", "0" * 64), "altered"),
        (with_row("stream", "another"), "altered"),
        (lambda _rows: [], "altered"),
        (lambda _rows: [(None, None)], "altered"),
        (lambda rows: list(reversed(rows)), "altered"),
    ],
)
def test_the_kind_of_damage_is_told_by_what_is_left(
    change: Callable[[Rows], list[tuple[str | None, str | None]]], kind: str
) -> None:
    records = chain(3)
    annotations = stored(records)
    annotations[1] = changed(annotations[1], change)
    result = compared(annotations, known(records))
    assert kinds(result) == [(kind, 2, 102)]
    assert set(result.proven) == {1, 3}


def test_what_carries_no_valid_seal_of_ours_is_forged_and_proves_nothing() -> None:
    records = chain(2)
    forged = record(3, records[1].digest, sealer=OTHER)
    annotation = StoredAnnotation(200, is_ours=True, rows=tuple(to_rows(forged)))
    result = compared([*stored(records), annotation], known(records))
    assert kinds(result) == [("forged", 3, 200)]
    assert 3 not in result.proven


def test_a_sealed_record_of_another_owner_or_namespace_proves_nothing() -> None:
    records = chain(2)
    annotation = StoredAnnotation(200, is_ours=False, rows=tuple(to_rows(records[1])))
    result = compared([stored(records)[0], annotation], known(records))
    assert kinds(result) == [("forged", 2, 200), ("missing", 2, 102)]


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "9" * 5000, "٣", "", "four"])
def test_a_forged_number_that_no_record_can_have_belongs_to_none(number: str) -> None:
    records = chain(1)
    annotation = StoredAnnotation(200, is_ours=True, rows=(("number", number),))
    assert kinds(compared([*stored(records), annotation], known(records))) == [("forged", None, 200)]


def test_the_same_record_twice_is_one_and_the_lower_id_counts() -> None:
    records = chain(1)
    double = StoredAnnotation(200, is_ours=True, rows=tuple(to_rows(records[0])))
    result = compared([double, *stored(records)], known(records))
    assert kinds(result) == [("doubled", 1, 200)]
    assert [one for one, _record in result.proven[1]] == [101, 200]


def test_two_sealed_records_of_one_number_are_a_fork() -> None:
    records = chain(2)
    other = record(2, records[0].digest, answers={"a": 2})
    annotation = StoredAnnotation(200, is_ours=True, rows=tuple(to_rows(other)))
    result = compared([*stored(records), annotation], known(records))
    assert (kinds(result), result.fork) == ([("fork", 2, 200)], 2)


def test_a_row_of_the_database_that_its_seal_does_not_prove_makes_no_fork() -> None:
    records = chain(2)
    rows = known(records)
    rows[2] = KnownRecord(record(2, records[0].digest, sealer=OTHER), 102, is_recorded=True)
    result = compared(stored(records), rows)
    assert (kinds(result), result.fork) == ([("database", 2, 102)], None)


def test_what_was_accepted_and_not_yet_written_is_not_missing() -> None:
    records = chain(2)
    rows = known(records)
    rows[2] = KnownRecord(records[1], None, is_recorded=False)
    assert kinds(compared(stored(records[:1]), rows)) == []


def test_an_altered_record_is_the_same_damage_after_another_one_took_its_place() -> None:
    records = chain(2)
    annotations = stored(records)
    altered = changed(annotations[1], with_row("number", "9"))
    [first] = compared([annotations[0], altered], known(records)).damages
    rewritten = StoredAnnotation(300, is_ours=True, rows=annotations[1].rows)
    rows = {**known(records), 2: KnownRecord(records[1], 300, is_recorded=True)}
    [again] = compared([annotations[0], altered, rewritten], rows, former={102: 2}).damages
    assert again == first
    once_more = changed(altered, with_row("number", "8"))
    assert mark_of(once_more) != mark_of(altered)


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.text()), max_size=12), st.booleans())
def test_whatever_lies_there_is_compared_without_a_fault(
    rows: list[tuple[str | None, str | None]], is_ours: bool
) -> None:
    records = chain(1)
    strange = [StoredAnnotation(one, is_ours, tuple(rows)) for one in (101, 200)]
    assert len(compared(strange, known(records)).damages) == 2


@pytest.mark.parametrize("kind", list(DamageKind))
def test_each_kind_has_a_sentence_for_its_readers_and_one_for_admins(kind: DamageKind) -> None:
    for sentence in (SENTENCES[kind], ADMIN_SENTENCES[kind]):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_the_content_of_a_redacted_record_is_told_apart_wherever_it_lies() -> None:
    records = chain(3)
    gone = records[1].ref
    altered = changed(stored(records)[1], with_row("seal", "A" * 86 + "=="))
    forged = StoredAnnotation(300, is_ours=True, rows=altered.rows)
    foreign = StoredAnnotation(301, is_ours=False, rows=altered.rows)
    whole = compared([*stored(records), forged, foreign], known(records), redacted={gone})
    assert whole.with_content == {102: 2}
    assert [record.content is None for _id, record in whole.proven[2]] == [True]
    assert whole.leftovers == [300]
    damaged = compared([altered], known(records[1:2]), redacted={gone})
    assert (damaged.with_content, damaged.leftovers) == ({}, [102])
    assert compared([altered], known(records[1:2])).leftovers == []
