# SPDX-License-Identifier: AGPL-3.0-or-later
"""``sweep``: what the workers do every ten seconds, once and now."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, no_arguments


def run(_args: argparse.Namespace, out: Output) -> int:
    """1 when OMERO or the set-up stopped it."""
    from omero_forms.services.sweeping import sweep

    swept = sweep()
    out.line(f"Completed {swept.streams} streams and attempted {swept.copies} copies.")
    if swept.stopped_by:
        out.error(f"Stopped by {swept.stopped_by}; omero-forms doctor says how to mend it.")
        return 1
    return 0


VERB = Verb("sweep", "Write what waits to be recorded or copied.", no_arguments, run)
