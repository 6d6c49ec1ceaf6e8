# SPDX-License-Identifier: AGPL-3.0-or-later
"""`draft`: what may become the next version of a form, kept on the server until it is published or discarded."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import read_json_object, read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession
    from omero_forms.services.forms.drafts import Drafted, DraftView


def configure(parser: argparse.ArgumentParser) -> None:
    """Seven sub-verbs, for owners of the form and admins."""
    verbs = parser.add_subparsers(dest="draft_verb", required=True)
    show = verbs.add_parser("show", help="print the schema of a draft")
    show.add_argument("--number", type=int, help="as it was when it had this number; the last 50 are kept")
    begin = verbs.add_parser("begin", help="begin the next version of a form from one that there is")
    begin.add_argument("--version", type=int, metavar="N", help="go on from this one; by default the current one")
    put = verbs.add_parser("put", help="save a draft, or begin one")
    put.add_argument("schema", type=Path, metavar="FILE", help="file with a JSON Schema; it need not be right yet")
    put.add_argument("--ui", type=Path, metavar="FILE", help="file with the UI schema; else that of the draft stays")
    put.add_argument("--name", help="name of the form; else that of the draft stays")
    put.add_argument("--description", help="else that of the draft stays")
    put.add_argument("--form", metavar="ID", help="draft the next version of this form; else a new form is begun")
    put.add_argument("--on-version", type=int, metavar="N", help="it goes on from this version of the form")
    discard = verbs.add_parser("discard", help="throw a draft away, with all its states")
    test = verbs.add_parser("test", help="say what a draft says of answers; nothing is recorded")
    demands = verbs.add_parser("demands", help="say which policies will demand the version, and of how many objects")
    publish = verbs.add_parser("publish", help="publish a draft, which ends it")
    publish.add_argument("--message", default="", help="what this version changes; needed from version 2 on")
    for one in (show, begin, discard, test, demands, publish):
        one.add_argument("form", help="id of the form")
    test.add_argument("answers", type=Path, metavar="ANSWERS", help="file with the answers, a JSON object")
    for one in (put, discard, publish):
        one.add_argument("--base", type=int, metavar="N", help="only if the draft has this number still")
    for one in (show, begin, put, test, demands, publish):
        one.add_argument("--json", action="store_true", help="the result for programs")
    for one in (show, begin, put, discard, test, demands, publish):
        add_login_arguments(one)


def run(args: argparse.Namespace, out: Output) -> int:
    """show, begin, put and publish print the number that whoever saves next goes on from."""
    verbs = {
        "show": _show,
        "begin": _begin,
        "put": _put,
        "discard": _discard,
        "test": _test,
        "demands": _demands,
        "publish": _publish,
    }
    return verbs[args.draft_verb](args, out)


def _show(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.forms import drafts

    with user_session(args) as user:
        view = drafts.read(user, args.form) if args.number is None else drafts.state(user, args.form, args.number)
    if args.json:
        out.json(_as_json(view))
    else:
        out.verbatim(view.drafted.schema)
    return 0


def _begin(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.forms import drafts

    with user_session(args) as user:
        view = drafts.begin(user, form_id=args.form, version=args.version)
    tell_draft(view, out, as_json=args.json)
    return 0


def _put(args: argparse.Namespace, out: Output) -> int:
    schema = read_text(args.schema)
    ui_schema = read_text(args.ui) if args.ui else None
    with user_session(args) as user:
        view = _saved(args, user, schema, ui_schema)
    tell_draft(view, out, as_json=args.json)
    return 0


def _saved(args: argparse.Namespace, user: UserSession, schema: str, ui_schema: str | None) -> DraftView:
    from omero_forms.services.forms import drafts

    there = None if args.form is None else drafts.found(user, args.form)
    if there is None:
        new = drafts.as_new(args.form, schema, ui_schema=ui_schema, name=args.name, description=args.description)
        return drafts.begin(user, new, form_id=args.form)
    before: Drafted = there.drafted
    drafted = drafts.Drafted(
        name=before.name if args.name is None else args.name,
        description=before.description if args.description is None else args.description,
        schema=schema,
        ui_schema=before.ui_schema if ui_schema is None else ui_schema,
    )
    base = there.number if args.base is None else args.base
    return drafts.save(user, args.form, drafted, base=base, base_version=args.on_version)


def _discard(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.services.forms import drafts

    with user_session(args) as user:
        view = drafts.read(user, args.form)
        drafts.discard(user, args.form, base=view.number if args.base is None else args.base)
    out.line(f"The draft of {view.drafted.name or args.form} is gone. What was published stays.")
    return 0


def _test(args: argparse.Namespace, out: Output) -> int:
    """0 where a submission would take the answers, else 1."""
    from omero_forms.services.forms.trial import try_answers

    answers = read_json_object(args.answers)
    with user_session(args) as user:
        tried = try_answers(user, args.form, answers)
    if args.json:
        problems = [one.as_json() for one in tried.problems]
        out.json({"number": tried.number, "valid": not problems, "problems": problems})
    else:
        for one in tried.problems:
            out.line(f"{one.path or 'The form'}: {one.message}")
        if not tried.problems:
            out.line("A submission would take these answers. Nothing was recorded.")
    return 1 if tried.problems else 0


def _demands(args: argparse.Namespace, out: Output) -> int:
    from dataclasses import asdict

    from omero_forms.services.forms.drafts import demands

    with user_session(args) as user:
        number, found = demands(user, args.form)
    if args.json:
        out.json({"number": number, **asdict(found)})
        return 0
    for one in found.policies:
        objects = "not evaluated yet" if one.objects is None else f"{one.objects} objects"
        as_of = f", as of {one.evaluated_at:%Y-%m-%d}" if one.evaluated_at else ""
        out.line(f"{one.name} ({one.group.name}): {objects}{as_of}; late from {one.late_on} on")
    if not found.policies:
        out.line(f"No policy will demand version {found.version}.")
    return 0


def _publish(args: argparse.Namespace, out: Output) -> int:
    from omero_forms.cli.verbs.publish import tell_published
    from omero_forms.services.forms import drafts

    with user_session(args) as user:
        view = drafts.read(user, args.form)
        base = view.number if args.base is None else args.base
        published = drafts.publish_draft(user, args.form, base=base, message=args.message)
    tell_published(published, view.drafted.name, out, as_json=args.json)
    return 0


def tell_draft(view: DraftView, out: Output, *, as_json: bool) -> None:
    """The form and the number of a draft that was begun or saved; all of it for programs."""
    if as_json:
        out.json(_as_json(view))
    else:
        out.line(f"{view.form_id} draft {view.number}: {view.drafted.name}")


def _as_json(view: DraftView) -> dict[str, object]:
    drafted = view.drafted
    return {
        "form": view.form_id,
        "number": view.number,
        "base_version": view.base_version,
        "name": drafted.name,
        "description": drafted.description,
        "schema": drafted.schema,
        "ui_schema": drafted.ui_schema,
        "saved_at": view.saved_at,
        "saved_by": view.saved_by.name,
    }


VERB = Verb("draft", "Show, begin, save, discard or publish the draft of a form.", configure, run)
