# SPDX-License-Identifier: AGPL-3.0-or-later
"""`sweep`: do what is due in the database, as workers do every few seconds."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, no_arguments

PATIENCE_SECONDS = 3600.0
"""Before maintenance there may be much to do; nobody waits for more than this."""


def run(_args: argparse.Namespace, out: Output) -> int:
    """Records, copies, messages and verdicts that are due. 1 when something stopped it."""
    from omero_forms.kit.deadlines import Deadline
    from omero_forms.services.sweep import sweep

    swept = sweep(Deadline.after(PATIENCE_SECONDS))
    out.line(swept.summary)
    if swept.stopped_by is not None:
        out.error(f"Records and copies were not finished: {swept.stopped_by}.")
    return 0 if swept.stopped_by is None else 1


VERB = Verb("sweep", "Do everything that is due in the database.", no_arguments, run)
