# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.format import (
    HEADER,
    ROW_BYTES,
    EarlierLayout,
    NewerRecord,
    RecordDamaged,
    cut,
    from_rows,
    new_unsealed,
    seal_record,
    to_rows,
)
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from omero_forms.domain.records.verify import verify
from tests.domain.json_values import objects, texts
from tests.domain.records.making import (
    KEYRING,
    OTHER,
    SEALER,
    STREAM,
    chain,
    content_of,
    described,
    event,
    read,
    record,
)


@given(objects)
def test_a_record_comes_back_from_its_rows_byte_for_byte_and_verifies(answers):
    before = record(answers={"x": answers})
    after = read(to_rows(before))
    assert after == before
    assert verify(after, KEYRING) == []
    assert content_of(after)["answers"] == {"x": answers}


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
        "content",
    ]  # fmt: skip


def test_the_payload_itself_holds_what_the_header_says():
    payload = record().payload_json()
    assert (payload["format"], payload["number"], payload["key"]) == (1, 1, SEALER.fingerprint)
    assert (payload["server"], payload["kind"], payload["stream"]) == ("uuid-1", "submission", STREAM)


def test_what_a_person_typed_or_named_is_in_the_content_and_only_its_hash_in_the_payload():
    one = record(answers={"name": "Widefield"}, parts=described({"name": "Widefield"}, message="typed"))
    content = content_of(one)
    assert content["answers"] == {"name": "Widefield"}
    assert content["message"] == "typed"
    assert content["names"] == {
        "author": "clara", "sudoer": None, "object": "nuclei", "parent": None, "group": "Chromatin", "owner": "clara",
    }  # fmt: skip
    assert one.payload_json()["content"] == hashlib.sha256(one.content or b"").hexdigest()
    assert not any(text in one.payload for text in (b"Widefield", b"typed", b"clara", b"nuclei", b"Chromatin"))


def test_the_same_answers_with_another_salt_have_another_hash():
    one, other = record().payload_json(), record(salt="f" * 32).payload_json()
    assert one["content"] != other["content"]


def test_the_digest_is_sha256_over_previous_digest_and_payload():
    second = chain(2)[1]
    expected = hashlib.sha256(bytes.fromhex(second.previous) + second.payload).hexdigest()
    assert second.digest == expected


ROWS = to_rows(record())
OTHER_ROWS = "there are rows that do not belong to a record, or not in this order"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "row format is missing"),
        (ROWS[1:], "row format is missing"),
        ([*ROWS[:3], *ROWS[4:]], "row stream is missing"),
        ([ROWS[0], *ROWS], "row format is there more than once"),
        ([ROWS[1], ROWS[0], *ROWS[2:]], "the header rows are not in their order"),
        (ROWS[:9], "there is no payload"),
        ([*ROWS[:9], ROWS[10]], "there is no payload"),
        ([*ROWS, ("note", "x")], OTHER_ROWS),
        ([*ROWS, (None, None)], OTHER_ROWS),
        ([*ROWS[:9], ROWS[10], ROWS[9]], OTHER_ROWS),
        ([*ROWS, ROWS[9]], OTHER_ROWS),
        ([*ROWS[:10], ("payload", None)], "row payload has no value"),
        ([*ROWS[:10], ("payload", "")], "row payload has no value"),
        ([*ROWS, ("content", "")], "row content has no value"),
        ([*ROWS, ("content", "x")], "the rows of the content are cut in another way"),
        ([*ROWS[:9], ("payload", "{"), ("payload", "}")], "the rows of the payload are cut in another way"),
        ([*ROWS[:9], ("payload", "x" * 2001)], "the rows of the payload are cut in another way"),
        ([("format", None), *ROWS[1:]], "row format has no value"),
        ([("format", "0"), *ROWS[1:]], "row format is not a positive number"),
        ([("format", "01"), *ROWS[1:]], "row format is not a positive number"),
        ([*ROWS[:4], ("number", "01"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:4], ("number", "-1"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:4], ("number", "١"), *ROWS[5:]], "row number is not a positive number"),
        ([*ROWS[:5], ("previous", "0"), *ROWS[6:]], "row previous is not 64 hexadecimal digits"),
        ([*ROWS[:6], ("digest", "G" * 64), *ROWS[7:]], "row digest is not 64 hexadecimal digits"),
        ([*ROWS[:7], ("key", "a" * 64), *ROWS[8:]], "row key is not ed25519: and 64 hexadecimal digits"),
        ([("format", "2"), *ROWS[1:6], ("digest", "abc"), *ROWS[7:]], "row digest is not hexadecimal digits"),
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


@given(st.lists(st.tuples(st.integers(0, 10), st.none() | texts), max_size=4))
def test_rows_edited_anywhere_are_damaged_or_do_not_verify_or_are_the_same(edits):
    rows: list[tuple[str | None, str | None]] = list(ROWS)
    for at, value in edits:
        rows[at] = (rows[at][0], value)
    try:
        after = read(rows)
    except RecordDamaged:
        return
    assert verify(after, KEYRING) or rows == ROWS


def test_a_seal_written_in_another_base64_form_is_damage():
    seal = ROWS[8][1]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(seal[-3])
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = seal[:-3] + alphabet[last ^ 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(seal)
    with pytest.raises(RecordDamaged):
        from_rows([*ROWS[:8], ("seal", other), *ROWS[9:]])


def test_records_of_the_layout_before_the_first_release_are_refused_in_a_sentence_that_says_so():
    earlier = [*ROWS[:7], ("key", "56475aa75463474c"), *ROWS[8:10]]
    with pytest.raises(EarlierLayout) as caught:
        from_rows(earlier)
    assert caught.value.reason == (
        "it was written by a version before the first release, whose records no version reads"
    )


def test_a_record_of_a_higher_format_is_newer_and_not_damaged_whatever_else_lies_there():
    rows = [("format", "2"), *ROWS[1:7], ("key", "mldsa44:00"), ("seal", "?"), ("cbor", None), (None, None)]
    newer = from_rows(rows)
    assert isinstance(newer, NewerRecord)
    assert (newer.format, newer.stream, newer.number) == (2, STREAM, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 2},
        {"previous": "1" * 64},
        {"previous": "xyz"},
        {"server": ""},
        {"stream": ""},
        {"stream": "submission/f/Dataset/1"},
        {"kind": "something"},
        {"kind": "submission.imported"},
        {"key": "56475aa75463474c"},
        {"salt": "0" * 31},
        {"salt": "G" * 32},
    ],
)
def test_a_record_that_contradicts_itself_is_not_made(change):
    assert new_unsealed(**event())
    with pytest.raises(ValueError, match=r"\w"):
        new_unsealed(**event(**change))


def test_a_record_is_sealed_with_no_other_key_than_its_payload_names():
    with pytest.raises(ValueError, match="another key"):
        seal_record(new_unsealed(**event()), OTHER)


def test_answers_that_cannot_be_kept_exactly_make_no_record():
    with pytest.raises(FormsError) as caught:
        record(answers={"a": 2**53})
    assert caught.value.details["pointer"] == "/answers/a"


def test_the_deepest_answers_that_are_taken_can_be_recorded_and_read():
    answers: dict = {"leaf": 1}
    for _level in range(63):
        answers = {"a": answers}
    assert verify(record(answers=answers), KEYRING) == []


def test_a_private_key_is_never_shown():
    pem = private_key_from_seed(bytes(range(32))).decode()
    assert pem.splitlines()[1] not in repr(SEALER)
    with pytest.raises(ValueError, match=r"\w"):
        Sealer(b"no key")
