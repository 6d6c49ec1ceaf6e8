# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the rows that repeat sealed bytes for searching, and those that they add up to, still say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.policies.kept import ReportFile
from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.kinds import PUBLISHED, SUBMITTED
from omero_forms.domain.records.parts import Told, answers_in
from omero_forms.domain.refs import stream_kind
from omero_forms.domain.texts import noop, t
from omero_forms.domain.words import listed
from omero_forms.models import (
    Assignment,
    ExemptedObject,
    ExemptionRow,
    Form,
    FormVersion,
    KeptReport,
    PolicyRow,
    SitePolicyRow,
)
from omero_forms.services.integrity.held import COLUMNS, HeldRecord, HeldSubmissions
from omero_forms.services.records.exemptions import columns_of_exemption, has_ended_by_itself
from omero_forms.services.records.policies import columns_of_policy, columns_of_site_policy, site_of
from omero_forms.services.records.project import answers_text, claim_row, columns_of, columns_of_report, is_right

_GONE = noop("A row that repeats it in the forms database is not there.")


class Repeated:
    """What the rows of one stream have to say, gathered from its records one after the other."""

    def __init__(self, stream: str) -> None:
        self._kind = stream_kind(stream)
        self._form = stream.partition("/")[2]
        self._state: dict[str, Any] = {}
        self._offers: dict[tuple[int, str], str | None] = {}
        self._policies: dict[str, Told] = {}
        self._exemptions: dict[str, list[Told]] = {}
        self._last = 0

    def look_at(
        self, rows: Mapping[int, HeldRecord], sound: Mapping[int, Record], submissions: HeldSubmissions
    ) -> list[Damage]:
        """Of the next records, the rows that say something else; what nothing proves is said elsewhere."""
        found = []
        for number, record in sorted(sound.items()):
            row = rows.get(number)
            if row is None or not row.is_recorded:
                continue
            told = Told.of(record)
            differing: str | None = None
            if record.kind in SUBMITTED:
                differing = _submission(row, record, told, submissions)
            elif record.kind in PUBLISHED:
                differing = _version(FormVersion.objects.filter(record=row.row).first(), record, told)
            elif record.kind == "report.kept":
                differing = _report(KeptReport.objects.filter(record=row.row).first(), told)
            self._add(number, record, told)
            if differing:
                found.append(Damage(DamageKind.DATABASE, number, row.annotation_id, record.digest, differing))
        return found

    def _add(self, number: int, record: Record, told: Told) -> None:
        self._last = number
        match record.kind:
            case "form.published" | "form.imported":
                named = {"name": told.text("name"), "description": told.text("description")}
                self._state |= {"state": FormState.PUBLISHED, "current_version": told.payload["version"]}
                self._state |= {name: value for name, value in named.items() if told.content is not None}
                self._own(told)
            case "form.retired" | "form.restored":
                is_retired = record.kind == "form.retired"
                self._state["state"] = FormState.RETIRED if is_retired else FormState.PUBLISHED
            case "form.owners":
                self._own(told)
            case "policy.changed":
                self._policies[told.payload["policy"]] = told
            case "exemption.decided":
                self._exemptions.setdefault(told.payload["exemption"], []).append(told)
            case "assignment.assigned" | "assignment.imported" | "assignment.unassigned":
                for object_type in told.payload["object_types"]:
                    place = (told.payload["group"], object_type)
                    self._offers.pop(place, None)
                    if record.kind != "assignment.unassigned":
                        self._offers[place] = None if told.content is None else told.name_of("group")

    def _own(self, told: Told) -> None:
        self._state["owners"] = [owner.as_json() for owner in told.owners]
        if told.content is None:
            # Their names went with the content.
            del self._state["owners"]

    def in_the_end(self) -> list[Damage]:
        """What all records together add up to, once the last one was looked at."""
        differing = None
        if self._kind == "form" and self._state:
            differing = _differing(Form.objects.filter(id=self._form).first(), self._state)
        elif self._kind == "assignment" and self._last:
            there = {
                (group, object_type): name
                for group, object_type, name in Assignment.objects.filter(form=self._form).values_list(
                    "group_id", "object_type", "group_name"
                )
            }
            wanted = {place: there.get(place) if name is None else name for place, name in self._offers.items()}
            differing = None if there == wanted else t("The groups that the form is offered to differ.")
        elif self._kind == "policy" and self._last:
            group = int(self._form)
            if group == SITE_GROUP:
                differing = _site_policies(self._last, self._policies)
            else:
                differing = _policies(group, self._last, self._policies)
            differing = differing or _exemptions(group, self._last, self._exemptions)
        if differing is None:
            return []
        return [Damage(DamageKind.DATABASE, self._last, None, f"{self._kind} {self._last}", differing)]


def _policies(group_id: int, last: int, said: Mapping[str, Told]) -> str | None:
    """What the policies of a group add up to, but for those that a record changed which is not recorded yet."""
    rows = {
        one.uid: one
        for one in PolicyRow.objects.filter(group_id=group_id).select_related("site_policy").prefetch_related("forms")
    }
    if {uid for uid, one in rows.items() if one.number <= last} - said.keys():
        return t("The policies of the group differ.")
    for uid, told in said.items():
        row = rows.get(uid)
        if row is not None and row.number > last:
            continue
        columns, terms = columns_of_policy(told)
        differing = _differing(row, {**columns, "number": told.payload["number"]})
        if differing is None and row is not None and (row.site_policy and row.site_policy.uid) != site_of(told):
            differing = t("The site-wide policy that a policy was made of differs.")
        if differing is None and row is not None:
            asked = [(one.form_id, one.rule, one.first_version) for one in row.forms.all()]
            wanted = [(one.form_id, one.versions.rule, one.versions.number) for one in terms.forms]
            differing = None if asked == wanted else t("The forms that a policy asks for differ.")
        if differing:
            return differing
    return None


def _exemptions(group_id: int, last: int, said: Mapping[str, list[Told]]) -> str | None:
    """The same of exemptions from them: of those that wait for a decision no record says anything."""
    decided = ExemptionRow.objects.filter(policy__group_id=group_id, number__range=(1, last))
    rows = {one.pk: one for one in decided}
    there = ExemptionRow.objects.in_bulk(list(said))
    if rows.keys() - said.keys() or said.keys() - there.keys():
        return t("The exemptions from the group's policies differ.")
    for exemption, all_told in said.items():
        row = there[exemption]
        if row.number > last:
            continue
        wanted: dict[str, Any] = {"number": all_told[-1].payload["number"]}
        left: set[tuple[str, int, int]] = set()
        for told in all_told:
            objects = {(one["type"], one["id"], one["creation_event"]) for one, _name in told.exempted}
            if has_ended_by_itself(told):
                left -= objects
            else:
                left = objects
            if not left or not has_ended_by_itself(told):
                wanted |= columns_of_exemption(told)
        named = ExemptedObject.objects.filter(exemption=row, is_left_recorded=False)
        if set(named.values_list("object_type", "object_id", "creation_event")) != left:
            return t("The objects of an exemption differ.")
        if differing := _differing(row, wanted):
            return differing
    return None


def _site_policies(last: int, said: Mapping[str, Told]) -> str | None:
    """What the policies for many groups add up to."""
    rows = {one.uid: one for one in SitePolicyRow.objects.all()}
    if {uid for uid, one in rows.items() if one.number <= last} - said.keys():
        return t("The site-wide policies differ.")
    for uid, told in said.items():
        row = rows.get(uid)
        if row is None or row.number <= last:
            differing = _differing(row, {**columns_of_site_policy(told), "number": told.payload["number"]})
            if differing:
                return differing
    return None


def _submission(held: HeldRecord, record: Record, told: Told, submissions: HeldSubmissions) -> str | None:
    row = submissions.rows.get(held.row)
    if row is None:
        # What is kept until its version is there again says nothing yet.
        version = FormVersion.objects.filter(form=told.payload["form"], digest=told.payload["version_digest"])
        return t(_GONE) if version.exists() else None
    wanted = columns_of(told)
    plainly = answers_in(record.content)
    wanted["answers"] = plainly if plainly == row.answers else answers_text(told)
    wanted["valid"] = told.claim is None or is_right(told, submissions.version_of(row))
    differing = _named(name for name, there in zip(COLUMNS, row.columns, strict=True) if there != wanted[name])
    is_of_version = (row.form, row.digest) == (told.payload["form"], told.payload["version_digest"])
    return differing if differing or is_of_version else t("The forms database differs in version.")


def _version(row: FormVersion | None, record: Record, told: Told) -> str | None:
    claim = told.claim
    wanted = {
        "form_id": told.payload["form"],
        "number": told.payload["version"],
        "author_id": told.payload["author"],
        "published_at": told.time,
        "digest": record.digest,
    }
    if told.content is not None and told.author is not None:
        texts = {name: told.text(name) for name in ("schema", "ui_schema", "message")}
        wanted |= {**texts, "sources": told.sources, "author_name": told.author.name}
        wanted["claimed"] = None if claim is None else claim_row(claim)
    return _differing(row, wanted)


def _report(row: KeptReport | None, told: Told) -> str | None:
    """What is said of a kept report, and its file, where it is still there."""
    differing = _differing(row, columns_of_report(told))
    if differing or row is None or row.manifest is None or row.rows is None:
        return differing
    try:
        is_same = ReportFile.unpacked(bytes(row.manifest), bytes(row.rows)).is_of(told.payload["sha256"])
    except ValueError:
        is_same = False
    return None if is_same else t("The file of the report is not the one that was kept.")


def _differing(row: Model | None, wanted: Mapping[str, Any]) -> str | None:
    """The columns that say something else, as a sentence; None where none does."""
    if row is None:
        return t(_GONE)
    return _named(name for name, value in wanted.items() if getattr(row, name) != value)


def _named(columns: Iterable[str]) -> str | None:
    differing = list(columns)
    return t("The forms database differs in {listed}.", listed=listed(differing)) if differing else None
