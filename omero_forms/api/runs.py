# SPDX-License-Identifier: AGPL-3.0-or-later
"""The runs over a group, and another one now; all findings of a group, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Status

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.integrity import AskedOut
from omero_forms.api.reports import Totals
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, IdPath, Shape, UtcTime
from omero_forms.api.streaming import JSON_LINES, json_lines
from omero_forms.domain.jobs import EVALUATE
from omero_forms.domain.policies.runs import RunState, Step
from omero_forms.selectors.group_findings import finding_json, group_findings
from omero_forms.selectors.reports import group_report
from omero_forms.selectors.runs import MOST_RUNS, runs_of
from omero_forms.services.jobs.ask import ask

if TYPE_CHECKING:
    from omero_forms.selectors.runs import RunView

router = Router(tags=["evaluations"])

LINES = {
    "200": {
        "description": "A finding a line: `object` {type, id, name}, `owner` {id, name, full_name}, `policy` {id, name}, "
        "`status`, `due`, `lacking` [{id, name}], `reason`, `since`. Where OMERO failed on the way, the last line is an "
        "`error`; where there are more than are sent at once, it is `incomplete`, with what `after` takes to go on.",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    }
}


class RunProblemOut(Shape):
    """What a run that finished could not judge under a policy."""

    policy_id: int
    policy: str
    message: str


class SinceOut(Shape):
    """What was judged after a run because it changed: how often something was, how many objects, and how many findings
    changed by it.
    """

    looks: int
    objects: int
    changed: int
    seconds: float
    last_at: UtcTime | None


class RunOut(Shape):
    """A run over a group. One that `failed` counted nothing; one that finished with problems counted all that it could
    judge.

    `seconds` are from its beginning to its end, those of `steps` of all its workers together. `begun` is how often a
    worker began it or went on with it. Of its `pages` of objects, `known` were as at the run before.
    """

    id: int
    state: RunState
    started_at: UtcTime
    finished_at: UtcTime | None
    seconds: float | None
    begun: int
    failed: str
    problems: list[RunProblemOut]
    totals: Totals
    steps: dict[Step, float]
    pages: int
    known: int
    changed: int
    since: SinceOut


class RunsOut(Shape):
    """The newest runs over a group, the last one first."""

    runs: list[RunOut]


class EvaluateIn(Shape):
    """How much of the group is to be evaluated: all of it, or what changed since its last run."""

    incremental: bool = False


@router.get(
    "/evaluations/{group_id}/runs",
    response={200: RunsOut, READ_ERRORS: ErrorOut},
    url_name="runs",
    summary="How the evaluations of a group went",
)
def runs(
    request: HttpRequest, group_id: IdPath, limit: Annotated[int, Query(ge=1, le=MOST_RUNS)] = 20
) -> dict[str, list[RunView]]:
    """What each run counted, what it cost, and what it could not judge."""
    return {"runs": runs_of(user_of(request), group_id, limit)}


@router.post(
    "/evaluations/{group_id}/runs",
    response={202: AskedOut, WRITE_ERRORS: ErrorOut},
    url_name="evaluate",
    summary="Evaluate a group now",
)
def evaluate(request: HttpRequest, group_id: IdPath, body: EvaluateIn | None = None) -> Status[AskedOut]:
    """Have a worker evaluate a group now. For its owners and admins. The result of the job is what
    `omero-forms evaluate --json` says of the group.
    """
    user = user_of(request)
    group_report(user, group_id)
    arguments = {"group": group_id, "incremental": body is not None and body.incremental}
    return Status(202, AskedOut(job=ask(EVALUATE, arguments, by=user.person)))


@router.get(
    "/reports/{group_id}/findings",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": LINES},
    url_name="findings",
    summary="All findings of a group",
)
def findings(
    request: HttpRequest,
    group_id: IdPath,
    policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    status: Annotated[str, Query(max_length=16)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> StreamingHttpResponse:
    """What the last evaluation found of all objects that you see in the group now, also as a mere member. Without
    `status` what fails or could not be checked.
    """
    found = group_findings(user_of(request), group_id, policy_id=policy, status=status, after=after)
    return json_lines(request, ((place, None if row is None else finding_json(row)) for place, row in found.placed))
