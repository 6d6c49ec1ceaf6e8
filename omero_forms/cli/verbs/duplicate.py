# SPDX-License-Identifier: AGPL-3.0-or-later
"""`duplicate`: a new form of one's own that begins as another one is."""

from __future__ import annotations

import argparse

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.cli.verbs.draft import tell_draft


def configure(parser: argparse.ArgumentParser) -> None:
    """The form that is there."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("--json", action="store_true", help="the draft of the new form, for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """The id of the new form, and the number of its draft."""
    from omero_forms.services.forms.drafts import duplicate

    with user_session(args) as user:
        view = duplicate(user, args.form)
    tell_draft(view, out, as_json=args.json)
    return 0


VERB = Verb("duplicate", "Begin a new form that is as another one is.", configure, run)
