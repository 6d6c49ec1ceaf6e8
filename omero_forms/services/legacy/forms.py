# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring in forms: every version, owners, and where they are offered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.canonical import text_reason
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.forms import FormState, new_form_id
from omero_forms.domain.legacy.annotations import Address, Annotation
from omero_forms.domain.legacy.clock import ClaimedTime
from omero_forms.domain.legacy.envelopes import hash_of
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.legacy.forms import LegacyForm, LegacyVersion, missing_version, read_form
from omero_forms.domain.legacy.sources import Source
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.records.acts import Act
from omero_forms.domain.records.imported import Claim, imported_parts
from omero_forms.domain.records.parts import assignment_parts, published_parts, state_parts
from omero_forms.domain.refs import OPAQUE_BYTES, ObjectType, Person, assignment_stream, form_stream
from omero_forms.domain.texts import noop, t
from omero_forms.kit.identity import hold_site
from omero_forms.kit.omero import master_session
from omero_forms.kit.progress import Progress
from omero_forms.models import Form, FormVersion, RecordRow, RecordState
from omero_forms.models.forms import NOTHING_ASKED
from omero_forms.selectors.nobody import never_counts
from omero_forms.services.forms.publish import NAME_LIMIT, described
from omero_forms.services.legacy.report import Report
from omero_forms.services.legacy.site import LegacySite
from omero_forms.services.records.append import Entry, last_number
from omero_forms.services.records.many import record_many
from omero_forms.services.records.project import project, told_by

UNNAMED = "Imported form"
UNDER_WAY = noop(
    "Another import is under way. Wait until it has ended, then run this one again: it goes on where it was."
)
GONE_MESSAGE = noop("It was deleted in OMERO.forms; its answers are kept.")


@dataclass(frozen=True, slots=True)
class VersionHere:
    """A version of an imported form as answers are given to it; `row` is None in a check, before there is one."""

    number: int
    digest: str
    schema: str
    refused: str
    row: FormVersion | None


@dataclass(frozen=True, slots=True)
class FormHere:
    """A form as it is here, or would be; `versions` are by the places of those of `legacy`."""

    id: str
    legacy: LegacyForm
    versions: Sequence[VersionHere]


@dataclass(slots=True)
class FormImport:
    """One run over all forms."""

    site: LegacySite
    act: Act
    server: str
    report: Report
    progress: Progress
    _names: set[str] | None = None

    def all(self) -> dict[str, FormHere]:
        """Bring in every form, also those that only answers tell of; by the ids that they had."""
        found: dict[str, FormHere] = {}
        for form_id, told_by_several in sorted(self.site.forms.items()):
            self.progress(len(found), None)
            form, findings = read_form(told_by_several, self.site.zone)
            self.report.add(findings)
            found[form_id] = self._one(form, told_by_several[0].id)
        for form_id, annotation_id in sorted(self.site.forms_of_histories.items()):
            if form_id not in found:
                self.report.tell(FindingKind.FORM_GONE, annotation_id, detail=form_id)
                gone = missing_version(annotation_id, FindingKind.FORM_GONE)
                found[form_id] = self._one(LegacyForm(form_id, (gone,), (), ()), annotation_id, is_gone=True)
        for form_id, several in sorted(self.site.assignments.items()):
            if form_id not in self.site.forms:
                for _address, annotation in several:
                    self.report.tell(FindingKind.NOT_ASSIGNABLE, annotation.id, detail=form_id)
                    self.report.assignments.found += 1
                    self.report.assignments.left += 1
        return found

    def _one(self, form: LegacyForm, annotation_id: int, *, is_gone: bool = False) -> FormHere:
        row = Form.objects.filter(legacy_id=form.form_id).first()
        identity = row.id if row else new_form_id(secrets.token_bytes(OPAQUE_BYTES))
        known, went_on = _known_versions(row, form)
        self.report.forms.found += 1
        self.report.forms.known += row is not None
        self.report.forms.imported += row is None
        self.report.versions.found += len(form.versions)
        self.report.versions.known += sum(one.source.identity in known for one in form.versions)
        new = [one for one in form.versions if one.source.identity not in known]
        refused = self._why_none(form, new, known, went_on=went_on)
        if refused is not None:
            self.report.versions.left += len(new)
            for one in new:
                self.report.tell(refused, one.source.annotation_id, one.source.row)
            new = []
        entries, bases = self._entries(form, row, identity, new, len(known), annotation_id, is_gone=is_gone)
        self.report.versions.imported += len(new)
        if entries and not self.report.is_check:
            self._record(entries, bases, form.form_id, is_new=row is None)
        return self._here(form, identity, known, new)

    def _why_none(
        self, form: LegacyForm, new: Sequence[LegacyVersion], known: Mapping[Any, int], *, went_on: bool
    ) -> FindingKind | None:
        """Why new versions of a form cannot be taken: they would have to stand before others."""
        if not new or not known:
            return None
        if went_on:
            return FindingKind.WENT_ON
        places = [one.source.identity in known for one in form.versions]
        return None if places == sorted(places, reverse=True) else FindingKind.CAME_LATER

    def _entries(
        self,
        form: LegacyForm,
        row: Form | None,
        identity: str,
        new: Sequence[LegacyVersion],
        number: int,
        annotation_id: int,
        *,
        is_gone: bool,
    ) -> tuple[list[Entry], dict[str, int]]:
        name = row.name if row else self._free_name(form.form_id, annotation_id)
        owners = self._owners(form, annotation_id)
        stream, offers = form_stream(identity), assignment_stream(identity)
        entries = []
        for at, one in enumerate(new, number + 1):
            entries.append(self._version_entry(form, one, identity, at, name, owners))
        if is_gone and new:
            parts = state_parts(form=identity, message=t(GONE_MESSAGE))
            entries.append(Entry(self.server, stream, "form.retired", parts, self.act))
        assigned = [] if is_gone else self._assignments(form, row, identity)
        bases = {name: last_number(name) for name, some in ((stream, entries), (offers, assigned)) if some}
        return [*entries, *assigned], bases

    def _version_entry(
        self, form: LegacyForm, one: LegacyVersion, identity: str, number: int, name: str, owners: Sequence[Person]
    ) -> Entry:
        source = self._checked(one)
        parts = published_parts(
            form=identity,
            name=name,
            description=described(one.schema)[1],
            version=number,
            schema=representable(one.schema),
            ui_schema=representable(one.ui_schema) if one.ui_schema.strip() else "{}",
            message=representable(one.message),
            owners=owners,
        )
        beside = {"owners": list(form.owners), "object_types": [representable(text) for text in form.object_types]}
        claim = claim_of(self.site, one.author_id, one.when, source, self.report)
        made = imported_parts(parts, claim, {**source.as_json(), **beside}, legacy_id=form.form_id)
        return Entry(self.server, form_stream(identity), "form.imported", made, self.act)

    def _checked(self, one: LegacyVersion) -> Source:
        """Its source, marked where nobody can answer the version here."""
        if one.source.fault is not None or not _is_refused(one):
            return one.source
        self.report.tell(FindingKind.SCHEMA_REFUSED, one.source.annotation_id, one.source.row)
        return one.source.with_fault(FindingKind.SCHEMA_REFUSED)

    def _here(
        self, form: LegacyForm, identity: str, known: Mapping[Any, int], new: Sequence[LegacyVersion]
    ) -> FormHere:
        rows = {one.number: one for one in FormVersion.objects.filter(form=identity).select_related("form")}
        numbers = {**known, **{one.source.identity: at for at, one in enumerate(new, len(known) + 1)}}
        here = []
        for one in form.versions:
            number = numbers.get(one.source.identity, 1)
            row = rows.get(number)
            if row is not None:
                here.append(VersionHere(number, row.digest, row.judging, row.refused, row))
            else:
                refused = one.source.fault or (FindingKind.SCHEMA_REFUSED if _is_refused(one) else "")
                schema = NOTHING_ASKED if refused else one.schema
                here.append(VersionHere(number, "", schema, str(refused), None))
        return FormHere(identity, form, here)

    def _free_name(self, form_id: str, annotation_id: int) -> str:
        if self._names is None:
            self._names = {name.casefold() for name in Form.objects.values_list("name", flat=True)}
        wanted = representable(form_id).strip()[: NAME_LIMIT - 10] or UNNAMED
        name, count = wanted, 1
        while name.casefold() in self._names:
            count += 1
            name = f"{wanted} ({count})"
        if count > 1:
            self.report.tell(FindingKind.NAME_TAKEN, annotation_id, detail=name)
        self._names.add(name.casefold())
        return name

    def _owners(self, form: LegacyForm, annotation_id: int) -> list[Person]:
        owners = [self.site.people[one] for one in form.owners if one in self.site.people]
        for one in form.owners:
            if one not in self.site.people:
                self.report.tell(FindingKind.USER_GONE, annotation_id, "owner", str(one))
        assert self.act.author is not None  # noqa: S101  (somebody imports)
        return owners or [self.act.author]

    def _assignments(self, form: LegacyForm, row: Form | None, identity: str) -> list[Entry]:
        """Of groups that were not offered the form by an import before."""
        wanted = dict(self._offered(form))
        self.report.assignments.found += len(wanted)
        types = self._types(form, next(iter(wanted.values())).id) if wanted else []
        known = _known_groups(row)
        entries = []
        for group_id, annotation in wanted.items():
            group = self.site.groups.get(group_id)
            if group_id in known:
                self.report.assignments.known += 1
            elif group is None or never_counts(group) or not types or (row and row.state == FormState.RETIRED):
                kind = FindingKind.GROUP_GONE if group is None else FindingKind.NOT_ASSIGNABLE
                self.report.tell(kind, annotation.id, detail=form.form_id)
                self.report.assignments.left += 1
            else:
                self.report.assignments.imported += 1
                text = str(group_id)
                source = Source(annotation.id, "groupId", hash_of(text), text)
                parts = assignment_parts(form=identity, group_id=group.id, group_name=group.name, object_types=types)
                made = imported_parts(parts, Claim(None, None), source.as_json())
                entries.append(Entry(self.server, assignment_stream(identity), "assignment.imported", made, self.act))
        return entries

    def _offered(self, form: LegacyForm) -> list[tuple[int, Annotation]]:
        """The groups that it is offered to, each with the annotation that says so; before release 1.0 by name."""
        found: list[tuple[int, Annotation]] = []
        for address, annotation in self.site.assignments.get(form.form_id, ()):
            found.append((_group_in(address, annotation), annotation))
        by_name = {one.name: one.id for one in self.site.groups.values()}
        for name in form.group_names:
            annotation = self.site.forms[form.form_id][0]
            if name in by_name:
                found.append((by_name[name], annotation))
            else:
                self.report.tell(FindingKind.GROUP_GONE, annotation.id, "group", name)
        return found

    def _types(self, form: LegacyForm, annotation_id: int) -> list[ObjectType]:
        types = []
        for text in form.object_types:
            try:
                types.append(ObjectType.from_text(text))
            except ValueError:
                self.report.tell(FindingKind.TYPE_UNKNOWN, annotation_id, "objType", text)
        return types

    def _record(self, entries: Sequence[Entry], bases: Mapping[str, int], legacy_id: str, *, is_new: bool) -> None:
        def not_twice(_appended: object) -> None:
            hold_site()
            if is_new and _is_coming(legacy_id, entries[0].stream):
                raise error("form_exists", message=t(UNDER_WAY))

        def marked(appended: Sequence[Any]) -> None:
            for one in appended:
                project(one.row)

        # A form's versions stand in its own stream, and each names the one before: so they go in one piece.
        with master_session() as master:
            record_many(entries, bases, master=master, beside=not_twice, marked=marked)


def _is_refused(one: LegacyVersion) -> bool:
    try:
        accept_form(one.schema, one.ui_schema)
    except FormsError:
        return True
    return bool(text_reason(one.schema) or text_reason(one.ui_schema))


def representable(text: str) -> str:
    """A text that a record can hold; nothing where none can. The source keeps it as it stood there."""
    return "" if text_reason(text) else text


def claim_of(site: LegacySite, who: int | None, when: ClaimedTime, source: Source, report: Report) -> Claim:
    """What a row says of who and when, told where that user is gone."""
    person = site.person(who)
    if who is not None and person is None:
        report.tell(FindingKind.USER_GONE, source.annotation_id, source.row, str(who))
    text = None if when.text is None else representable(when.text)
    return Claim(person, text, when.zone, when.is_ambiguous)


def _group_in(address: Address, annotation: Annotation) -> int:
    said = next((value for key, value in annotation.rows if key == "groupId"), "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else address.group_id


def _known_versions(row: Form | None, form: LegacyForm) -> tuple[dict[tuple[str, str], int], bool]:
    """Numbers of the versions that were imported, by what they are known again by, of a redacted one its place; and
    whether anything else happened to the form since.
    """
    known: dict[tuple[str, str], int] = {}
    went_on = False
    if row is not None:
        for record in RecordRow.objects.filter(stream__name=form_stream(row.id)).select_related("stream"):
            told = told_by(record)
            if record.kind == "form.imported":
                number = int(told.payload["version"])
                if told.content is not None:
                    known[Source.from_json(told.content["source"]).identity] = number
                elif number <= len(form.versions):
                    known[form.versions[number - 1].source.identity] = number
            went_on = went_on or record.kind in ("form.published", "form.retired", "form.restored")
    return known, went_on


def _known_groups(row: Form | None) -> set[int]:
    """Groups that the form was ever offered to here: what came of that is for people to say."""
    if row is None:
        return set()
    records = RecordRow.objects.filter(stream__name=assignment_stream(row.id)).select_related("stream")
    return {int(told_by(one).payload["group"]) for one in records}


def _is_coming(legacy_id: str, but: str) -> bool:
    """Whether another import brings in, or has just brought in, a form of that id."""
    if Form.objects.filter(legacy_id=legacy_id).exists():
        return True
    pending = RecordRow.objects.filter(state=RecordState.PENDING, kind="form.imported").exclude(stream__name=but)
    return any(told_by(one).text("legacy_id") == legacy_id for one in pending.select_related("stream"))
