# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the campaigns of a group have got: policies with one last day for all."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.reports import PolicyOut, Totals
from omero_forms.api.routing import Router
from omero_forms.api.shapes import MAX_ID, IdPath, Shape, UtcTime
from omero_forms.api.streaming import TABLE, whole_table
from omero_forms.kit.clocks import today
from omero_forms.selectors.campaigns import CampaignView, campaigns_of

router = Router(tags=["reports"])


class OpenOnOut(Shape):
    """What was open at the end of a day, of how many objects."""

    day: date
    open: int
    objects: int


class CampaignOut(Shape):
    """A campaign since its `first` day, with what was `open` day by day; `totals` are those of the last evaluation, or
    what it came to where it is put away (`ended_at`), null before the first. `line` is what may be open today if it
    falls evenly from the first of `days` to nothing at the `deadline`; `done_on` the day on which nothing is open any
    more at this pace, null where that cannot be said.
    """

    policy: PolicyOut
    first: date
    deadline: date
    ended_at: UtcTime | None
    totals: Totals | None
    open: int
    line: int
    done_on: date | None
    days: list[OpenOnOut]


class CampaignsOut(Shape):
    """Campaigns, the one that ends first in front; those that are put away at last, for three months."""

    campaigns: list[CampaignOut]


@router.get(
    "/reports/{group_id}/campaigns",
    response={200: CampaignsOut, READ_ERRORS: ErrorOut},
    url_name="campaigns",
    summary="How far the campaigns of a group have got",
)
def read_campaigns(
    request: HttpRequest,
    group_id: IdPath,
    policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
) -> CampaignsOut:
    """All that have begun, or the one of a policy. For owners of the group and admins."""
    return CampaignsOut(campaigns=[_out(one) for one in campaigns_of(user_of(request), group_id, policy)])


@router.get(
    "/reports/{group_id}/campaigns.csv",
    response={READ_ERRORS: ErrorOut},
    openapi_extra={"responses": TABLE},
    url_name="campaigns_csv",
    summary="The same as a table",
)
def read_campaigns_table(
    request: HttpRequest, group_id: IdPath, policy: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None
) -> HttpResponse:
    """A row for each day of a campaign."""
    rows = (
        [one.name, str(one.policy_id), one.deadline.isoformat(), on.day.isoformat(), str(on.open), str(on.objects)]
        for one in campaigns_of(user_of(request), group_id, policy)
        for on in one.burn_down.days
    )
    headings = ["policy", "id", "deadline", "day", "open", "objects"]
    return whole_table(headings, rows, f"campaigns {today()}.csv")


def _out(view: CampaignView) -> CampaignOut:
    found = view.burn_down
    return CampaignOut(
        policy=PolicyOut(id=view.policy_id, name=view.name),
        first=view.first,
        deadline=view.deadline,
        ended_at=view.ended_at,
        totals=view.totals,
        open=view.open,
        line=found.line,
        done_on=found.done_on,
        days=[OpenOnOut(day=one.day, open=one.open, objects=one.objects) for one in found.days],
    )
