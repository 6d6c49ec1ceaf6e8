# SPDX-License-Identifier: AGPL-3.0-or-later
"""`owners`: whose a form is, and whose it is from now on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession
    from omero_forms.selectors.people import PersonView


def configure(parser: argparse.ArgumentParser) -> None:
    """The form; who joins, who leaves, or who is to own it alone."""
    parser.add_argument("form", help="id of the form")
    parser.add_argument("--add", action="append", default=[], metavar="USER", help="an owner more, by log-in name")
    parser.add_argument("--remove", action="append", default=[], metavar="USER", help="an owner less")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="all",
        metavar="USER",
        help="who owns it instead of those who do now; may be given more than once, as the others may",
    )
    parser.add_argument("--json", action="store_true", help="the owners for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Who owns it, afterwards."""
    from omero_forms.selectors.form_list import form_row

    with user_session(args) as user:
        owners = form_row(user, args.form).owners
        if args.add or args.remove or args.all:
            owners = _changed(args, user, owners)
    if args.json:
        out.json([{"id": one.id, "name": one.name} for one in owners])
    else:
        for one in owners:
            out.line(f"{one.name}  {one.full_name}")
    return 0


def _changed(args: argparse.Namespace, user: UserSession, owners: tuple[PersonView, ...]) -> tuple[PersonView, ...]:
    from omero_forms.domain.errors import error
    from omero_forms.selectors.form_list import form_row
    from omero_forms.selectors.form_makers import person_named
    from omero_forms.services.forms.owners import set_owners

    if args.all and (args.add or args.remove):
        raise error("request_invalid", message="Either --set all owners, or --add and --remove some.")
    known = {one.name: one.id for one in owners}
    if strangers := [name for name in args.remove if name not in known]:
        raise error("request_invalid", message=f"{strangers[0]} does not own this form. Nothing was changed.")
    staying = [] if args.all else [one.id for one in owners if one.name not in args.remove]
    coming = [known.get(name) or person_named(user, name).id for name in args.all or args.add]
    set_owners(user, args.form, {*staying, *coming}, base=known.values())
    return form_row(user, args.form, is_known=True).owners


VERB = Verb("owners", "Show who owns a form, or change that.", configure, run)
