# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of whether everything is still as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from omero_forms.models import Server
from omero_forms.selectors.damage import OpenFinding, open_findings
from omero_forms.selectors.jobs import JobView, open_job
from omero_forms.selectors.log import MadeCheckpoint, latest_checkpoint

MOST_FINDINGS: Final = 200
"""So many are shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Integrity:
    """`verified_at` is when all records were last verified, None before that; `count` counts all findings. `job` is the
    verification that is under way.
    """

    verified_at: datetime | None
    records: int
    streams: int
    count: int
    findings: list[OpenFinding]
    job: JobView | None
    checkpoint: MadeCheckpoint | None


def integrity() -> Integrity:
    """All of it, from the database alone."""
    server = Server.objects.first()
    count, findings = open_findings(MOST_FINDINGS)
    return Integrity(
        verified_at=server.verified_at if server else None,
        records=server.verified_records if server else 0,
        streams=server.verified_streams if server else 0,
        count=count,
        findings=findings,
        job=open_job("verify"),
        checkpoint=latest_checkpoint(),
    )
