# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forks that were resolved: of two sealed records of one number, an admin said which one counts.

The decision is a sealed record itself, in the stream `integrity`. What it sets aside, and whatever follows on that,
stays where it is and counts for nothing; the next number follows on the record that counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from omero_forms.domain.records.format import NewerRecord, Record
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.verify import INTEGRITY, NO_CONTENT, verify
from omero_forms.domain.refs import RecordRef

RESOLVED: Final = "fork.resolved"


def decided_forks(integrity: Iterable[Record], server: str, keyring: Keyring) -> Mapping[str, frozenset[str]]:
    """Digests of the records that do not count, by stream, as the newest sealed decision about each number has it."""
    newest: dict[tuple[str, int], tuple[int, frozenset[str]]] = {}
    for one in integrity:
        if (one.kind, one.stream, one.server) != (RESOLVED, INTEGRITY, server):
            continue
        if set(verify(one, keyring)) - {NO_CONTENT}:
            continue
        payload = one.payload_json()
        about, others = RecordRef.from_json(payload.get("about")), payload.get("others")
        if about is None or not isinstance(others, list) or payload.get("critical"):
            continue
        place = about.stream, about.number
        if one.number >= newest.get(place, (0, frozenset()))[0]:
            newest[place] = one.number, frozenset(map(str, others)) - {about.digest}
    found: dict[str, frozenset[str]] = {}
    for (stream, _number), (_decision, others) in newest.items():
        found[stream] = found.get(stream, frozenset()) | others
    return found


def set_aside(records: Iterable[Record | NewerRecord], others: Collection[str]) -> frozenset[str]:
    """Digests of the records of one stream that do not count: `others`, which decisions name, and all that follow."""
    if not others:
        return frozenset()
    aside = set(others)
    for one in sorted(records, key=lambda one: one.number):
        if one.previous in aside:
            aside.add(one.digest)
    return frozenset(aside)
