# SPDX-License-Identifier: AGPL-3.0-or-later
"""`setup`: make in OMERO, and on this host, what the forms need."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from omero_forms.cli.config_file import SUFFIX, config_lines, refuse_to_lose, replaced_lists, variable_of, write_config
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.conf import Secret

STORE_GROUP = "omero-forms-store"
MASTER_USER = "form-master"
OTHER_USER = "FORMS_MASTER_USER"
OTHER_PASSWORD = "FORMS_MASTER_PASSWORD"  # noqa: S105  (a name, not a password)
"""What images with the existing plug-in call the account that it works with, and its password."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Who does it, and how things are called."""
    add_login_arguments(parser)
    parser.add_argument("--store-group", metavar="NAME", help=f"(default: {STORE_GROUP})")
    parser.add_argument(
        "--master-user",
        metavar="NAME",
        help="(default: the one of the settings; else the one that the existing plug-in finds in the environment variable "
        f"{OTHER_USER}; else {MASTER_USER})",
    )
    parser.add_argument("--agent-user", metavar="NAME", help="(default: the one of the settings; else form-agent)")
    parser.add_argument(
        "--directory",
        type=Path,
        help="where the seal key and passwords are kept (default: etc/omero_forms in OMERODIR)",
    )
    parser.add_argument("--new-passwords", action="store_true", help="give form master and form agent new passwords")
    parser.add_argument(
        "--ml-dsa",
        action="store_true",
        help="make a key that signs checkpoints by ML-DSA-44 besides (still being standardised)",
    )
    parser.add_argument(
        "--write",
        type=_config_file,
        metavar="FILE",
        help=f"write the settings into a file such as /opt/omero/web/config/50-omero-forms{SUFFIX}, without passwords",
    )
    parser.add_argument("--json", action="store_true", help="for programs: settings by key")


def _config_file(text: str) -> Path:
    if not text.endswith(SUFFIX):
        raise argparse.ArgumentTypeError(f"its name must end with {SUFFIX}, or OMERO.web's start passes it over")
    return Path(text)


def _other_master() -> tuple[str, Secret | None] | None:
    name, password = os.environ.get(OTHER_USER), os.environ.get(OTHER_PASSWORD)
    return (name, Secret(password) if password else None) if name else None


def run(args: argparse.Namespace, out: Output) -> int:
    """Say on stderr what was done; print on stdout the lines that make the settings, or write them."""
    from omero_forms.conf import conf, entries_to_append
    from omero_forms.services.setup import KEYS, Plan, set_up, tell

    if args.write:
        refuse_to_lose(args.write, KEYS)
    current = conf()
    master = args.master_user or current.master_user
    plan = Plan(
        directory=(args.directory or Path(os.environ["OMERODIR"], "etc", "omero_forms")).resolve(),
        store_group=args.store_group or STORE_GROUP,
        store_is_named=args.store_group is not None,
        master_user=master or MASTER_USER,
        agent_user=args.agent_user or current.agent_user or "form-agent",
        new_passwords=args.new_passwords,
        ml_dsa=args.ml_dsa,
        password_files=args.write is not None,
        password_at_start=Secret(os.environ.get(variable_of("omero.web.forms.master.password"), "")),
        other_master=None if master else _other_master(),
    )
    with user_session(args) as session:
        outcome = set_up(session, plan, current)
        untold = tell(session, outcome)
    for sentence in (*outcome.done, *filter(None, [untold])):
        out.error(sentence)
    if args.write:
        for sentence in replaced_lists(os.environ):
            out.error(sentence)
        is_new = write_config(args.write, outcome.settings, entries_to_append())
        out.error(
            f"{'Wrote' if is_new else 'Nothing changed in'} {args.write}; `omero load {args.write}` makes the settings now."
        )
    if args.json:
        out.json(outcome.settings)
    elif not args.write:
        # config.xml is made anew by each of these lines, and then may hold a password.
        out.error(
            "Set umask 077, make these settings, run omero-forms migrate, then restart OMERO.web and the workers:"
        )
        for line in config_lines(outcome.settings, entries=entries_to_append()):
            out.line(f"omero {line}")
    return 0


VERB = Verb(
    "setup",
    "Make the store group, form master, form agent and seal key; print the settings to make, or write them.",
    configure,
    run,
)
