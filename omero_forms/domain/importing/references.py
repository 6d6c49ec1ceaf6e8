# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the references of a set of schema files lead to: parts of the same file, or of another one of the set.

Nothing is ever fetched. A file is meant by its path from the one that refers to it, or by its address (`$id`). Where
neither is there, the one file whose path ends most like the reference is taken, which is noted.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.importing.documents import Document, joined, open_document, plain_address
from omero_forms.domain.importing.metaschemas import schema_of_draft
from omero_forms.domain.importing.mixins import Found, mix_in
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas.checker import DIALECTS
from omero_forms.domain.schemas.subschemas import SHELVES, Location, Schema, at_fragment, children, tokens
from omero_forms.domain.texts import noop, t

_VERSION = re.compile(r"v?\d+(?:\.(?:\d+|x))*(?:-\w+)?|x|master|main|latest|draft-?\d*", re.IGNORECASE)
_ENDS = (".json", ".schema", ".jsonschema", ".yaml", ".yml")
_FILE = re.compile(r"file:(?!//)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

_CALLED = frozenset({"$id", "id", "$schema", "title", "description", "name", "version", "$comment"})
_PART_OF_DRAFT = re.compile(r"meta/[a-z-]+\Z")
_LIKE = noop("“{reference}” is taken to mean {file}, the one file whose path ends like it.")
_SPELLED = noop("“{reference}” is taken to mean “#{fragment}”.")
_BESIDE = noop("“{reference}” is taken to mean {file}, the file beside it that is called so.")
_NOT_THERE = noop("It refers to “{reference}”, which is not among the files.")
_SEVERAL = noop("It refers to “{reference}”, which could be any of {files}.")
_NO_PART = noop("It refers to “{reference}”, but {file} has no such part.")
_OWN_PART = noop("It refers to “{reference}”, a part that is not there.")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference means."""

    document: Document
    where: Location
    schema: Schema | bool


class Links:
    """All references of a set of files, followed once.

    `targets` by the `id()` of the schema that refers; `missing` are the sentences of those that lead nowhere.
    `leads_to`: the files that each file refers to.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.file: document for document in documents}
        self.targets: dict[int, Target] = {}
        self.missing: dict[int, str] = {}
        self.leads_to: dict[str, set[str]] = {file: set() for file in self.documents}
        self._by_address: dict[str, Target] = {}
        self._endings: dict[str, list[Document]] = {}
        for document in self.documents.values():
            for address, (where, schema) in document.addresses.items():
                self._by_address.setdefault(address, Target(document, where, schema))
            parts = _parts(document.file)
            if parts:
                self._endings.setdefault(parts[-1], []).append(document)
        for document in self.documents.values():
            mix_in(document, partial(self._mixin, document))
        self._follow()

    def _mixin(self, document: Document, where: Location, reference: str) -> Found | str:
        target = self._resolve(document, where, document.root, reference)
        if isinstance(target, str):
            return target
        self._note_use(target, document)
        return target.document.file, target.where, target.schema

    def _note_use(self, target: Target, source: Document) -> None:
        if target.document is not source:
            self.leads_to[source.file].add(target.document.file)

    def _follow(self) -> None:
        waiting: list[tuple[Document, Location, Schema]] = [
            (document, (), document.root) for document in reversed(self.documents.values())
        ]
        seen: set[int] = set()
        while waiting:
            document, where, schema = waiting.pop()
            if id(schema) in seen:
                continue
            seen.add(id(schema))
            reference = schema.get("$ref")
            if isinstance(reference, str):
                target = self._resolve(document, where, schema, reference)
                if isinstance(target, str):
                    self.missing[id(schema)] = target
                else:
                    self.targets[id(schema)] = target
                    self._take(target, document)
                    if isinstance(target.schema, dict):
                        waiting.append((target.document, target.where, target.schema))
            waiting.extend((document, (*where, *path), child) for path, child in children(schema))

    def _take(self, target: Target, source: Document) -> None:
        self._note_use(target, source)
        if isinstance(target.schema, dict) and id(target.schema) not in target.document.standing:
            # It stands where only references look for schemas.
            target.document.mender.mend(target.schema, target.where)
            base = target.document.bases.get(id(target.document.root), "")
            target.document.look_into(target.where, target.schema, base)
            target.document.outside.add(id(target.schema))

    def _resolve(self, document: Document, where: Location, schema: Schema, reference: str) -> Target | str:
        """What a reference means, or a sentence that says why it means nothing."""
        address, _hash, fragment = reference.strip().partition("#")
        base = document.bases.get(id(schema), "")
        if not address or plain_address(address) == plain_address(document.bases.get(id(document.root), "")):
            return self._own(document, where, base, reference, fragment)
        found = self._by_path(document, address) or self._by_id(base, address) or self._draft(address)
        if found is None:
            similar = self._similar(address, document, with_itself=bool(fragment))
            if len(similar) > 1:
                return t(_SEVERAL, reference=reference, files=", ".join(each.file for each in similar[:3]))
            if not similar:
                missing = t(_NOT_THERE, reference=reference)
                return self._forgotten_sign(document, where, reference, address) or missing
            found = Target(similar[0], (), similar[0].root)
            document.noted.mend((*where, "$ref"), t(_LIKE, reference=address, file=found.document.file))
        return self._part(found, fragment) or t(_NO_PART, reference=reference, file=found.document.file)

    def _own(self, document: Document, where: Location, base: str, reference: str, fragment: str) -> Target | str:
        """A part of the same file."""
        found = self._part(Target(document, (), document.root), fragment)
        if found is None and (around := document.addresses.get(plain_address(base))) is not None:
            found = self._part(Target(document, *around), fragment)
        if found is None:
            found = self._forgotten_sign(document, where, reference, fragment)
        return found or self._misplaced(document, where, reference, fragment) or t(_OWN_PART, reference=reference)

    def _misplaced(self, document: Document, where: Location, reference: str, fragment: str) -> Target | None:
        """A definition that stands on another shelf of the file, the only one of that name; else the file beside it
        that is called so, where somebody keeps each definition in one.
        """
        path = tokens(fragment) if fragment.startswith("/") else ()
        if len(path) != 2 or path[0] not in SHELVES:
            return None
        found = list(_on_shelves(document.root, path[1]))
        if len(found) == 1:
            document.noted.mend((*where, "$ref"), t(_SPELLED, reference=reference, fragment=join_pointer(found[0][0])))
            return Target(document, *found[0])
        folder = posixpath.dirname(document.file)
        for ending in ("", ".json", ".schema.json", ".jsonschema"):
            beside = self.documents.get(posixpath.join(folder, path[1] + ending))
            if beside is not None:
                document.noted.mend((*where, "$ref"), t(_BESIDE, reference=reference, file=beside.file))
                return Target(beside, (), beside.root)
        return None

    def _forgotten_sign(self, document: Document, where: Location, reference: str, fragment: str) -> Target | None:
        """A part of the same file that is named without its `#`, `/` or shelf."""
        if not fragment or _SCHEME.match(fragment):
            return None
        shelves = [name for name in ("definitions", "$defs") if name in document.root]
        for each in (f"/{fragment.lstrip('/')}", *(f"/{name}/{fragment.strip('/')}" for name in shelves)):
            found = self._part(Target(document, (), document.root), each)
            if found is not None:
                document.noted.mend((*where, "$ref"), t(_SPELLED, reference=reference, fragment=each))
                return found
        return None

    def _part(self, target: Target, fragment: str) -> Target | None:
        if not fragment:
            return target
        schema = target.schema
        if not isinstance(schema, dict):
            return None
        found = at_fragment(schema, fragment, target.document.named)
        if found is None:
            return None
        if unquote(fragment).startswith("/"):
            return Target(target.document, (*target.where, *tokens(fragment)), found)
        where = target.document.standing.get(id(found))
        return None if where is None else Target(target.document, where, found)

    def _by_path(self, document: Document, address: str) -> Target | None:
        path = _FILE.sub("", address)
        if _SCHEME.match(path):
            return None
        # What begins with a slash is meant from the top of the set.
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(document.file), unquote(path)))
        found = self.documents.get(path.lstrip("/"))
        return None if found is None else Target(found, (), found.root)

    def _by_id(self, base: str, address: str) -> Target | None:
        for each in (joined(base, address), address):
            found = self._by_address.get(plain_address(each))
            if found is not None:
                return found
        return None

    def _draft(self, address: str) -> Target | None:
        """The schema of a draft of JSON Schema, which comes with the program; a part of it stands for the whole."""
        plain = _PART_OF_DRAFT.sub("schema", plain_address(address))
        for dialect, checked in DIALECTS.items():
            if plain == plain_address(checked.address):
                if dialect not in self.documents:
                    self.documents[dialect] = open_document(dialect, schema_of_draft(dialect), Noted())
                    self.leads_to[dialect] = set()
                return Target(self.documents[dialect], (), self.documents[dialect].root)
        return None

    def _similar(self, address: str, source: Document, *, with_itself: bool) -> list[Document]:
        """The files whose paths end most like an address; several when none does so more than others.

        Of two that are as like, the one nearer to the file that refers is meant.
        """
        wanted = _parts(_SCHEME.sub("", unquote(address)))
        if not wanted:
            return []
        best: list[Document] = []
        most = (0, False, 0, 0, 0)
        for document in self._endings.get(wanted[-1], ()):
            if document is source and not with_itself:
                continue
            parts = _parts(document.file)
            alike = (
                _alike(_unversioned(wanted), _unversioned(parts)),
                document.is_recognised,
                _alike(wanted, parts),
                len(set(wanted[:-1]) & set(parts[:-1])),
                _alike(parts[::-1], _parts(source.file)[::-1]),
            )
            if alike > most:
                best, most = [], alike
            if alike == most:
                best.append(document)
        if len(best) > 1 and all(_asked(each.root) == _asked(best[0].root) for each in best):
            # Copies of one file, under addresses of their own perhaps.
            return best[:1]
        return best


def _on_shelves(root: Schema, name: str) -> Iterator[tuple[Location, Schema]]:
    """The schemas of this name on any shelf of definitions, where they stand."""
    stack: list[tuple[Location, Any]] = [((), root)]
    while stack:
        where, value = stack.pop()
        if not isinstance(value, dict):
            continue
        for shelf in SHELVES & value.keys():
            named = value[shelf]
            if isinstance(named, dict) and isinstance(named.get(name), dict):
                yield (*where, shelf, name), named[name]
        stack.extend(((*where, key), child) for key, child in value.items())


def _parts(path: str) -> tuple[str, ...]:
    """The names in a path, without endings, which addresses have or leave out."""
    named = [part for part in path.lower().split("/") if part not in ("", ".", "..")]
    if not named:
        return ()
    last = named[-1]
    for _ in range(2):
        for end in _ENDS:
            last = last.removesuffix(end) or last
    return (*named[:-1], last)


def _asked(root: Schema) -> Schema:
    """What a schema asks for, whatever it is called."""
    return {keyword: value for keyword, value in root.items() if keyword not in _CALLED}


def _unversioned(parts: tuple[str, ...]) -> tuple[str, ...]:
    return (*(part for part in parts[:-1] if not _VERSION.fullmatch(part)), parts[-1])


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many names two paths end alike with."""
    count = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine != theirs:
            break
        count += 1
    return count
