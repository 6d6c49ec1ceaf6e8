# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas as they are in the wild: what is plainly meant is written as the draft has it, and each change is noted.

What could be meant in two ways is left as it is; publishing then says what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from omero_forms.domain.importing.drafts import ORDER, leave_draft_3, tuples_by_prefix
from omero_forms.domain.importing.pattern_mending import mended_pattern
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.accept import LIMITS
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import LISTED, NAMED, SINGLE, Location, Schema
from omero_forms.domain.texts import noop, t

_TYPES = {
    "string": "string str text varchar char character unicode",
    "number": "number float double decimal numeric real float32 float64",
    "integer": "integer int long short int32 int64 whole",
    "boolean": "boolean bool logical",
    "object": "object dict dictionary map hash struct",
    "array": "array list tuple set sequence",
    "null": "null none nil",
}
_NAMES = {word: name for name, words in _TYPES.items() for word in words.split()}
_FORMATS = {
    "date": "date",
    "datetime": "date-time",
    "date-time": "date-time",
    "timestamp": "date-time",
    "time": "time",
    "uri": "uri",
    "url": "uri",
    "email": "email",
    "uuid": "uuid",
}
"""Names of types that are text of a format."""
_ANYTHING = frozenset({"any", "*", ""})
_NUMBERS = LIMITS - {"exclusiveMinimum", "exclusiveMaximum"}
_FLAGS = frozenset(
    {
        "uniqueItems",
        "additionalProperties",
        "additionalItems",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "readOnly",
        "writeOnly",
        "deprecated",
        "unevaluatedProperties",
        "unevaluatedItems",
    }
)
_TEXTS = frozenset({"title", "description", "$comment", "format", "pattern", "contentEncoding", "contentMediaType"})
_ANSWERS = frozenset({"default", "const", "enum", "examples", "example"})
"""Where null is an answer."""
_KNOWN = SINGLE | LISTED | NAMED | _NUMBERS | _FLAGS | _TEXTS | {"type", "required", "enum", "$ref", "examples", "id"}
_LOGICAL = {"true": True, "false": False}

_NULL = noop("null says nothing here, and is left out.")
_AS_NUMBER = noop("The number is written as text; it is made the number {value}.")
_AS_FLAG = noop("true or false is written as text; it is made one.")
_TYPE = noop("There is no type “{old}”; it is read as {new}.")
_ANY = noop("There is no type “{old}”; any answer is taken.")
_UNION = noop("A type that is a schema is written “anyOf”.")
_ENTRY_TWICE = noop("“{entry}” stands here twice; one is left out.")
_SOME_ENTRY_TWICE = noop("An entry stands here twice; one is left out.")
_EMPTY = noop("An empty list is not allowed here, and is left out.")
_ONE = noop("One value is written where a list belongs; it is made a list of one.")
_REQUIRED = noop("“required” stands at the field itself; it is moved to the group that holds it.")
_OPTIONAL = noop("“required: false” stands at the field itself; fields are optional anyway, and it is left out.")
_NOWHERE = noop("“required” is true or false, but this is no field of a group: it says nothing here, and is left out.")
_INSIDE = noop("Only the whole schema names its draft; “$schema” is left out here.")
_AS_TEXT = noop("This is no text; it is made one.")
_NO_TEXT = noop("This is no text, and is left out.")
_FLAG_LIMIT = noop("“{flag}” is true or false as in draft 4; it is written as this draft has it.")
_NUMBER_LIMIT = noop("“{flag}” is a number as in later drafts; it is written as draft 4 has it.")
_TUPLE = noop("A list of “items” is written “prefixItems” in this draft.")
_NO_LIST = noop("An empty list stands where an object belongs; it is made an empty object.")
_SHORT = noop("The name of a type stands where a schema belongs; it is made a schema of that type.")
_SAID = noop("A text stands where a schema belongs; it is made the description of one.")


class Mender:
    """Mends one file: each schema that is in it, in place."""

    def __init__(self, dialect: DialectName, noted: Noted, *, from_draft_3: bool) -> None:
        self._dialect = dialect
        self._noted = noted
        self._from_draft_3 = from_draft_3
        self._seen: set[int] = set()

    def mend(self, schema: Schema, where: Location, *, is_field: bool = False) -> None:
        """The schema at `where`, and all inside it. Each is looked at once."""
        if id(schema) in self._seen:
            return
        self._seen.add(id(schema))
        for step in self._steps():
            step(schema, where)
        if not is_field and isinstance(schema.get("required"), bool):
            del schema["required"]
            self._noted.mend((*where, "required"), t(_NOWHERE))
        self._inside(schema, where)

    def _steps(self) -> tuple[Callable[[Schema, Location], None], ...]:
        return (
            self._address,
            self._nulls,
            self._old_keywords,
            self._values,
            self._texts,
            self._type,
            self._lists,
            self._limits,
            self._shapes,
            self._pattern,
            self._required_fields,
        )

    def _inside(self, schema: Schema, where: Location) -> None:
        for keyword, value in list(schema.items()):
            if keyword in NAMED and isinstance(value, dict):
                for name, child in list(value.items()):
                    if isinstance(child, dict):
                        self.mend(child, (*where, keyword, name), is_field=keyword == "properties")
            elif keyword in LISTED and isinstance(value, list):
                for index, child in enumerate(value):
                    if isinstance(child, dict):
                        self.mend(child, (*where, keyword, index))
            elif keyword in SINGLE and isinstance(value, dict):
                self.mend(value, (*where, keyword))

    # --- steps, each of one schema

    def _address(self, schema: Schema, where: Location) -> None:
        if where and "$schema" in schema:
            del schema["$schema"]
            self._noted.mend((*where, "$schema"), t(_INSIDE))

    def _nulls(self, schema: Schema, where: Location) -> None:
        for keyword in [each for each, value in schema.items() if value is None and each in _KNOWN - _ANSWERS]:
            del schema[keyword]
            self._noted.mend((*where, keyword), t(_NULL))

    def _old_keywords(self, schema: Schema, where: Location) -> None:
        if self._from_draft_3:
            leave_draft_3(schema, where, self._noted)

    def _values(self, schema: Schema, where: Location) -> None:
        for keyword, value in schema.items():
            if not isinstance(value, str):
                continue
            number = _as_number(value) if keyword in _NUMBERS or keyword.startswith("exclusive") else None
            if number is not None:
                schema[keyword] = number
                self._noted.mend((*where, keyword), t(_AS_NUMBER, value=number))
            elif keyword in _FLAGS and value.lower() in _LOGICAL:
                schema[keyword] = _LOGICAL[value.lower()]
                self._noted.mend((*where, keyword), t(_AS_FLAG))

    def _texts(self, schema: Schema, where: Location) -> None:
        for keyword in [each for each in schema if each in _TEXTS and not isinstance(schema[each], str)]:
            value = schema[keyword]
            lines = value if isinstance(value, list) else [value]
            if keyword in {"title", "description"} and all(isinstance(line, str | int | float) for line in lines):
                schema[keyword] = "\n".join(str(line) for line in lines)
                self._noted.mend((*where, keyword), t(_AS_TEXT))
            elif keyword != "pattern":
                del schema[keyword]
                self._noted.mend((*where, keyword), t(_NO_TEXT))

    def _type(self, schema: Schema, where: Location) -> None:
        if "type" not in schema:
            return
        here = (*where, "type")
        named = schema["type"]
        if isinstance(named, dict) or (isinstance(named, list) and any(isinstance(each, dict) for each in named)):
            parts = named if isinstance(named, list) else [named]
            options = [each if isinstance(each, dict) else {"type": each} for each in parts]
            del schema["type"]
            schema.setdefault("anyOf", options)
            if schema["anyOf"] is not options:
                schema["allOf"] = [*schema.get("allOf", []), {"anyOf": options}]
            self._noted.mend(here, t(_UNION))
            return
        names = named if isinstance(named, list) else [named]
        if not all(isinstance(name, str) for name in names):
            return
        read = [self._type_name(schema, name, here) for name in names]
        if None in read or not read:
            del schema["type"]
            if not read:
                self._noted.mend(here, t(_EMPTY))
            return
        schema["type"] = read if isinstance(named, list) else read[0]

    def _type_name(self, schema: Schema, name: str, here: Location) -> str | None:
        """A type of the draft; None when any answer is meant. What is not known stays."""
        word = name.strip().lower()
        if word in _ANYTHING or (word in {"enum", "choice", "select"} and "enum" in schema):
            self._noted.mend(here, t(_ANY, old=name))
            return None
        if word in _FORMATS:
            schema.setdefault("format", _FORMATS[word])
            self._noted.mend(here, t(_TYPE, old=name, new=t("string of the format {format}", format=_FORMATS[word])))
            return "string"
        new = _NAMES.get(word, name)
        if new != name:
            self._noted.mend(here, t(_TYPE, old=name, new=new))
        return new

    def _lists(self, schema: Schema, where: Location) -> None:
        for keyword in ("required", "enum", "type"):
            value = schema.get(keyword)
            if keyword == "required" and isinstance(value, str) and value.lower() not in _LOGICAL:
                schema[keyword] = value = [value]
                self._noted.mend((*where, keyword), t(_ONE))
            if isinstance(value, list):
                schema[keyword] = self._once(value, (*where, keyword))
        if schema.get("required") == [] and self._dialect == "draft-04":
            del schema["required"]
            self._noted.mend((*where, "required"), t(_EMPTY))
        for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            value = schema.get(keyword)
            if value == []:
                del schema[keyword]
                self._noted.mend((*where, keyword), t(_EMPTY))
            elif isinstance(value, dict) and keyword != "prefixItems":
                schema[keyword] = [value]
                self._noted.mend((*where, keyword), t(_ONE))
        if "examples" in schema and not isinstance(schema["examples"], list):
            schema["examples"] = [schema["examples"]]
            self._noted.mend((*where, "examples"), t(_ONE))

    def _once(self, entries: list[Any], where: Location) -> list[Any]:
        kept: dict[str, Any] = {}
        for index, entry in enumerate(entries):
            key = json.dumps(entry, sort_keys=True)
            if isinstance(entry, float) and entry.is_integer():
                key = str(int(entry))
            if key in kept:
                is_told = isinstance(entry, str) and len(entry) <= 100
                self._noted.mend((*where, index), t(_ENTRY_TWICE if is_told else _SOME_ENTRY_TWICE, entry=entry))
            kept.setdefault(key, entry)
        return list(kept.values())

    def _limits(self, schema: Schema, where: Location) -> None:
        for flag, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            value = schema.get(flag)
            if isinstance(value, bool) and self._dialect != "draft-04":
                del schema[flag]
                if value and limit in schema:
                    schema[flag] = schema.pop(limit)
                self._noted.mend((*where, flag), t(_FLAG_LIMIT, flag=flag))
            elif isinstance(value, int | float) and not isinstance(value, bool) and self._dialect == "draft-04":
                schema.setdefault(limit, value)
                schema[flag] = True
                self._noted.mend((*where, flag), t(_NUMBER_LIMIT, flag=flag))

    def _shapes(self, schema: Schema, where: Location) -> None:
        """Something else where a schema, or schemas by name, belong."""
        if isinstance(schema.get("items"), list) and ORDER.index(self._dialect) >= ORDER.index("2020-12"):
            tuples_by_prefix(schema)
            self._noted.mend((*where, "items"), t(_TUPLE))
        for keyword in NAMED & schema.keys():
            if schema[keyword] == []:
                schema[keyword] = {}
                self._noted.mend((*where, keyword), t(_NO_LIST))
            named = schema[keyword]
            for name, child in named.items() if isinstance(named, dict) else ():
                if keyword == "dependencies":
                    if isinstance(child, str):
                        named[name] = [child]
                        self._noted.mend((*where, keyword, name), t(_ONE))
                else:
                    named[name] = self._as_schema(child, (*where, keyword, name))
        for keyword in SINGLE & schema.keys():
            schema[keyword] = self._as_schema(schema[keyword], (*where, keyword))

    def _as_schema(self, value: Any, where: Location) -> Any:
        if not isinstance(value, str):
            return value
        word = _NAMES.get(value.strip().lower())
        self._noted.mend(where, t(_SHORT if word else _SAID))
        return {"type": word} if word else {"description": value}

    def _pattern(self, schema: Schema, where: Location) -> None:
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            schema["pattern"] = mended_pattern(pattern, (*where, "pattern"), self._noted)
        by_pattern = schema.get("patternProperties")
        if isinstance(by_pattern, dict):
            schema["patternProperties"] = {
                mended_pattern(name, (*where, "patternProperties", name), self._noted): child
                for name, child in by_pattern.items()
            }

    def _required_fields(self, schema: Schema, where: Location) -> None:
        fields = schema.get("properties")
        for name, child in fields.items() if isinstance(fields, dict) else ():
            if not isinstance(child, dict) or "required" not in child:
                continue
            flag = child["required"]
            if isinstance(flag, str) and flag.lower() in _LOGICAL:
                flag = _LOGICAL[flag.lower()]
            if not isinstance(flag, bool):
                continue
            del child["required"]
            self._noted.mend((*where, "properties", name, "required"), t(_REQUIRED if flag else _OPTIONAL))
            listed = schema.get("required")
            if flag and isinstance(listed, list | None):
                schema["required"] = [*(listed or ()), *([] if listed and name in listed else [name])]


def _as_number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e300 else None
