# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a schema, each with the place where it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.outline import SEPARATOR, Nodes, Outline, outline_for
from omero_forms.domain.schemas.subschemas import Schema

ENTRY = "*"
"""In a path: any entry of a list."""
MAX_QUESTIONS = 4000
_MAX_DEPTH = 12

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the names that lead to it, the titles that do, what speaks of it, and whether it must be answered
    wherever the group around it is.
    """

    path: Path
    titles: str
    title: str
    nodes: Nodes
    is_required: bool

    def first(self, keyword: str) -> object:
        """What the first of its schemas that has the keyword says by it; None for nothing."""
        return next((schema[keyword] for schema in self.nodes if keyword in schema), None)


def questions_of(form: FormSchema) -> dict[Path, Asked]:
    """All questions, also those that only some answers bring up, in the order of the form. Groups are among them, and
    lists; the entries of a list are not, but what is asked in them is. A question inside itself is followed only once.
    """
    outline = outline_for(form.text, form.dialect)
    found: dict[Path, Asked] = {}
    for one in _inside(outline, outline.start, (), (), frozenset()):
        found.setdefault(one.path, one)
        if len(found) >= MAX_QUESTIONS:
            break
    return found


def _inside(outline: Outline, spread: Nodes, path: Path, titles: Path, above: frozenset[int]) -> Iterator[Asked]:
    if id(spread) in above or len(path) > _MAX_DEPTH:
        return
    above |= {id(spread)}
    if path and any(isinstance(schema.get("items"), dict) for schema in spread):
        entries, _title = outline.step(spread, 10**6)
        yield from _inside(outline, entries, (*path, ENTRY), titles, above)
    required = {name for schema in spread for name in _required(schema)}
    for name in outline.names(spread):
        inside, title = outline.step(spread, name)
        here, through = (*path, name), (*titles, title)
        yield Asked(here, SEPARATOR.join(through), title, inside, name in required)
        yield from _inside(outline, inside, here, through, above)


def _required(schema: Schema) -> list[str]:
    names = schema.get("required")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
