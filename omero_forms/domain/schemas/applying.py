# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which schemas apply to one value: in any case, in one alternative, or after another answer. As the form's draft means
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from omero_forms.domain.schemas.budgets import current
from omero_forms.domain.schemas.checker import matches
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import (
    Location,
    Schema,
    at_fragment,
    local_fragment,
    located,
)

Nodes = tuple[Schema, ...]

ALTERNATIVES = ("oneOf", "anyOf")

OLD_DIALECTS = frozenset({"draft-04", "draft-06", "draft-07"})


class When(Enum):
    """When a schema applies to a value."""

    ALWAYS = auto()
    CHOSEN = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class Layer:
    """Schemas that apply together: always, where an alternative is chosen, or after another answer."""

    nodes: Nodes
    when: When


def schemas_in(value: object) -> Iterator[Schema]:
    """The schemas of a list or of a keyword that names them; what is none is passed over."""
    if isinstance(value, dict):
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def mapping(schema: Schema, keyword: str) -> dict[str, Any]:
    """The value of a keyword that holds names; drafts that do not know it may have anything there."""
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def names_in(value: object) -> list[str]:
    """A list of names, as `required` holds one."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list | tuple) else []


class Applying:
    """The schemas of one cleaned root, and how they lead to each other. Needs an enclosing :func:`budgets.spending`."""

    def __init__(self, root: Schema, dialect: DialectName) -> None:
        self.root = root
        self.dialect = dialect
        self._places = {key: where for key, (where, _schema) in located(root).items()}

    def place(self, schema: Schema) -> Location:
        """Where a schema stands."""
        return self._places.get(id(schema), ())

    def always(self, nodes: Iterable[Schema]) -> Nodes:
        """`nodes` and what they apply in any case: references and `allOf`."""
        found: dict[int, Schema] = {}
        passed: set[int] = set()
        waiting = list(nodes)[::-1]
        while waiting:
            schema = waiting.pop()
            if id(schema) in passed:
                continue
            passed.add(id(schema))
            current().check()
            following = list(self._targets(schema))
            if not (self.dialect in OLD_DIALECTS and "$ref" in schema):
                # Beside a reference, the older drafts see nothing.
                found[id(schema)] = schema
                following.extend(schemas_in(schema.get("allOf")))
            waiting.extend(reversed(following))
        return tuple(found.values())

    def _targets(self, schema: Schema) -> Iterator[Schema]:
        fragment = local_fragment(schema.get("$ref"), "")
        if fragment is not None:
            target = at_fragment(self.root, fragment, {})
            if isinstance(target, dict):
                yield target

    def consequences(self, schema: Schema) -> Iterator[Schema]:
        """What another answer may bring in."""
        if "if" in schema and self.dialect not in {"draft-04", "draft-06"}:
            yield from schemas_in([schema.get("then"), schema.get("else")])
        keyword = "dependencies" if self.dialect in OLD_DIALECTS else "dependentSchemas"
        yield from schemas_in(mapping(schema, keyword))

    def dependents(self, schema: Schema) -> Iterator[tuple[str, list[str]]]:
        """The names that are required beside another one."""
        keyword = "dependencies" if self.dialect in OLD_DIALECTS else "dependentRequired"
        for trigger, names in mapping(schema, keyword).items():
            if isinstance(names, list):
                yield trigger, names_in(names)

    def layers(self, nodes: Nodes) -> list[Layer]:
        """All that may apply to a value to which `nodes` do, these first."""
        found = [Layer(nodes, When.ALWAYS)]
        passed = set(map(id, nodes))
        for layer in found:
            for schema in layer.nodes:
                chosen = [one for options in alternatives((schema,)) for one in options]
                for one, when in (
                    *((one, When.CHOSEN) for one in chosen),
                    *((one, When.AFTER) for one in self.consequences(schema)),
                ):
                    if id(one) not in passed:
                        passed.add(id(one))
                        found.append(Layer(self.always([one]), when))
        return found


def alternatives(nodes: Nodes, keywords: tuple[str, ...] = ALTERNATIVES) -> list[list[Schema]]:
    """The lists of which an entry has to fit."""
    return [
        list(schemas_in(schema[keyword]))
        for schema in nodes
        for keyword in keywords
        if isinstance(schema.get(keyword), list)
    ]


def defaults(nodes: Nodes) -> list[Any]:
    """What is given for a value that nobody has answered."""
    return [schema["default"] for schema in nodes if "default" in schema]


class Group:
    """The fields of a group: what is said of each, and what else may be added."""

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = layers
        self.always = layers[0].nodes
        self.fields: dict[str, Nodes] = {}
        for layer in layers:
            here: dict[str, list[Schema]] = {}
            for schema in layer.nodes:
                for name, child in mapping(schema, "properties").items():
                    if name not in self.fields:
                        here.setdefault(name, []).append(child)
            self.fields.update((name, tuple(nodes)) for name, nodes in here.items())

    def forbids(self, name: str) -> bool:
        """Whether a part that always applies knows no such name, and allows none that it does not know."""
        return any(
            schema.get("additionalProperties") is False
            and name not in mapping(schema, "properties")
            and not _matching(schema, name)
            for schema in self.always
        )

    def added(self, name: str | None = None) -> Iterator[Schema]:
        """What is kept under names that people choose; of those that may be called `name`, where it is given."""
        for layer in self.layers:
            for schema in layer.nodes:
                patterns = mapping(schema, "patternProperties")
                yield from patterns.values() if name is None else _matching(schema, name)
                more = schema.get("additionalProperties")
                if more is True:
                    yield {}
                elif isinstance(more, dict):
                    yield more


def _matching(schema: Schema, name: str) -> list[Schema]:
    return [child for pattern, child in mapping(schema, "patternProperties").items() if matches(str(pattern), name)]
