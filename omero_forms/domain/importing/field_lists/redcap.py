# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data dictionaries of REDCap: a CSV file with a row for each field, of one instrument or several."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from omero_forms.domain.importing.field_lists.branching import not_said
from omero_forms.domain.importing.field_lists.conditions import UnsayableError, questions_of, read_expression
from omero_forms.domain.importing.field_lists.fields import NO_CHOICES, NO_NAME, Field, answer_of, number, slug
from omero_forms.domain.importing.field_lists.tables import Row, Table
from omero_forms.domain.importing.questions import choices, several, step
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Schema
from omero_forms.domain.texts import noop, t

NAME = ("variable / field name", "field_name")
FORM = ("form name", "form_name")
TYPE = ("field type", "field_type")
_HEADER = ("section header", "section_header")
_LABEL = ("field label", "field_label")
_CHOICES = (
    "choices, calculations, or slider labels",
    "choices or calculations",
    "select_choices_or_calculations",
)
_HELP = ("field note", "field_note")
_VALIDATION = (
    "text validation type or show slider number",
    "text validation type",
    "text_validation_type_or_show_slider_number",
)
_LEAST = ("text validation min", "text_validation_min")
_MOST = ("text validation max", "text_validation_max")
_IDENTIFIER = ("identifier?", "identifier")
_BRANCHING = (
    "branching logic (show field only if...)",
    "branching logic (show field only if ...)",
    "branching logic",
    "branching_logic",
)
_REQUIRED = ("required field?", "required_field")
_ANNOTATION = ("field annotation", "field_annotation")

_VALIDATIONS: Mapping[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "email": {"type": "string", "format": "email"},
    "time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:30"]},
    "time_mm_ss": {"type": "string", "pattern": "^[0-5][0-9]:[0-5][0-9]$", "examples": ["04:30"]},
    "time_hh_mm_ss": {
        "type": "string",
        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        "examples": ["09:30:00"],
    },
    "alpha_only": {"type": "string", "pattern": "^[A-Za-z]+$"},
    "zipcode": {"type": "string", "pattern": "^[0-9]{5}(-[0-9]{4})?$", "examples": ["01234", "01234-5678"]},
    "mrn_10d": {"type": "string", "pattern": "^[0-9]{10}$"},
}
_DECIMALS = re.compile(r"number_(\d)dp(_comma_decimal)?|number_comma_decimal")
_DATE = re.compile(r"date_(?:ymd|mdy|dmy)|date")
_DATE_TIME = re.compile(r"datetime(?:_seconds)?_(?:ymd|mdy|dmy)|datetime")
_YES = frozenset({"y", "yes", "1", "true"})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_CHARACTER = re.compile(r"&#[0-9]{8,};?")
_PIPED = re.compile(r"\[[A-Za-z][\w:-]*\]")

_NO_TYPE = noop("There is no field type “{name}”.")
_CALCULATED = noop("A calculation does not come along.")
_DESCRIPTIVE = noop("A text that asks nothing does not come along: “{label}”.")
_FILE = noop("A file is no answer here, and does not come along. Files are attached to the object.")
_QUERY = noop("Choices from the database of REDCap do not come along.")
_MARKED = noop("It is marked as an identifier; the mark does not come along.")
_VALIDATED = noop("The validation “{name}” does not come along; any text is taken.")
_BOUND = noop("The bound “{text}” does not come along, since {reason}.")
_OF_DATES = noop("bounds of dates cannot be said")
_ANNOTATED = noop("“{text}” does not come along.")
_LABELS = noop("What is written at the slider does not come along: “{text}”.")
_CLEANED = noop("HTML does not come along, its text does.")
_FILLED_IN = noop("REDCap fills in answers in this text; it stays as it is written.")
_ELSEWHERE = noop("“{name}” is in another instrument")
_DEFAULT = re.compile(r"@DEFAULT\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_READ_ONLY = re.compile(r"@READONLY\b")
_HIDDEN = re.compile(r"@HIDDEN\b")


@dataclass(slots=True)
class Instrument:
    """One form of a dictionary."""

    name: str
    rows: list[Row]
    noted: Noted = field(default_factory=Noted)
    fields: list[Field] = field(default_factory=list)


def instruments(table: Table) -> list[Instrument]:
    """The instruments of a dictionary, in their order, with their fields."""
    by_name: dict[str, Instrument] = {}
    for row in table.rows:
        name = row.text(*FORM) or "form"
        by_name.setdefault(name, Instrument(name, [])).rows.append(row)
    homes = {row.text(*NAME): name for name, found in by_name.items() for row in found.rows}
    for instrument in by_name.values():
        _Reader(instrument, homes).read()
    for instrument in by_name.values():
        table.note_the_rest(instrument.noted)
    return list(by_name.values())


class _Reader:
    def __init__(self, instrument: Instrument, homes: Mapping[str, str]) -> None:
        self._instrument = instrument
        self._noted = instrument.noted
        self._homes = homes

    def read(self) -> None:
        holder = self._instrument.fields
        for row in self._instrument.rows:
            budgets.check()
            if header := self._text(row, _HEADER):
                section = Field(
                    slug(header, (one.name for one in self._instrument.fields)), row.where, {"title": header}, inside=[]
                )
                self._instrument.fields.append(section)
                holder = section.inside or []
                section.inside = holder
            one = self._question(row)
            if one is not None:
                holder.append(one)
        self._instrument.fields = [one for one in self._instrument.fields if one.inside is None or one.inside]

    def _text(self, row: Row, columns: tuple[str, ...]) -> str:
        """A text for people, without markup."""
        text = row.text(*columns)
        plain = _without_markup(text)
        if plain != " ".join(text.split()):
            self._noted.mend(row.at(*columns), t(_CLEANED))
        if _PIPED.search(plain):
            self._noted.mend(row.at(*columns), t(_FILLED_IN))
        return plain

    def _question(self, row: Row) -> Field | None:
        noted = self._noted
        one = Field(row.text(*NAME), row.where)
        label = self._text(row, _LABEL)
        if not one.name:
            noted.refuse(row.at(*NAME), t(NO_NAME))
            return None
        kind = row.text(*TYPE).lower()
        if kind in {"calc", "descriptive", "file", "signature", "sql"}:
            words = {"calc": _CALCULATED, "descriptive": _DESCRIPTIVE, "sql": _QUERY}.get(kind, _FILE)
            noted.mend(row.at(*TYPE), t(words, label=label))
            for columns in (
                _BRANCHING,
                _CHOICES,
                _REQUIRED,
                _VALIDATION,
                _LEAST,
                _MOST,
                _ANNOTATION,
                _HELP,
                _IDENTIFIER,
            ):
                row.text(*columns)
            return None
        if not self._typed(one, row, kind):
            return None
        if label:
            one.schema["title"] = label
        if note := self._text(row, _HELP):
            one.schema["description"] = note
        one.required = row.text(*_REQUIRED).lower() in _YES
        if row.text(*_IDENTIFIER).lower() in _YES:
            noted.mend(row.at(*_IDENTIFIER), t(_MARKED))
        self._condition(one, row)
        self._annotation(one, row)
        return one

    def _typed(self, one: Field, row: Row, kind: str) -> bool:
        match kind:
            case "text":
                self._validated(one, row)
            case "notes":
                one.schema, one.ui = {"type": "string"}, {"ui:widget": "textarea"}
                row.text(*_VALIDATION)
            case "yesno" | "truefalse":
                one.schema = {"type": "boolean"}
            case "slider":
                one.schema, one.ui = {"type": "integer", "minimum": 0, "maximum": 100}, {"ui:widget": "range"}
                row.text(*_VALIDATION)
                self._bounds(one, row)
                if labels := row.text(*_CHOICES):
                    self._noted.mend(row.at(*_CHOICES), t(_LABELS, text=labels))
            case "radio" | "dropdown" | "select" | "checkbox":
                pairs = self._choices(row)
                if not pairs:
                    self._noted.refuse(row.at(*_CHOICES), t(NO_CHOICES))
                    return False
                one.schema = several(choices(pairs)) if kind == "checkbox" else choices(pairs)
                if kind == "radio":
                    one.ui = {"ui:widget": "radio"}
                row.text(*_VALIDATION)
            case _:
                self._noted.refuse(row.at(*TYPE), t(_NO_TYPE, name=row.text(*TYPE)))
                return False
        return True

    def _choices(self, row: Row) -> list[tuple[str, str]]:
        pairs = []
        text = row.text(*_CHOICES)
        for part in re.split(r"\||\n", text):
            code, _comma, label = part.partition(",")
            if code.strip():
                pairs.append((code.strip(), _without_markup(label) or code.strip()))
        if _MARKUP.search(text):
            self._noted.mend(row.at(*_CHOICES), t(_CLEANED))
        return pairs

    def _validated(self, one: Field, row: Row) -> None:
        name = row.text(*_VALIDATION).lower()
        if name in _VALIDATIONS:
            one.schema = dict(_VALIDATIONS[name])
        elif decimals := _DECIMALS.fullmatch(name):
            one.schema = {"type": "number"}
            if decimals[1]:
                one.schema["multipleOf"] = step(int(decimals[1]))
        elif _DATE.fullmatch(name):
            one.schema = {"type": "string", "format": "date"}
        elif _DATE_TIME.fullmatch(name):
            one.schema = {"type": "string", "format": "date-time"}
        else:
            one.schema = {"type": "string"}
            if name:
                self._noted.mend(row.at(*_VALIDATION), t(_VALIDATED, name=name))
        if row.text(*_CHOICES):
            self._noted.mend(row.at(*_CHOICES), t(_ANNOTATED, text=row.text(*_CHOICES)))
        self._bounds(one, row)

    def _bounds(self, one: Field, row: Row) -> None:
        for columns, keyword in ((_LEAST, "minimum"), (_MOST, "maximum")):
            text = row.text(*columns)
            if not text:
                continue
            try:
                if one.schema["type"] == "string":
                    raise UnsayableError(t(_OF_DATES))
                one.schema[keyword] = number(text, one.schema)
            except UnsayableError as reason:
                self._noted.mend(row.at(*columns), t(_BOUND, text=text, reason=reason))

    def _condition(self, one: Field, row: Row) -> None:
        text = row.text(*_BRANCHING)
        if not text:
            return
        try:
            condition = read_expression(" ".join(text.split()))
            for name in questions_of(condition):
                if self._homes.get(name, self._instrument.name) != self._instrument.name:
                    raise UnsayableError(t(_ELSEWHERE, name=name))
        except UnsayableError as reason:
            self._noted.mend(row.at(*_BRANCHING), not_said(text, reason, was_required=one.required))
            one.required = False
        else:
            one.condition, one.condition_text, one.condition_at = condition, text, row.at(*_BRANCHING)

    def _annotation(self, one: Field, row: Row) -> None:
        text = row.text(*_ANNOTATION)
        rest = text
        if found := _DEFAULT.search(text):
            value = answer_of(one.schema, found[1] or found[2] or "")
            if value not in (None, ""):
                one.schema["default"] = value
                rest = rest.replace(found[0], "")
        if _READ_ONLY.search(text):
            one.schema["readOnly"] = True
            rest = _READ_ONLY.sub("", rest)
        if _HIDDEN.search(text) and not one.required:
            one.ui["ui:widget"] = "hidden"
            rest = _HIDDEN.sub("", rest)
        if rest.strip():
            self._noted.mend(row.at(*_ANNOTATION), t(_ANNOTATED, text=" ".join(rest.split())))


def _without_markup(text: str) -> str:
    plain = _MARKUP.sub(" ", text)
    # A character by its number has seven digits at the most, and Python does not read thousands of them.
    plain = html.unescape(_NO_CHARACTER.sub("", plain))
    return " ".join(plain.split())
