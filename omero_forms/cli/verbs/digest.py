# SPDX-License-Identifier: AGPL-3.0-or-later
"""`digest`: make the mails of the present period, and send them."""

from __future__ import annotations

import argparse

from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Which period."""
    parser.add_argument(
        "--period",
        default="",
        help="make a separate period with this name, such as 2026-audit; the present one if left out",
    )


def run(args: argparse.Namespace, out: Output) -> int:
    """Whoever has their mail of the period gets no other. 1 when one could not be sent yet, or was refused for good."""
    from omero_forms.domain.digests.shapes import NotTold, not_told
    from omero_forms.selectors.diagnosis.mail import refused_in
    from omero_forms.services.mails.digest.make import make_digest
    from omero_forms.services.mails.send import Delivery, send_messages

    outcome = make_digest(period_name=args.period)
    deliveries = list(send_messages(outcome.outbox_ids).values())
    sent, later = deliveries.count(Delivery.SENT), deliveries.count(Delivery.LATER)
    out.line(f"period {outcome.period}: {sent} {'message' if sent == 1 else 'messages'} sent")
    for name, reason in outcome.unreached:
        out.line(f"  {name}: {not_told(NotTold(reason))}")
    if later:
        wait = "1 message waits" if later == 1 else f"{later} messages wait"
        out.error(f"{wait}: the mail server did not accept mail. Workers will try again.")
    refused = refused_in(outcome.period)
    for name in refused:
        out.error(f"{name}: the mail server refused the mail for good. Correct the address in OMERO, or tell them.")
    return 1 if later or refused else 0


VERB = Verb("digest", "Make and send the mails of a period.", configure, run)
