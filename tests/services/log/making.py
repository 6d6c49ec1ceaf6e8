# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recorded histories for the tests of the log, without OMERO, which is not asked when records are counted."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import Parts
from omero_forms.domain.refs import Person
from omero_forms.kit.identity import remembered
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors.keys import sealer
from omero_forms.services.records.append import Entry, append

ACT = Act(Person(7, "clara"), None, Capacity.ADMIN, Via.COMMAND)


def accept(form: str, count: int = 1) -> list[RecordRow]:
    """So many events of a form, accepted and not recorded."""
    parts = Parts({"form": form, "owners": []}, names={"owners": []})
    entry = Entry(remembered() or "", f"form/{form}", "form.owners", parts, ACT)
    with short_write():
        return [append(entry, base=None, sealer=sealer()) for _ in range(count)]


def record(form: str, count: int = 1) -> list[RecordRow]:
    """So many events of a form, as if OMERO had them."""
    rows = accept(form, count)
    last = rows[-1]
    with short_write():
        RecordRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=RecordState.RECORDED, recorded_at=timezone.now(), next_at=None
        )
        Stream.objects.filter(pk=last.stream_id).update(recorded_number=last.number, recorded_digest=last.digest)
    return rows


def plain_root(digests: list[str]) -> bytes:
    """The root by the definition of RFC 6962, with nothing of ours."""
    if not digests:
        return hashlib.sha256().digest()
    if len(digests) == 1:
        return hashlib.sha256(b"\x00" + bytes.fromhex(digests[0])).digest()
    split = 1
    while split * 2 < len(digests):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(digests[:split]) + plain_root(digests[split:])).digest()
