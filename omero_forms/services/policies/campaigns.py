# SPDX-License-Identifier: AGPL-3.0-or-later
"""Campaigns that are over are put away, with what they came to: their policy ends, so that nothing of a backlog stays
past due for ever.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.evaluate import late_from
from omero_forms.domain.records.acts import Via
from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import PolicyRow
from omero_forms.selectors.evaluations import last_counted
from omero_forms.services.policies.change import archive_policy
from omero_forms.services.records.gate import on_its_own


def archive_campaigns(deadline: Deadline, now: datetime | None = None) -> int:
    """Put away the campaigns whose last day has ended, each as soon as an evaluation that began after it has said what
    it came to; how many. What is wrong with one keeps no other waiting. Safe to run twice, and at once in several
    workers.
    """
    moment = now or timezone.now()
    over = list(PolicyRow.objects.filter(ended_at__isnull=True, deadline__lt=day_of(moment)).order_by("pk"))
    runs = last_counted({row.group_id for row in over}) if over else {}
    done = 0
    for row in over:
        run = runs.get(row.group_id)
        if row.deadline is None or run is None or run.started_at < late_from(row.deadline, conf().zone):
            continue
        result = run.counts["policies"].get(str(row.pk))
        if result is None:
            continue
        if deadline.passed:
            break
        with on_its_own(f"the end of policy {row.pk}"):
            archive_policy(None, row.pk, result=result, via=Via.SCHEDULE)
            done += 1
    return done
