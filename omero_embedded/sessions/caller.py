# SPDX-License-Identifier: AGPL-3.0-or-later
"""On whose behalf a call runs, and in which group: its session, and the context that came with it."""

from __future__ import annotations

from ..accounts.read import Accounts
from ..faults import security_violation, validation
from ..permissions import ALL_GROUPS, SYSTEM_GROUP, Caller
from .session import Session


def caller_of(accounts: Accounts, session: Session, context: dict[str, str]) -> Caller:
    """Who calls. `context` may name `omero.user` and `omero.group`. Raises SecurityViolation, ValidationException."""
    members = accounts.memberships(session.user_id)
    member_of, leader_of = members.member_of, members.leader_of
    if session.group_sudo and session.sudoer_id is not None:
        above = accounts.memberships(session.sudoer_id)
        member_of, leader_of = member_of & above.member_of, leader_of & above.leader_of
    is_admin = SYSTEM_GROUP in member_of
    user_id, user_name = _user(accounts, session, context, is_admin=is_admin)
    return Caller(
        user_id=user_id,
        user_name=user_name,
        session_id=session.id,
        session_uuid=session.uuid,
        group_id=_group(accounts, session, context, member_of, is_admin=is_admin),
        session_group_id=session.group_id,
        member_of=member_of,
        leader_of=leader_of,
        is_admin=is_admin,
        privileges=session.privileges if is_admin else frozenset(),
        sudoer_id=session.sudoer_id,
        sudoer_name=session.sudoer_name,
        event_type=session.event_type,
    )


def _user(accounts: Accounts, session: Session, context: dict[str, str], *, is_admin: bool) -> tuple[int, str]:
    user_id = _number(context.get("omero.user", ""))
    if user_id is None or user_id == session.user_id:
        return session.user_id, session.user_name
    if not is_admin:
        raise security_violation(
            f"User {session.user_id} is not an admin and so cannot set uid to {context['omero.user']}"
        )
    return user_id, accounts.user_name(user_id)


def _group(
    accounts: Accounts,
    session: Session,
    context: dict[str, str],
    member_of: frozenset[int],
    *,
    is_admin: bool,
) -> int:
    group_id = _number(context.get("omero.group", ""))
    if group_id is None or group_id == session.group_id:
        return session.group_id
    if group_id < 0:
        if session.group_sudo:
            raise security_violation("Group-sudo session cannot change context!")
        return ALL_GROUPS
    group = accounts.group_or_none(group_id)
    if group is None:
        raise validation(f"No row with the given identifier exists: [ome.model.meta.ExperimenterGroup#{group_id}]")
    if group_id not in member_of and not is_admin and not group.world_reads:
        raise security_violation(f"User {session.user_id} is not a member of group {group_id} and cannot login")
    return group_id


def _number(text: str) -> int | None:
    """What a client wrote as an id; the real server ignores everything else."""
    return int(text) if text.lstrip("-").isdigit() else None
