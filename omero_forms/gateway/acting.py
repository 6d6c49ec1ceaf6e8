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


@dataclass(slots=True)
class _Kept:
    """The session that was opened last, and for whom."""

    whose: tuple[int, str] | None = None
    opened_at: float = 0.0
    session: UserSession | None = None
    stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self.whose = self.session = None
        self.stack.close()


@dataclass(frozen=True, slots=True)
class _Acting(AgentSession):
    kept: _Kept = field(default_factory=_Kept)
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def as_user(self, person_id: int, group_name: str) -> Iterator[UserSession]:
        """As that of the form agent. The session stays open until another one is asked for, or something went wrong."""
        kept, whose = self.kept, (person_id, group_name)
        if kept.session is None or kept.whose != whose or self.clock() - kept.opened_at > KEPT_SECONDS:
            kept.close()
            # Named by its class: with slots there is a second one, which `super` would not find.
            kept.session = kept.stack.enter_context(AgentSession.as_user(self, person_id, group_name))
            kept.whose, kept.opened_at = whose, self.clock()
        try:
            yield kept.session
        except BaseException:
            kept.close()
            raise


@contextmanager
def acting(agent: AgentSession, clock: Callable[[], float] = time.monotonic) -> Iterator[AgentSession]:
    """The same agent, for work on one object after the other; it acts for one person at a time."""
    here = _Acting(agent.wire, agent.person, agent.server_uuid, _Kept(), clock)
    try:
        yield here
    finally:
        here.kept.close()
