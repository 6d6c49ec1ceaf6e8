# SPDX-License-Identifier: AGPL-3.0-or-later
"""Annotations of OMERO.forms, made up and recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.legacy.annotations import (
    FORM_MASTER,
    PREFIX,
    Address,
    Annotation,
    Header,
    Holds,
    Link,
    Row,
    address_of,
    in_order,
    why_suspect,
)
from omero_forms.domain.legacy.encode import assignment_rows, form_rows, imported_rows
from omero_forms.domain.legacy.findings import Finding, FindingKind
from omero_forms.domain.legacy.forms import read_form
from omero_forms.domain.legacy.histories import read_history
from omero_forms.domain.refs import Person

RECORDINGS = Path(__file__).parents[4] / "shared" / "data" / "legacy"
ZONE = ZoneInfo("Europe/London")
MASTER = Person(4, "formmaster")


def annotation(one: int, namespace: str, *rows: Row, owner: Person = MASTER, link_owner: int = 4) -> Annotation:
    header = Header(one, PREFIX + namespace, owner, 0, (Link(FORM_MASTER, MASTER.id, link_owner),))
    return Annotation(header, rows)


def version(when: str, schema: str = '{"type": "object"}', **more: Any) -> Row:
    said = {"id": "x", "schema": schema, "uiSchema": "{}", "author": 2, "timestamp": when, "message": ""}
    return when, json.dumps({**said, **more})


def answered(when: str, form_data: Any, **more: Any) -> Row:
    data = form_data if isinstance(form_data, str) else json.dumps(form_data)
    said = {"formId": "x", "formTimestamp": "2020-01-01T00:00:00", "formData": data, "changedBy": 2}
    return when, json.dumps({**said, "changedAt": when, "message": "", **more})


def trusted_and_not(annotations: list[Annotation]) -> tuple[list[Annotation], list[Finding]]:
    """Without copies, which are their owners'."""
    kept, findings = [], []
    for one in annotations:
        address = address_of(one.header.namespace)
        if address is None or address.holds is Holds.COPY:
            continue
        why = why_suspect(one.header, MASTER.id)
        if why is None:
            kept.append(one)
        else:
            findings.append(Finding(FindingKind.SUSPECT, one.id, detail=why))
    return kept, findings


def in_and_out(annotations: list[Annotation]) -> tuple[list[Annotation], list[Finding]]:
    """What is read of annotations, written again as one annotation for each namespace, and what was found."""
    kept, findings = trusted_and_not(annotations)
    by_address: dict[Address, list[Annotation]] = {}
    by_id = {one.id: one for one in kept}
    for header in in_order([one.header for one in kept]):
        address = address_of(header.namespace)
        assert address is not None
        current = address_of(address.namespace)
        assert current is not None
        by_address.setdefault(current, []).append(by_id[header.id])
    written = []
    for address, several in by_address.items():
        if address.holds is Holds.FORM:
            form, found = read_form(several, ZONE)
            versions = [imported_rows(one.source) for one in reversed(form.versions)]
            rows = form_rows(form.form_id, versions, form.owners, form.object_types)
        elif address.holds is Holds.HISTORY:
            answers, found = read_history(sorted(several, key=lambda one: one.id), ZONE)
            rows = [row for one in reversed(answers) for row in imported_rows(one.source)]
        else:
            rows, found = assignment_rows(address.form_id, address.group_id), []
        findings += found
        written.append(Annotation(Header(0, address.namespace, MASTER, 0, ()), tuple(rows)))
    return written, findings
