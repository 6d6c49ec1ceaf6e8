# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms that come with the product: read them, make one's own from them, see what became of them since."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.responses import Status
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.draft_shapes import DraftOut, FormChangeOut
from omero_forms.api.drafts import draft_out
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.form_shapes import OriginOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import Shape
from omero_forms.domain.library import Edition
from omero_forms.selectors import library
from omero_forms.services.forms.library import origin, use

router = Router(tags=["library"])


class EntryOut(Shape):
    """A form of the library in its newest edition. `source` is the guideline that it was written from, `licence` that
    of its publication.
    """

    entry: str
    edition: int
    name: str
    description: str
    source: str
    source_url: str
    licence: str
    purpose: str
    questions: int


class LibraryOut(Shape):
    """The forms that come with the product."""

    entries: list[EntryOut]


class EntryViewOut(EntryOut):
    """One of them, with its schemas as text."""

    schema_: str = Field(alias="schema")
    ui_schema: str


class UseIn(Shape):
    """`form`: take the newest edition over into the next version of that form; null makes a new one."""

    model_config = ConfigDict(extra="forbid")

    form: str | None = None


class EditionOut(Shape):
    """An edition of a form of the library: its number, and its schemas as text."""

    number: int
    schema_: str = Field(alias="schema")
    ui_schema: str


class EditionsOut(Shape):
    """The edition that a form was made from, and the newest."""

    before: EditionOut
    after: EditionOut


class OriginChangesOut(OriginOut):
    """Where a form was made from, and what was changed in the library between that edition and the newer one: in
    sentences, and both with their schemas; null where there is no newer one.
    """

    changes: list[FormChangeOut]
    editions: EditionsOut | None


@router.get("library", response={200: LibraryOut, READ_ERRORS: ErrorOut})
def read_library(request: HttpRequest) -> LibraryOut:
    """The forms that come with the product."""
    user_of(request)
    return LibraryOut(entries=[EntryOut.model_validate(one) for one in library.entries().values()])


@router.get("library/{entry}", response={200: EntryViewOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_entry(request: HttpRequest, entry: str) -> EntryViewOut:
    """A form of the library with its schemas, in its newest edition."""
    user_of(request)
    found = library.entry(entry)
    shown = EntryOut.model_validate(found)
    return EntryViewOut(schema=found.newest.schema, ui_schema=found.newest.ui_schema, **shown.model_dump())


@router.post("library/{entry}/use", response={201: DraftOut, WRITE_ERRORS: ErrorOut}, by_alias=True)
def use_entry(request: HttpRequest, entry: str, body: UseIn | None = None) -> Status[DraftOut]:
    """Begin a form of one's own from the newest edition, or the next version of a form that takes it over."""
    return Status(201, draft_out(use(user_of(request), entry, form_id=body.form if body else None)))


@router.get("forms/{form}/library", response={200: OriginChangesOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_origin(request: HttpRequest, form: str) -> OriginChangesOut:
    """Where a form came from, and what the library changed since. 404 where it did not come from there."""
    found = origin(user_of(request), form)
    return OriginChangesOut(
        entry=found.origin.entry,
        edition=found.origin.edition,
        newer=found.origin.newer,
        changes=[FormChangeOut.model_validate(one) for one in found.changes],
        editions=_editions_out(*found.editions) if found.editions else None,
    )


def _editions_out(before: Edition, after: Edition) -> EditionsOut:
    first, last = (EditionOut(number=one.number, schema=one.schema, ui_schema=one.ui_schema) for one in (before, after))
    return EditionsOut(before=first, after=last)
