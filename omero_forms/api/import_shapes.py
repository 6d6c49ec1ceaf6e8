# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON of what was brought in."""

from __future__ import annotations

from pydantic import Field

from omero_forms.api.draft_shapes import PlaceOut
from omero_forms.api.shapes import Shape
from omero_forms.domain.importing.shapes import ImportState


class ImportedOut(Shape):
    """A file: `part` is one that others are made with; `mended` and `problems` have pointers into it. `name` is what
    its form would be called, and `makes_form` whether it can be one: of a part, after a yes by its name.
    """

    file: str
    state: ImportState
    part: bool
    mended: list[PlaceOut]
    problems: list[PlaceOut]
    name: str
    makes_form: bool = Field(validation_alias="is_form")


class NewFormOut(Shape):
    """A form whose draft was begun."""

    form: str
    name: str


class BroughtOut(Shape):
    """Each file, by its name, and the drafts that were begun: none where that was not asked for."""

    files: list[ImportedOut]
    drafts: list[NewFormOut]
