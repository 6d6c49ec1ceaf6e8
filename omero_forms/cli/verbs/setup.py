# SPDX-License-Identifier: AGPL-3.0-or-later
"""`setup`: make in OMERO, and on this host, what the forms need."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def configure(parser: argparse.ArgumentParser) -> None:
    """Who does it, and how things are called."""
    add_login_arguments(parser)
    parser.add_argument("--store-group", default="omero-forms-store", metavar="NAME")
    parser.add_argument("--master-user", default="form-master", metavar="NAME")
    parser.add_argument("--agent-user", default="form-agent", metavar="NAME")
    parser.add_argument(
        "--directory",
        type=Path,
        help="where the seal key and the form agent's password are kept (default: etc/omero_forms in OMERODIR)",
    )
    parser.add_argument("--new-passwords", action="store_true", help="give form master and form agent new passwords")
    parser.add_argument("--json", action="store_true", help="for programs: settings by key")


def run(args: argparse.Namespace, out: Output) -> int:
    """Say on stderr what was done; print on stdout the lines that make the settings."""
    from omero_forms.conf import conf
    from omero_forms.services.setup import Plan, set_up, tell

    plan = Plan(
        directory=(args.directory or Path(os.environ["OMERODIR"], "etc", "omero_forms")).resolve(),
        store_group=args.store_group,
        master_user=args.master_user,
        agent_user=args.agent_user,
        new_passwords=args.new_passwords,
    )
    with user_session(args) as session:
        outcome = set_up(session, plan, conf())
        untold = tell(session, outcome)
    for sentence in (*outcome.done, *filter(None, [untold])):
        out.error(sentence)
    if args.json:
        out.json(outcome.settings)
        return 0
    out.error("Make these settings, run omero-forms migrate, then restart OMERO.web and the workers:")
    for key, value in outcome.settings.items():
        out.line(f"omero config set {key} {shlex.quote(value)}")
    return 0


VERB = Verb(
    "setup",
    "Make the store group, form master, form agent and seal key; print the settings to make.",
    configure,
    run,
)
