# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import base64
import dataclasses
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.format import (
    HEADER,
    NO_PREVIOUS,
    ROW_BYTES,
    Record,
    RecordDamaged,
    check_chain,
    cut,
    from_rows,
    new_draft,
    seal_record,
    to_rows,
    verify,
)
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from tests.domain.json_values import objects, texts

SEALER = Sealer(private_key_from_seed(bytes(range(32))))
OTHER = Sealer(private_key_from_seed(bytes(32)))
KEYS = {SEALER.key_id: SEALER.public_key}
STREAM = "submission/fabcdefghijklmno/Dataset/51/700"


def record(
    number: int = 1,
    previous: str = NO_PREVIOUS,
    *,
    answers=None,
    sealer: Sealer = SEALER,
    stream: str = STREAM,
    server: str = "uuid-1",
) -> Record:
    draft = new_draft(
        server=server,
        kind="submission",
        stream=stream,
        number=number,
        previous=previous,
        fields={"answers": answers or {"a": 1}},
    )
    return seal_record(draft, sealer)


def chain(length: int) -> list[Record]:
    records: list[Record] = []
    previous = NO_PREVIOUS
    for number in range(1, length + 1):
        records.append(record(number, previous, answers={"n": number}))
        previous = records[-1].digest
    return records


@given(objects)
def test_a_record_comes_back_from_its_rows_byte_for_byte_and_verifies(answers):
    before = record(answers={"x": answers})
    after = from_rows(to_rows(before))
    assert after == before
    assert verify(after, KEYS) == []
    assert after.content()["answers"] == {"x": answers}


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(4, 64))
def test_text_is_cut_between_code_points_and_nothing_is_lost(text, limit):
    pieces = cut(text, limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)


@pytest.mark.parametrize("char", ["a", "é", "€", "😀"])
@pytest.mark.parametrize("shift", range(5))
def test_no_row_is_longer_than_omero_can_index(char, shift):
    rows = to_rows(record(answers={"a": "x" * shift + char * 3000}))
    assert all(len(value.encode()) <= ROW_BYTES for _name, value in rows)
    assert len(rows) > len(HEADER) + 1


def test_rows_stand_in_their_fixed_order():
    names = [name for name, _value in to_rows(record())]
    assert names == [
        "format", "server", "kind", "stream", "number", "previous", "digest", "key", "seal", "payload",
    ]  # fmt: skip


def test_the_payload_itself_holds_what_the_header_says():
    content = record().content()
    assert content["format"] == 1
    assert (content["server"], content["kind"]) == ("uuid-1", "submission")
    assert (content["stream"], content["number"]) == (STREAM, 1)


def test_the_digest_is_sha256_over_previous_digest_and_payload():
    second = chain(2)[1]
    expected = hashlib.sha256(bytes.fromhex(second.previous) + second.payload).hexdigest()
    assert second.digest == expected


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("server", "uuid-2", "row server differs"),
        ("kind", "form.retired", "row kind differs"),
        ("stream", "submission/other/Dataset/1/1", "row stream differs"),
        ("number", 2, "row number differs"),
        ("previous", "1" * 64, "the digest does not fit"),
        ("digest", "0" * 64, "the digest does not fit"),
        ("key", OTHER.key_id, "a key that is not known"),
        ("seal", base64.b64encode(bytes(64)).decode(), "the seal does not fit"),
        ("payload", b'{"format":1}', "the digest does not fit"),
    ],
)
def test_whatever_is_altered_is_found(field, value, says):
    altered = dataclasses.replace(record(), **{field: value})
    assert any(says in problem for problem in verify(altered, KEYS))


@given(st.data())
def test_any_flipped_byte_of_the_payload_is_found(data):
    good = record(answers={"name": "Widefield"})
    at = data.draw(st.integers(0, len(good.payload) - 1))
    flipped = bytearray(good.payload)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    assert verify(dataclasses.replace(good, payload=bytes(flipped)), KEYS)


def test_somebody_without_the_key_cannot_make_a_record_that_verifies():
    forged = record(sealer=OTHER)
    assert verify(forged, KEYS) == ["it is sealed with a key that is not known"]
    renamed = dataclasses.replace(forged, key=SEALER.key_id)
    assert verify(renamed, KEYS) == ["the seal does not fit the digest"]


def test_a_key_filed_under_a_foreign_id_is_not_believed():
    assert verify(record(sealer=OTHER), {OTHER.key_id: SEALER.public_key})
    forged = dataclasses.replace(record(sealer=OTHER), key=SEALER.key_id)
    assert verify(forged, {SEALER.key_id: OTHER.public_key})


def test_verification_takes_the_stored_bytes_and_never_serialises_again():
    # Sealed as it lies there, though this is not its canonical form.
    good = record()
    spaced = good.payload.replace(b'":', b'": ')
    digest = hashlib.sha256(bytes.fromhex(good.previous) + spaced).digest()
    seal = base64.b64encode(SEALER.seal(digest)).decode()
    stored = dataclasses.replace(good, payload=spaced, digest=digest.hex(), seal=seal)
    assert verify(stored, KEYS) == []


@pytest.mark.parametrize(
    "payload",
    [b"", b"x", b"[]", b"\xff", b'{"number":true,"format":1}', b'{"a":1,"a":2}', b"null"],
)
def test_a_payload_that_is_none_is_a_problem_and_never_a_crash(payload):
    assert verify(dataclasses.replace(record(), payload=payload), KEYS)


def test_true_does_not_pass_for_number_one():
    good = record()
    payload = good.payload.replace(b'"number":1', b'"number":true')
    problems = verify(dataclasses.replace(good, payload=payload), KEYS)
    assert "row number differs from the payload" in problems


ROWS = to_rows(record())


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "row format is missing"),
        (ROWS[1:], "row format is missing"),
        ([*ROWS[:3], *ROWS[4:]], "row stream is missing"),
        ([ROWS[0], *ROWS], "row format is there more than once"),
        ([ROWS[1], ROWS[0], *ROWS[2:]], "the header rows are not in their order"),
        (ROWS[:9], "there is no payload"),
        ([*ROWS, ("note", "x")], "there are rows that do not belong to a record"),
        ([*ROWS, (None, None)], "there are rows that do not belong to a record"),
        ([*ROWS, ("payload", None)], "row payload has no value"),
        ([*ROWS, ("payload", "")], "row payload has no value"),
        ([("format", None), *ROWS[1:]], "row format has no value"),
        ([("format", "2"), *ROWS[1:]], "it is of another format than 1"),
        ([*ROWS[:4], ("number", "01"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:4], ("number", "-1"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:4], ("number", "١"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:5], ("previous", "0"), *ROWS[6:]], "row previous is not 64 hexadecimal digits"),
        ([*ROWS[:6], ("digest", "G" * 64), *ROWS[7:]], "row digest is not 64 hexadecimal digits"),
        ([*ROWS[:7], ("key", "A" * 16), *ROWS[8:]], "row key is not 16 hexadecimal digits"),
        ([*ROWS[:8], ("seal", "x"), *ROWS[9:]], "row seal is not the base64 form of 64 bytes"),
        ([*ROWS[:9], ("payload", "\ud800")], "the payload is not Unicode text"),
    ],
)
def test_damaged_rows_are_reported_with_a_reason(rows, reason):
    with pytest.raises(RecordDamaged) as caught:
        from_rows(rows)
    assert caught.value.reason == reason


@given(st.lists(st.tuples(st.none() | texts, st.none() | texts), max_size=14))
def test_rows_of_any_kind_are_a_record_or_reported_damage(rows):
    with pytest.raises(RecordDamaged):
        from_rows(rows)


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | texts), max_size=4))
def test_rows_edited_anywhere_are_damaged_or_do_not_verify_or_are_the_same(edits):
    rows: list[tuple[str | None, str | None]] = list(ROWS)
    for at, value in edits:
        rows[at] = (rows[at][0], value)
    try:
        after = from_rows(rows)
    except RecordDamaged:
        return
    assert verify(after, KEYS) or rows == ROWS


def test_a_seal_written_in_another_base64_form_is_damage():
    seal = ROWS[8][1]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(seal[-3])
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = seal[:-3] + alphabet[last ^ 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(seal)
    with pytest.raises(RecordDamaged):
        from_rows([*ROWS[:8], ("seal", other), *ROWS[9:]])


@given(st.integers(1, 6), st.randoms())
def test_a_whole_chain_has_no_problem_in_whatever_order_it_is_read(length, random):
    records = chain(length)
    random.shuffle(records)
    assert check_chain(records) == []


@given(st.integers(3, 6), st.data())
def test_a_missing_record_is_named(length, data):
    records = chain(length)
    gone = data.draw(st.integers(1, length - 1))
    del records[gone - 1]
    assert check_chain(records) == [f"number {gone} is missing"]


def test_several_missing_records_are_named():
    records = chain(6)
    assert check_chain([records[0], records[4], records[5]]) == ["numbers 2 to 4 are missing"]
    assert check_chain([]) == []


def test_the_same_record_twice_is_one_record():
    records = chain(3)
    assert check_chain([*records, records[1]]) == []


def test_two_records_of_one_number_are_a_fork():
    records = chain(2)
    fork = record(2, records[0].digest, answers={"n": "other"})
    assert check_chain([*records, fork]) == ["number 2 is there with 2 different digests: a fork"]


def test_a_record_that_follows_another_one_is_named():
    records = chain(3)
    records[1] = record(2, records[0].digest, answers={"n": "other"})
    assert check_chain(records) == ["number 3 does not follow the one before it"]


def test_records_of_two_streams_or_servers_are_no_chain():
    first = record()
    for other in (record(stream="submission/x/Dataset/1/1"), record(server="uuid-2")):
        assert "the records are of more than one stream or server" in check_chain([first, other])


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 2},
        {"previous": "1" * 64},
        {"previous": "xyz"},
        {"server": ""},
        {"stream": ""},
        {"kind": "something"},
        {"fields": {"number": 5}},
        {"fields": {"format": 2}},
    ],
)
def test_a_draft_that_contradicts_itself_is_not_made(change):
    good: dict[str, Any] = {
        "server": "u",
        "kind": "submission",
        "stream": "s",
        "number": 1,
        "previous": NO_PREVIOUS,
        "fields": {},
    }
    assert new_draft(**good)
    with pytest.raises(ValueError, match=r"\w"):
        new_draft(**{**good, **change})


def test_answers_that_cannot_be_kept_exactly_make_no_draft():
    with pytest.raises(FormsError) as caught:
        record(answers={"a": 2**53})
    assert caught.value.details["pointer"] == "/answers/a"


def test_the_deepest_answers_that_are_taken_can_be_recorded_and_read():
    answers: dict = {"leaf": 1}
    for _level in range(63):
        answers = {"a": answers}
    assert verify(record(answers=answers), KEYS) == []


def test_a_private_key_is_never_shown():
    pem = private_key_from_seed(bytes(range(32))).decode()
    assert pem.splitlines()[1] not in repr(SEALER)
    with pytest.raises(ValueError, match=r"\w"):
        Sealer(b"no key")
