# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports that were kept, for owners of their groups and admins.

Admins read all of a report. To others an object is named only if they see it in OMERO at this moment, wherever it is
now; of each other row they get its hash, by which the whole is proven all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models.functions import Length

from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import error
from omero_forms.domain.policies.kept import Manifest, Period, ReportFile, sha256, unpacked
from omero_forms.domain.policies.tallies import Totals
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.placement import still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import KeptReport, PolicyRow, RecordState
from omero_forms.selectors.groups import may_read_report
from omero_forms.selectors.proven import Prover

AT_ONCE = 1000
"""Rows that are looked at together, as many as one question to OMERO may name."""

MOST = 100

LOOKED_AT: Final = 500_000
"""Bytes of rows, as they are stored, that a list looks at; of a report with more it looks at the manifest alone. Who
opens one has all of it looked at.
"""


@dataclass(frozen=True, slots=True)
class KeptView:
    """What is told of a kept report.

    `number` is that of its record in the stream of the group, None where nothing proves that any more; `recorded`
    whether OMERO has it. `intact`: the report is what its record says; None where it was deleted after its time, or
    lost with a database. `checked`: all of it was looked at, not its manifest alone.
    """

    id: int
    group_id: int
    group_name: str
    period: Period
    made_at: datetime
    evaluated_at: datetime | None
    sha256: str
    totals: Totals
    policies: Mapping[str, Totals]
    number: int | None
    recorded: bool
    intact: bool | None
    checked: bool


class KeptRow(NamedTuple):
    """A row of a report: its hash, its bytes and what they say, both None where its reader may not see the object."""

    digest: str
    line: bytes | None
    said: Mapping[str, Any] | None


class Complied(NamedTuple):
    """An object that complied with a policy, which is called so now."""

    policy: str
    object_type: str
    object_id: int


class _Object(NamedTuple):
    object_type: str
    object_id: int
    creation_event: int


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A kept report with its manifest, and the names that its policies had, by their opaque ids; of one under which
    everything complied, that which it has now.
    """

    view: KeptView
    manifest: bytes
    policies: Mapping[str, str]
    lines: Sequence[bytes]

    def rows(self, user: UserSession, after: int = 0) -> Iterator[KeptRow]:
        """Its rows in their order, but for the first ones up to a number, read while they are asked for. Raises
        `omero_unavailable` on the way.
        """
        for some in chunks(self.lines[after:], AT_ONCE):
            said = [json.loads(line) for line in some]
            seen = range(len(some)) if user.is_admin else _seen(user, said)
            there = set(seen)
            for place, line in enumerate(some):
                is_there = place in there
                yield KeptRow(sha256(line), line if is_there else None, said[place] if is_there else None)

    def compliant(self, after: int = 0) -> Iterator[Complied]:
        """What complied then, but for the first ones up to a number, as the manifest has it: ids alone are kept."""
        head = Manifest.read(self.manifest).head["compliant"]
        kept = (
            (uid, object_type, first, last)
            for uid, by_type in head.items()
            for object_type, ranges in by_type.items()
            for first, last in ranges
        )
        for uid, object_type, first, last in kept:
            number = last - first + 1
            skipped = min(after, number)
            after -= skipped
            for object_id in range(first + skipped, last + 1):
                yield Complied(self.policies.get(uid, uid), object_type, object_id)


def kept_reports(user: UserSession, group_id: int, *, before: int | None = None, limit: int = 20) -> list[KeptView]:
    """The reports of a group, the newest first, from before the id of one; one more than asked for where there is more.

    Raises `not_found` unless the user owns the group or is an admin.
    """
    _require(user, group_id)
    found = KeptReport.objects.filter(group_id=group_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("record__stream").defer("rows").order_by("-pk")[: limit + 1])
    few = KeptReport.objects.annotate(size=Length("rows")).filter(size__lte=LOOKED_AT, pk__in=[one.pk for one in rows])
    looked_at = {pk: bytes(stored or b"") for pk, stored in few.values_list("pk", "rows")}
    prover = Prover()
    return [_view(row, prover, looked_at.get(row.pk)) for row in rows]


def open_report(user: UserSession, report_id: int) -> OpenedReport:
    """One of them. Raises `not_found`, also where its file is not there any more, or cannot be read."""
    row = KeptReport.objects.select_related("record__stream").filter(pk=report_id).first()
    if row is None:
        raise error("not_found")
    _require(user, row.group_id)
    if row.manifest is None or row.rows is None:
        raise error("not_found", message=t(_GONE))
    try:
        file = ReportFile.unpacked(bytes(row.manifest), bytes(row.rows))
    except ValueError:
        raise error("not_found", message=t(_OTHER)) from None
    view = _view(row, Prover(), bytes(row.rows))
    names = dict(PolicyRow.objects.filter(uid__in=view.policies.keys()).values_list("uid", "name"))
    return OpenedReport(view, file.manifest, names | (_names_then(file.lines) if view.intact else {}), file.lines)


def open_to_read(user: UserSession, report_id: int) -> OpenedReport:
    """The same, for somebody who could not see that it is another file than the one that was kept: then `not_found`."""
    opened = open_report(user, report_id)
    if opened.view.number is not None and not opened.view.intact:
        raise error("not_found", message=t(_OTHER))
    return opened


_GONE = noop("The file of this report is not there any more: it was deleted after its time, or lost with a database.")
_OTHER = noop("The file of this report is not the one that was kept. Ask an admin to verify the records.")


def _names_then(lines: Sequence[bytes]) -> dict[str, str]:
    """What the policies were called, of which the rows are in turn."""
    names: dict[str, str] = {}
    mark = None
    for line in lines:
        if mark is None or mark not in line:
            policy = json.loads(line)["policy"]
            names[policy["id"]] = policy["name"]
            mark = json.dumps(policy["id"]).encode()
    return names


def _require(user: UserSession, group_id: int) -> None:
    refuse_other_server(user.server_uuid)
    if not may_read_report(user, group_id):
        raise error("not_found")


def _view(row: KeptReport, prover: Prover, rows: bytes | None) -> KeptView:
    """What is told of a report, with its rows where these are to be looked at."""
    told = None if row.record is None else prover.told(row.record)
    is_its_own = told is not None and (told.payload["group"], told.payload["period"]["name"]) == (
        row.group_id,
        row.period,
    )
    proven = told.payload["sha256"] if told is not None and is_its_own else None
    intact = None if row.manifest is None else _is_intact(bytes(row.manifest), rows, proven)
    return KeptView(
        id=row.pk,
        group_id=row.group_id,
        group_name=row.group_name,
        period=Period(row.period, row.first, row.last),
        made_at=row.made_at,
        evaluated_at=row.evaluated_at,
        sha256=proven or row.sha256,
        totals=row.counts["totals"],
        policies=row.counts["policies"],
        number=row.record.number if row.record is not None and proven else None,
        recorded=row.record is not None and row.record.state == RecordState.RECORDED,
        intact=intact,
        checked=rows is not None,
    )


def _is_intact(manifest: bytes, rows: bytes | None, proven: str | None) -> bool:
    """Whether a file is the one of which its record says a hash, as far as its rows are given."""
    try:
        if rows is None:
            return sha256(unpacked(manifest)) == proven
        return ReportFile.unpacked(manifest, rows).is_of(proven)
    except ValueError:
        return False


def _seen(user: UserSession, said: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of those whose object the user sees now."""
    places: dict[_Object, list[int]] = {}
    for place, one in enumerate(said):
        about = one["object"]
        places.setdefault(_Object(about["type"], about["id"], about["creation_event"]), []).append(place)
    with omero_calls():
        there = still_there(user, places)
    return [place for one, _now in there for place in places[one]]
