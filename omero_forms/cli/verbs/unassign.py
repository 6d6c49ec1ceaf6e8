# SPDX-License-Identifier: AGPL-3.0-or-later
"""`unassign`: a form is offered to a group no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omero_forms.cli.verbs.assign import offer_verb

if TYPE_CHECKING:
    from omero_forms.domain.refs import ObjectType
    from omero_forms.gateway.directory import GroupFacts
    from omero_forms.gateway.sessions import UserSession


def _unassign(user: UserSession, form: str, group: GroupFacts, types: set[ObjectType]) -> None:
    from omero_forms.services.forms.assign import unassign

    unassign(user, form, group, types)


VERB = offer_verb("unassign", "Stop offering a form to a group.", _unassign, "is no longer offered to")
