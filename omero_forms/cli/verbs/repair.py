# SPDX-License-Identifier: AGPL-3.0-or-later
"""`repair`: bring back records that were damaged or lost."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from omero_forms.cli.confirm import confirm
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.progress import told
from omero_forms.cli.verb import Verb
from omero_forms.domain.errors import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omero_forms.services.integrity.plan import Step


def configure(parser: argparse.ArgumentParser) -> None:
    """Where lost records may come from, and which of two counts."""
    add_login_arguments(parser)
    parser.add_argument(
        "--from", dest="bundle", type=Path, metavar="BUNDLE", help="take lost records from a bundle, too"
    )
    parser.add_argument(
        "--resolve",
        nargs=3,
        action="append",
        default=[],
        metavar=("STREAM", "NUMBER", "DIGEST"),
        help="of two records of this number, the one with this digest counts",
    )
    parser.add_argument("--reason", default="", help="with --resolve: why that one")
    parser.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    parser.add_argument("--json", action="store_true", help="for programs; without --yes the plan alone")


def run(args: argparse.Namespace, out: Output) -> int:
    """0 when all is as it should be, or was made so; 1 when something waits for somebody."""
    from omero_forms.domain.records.acts import Via
    from omero_forms.services.access.permissions import require_full_admin
    from omero_forms.services.integrity.repair import (
        bundle_source,
        plan_repair,
        repair,
        resolve_fork,
    )
    from omero_forms.services.integrity.sources import NOTHING

    forks = [(stream, _number(number), digest) for stream, number, digest in args.resolve]
    with user_session(args) as user:
        require_full_admin(user)
        source = NOTHING if args.bundle is None else bundle_source(args.bundle)
        plan = plan_repair(source, told("histories"))
        if args.json and not args.yes:
            out.json(plan.as_json())
            return 1 if plan.steps else 0
        if not args.json:
            _show(out, "will do", plan.steps)
        if not plan.steps:
            return _said(args, out, [], [])
        confirm(out, yes=args.yes)
        for stream, number, digest in forks:
            resolve_fork(user, stream, number, digest, reason=args.reason, via=Via.COMMAND)
    outcome = repair(plan, source, decided={stream for stream, *_ in forks}, progress=told("steps"))
    return _said(args, out, outcome.done, outcome.left)


def _said(args: argparse.Namespace, out: Output, done: Sequence[Step], left: Sequence[Step]) -> int:
    if args.json:
        out.json({"done": [one.as_json() for one in done], "left": [one.as_json() for one in left]})
    else:
        _show(out, "left", left)
        out.line(f"{len(done)} done, {len(left)} left.")
    return 1 if left else 0


def _show(out: Output, word: str, steps: Sequence[Step]) -> None:
    for one in steps:
        out.line(f"{word}: {one.stream}, number {one.number} [{one.what}]")
        out.line(f"  {one.detail}")
        for choice in one.choices:
            out.line(f"  {choice.digest} of {choice.author or 'somebody'}, {choice.time}")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise error("request_invalid", message=f"{text} is no number of a record. Nothing was changed.")
    return int(text)


VERB = Verb("repair", "Bring back records that were damaged or lost.", configure, run)
