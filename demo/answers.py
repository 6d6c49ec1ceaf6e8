# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to any form: random values that satisfy a JSON Schema, and read like something where the schema says what is
meant.

Values come from `const`, `enum`, `examples` or `default` where the schema has them, else they are made from its bounds.
What comes out is checked with jsonschema; while it does not satisfy the schema (conditions, exclusive branches), it is
made anew.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from jsonschema.validators import validator_for

WORDS = (
    "actin", "axon", "beads", "control", "cortex", "drift", "embryo", "fixed", "granule", "kinetochore", "lamella", "mitosis",
    "nucleus", "organoid", "plasma", "replicate", "spindle", "synapse", "treated", "vesicle",
)  # fmt: skip
DEEP = 14
CONDITIONS = "conditions of this form's schema"
TRIES = 300


class NoAnswersError(Exception):
    """No answers were found that satisfy the schema; the message says what stood against the last ones."""


def make_answers(schema: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """Answers that satisfy *schema*, different at each call. Raises NoAnswersError."""
    validator_class = validator_for(schema)
    validator = validator_class(schema, format_checker=validator_class.FORMAT_CHECKER)
    last = "it has no type object at its root"
    for attempt in range(TRIES):
        # Optional fields are what most conditions hang on: fewer of them, the longer it does not work.
        maker = Maker(schema, chance, optional=max(0.0, 0.8 - attempt / 100))
        answers = without_empty(maker.value(schema, 0))
        if not isinstance(answers, dict):
            continue
        error = next(iter(validator.iter_errors(answers)), None)
        if error is None:
            return answers
        last = f"{'/'.join(map(str, error.absolute_path)) or 'the root'}: {error.message[:200]}"
    message = f"no answers in {TRIES} tries; the last ones failed at {last}"
    raise NoAnswersError(message)


def without_empty(value: Any) -> Any:
    """*value* without the empty strings and objects that a form never sends."""
    if isinstance(value, dict):
        kept = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", {})}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


class Maker:
    """Makes one set of answers; `optional` is how likely an optional field is filled."""

    def __init__(self, root: Mapping[str, Any], chance: random.Random, *, optional: float) -> None:
        self.root = root
        self.chance = chance
        self.optional = optional

    def value(self, schema: Any, depth: int) -> Any:
        """One value for *schema*."""
        if not isinstance(schema, Mapping):
            return self.chance.choice(WORDS)
        schema = self.resolved(schema)
        if "const" in schema:
            return schema["const"]
        for keyword in ("enum", "examples"):
            if isinstance(schema.get(keyword), list) and schema[keyword]:
                return self.chance.choice(schema[keyword])
        kind = self.kind(schema)
        if schema.get("default") is not None and kind not in {"object", "array"}:
            return schema["default"]
        return getattr(self, f"make_{kind}")(schema, depth)

    def resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """*schema* with its local references, allOf, and one branch of anyOf and oneOf merged in."""
        merged = conditions_apart(schema)
        for _ in range(DEEP):
            reference = merged.pop("$ref", None)
            if reference is not None:
                merged = merge(self.pointed_at(str(reference)), merged)
            for part in merged.pop("allOf", []):
                whole = merge(self.pointed_at(part["$ref"]), without_ref(part)) if "$ref" in part else part
                merged = merge(merged, conditions_apart(whole))
            for keyword in ("oneOf", "anyOf"):
                branches = [branch for branch in merged.pop(keyword, []) if branch != {"type": "null"}]
                if branches:
                    merged = merge(merged, self.chance.choice(branches))
            if not {"$ref", "allOf", "oneOf", "anyOf"} & merged.keys():
                break
        return merged

    def pointed_at(self, reference: str) -> dict[str, Any]:
        """The schema that a local reference names; an empty one (anything goes) for others."""
        node: Any = self.root
        if not reference.startswith("#"):
            return {}
        for step in [part for part in reference[1:].split("/") if part]:
            node = node[step.replace("~1", "/").replace("~0", "~")]
        return dict(node)

    def kind(self, schema: Mapping[str, Any]) -> str:
        """The type to make; a list of types is chosen from, null last."""
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self.chance.choice([item for item in kind if item != "null"] or ["null"])
        if kind is None:
            kind = "object" if "properties" in schema else "array" if "items" in schema else "string"
        return str(kind)

    def make_object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """All required fields, and some of the others."""
        properties = schema.get("properties", {})
        required = set(schema.get("required", []))
        made = {}
        for name, part in properties.items():
            if name in required or (depth < DEEP and self.chance.random() < self.optional):
                made[name] = self.value(part, depth + 1)
        for condition in schema.get(CONDITIONS, []):
            self.satisfy(condition, made, depth)
        for name in required - made.keys():
            made[name] = self.value(schema.get("additionalProperties", {}), depth + 1)
        return made

    def satisfy(self, condition: Mapping[str, Any], made: dict[str, Any], depth: int) -> None:
        """Make again in *made* what the branch of an `if` says of fields that are required or there."""
        definitions = {key: self.root[key] for key in ("definitions", "$defs") if key in self.root}
        holds = validator_for(self.root)({**definitions, **condition["if"]})
        branch = condition.get("then" if holds.is_valid(made) else "else", {})
        if isinstance(branch, Mapping):
            branch = self.resolved(branch)
            for name, part in branch.get("properties", {}).items():
                if name in made or name in branch.get("required", []):
                    made[name] = self.value(part, depth + 1)

    def make_array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        """As many items as are required, one or two more where there may be."""
        fewest = int(schema.get("minItems", 0))
        most = min(int(schema.get("maxItems", fewest + 2)), max(fewest, 1) + 2)
        count = fewest if depth >= DEEP else self.chance.randint(min(max(fewest, 1), most), most)
        items = schema.get("items", {})
        first: list[Any] = schema.get("prefixItems") or (items if isinstance(items, list) else [])
        rest = schema.get("additionalItems", {}) if isinstance(items, list) else items
        made: list[Any] = []
        for index in range(count):
            for _ in range(20):
                item = self.value(first[index] if index < len(first) else rest, depth + 1)
                if not (schema.get("uniqueItems") and item in made):
                    made.append(item)
                    break
        return made

    def make_string(self, schema: Mapping[str, Any], _depth: int) -> str:
        """By format, by pattern, else a few words within the bounds."""
        if schema.get("format") in FORMATS:
            return str(FORMATS[schema["format"]](self.chance))
        if "pattern" in schema:
            return matching(str(schema["pattern"]), self.chance)
        fewest, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 200))
        text = " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 3)))
        while len(text) < fewest:
            text += f" {self.chance.choice(WORDS)}"
        return text[:most].strip().ljust(min(fewest, most), "x")

    def make_integer(self, schema: Mapping[str, Any], _depth: int) -> int:
        """A whole number within the bounds."""
        step = int(schema.get("multipleOf", 1)) or 1
        low, high = self.bounds(schema)
        first = -(-int(low) // step)
        return step * self.chance.randint(first, max(first, int(high) // step))

    def make_number(self, schema: Mapping[str, Any], _depth: int) -> float:
        """A number with at most two decimals within the bounds."""
        if "multipleOf" in schema:
            low, high = self.bounds(schema)
            step = float(schema["multipleOf"])
            return round(
                step * self.chance.randint(int(low / step) + 1, max(int(low / step) + 1, int(high / step))),
                9,
            )
        low, high = self.bounds(schema)
        return round(self.chance.uniform(low, high), 2) if high - low > 0.1 else (low + high) / 2

    def bounds(self, schema: Mapping[str, Any]) -> tuple[float, float]:
        """Lowest and highest number, inclusive; draft 4's boolean exclusive bounds too."""
        low, high = schema.get("minimum"), schema.get("maximum")
        exclusive_low, exclusive_high = (
            schema.get("exclusiveMinimum"),
            schema.get("exclusiveMaximum"),
        )
        inside = 1 if self.kind(schema) == "integer" else 0.01
        if exclusive_low is True and low is not None:
            low += inside
        elif isinstance(exclusive_low, int | float) and not isinstance(exclusive_low, bool):
            low = exclusive_low + inside
        if exclusive_high is True and high is not None:
            high -= inside
        elif isinstance(exclusive_high, int | float) and not isinstance(exclusive_high, bool):
            high = exclusive_high - inside
        if low is None:
            low = 0 if high is None or high > 0 else high - 100
        return float(low), float(high if high is not None else low + 100)

    def make_boolean(self, _schema: Mapping[str, Any], _depth: int) -> bool:
        """Yes or no."""
        return self.chance.random() < 0.5

    def make_null(self, _schema: Mapping[str, Any], _depth: int) -> None:
        """Nothing."""


def conditions_apart(schema: Mapping[str, Any]) -> dict[str, Any]:
    """*schema* with its `if`, `then` and `else` as one entry of a list, so that several can be merged."""
    apart = {key: value for key, value in schema.items() if key not in {"if", "then", "else"}}
    if "if" in schema:
        condition = {key: schema[key] for key in ("if", "then", "else") if key in schema}
        apart[CONDITIONS] = [*apart.get(CONDITIONS, []), condition]
    return apart


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both schemas in one: properties and required fields together, for the rest *above* wins."""
    merged = dict(below)
    for key, value in above.items():
        if key == "properties":
            merged[key] = {**merged.get(key, {}), **value}
        elif key in {"required", CONDITIONS} and isinstance(value, list):
            merged[key] = [*merged.get(key, []), *value]
        elif key in {"oneOf", "anyOf"} and key in merged:
            merged["allOf"] = [*merged.get("allOf", []), {key: value}]
        elif key == "allOf":
            merged["allOf"] = [*merged.get("allOf", []), *value]
        else:
            merged[key] = value
    return merged


def without_ref(schema: Mapping[str, Any]) -> dict[str, Any]:
    """*schema* less its reference."""
    return {key: value for key, value in schema.items() if key != "$ref"}


def matching(pattern: str, chance: random.Random) -> str:
    """A string that *pattern* finds: made by Hypothesis, which turns regular expressions into strategies."""
    import warnings

    from hypothesis import strategies
    from hypothesis.errors import NonInteractiveExampleWarning

    strategy = strategies.from_regex(re.compile(pattern, re.ASCII), alphabet=strategies.characters(codec="ascii"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        found = [strategy.example() for _ in range(3)]
    return str(chance.choice(found)).strip("\n")


def _recent(chance: random.Random) -> date:
    # An exact date of its own is not read from any clock: the answers depend on the random source alone.
    return date(2026, 1, 1) + timedelta(days=chance.randint(0, 300))


FORMATS = {
    "date": lambda chance: _recent(chance).isoformat(),
    "date-time": lambda chance: f"{_recent(chance).isoformat()}T{chance.randint(8, 19):02d}:{chance.randint(0, 59):02d}:00Z",
    "time": lambda chance: f"{chance.randint(8, 19):02d}:{chance.randint(0, 59):02d}:00Z",
    "email": lambda chance: f"{chance.choice(WORDS)}@lab.example.org",
    "uri": lambda chance: f"https://www.example.org/{chance.choice(WORDS)}",
    "uuid": lambda chance: (
        "-".join("".join(chance.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4)) + "-4" +
        "".join(chance.choice(string.hexdigits[:16]) for _ in range(3)) + "-a" + "".join(chance.choice("0123456789abcdef") for _ in range(3)) +
        "-" + "".join(chance.choice("0123456789abcdef") for _ in range(12))
    ),
}  # fmt: skip
