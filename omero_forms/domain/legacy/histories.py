# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its histories: all answers to one form for one object, the newest in the first row."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError
from omero_forms.domain.legacy.annotations import Annotation, address_of
from omero_forms.domain.legacy.clock import ClaimedTime, claimed_time
from omero_forms.domain.legacy.envelopes import Envelope, json_of, read_rows
from omero_forms.domain.legacy.findings import Finding, FindingKind
from omero_forms.domain.legacy.forms import text_of, user_id
from omero_forms.domain.legacy.sources import Source
from omero_forms.domain.texts import t

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LegacyAnswers:
    """One set of answers. `form_data` is their text, `answers` what it says, empty where `source.fault` says that it
    cannot be kept exactly; `version_name` is the time of the version that was answered.
    """

    source: Source
    version_name: str
    form_data: str
    answers: dict[str, Any] = field(repr=False)
    message: str
    author_id: int | None
    when: ClaimedTime


def read_history(annotations: Sequence[Annotation], zone: ZoneInfo) -> tuple[list[LegacyAnswers], list[Finding]]:
    """All answers that annotations of one object and form tell, the oldest first.

    Within an annotation the order of rows counts, whatever their times say; several annotations are put together by
    time, each in its own order.
    """
    findings: list[Finding] = []
    seen: dict[tuple[str, str], LegacyAnswers] = {}
    columns: list[deque[LegacyAnswers]] = []
    # What can be read comes before what cannot, so that of the same row twice the readable one counts.
    readings = [(one, read_rows(one.rows)) for one in annotations]
    for one, read in readings:
        if one is not annotations[0]:
            detail = t("The first is annotation {id}.", id=annotations[0].id)
            findings.append(Finding(FindingKind.SEVERAL, one.id, detail=detail))
        address = address_of(one.header.namespace)
        if address is not None and address.of_2016:
            findings.append(Finding(FindingKind.LAYOUT_2016, one.id))
        findings += [Finding(FindingKind.ORPHAN_CHUNK, one.id, key) for key in read.orphans]
        findings += [Finding(row.fault, one.id, row.key) for row in read.envelopes if row.fault is not None]
    readable = {(row.key, row.sha256) for _one, read in readings for row in read.envelopes if row.fault is None}
    for one, read in readings:
        column: deque[LegacyAnswers] = deque()
        for envelope in reversed(read.envelopes):
            identity = (envelope.key, envelope.sha256)
            if identity in seen or (envelope.fault is not None and identity in readable):
                holder = seen[identity].source.annotation_id if identity in seen else None
                detail = "" if holder is None else t("It is in annotation {id}.", id=holder)
                findings.append(Finding(FindingKind.DOUBLED, one.id, envelope.key, detail))
                continue
            answers = _answers(one.id, envelope, zone, findings)
            seen[identity] = answers
            column.append(answers)
        findings += _disorder(one.id, column)
        columns.append(column)
    return _merged(columns), findings


def _answers(annotation_id: int, one: Envelope, zone: ZoneInfo, findings: list[Finding]) -> LegacyAnswers:
    said, source = one.value, Source.of(annotation_id, one)
    form_data = said.get("formData")
    answers: dict[str, Any] = {}
    if one.fault is None:
        read = _read(form_data)
        if isinstance(read, str):
            source = source.with_fault(FindingKind.ANSWERS_UNREADABLE)
            findings.append(Finding(FindingKind.ANSWERS_UNREADABLE, annotation_id, one.key, read))
        else:
            answers = read
    when = claimed_time(said.get("changedAt", one.key), zone)
    if when.fault is not None:
        findings.append(Finding(when.fault, annotation_id, one.key, when.text or ""))
    return LegacyAnswers(
        source,
        version_name=text_of(said.get("formTimestamp")),
        form_data=text_of(form_data),
        answers=answers,
        message=text_of(said.get("message")),
        author_id=user_id(said.get("changedBy")),
        when=when,
    )


def _read(form_data: Any) -> dict[str, Any] | str:
    """The answers, or a sentence that says why they cannot be kept exactly."""
    if not isinstance(form_data, str):
        return t("There are none.")
    try:
        said = json_of(form_data)
    except ValueError:
        return t("They are not JSON.")
    if not isinstance(said, dict):
        return t("They are not an object.")
    try:
        answers = parse_json(form_data, besides=0)
    except FormsError as fault:
        return fault.message
    return dict(answers)


def _disorder(annotation_id: int, column: Sequence[LegacyAnswers]) -> list[Finding]:
    times = [one.when.moment for one in column if one.when.moment is not None]
    if all(before <= after for before, after in pairwise(times)):
        return []
    return [Finding(FindingKind.OUT_OF_ORDER, annotation_id)]


def _merged(columns: list[deque[LegacyAnswers]]) -> list[LegacyAnswers]:
    merged: list[LegacyAnswers] = []
    while waiting := [column for column in columns if column]:
        merged.append(min(waiting, key=lambda column: column[0].when.moment or _FIRST).popleft())
    return merged
