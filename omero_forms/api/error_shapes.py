# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one JSON error shape, with what the details of those codes hold that a client goes on from.

`errors.py` writes them; the tests hold every answer to what is announced here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, WithJsonSchema

from omero_forms.api.shapes import ChangeOut, OmeroNameOut, PersonOut, Shape, SubmissionOut, UtcTime
from omero_forms.domain.error_catalogue import ErrorCode

READ_ERRORS = frozenset({401, 403, 404, 422, 500, 503})
WRITE_ERRORS = READ_ERRORS | {400, 409, 413, 429}


class ProblemOut(Shape):
    """An answer that the form does not take: where, by pointer and by the titles that people see, and why."""

    pointer: str
    path: str
    message: str
    keyword: str


class InvalidAnswers(Shape):
    """`problems` in the order of the form."""

    problems: list[ProblemOut]


class AnswersInvalid(Shape):
    """The answers do not satisfy the form."""

    code: Literal["answers_invalid"]
    message: str
    details: InvalidAnswers


class StaleBase(Shape):
    """The number to go on from, the newest submission (null: there is none), and what these answers would change in
    it.
    """

    base: int
    head: SubmissionOut | None
    changes: list[ChangeOut]


class BaseIsStale(Shape):
    """Somebody submitted since."""

    code: Literal["stale_base"]
    message: str
    details: StaleBase


class Unrepresentable(Shape):
    """Where in the answers, and why, in the middle of a sentence."""

    pointer: str
    reason: str


class NotRepresentable(Shape):
    """An answer that could not be stored exactly as it was given."""

    code: Literal["answers_not_representable"]
    message: str
    details: Unrepresentable


class FieldProblem(Shape):
    """A field or parameter of the request."""

    pointer: str
    message: str


class InvalidRequest(Shape):
    """Every field that is not as expected."""

    problems: list[FieldProblem]


class RequestInvalid(Shape):
    """The request is not one of this API's, or the policy in it cannot hold."""

    code: Literal["request_invalid", "policy_invalid"]
    message: str
    details: InvalidRequest


class StaleDraft(Shape):
    """The draft as it is now, and in sentences what this would change in it. Its number is the same where another
    version of the form was published instead.
    """

    number: int
    base_version: int
    saved_at: UtcTime
    saved_by: PersonOut
    changes: list[str]


class DraftIsStale(Shape):
    """Somebody saved the draft, or published a version of its form, since."""

    code: Literal["stale_draft"]
    message: str
    details: StaleDraft


class StaleOwners(Shape):
    """Who owns the form now."""

    owners: list[OmeroNameOut]


class OwnersAreStale(Shape):
    """Somebody changed the owners of the form since."""

    code: Literal["stale_owners"]
    message: str
    details: StaleOwners


class StalePolicy(Shape):
    """What the policy says now, in the words of the file, and who changed it."""

    number: int
    policy: dict[str, Any]
    changed_at: UtcTime
    changed_by: OmeroNameOut | None


class PolicyIsStale(Shape):
    """Somebody changed the policy since."""

    code: Literal["stale_policy"]
    message: str
    details: StalePolicy


class UnusableSchema(Shape):
    """Every place of the schema that keeps it from being a form."""

    problems: list[FieldProblem]


class SchemaInvalid(Shape):
    """A schema or UI schema that no form can have."""

    code: Literal["schema_invalid", "ui_schema_invalid"]
    message: str
    details: UnusableSchema


class DemandedForm(Shape):
    """The policies that require the form, by their names."""

    policies: list[str]


class FormInUse(Shape):
    """Policies require the form."""

    code: Literal["form_in_use"]
    message: str
    details: DemandedForm


class UnusableFile(Shape):
    """A file, by its path in what was brought in, and what is wrong with it."""

    path: str
    message: str


class UnusableFiles(Shape):
    """Why nothing of it was read; empty where the message says all."""

    problems: list[UnusableFile] = Field(default_factory=list)


class ImportUnusable(Shape):
    """What was brought in cannot be read."""

    code: Literal["import_unusable"]
    message: str
    details: UnusableFiles


WITH_DETAILS = (
    AnswersInvalid,
    BaseIsStale,
    NotRepresentable,
    RequestInvalid,
    DraftIsStale,
    OwnersAreStale,
    PolicyIsStale,
    SchemaInvalid,
    FormInUse,
    ImportUnusable,
)
_TOLD = {code for shape in WITH_DETAILS for code in get_args(shape.model_fields["code"].annotation)}


class OtherError(Shape):
    """Any other code; its details are for logs and for people who look into it."""

    code: Annotated[
        ErrorCode,
        WithJsonSchema({"type": "string", "enum": [code for code in get_args(ErrorCode) if code not in _TOLD]}),
    ]
    message: str
    details: dict[str, Any]


class ErrorOut(Shape):
    """Every failure: `code` is stable, `message` is for people."""

    error: (
        AnswersInvalid
        | BaseIsStale
        | NotRepresentable
        | RequestInvalid
        | DraftIsStale
        | OwnersAreStale
        | PolicyIsStale
        | SchemaInvalid
        | FormInUse
        | ImportUnusable
        | OtherError
    )
