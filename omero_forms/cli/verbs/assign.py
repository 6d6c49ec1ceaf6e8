# SPDX-License-Identifier: AGPL-3.0-or-later
"""`assign`: a form is offered to a group from now on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from omero_forms.cli.arguments import object_types, offer_arguments
from omero_forms.cli.login import user_session
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb

if TYPE_CHECKING:
    from omero_forms.domain.refs import ObjectType
    from omero_forms.gateway.directory import GroupFacts
    from omero_forms.gateway.sessions import UserSession

    Deed = Callable[[UserSession, str, GroupFacts, set[ObjectType]], None]


def offer_verb(name: str, summary: str, deed: Deed, outcome: str) -> Verb:
    """A verb that changes whom a form is offered to; `outcome` is what is true of the form afterwards."""

    def run(args: argparse.Namespace, out: Output) -> int:
        from omero_forms.selectors.groups import find_group

        types = object_types(args)
        with user_session(args) as user:
            group = find_group(user, args.group)
            deed(user, args.form, group, types)
        out.line(f"{args.form} {outcome} {group.name} for {', '.join(sorted(types))}.")
        return 0

    return Verb(name, summary, offer_arguments, run)


def _assign(user: UserSession, form: str, group: GroupFacts, types: set[ObjectType]) -> None:
    from omero_forms.services.forms.assign import assign

    assign(user, form, group, types)


VERB = offer_verb("assign", "Offer a form to a group.", _assign, "is offered to")
