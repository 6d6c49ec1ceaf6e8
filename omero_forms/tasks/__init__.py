# SPDX-License-Identifier: AGPL-3.0-or-later
"""What workers do. Every task takes ids, calls one service, and may run twice.

Nothing but beat, the command line and other tasks puts a task into the queue: what a request leaves
undone is in the database, where the next sweep finds it, so a broker that is away loses nothing.
"""

from __future__ import annotations

from omero_forms.tasks.copies import compare_copies
from omero_forms.tasks.due import sweep
from omero_forms.tasks.evaluations import evaluate, evaluate_group, follow, join_group
from omero_forms.tasks.jobs import run_job, verify
from omero_forms.tasks.log import checkpoint
from omero_forms.tasks.mails import digest, send_messages
from omero_forms.tasks.reports import report

__all__ = [
    "checkpoint",
    "compare_copies",
    "digest",
    "evaluate",
    "evaluate_group",
    "follow",
    "join_group",
    "report",
    "run_job",
    "send_messages",
    "sweep",
    "verify",
]
