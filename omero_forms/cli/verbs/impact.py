# SPDX-License-Identifier: AGPL-3.0-or-later
"""`impact`: which answers a schema would break as the next version of a form."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omero_forms.cli.arguments import read_text
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.services.forms.impact import Impact


def configure(parser: argparse.ArgumentParser) -> None:
    """The form, and the file that may become its next version."""
    parser.add_argument("form", help="id of the form, as publish and list print it")
    parser.add_argument("schema", type=Path, metavar="FILE", help="file with a JSON Schema, as publish takes it")
    parser.add_argument("--json", action="store_true", help="the result for programs")
    add_login_arguments(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    """Whether it is proven that none breaks, else which do; 0 also where some do, since nothing was done."""
    from omero_forms.services.forms.impact import compare_with_current, impact

    schema = read_text(args.schema)
    with user_session(args) as user:
        found = impact(user, compare_with_current(user, args.form, schema))
    if args.json:
        out.json(_as_json(found))
    else:
        _tell(found, out)
    return 0


def _as_json(found: Impact) -> dict[str, Any]:
    return {
        "proved": found.proved,
        "answers": found.judged.answers,
        "breaking": [
            {
                "object": f"{one.object_type.value}:{one.object_id}",
                "submission": one.submission,
                "problems": [
                    {"pointer": rule.pointer, "path": rule.path, "keyword": rule.keyword} for rule in one.problems
                ],
            }
            for one in found.judged.breaking
        ],
        "elsewhere": found.judged.elsewhere,
        "unread": found.judged.unread,
    }


def _tell(found: Impact, out: Output) -> None:
    judged = found.judged
    if found.proved:
        out.line("Proved, without reading an answer: none can break.")
        return
    breaking = len(judged.breaking) + judged.elsewhere
    out.line(f"Of {judged.answers} objects with answers, {breaking} have some that this version would refuse.")
    for one in judged.breaking:
        rules = ", ".join(f"{rule.path} ({rule.keyword})" for rule in one.problems)
        out.line(f"{one.object_type.value}:{one.object_id} {one.name}, submission {one.submission}: {rules}")
    if judged.elsewhere:
        out.line(f"{judged.elsewhere} more for objects that you cannot see.")
    if judged.unread:
        out.line(f"{judged.unread} could not be read: nothing proves them, or they were redacted.")


VERB = Verb("impact", "Show which answers a schema would break as the next version of a form.", configure, run)
