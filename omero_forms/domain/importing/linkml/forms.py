# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of LinkML classes: a schema with each class that it leads to among its definitions."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from omero_forms.domain.importing.drafts import address
from omero_forms.domain.importing.linkml.vocabulary import (
    Definition,
    Found,
    Imports,
    Module,
    Vocabulary,
    is_abstract,
    property_name,
)
from omero_forms.domain.importing.names import title_of
from omero_forms.domain.importing.questions import choices
from omero_forms.domain.importing.shapes import TOO_LARGE, MadeForm, Noted, TooLargeError
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

_TYPES: Mapping[str, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "decimal": {"type": "number"},
    "time": {"type": "string", "format": "time"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "date_or_datetime": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "uriorcurie": {"type": "string"},
    "curie": {"type": "string"},
    "ncname": {"type": "string"},
    "objectidentifier": {"type": "string"},
    "nodeidentifier": {"type": "string"},
    "jsonpointer": {"type": "string"},
    "jsonpath": {"type": "string"},
    "sparqlpath": {"type": "string"},
    "Any": {},
}
_NOT_SAID = (
    "structured_pattern", "exactly_one_of", "all_of", "none_of", "equals_expression", "has_member", "all_members",
    "array", "bindings", "minimum_cardinality_expression", "implicit_prefix",
)  # fmt: skip
_RULES = ("rules", "classification_rules", "unique_keys", "exactly_one_of", "all_of", "none_of", "disjoint_with")
_DEFAULT = re.compile(r"(?:string|int|integer|float|double|decimal|date|datetime|uri)\((.*)\)|(true|True|false|False)")

_NO_RANGE = noop("There is no class, type or enum “{name}”.")
_LEFT = noop("“{name}” does not come along.")
_NO_DEFAULT = noop("The default “{text}” does not come along.")
_DYNAMIC = noop("The values of “{name}” are asked of an ontology there; any text is taken.")
_EMPTY = noop("“{name}” has no slots, and makes no question.")
_REFERENCE = noop("“{name}” has an identifier and stands elsewhere; its identifier is asked for.")
_BAD_NUMBER = noop("“{text}” is no number, and is left out.")


def forms_of_modules(modules: Mapping[str, Module]) -> dict[str, list[MadeForm]]:
    """The forms that each module makes: its `tree_root`; else its classes that no other class holds, each. A module
    that others import and that has no `tree_root` is a part of them.
    """
    made: dict[str, list[MadeForm]] = {}
    noted = {file: _noted(module) for file, module in modules.items()}
    imports = Imports(modules)
    words = {file: Vocabulary(module, imports, noted[file]) for file, module in modules.items() if not module.problems}
    imported = {other for file, each in words.items() for other in each.files if other != file}
    for file, module in modules.items():
        if file not in words:
            broken = MadeForm("", {}, {}, noted[file], is_part=file in imported)
            for pointer, message in module.problems:
                broken.noted.refuse_at(pointer, message)
            made[file] = [broken]
            continue
        roots = [name for name, body in module.named("classes").items() if body.get("tree_root") is True]
        names = roots or ([] if file in imported else _alone(module, words[file]))
        made[file] = [_form(name, module, imports, name if len(names) > 1 else "") for name in names]
        if not names:
            words[file].refuse_missing()
            made[file] = [MadeForm("", {}, {}, noted[file], is_part=True)]
    return made


def _noted(module: Module) -> Noted:
    """What reading a module mended."""
    noted = Noted()
    for message in module.mended:
        noted.mend((), message)
    return noted


def _alone(module: Module, words: Vocabulary) -> list[str]:
    """The classes of a module that can be forms and that no other class of it holds."""
    own = [name for name, body in module.named("classes").items() if not is_abstract(body)]
    held: set[str] = set()
    for name, found in words.classes():
        for slot in words.slots_of(name).values():
            for wanted in (slot.body.get("range"), *(each.get("range") for each in _options(slot.body))):
                if wanted != name and found.file == module.file:
                    held.add(str(wanted))
    held |= {below for each in tuple(held) for below in words.below(each)}
    return [name for name in own if name not in held and words.slots_of(name)] or own[:1]


def _form(name: str, module: Module, imports: Imports, part: str) -> MadeForm:
    noted = _noted(module)
    maker = _Maker(Vocabulary(module, imports, noted))
    try:
        schema, ui = maker.form(name)
    except TooLargeError:
        noted.refuse((), t(TOO_LARGE))
        schema, ui = {}, {}
    return MadeForm(part, schema, ui, noted)


def _options(body: Definition) -> list[Definition]:
    found = body.get("any_of")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


class _Maker:
    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.noted = words.noted
        self._made: dict[str, Schema] = {}
        self._waiting: deque[str] = deque()

    def form(self, name: str) -> tuple[Schema, dict[str, Any]]:
        """The schema whose root is a class, and its UI schema."""
        data = self.words.module.data
        self.words.refuse_missing()
        found = self.words.get("classes", name)
        assert found is not None  # noqa: S101  (it is one of the module)
        title = (
            found.body.get("title") or (data.get("title") if found.body.get("tree_root") else None) or title_of(name)
        )
        root = self._class(name)
        ui = {key: {"ui:widget": "hidden"} for key in self._constants(name)}
        schema: Schema = {"$schema": address("2020-12"), "title": str(title), **root}
        while self._waiting:
            other = self._waiting.popleft()
            self._made[other] = self._class(other)
        if self._made:
            schema["$defs"] = self._made
        return schema, ui

    def _constants(self, name: str) -> list[str]:
        return [
            property_name(slot, found.body)
            for slot, found in self.words.slots_of(name).items()
            if found.body.get("designates_type") is True
        ]

    def _class(self, name: str) -> Schema:
        budgets.check()
        found = self.words.get("classes", name)
        assert found is not None  # noqa: S101  (who names it looked)
        made: Schema = {"type": "object"}
        if isinstance(title := found.body.get("title"), str):
            made["title"] = title
        if isinstance(about := found.body.get("description"), str):
            made["description"] = about.strip()
        for rule in _RULES:
            if found.body.get(rule):
                self.noted.mend((*found.where, rule), t(_LEFT, name=rule))
        questions: dict[str, Schema] = {}
        required = []
        slots = self.words.slots_of(name)
        self.noted.make(len(slots))
        for slot, one in slots.items():
            key = property_name(slot, one.body)
            questions[key] = self._slot(name, one)
            if one.body.get("required") is True or one.body.get("identifier") is True or one.body.get("key") is True:
                required.append(key)
        if not questions:
            self.noted.mend(found.where, t(_EMPTY, name=name))
        made["properties"] = questions
        if required:
            made["required"] = required
        return made

    def _slot(self, holder: str, found: Found) -> Schema:
        body, where = found.body, found.at("range")[:-1]
        for keyword in _NOT_SAID:
            if body.get(keyword):
                self.noted.mend(found.at(keyword), t(_LEFT, name=keyword))
        if body.get("designates_type") is True:
            one: Schema = {"type": "string", "const": holder}
        else:
            options = [each for each in _options(body) if each.get("range")]
            if options:
                one = {"anyOf": [self._value({**body, **each}, where) for each in options]}
            else:
                one = self._value(body, where)
        if body.get("multivalued") is True:
            made: Schema = {"type": "array", "items": one}
            self._count(made, body)
        else:
            made = one
        if isinstance(title := body.get("title"), str):
            made = {**made, "title": title}
        if isinstance(about := body.get("description"), str):
            made = {**made, "description": about.strip()}
        if examples := _examples(body):
            made = {**made, "examples": examples}
        if isinstance(unit := body.get("unit"), dict):
            said = unit.get("symbol") or unit.get("abbreviation") or unit.get("ucum_code")
            if said:
                made = {**made, "description": " ".join(filter(None, (made.get("description"), f"In {said}.")))}
        return self._default(made, found)

    def _count(self, made: Schema, body: Definition) -> None:
        least = body.get("minimum_cardinality") or (1 if body.get("required") is True else None)
        for keyword, value in (("minItems", least), ("maxItems", body.get("maximum_cardinality"))):
            if isinstance(value, int):
                made[keyword] = value

    def _default(self, made: Schema, slot: Found) -> Schema:
        text = slot.body.get("ifabsent")
        if text is None:
            return made
        found = _DEFAULT.fullmatch(str(text)) if not isinstance(text, bool) else None
        kind = made.get("type")
        value: Any = None
        if isinstance(text, bool) or (found and found[2]):
            value = text if isinstance(text, bool) else found is not None and found[2].lower() == "true"
            value = value if kind == "boolean" else None
        elif found and kind == "string":
            value = found[1]
        elif found and kind in {"integer", "number"}:
            value = _number(found[1])
        if value is None:
            self.noted.mend(slot.at("ifabsent"), t(_NO_DEFAULT, text=text))
            return made
        return {**made, "default": value}

    def _value(self, body: Definition, where: Location) -> Schema:
        name = str(body.get("range") or self.words.default_range())
        if (found := self.words.get("classes", name)) is not None:
            return self._of_class(name, found, body, where)
        if (enum := self.words.get("enums", name)) is not None:
            return self._of_enum(name, enum)
        made = self._of_type(name, where)
        self._limits(made, body, where)
        return made

    def _of_class(self, name: str, found: Found, body: Definition, where: Location) -> Schema:
        slots = self.words.slots_of(name)
        identified = [slot for slot in slots.values() if slot.body.get("identifier") is True]
        is_inline = body.get("inlined") is True or body.get("inlined_as_list") is True
        if identified and not is_inline:
            self.noted.mend((*where, "range"), t(_REFERENCE, name=name))
            return {"type": "string"}
        below = self.words.below(name)
        if is_abstract(found.body) and below:
            parts = [self._refer(each) for each in below]
            return parts[0] if len(parts) == 1 else {"anyOf": parts}
        return self._refer(name)

    def _refer(self, name: str) -> Schema:
        if name not in self._made:
            self._made[name] = {}
            self._waiting.append(name)
        return {"$ref": f"#/$defs/{name.replace(' ', '%20')}"}

    def _of_enum(self, name: str, found: Found) -> Schema:
        values: dict[str, str] = {}
        for each in self.words.above(name, "enums")[::-1]:
            enum = self.words.get("enums", each)
            listed = enum.body.get("permissible_values") if enum else None
            if isinstance(listed, list):
                listed = {str(value.get("text") if isinstance(value, dict) else value): value for value in listed}
            for text, value in (listed if isinstance(listed, dict) else {}).items():
                title = value.get("title") if isinstance(value, dict) else None
                values[str(text)] = title if isinstance(title, str) else str(text)
        self.noted.make(len(values))
        if not values:
            self.noted.mend(found.where, t(_DYNAMIC, name=name))
            return {"type": "string"}
        return choices(values.items())

    def _of_type(self, name: str, where: Location) -> Schema:
        made: Schema | None = None
        chain: list[Found] = []
        here: str = name
        while (found := self.words.get("types", here)) is not None and len(chain) < 20:
            chain.append(found)
            below = found.body.get("typeof")
            if not isinstance(below, str) or below == here:
                made = dict(_TYPES.get(_PYTHON.get(str(found.body.get("base")), here), _TYPES["string"]))
                break
            here = below
        if made is None and here not in _TYPES:
            self.noted.refuse((*where, "range"), t(_NO_RANGE, name=here))
            return {}
        made = dict(_TYPES[here]) if made is None else made
        for found in reversed(chain):
            self._limits(made, found.body, found.where)
        return made

    def _limits(self, made: Schema, body: Definition, where: Location) -> None:
        kind = made.get("type")
        if isinstance(pattern := body.get("pattern"), str) and kind == "string":
            made["pattern"] = pattern
        if kind in {"number", "integer"}:
            for name, keyword in (
                ("minimum_value", "minimum"),
                ("maximum_value", "maximum"),
                ("equals_number", "const"),
            ):
                if body.get(name) is not None:
                    value = _number(body[name])
                    if value is None:
                        self.noted.mend((*where, name), t(_BAD_NUMBER, text=body[name]))
                    else:
                        made[keyword] = value
        if isinstance(only := body.get("equals_string"), str):
            made["const"] = only
        if isinstance(several := body.get("equals_string_in"), list):
            made["enum"] = [str(each) for each in several]


def _examples(body: Definition) -> list[Any]:
    found = body.get("examples")
    values = [each.get("value") for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [each for each in values if isinstance(each, str | int | float)]


_PYTHON = {"int": "integer", "float": "float", "Bool": "boolean", "bool": "boolean", "Decimal": "decimal"}


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        number = float(str(value))
    except ValueError:
        return None
    if not abs(number) < 1e300:
        return None
    return int(number) if number.is_integer() and "." not in str(value) else number
