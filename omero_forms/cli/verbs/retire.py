# SPDX-License-Identifier: AGPL-3.0-or-later
"""`retire`: take a form out of use; its history stays."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import user_session
from omero_forms.cli.output import Output
from omero_forms.cli.retiring import configure
from omero_forms.cli.verb import Verb


def run(args: argparse.Namespace, out: Output) -> int:
    """Says that it is done."""
    from omero_forms.services.forms.publish import retire

    with user_session(args) as user:
        retire(user, args.form, message=args.message)
    out.line(f"{args.form} is retired.")
    return 0


VERB = Verb("retire", "Take a form out of use; its history stays.", configure, run)
