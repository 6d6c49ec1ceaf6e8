# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON of forms and of their versions, as the pages list them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StrictInt

from omero_forms.api.draft_shapes import FormChangeOut
from omero_forms.api.shapes import MAX_ID, ClaimOut, GroupOut, PersonOut, Shape, UtcTime
from omero_forms.domain.forms import ListedState
from omero_forms.domain.refs import ObjectType
from omero_forms.services.forms.owners import MOST_OWNERS
from omero_forms.services.forms.publish import TEXT_LIMIT

Id = Annotated[StrictInt, Field(ge=0, le=MAX_ID)]
"""Of a person; that of root is 0."""


class OfferOut(Shape):
    """A form is offered to a group for objects of a type."""

    group: GroupOut
    object_type: ObjectType


class DemandOut(Shape):
    """A policy that asks for a form."""

    id: int
    name: str
    group: GroupOut


class DraftNoteOut(Shape):
    """That a form has a draft: its number, and who saved that when."""

    number: int
    saved_at: UtcTime
    saved_by: PersonOut


class OriginOut(Shape):
    """The entry and edition of the library that a form was made from. `newer` is the newest edition, null where it is
    that.
    """

    entry: str
    edition: int
    newer: int | None


class FormRowOut(Shape):
    """A form. `version` is 0, and `published_at` null, for one that has no version yet.

    `offered`, `policies` and `submissions` are those of all groups for owners and admins, and those of their own groups
    for others, who are told of no draft. `legacy_id` is the id that a form had which came from OMERO.forms.
    """

    form: str
    name: str
    description: str
    state: ListedState
    version: int
    published_at: UtcTime | None
    owners: list[PersonOut]
    offered: list[OfferOut]
    submissions: int
    policies: list[DemandOut]
    draft: DraftNoteOut | None
    may_edit: bool
    library: OriginOut | None
    legacy_id: str | None


class ReasonIn(Shape):
    """Why; it stays in the form's history."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, Field(max_length=TEXT_LIMIT)] = ""


class OwnersIn(Shape):
    """The ids of all who are to own the form from now on, and of those that you saw own it."""

    model_config = ConfigDict(extra="forbid")

    owners: Annotated[list[Id], Field(max_length=MOST_OWNERS)]
    base: Annotated[list[Id], Field(max_length=MOST_OWNERS)]


class FormListOut(Shape):
    """The forms that the reader may know of, by name. `creators`: whom to ask for one, where they may make none."""

    forms: list[FormRowOut]
    may_create: bool
    creators: list[PersonOut]


class GroupsOut(Shape):
    """Groups, by name."""

    groups: list[GroupOut]


class GroupFormsOut(Shape):
    """The forms that a group is offered; where the reader decides about that, also those that it could be."""

    group: GroupOut
    may_offer: bool
    forms: list[FormRowOut]


class VersionRowOut(Shape):
    """A version, without its schemas."""

    number: int
    published_at: UtcTime
    author: PersonOut
    message: str
    imported: ClaimOut | None


class VersionsOut(Shape):
    """The versions of a form, newest first."""

    versions: list[VersionRowOut]


class VersionTextOut(VersionRowOut):
    """A version with both schemas, letter by letter as they were published."""

    schema_: str = Field(alias="schema")
    ui_schema: str


class ChangesOut(Shape):
    """What is different in the version `to`."""

    number: int
    to: int
    changes: list[FormChangeOut]


class PeopleOut(Shape):
    """People, by user name."""

    people: list[PersonOut]
