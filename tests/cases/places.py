# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a schema says of one place in the answers: which kinds it takes, what its choices are called, what is preset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from omero_forms.domain.schemas.outline import Outline
from tests.cases.files import Case

Path = tuple[str | int, ...]
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Everything in answers that holds nothing further, with its place."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1.0 is 1, and true is not."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


class Places:
    """Asks a case's schema."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.outline = Outline(case.schema)

    def at(self, path: Path) -> list[dict[str, Any]]:
        """The schemas that speak of a place."""
        spread = self.outline.start
        for part in path:
            spread, _title = self.outline.step(spread, part)
        return list(spread)

    def kinds(self, path: Path) -> set[str]:
        """The types that a place takes, as far as they are named."""
        named: set[str] = set()
        for schema in self.at(path):
            types = schema.get("type", [])
            named |= {types} if isinstance(types, str) else set(types)
        return named

    def formats(self, path: Path) -> set[Any]:
        """The formats that are asked for at a place."""
        return {schema.get("format") for schema in self.at(path)} - {None}

    def labels(self, path: Path, value: Any) -> list[str]:
        """What a choice may be called in the page."""
        found: list[str] = []
        for schema in self.at(path):
            values, names = schema.get("enum"), schema.get("enumNames")
            if isinstance(names, list) and value is True:
                found.append(str(names[0]))
            elif isinstance(names, list) and value is False:
                found.append(str(names[1]))
            for index, each in enumerate(values if isinstance(values, list) else ()):
                if same(each, value) and isinstance(names, list) and index < len(names):
                    found.append(str(names[index]))
            if "title" in schema and same(schema.get("const"), value):
                found.append(str(schema["title"]))
        if isinstance(value, bool):
            return [*found, "Yes" if value else "No"]
        return [*found, value if isinstance(value, str) else f"{value}"]

    def in_order(self, path: Path, values: list[Any]) -> list[Any]:
        """Choices in the order in which the form offers them."""
        for schema in self.at(path):
            offered = schema.get("enum", [each.get("const") for each in schema.get("oneOf", [])])
            if all(value in offered for value in values):
                return sorted(values, key=offered.index)
        return values

    def is_preset(self, path: Path, value: Any) -> bool:
        """Whether the form itself gives an answer: as a default, or as the one fixed value that nobody can change."""
        for length in range(len(path) + 1):
            for schema in self.at(path[:length]):
                if "default" in schema and same(_inside(schema["default"], path[length:]), value):
                    return True
        fixed = any(same(schema.get("const"), value) for schema in self.at(path))
        return fixed and self._is_out_of_hand(path)

    def _is_out_of_hand(self, path: Path) -> bool:
        ui: Any = self.case.ui
        for part in path:
            ui = ui.get(part if isinstance(part, str) else "items", {}) if isinstance(ui, dict) else {}
        hidden = isinstance(ui, dict) and ui.get("ui:widget") == "hidden"
        return hidden or any(schema.get("readOnly") is True for schema in self.at(path))


def _inside(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ...
    return value
