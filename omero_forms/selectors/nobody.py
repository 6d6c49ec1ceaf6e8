# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is nobody, and which groups never count: the one list that everything else asks.

Whom the forms serve is a person. Guest and the public user are nobody, form master and form agent serve us,
and root administers. Groups of OMERO itself and the store of the records hold no lab's data: no form is
offered there, nothing is required, nothing is evaluated or reported.
"""

from __future__ import annotations

from typing import Final

from omero_forms.conf import conf
from omero_forms.domain.texts import noop
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import PRIVATE, SYSTEM_GROUP, USER_GROUP

GUEST: Final = "guest"
"""OMERO's user without a person, and the group of that user."""

ROOT: Final = 0

NEVER_COUNTS: Final = noop("This group belongs to OMERO or to the forms service; it holds no lab's data.")
"""Why nothing is offered or required in a group; whoever shows it adds what was asked for."""


def is_nobody(name: str) -> bool:
    """Whether it is an account behind which there is no person in particular."""
    return name in {GUEST, conf().public_user}


def serves_the_forms(name: str) -> bool:
    """Whether it is the form master or the form agent."""
    return name in {conf().master_user, conf().agent_user}


def reads_no_mail(person_id: int, name: str) -> bool:
    """Whether no mail is ever written to this account: it is root, or nobody, or serves the forms."""
    return person_id == ROOT or is_nobody(name) or serves_the_forms(name)


def is_omeros_own(group_id: int, name: str) -> bool:
    """Whether it is one of the groups system, user and guest."""
    return group_id in {SYSTEM_GROUP, USER_GROUP} or name == GUEST


def never_counts(group: GroupFacts) -> bool:
    """Whether it is one of OMERO's own groups, or the store: a private group with the form master in it."""
    if is_omeros_own(group.id, group.name):
        return True
    master = conf().master_user
    return group.permissions == PRIVATE and any(one.name == master for one in group.members)
