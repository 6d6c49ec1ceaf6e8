# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of forms that are there: begin, save, look back, compare with what is published, publish, discard."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from ninja.responses import Status

from omero_forms.api.auth import user_of
from omero_forms.api.draft_shapes import (
    BreakingOut,
    CheckedOut,
    ContinueIn,
    DemandsOut,
    DiscardedOut,
    DraftChangesOut,
    DraftIn,
    DraftOut,
    DraftStateOut,
    DraftStatesOut,
    FormChangeOut,
    ImpactOut,
    LostOut,
    NewDraftIn,
    NextDemandOut,
    PlaceOut,
    PublishedOut,
    PublishIn,
    SchemasIn,
    TrialIn,
    TrialOut,
)
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut, ProblemOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, MAX_NUMBER, IdPath, NotAskedOut, PersonOut
from omero_forms.domain.publishing.checking import check_schemas
from omero_forms.domain.records.acts import Via
from omero_forms.services.forms import drafts
from omero_forms.services.forms.drafts import Drafted, DraftView
from omero_forms.services.forms.impact import judge, proof_of, total_answers
from omero_forms.services.forms.trial import try_answers

router = Router(tags=["drafts"])

After = Annotated[int, Query(ge=0, le=MAX_ID)]
BaseQuery = Annotated[int, Query(ge=1, le=MAX_NUMBER)]


@router.post("forms/check", response={200: CheckedOut, WRITE_ERRORS: ErrorOut})
def check_form(request: HttpRequest, body: SchemasIn) -> CheckedOut:
    """What is wrong with schemas, and what their author should know. Nothing is written."""
    user_of(request)
    found = check_schemas(body.schema_, body.ui_schema)
    return CheckedOut(
        dialect=found.dialect,
        schema_problems=[PlaceOut(**one) for one in found.schema_problems],
        ui_schema_problems=[PlaceOut(**one) for one in found.ui_schema_problems],
        warnings=[PlaceOut.model_validate(one) for one in found.warnings],
        not_asked=[NotAskedOut.model_validate(one) for one in found.not_asked],
    )


@router.get("forms/{form}/draft", response={200: DraftOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_draft(request: HttpRequest, form: str) -> DraftOut:
    """The draft of a form. For its owners and admins."""
    return draft_out(drafts.read(user_of(request), form))


@router.post("forms/{form}/draft", response={201: DraftOut, WRITE_ERRORS: ErrorOut}, by_alias=True)
def begin_draft(request: HttpRequest, form: str, body: ContinueIn | None = None) -> Status[DraftOut]:
    """Begin the next version of a form, from one of its versions, by default the current one."""
    version = body.version if body else None
    return Status(201, draft_out(drafts.begin(user_of(request), form_id=form, version=version)))


@router.put("forms/{form}/draft", response={200: DraftOut, WRITE_ERRORS: ErrorOut}, by_alias=True)
def save_draft(request: HttpRequest, form: str, body: DraftIn) -> DraftOut:
    """Save what follows on the number `base`; 409 `stale_draft` where somebody saved since."""
    view = drafts.save(user_of(request), form, drafted(body), base=body.base, base_version=body.base_version)
    return draft_out(view)


@router.delete("forms/{form}/draft", response={200: DiscardedOut, WRITE_ERRORS: ErrorOut})
def discard_draft(request: HttpRequest, form: str, base: BaseQuery) -> DiscardedOut:
    """Throw the draft of the number `base` away, with its states."""
    drafts.discard(user_of(request), form, base=base)
    return DiscardedOut(form=form, number=base)


@router.get("forms/{form}/draft/states", response={200: DraftStatesOut, READ_ERRORS: ErrorOut})
def read_states(request: HttpRequest, form: str) -> DraftStatesOut:
    """What was saved of a draft, newest first."""
    found = drafts.states(user_of(request), form)
    return DraftStatesOut(states=[DraftStateOut.model_validate(one) for one in found])


@router.get("forms/{form}/draft/states/{id}", response={200: DraftOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_state(request: HttpRequest, form: str, id: IdPath) -> DraftOut:  # noqa: A002
    """The draft as it was when it had the number `id`."""
    return draft_out(drafts.state(user_of(request), form, id))


@router.get("forms/{form}/draft/changes", response={200: DraftChangesOut, READ_ERRORS: ErrorOut}, by_alias=True)
def read_changes(request: HttpRequest, form: str) -> DraftChangesOut:
    """What publishing the draft would change, and whether the schemas prove that no answer breaks."""
    number, comparison = drafts.comparison(user_of(request), form)
    proof = proof_of(comparison)
    return DraftChangesOut(
        number=number,
        version=comparison.version,
        changes=[FormChangeOut.model_validate(one) for one in comparison.changes],
        proved=proof.proved,
        lost=[LostOut(pointer=one.pointer, schema=one.schema) for one in proof.lost],
    )


@router.get("forms/{form}/draft/impact", response={200: ImpactOut, READ_ERRORS: ErrorOut})
def read_impact(request: HttpRequest, form: str, after: After = 0) -> ImpactOut:
    """Which of the newest answers the draft would refuse, some at a time."""
    user = user_of(request)
    number, comparison = drafts.comparison(user, form)
    judged = judge(user, comparison, after=after)
    return ImpactOut(
        number=number,
        total=total_answers(comparison),
        answers=judged.answers,
        breaking=[BreakingOut.model_validate(one) for one in judged.breaking],
        elsewhere=judged.elsewhere,
        unread=judged.unread,
        next=judged.next,
    )


@router.post("forms/{form}/draft/test", response={200: TrialOut, WRITE_ERRORS: ErrorOut})
def test_draft(request: HttpRequest, form: str, body: TrialIn) -> TrialOut:
    """What the draft says of answers, as a submission would be told. Nothing is recorded."""
    tried = try_answers(user_of(request), form, body.answers)
    problems = [ProblemOut.model_validate(one) for one in tried.problems]
    return TrialOut(number=tried.number, valid=not problems, problems=problems)


@router.get("forms/{form}/draft/demands", response={200: DemandsOut, READ_ERRORS: ErrorOut})
def read_demands(request: HttpRequest, form: str) -> DemandsOut:
    """Which policies would demand the version, of how many objects, and from which day."""
    user = user_of(request)
    number, found = drafts.demands(user, form)
    return DemandsOut(
        number=number,
        version=found.version,
        policies=[NextDemandOut.model_validate(one) for one in found.policies],
    )


@router.post("forms/{form}/draft/publish", response={201: PublishedOut, WRITE_ERRORS: ErrorOut})
def publish_draft(request: HttpRequest, form: str, body: PublishIn) -> Status[PublishedOut]:
    """Publish the draft of the number `base`, which ends it; 409 `stale_draft` where it, or the form, went on since."""
    done = drafts.publish_draft(user_of(request), form, base=body.base, message=body.message, via=Via.API)
    answer = PublishedOut(
        form=done.form_id,
        version=done.version,
        recorded=done.recorded,
        warnings=[PlaceOut.model_validate(one) for one in done.warnings],
        not_asked=[NotAskedOut.model_validate(one) for one in done.not_asked],
    )
    return Status(201, answer)


def drafted(body: NewDraftIn) -> Drafted:
    """What a body says that a draft is."""
    return Drafted(body.name, body.description, body.schema_, body.ui_schema)


def draft_out(view: DraftView) -> DraftOut:
    """A draft as its service gives it."""
    content = view.drafted
    return DraftOut(
        form=view.form_id,
        number=view.number,
        base_version=view.base_version,
        name=content.name,
        description=content.description,
        schema=content.schema,
        ui_schema=content.ui_schema,
        saved_at=view.saved_at,
        saved_by=PersonOut.model_validate(view.saved_by),
    )
