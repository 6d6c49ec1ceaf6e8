# SPDX-License-Identifier: AGPL-3.0-or-later
"""``sweep``: do what is due in the database, as workers do every few seconds."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, no_arguments


def run(_args: argparse.Namespace, out: Output) -> int:
    """Records, copies and messages that wait. 1 when something stopped it."""
    from omero_forms.services.mailing import Delivery, due_messages, send_message
    from omero_forms.services.sweeping import sweep
    from omero_forms.services.verdicts import complete_verdicts

    complete_verdicts()
    deliveries = [send_message(outbox_id=outbox_id) for outbox_id in due_messages()]
    swept = sweep()
    sent = sum(delivery is Delivery.SENT for delivery in deliveries)
    out.line(f"{swept.streams} streams, {swept.copies} copies, {sent} messages")
    if swept.stopped_by is not None:
        out.error(f"stopped: {swept.stopped_by}")
        return 1
    return 0


VERB = Verb("sweep", "Do what is due in the database.", no_arguments, run)
