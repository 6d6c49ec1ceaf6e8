# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which draft of JSON Schema a file is written in, and what a schema of one draft is called in another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.checker import DEFAULT_DIALECT, DIALECTS, metaschema_problems
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import Location, Schema
from omero_forms.domain.texts import noop, t

ORDER: tuple[DialectName, ...] = ("draft-04", "draft-06", "draft-07", "2019-09", "2020-12")
"""From the oldest to the newest."""

_ADDRESS = re.compile(
    r"https?://(?:www\.)?json-schema\.org/(?:draft[-/])?v?(0?[3-7]|20(?:19-09|20-12))/(?:hyper-)?schema(?:\.json)?/?#?"
)
_BY_NAME: dict[str, DialectName] = {
    "4": "draft-04",
    "5": "draft-04",
    "6": "draft-06",
    "7": "draft-07",
    "2019-09": "2019-09",
    "2020-12": "2020-12",
}
_DEPENDENT = frozenset({"dependentRequired", "dependentSchemas", "unevaluatedProperties", "$anchor", "minContains"})
_ABSENT = noop("It names no draft of JSON Schema, and is read as one of {draft}.")
_OTHER = noop("Its “$schema” is none of JSON Schema's own; it is read as one of {draft}.")
_WRITTEN = noop("“{old}” is written “{new}”.")
_DRAFT_3 = noop("Draft 3 is no longer read; it is made one of draft 4.")
_SAYING = frozenset({"$ref", "title", "description", "default", "examples", "$comment", "readOnly", "$schema"})
"""What may stand beside a reference in every draft without judging an answer."""


def told(dialect: DialectName) -> str:
    """The draft as people call it."""
    return t("draft {number}", number=dialect.removeprefix("draft-").lstrip("0"))


def address(dialect: DialectName) -> str:
    """What `$schema` says of it, as its own schema spells it."""
    plain = DIALECTS[dialect].address
    return plain.replace("http:", "https:") if dialect.startswith("20") else f"{plain}#"


def settle_draft(root: Schema, noted: Noted) -> tuple[DialectName, bool]:
    """The draft of a file, and whether it is draft 3 that is to be made draft 4. Writes the draft into the schema."""
    named = root.get("$schema")
    found = _ADDRESS.fullmatch(named.strip().lower()) if isinstance(named, str) else None
    number = found.group(1).lstrip("0") if found else ""
    if number == "3":
        noted.mend(("$schema",), t(_DRAFT_3))
        root["$schema"] = address("draft-04")
        return "draft-04", True
    dialect = _BY_NAME.get(number)
    if dialect is None:
        dialect = _guess(root)
        noted.mend(("$schema",), t(_ABSENT if named is None else _OTHER, draft=told(dialect)))
        rest = {keyword: value for keyword, value in root.items() if keyword != "$schema"}
        root.clear()
        root.update({"$schema": address(dialect), **rest})
    elif isinstance(named, str) and not _is_known(named, dialect):
        noted.mend(("$schema",), t(_WRITTEN, old=named.strip(), new=address(dialect)))
        root["$schema"] = address(dialect)
    return dialect, False


def _is_known(named: str, dialect: DialectName) -> bool:
    return named.rstrip("#").replace("https://", "http://") == DIALECTS[dialect].address


def _guess(root: Schema) -> DialectName:
    """Of a schema that names no draft: draft 7, unless only another one has what is in it."""
    bare = {keyword: value for keyword, value in root.items() if keyword != "$schema"}
    if "$defs" in bare or _DEPENDENT & bare.keys():
        return "2020-12"
    if metaschema_problems(DEFAULT_DIALECT, bare, 1) and not metaschema_problems("draft-04", bare, 1):
        return "draft-04"
    return DEFAULT_DIALECT


# --- from draft 3 to 4


def leave_draft_3(schema: Schema, where: Location, noted: Noted) -> None:
    """What draft 4 calls otherwise. A field's own `required` is not looked at here."""
    if "divisibleBy" in schema:
        noted.mend((*where, "divisibleBy"), t(_WRITTEN, old="divisibleBy", new="multipleOf"))
        schema["multipleOf"] = schema.pop("divisibleBy")
    if "extends" in schema:
        noted.mend((*where, "extends"), t(_WRITTEN, old="extends", new="allOf"))
        extended = schema.pop("extends")
        parts = extended if isinstance(extended, list) else [extended]
        schema["allOf"] = [*_listed(schema.get("allOf")), *parts]
    if "disallow" in schema:
        noted.mend((*where, "disallow"), t(_WRITTEN, old="disallow", new="not"))
        types = _listed(schema.pop("disallow"))
        barred = [each if isinstance(each, dict) else {"type": each} for each in types]
        schema["not"] = barred[0] if len(barred) == 1 else {"anyOf": barred}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# --- from one draft to a later one


def raise_draft(schema: Schema, old: DialectName, new: DialectName) -> None:
    """Write one schema, those inside it aside, as the later draft `new` has it. It means what it meant."""
    at, to = ORDER.index(old), ORDER.index(new)
    for since, change in _CHANGES:
        if at < ORDER.index(since) <= to:
            change(schema)


def _exclusive_as_numbers(schema: Schema) -> None:
    for flag, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(flag), bool):
            is_exclusive = schema.pop(flag)
            if is_exclusive and limit in schema:
                schema[flag] = schema.pop(limit)


def _references_alone(schema: Schema) -> None:
    """Until draft 7 nothing counts beside a reference."""
    if isinstance(schema.get("$ref"), str):
        for keyword in [each for each in schema if each not in _SAYING and each not in ("definitions", "$defs")]:
            del schema[keyword]


def _dependencies_apart(schema: Schema) -> None:
    dependencies = schema.get("dependencies")
    if not isinstance(dependencies, dict):
        return
    del schema["dependencies"]
    for keyword, kind in (("dependentRequired", list), ("dependentSchemas", (dict, bool))):
        these = {name: value for name, value in dependencies.items() if isinstance(value, kind)}
        if these:
            schema[keyword] = {**these, **schema.get(keyword, {})}


def tuples_by_prefix(schema: Schema) -> None:
    """Since 2020-12 entries by their place are called otherwise."""
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")


_CHANGES: tuple[tuple[DialectName, Callable[[Schema], None]], ...] = (
    ("draft-06", _exclusive_as_numbers),
    ("2019-09", _references_alone),
    ("2019-09", _dependencies_apart),
    ("2020-12", tuples_by_prefix),
)
