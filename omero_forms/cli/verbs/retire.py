# SPDX-License-Identifier: AGPL-3.0-or-later
"""`retire`: take a form out of use; its history stays."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import reason_arguments
from omero_forms.cli.login import user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession

    Deed = Callable[[UserSession, str, str], None]


def state_verb(name: str, summary: str, deed: Deed, outcome: str) -> Verb:
    """A verb that changes the state of a form; `outcome` is what is true of the form afterwards."""

    def run(args: argparse.Namespace, out: Output) -> int:
        with user_session(args) as user:
            deed(user, args.form, args.message)
        out.line(f"{args.form} {outcome}.")
        return 0

    return Verb(name, summary, reason_arguments, run)


def _retire(user: UserSession, form: str, message: str) -> None:
    from omero_forms.services.forms.publish import retire

    retire(user, form, message=message)


VERB = state_verb("retire", "Take a form out of use; its history stays.", _retire, "is retired")
