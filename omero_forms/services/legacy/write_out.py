# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that is here, laid out as OMERO.forms lays it out: what was imported row by row as it was, what came in
here since in its way of writing. One annotation at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.answers.layouts import pairs_in
from omero_forms.domain.forms import FormState
from omero_forms.domain.legacy.annotations import FORM_MASTER, Address, Annotation, Header, Holds, Link, Row
from omero_forms.domain.legacy.copies import pairs_of_row
from omero_forms.domain.legacy.encode import (
    answers_rows,
    assignment_rows,
    form_rows,
    imported_rows,
    time_row,
    version_rows,
)
from omero_forms.domain.legacy.sources import Source
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import ObjectType, Person, form_stream
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.domain.submissions import CopyLayout
from omero_forms.models import Assignment, Form, FormVersion, RecordRow, Submission
from omero_forms.selectors.proven import Prover

AT_ONCE = 50
"""Submissions that are read together; each may have a megabyte."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose annotations they are to be, and the zone that their times are written in."""

    master: Person
    zone: ZoneInfo

    def annotations(self) -> Iterator[Annotation]:
        """All of them: each form with its assignments, histories and copies. Ids are numbered from 1."""
        numbers = count(1)
        names: set[str] = set()
        for form in Form.objects.order_by("legacy_id", "name", "id"):
            form_id = _id_for(form, names)
            versions = list(FormVersion.objects.filter(form=form).select_related("record__stream").order_by("number"))
            for address, rows, link in self._of_form(form, form_id, versions):
                yield self._annotation(next(numbers), address, rows, link)

    def _of_form(
        self, form: Form, form_id: str, versions: Sequence[FormVersion]
    ) -> Iterator[tuple[Address, list[Row], tuple[str, int, Person] | None]]:
        prover = Prover()
        told = {one.number: prover.told(one.record) for one in versions}
        rows = self._form_rows(form, form_id, versions, told)
        if rows:
            yield Address(Holds.FORM, form_id), rows, None
        groups = Assignment.objects.filter(form=form).order_by("group_id").values_list("group_id", flat=True).distinct()
        # It has no forms that are out of use: one that nobody is offered comes nearest.
        for group in groups if form.state == FormState.PUBLISHED else ():
            yield Address(Holds.ASSIGNMENT, form_id, group_id=group), assignment_rows(form_id, group), None
        names = {one.number: self._version_name(one, told[one.number]) for one in versions}
        schemas = {one.number: one.judging for one in versions}
        for stream in self._streams(form):
            newest = prover.submission(stream[-1])
            yield from self._of_stream(stream, form_id, names, prover, newest)
            yield from self._copy_of(stream[-1], form_id, schemas, newest)

    def _form_rows(
        self, form: Form, form_id: str, versions: Sequence[FormVersion], told: Mapping[int, Told | None]
    ) -> list[Row]:
        written = [self._version(one, form_id, told[one.number]) for one in reversed(versions)]
        if not any(written) and _source(told[1]) is not None and form.state == FormState.RETIRED:
            # It was gone already: only its answers came along.
            return []
        newest = next((one for one in reversed(list(told.values())) if _source(one) is not None), None)
        source: Mapping[str, Any] = newest.content["source"] if newest and newest.content else {}
        return form_rows(form_id, written, _owners(form, source), _object_types(form, source))

    def _version(self, one: FormVersion, form_id: str, told: Told | None) -> list[Row]:
        source = _source(told)
        if source is not None:
            return imported_rows(source)
        when = time_row(one.published_at, self.zone)
        return version_rows(
            form_id=form_id,
            schema=one.schema,
            ui_schema=one.ui_schema,
            author_id=one.author_id,
            when=when,
            message=one.message,
            random=_random(one.digest),
        )

    def _version_name(self, one: FormVersion, told: Told | None) -> str:
        source = _source(told)
        return time_row(one.published_at, self.zone) if source is None else source.row

    def _streams(self, form: Form) -> Iterator[list[Submission]]:
        found = Submission.objects.filter(form=form).order_by("object_type", "object_id", "creation_event", "number")
        light = found.select_related("record__stream__copy", "version").defer("answers", "version__schema")
        for _stream, several in groupby(light.iterator(AT_ONCE), key=lambda one: one.record.stream_id):
            yield list(several)

    def _of_stream(
        self,
        several: Sequence[Submission],
        form_id: str,
        names: Mapping[int, str],
        prover: Prover,
        said: Told | None,
    ) -> Iterator[tuple[Address, list[Row], tuple[str, int, Person] | None]]:
        """A history, of whose newest answers it is `said` what they say."""
        newest = several[-1]
        kind, one = newest.object_type, newest.object_id
        rows: list[Row] = []
        for submission in reversed(several):
            told = said if submission is newest else prover.submission(submission)
            # What nothing proves, or was redacted, is written nowhere.
            if told is not None and told.content is not None:
                rows += self._answers(submission, form_id, names, told)
        if rows:
            yield Address(Holds.HISTORY, form_id, object_type=kind, object_id=one), rows, None

    def _copy_of(
        self, newest: Submission, form_id: str, schemas: Mapping[int, str], said: Told | None
    ) -> Iterator[tuple[Address, list[Row], tuple[str, int, Person] | None]]:
        copy = getattr(newest.record.stream, "copy", None)
        pairs = _pairs(said, schemas[newest.version.number])
        if copy is not None and copy.annotation_id is not None and pairs:
            link = (newest.object_type, newest.object_id, Person(copy.owner_id, ""))
            yield Address(Holds.COPY, form_id), pairs, link

    def _answers(self, one: Submission, form_id: str, names: Mapping[int, str], told: Told) -> list[Row]:
        source = _source(told)
        if source is not None:
            return imported_rows(source)
        author = told.author
        assert told.content is not None and author is not None  # noqa: S101  (a submission, as the caller has seen)
        return answers_rows(
            form_id=form_id,
            version_name=names[one.version.number],
            answers=told.content["answers"],
            author_id=author.id,
            when=time_row(told.time, self.zone),
            message=told.text("message"),
            random=_random(one.record.digest),
        )

    def _annotation(
        self, number: int, address: Address, rows: list[Row], link: tuple[str, int, Person] | None
    ) -> Annotation:
        kind, one, owner = link or (FORM_MASTER, self.master.id, self.master)
        return Annotation(Header(number, address.namespace, owner, 0, (Link(kind, one, owner.id),)), tuple(rows))


def _id_for(form: Form, taken: set[str]) -> str:
    """The id that a form had; of one that was made here its name, where no other form has that."""
    wanted = form.legacy_id or form.name
    if wanted in taken:
        wanted = form.id
    taken.add(wanted)
    return wanted


def _source(told: Told | None) -> Source | None:
    if told is None or told.claim is None or told.content is None:
        return None
    return Source.from_json(told.content["source"])


def _owners(form: Form, source: Mapping[str, Any]) -> list[int]:
    """As they stood there, also those that are gone, unless they were changed here."""
    changed = RecordRow.objects.filter(stream__name=form_stream(form.id), kind="form.owners").exists()
    there = source.get("owners")
    return list(there) if there is not None and not changed else [owner["id"] for owner in form.owners]


def _object_types(form: Form, source: Mapping[str, Any]) -> list[str]:
    """Those that any group is offered the form for; as they stood there where these are the same, or there are none."""
    now = sorted(set(Assignment.objects.filter(form=form).values_list("object_type", flat=True)))
    there: list[str] = list(source.get("object_types", []))
    known = {kind.value for kind in ObjectType}
    return there if not now or {one for one in there if one in known} == set(now) else now


def _pairs(told: Told | None, schema: str) -> list[Row]:
    """What OMERO.forms would have written as the copy of a submission, which says `told`."""
    if told is None or told.content is None:
        return []
    source = _source(told)
    if source is not None:
        return pairs_of_row(source.text)
    return pairs_in(CopyLayout.LEGACY, stored_schema(schema), told.content["answers"])


def _random(digest: str) -> bytes:
    """Of the same record the same: so that two exports are alike."""
    return hashlib.sha256(digest.encode()).digest()[:16]
