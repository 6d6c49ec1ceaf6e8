# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of OMERO.forms, the plug-in that was there before, in a file with its annotations.

Each comes by its newest version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from omero_forms.domain.legacy.annotations import PREFIX, Annotation, Header, Row
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.legacy.forms import read_form
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t

_NAMESPACE = f"{PREFIX}schema/"

NO_VERSION = noop("The form has no version.")
DAMAGED = noop("The newest version of the form is damaged, and cannot be put together.")


@dataclass(frozen=True, slots=True)
class OlderForm:
    """The newest version of a form, or why there is none."""

    form_id: str
    schema: str = ""
    ui_schema: str = ""
    fault: str = ""


def is_of_older_plugin(value: Any) -> bool:
    """Whether a JSON value holds annotations of it."""
    annotations = value.get("annotations") if isinstance(value, dict) else None
    return isinstance(annotations, list) and any(_is_form(each) for each in annotations)


def older_forms(value: Any) -> Iterator[OlderForm]:
    """The forms in such a value, each by its newest version."""
    for annotation in value["annotations"]:
        if _is_form(annotation):
            yield _form(annotation["ns"], _rows(annotation.get("rows")))


def _is_form(annotation: Any) -> bool:
    return isinstance(annotation, dict) and str(annotation.get("ns", "")).startswith(_NAMESPACE)


def _rows(rows: Any) -> tuple[Row, ...]:
    return tuple(
        (row[0], row[1])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], str)
    )


def _form(namespace: str, rows: tuple[Row, ...]) -> OlderForm:
    # Times and owners are of no interest here, so any zone and owner will do.
    header = Header(0, namespace, Person(0, ""), 0, ())
    form, _findings = read_form([Annotation(header, rows)], ZoneInfo("UTC"))
    form_id, newest = namespace.removeprefix(_NAMESPACE), form.versions[-1]
    match newest.source.fault:
        case None:
            return OlderForm(form_id, newest.schema, newest.ui_schema or "{}")
        case FindingKind.NO_VERSION:
            return OlderForm(form_id, fault=t(NO_VERSION))
    return OlderForm(form_id, fault=t(DAMAGED))
