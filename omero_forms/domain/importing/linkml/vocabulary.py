# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a LinkML schema and all that it imports define, and what of it holds for each class."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Location
from omero_forms.domain.texts import noop, t

Definition = dict[str, Any]

SHELVES = ("classes", "slots", "enums", "types")
_DEPTH = 40
_TYPES = frozenset({"linkml:types", "https://w3id.org/linkml/types"})
"""The types of LinkML itself, which come with the program."""
_PREFIXED = re.compile(r"(\w+):([^/].*)")

_NO_IMPORT = noop("It imports “{name}”, which is not among the files.")
_NO_PARENT = noop("“{name}” is made like “{parent}”, which is not there.")


@dataclass(slots=True)
class Module:
    """A file. `file` is its path, `data` what it holds, `problems` (by pointer) and `mended` what reading it found."""

    file: str
    data: Definition
    problems: list[tuple[str, str]] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    def named(self, shelf: str) -> dict[str, Definition]:
        """Its own definitions of a kind, by name."""
        found = self.data.get(shelf)
        if isinstance(found, list):
            # Names alone.
            return {str(name): {} for name in found}
        return {
            str(name): value if isinstance(value, dict) else {}
            for name, value in (found.items() if isinstance(found, dict) else ())
        }


@dataclass(slots=True)
class Found:
    """A definition, and where it stands; `origins` where each keyword of it does that comes from elsewhere."""

    file: str
    where: Location
    body: Definition
    origins: dict[str, Location] = field(default_factory=dict)

    def at(self, keyword: str) -> Location:
        """Where a keyword of it stands."""
        return (*self.origins.get(keyword, self.where), keyword)

    def changed(self, body: Definition, where: Location) -> Found:
        """What holds where another place says more of it."""
        origins = {**dict.fromkeys(self.body, self.where), **self.origins, **dict.fromkeys(body, where)}
        return Found(self.file, where, {**self.body, **body}, origins)


class Imports:
    """Which module each import names, looked for once: everything that imports a module, through others too, asks."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._named: dict[str, list[Module]] = {}
        for file, module in modules.items():
            for name in {posixpath.basename(file).rpartition(".")[0], str(module.data.get("name"))}:
                self._named.setdefault(name, []).append(module)
        self._of: dict[str, list[tuple[str, Module | None]]] = {}

    def of(self, module: Module) -> Sequence[tuple[str, Module | None]]:
        """What a module imports, and the modules that are meant; None for one that is not there."""
        budgets.check()
        if module.file not in self._of:
            wanted = _texts(module.data.get("imports"))
            self._of[module.file] = [(name, self._find(module, name)) for name in wanted]
        return self._of[module.file]

    def _find(self, module: Module, wanted: str) -> Module | None:
        """By its path, or the only one of that name."""
        prefixed = _PREFIXED.fullmatch(wanted)
        local = prefixed[2] if prefixed else wanted
        here = posixpath.normpath(posixpath.join("/", posixpath.dirname(module.file), local)).lstrip("/")
        for ending in ("", ".yaml", ".yml"):
            if here + ending in self._modules:
                return self._modules[here + ending]
        named = [each for each in self._named.get(local.rsplit("/", 1)[-1], ()) if each is not module]
        return named[0] if len(named) == 1 else None


class Vocabulary:
    """All definitions that a module may use. What cannot be found is noted as a problem of it."""

    def __init__(self, module: Module, imports: Imports, noted: Noted) -> None:
        self.module = module
        self.noted = noted
        self.files: set[str] = set()
        self._shelves: dict[str, dict[str, Found]] = {shelf: {} for shelf in SHELVES}
        self._missing: list[tuple[Location, str]] = []
        self._above: dict[tuple[str, str], Sequence[str]] = {}
        self._take(module, imports)

    def _take(self, module: Module, imports: Imports) -> None:
        waiting = [module]
        while waiting:
            here = waiting.pop()
            if here.file in self.files:
                continue
            self.files.add(here.file)
            for shelf in SHELVES:
                for name, body in here.named(shelf).items():
                    self._shelves[shelf].setdefault(name, Found(here.file, (shelf, name), body))
            for index, (wanted, found) in enumerate(imports.of(here)):
                if found is not None:
                    waiting.append(found)
                elif wanted not in _TYPES:
                    where: Location = ("imports", index) if here is module else ("imports",)
                    self._missing.append((where, t(_NO_IMPORT, name=wanted)))

    def refuse_missing(self) -> None:
        """Note the imports that are not there."""
        for where, message in self._missing:
            self.noted.refuse(where, message)

    def get(self, shelf: str, name: Any) -> Found | None:
        """A definition by its name."""
        return self._shelves[shelf].get(str(name))

    def classes(self) -> Iterator[tuple[str, Found]]:
        """All classes that there are."""
        yield from self._shelves["classes"].items()

    def default_range(self) -> str:
        """What a slot takes that says nothing of it."""
        named = self.module.data.get("default_range")
        return str(named) if named else "string"

    def above(self, name: str, shelf: str = "classes") -> Sequence[str]:
        """What a definition is made like, from the nearest on, itself first."""
        budgets.check()
        known = self._above.get((shelf, name))
        if known is None:
            known = self._above[shelf, name] = self._look_above(name, shelf)
        return known

    def _look_above(self, name: str, shelf: str) -> Sequence[str]:
        seen: list[str] = []
        waiting = [name]
        while waiting and len(seen) < 1_000:
            here = waiting.pop(0)
            if here in seen:
                continue
            found = self.get(shelf, here)
            if found is None:
                continue
            seen.append(here)
            parents = [*_texts(found.body.get("mixins")), *_texts(found.body.get("is_a"))]
            for parent in parents:
                if self.get(shelf, parent) is None:
                    self.noted.refuse((*found.where, "is_a"), t(_NO_PARENT, name=here, parent=parent))
            waiting += parents
        return seen

    def below(self, name: str) -> list[str]:
        """The classes that are made like another and are meant to be used."""
        return [
            other
            for other, found in self.classes()
            if other != name and not is_abstract(found.body) and name in self.above(other)
        ]

    def slots_of(self, name: str) -> dict[str, Found]:
        """The slots of a class by name, each as it holds there, in the order from the first ancestor on."""
        made: dict[str, Found] = {}
        chain = self.above(name)[::-1]
        for each in chain:
            found = self._shelves["classes"][each]
            for slot in _texts(found.body.get("slots")):
                made.setdefault(slot, self._slot(slot, (*found.where, "slots")))
            for slot, body in _bodies(found.body.get("attributes")):
                where = (*found.where, "attributes", slot)
                made[slot] = made.get(slot, Found(found.file, where, {})).changed(body, where)
        for each in chain:
            found = self._shelves["classes"][each]
            for slot, usage in _bodies(found.body.get("slot_usage")):
                base = made.get(slot) or self._slot(slot, (*found.where, "slot_usage", slot))
                made[slot] = base.changed(usage, (*found.where, "slot_usage", slot))
        budgets.check()
        return made

    def _slot(self, name: str, where: Location) -> Found:
        found = self.get("slots", name)
        if found is None:
            return Found(self.module.file, where, {})
        whole: Definition = {}
        for each in self.above(name, "slots")[::-1]:
            body = self._shelves["slots"][each].body
            whole |= {key: value for key, value in body.items() if key not in {"is_a", "mixins", "abstract"}}
        return Found(found.file, found.where, whole)


def is_abstract(body: Definition) -> bool:
    """Whether a class is there for others alone."""
    return body.get("abstract") is True or body.get("mixin") is True


def property_name(name: str, body: Definition) -> str:
    """What a slot is called in data."""
    alias = body.get("alias")
    return (alias if isinstance(alias, str) else name).strip().replace(" ", "_")


def _texts(value: Any) -> list[str]:
    """One text, or several."""
    if isinstance(value, dict):
        return [str(name) for name in value]
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]


def _bodies(value: Any) -> Iterator[tuple[str, Definition]]:
    if isinstance(value, dict):
        for name, body in value.items():
            yield str(name), body if isinstance(body, dict) else {}
    elif isinstance(value, list):
        for name in value:
            if isinstance(name, str):
                yield name, {}
