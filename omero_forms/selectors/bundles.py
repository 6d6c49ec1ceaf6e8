# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records that belong into the bundle of an object, some at a time. Whoever asks has loaded the object with the
user's own session before.

Of `form/...` and `integrity`, whose streams speak of other objects too, only what concerns the object's own records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.format import Record, RecordDamaged, from_rows, to_rows
from omero_forms.domain.records.key_chain import KEY_STREAM
from omero_forms.domain.records.verify import INTEGRITY
from omero_forms.domain.refs import ObjectRef, RecordRef, form_stream, submission_stream
from omero_forms.models import Form, RecordRow, RecordState, Stream
from omero_forms.selectors.proven import Prover

READ_AT_ONCE = 20
"""Records, each of which may have a megabyte."""
_NAMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class History:
    """What was submitted to one form for the object; `waiting` is what is accepted and not in OMERO yet."""

    form_id: str
    stream: Stream
    recorded: int
    waiting: int


def histories_of(ref: ObjectRef) -> list[History]:
    """Those of an object to which anything was submitted, by their names."""
    forms = {submission_stream(form_id, ref): form_id for form_id in Form.objects.values_list("id", flat=True)}
    is_recorded = Q(records__state=RecordState.RECORDED)
    found = [
        History(forms[stream.name], stream, stream.recorded, stream.waiting)
        for names in chunks(sorted(forms), _NAMES_AT_ONCE)
        for stream in Stream.objects.filter(name__in=names)
        .annotate(recorded=Count("records", filter=is_recorded), waiting=Count("records", filter=~is_recorded))
        .order_by("name")
    ]
    return [one for one in found if one.recorded or one.waiting]


def newest_first(stream: Stream) -> Iterator[RecordRow]:
    """The recorded ones of a stream."""
    before: int | None = None
    while True:
        rows = stream.records.filter(state=RecordState.RECORDED).order_by("-number")
        page = list((rows if before is None else rows.filter(number__lt=before))[:READ_AT_ONCE])
        for row in page:
            row.stream = stream
            yield row
        if len(page) < READ_AT_ONCE:
            return
        before = page[-1].number


def version_records(form_id: str, digests: Collection[str]) -> list[RecordRow]:
    """The records that published the versions of these digests."""
    rows = RecordRow.objects.select_related("stream").filter(stream__name=form_stream(form_id))
    return list(rows.filter(digest__in=digests).order_by("number"))


def decisions_about(prover: Prover, streams: Collection[str], others: Collection[RecordRef]) -> Iterator[RecordRow]:
    """The records of `integrity` that are about a record of `streams`, or one of the `others`."""
    rows = RecordRow.objects.select_related("stream").filter(stream__name=INTEGRITY, state=RecordState.RECORDED)
    for row in rows.order_by("number").iterator(READ_AT_ONCE):
        one = prover.record(row)
        about = None if one is None else RecordRef.from_json(one.payload_json().get("about"))
        if about is not None and (about.stream in streams or about in others):
            yield row


def key_records() -> Iterator[RecordRow]:
    """All that is recorded of the keys that seal; nobody's object is named there."""
    rows = RecordRow.objects.select_related("stream").filter(stream__name=KEY_STREAM, state=RecordState.RECORDED)
    return rows.order_by("number").iterator(READ_AT_ONCE)


def rows_of(record: Record) -> list[tuple[str, str]] | None:
    """The rows of a record as OMERO has them; None for what somebody made of it in the database is none."""
    try:
        rows = to_rows(record)
        from_rows(rows)
    except (RecordDamaged, UnicodeDecodeError):
        return None
    return rows


def public_keys(prover: Prover, fingerprints: Collection[str]) -> Mapping[str, bytes]:
    """The public keys of these fingerprints, as far as they are known."""
    return {one: prover.keyring.keys[one] for one in sorted(fingerprints) if one in prover.keyring}
