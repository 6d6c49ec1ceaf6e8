# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record format 1, frozen. If a test here fails, the code is wrong: facilities hold records of this format for ever.

The file was written once. It is compared, never written again.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from omero_forms.domain.records.format import (
    check_chain,
    from_rows,
    new_draft,
    seal_record,
    to_rows,
    verify,
)
from omero_forms.domain.records.seals import Sealer, private_key_from_seed

PATH = Path(__file__).parent / "golden" / "record-format-1.json"
GOLDEN = json.loads(PATH.read_text(encoding="utf-8"))
KEYS = {GOLDEN["key"]: bytes.fromhex(GOLDEN["public_key"])}
SERVER = "903e0c08-3bd5-4d9a-9a5e-3f1d0ad2f6a1"


def rows_of(entry) -> list[tuple[str, str]]:
    return [(name, value) for name, value in entry["rows"]]


def test_the_frozen_file_itself_is_untouched():
    digest = hashlib.sha256(PATH.read_bytes()).hexdigest()
    assert digest == "182bb9d8a6fdad547a71f17d9c7826b172593d6a37b93c52166f93a4e4c6a130"


@pytest.mark.parametrize("entry", GOLDEN["records"], ids=lambda entry: entry["kind"])
def test_the_same_event_makes_the_same_rows_for_ever(entry):
    sealer = Sealer(private_key_from_seed(bytes.fromhex(GOLDEN["seed"])))
    draft = new_draft(
        server=SERVER,
        **{key: entry[key] for key in ("kind", "stream", "number", "previous", "fields")},
    )
    assert to_rows(seal_record(draft, sealer)) == rows_of(entry)


@pytest.mark.parametrize("entry", GOLDEN["records"], ids=lambda entry: entry["kind"])
def test_records_written_long_ago_still_verify(entry):
    record = from_rows(rows_of(entry))
    assert verify(record, KEYS) == []
    assert record.content()["stream"] == entry["stream"]


@pytest.mark.parametrize("entry", GOLDEN["records"], ids=lambda entry: entry["kind"])
def test_a_record_can_be_verified_without_any_code_of_ours(entry):
    head = dict(rows_of(entry)[:9])
    payload = "".join(value for name, value in rows_of(entry) if name == "payload").encode()
    digest = hashlib.sha256(bytes.fromhex(head["previous"]) + payload).digest()
    assert digest.hex() == head["digest"]
    public_key = bytes.fromhex(GOLDEN["public_key"])
    assert hashlib.sha256(public_key).hexdigest()[:16] == head["key"]
    Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(head["seal"]), digest)
    inside = json.loads(payload)
    assert [str(inside[name]) for name in ("format", "server", "kind", "stream", "number")] == [
        value for _name, value in rows_of(entry)[:5]
    ]


def test_streams_of_the_frozen_records_hang_together():
    streams: dict[str, list] = {}
    for entry in GOLDEN["records"]:
        streams.setdefault(entry["stream"], []).append(from_rows(rows_of(entry)))
    assert [check_chain(records) for records in streams.values()] == [[], [], []]


def test_the_frozen_records_cover_a_payload_of_several_rows_cut_inside_four_byte_characters():
    last = rows_of(GOLDEN["records"][-1])
    sizes = [len(value.encode()) for name, value in last if name == "payload"]
    assert len(sizes) == 3
    assert any(1996 < size < 2000 for size in sizes[:-1])
