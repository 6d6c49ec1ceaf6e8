# SPDX-License-Identifier: AGPL-3.0-or-later
"""What recorded events say, taken from their sealed bytes alone.

The other columns of the read model repeat it so that it can be searched. Whoever edits them, or the bytes, in the
database changes nothing that is shown: what its digest and seal do not prove is not shown as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.format import Record, verify
from omero_forms.domain.refs import ObjectRef, ObjectType, submission_stream
from omero_forms.kit.identity import remembered
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.keys import public_keys


def sealed(record: RecordRow, *, server: str | None = None) -> Record:
    """The record as OMERO gets it; not a byte is computed again. `server` is read from its payload unless it is
    given.
    """
    return Record(
        server=_server_in(bytes(record.payload)) if server is None else server,
        kind=record.kind,
        stream=record.stream.name,
        number=record.number,
        previous=record.previous,
        digest=record.digest,
        key=record.key,
        seal=record.seal,
        payload=bytes(record.payload),
    )


def _server_in(payload: bytes) -> str:
    try:
        content = parse_json(payload)
    except FormsError:
        return ""
    return str(content.get("server", "")) if isinstance(content, dict) else ""


class Prover:
    """Proves the records of one answer; the keys are read once."""

    def __init__(self) -> None:
        try:
            self._keys: Mapping[str, bytes] = public_keys()
        except FormsError:
            # Without a key nothing can be proven, and that is what is said of each entry; the doctor says why.
            self._keys = {}
        self.server = remembered() or ""

    def record(self, record: RecordRow) -> Record | None:
        """The record as OMERO gets it, None when its digest or seal does not prove it."""
        # That the payload is of this server is among what is verified.
        one = sealed(record, server=self.server)
        return None if verify(one, self._keys) else one

    def content(self, record: RecordRow) -> Mapping[str, Any] | None:
        """The payload, None when its digest or seal does not prove it."""
        one = self.record(record)
        return None if one is None else one.content()

    def submission(self, one: Submission) -> Mapping[str, Any] | None:
        """The payload of a submission; None, too, when its row was turned into that of another object, form or
        number.
        """
        content = self.content(one.record)
        if content is None or one.number != one.record.number:
            return None
        try:
            ref = ObjectRef("", ObjectType(one.object_type), one.object_id, one.creation_event)
        except ValueError:
            return None
        is_its_own = submission_stream(one.form_id, ref) == one.record.stream.name
        return content if is_its_own and content.get("kind") == "submission" else None
