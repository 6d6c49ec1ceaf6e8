# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own spreadsheet: a row for each question. `TEMPLATE` is what people begin with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from omero_forms.domain.importing.field_lists.fields import NO_CHOICES, Field, slug
from omero_forms.domain.importing.field_lists.tables import Row, Table
from omero_forms.domain.importing.questions import choices, several
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Schema
from omero_forms.domain.texts import noop, t

COLUMNS = ("name", "label", "type", "unit", "required", "choices", "help")
OWN = frozenset({"unit", "choices", "help"})
"""Columns by which it is told from an XLSForm."""

TEMPLATE: Sequence[Sequence[str]] = (
    COLUMNS,
    ("sample", "Sample", "text", "", "yes", "", "The name on the tube"),
    ("protocol", "Protocol", "long text", "", "", "", ""),
    ("thickness", "Section thickness", "number", "µm", "yes", "", ""),
    ("channels", "Channels", "whole number", "", "", "", ""),
    ("fixed", "Fixed", "yes/no", "", "", "", ""),
    ("day", "Day of staining", "date", "", "", "", ""),
    ("started", "Start of acquisition", "date and time", "", "", "", ""),
    ("stain", "Stain", "one of a list", "", "yes", "H&E | PAS | other", "Choices are separated by |"),
    ("organs", "Organs", "several of a list", "", "", "liver = Liver | lung = Lung", "A code and what people read"),
)

_TYPES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "long text": {"type": "string"},
    "number": {"type": "number"},
    "whole number": {"type": "integer"},
    "yes/no": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "date and time": {"type": "string", "format": "date-time"},
}
_ONE, _SEVERAL = "one of a list", "several of a list"
KINDS = (*_TYPES, _ONE, _SEVERAL)
_OTHER_WORDS = {
    "": "text",
    "string": "text",
    "short text": "text",
    "multiline": "long text",
    "decimal": "number",
    "float": "number",
    "integer": "whole number",
    "int": "whole number",
    "boolean": "yes/no",
    "yes or no": "yes/no",
    "yesno": "yes/no",
    "datetime": "date and time",
    "date-time": "date and time",
    "choice": _ONE,
    "select": _ONE,
    "select one": _ONE,
    "one of": _ONE,
    "choices": _SEVERAL,
    "multiple": _SEVERAL,
    "select multiple": _SEVERAL,
    "several of": _SEVERAL,
}
_YES = frozenset({"yes", "y", "true", "1", "x", "required"})
_NO = frozenset({"", "no", "n", "false", "0", "optional"})
_SEPARATOR = re.compile(r"[|\n]")
_COUNTS = frozenset({"number", "whole number"})

_NO_NAME = noop("It has neither a name nor a label.")
_NAMED = noop("It has no name; “{name}” is made of its label.")
_NO_TYPE = noop("There is no type “{name}”. These are known: {kinds}.")
_READ_AS = noop("“{name}” is read as “{kind}”.")
_CHOICES = noop("It has choices; it is made one of a list.")
_UNUSED = noop("“{text}” does not come along: a “{kind}” has no {column}.")
_REQUIRED = noop("“{text}” is neither yes nor no; the question is not required.")


def template_csv() -> str:
    """The template as a CSV file, as spreadsheet programs open it."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(TEMPLATE)
    return "\ufeff" + written.getvalue()


def read_spreadsheet(table: Table, noted: Noted) -> list[Field]:
    """The questions of a spreadsheet. What is not as expected is noted."""
    fields: list[Field] = []
    for row in table.rows:
        budgets.check()
        one = _question(row, noted, [field.name for field in fields])
        if one is not None:
            fields.append(one)
    table.note_the_rest(noted)
    return fields


def _question(row: Row, noted: Noted, taken: Sequence[str]) -> Field | None:
    name, label = row.text("name"), row.text("label")
    if not name:
        if not label:
            noted.refuse(row.at("name"), t(_NO_NAME))
            return None
        name = slug(label, taken)
        noted.mend(row.at("name"), t(_NAMED, name=name))
    one = Field(name, row.where)
    kind = _kind(row, noted)
    if kind is None:
        return None
    if kind in {_ONE, _SEVERAL}:
        pairs = _choices(row.text("choices"))
        if not pairs:
            noted.refuse(row.at("choices"), t(NO_CHOICES))
            return None
        one.schema = choices(pairs) if kind == _ONE else several(choices(pairs))
    else:
        one.schema = dict(_TYPES[kind])
        one.ui = {"ui:widget": "textarea"} if kind == "long text" else {}
    if label:
        one.schema["title"] = label
    if text := row.text("help"):
        one.schema["description"] = text
    for column, kinds in (("unit", _COUNTS), ("choices", {_ONE, _SEVERAL})):
        text = row.text(column)
        if text and kind not in kinds:
            noted.mend(row.at(column), t(_UNUSED, text=text, kind=kind, column=column))
        elif text and column == "unit":
            one.ui["ui:options"] = {"unit": text}
    required = row.text("required").lower()
    one.required = required in _YES
    if required not in _YES | _NO:
        noted.mend(row.at("required"), t(_REQUIRED, text=row.text("required")))
    return one


def _kind(row: Row, noted: Noted) -> str | None:
    said = " ".join(row.text("type").lower().split())
    kind = said if said in KINDS else _OTHER_WORDS.get(said)
    if kind is None:
        noted.refuse(row.at("type"), t(_NO_TYPE, name=row.text("type"), kinds=", ".join(KINDS)))
    elif not said and row.text("choices"):
        noted.mend(row.at("type"), t(_CHOICES))
        return _ONE
    elif kind != said and said:
        noted.mend(row.at("type"), t(_READ_AS, name=row.text("type"), kind=kind))
    return kind


def _choices(text: str) -> list[tuple[str, str]]:
    pairs = []
    for part in _SEPARATOR.split(text):
        code, sign, label = part.partition("=")
        if code.strip():
            pairs.append((code.strip(), label.strip() if sign and label.strip() else code.strip()))
    return pairs
