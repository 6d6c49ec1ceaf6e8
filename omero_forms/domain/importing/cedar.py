# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates and elements of CEDAR (JSON-LD), made into schemas of what they ask people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from omero_forms.domain.importing.drafts import address
from omero_forms.domain.importing.questions import choices, several, step
from omero_forms.domain.importing.shapes import MadeForm, Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.checker import DEFAULT_DIALECT
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

_CORE = "https://schema.metadatacenter.org/core/"
_HOLDERS = frozenset({f"{_CORE}Template", f"{_CORE}TemplateElement"})
_FIELDS = frozenset({f"{_CORE}TemplateField", f"{_CORE}StaticTemplateField"})
_DEEPEST = 20

_TEXT: Schema = {"type": "string"}
_INPUTS: Mapping[str, Schema] = {
    "textfield": _TEXT,
    "textarea": _TEXT,
    "phone-number": _TEXT,
    "email": {"type": "string", "format": "email"},
    "link": {"type": "string", "format": "uri"},
    "numeric": {"type": "number"},
    "temporal": {"type": "string", "format": "date-time"},
    "attribute-value": {"type": "object", "additionalProperties": {"type": "string"}},
}
_CHOICES = frozenset({"radio", "checkbox", "list"})
_STATIC = frozenset({"page-break", "section-break", "richtext", "rich-text", "image", "youtube", "video", "paragraph"})
_WHOLE = frozenset({"xsd:int", "xsd:integer", "xsd:long", "xsd:short", "xsd:byte"})
_MOMENTS: Mapping[str, Schema] = {
    "xsd:date": {"type": "string", "format": "date"},
    "xsd:time": {"type": "string", "format": "time"},
    "xsd:dateTime": {"type": "string", "format": "date-time"},
}
_GRANULARITIES: Mapping[str, Schema] = {
    "year": {"type": "string", "pattern": "^[0-9]{4}$", "examples": ["2026"]},
    "month": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "examples": ["2026-03"]},
}
_TERMS = ("ontologies", "valueSets", "branches")

_LINKED = noop("What JSON-LD says of answers (@context, @id, @type and the like) does not come along.")
_NO_QUESTION = noop("“{name}” is shown there and asks nothing; it does not come along.")
_OF_ONTOLOGY = noop("The choices of “{name}” are asked of ontologies there; any text is taken.")
_AS_TEXT = noop("“{name}” is asked for by “{kind}” there, and as text here.")
_NO_CHOICES = noop("“{name}” has no choices.")
_TOO_DEEP = noop("It is nested too deeply.")
_NOT_THERE = noop("“{name}” is in the order, but there is nothing of this name.")


def is_cedar(value: Any) -> bool:
    """Whether a JSON value is a template, an element or a field of CEDAR."""
    return (
        isinstance(value, dict) and _text(value, "@type") in _HOLDERS | _FIELDS and isinstance(value.get("_ui"), dict)
    )


def cedar_form(template: Mapping[str, Any]) -> MadeForm:
    """The form that a template or an element makes. A field alone is a part of them."""
    noted = Noted()
    if _text(template, "@type") in _FIELDS:
        return MadeForm("", {}, {}, noted, is_part=True)
    noted.mend((), t(_LINKED))
    maker = _Maker(noted)
    schema, ui = maker.group(template, ())
    head = {"$schema": address(DEFAULT_DIALECT), "title": _name(template) or "Form"}
    if about := _text(template, "schema:description"):
        head["description"] = about
    return MadeForm("", {**head, **schema}, ui, noted)


class _Maker:
    def __init__(self, noted: Noted) -> None:
        self._noted = noted

    def group(self, holder: Mapping[str, Any], where: Location) -> tuple[Schema, dict[str, Any]]:
        """A template or element: its questions in their order."""
        budgets.check()
        made: Schema = {"type": "object", "properties": {}}
        required, look = [], {}
        if len(where) > 4 * _DEEPEST:
            self._noted.refuse(where, t(_TOO_DEEP))
            return made, {}
        ui, known = _dict(holder, "_ui"), _dict(holder, "properties")
        labels, helps = _dict(ui, "propertyLabels"), _dict(ui, "propertyDescriptions")
        order = ui.get("order")
        for index, name in enumerate(order if isinstance(order, list) else []):
            part = known.get(name) if isinstance(name, str) else None
            if not isinstance(part, dict):
                self._noted.mend((*where, "_ui", "order", index), t(_NOT_THERE, name=name))
                continue
            found = self._part(name, part, (*where, "properties", name))
            if found is None:
                continue
            question, below, is_required = found
            if label := _text(labels, name):
                question["title"] = label
            if about := _text(helps, name) or _text(question, "description"):
                question["description"] = about
            made["properties"][name] = question
            if is_required:
                required.append(name)
            if below:
                look[name] = below
        if required:
            made["required"] = required
        return made, look

    def _part(self, name: str, part: Mapping[str, Any], where: Location) -> tuple[Schema, dict[str, Any], bool] | None:
        """A question or a group of them, one or a list."""
        inner = part.get("items") if part.get("type") == "array" else None
        is_list = isinstance(inner, dict)
        one = inner if isinstance(inner, dict) else part
        here = (*where, "items") if is_list else where
        if _text(one, "@type") in _HOLDERS:
            question, look = self.group(one, here)
            is_required = bool(question.get("required"))
        else:
            found = self._field(name, one, here)
            if found is None:
                return None
            question, look = found
            is_required = _dict(one, "_valueConstraints").get("requiredValue") is True
        about = {
            key: value
            for key, value in (("title", _name(one)), ("description", _text(one, "schema:description")))
            if value
        }
        if not is_list or question.get("type") == "array":
            return {**question, **about}, look, is_required
        bounds = {key: part[key] for key in ("minItems", "maxItems") if _is_whole(part.get(key)) and part[key]}
        return (
            {"type": "array", "items": question, **about, **bounds},
            {"items": look} if look else {},
            "minItems" in bounds,
        )

    def _field(self, name: str, field: Mapping[str, Any], where: Location) -> tuple[Schema, dict[str, Any]] | None:
        ui, rules = _dict(field, "_ui"), _dict(field, "_valueConstraints")
        kind = _text(ui, "inputType")
        if kind in _STATIC or _text(field, "@type") == f"{_CORE}StaticTemplateField":
            self._noted.mend(where, t(_NO_QUESTION, name=name))
            return None
        if kind in _CHOICES:
            made = self._chosen(name, rules, where, are_several=kind == "checkbox")
        elif kind == "temporal":
            granularity = _text(ui, "temporalGranularity")
            made = dict(_GRANULARITIES.get(granularity) or _MOMENTS.get(_text(rules, "temporalType")) or _INPUTS[kind])
        else:
            if kind not in _INPUTS:
                self._noted.mend(where, t(_AS_TEXT, name=name, kind=kind))
            made = dict(_INPUTS.get(kind, _TEXT))
            self._rules(name, made, rules, where)
        look: dict[str, Any] = {"ui:widget": "textarea"} if kind == "textarea" else {}
        if unit := _text(rules, "unitOfMeasure"):
            look["ui:options"] = {"unit": unit}
        if ui.get("hidden") is True and rules.get("requiredValue") is not True:
            look["ui:widget"] = "hidden"
        default = rules.get("defaultValue")
        if (
            isinstance(default, str | int | float)
            and default != ""
            and made.get("type") in {"string", "number", "integer"}
        ):
            made["default"] = default
        return made, look

    def _chosen(self, name: str, rules: Mapping[str, Any], where: Location, *, are_several: bool) -> Schema:
        literals = rules.get("literals")
        found = [each for each in literals if isinstance(each, dict)] if isinstance(literals, list) else []
        labels = list(dict.fromkeys(each["label"] for each in found if isinstance(each.get("label"), str)))
        if not labels:
            if any(rules.get(key) for key in (*_TERMS, "classes")):
                self._noted.mend(where, t(_OF_ONTOLOGY, name=name))
                return dict(_TEXT)
            self._noted.refuse(where, t(_NO_CHOICES, name=name))
        one = choices((label, label) for label in labels)
        preset = [each["label"] for each in found if each.get("selectedByDefault") is True and "label" in each]
        if are_several or rules.get("multipleChoice") is True:
            return {**several(one), **({"default": preset} if preset else {})}
        return {**one, **({"default": preset[0]} if preset else {})}

    def _rules(self, name: str, made: Schema, rules: Mapping[str, Any], where: Location) -> None:
        if any(rules.get(key) for key in _TERMS) or rules.get("classes"):
            terms = rules.get("classes")
            named = (
                [_text(each, "prefLabel") or _text(each, "label") for each in terms] if isinstance(terms, list) else []
            )
            if named and all(named) and not any(rules.get(key) for key in _TERMS):
                made["enum"] = list(dict.fromkeys(named))
            else:
                self._noted.mend(where, t(_OF_ONTOLOGY, name=name))
        if made.get("type") == "number":
            if _text(rules, "numberType") in _WHOLE:
                made["type"] = "integer"
            elif _is_whole(places := rules.get("decimalPlace")) and 0 <= places <= 9:
                made["multipleOf"] = step(places)
        for key, keyword, kind in (
            ("minValue", "minimum", int | float), ("maxValue", "maximum", int | float),
            ("minLength", "minLength", int), ("maxLength", "maxLength", int), ("regex", "pattern", str),
        ):  # fmt: skip
            value = rules.get(key)
            if isinstance(value, kind) and not isinstance(value, bool) and value != "":
                made[keyword] = value


def _name(part: Mapping[str, Any]) -> str:
    return _text(part, "skos:prefLabel") or _text(part, "schema:name")


def _text(holder: Any, key: str) -> str:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _dict(holder: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}
