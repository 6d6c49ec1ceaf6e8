# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody is mailed, by their own choice."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import ConfigDict, Field

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import Shape
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Cadence, Preference
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import identity
from omero_forms.selectors.preferences import preference_of
from omero_forms.services.mails.preferences import choose

router = Router(tags=["mails"])

Weekday = Annotated[int, Field(ge=1, le=7)]

LocalTime = Annotated[str, Field(pattern="^[0-9]{2}:[0-9]{2}$")]
"""A time of day by the clock of the site; the format `time` of JSON Schema would need its distance from UTC."""


class PreferencesIn(Shape):
    """`weekday` is that of weekly mails, 1 for Monday; on the day `paused_until` mails come again. `new_policy` is
    about policies of groups that one owns.
    """

    model_config = ConfigDict(extra="forbid")

    cadence: Cadence
    weekday: Weekday
    paused_until: date | None
    new_policy: bool


class PreferencesOut(Shape):
    """What was chosen, and what the site does with who chose nothing: `site_cadence`, at `site_at` by its clock."""

    cadence: Cadence
    weekday: Weekday
    paused_until: date | None
    new_policy: bool
    site_cadence: Literal["weekly", "daily"]
    site_at: LocalTime
    owns_groups: bool


@router.get("preferences", response={200: PreferencesOut, READ_ERRORS: ErrorOut})
def read_preferences(request: HttpRequest) -> PreferencesOut:
    """The asker's own."""
    return _read(request)


@router.put("preferences", response={200: PreferencesOut, WRITE_ERRORS: ErrorOut})
def write_preferences(request: HttpRequest, body: PreferencesIn) -> PreferencesOut:
    """Put the asker's own choice in the place of the one before. Nobody chooses for others."""
    choose(user_of(request), Preference(body.cadence, body.weekday - 1, body.paused_until, body.new_policy))
    return _read(request)


def _read(request: HttpRequest) -> PreferencesOut:
    user, settings = user_of(request), conf()
    identity().refuse_other(user.server_uuid)
    chosen = preference_of(user.person.id)
    return PreferencesOut(
        cadence=chosen.cadence,
        weekday=chosen.weekday + 1,
        # One that is over is none.
        paused_until=chosen.paused_until if chosen.is_paused(today()) else None,
        new_policy=chosen.new_policy,
        site_cadence=settings.digest_period,
        site_at=f"{settings.digest_at:%H:%M}",
        owns_groups=bool(user.owned_groups),
    )
