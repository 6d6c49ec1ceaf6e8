# SPDX-License-Identifier: AGPL-3.0-or-later
"""`library`: the forms that come with the product, and a form of one's own from one of them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb
from omero_forms.cli.verbs.draft import tell_draft

if TYPE_CHECKING:
    from omero_forms.domain.library import Entry


def configure(parser: argparse.ArgumentParser) -> None:
    """Four sub-verbs; the first two need neither OMERO nor a log-in."""
    verbs = parser.add_subparsers(dest="library_verb", required=True)
    listing = verbs.add_parser("list", help="list the forms that come with the product")
    show = verbs.add_parser("show", help="print the schema of one of them")
    show.add_argument("--ui", action="store_true", help="the UI schema instead of the schema")
    use = verbs.add_parser("use", help="begin a form of your own from one of them")
    use.add_argument("--form", metavar="ID", help="take its newest edition over into the next version of this form")
    origin = verbs.add_parser("origin", help="say which of them a form was made from, and what was changed in it since")
    origin.add_argument("form", help="id of the form")
    for one in (show, use):
        one.add_argument("entry", help="its name, as library list prints it")
    for one in (listing, show, use, origin):
        one.add_argument("--json", action="store_true", help="the result for programs")
    for one in (use, origin):
        add_login_arguments(one)


def run(args: argparse.Namespace, out: Output) -> int:
    """A block for each form, a schema, the draft that was begun, or what changed."""
    return {"list": _list, "show": _show, "use": _use, "origin": _origin}[args.library_verb](args, out)


def _list(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.library import entries

    if args.json:
        out.json([_as_json(one) for one in entries().values()])
        return 0
    for one in entries().values():
        out.line(f"{one.entry}  {one.name}  (edition {one.edition}, {one.questions} questions)")
        out.line(f"  {one.purpose}")
        out.line(f"  from {one.source}, {one.licence}: {one.source_url}")
    return 0


def _show(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.library import entry

    found = entry(args.entry)
    if args.json:
        out.json({**_as_json(found), "schema": found.newest.schema, "ui_schema": found.newest.ui_schema})
    else:
        out.verbatim(found.newest.ui_schema if args.ui else found.newest.schema)
    return 0


def _use(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.forms.library import use

    with user_session(args) as user:
        view = use(user, args.entry, form_id=args.form)
    tell_draft(view, out, as_json=args.json)
    return 0


def _origin(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.forms.library import origin

    with user_session(args) as user:
        found = origin(user, args.form)
    told = found.origin
    if args.json:
        out.json({**asdict(told), "changes": [one.as_json() for one in found.changes]})
        return 0
    out.line(f"made from {told.entry}, edition {told.edition}")
    if told.newer is None:
        out.line("The library has no newer edition.")
        return 0
    out.line(f"The library has edition {told.newer}:")
    for change in found.changes:
        out.line(f"  {change.kind.value}: {change.sentence}")
    return 0


def _as_json(found: Entry) -> dict[str, Any]:
    told = {name: value for name, value in asdict(found).items() if name != "editions"}
    return {**told, "edition": found.edition}


VERB = Verb(
    "library",
    "List the forms that come with the product, or begin one of your own from them.",
    configure,
    run,
    is_alone=lambda args: args.library_verb in {"list", "show"},
)
