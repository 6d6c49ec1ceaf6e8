# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that the stream `key` tells of, as far as they are believed, and what each has done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.key_chain import KEY_STREAM, KeyChain, KeyPurpose, chain_of
from omero_forms.domain.texts import t
from omero_forms.models import CheckpointRow, LogRange, RecordRow, RecordState, Stream, TrustedKey
from omero_forms.selectors.keys import root_keys
from omero_forms.selectors.stored import sealed


def key_chain() -> KeyChain:
    """What is accepted counts already: a key that is added seals the next record. Raises `setup_incomplete`."""
    return chain_of(key_records(), root_keys())


def key_records() -> list[Record]:
    """What the database has of the stream; nothing of it is proven."""
    rows = RecordRow.objects.filter(stream__name=KEY_STREAM).select_related("stream").order_by("number")
    return [sealed(row) for row in rows]


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key; `until` is when it was retired, `log_size` what counts of it then. `records` is what it sealed, or the
    checkpoints that it signed. `is_alone`: the key before it did not sign it, and nobody gave its fingerprint.
    """

    fingerprint: str
    purpose: KeyPurpose
    since: datetime
    until: datetime | None
    log_size: int | None
    records: int
    is_alone: bool


def all_keys() -> list[KeyView]:
    """In the order in which they came. Raises `setup_incomplete`."""
    chain = key_chain()
    counted = dict(RecordRow.objects.values_list("key").annotate(Count("pk")).order_by())
    alone = {one.fingerprint for one in chain.alone(trusted())}
    return [
        KeyView(
            fingerprint=one.fingerprint,
            purpose=one.purpose,
            since=one.since,
            until=one.retired.time if one.retired else None,
            log_size=one.retired.log_size if one.retired else None,
            records=counted.get(one.fingerprint, 0) if one.purpose is KeyPurpose.RECORD else _signed(chain, one.since),
            is_alone=one.fingerprint in alone,
        )
        for one in chain.keys.values()
    ]


def _signed(chain: KeyChain, since: datetime) -> int:
    """Checkpoints that were made while a key for them was the newest."""
    later = [one.since for one in chain.of(KeyPurpose.CHECKPOINT) if one.since > since]
    made = CheckpointRow.objects.filter(made_at__gte=since)
    return made.filter(made_at__lt=min(later)).count() if later else made.count()


def trusted() -> frozenset[str]:
    """Fingerprints that somebody gave."""
    return frozenset(TrustedKey.objects.values_list("fingerprint", flat=True))


def sealed_too_late() -> Iterator[tuple[Stream, Damage]]:
    """Recorded records by retired keys that are not among those that the log had when the key was retired; those of a
    stream one after the other.
    """
    for one in key_chain().of(KeyPurpose.RECORD):
        if one.retired is None:
            continue
        in_time = LogRange.objects.filter(
            stream=OuterRef("stream"), first__lte=OuterRef("number"), last__gte=OuterRef("number")
        ).alias(shift=F("start") - F("first"))
        rows = RecordRow.objects.filter(key=one.fingerprint, state=RecordState.RECORDED)
        rows = rows.alias(room=one.retired.log_size - F("number"))
        late = rows.exclude(Exists(in_time.filter(shift__lt=OuterRef("room")))).select_related("stream")
        for row in late.defer("payload", "content").order_by("stream_id", "number").iterator():
            yield (
                row.stream,
                Damage(DamageKind.LATE, row.number, row.annotation_id, row.digest, t("It is {key}.", key=row.key)),
            )


def keys_alone() -> list[Damage]:
    """What is wrong with the stream: keys that the one before did not sign, and whose fingerprint nobody gave."""
    return [
        Damage(
            DamageKind.ALONE,
            one.number,
            None,
            one.fingerprint[-64:],
            t("It is {fingerprint}.", fingerprint=one.fingerprint),
        )
        for one in key_chain().alone(trusted())
    ]
