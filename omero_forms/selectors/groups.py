# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups by what people call them."""

from __future__ import annotations

from collections.abc import Collection

from omero_forms.domain.errors import error
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.placement import group_names
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import agent_session, omero_calls
from omero_forms.selectors.nobody import is_omeros_own, never_counts


def find_group(user: UserSession, text: str) -> GroupFacts:
    """The group with that name or id, as far as the user can see it.

    Raises `not_found`, or `request_invalid` where one group has the text as its name and another as
    its id.
    """
    with omero_calls():
        groups = directory.groups(user)
    group = directory.group_called(groups, text)
    if group is None:
        raise error("not_found", message=t("There is no group with this name or id in OMERO that you can see."))
    return group


def find_group_as_agent(text: str) -> GroupFacts:
    """The group with that name or id, of all groups of OMERO.

    Raises what `find_group` raises, or what the form agent's log-in raises.
    """
    with agent_session() as agent:
        group = directory.group_called(directory.groups(agent), text)
    if group is None:
        raise error("not_found", message=t("OMERO has no group with this name or id."))
    return group


def member_group(user: UserSession, group_id: int) -> GroupFacts:
    """A group that the user is in, any group for admins. Raises `not_found`, also for those that hold no lab's data."""
    group = None
    if user.is_admin or group_id in user.groups:
        with omero_calls():
            group = directory.group(user, group_id)
    if group is None or never_counts(group):
        raise error("not_found")
    return group


def may_read_report(user: UserSession, group_id: int) -> bool:
    """Whether somebody may read what a group requires and what was found in it: its owners and all admins may."""
    return user.is_admin or group_id in user.owned_groups


def named_groups(user: UserSession, ids: Collection[int] | None) -> list[tuple[int, str]]:
    """Id and name of those of the groups, all that the user sees for None, that hold a lab's data. By name."""
    with omero_calls():
        if ids is None:
            found = [(one.id, one.name) for one in directory.groups(user) if not never_counts(one)]
        else:
            found = [one for one in group_names(user, ids).items() if not is_omeros_own(*one)]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))
