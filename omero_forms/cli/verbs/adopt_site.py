# SPDX-License-Identifier: AGPL-3.0-or-later
"""`adopt-site`: say what a copy of a site is."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.confirm import confirm
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import error

if TYPE_CHECKING:
    from omero_forms.domain.sites import Places


def configure(parser: argparse.ArgumentParser) -> None:
    """Which of the two it is, and who says so."""
    add_login_arguments(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--as-copy", action="store_true", help="it is a copy, and becomes a site of its own, with a seal key of its own"
    )
    what.add_argument("--moved", action="store_true", help="it is the site itself, at a new address, or restored")
    parser.add_argument("--mail-to", metavar="ADDRESS", help="with --as-copy: where all mails of the copy go")
    parser.add_argument(
        "--directory", type=Path, help="with --as-copy: where its seal key is put (default: beside the present one)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    parser.add_argument("--json", action="store_true", help="for programs: the site, and settings by key")


def run(args: argparse.Namespace, out: Output) -> int:
    """Say on stderr what is so, what will be done and what was; print on stdout the lines that make the settings."""
    from omero_forms.services.site.adopt import adopt_as_copy, adopt_moved, look

    if args.as_copy and not args.mail_to:
        raise error(
            "request_invalid", message="Say with --mail-to where the mails of the copy go. Nothing was changed."
        )
    with user_session(args) as session:
        before = look(session)
        _confirm(args, out, before)
        if args.as_copy:
            adopted = adopt_as_copy(
                session, mail_to=args.mail_to, directory=args.directory and args.directory.resolve()
            )
        else:
            adopted = adopt_moved(session)
    for one in adopted.done:
        out.error(one)
    if args.json:
        site = {"name": adopted.site.name, "of": adopted.site.of or None, "address": adopted.site.address}
        out.json({"site": site, "settings": adopted.settings})
        return 0
    if adopted.settings:
        out.error("Make these settings, then restart OMERO.web and the workers:")
    for key, value in adopted.settings.items():
        out.line(f"omero config set {key} {shlex.quote(value)}")
    return 0


def _confirm(args: argparse.Namespace, out: Output, before: Places) -> None:
    """Raise `request_invalid` unless it is meant: what is done here cannot be taken back."""
    original = before.original or "another site"
    for one in before.differences:
        out.error(one)
    if args.as_copy:
        out.error(
            f"From now on this is a site of its own, a copy of {original}, at {before.address}: its histories go on by "
            f"themselves, and all its mails go to {args.mail_to}."
        )
    else:
        out.error(
            f"From now on this is {original}, at {before.address}: it writes, and mails the people of {original}. Nothing else "
            f"may run as {original} any more."
        )
    confirm(out, yes=args.yes)


VERB = Verb("adopt-site", "Say whether this is a copy of a site, or that site at a new address.", configure, run)
