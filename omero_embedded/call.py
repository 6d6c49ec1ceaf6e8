# SPDX-License-Identifier: AGPL-3.0-or-later
"""One call: what services, commands and pictures get to work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import omero.model
import omero.sys
from omero.rtypes import rlist, rlong, rstring

from .backend import Backend
from .hql import run
from .permissions import Caller
from .progress import Progress
from .sessions.running import client_of
from .sessions.session import Session
from .store import Store


@dataclass(frozen=True)
class Call:
    """One call: what the server has, whose session it is, and the context the client sent."""

    backend: Backend
    session: Session
    caller: Caller
    context: dict[str, str]
    current: Any = None
    progress: Progress = field(default_factory=Progress)

    @property
    def client(self) -> str:
        """Which of the session's clients calls."""
        return client_of(self.context)

    @property
    def store(self) -> Store:
        return self.backend.store

    def find_all(self, hql: str, caller: Caller | None = None, /, **values: Any) -> list[Any]:
        found: list[Any] = run.find_all(self.store, caller or self.caller, hql, parameters(**values))
        return found

    def rows(self, hql: str, caller: Caller | None = None, /, **values: Any) -> list[list[Any]]:
        found: list[list[Any]] = run.projection(self.store, caller or self.caller, hql, parameters(**values))
        return found

    def as_system(self) -> Caller:
        """Root reading all groups, for what the server looks up on its own account."""
        return self.backend.all_seeing


def parameters(**values: Any) -> omero.sys.ParametersI:
    """Query parameters from plain values: numbers, strings, lists of either."""
    found = omero.sys.ParametersI()
    for key, value in values.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            items = [rlong(v) if isinstance(v, int) else rstring(v) for v in value]
            found.add(key, rlist(items))
        elif isinstance(value, int):
            found.add(key, rlong(value))
        elif isinstance(value, str):
            found.add(key, rstring(value))
        else:
            found.add(key, value)
    return found
