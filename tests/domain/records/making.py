# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records for the tests of the format."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import NO_PREVIOUS, Parts, Record, Rows, from_rows, new_unsealed, seal_record
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.parts import submission_parts
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person, RecordRef

SEALER = Sealer(private_key_from_seed(bytes(range(32))))
OTHER = Sealer(private_key_from_seed(bytes(32)))
KEYRING = Keyring.of([SEALER.public_key])
FORM = "fabcdefghijklmno"
STREAM = f"submission/{FORM}/Dataset/51/700"
SALT = "0123456789abcdef" * 2
NOW = datetime(2026, 11, 23, 10, 44, 8, 123456, tzinfo=UTC)
ACT = Act(Person(7, "clara"), None, Capacity.ANNOTATOR, Via.PAGE)


def described(answers: dict[str, Any], message: str = "") -> Parts:
    """The parts of a submission."""
    return submission_parts(
        form=FORM,
        version=1,
        version_digest="d" * 64,
        described=NamedObject(ObjectRef("uuid-1", ObjectType.DATASET, 51, 700), "nuclei"),
        parent=None,
        group_id=53,
        group_name="Chromatin",
        owner=Person(7, "clara"),
        message=message,
        answers=answers,
    )


def event(**changed: Any) -> dict[str, Any]:
    """What `new_unsealed` takes."""
    return {
        "server": "uuid-1",
        "kind": "submission",
        "stream": STREAM,
        "number": 1,
        "previous": NO_PREVIOUS,
        "key": SEALER.fingerprint,
        "act": ACT,
        "time": NOW,
        "software": "omero-web-forms 0.1.0",
        "parts": described({"a": 1}),
        "salt": SALT,
        **changed,
    }


def record(
    number: int = 1,
    previous: str = NO_PREVIOUS,
    *,
    answers: dict[str, Any] | None = None,
    sealer: Sealer = SEALER,
    **changed: Any,
) -> Record:
    """A sealed submission."""
    parts = described(answers or {"a": 1})
    changes = {"number": number, "previous": previous, "key": sealer.fingerprint, "parts": parts, **changed}
    return seal_record(new_unsealed(**event(**changes)), sealer)


def chain(length: int) -> list[Record]:
    """A stream of submissions."""
    records: list[Record] = []
    previous = NO_PREVIOUS
    for number in range(1, length + 1):
        records.append(record(number, previous, answers={"n": number}))
        previous = records[-1].digest
    return records


def redaction(about: RecordRef, sealer: Sealer = SEALER) -> Record:
    """A sealed redaction."""
    parts = Parts({"about": about.as_json(), "approver": None}, {"reason": "a name"}, {"approver": None})
    act = Act(Person(0, "root"), None, Capacity.ADMIN, Via.COMMAND)
    changes: dict[str, Any] = {"kind": "redaction", "stream": "integrity", "parts": parts, "act": act}
    return seal_record(new_unsealed(**event(**changes, key=sealer.fingerprint)), sealer)


def content_of(one: Record) -> dict[str, Any]:
    """The content of a record that has one."""
    content = one.content_json()
    assert content is not None
    return dict(content)


def read(rows: Rows) -> Record:
    """The record of format 1 that lies in rows."""
    one = from_rows(rows)
    assert isinstance(one, Record)
    return one
