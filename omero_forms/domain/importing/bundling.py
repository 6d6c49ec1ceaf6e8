# SPDX-License-Identifier: AGPL-3.0-or-later
"""One schema of a set with all that it refers to in other files among its own definitions."""

from __future__ import annotations

import json
import re
from collections import deque
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.importing.documents import Document
from omero_forms.domain.importing.drafts import ORDER, address, raise_draft, told
from omero_forms.domain.importing.references import Links, Target
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import LISTED, NAMED, SHELVES, SINGLE, Location, Schema, tokens
from omero_forms.domain.texts import noop, t

MAX_COPIED = 20_000
"""Schemas that are copied for one form; twice as many as a form may have."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_MOVED = frozenset({"dependencies", "items", "additionalItems"})
"""What a later draft calls otherwise, so that a pointer through it leads nowhere."""

_RAISED = noop("What it refers to is written in {new}; so is this file now, which was in {old}.")
_ADDRESS = noop(
    "A part with references has an address of its own ($id); it is left out, and the references mean what they meant."
)
_IN = noop("{file}, which it refers to: {message}")
_TOO_MUCH = noop("What it refers to holds more than {limit} schemas.")


class Bundle:
    """A form made of one file: `root`, and what was noted on the way. `is_changed`: not what stands in the file."""

    def __init__(self, links: Links, document: Document) -> None:
        self._links = links
        self._document = document
        self.noted = Noted(dict(document.noted.mended), dict(document.noted.problems))
        self.dialect = self._newest()
        self._shelf = "$defs" if self.dialect.startswith("20") else "definitions"
        own = document.root.get(self._shelf)
        self._taken: set[str] = set(own) if isinstance(own, dict) else set()
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._waiting: deque[tuple[str, Target, Location]] = deque()
        self._copied = 0
        self.is_rewritten = False
        """Whether a reference leads elsewhere than the file has it, so that the copy is what counts."""
        self.root = self._made()

    def _newest(self) -> DialectName:
        """The latest draft of the files that it is made of."""
        files, waiting = set(), [self._document.file]
        while waiting:
            file = waiting.pop()
            if file not in files:
                files.add(file)
                waiting.extend(self._links.leads_to[file])
        return max((self._links.documents[file].dialect for file in files), key=ORDER.index)

    def _made(self) -> Schema:
        document = self._document
        root = self._copy(document.root, document, (), ())
        if self.dialect != document.dialect:
            root["$schema"] = address(self.dialect)
            self.noted.mend(("$schema",), t(_RAISED, new=told(self.dialect), old=told(document.dialect)))
        definitions: dict[str, Any] = {}
        while self._waiting:
            name, target, entry = self._waiting.popleft()
            schema = target.schema
            if isinstance(schema, dict):
                schema = self._copy(schema, target.document, target.where, entry)
            definitions[name] = schema
        if definitions:
            own = root.get(self._shelf)
            root[self._shelf] = {**(own if isinstance(own, dict) else {}), **definitions}
        return root

    def _copy(self, schema: Schema, document: Document, where: Location, entry: Location) -> Schema:
        """`entry`: where in the file the reference stands that led here; the same place in the file itself."""
        budgets.check()
        self._copied += 1
        if self._copied > MAX_COPIED:
            self.noted.refuse((), t(_TOO_MUCH, limit=MAX_COPIED))
            return {}
        is_own = document is self._document
        made: Schema = {}
        for keyword, value in schema.items():
            here = (*where, keyword)
            if keyword == "$ref" and isinstance(value, str):
                made[keyword] = self._reference(schema, value, document, here if is_own else entry)
            elif keyword in SHELVES and not is_own:
                # What is needed of them is fetched where it is referred to.
                continue
            elif keyword in NAMED and isinstance(value, dict):
                made[keyword] = {
                    name: self._value(child, document, (*here, name), entry) for name, child in value.items()
                }
            elif keyword in LISTED and isinstance(value, list):
                made[keyword] = [
                    self._value(child, document, (*here, index), entry) for index, child in enumerate(value)
                ]
            elif keyword in SINGLE:
                made[keyword] = self._value(value, document, here, entry)
            elif not self._is_address(keyword, value, schema, document, where):
                made[keyword] = value
        raise_draft(made, document.dialect, self.dialect)
        return made

    def _value(self, value: Any, document: Document, where: Location, entry: Location) -> Any:
        return self._copy(value, document, where, entry) if isinstance(value, dict) else value

    def _is_address(self, keyword: str, value: Any, schema: Schema, document: Document, where: Location) -> bool:
        """Whether it names a part by itself, which it no longer is inside a form."""
        is_own = document is self._document
        if keyword in {"$anchor", "$dynamicAnchor", "$schema"}:
            return not is_own
        if keyword not in {"$id", "id"} or not isinstance(value, str) or (is_own and not where):
            return False
        if is_own and value.startswith("#"):
            return False
        if is_own and '"$ref"' in json.dumps(schema):
            self.noted.mend((*where, keyword), t(_ADDRESS))
        return True

    def _reference(self, schema: Schema, reference: str, document: Document, entry: Location) -> str:
        target = self._links.targets.get(id(schema))
        if target is None:
            message = self._links.missing[id(schema)]
            if document is not self._document:
                message = t(_IN, file=document.file, message=message)
            self.noted.refuse(entry, message)
            return reference
        if target.document is self._document and self._stays(target):
            if reference.startswith("#") and tokens(reference[1:]) == tuple(map(str, target.where)):
                return reference
            self.is_rewritten = True
            return "#" + quote(join_pointer(target.where), safe="/~!$&'()*+,;=:@")
        self.is_rewritten = True
        return f"#/{self._shelf}/{self._name(target, entry)}"

    def _stays(self, target: Target) -> bool:
        """Whether the target is where the file has it."""
        if not isinstance(target.schema, dict):
            return True
        if id(target.schema) in self._document.outside:
            return False
        return self.dialect == self._document.dialect or not _MOVED & set(map(str, target.where))

    def _name(self, target: Target, entry: Location) -> str:
        key = (target.document.file, tuple(map(str, target.where)))
        name = self._names.get(key)
        if name is None:
            stem = PurePosixPath(target.document.file).name.partition(".")[0]
            wanted = _UNSAFE.sub("_", str(target.where[-1]) if target.where else stem).strip("_") or "part"
            name, number = wanted, 2
            while name in self._taken:
                name, number = f"{wanted}_{number}", number + 1
            self._taken.add(name)
            self._names[key] = name
            self._waiting.append((name, target, entry))
        return name
