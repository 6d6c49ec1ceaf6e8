# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operation costs whatever the machine does beside it: its calls to OMERO and its SQL statements."""

from __future__ import annotations

import functools
import gc
import math
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import Ice
import pytest
from django.db import connection


@dataclass
class Counts:
    """What was counted, in order."""

    calls: list[str] = field(default_factory=list)
    """`IQuery.projection`, of all threads of this process. `ice_ping` and `ice_isA` are Ice's own and are not seen."""
    statements: list[str] = field(default_factory=list)
    """SQL that this thread sent, `BEGIN` and `SAVEPOINT` included. Django sends no statement for a commit."""

    def __str__(self) -> str:
        by_name = ", ".join(f"{name} x{times}" for name, times in Counter(self.calls).most_common())
        lines = "\n".join(f"  {statement[:240]}" for statement in self.statements)
        return f"{len(self.calls)} calls to OMERO: {by_name}\n{len(self.statements)} SQL statements:\n{lines}"


_counting: list[Counts] = []


@contextmanager
def counts() -> Iterator[Counts]:
    """Count within it; reading what was counted is right once it has ended.

    Which site this is and whose seals count is looked up again after a minute and a second; and sessions that tests
    before it left in cycles are closed when Python finds them; a client of OMERO keeps its session alive by a thread of
    its own. Whether any of it comes within is chance, so none does.
    """
    # `make bench` reads the ceilings without Django, which these need.
    from omero_forms.selectors import keyring, site

    _watch_proxies()
    found = Counts()

    def statement(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        found.statements.append(sql)
        return execute(sql, *arguments)

    _counting.append(found)
    is_found = gc.isenabled()
    gc.disable()
    try:
        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(statement):
            patch.setattr(site, "LOOK_EVERY", math.inf)
            patch.setattr(keyring, "_ASKED_EVERY", math.inf)
            yield found
    finally:
        _counting.remove(found)
        if is_found:
            gc.enable()


@functools.cache
def _watch_proxies() -> None:
    """Let each method of each proxy class that calls a server say so. Once for the process: it costs nearly nothing."""
    import omero.all  # noqa: F401  (all of OMERO's classes, before their subclasses are looked for)

    waiting = list(Ice.ObjectPrx.__subclasses__())
    while waiting:
        proxy = waiting.pop()
        waiting += proxy.__subclasses__()
        interface = proxy.__name__.removesuffix("Prx")
        for name, method in list(vars(proxy).items()):
            if isinstance(method, FunctionType) and not name.startswith(("_", "end_")):
                setattr(proxy, name, _noted(f"{interface}.{name.removeprefix('begin_')}", method))


def _noted(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def noted(*arguments: Any, **named: Any) -> Any:
        if type(threading.current_thread()).__module__ != "omero.util":
            for each in _counting:
                each.calls.append(name)
        return method(*arguments, **named)

    return noted
