# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions for services: opened outside transactions only, and past the breaker that all workers share.

The three do not nest: while the breaker lets a single probe through, a second one inside it would be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from omero_forms.conf import conf
from omero_forms.gateway.sessions import AgentSession, MasterSession, form_agent, form_master
from omero_forms.kit.breaker import guard
from omero_forms.kit.transactions import forbid_transaction


@contextmanager
def omero_calls() -> Iterator[None]:
    """Around calls to OMERO. Raises `omero_unavailable` at once while the breaker is open."""
    forbid_transaction()
    with guard():
        yield


@contextmanager
def master_session(*, is_proven: bool = False) -> Iterator[MasterSession]:
    """The form master, for writing and reading records. `is_proven` is for who had this session a moment ago, for the
    same answer. Raises `setup_incomplete`, `omero_unavailable`.
    """
    forbid_transaction()
    with guard(), form_master(conf(), is_proven=is_proven) as master:
        yield master


@contextmanager
def agent_session() -> Iterator[AgentSession]:
    """The form agent, for workers only. Raises `setup_incomplete`, `omero_unavailable`."""
    forbid_transaction()
    with guard(), form_agent(conf()) as agent:
        yield agent
