# SPDX-License-Identifier: AGPL-3.0-or-later
"""`unassign`: a form is offered to a group no longer."""

from __future__ import annotations

import argparse

from omero_forms.cli.assigning import configure, object_types, type_words
from omero_forms.cli.login import user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb


def run(args: argparse.Namespace, out: Output) -> int:
    """Says for which types."""
    from omero_forms.selectors.groups import find_group
    from omero_forms.services.forms.assign import unassign

    types = object_types(args)
    with user_session(args) as user:
        group = find_group(user, args.group)
        unassign(user, args.form, group, types)
    out.line(f"{args.form} is no longer offered to {group.name} for {type_words(types)}.")
    return 0


VERB = Verb("unassign", "Stop offering a form to a group.", configure, run)
