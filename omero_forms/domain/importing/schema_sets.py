# SPDX-License-Identifier: AGPL-3.0-or-later
"""A set of JSON Schema files, and the forms that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from omero_forms.domain.importing.bundling import Bundle
from omero_forms.domain.importing.documents import Document, open_document
from omero_forms.domain.importing.judging import judge_part, judged, written
from omero_forms.domain.importing.machine_fields import hide_machine_fields
from omero_forms.domain.importing.names import title_of
from omero_forms.domain.importing.parts import RootKind, referred_by_others, root_kind
from omero_forms.domain.importing.references import Links
from omero_forms.domain.importing.shapes import Imported, ImportState, Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.accept import MAX_BYTES
from omero_forms.domain.schemas.subschemas import SHELVES, Schema
from omero_forms.domain.texts import noop, t

_ROOT_TYPE = noop("The schema as a whole has no type; it is made one of an object, since it says what an object holds.")
_ROOT_NULL = noop("The schema as a whole may be null; a form cannot, so it is made one of an object.")
_TITLE = noop("It has no title; “{title}” is made of the file's name.")
_NAME = noop("It has no title; it is called “{title}”, as the form was.")
_HEAD = ("$schema", "$id", "id", "title", "description")
"""What is written first in a schema."""
WRAPPED = "value"
"""The one question of a form that is made of a schema that is no object."""


@dataclass(slots=True)
class Brought:
    """A schema as it was read: its text, its value, what was noted, its UI schema as text, and what it is called where
    it has no title. `is_made`: of a list of fields that people wrote.
    """

    text: str
    value: Schema
    noted: Noted
    ui: str = "{}"
    name: str = ""
    is_made: bool = False


def import_schemas(read: Mapping[str, Brought]) -> list[Imported]:
    """What becomes of each schema, by its file.

    What is plainly no schema, and referred to by none, is left out. The values are changed. Inside of a
    :func:`budgets.spending` it raises BudgetSpentError when the time is up.
    """
    documents = []
    for file, brought in read.items():
        budgets.check()
        documents.append(open_document(file, brought.value, brought.noted))
    links = Links(documents)
    recognised = {document.file for document in documents if document.is_recognised}
    parts = referred_by_others(links.leads_to, recognised)
    made = []
    for document in documents:
        if document.file in parts | recognised:
            is_part = document.file in parts
            made.append(_as_part(links, document) if is_part else _as_form(links, document, read[document.file]))
            # Of what ran out of time just now nothing is believed.
            budgets.check()
    return made


def _as_form(links: Links, document: Document, brought: Brought) -> Imported:
    bundle = Bundle(links, document)
    root, noted = bundle.root, bundle.noted
    kind = root_kind(root)
    if kind is RootKind.NO_OBJECT:
        return _wrapped(bundle, document.file)
    if kind is not RootKind.OBJECT:
        noted.mend(("type",), t(_ROOT_NULL if kind is RootKind.OBJECT_OR_NULL else _ROOT_TYPE))
        root = {**_head(root), "type": "object", **{name: value for name, value in root.items() if name != "type"}}
    if not _text(root, "title").strip():
        title = brought.name or title_of(document.file)
        noted.mend(("title",), t(_NAME if brought.name else _TITLE, title=title))
        root["title"] = title
    is_text = not noted.mended and not bundle.is_rewritten and len(brought.text.encode(errors="replace")) <= MAX_BYTES
    made = brought.text if is_text else written(root)
    ui = brought.ui if brought.ui.strip() else "{}"
    if not noted.problems:
        if not brought.is_made:
            ui = hide_machine_fields(root, ui, noted)
        made, ui = judged(made, root, noted, ui=ui)
    outcome = _outcome(document.file, noted, root, made)
    return replace(outcome, name=brought.name or outcome.name, ui_schema=ui)


def _as_part(links: Links, document: Document) -> Imported:
    bundle = Bundle(links, document)
    judge_part(bundle.root, bundle.noted)
    return _outcome(document.file, bundle.noted, bundle.root, "", part=True)


def _wrapped(bundle: Bundle, file: str) -> Imported:
    """A schema that is no object and that none refers to: a part, and what a form with it alone would be."""
    root, noted = bundle.root, bundle.noted
    judge_part(root, noted)
    title = _text(root, "title").strip() or title_of(file)
    shelves = {name: root[name] for name in root if name in SHELVES}
    inside = {name: value for name, value in root.items() if name not in {*_HEAD[:3], *SHELVES}}
    form = {**_head(root), "title": title, "type": "object", "properties": {WRAPPED: inside}, **shelves}
    trial = Noted()
    made, _ui = judged(written(form), form, trial)
    usable = not noted.problems and not trial.problems and not trial.mended and bool(inside)
    return _outcome(file, noted, form, made if usable else "", part=True)


def _outcome(file: str, noted: Noted, root: Schema, made: str, *, part: bool = False) -> Imported:
    state = ImportState.MENDED if noted.mended else ImportState.ACCEPTED
    return Imported(
        file=file,
        state=ImportState.REFUSED if noted.problems else state,
        part=part,
        mended=tuple(noted.mended),
        problems=tuple(noted.problems),
        name=_text(root, "title"),
        description=_text(root, "description"),
        schema="" if noted.problems else made,
    )


def _head(root: Schema) -> Schema:
    return {name: root[name] for name in _HEAD if name in root}


def _text(root: Schema, keyword: str) -> str:
    value = root.get(keyword)
    return value if isinstance(value, str) else ""
