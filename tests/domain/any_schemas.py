# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hypothesis strategies of schemas: every keyword of every draft, mostly with what belongs there, sometimes with
anything.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.domain.json_values import values

ADDRESSES = [
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
]
NAMES = st.sampled_from(["a", "b", "x y", "", "a/b", "~", "é", "__proto__", "$ref", "items"])
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])
PATTERNS = st.sampled_from(["^a", r"\d+", "^$", r"^[\w-.]+$", r"\-", "(a|b)*", r"\p{L}", "[^]", "(", "(?=a)*"])  # fmt: skip
REFERENCES = st.sampled_from(["#", "#/definitions/a", "#/$defs/b", "#here", "#/properties/a", "#/extra", "#/enum", "other"])  # fmt: skip
SMALL = st.integers(0, 4)
NUMBERS = st.one_of(st.integers(-9, 9), st.sampled_from([0.1, 1.5, 2**63, -(2**64), 1e300]))
FORMATS = st.sampled_from(["date", "time", "date-time", "email", "uri", "ipv6", "hostname", "regex", "uuid", "duration", "odd"])  # fmt: skip
ANSWERS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["", "a", "ab1", " ", "2026-11-23", 0.3])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def _keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=3)
    lists = st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2)
    text = st.text(max_size=5).filter(lambda one: "\0" not in one)
    return {
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several),
        **dict.fromkeys(("properties", "definitions", "$defs", "dependentSchemas"), named),
        **dict.fromkeys(
            ("if", "then", "else", "not", "contains", "propertyNames", "additionalItems", "additionalProperties",
             "unevaluatedItems", "unevaluatedProperties", "contentSchema", "extra"), inner,
        ),
        **dict.fromkeys(("minimum", "maximum", "multipleOf"), NUMBERS),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), NUMBERS | st.booleans()),
        **dict.fromkeys(
            ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"), SMALL,
        ),
        **dict.fromkeys(("$anchor", "$dynamicAnchor"), st.just("here")),
        **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef"), REFERENCES),
        **dict.fromkeys(("title", "description", "$comment", "example"), text),
        **dict.fromkeys(("$id", "id"), st.sampled_from(["#here", "/a", "http://example.org/a"])),
        "items": inner | several,
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "dependencies": named | lists,
        "dependentRequired": lists,
        "required": st.lists(NAMES, max_size=3, unique=True),
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(ANSWERS, max_size=3),
        "const": ANSWERS,
        "default": ANSWERS,
        "examples": st.lists(ANSWERS, max_size=2) | text,
        "pattern": PATTERNS,
        "format": FORMATS,
        "uniqueItems": st.booleans(),
        "$recursiveAnchor": st.booleans(),
    }  # fmt: skip


@st.composite
def _schemas(draw: st.DrawFn, depth: int) -> Any:
    if depth == 0:
        return draw(st.booleans() | st.builds(dict))
    keywords = _keywords(_schemas(depth - 1))
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True))
    schema: dict[str, Any] = {name: draw(keywords[name]) for name in chosen}
    if chosen and draw(st.integers(0, 29)) == 0:
        schema[chosen[0]] = draw(values)
    return schema if chosen else draw(st.booleans() | st.just({}))


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """The schema of a form: an object with questions, and anything beside them."""
    schema = draw(_schemas(2))
    form: dict[str, Any] = dict(schema) if isinstance(schema, dict) else {}
    address = draw(st.sampled_from([None, *ADDRESSES]))
    if address is not None:
        form["$schema"] = address
    form["type"] = "object"
    form.setdefault("properties", draw(st.dictionaries(NAMES, _schemas(2), min_size=1, max_size=3)))
    return form


answers = st.dictionaries(NAMES, ANSWERS, max_size=5)
