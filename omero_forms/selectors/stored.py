# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records as the database has them. Nothing of them is proven: `selectors.proven` does that."""

from __future__ import annotations

from dataclasses import replace

from omero_forms.domain.records.format import Record, RecordDamaged
from omero_forms.models import RecordRow


def sealed(record: RecordRow, *, server: str | None = None) -> Record:
    """The record as OMERO gets it; not a byte is computed again. `server` is read from its payload unless it is
    given.
    """
    one = as_stored(record, server=server)
    # A redaction wins for ever: what a restored database has of it again is not there.
    return replace(one, content=None) if record.redacted else one


def as_stored(record: RecordRow, *, server: str | None = None) -> Record:
    """The same with whatever the database has: for who looks for content that should not be there."""
    one = Record(
        server=server or "",
        kind=record.kind,
        stream=record.stream.name,
        number=record.number,
        previous=record.previous,
        digest=record.digest,
        key=record.key,
        seal=record.seal,
        payload=bytes(record.payload),
        content=None if record.content is None else bytes(record.content),
    )
    return one if server is not None else replace(one, server=_server_in(one))


def _server_in(record: Record) -> str:
    try:
        return str(record.payload_json().get("server", ""))
    except RecordDamaged:
        return ""
