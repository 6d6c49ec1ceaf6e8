# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page that renders a form can ask for, and what nobody could answer there.

The one place where this is written down. The page can ask for:

- text, numbers, yes or no, choices (`enum`, `const`) of single values, and questions without a type (as text), also
  where they
  may be null;
- groups: what `properties` names, directly, by references (`#/...`, `#name`, recursive ones too), in `allOf`, in the
  alternatives of `oneOf` and `anyOf`, and where `if`, `dependentSchemas` or (drafts 04 to 07) `dependencies` bring it
  in;
- maps: names that people choose, where `patternProperties` or `additionalProperties` say what is kept under them;
- lists of any of these, also with entries that have a meaning by their place (`prefixItems`, and `items` as a list).

What it cannot ask, or what no answer satisfies, is *not asked*: it is folded in the page with its reason. A group is
not asked as a whole when one of its required questions is not, a list when its entries are not. A form is refused where
it *requires* what is not asked: in itself, in a required group, or after another answer, since nobody could get past
that.

A question that the UI schema hides is meant not to be asked. It is refused only where it is required and has nothing to
fill it in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from omero_forms.domain.answers.blank import is_blank
from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.publishing.contradictions import (
    SCALARS,
    choices,
    contradiction,
    kinds,
    told_kind,
)
from omero_forms.domain.schemas.accept import KEPT_BY_THE_PAGE, FormSchema
from omero_forms.domain.schemas.applying import (
    ALTERNATIVES,
    OLD_DIALECTS,
    Applying,
    Group,
    Layer,
    Nodes,
    When,
    alternatives,
    defaults,
    names_in,
)
from omero_forms.domain.schemas.budgets import BudgetSpentError, current, spending, within
from omero_forms.domain.schemas.checker import checker_for
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.outline import outline_for
from omero_forms.domain.schemas.subschemas import NEVER, Location, Schema
from omero_forms.domain.schemas.ui_schemas import NO_UI, Ui, inside, is_hidden, of_entry, of_kind
from omero_forms.domain.texts import noop, t

SECONDS = 3.0
_DEEPEST = 40

NO_QUESTION = noop("There is no question of this name, and nothing lets people add one.")
NO_QUESTIONS = noop("It is a group without questions.")
NO_ENTRIES = noop("The list may hold no entries.")
CLOSED = noop("Another part of the form forbids it (additionalProperties).")
UNNAMEABLE = noop("No entry that people add can have this name.")
ENDLESS = noop("It requires itself inside itself, without end.")
HIDDEN = noop("The UI schema hides it, and it has no default.")
ALL_HIDDEN = noop("The UI schema hides the whole form.")
NOBODY = noop("Nobody could answer this required question in the page. {reason}")
AFTERWARDS = noop("Nobody could answer this question in the page, and another answer makes it required. {reason}")
ENTRIES = noop("Its entries cannot be asked for. {reason}")
NEEDS = noop("It requires “{title}”, which cannot be asked for. {reason}")
NO_ALTERNATIVE = noop("None of its alternatives can be answered. {reason}")


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A question that the page cannot ask: where it stands in the schema, its title, and why."""

    pointer: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What becomes of a form's questions. `refused`: pointer and message of what nobody could get past."""

    refused: tuple[tuple[str, str], ...]
    not_asked: tuple[NotAsked, ...]


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Why something cannot be asked; where in the schema that lies, and what is wrong there."""

    reason: str
    place: Location
    cause: str


def _at(place: Location, reason: str) -> _Obstacle:
    return _Obstacle(reason, place, reason)


_Key = tuple[frozenset[int], int]


class _Asking:
    """One examination of one form."""

    def __init__(self, text: str, dialect: DialectName) -> None:
        self.dialect = dialect
        self.checker = checker_for(text, dialect)
        self.outline = outline_for(text, dialect)
        self.applying = Applying(self.checker.root, dialect)
        self.known: dict[_Key, _Obstacle | None] = {}
        self.open: set[_Key] = set()
        self.walked: set[_Key] = set()
        self.refused: dict[tuple[str, str], None] = {}
        self.not_asked: dict[str, NotAsked] = {}

    def run(self, ui: Ui) -> Asked:
        root = self.applying.always([self.checker.root])
        group = Group(self.applying.layers(root))
        reason = contradiction(root, self.dialect, self.checker)
        if reason is not None:
            self._refuse(_at((), reason), NOBODY)
        if is_hidden(ui):
            self._refuse(_at((), t(ALL_HIDDEN)), "{reason}")
        for _name, obstacle in self._missing(group, ui, frozenset()):
            self._refuse(obstacle, NOBODY)
        self._walk((self.checker.root,), ui)
        return Asked(tuple(self.refused), tuple(self.not_asked.values()))

    def _refuse(self, obstacle: _Obstacle, words: str) -> None:
        pointer = join_pointer(obstacle.place)
        self.refused.setdefault((pointer, t(words, reason=obstacle.cause)))

    # --- verdicts

    def _obstacle(
        self, nodes: Nodes, ui: Ui, needed: frozenset[_Key], tried: frozenset[int] = frozenset()
    ) -> _Obstacle | None:
        """What is in the way of asking for a value of which `nodes` speak; None when nothing is.

        `needed`: the values that require this one inside them. `tried`: lists of alternatives that are looked at
        further up.
        """
        always = self.applying.always(nodes)
        key = (frozenset(map(id, always)), id(ui))
        if key in self.open:
            place = self.applying.place(nodes[0])
            return _at(place, t(ENDLESS)) if key in needed else None
        if key in self.known:
            return self.known[key]
        if len(self.open) >= _DEEPEST:
            return None
        self.open.add(key)
        try:
            found = self._of_value(nodes, always, ui, needed | {key}, tried)
        finally:
            self.open.discard(key)
        self.known[key] = found
        return found

    def _of_value(
        self, nodes: Nodes, always: Nodes, ui: Ui, needed: frozenset[_Key], tried: frozenset[int]
    ) -> _Obstacle | None:
        place = self.applying.place(nodes[0])
        reason = contradiction(always, self.dialect, self.checker)
        if reason is not None:
            return _at(place, reason)
        if choices(always, self.dialect) is not None:
            return None
        lists = [
            (id(schema), keyword, options)
            for schema in always
            if id(schema) not in tried
            for keyword in ALTERNATIVES
            for options in alternatives((schema,), (keyword,))
        ]
        passed = tried | {schema for schema, _keyword, _options in lists}
        for _schema, keyword, options in lists:
            # One that can be answered is enough: each is held against all of them.
            tries = (
                self._obstacle((*always, one), of_kind(ui, keyword, index), needed, passed)
                for index, one in enumerate(options)
            )
            first = next(tries, None)
            if first is not None and all(tries):
                return _at(place, t(NO_ALTERNATIVE, reason=first.reason))
        group = Group(self.applying.layers(always))
        allowed = kinds(always) or {told_kind(always) or ("object" if group.fields else "string")}
        if allowed & SCALARS:
            return None
        if "object" in allowed:
            return self._of_group(group, ui, needed, place)
        if "array" in allowed:
            entries = self._entries(always) or ([], [{}])
            return self._of_list(entries, always, ui, needed, place)
        return None

    def _of_group(self, group: Group, ui: Ui, needed: frozenset[_Key], place: Location) -> _Obstacle | None:
        for name, missing in self._missing(group, ui, needed):
            title = self.outline.title(group.fields.get(name, ()), name)
            return replace(missing, reason=t(NEEDS, title=title, reason=missing.reason))
        first: _Obstacle | None = None
        for name in group.fields:
            obstacle = self._of_field(group, name, ui, frozenset())
            if obstacle is None:
                return None
            first = first or obstacle
        for schema in group.added():
            if self._obstacle((schema,), NO_UI, frozenset()) is None:
                return None
        return first or _at(place, t(NO_QUESTIONS))

    def _missing(self, group: Group, ui: Ui, needed: frozenset[_Key]) -> Iterator[tuple[str, _Obstacle]]:
        """What is in the way of the fields that a group always requires."""
        for schema in group.always:
            for index, name in enumerate(names_in(schema.get("required"))):
                place = (*self.applying.place(schema), "required", index)
                obstacle = self._of_required(group, name, ui, needed, place)
                if obstacle is not None:
                    yield name, obstacle

    def _of_required(
        self, group: Group, name: str, ui: Ui, needed: frozenset[_Key], place: Location
    ) -> _Obstacle | None:
        if name not in group.fields:
            return self._of_added(group, name, place)
        if is_hidden(inside(ui, name)) and not self._fills_itself(group, name):
            return _at(self.applying.place(group.fields[name][0]), t(HIDDEN))
        return self._of_field(group, name, ui, needed)

    def _of_added(self, group: Group, name: str, place: Location) -> _Obstacle | None:
        """What is in the way of a required name that only people can add."""
        if name == "__proto__" or is_blank(name) or KEPT_BY_THE_PAGE & set(name):
            # The page takes no such name from a person; a question may have it.
            return _at(place, t(UNNAMEABLE))
        if group.forbids(name):
            return _at(place, t(CLOSED))
        added = list(group.added(name))
        if not added:
            return _at(place, t(NO_QUESTION))
        return self._obstacle((added[0],), NO_UI, frozenset())

    def _of_field(self, group: Group, name: str, ui: Ui, needed: frozenset[_Key]) -> _Obstacle | None:
        nodes = group.fields[name]
        place = self.applying.place(nodes[0])
        if group.forbids(name):
            return _at(place, t(CLOSED))
        return self._obstacle(nodes, inside(ui, name), needed)

    def _fills_itself(self, group: Group, name: str, above: frozenset[frozenset[int]] = frozenset()) -> bool:
        """Whether a hidden field has what the page fills in by itself: a constant or a default that fits, its own or
        its group's.
        """
        nodes = self.applying.always(group.fields[name])
        key = frozenset(map(id, nodes))
        if key in above:
            return False
        presets = [
            *defaults(nodes),
            *(each.get(name) for each in defaults(group.always) if isinstance(each, dict)),
        ]
        if any(self._is_answer(value, nodes) for value in presets):
            return True
        offered = choices(nodes, self.dialect)
        if offered is not None:
            return len(offered) == 1
        within = Group(self.applying.layers(nodes))
        required = {one for schema in nodes for one in names_in(schema.get("required"))}
        filled = {one for one in within.fields if self._fills_itself(within, one, above | {key})}
        return bool(filled) and required <= filled

    def _is_answer(self, value: Any, nodes: Nodes) -> bool:
        prepared = prepare({"": value})
        # The page leaves out lists without entries, as it does null.
        return prepared.get("") not in (None, []) and all(
            self.checker.is_valid(prepared[""], schema) for schema in nodes
        )

    def _entries(self, nodes: Nodes) -> tuple[list[Schema], list[Schema]] | None:
        """The schemas of a list's leading entries and of the others; None where nothing is said of entries."""
        for schema in nodes:
            items, leading = schema.get("items"), schema.get("prefixItems")
            if self.dialect != "2020-12":
                leading = items
                items = schema.get("additionalItems", True) if isinstance(items, list) else items
            leading = [one for one in leading if isinstance(one, dict)] if isinstance(leading, list) else []
            if leading or "items" in schema:
                rest = [] if items is False else [items] if isinstance(items, dict) else [{}]
                return leading, rest
        return None

    def _of_list(
        self,
        entries: tuple[list[Schema], list[Schema]],
        nodes: Nodes,
        ui: Ui,
        needed: frozenset[_Key],
        place: Location,
    ) -> _Obstacle | None:
        leading, rest = entries
        least = max((schema.get("minItems", 0) for schema in nodes), default=0)
        if (not leading and not rest) or any(schema.get("maxItems") == 0 for schema in nodes):
            return _at(place, t(NO_ENTRIES))
        needing = needed if least else frozenset()
        for index, one in enumerate(leading[: max(int(least), 1)] or rest):
            below = of_entry(ui, index)
            obstacle = _at(place, t(HIDDEN)) if is_hidden(below) else self._obstacle((one,), below, needing)
            if obstacle is not None:
                return replace(obstacle, reason=t(ENTRIES, reason=obstacle.reason))
        return None

    # --- the walk that lists them

    def _walk(self, nodes: Nodes, ui: Ui) -> None:
        """List what is not asked inside a value that is."""
        always = self.applying.always(nodes)
        key = (frozenset(map(id, always)), id(ui))
        if key in self.walked:
            return
        self.walked.add(key)
        current().check()
        layers = self.applying.layers(always)
        group = Group(layers)
        allowed = kinds(always)
        if allowed is not None and not allowed & {"object", "array"}:
            return
        for name, field in group.fields.items():
            below = inside(ui, name)
            if is_hidden(below):
                continue
            obstacle = self._of_field(group, name, ui, frozenset())
            if obstacle is None:
                self._walk(field, below)
            else:
                self._list(field[0], name, obstacle)
        for layer in layers:
            self._walk_consequences(layer, group, ui)
            leading, rest = self._entries(layer.nodes) or ([], [])
            for index, one in enumerate((*leading, *rest, *Group([layer]).added())):
                below = of_entry(ui, index)
                if self._obstacle((one,), below, frozenset()) is None:
                    self._walk((one,), below)

    def _walk_consequences(self, layer: Layer, group: Group, ui: Ui) -> None:
        """Refuse what nobody could get past once they gave some other answer."""
        for schema in layer.nodes:
            place = self.applying.place(schema)
            names = names_in(schema.get("required")) if layer.when is When.AFTER else []
            wanted = [(name, (*place, "required")) for name in names]
            keyword = "dependencies" if self.dialect in OLD_DIALECTS else "dependentRequired"
            for trigger, dependents in self.applying.dependents(schema):
                if trigger in group.fields:
                    wanted.extend((name, (*place, keyword, trigger)) for name in dependents)
            if any(NEVER in one for one in layer.nodes):
                continue
            for name, where in wanted:
                obstacle = self._of_required(group, name, ui, frozenset(), where)
                if obstacle is not None:
                    self._refuse(obstacle, AFTERWARDS)

    def _list(self, schema: Schema, name: str, obstacle: _Obstacle) -> None:
        pointer = join_pointer(self.applying.place(schema))
        title = self.outline.title((schema,), name)
        self.not_asked.setdefault(pointer, NotAsked(pointer, title, obstacle.reason))


@lru_cache(maxsize=128)
def _examined(text: str, dialect: DialectName, ui_text: str) -> Asked:
    return _Asking(text, dialect).run(json.loads(ui_text) if ui_text.strip() else {})


def examine(schema: FormSchema, ui_schema: str) -> Asked | None:
    """What the page makes of an accepted schema and UI schema; None when that would take too long to find out."""
    with spending(within(SECONDS)):
        try:
            return _examined(schema.text, schema.dialect, ui_schema)
        except (BudgetSpentError, RecursionError):
            # Not kept: a machine that was busy now may have the time later.
            return None


def not_asked(schema: FormSchema, ui_schema: str) -> tuple[NotAsked, ...]:
    """The questions of a published version that the page cannot ask."""
    asked = examine(schema, ui_schema)
    return () if asked is None else asked.not_asked
