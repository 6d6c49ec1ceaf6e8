# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form agent acting for the same people again and again: most of what that costs is opening their sessions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from omero_forms.gateway.sessions import AgentSession, UserSession

KEPT_SECONDS = 30.0
"""Whoever leaves a group, or is made inactive, is not acted for any longer than that."""

MOST_KEPT = 4
"""A copy may need its author, the owner of its object, and whoever has an older one."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A session that is open, and since when."""

    session: UserSession
    opened_at: float
    stack: ExitStack


@dataclass(frozen=True, slots=True)
class _Acting(AgentSession):
    kept: dict[tuple[int, str], _Kept] = field(default_factory=dict)
    """by person and group, the one that was used last at the end"""
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def as_user(self, person_id: int, group_name: str) -> Iterator[UserSession]:
        """As that of the form agent. The session stays open until others were asked for, or something went wrong."""
        whose = person_id, group_name
        kept = self.kept.pop(whose, None)
        if kept is not None and self.clock() - kept.opened_at > KEPT_SECONDS:
            kept.stack.close()
            kept = None
        if kept is None:
            while len(self.kept) >= MOST_KEPT:
                self.kept.pop(next(iter(self.kept))).stack.close()
            stack = ExitStack()
            # Named by its class: with slots there is a second one, which `super` would not find.
            session = stack.enter_context(AgentSession.as_user(self, person_id, group_name))
            kept = _Kept(session, self.clock(), stack)
        try:
            yield kept.session
        except BaseException:
            kept.stack.close()
            raise
        self.kept[whose] = kept


@contextmanager
def acting(agent: AgentSession, clock: Callable[[], float] = time.monotonic) -> Iterator[AgentSession]:
    """The same agent, for work on one object after the other; it acts for one person at a time."""
    here = _Acting(agent.wire, agent.person, agent.server_uuid, {}, clock)
    try:
        yield here
    finally:
        for kept in here.kept.values():
            kept.stack.close()
