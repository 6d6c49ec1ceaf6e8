# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom the last digest should have told and did not reach. The doctor says it; a banner that stays for weeks would not
be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from omero_forms.domain.digests.shapes import NOT_TOLD, UNREACHABLE, NotTold
from omero_forms.models import DigestRun, OutboxMessage, OutboxState
from omero_forms.selectors.diagnosis.problem import SetupProblem

NAMED = 5
"""So many people are named; the others are counted."""


def people_not_reached() -> Iterator[SetupProblem]:
    """Those of the newest digest without an address that can be used, and those whose mail was refused for good."""
    run = DigestRun.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    if run is None:
        return
    people = [
        f"{one['name']} ({NOT_TOLD[NotTold(one['reason'])].removeprefix('not told: ')})"
        for one in run.unreachable
        if one["reason"] in UNREACHABLE
    ]
    refused = OutboxMessage.objects.filter(period=run.period, state=OutboxState.REFUSED)
    names = refused.order_by("person_name").values_list("person_name", flat=True)
    people.extend(f"{name} (the mail server refused the mail)" for name in names)
    if not people:
        return
    more = f" and {len(people) - NAMED:,} more" if len(people) > NAMED else ""
    yield SetupProblem(
        "people_not_reached",
        "warning",
        f"The last digest ({run.period}) did not reach {', '.join(people[:NAMED])}{more}.",
        "Correct their e-mail addresses in OMERO, or tell them in another way.",
    )
