# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves a record, a redacted one, and a stream."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from omero_forms.domain.records.format import Record, RecordDamaged, from_rows, to_rows
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import NO_CONTENT, check_chain, redactions, seal_of_newer, verify
from tests.domain.records.making import KEYRING, OTHER, SEALER, STREAM, chain, read, record, redaction
from tests.domain.records.test_golden import ENTRIES, REDACTED, label, rows_of
from tests.domain.records.test_golden import KEYRING as GOLDEN_KEYS


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("server", "uuid-2", "row server differs"),
        ("kind", "form.retired", "row kind differs"),
        ("stream", "submission/other/Dataset/1/1", "row stream differs"),
        ("number", 2, "row number differs"),
        ("previous", "1" * 64, "the digest does not fit"),
        ("digest", "0" * 64, "the digest does not fit"),
        ("key", OTHER.fingerprint, "a key that is not known"),
        ("seal", base64.b64encode(bytes(64)).decode(), "the seal does not fit"),
        ("payload", b'{"format":1}', "the digest does not fit"),
        ("content", b"{}", "the content does not fit the payload"),
        ("content", b"[]", "the content is not a JSON object"),
        ("content", None, "the content was removed, and no redaction says so"),
    ],
)
def test_whatever_is_altered_is_found(field, value, says):
    altered = dataclasses.replace(record(), **{field: value})
    assert any(says in problem for problem in verify(altered, KEYRING))


@pytest.mark.parametrize("part", ["payload", "content"])
@given(data=st.data())
def test_any_flipped_bit_of_either_part_is_found(part, data):
    good = record(answers={"name": "Widefield"})
    flipped = bytearray(getattr(good, part))
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    changed: Any = {part: bytes(flipped)}
    assert verify(dataclasses.replace(good, **changed), KEYRING)


def test_somebody_without_the_key_cannot_make_a_record_that_verifies():
    forged = record(sealer=OTHER)
    assert verify(forged, KEYRING) == ["it is sealed with a key that is not known"]
    renamed = dataclasses.replace(forged, key=SEALER.fingerprint)
    assert verify(renamed, KEYRING) == ["the seal does not fit the digest", "row key differs from the payload"]


def test_the_key_that_the_payload_names_is_the_one_that_is_asked():
    both = Keyring.of([SEALER.public_key, OTHER.public_key])
    assert verify(record(sealer=OTHER), both) == []
    # A seal of another known key does not do, though it is genuine.
    good = record()
    digest = bytes.fromhex(good.digest)
    seal = base64.b64encode(OTHER.seal(digest)).decode()
    other = dataclasses.replace(good, key=OTHER.fingerprint, seal=seal)
    assert verify(other, both) == ["row key differs from the payload"]


def test_the_seal_is_over_words_and_digest_and_so_over_nothing_else_that_might_be_signed():
    good = record()
    key, digest = Ed25519PublicKey.from_public_bytes(SEALER.public_key), bytes.fromhex(good.digest)
    key.verify(base64.b64decode(good.seal), b"omero-forms record 1\n" + digest)
    assert not KEYRING.verifies(good.key, 2, digest, base64.b64decode(good.seal))


def test_verification_takes_the_stored_bytes_and_never_serialises_again():
    # Sealed as it lies there, though this is not its canonical form.
    good = record()
    spaced = good.payload.replace(b'":', b'": ')
    digest = hashlib.sha256(bytes.fromhex(good.previous) + spaced).digest()
    seal = base64.b64encode(SEALER.seal(digest)).decode()
    stored = dataclasses.replace(good, payload=spaced, digest=digest.hex(), seal=seal)
    assert verify(stored, KEYRING) == []


@pytest.mark.parametrize(
    "payload",
    [b"", b"x", b"[]", b"\xff", b'{"number":true,"format":1}', b'{"a":1,"a":2}', b"null"],
)
def test_a_payload_that_is_none_is_a_problem_and_never_a_crash(payload):
    assert verify(dataclasses.replace(record(), payload=payload), KEYRING)


def test_true_does_not_pass_for_number_one():
    good = record()
    payload = good.payload.replace(b'"number":1', b'"number":true')
    problems = verify(dataclasses.replace(good, payload=payload), KEYRING)
    assert "row number differs from the payload" in problems


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


@pytest.mark.parametrize("entry", ENTRIES, ids=label)
@settings(max_examples=25)
@given(data=st.data())
def test_a_change_of_any_byte_of_any_row_or_of_their_order_is_named(entry, data):
    rows = rows_of(entry)
    at = data.draw(st.integers(0, len(rows) - 1))
    if data.draw(st.booleans()):
        other = data.draw(st.integers(0, len(rows) - 1))
        rows[at], rows[other] = rows[other], rows[at]
    else:
        name, value = rows[at]
        where, char = data.draw(st.integers(0, len(value) - 1)), data.draw(st.characters(exclude_categories=["Cs"]))
        how = data.draw(st.sampled_from(["replace", "insert", "remove"]))
        text = {"replace": value[:where] + char, "insert": value[: where + 1] + char, "remove": value[:where]}[how]
        rows[at] = (name, text + value[where + 1 :])
    if rows == rows_of(entry):
        return
    try:
        changed = from_rows(rows)
    except RecordDamaged:
        return
    if isinstance(changed, Record):
        assert verify(changed, GOLDEN_KEYS, redacted=REDACTED)
    elif entry["event"] is not None:
        # It claims to be of a higher format now: the seal says that it is not.
        assert seal_of_newer(changed, GOLDEN_KEYS) is not True
    else:
        # All that can be told of a higher format is its seal: over format and digest.
        assert rows[0] == rows_of(entry)[0] or rows[6] != rows_of(entry)[6] or not seal_of_newer(changed, GOLDEN_KEYS)


def test_a_record_without_its_content_is_right_if_a_sealed_redaction_names_it():
    lost = dataclasses.replace(record(), content=None)
    assert verify(lost, KEYRING) == [NO_CONTENT]
    assert verify(lost, KEYRING, redacted=redactions([redaction(lost.ref)], "uuid-1", KEYRING)) == []


def test_a_redaction_of_another_record_stream_server_or_hand_is_none():
    lost = dataclasses.replace(record(), content=None)
    sound = redaction(lost.ref)
    other = redaction(dataclasses.replace(lost.ref, digest="0" * 64))
    elsewhere = redaction(dataclasses.replace(lost.ref, stream=STREAM + "1"))
    forged = redaction(lost.ref, OTHER)
    altered = dataclasses.replace(other, payload=sound.payload)
    for one, server in (
        (other, "uuid-1"),
        (elsewhere, "uuid-1"),
        (forged, "uuid-1"),
        (altered, "uuid-1"),
        (sound, "x"),
    ):
        assert verify(lost, KEYRING, redacted=redactions([one], server, KEYRING)) == [NO_CONTENT]


def test_a_redaction_that_lost_its_own_reason_still_counts_for_the_record_it_names():
    lost = dataclasses.replace(record(), content=None)
    without = dataclasses.replace(redaction(lost.ref), content=None)
    assert verify(without, KEYRING) == [NO_CONTENT]
    assert verify(lost, KEYRING, redacted=redactions([without], "uuid-1", KEYRING)) == []


def test_part_of_the_content_is_not_left_away_by_a_redaction():
    whole = record(answers={"notes": "x" * 5000})
    part = read(to_rows(whole)[:-1])
    allowed = redactions([redaction(whole.ref)], "uuid-1", KEYRING)
    assert verify(part, KEYRING, redacted=allowed)
