# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring in histories, some at a time: what is in hand is one page of annotations, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.legacy.annotations import Address, Header, address_of, why_suspect
from omero_forms.domain.legacy.copies import legacy_pairs
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.legacy.histories import LegacyAnswers, read_history
from omero_forms.domain.legacy.sources import Source
from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.imported import imported_parts
from omero_forms.domain.records.parts import Told, submission_parts
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, submission_stream
from omero_forms.domain.submissions import CopyLayout
from omero_forms.gateway import legacy
from omero_forms.gateway.legacy import COPIES, LegacyCopy, ObjectNow, Reader
from omero_forms.kit.omero import master_session, omero_calls
from omero_forms.kit.progress import Progress
from omero_forms.models import CopyRow, CopyState, RecordRow, Submission
from omero_forms.services.legacy.forms import FormHere, VersionHere, claim_of, representable
from omero_forms.services.legacy.report import Report
from omero_forms.services.legacy.site import LegacySite
from omero_forms.services.records.append import Appended, Entry, last_number
from omero_forms.services.records.many import AT_ONCE, BYTES_AT_ONCE, record_many
from omero_forms.services.records.project import new_submission, satisfies, supersede_copies, told_by

HISTORIES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _History:
    """A history that is to be brought in: what it is about now (None: that is gone), and what of it is new."""

    address: Address
    form: FormHere
    ref: ObjectRef
    now: ObjectNow | None
    answers: list[LegacyAnswers]
    there: _Known
    copies: Sequence[LegacyCopy]

    @property
    def stream(self) -> str:
        return submission_stream(self.form.id, self.ref)

    @property
    def known(self) -> list[bool]:
        """Of each of the answers whether it is here already. Of a redacted record nothing but its place tells what it
        was made of: what was taken away is not brought in again.
        """
        there = self.there
        return [
            one.source.identity in there.identities or number in there.redacted
            for number, one in enumerate(self.answers, 1)
        ]


@dataclass(frozen=True, slots=True)
class _New:
    """An entry that is to be made, and what belongs to its row in the read model."""

    entry: Entry
    version: VersionHere
    valid: bool
    copies: Sequence[LegacyCopy] | None
    """None unless it is the newest of its history"""
    pairs: Sequence[tuple[str, str]]
    size: int
    """about as many characters as its record has"""


@dataclass(slots=True)
class HistoryImport:
    """One run over all histories."""

    reader: Reader
    site: LegacySite
    forms: Mapping[str, FormHere]
    act: Act
    report: Report
    progress: Progress
    _waiting: list[_New] = field(default_factory=list)
    _bases: dict[str, int] = field(default_factory=dict)
    _bytes: int = 0

    def all(self) -> None:
        """Bring in every one."""
        for page in self._pages():
            for history in self._looked_up(page):
                self._take(history)
            self._flush()
            self.progress(self.report.histories.found, None)

    def _pages(self) -> Iterator[list[tuple[Address, list[Header]]]]:
        """Histories with the headers of their annotations, some at a time."""
        left = dict(self.site.of_2016)
        page: list[tuple[Address, list[Header]]] = []
        for namespace, found in groupby(self._headers(), key=lambda one: one.namespace):
            headers = sorted([*found, *left.pop(namespace, ())], key=lambda one: one.id)
            address = address_of(namespace)
            if address is not None and not address.of_2016:
                page.append((address, headers))
            if len(page) == HISTORIES_AT_ONCE:
                yield page
                page = []
        for namespace, headers in left.items():
            address = address_of(namespace)
            if address is not None:
                page.append((address, headers))
        yield from chunks(page, HISTORIES_AT_ONCE)

    def _headers(self) -> Iterator[Header]:
        """Those that are believed; of others the report knows already."""
        pages = legacy.histories(self.reader)
        while True:
            with omero_calls():
                page = next(pages, None)
            if page is None:
                return
            yield from (one for one in page if why_suspect(one, self.site.master.id) is None)

    def _looked_up(self, page: Sequence[tuple[Address, list[Header]]]) -> Iterator[_History]:
        """With all that has to be asked of OMERO and of the database, each once for the page."""
        usable = [(address, headers) for address, headers in page if self._has_a_place(address, headers)]
        with omero_calls():
            read = {
                one.id: one for one in legacy.read(self.reader, [one for _at, several in usable for one in several])
            }
            now = self._objects(usable)
            copies = self._copies(usable, now)
        refs = {address: self._ref(address, now) for address, _headers in usable}
        streams = {address: submission_stream(self.forms[address.form_id].id, ref) for address, ref in refs.items()}
        known = _known(list(streams.values()))
        for address, headers in usable:
            answers, findings = read_history([read[one.id] for one in headers], self.site.zone)
            self.report.add(findings)
            there = known.get(streams[address], _Known())
            object_type = ObjectType(address.object_type)
            yield _History(
                address,
                self.forms[address.form_id],
                refs[address],
                now.get((object_type, address.object_id)),
                answers,
                there,
                copies.get((object_type, address.object_id, address.form_id), ()),
            )

    def _has_a_place(self, address: Address, headers: Sequence[Header]) -> bool:
        self.report.histories.found += 1
        if address.object_type in {one.value for one in ObjectType} and address.object_id > 0:
            return True
        self.report.histories.left += 1
        self.report.tell(FindingKind.TYPE_UNKNOWN, headers[0].id, detail=address.object_type)
        return False

    def _objects(self, page: Sequence[tuple[Address, list[Header]]]) -> dict[tuple[ObjectType, int], ObjectNow]:
        ids: dict[ObjectType, set[int]] = defaultdict(set)
        for address, _headers in page:
            ids[ObjectType(address.object_type)].add(address.object_id)
        return {
            (kind, one): now
            for kind, of_type in ids.items()
            for one, now in legacy.objects_now(self.reader, kind, of_type).items()
        }

    def _copies(
        self, page: Sequence[tuple[Address, list[Header]]], now: Mapping[tuple[ObjectType, int], ObjectNow]
    ) -> dict[tuple[ObjectType, int, str], list[LegacyCopy]]:
        """Nothing where copies are to lie elsewhere from now on: then those of OMERO.forms stay what they are."""
        if conf().kv_namespace != COPIES:
            return {}
        form_ids = {address.form_id for address, _headers in page}
        found = {}
        for kind in {kind for kind, _one in now}:
            ids = [one for of_type, one in now if of_type is kind]
            for (one, form_id), copies in legacy.copies(self.reader, kind, ids, form_ids).items():
                found[(kind, one, form_id)] = copies
        return found

    def _ref(self, address: Address, now: Mapping[tuple[ObjectType, int], ObjectNow]) -> ObjectRef:
        """The object; of one that is gone what it was when its history was imported before, else no creation event."""
        object_type = ObjectType(address.object_type)
        found = now.get((object_type, address.object_id))
        if found is not None:
            return found.named.ref
        before = Submission.objects.filter(
            form=self.forms[address.form_id].id, object_type=address.object_type, object_id=address.object_id
        )
        event = before.order_by("-pk").values_list("creation_event", flat=True).first()
        return ObjectRef(self.reader.server_uuid, object_type, address.object_id, event or 0)

    def _take(self, one: _History) -> None:
        report = self.report
        report.submissions.found += len(one.answers)
        places = one.known
        new = [answers for answers, is_known in zip(one.answers, places, strict=True) if not is_known]
        report.submissions.known += len(one.answers) - len(new)
        if not new:
            report.histories.known += 1
            return
        kind = None
        if one.there.has_new_ones:
            kind = FindingKind.WENT_ON
        elif places != sorted(places, reverse=True):
            kind = FindingKind.CAME_LATER
        if kind is not None:
            report.histories.left += 1
            report.submissions.left += len(new)
            for answers in new:
                report.tell(kind, answers.source.annotation_id, answers.source.row, one.stream)
            return
        report.histories.imported += 1
        report.submissions.imported += len(new)
        if one.now is None:
            report.tell(FindingKind.OBJECT_GONE, new[-1].source.annotation_id, detail=one.address.namespace)
        self._bases.setdefault(one.stream, one.there.number)
        for answers in new:
            self._add(one, self._new(one, answers, is_newest=answers is new[-1]))

    def _new(self, one: _History, answers: LegacyAnswers, *, is_newest: bool) -> _New:
        place, is_named = one.form.legacy.version_of(answers.version_name)
        version, source = one.form.versions[place], answers.source
        if not is_named and source.raw == ():
            self.report.tell(FindingKind.VERSION_UNKNOWN, source.annotation_id, source.row, answers.version_name)
        valid = source.fault is None and not version.refused and satisfies(version.schema, answers.answers)
        if not valid and source.fault is None:
            self.report.tell(FindingKind.ANSWERS_INVALID, source.annotation_id, source.row)
        now = one.now
        parts = submission_parts(
            form=one.form.id,
            version=version.number,
            version_digest=version.digest,
            described=NamedObject(one.ref, now.named.name if now else ""),
            parent=now.parent if now else None,
            group_id=now.group.id if now else None,
            group_name=now.group.name if now else None,
            owner=now.owner if now else None,
            message=representable(answers.message),
            answers=answers.answers,
        )
        claim = claim_of(self.site, answers.author_id, answers.when, source, self.report)
        made = imported_parts(parts, claim, source.as_json())
        entry = Entry(self.reader.server_uuid, one.stream, "submission.imported", made, self.act)
        # Only the newest answers have a copy.
        pairs = legacy_pairs(answers.form_data) if is_newest else []
        copies = self._told_of(one, answers, pairs) if is_newest else None
        # The record holds the source and the answers in it.
        size = len(source.text) + len(answers.form_data) + sum(len(value) for _key, value in source.raw)
        return _New(entry, version, valid, copies, pairs, size)

    def _told_of(
        self, one: _History, answers: LegacyAnswers, wanted: Sequence[tuple[str, str]]
    ) -> Sequence[LegacyCopy]:
        """Its copies, and what is odd about them."""
        tell = self.report.tell
        if one.now is not None and not one.copies and conf().kv_namespace == COPIES:
            tell(FindingKind.COPY_MISSING, answers.source.annotation_id, detail=one.address.namespace)
        for copy in one.copies:
            if copy is not one.copies[0]:
                tell(FindingKind.COPY_DOUBLED, copy.annotation_id)
            if list(copy.rows) != wanted:
                tell(FindingKind.COPY_EDITED, copy.annotation_id)
            if copy.is_shared:
                tell(FindingKind.COPY_SHARED, copy.annotation_id)
        self.report.copies += bool(one.copies)
        return one.copies

    def _add(self, one: _History, new: _New) -> None:
        # Those of a stream stay in order: what is before is written before.
        if self._waiting and (len(self._waiting) >= AT_ONCE or self._bytes + new.size > BYTES_AT_ONCE):
            self._flush()
        number = self._bases.get(one.stream)
        if number is None:
            self._bases[one.stream] = last_number(one.stream)
        self._waiting.append(new)
        self._bytes += new.size

    def _flush(self) -> None:
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        streams = {one.entry.stream for one in waiting}
        bases = {stream: self._bases[stream] for stream in streams}
        self._bases = {}
        if not waiting or self.report.is_check:
            return

        def beside(appended: Sequence[Appended]) -> None:
            _add_rows(appended, waiting)

        def marked(appended: Sequence[Appended]) -> None:
            newest = {one.record.stream: one for one in appended}
            for one in newest.values():
                supersede_copies(one.row.submission)

        with master_session() as master:
            record_many([one.entry for one in waiting], bases, master=master, beside=beside, marked=marked)


@dataclass(slots=True)
class _Known:
    """What is known of a stream that is there."""

    identities: set[tuple[str, str]] = field(default_factory=set)
    redacted: set[int] = field(default_factory=set)
    has_new_ones: bool = False
    """whether people have submitted here since"""
    number: int = 0


def _known(streams: Sequence[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = defaultdict(_Known)
    for record in RecordRow.objects.filter(stream__name__in=streams).select_related("stream").iterator(AT_ONCE):
        known, told = found[record.stream.name], told_by(record)
        known.number = max(known.number, record.number)
        if record.kind != "submission.imported":
            known.has_new_ones = True
        elif told.content is None:
            known.redacted.add(record.number)
        else:
            known.identities.add(Source.from_json(told.content["source"]).identity)
    return found


def _add_rows(appended: Sequence[Appended], new: Sequence[_New]) -> None:
    """The rows of the read model, in the transaction that accepts the records."""
    submissions, now = [], timezone.now()
    newest = {one.record.stream: one.record.number for one in appended}
    for one, made in zip(appended, new, strict=True):
        record = one.record
        told = Told.of(record)
        state: dict[str, Any] = {"copy_state": CopyState.SUPERSEDED, "next_at": None}
        if record.number == newest[record.stream] and made.copies is not None:
            state = _copy_state(one, made, now)
        submissions.append(new_submission(one.row, made.version.row, told, valid=made.valid, as_owner=True, **state))
    Submission.objects.bulk_create(submissions)


def _copy_state(one: Appended, made: _New, now: Any) -> dict[str, Any]:
    """The copy that is there is the copy of these answers: it is taken over as it is, and written again with the next
    ones. One that somebody has edited is known and not touched: what they typed is set apart then.
    """
    if not made.copies:
        return {"copy_state": CopyState.DUE, "next_at": now}
    kept, *others = sorted(made.copies, key=lambda copy: (list(copy.rows) != list(made.pairs), copy.is_shared))
    is_edited = list(kept.rows) != list(made.pairs)
    CopyRow.objects.update_or_create(
        stream=one.row.stream,
        defaults={
            "annotation_id": kept.annotation_id,
            "event": 0 if is_edited else kept.event,
            "owner_id": kept.owner.id,
            "layout": CopyLayout.LEGACY,
            "older": {str(copy.annotation_id): copy.event for copy in others if list(copy.rows) == list(made.pairs)},
        },
    )
    return {"copy_state": CopyState.COPIED, "copied_at": now, "copy_changed_at": now, "next_at": None}
