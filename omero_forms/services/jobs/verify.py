# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verify without anybody asking."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from omero_forms.kit.clocks import latest_true
from omero_forms.models import Server
from omero_forms.selectors.jobs import open_job
from omero_forms.services.jobs.ask import ask
from omero_forms.services.jobs.when import ALL_EVERY, CHANGED_EVERY
from omero_forms.services.records.gate import refusal


def ask_when_due(*, now: datetime | None = None) -> int | None:
    """Ask for a verification, if it is time and none is under way; the id of the job."""
    moment = now or timezone.now()
    server = Server.objects.first()
    if server is None or refusal() is not None or open_job("verify") is not None:
        return None
    if _is_over(server.verified_at, ALL_EVERY, moment):
        return ask("verify", {}, by=None)
    if _is_over(server.compared_at, CHANGED_EVERY, moment):
        return ask("verify", {"changed_only": True}, by=None)
    return None


def _is_over(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is that long ago; also where the clock was set back since."""
    return last is None or last + every <= now or last > latest_true(now)
