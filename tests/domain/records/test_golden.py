# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record format 1, frozen. If a test here fails, the code is wrong: facilities hold records of this format for ever."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest

from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import (
    NewerRecord,
    Parts,
    Record,
    from_rows,
    new_unsealed,
    seal_record,
    to_rows,
)
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.kinds import KINDS
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from omero_forms.domain.records.verify import (
    NO_CONTENT,
    check_chain,
    is_newer,
    redactions,
    seal_of_newer,
    verify,
)
from omero_forms.domain.refs import Person, is_stream
from omero_forms.domain.times import time_from_text
from tests.domain.records.golden_records import PATH, golden_text

GOLDEN = json.loads(PATH.read_text(encoding="utf-8"))
ENTRIES = GOLDEN["records"]
KEYRING = Keyring.of(bytes.fromhex(key["public_key"]) for key in GOLDEN["keys"])
SEALERS = {key["key"]: Sealer(private_key_from_seed(bytes.fromhex(key["seed"]))) for key in GOLDEN["keys"]}

FROZEN = {
    "form.published": "e0c257668e687d93e245f25c9707cf40f8a754157e1c73ab0618221b982e6f19",
    "form.retired": "dec084e0da2236461b26190a1254db60fd37470ca2237d1d4c2879069cd4a06b",
    "form.restored": "77e6f3f615b986a8f0b6a055f70cb7fecbea6e92b42cbda3c5e52dae768a7200",
    "form.owners": "ace202519e32190aee903710e40e5e039200f292d0705b4521a30a4840c112c2",
    "assignment.assigned": "be4e6658a8f64c7afefc5d1c0d8a407012a5fb0903a3133d753c73c20e78c296",
    "assignment.unassigned": "47ceebb5dc1fcff4acc9fa44ce5ecf1247e871206f14d49957e4a8ed67ef1a7e",
    "submission": "d1f2933fa9a96db24f2f4aa7b01951b3af6a17324285ca513ca30a1fdce69232",
    "form.imported": "d62e9e8a3006797fb854c7dfbd1a71c02dd783a6e8ffe6dc204ebde8ad81200b",
    "assignment.imported": "79da51f441008acf95ab23de1a5069bd7c7ad1d81adc75a576d4452ffae80d9d",
    "submission.imported": "ad70b553a2050cf840b3c3e36242ba6cce2268be8c298cf30272680226c18222",
    "redaction": "ed7582fed7a775761aaa7d7d766b5faa122bc88fede7ce6e06c1713955e30dee",
    "fork.resolved": "78f74ab75d532917b0a4353385a3dd6262e35470fc57a5e89e5cd16968422b58",
    "checkpoint": "45b53a971f53e8bc0cfb88cc02c3acfef4714ed42d53fc0bd07d32f9a653f687",
    "key.added": "90f13debaaee12ed88aa9a7d9d204ce28fa47f57702dbe6f1380c280e2c91f70",
    "key.retired": "f6406982bfaa7c4d9881c97b265dfa3837baa00daf2fa534446f8d8b19eeaeb1",
    "policy.changed": "03cfbb7d5c649d0fae67e77c2485850f5df71325c00974f68b31139d6455e06e",
    "exemption.decided": "a10678a40b2bde9c71eea27509f346a5527768c54ec4b1bbed2795cb9736eb5d",
    "report.kept": "e7ac2525341a5d693f4912854857480e38c9a92a4bbe7461343df8899e9635f8",
    "site": "40d487c70e3a455788e4de498c759d24759737f42e2bb4ebc1aac1342d7e2268",
}
"""For each kind in use, SHA-256 over the rows of its golden records: new kinds get a line, no line ever changes."""


def rows_of(entry) -> list[tuple[str, str]]:
    return [(name, value) for name, value in entry["rows"]]


def label(entry) -> str:
    return f"{entry['stream'].partition('/')[0]} {entry['number']} {entry['kind']}"


RECORDS = [one for entry in ENTRIES if isinstance(one := from_rows(rows_of(entry)), Record)]
NEWER = [one for entry in ENTRIES if isinstance(one := from_rows(rows_of(entry)), NewerRecord)]
REDACTED = redactions(RECORDS, GOLDEN["server"], KEYRING)
WRITTEN = [one for one in ENTRIES if not one["is_newer"] and "continues" not in one["event"]["payload"]]


def digest_of(kind: str) -> str:
    """SHA-256 over the rows of all records of a kind."""
    rows = [entry["rows"] for entry in ENTRIES if entry["kind"] == kind]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@pytest.mark.parametrize("kind", FROZEN)
def test_the_frozen_records_themselves_are_untouched(kind):
    assert digest_of(kind) == FROZEN[kind]


def test_a_kind_is_frozen_as_soon_as_it_is_in_use():
    assert FROZEN.keys() == {kind.name for kind in KINDS.values() if kind.in_use}


def test_the_script_makes_the_file_byte_for_byte():
    assert golden_text() == PATH.read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", WRITTEN, ids=label)
def test_the_same_event_makes_the_same_rows_for_ever(entry):
    event = entry["event"]
    act = Act(
        event["author"] and Person(*event["author"]),
        event["sudoer"] and Person(*event["sudoer"]),
        Capacity(event["as"]),
        Via(event["via"]),
    )
    key = dict(rows_of(entry)[:9])["key"]
    unsealed = new_unsealed(
        server=GOLDEN["server"],
        **{name: entry[name] for name in ("kind", "stream", "number", "previous")},
        key=key,
        act=act,
        time=time_from_text(GOLDEN["time"]),
        software=GOLDEN["software"],
        parts=Parts(event["payload"], event["content"], event["names"]),
        salt=event["salt"],
    )
    made = to_rows(seal_record(unsealed, SEALERS[key]))
    assert [row for row in made if not entry["is_redacted"] or row[0] != "content"] == rows_of(entry)


def test_every_kind_that_is_written_is_frozen_and_every_reserved_one_too():
    assert {entry["kind"] for entry in WRITTEN} == {kind.name for kind in KINDS.values() if kind.in_use}
    assert {entry["kind"] for entry in ENTRIES} - {"submission.dreamt"} == KINDS.keys()


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: f"{one.stream} {one.number}")
def test_records_written_long_ago_still_verify_those_of_a_future_included(record: Record):
    assert verify(record, KEYRING, redacted=REDACTED) == []
    assert record.payload_json()["stream"] == record.stream
    assert is_stream(record.stream)


def test_of_a_higher_format_the_seal_of_a_known_key_is_checked():
    assert [(one.format, seal_of_newer(one, KEYRING)) for one in NEWER] == [(2, True), (3, None)]


def test_what_is_newer_is_known_to_be():
    newer = {(entry["stream"], entry["number"]) for entry in ENTRIES if entry["is_newer"]}
    seen = {(one.stream, one.number) for one in RECORDS if is_newer(one)}
    assert seen | {(one.stream, one.number) for one in NEWER} == newer


def test_a_redacted_record_is_right_because_a_sealed_redaction_names_it_and_for_no_other_reason():
    [redacted] = [one for one in RECORDS if one.content is None]
    assert verify(redacted, KEYRING, redacted=REDACTED) == []
    assert verify(redacted, KEYRING) == [NO_CONTENT]
    others = [one for one in RECORDS if one.kind != "redaction"]
    assert verify(redacted, KEYRING, redacted=redactions(others, GOLDEN["server"], KEYRING)) == [NO_CONTENT]


def test_streams_of_the_frozen_records_hang_together_across_formats():
    streams: dict[str, list[Any]] = {}
    for entry in ENTRIES:
        streams.setdefault(entry["stream"], []).append(from_rows(rows_of(entry)))
    assert [check_chain(records) for records in streams.values()] == [[]] * len(streams)


def test_a_record_can_be_sealed_by_either_of_two_keys():
    assert {one.key for one in RECORDS} == SEALERS.keys()


@pytest.mark.parametrize("part", ["payload", "content"])
def test_the_frozen_records_cover_parts_of_one_row_and_of_several_cut_inside_four_byte_characters(part):
    sizes = [[len(value.encode()) for name, value in entry["rows"] if name == part] for entry in ENTRIES]
    assert any(len(one) == 1 for one in sizes)
    if part == "content":
        assert any(len(one) > 2 and any(1996 < size < 2000 for size in one[:-1]) for one in sizes)


def test_times_of_the_frozen_records_are_read():
    assert isinstance(time_from_text(RECORDS[0].payload_json()["time"]), datetime)
