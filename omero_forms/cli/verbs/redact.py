# SPDX-License-Identifier: AGPL-3.0-or-later
"""`redact`: take out of a record what should never have been typed, in two steps."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import object_argument, read_json_object
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession


def configure(parser: argparse.ArgumentParser) -> None:
    """The record, or the redaction that is approved; nothing lists them."""
    parser.add_argument("form", nargs="?", help="id of the form")
    parser.add_argument(
        "--object", type=object_argument, metavar="TYPE:ID", help="the object whose answers they are, as Dataset:12"
    )
    parser.add_argument("--stream", help="instead of form and object: the name of the history")
    parser.add_argument("--number", type=int, help="of the answers, or of the record in its history")
    parser.add_argument("--reason", help="why; it stays in the history for everybody who sees that: quote nothing")
    parser.add_argument("--approve", type=int, metavar="ID", help="approve what another full admin asked for")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="with --approve: the answers that may stay, as the next number"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when it was asked for, done, or listed; 1 when a worker has to go on with it."""
    from omero_forms.domain.errors import error

    names_record = bool(args.form or args.stream)
    if args.approve is not None and (names_record or args.number or args.reason or args.object):
        raise error("request_invalid", message="--approve takes the id of a redaction, and --answers.")
    if args.answers and args.approve is None:
        raise error("request_invalid", message="--answers go with --approve.")
    if args.form and args.stream:
        raise error("request_invalid", message="Name either the form, with --object for answers, or --stream.")
    with user_session(args) as user:
        if args.approve is not None:
            return _approve(user, args, out)
        if names_record:
            return _ask(user, args, out)
        return _list(user, args, out)


def _ask(user: UserSession, args: argparse.Namespace, out: Output) -> int:
    from omero_forms.domain.errors import error
    from omero_forms.domain.records.acts import Via
    from omero_forms.selectors.redactions import UNREACHED, redaction, stream_named
    from omero_forms.services.access.permissions import require_full_admin
    from omero_forms.services.integrity.redact import ask

    require_full_admin(user)
    if args.number is None:
        raise error("request_invalid", message="Say which record with --number.")
    stream = args.stream or stream_named(args.form, args.object)
    made = redaction(ask(user, stream, args.number, reason=args.reason or "", via=Via.COMMAND))
    if args.json:
        out.json({**asdict(made), "unreached": UNREACHED})
        return 0
    out.line(f"{made.id}: number {made.number} of {made.where}, {made.state}.")
    if made.state == "asked":
        out.line("Nothing was removed yet. Another full admin, or you if there is none, approves it with")
        out.line(f"  omero-forms redact --approve {made.id}")
    return 0


def _approve(user: UserSession, args: argparse.Namespace, out: Output) -> int:
    from omero_forms.domain.records.acts import Via
    from omero_forms.selectors.redactions import UNREACHED, redaction
    from omero_forms.services.integrity.follow import follow
    from omero_forms.services.integrity.redact import approve

    answers = None if args.answers is None else read_json_object(args.answers)
    approved = approve(user, args.approve, answers=answers, via=Via.COMMAND)
    is_done = follow(args.approve)
    made = redaction(args.approve)
    if args.json:
        out.json({**asdict(made), "submitted": approved.again, "unreached": UNREACHED})
        return 0 if is_done else 1
    if approved.again is not None:
        out.line(f"The other answers were submitted anew, as number {approved.again}.")
    out.line(
        f"Number {made.number} of {made.where} is redacted. Its key-value pairs are put right by a worker."
        if is_done
        else "It is approved, and OMERO does not have it yet: a worker goes on."
    )
    out.line("Not reached:")
    for one in UNREACHED:
        out.line(f"  {one}")
    return 0 if is_done else 1


def _list(user: UserSession, args: argparse.Namespace, out: Output) -> int:
    from omero_forms.selectors.redactions import all_redactions
    from omero_forms.services.access.permissions import require_full_admin

    require_full_admin(user)
    found = all_redactions()
    if args.json:
        out.json([asdict(one) for one in found])
        return 0
    for one in found:
        who = one.asked_by.name if one.asked_by else "somebody"
        out.line(f"{one.id}: {one.state}, number {one.number} of {one.where}; asked by {who}: {one.reason}")
    return 0


VERB = Verb("redact", "Take out of a record what should never have been typed.", configure, run)
