# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON of drafts of forms, and of what they would change."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictInt

from omero_forms.api.error_shapes import ProblemOut
from omero_forms.api.shapes import MAX_NUMBER, GroupOut, NotAskedOut, PersonOut, Shape, UtcTime
from omero_forms.domain.comparing.changes import ChangeKind
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.schemas.dialects import DialectName

Base = Annotated[StrictInt, Field(ge=1, le=MAX_NUMBER)]


class NewDraftIn(Shape):
    """What a draft of a new form begins with. The schemas are text; they need not be right yet."""

    model_config = ConfigDict(extra="forbid")

    name: str
    description: str = ""
    schema_: str = Field(alias="schema")
    ui_schema: str = "{}"


class DraftIn(NewDraftIn):
    """What to save on the number `base`. `base_version`: the version of the form that it goes on from now."""

    base: Base
    base_version: Annotated[StrictInt, Field(ge=0, le=MAX_NUMBER)] | None = None


class ContinueIn(Shape):
    """Which version to go on from; null for the current one."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[StrictInt, Field(ge=1, le=MAX_NUMBER)] | None = None


class DraftOut(Shape):
    """A draft. Whoever saves next names its `number`. `base_version` is 0 for a form that has no version yet."""

    form: str
    number: int
    base_version: int
    name: str
    description: str
    schema_: str = Field(alias="schema")
    ui_schema: str
    saved_at: UtcTime
    saved_by: PersonOut


class DraftStateOut(Shape):
    """When a draft was saved, and by whom."""

    number: int
    saved_at: UtcTime
    saved_by: PersonOut


class DraftStatesOut(Shape):
    """What was saved of a draft, newest first; the last 50."""

    states: list[DraftStateOut]


class DiscardedOut(Shape):
    """The draft that is gone."""

    form: str
    number: int


class SchemasIn(Shape):
    """Schemas to be checked, as text."""

    model_config = ConfigDict(extra="forbid")

    schema_: str = Field(alias="schema")
    ui_schema: str = "{}"


class PlaceOut(Shape):
    """Something that is wrong, or that its author should know, at a place of a schema."""

    pointer: str
    message: str


class CheckedOut(Shape):
    """What keeps schemas from being published (nothing in either list of problems: they can be), and what their author
    should know. `not_asked` are questions that the page cannot ask; `dialect` is the draft of JSON Schema that answers
    would be judged by, null where the schema is none yet.
    """

    dialect: DialectName | None
    schema_problems: list[PlaceOut]
    ui_schema_problems: list[PlaceOut]
    warnings: list[PlaceOut]
    not_asked: list[NotAskedOut]


class FormChangeOut(Shape):
    """One thing that a version changes. `path` are the names that lead to the question, `*` any entry of a list."""

    kind: ChangeKind
    path: list[str]
    sentence: str


class LostOut(Shape):
    """What may not be answered any more at a pointer of the new schema, as a JSON Schema where that can be said."""

    pointer: str
    schema_: Any = Field(alias="schema")


class DraftChangesOut(Shape):
    """What publishing the draft of that `number` would change in the form's `version`.

    `proved`: the schemas alone prove that no answer can break. Otherwise `lost` is what they tell, and the answers,
    judged by `impact`, tell the rest.
    """

    number: int
    version: int
    changes: list[FormChangeOut]
    proved: bool
    lost: list[LostOut]


class RuleOut(Shape):
    """What of an answer breaks which rule; never the answer."""

    pointer: str
    path: str
    keyword: str


class BreakingOut(Shape):
    """The newest answers for an object that the draft would refuse."""

    object_type: ObjectType
    object_id: int
    name: str
    submission: int
    problems: list[RuleOut]


class ImpactOut(Shape):
    """Some of the newest answers, of `total` in all, judged by the draft of that `number`. `elsewhere` would break for
    objects that you cannot see; `unread` are those that nothing proves, or that were redacted. `next` is the `after` of
    the others; null where all are judged.
    """

    number: int
    total: int
    answers: int
    breaking: list[BreakingOut]
    elsewhere: int
    unread: int
    next: int | None


class TrialIn(Shape):
    """Answers to try on a draft."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any]


class TrialOut(Shape):
    """What the draft of that `number` says of answers: a submission would take them (`valid`), or why not."""

    number: int
    valid: bool
    problems: list[ProblemOut]


class NextDemandOut(Shape):
    """A policy that will demand the version, were it published today.

    `objects` is how many it covers, by the evaluation that ended at `evaluated_at`; both are null before the first.
    `late_on`: the first day on which an object without answers to the version can be late.
    """

    id: int
    name: str
    group: GroupOut
    requirement: Requirement
    objects: int | None
    evaluated_at: UtcTime | None
    late_on: date


class DemandsOut(Shape):
    """The policies that will demand the version that the draft of that `number` would become."""

    number: int
    version: int
    policies: list[NextDemandOut]


class PublishIn(Shape):
    """Publish the draft of the number `base`. `message`: what changes, needed from version 2 on."""

    model_config = ConfigDict(extra="forbid")

    base: Base
    message: str = ""


class PublishedOut(Shape):
    """A version that was published. `recorded` is false while OMERO has no record of it yet; a worker goes on."""

    form: str
    version: int
    recorded: bool
    warnings: list[PlaceOut]
    not_asked: list[NotAskedOut]
