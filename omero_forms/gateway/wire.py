# SPDX-License-Identifier: AGPL-3.0-or-later
"""One OMERO session over one Ice connection of its own, whose every call ends within a time-out.

BlitzGateway and OMERO.web's decorator wait up to a minute when OMERO is frozen, and make objects that we do not need;
the raw services are used instead.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar

import omero.all
import omero.cmd
import omero.sys
from omero.rtypes import (
    RBoolI,
    RDoubleI,
    RFloatI,
    RIntI,
    RLongI,
    RMapI,
    RStringI,
    RTimeI,
    rlist,
    rlong,
    rstring,
    rtime,
    unwrap,
)

import omero
from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import FormsError, error
from omero_forms.gateway.faults import catalogued
from omero_forms.gateway.patience import SLOW, is_over, out_of_time, seconds_for_call

logger = logging.getLogger(__name__)

ALL_GROUPS = -1
USER_TIMEOUT = 3.0
"""Seconds that one call may take where a person waits."""
IDS_PER_QUERY = 1000
"""`in (:ids)` takes a real server 30 ms for 1,000 ids, but 240 ms for 5,000."""
AGENT = "OMERO.forms"

_PLAIN = frozenset({RBoolI, RDoubleI, RFloatI, RIntI, RLongI, RStringI, RTimeI})
"""What `omero.rtypes.unwrap` only takes the value of. It takes five times as long, and cells come in millions."""

T = TypeVar("T")


class Wire:
    """A connection and its session. Not thread-safe: one thread at a time."""

    def __init__(self, client: Any, address: tuple[str, int], *, timeout: float, owns_session: bool) -> None:
        self.address = address
        self._client = client
        self._timeout = timeout
        self._owns_session = owns_session
        self._services: dict[str, Any] = {}
        self._silent = False
        self._refused = False
        self._renew: Callable[[], Wire] | None = None
        self._database_uuid = ""
        self._everywhere = ALL_GROUPS

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Calls to OMERO; after one without an answer, closing will not wait for another."""
        seconds_for_call(self._timeout)
        try:
            with _within(self._timeout):
                yield
        except FormsError as fault:
            self._silent = self._silent or fault.code == "omero_unavailable"
            self._refused = self._refused or fault.code == "login_required"
            raise

    def prove_by_first_call(self, renew: Callable[[], Wire]) -> None:
        """Take the next call as the question whether the session is there still. Where it has ended, or the connection
        is lost, `renew` gives a wire whose place this one takes, and the call is made again.
        """
        self._renew = renew

    def _ask(self, call: Callable[[], T], *, repeatable: bool = True) -> T:
        # Before anything is touched: a call that is not begun says nothing of the connection.
        seconds_for_call(self._timeout)
        renew, self._renew = self._renew, None
        if renew is not None:
            try:
                with _within(self._timeout):
                    if repeatable:
                        return call()
                    # Of one that writes nobody can say whether it was done.
                    self._session().keepAlive(None)
            except FormsError as fault:
                if fault.code != "login_required" and not is_lost(fault):
                    self._silent = self._silent or fault.code == "omero_unavailable"
                    raise
                logger.info("a session has ended and is made anew: %s", fault.code)
                self._take_the_place_of(renew())
        with self._answering():
            return call()

    def _take_the_place_of(self, other: Wire) -> None:
        self.drop()
        self._client, other._client = other._client, None
        other._services.clear()
        self._silent = self._refused = False

    @property
    def is_sound(self) -> bool:
        """Whether it is open, and no call got no answer or the answer that the session has ended."""
        return self._client is not None and not self._silent and not self._refused

    @classmethod
    def join(cls, host: str, port: int, session_key: str, *, timeout: float) -> Wire:
        """A session that is there already; closing the wire leaves it open."""
        return cls._log_in(host, port, session_key, session_key, timeout, owns_session=False)

    @classmethod
    def log_in(cls, host: str, port: int, user: str, password: str, *, timeout: float) -> Wire:
        """A new session; closing the wire ends it."""
        return cls._log_in(host, port, user, password, timeout, owns_session=True)

    @classmethod
    def _log_in(cls, host: str, port: int, user: str, password: str, timeout: float, *, owns_session: bool) -> Wire:
        client = _new_client(host, port, timeout)
        wire = cls(client, (host, port), timeout=timeout, owns_session=owns_session)
        try:
            with _within(timeout):
                # omero.client tries three times when a connection cannot be made in time; asking for the router's
                # presence first fails after one.
                _in_time(client.getRouter(client.getCommunicator()), timeout).ice_ping()
                seconds_for_call(timeout)
                factory = client.createSession(user, password)
                # Else closing this connection would end the user's session everywhere.
                factory.detachOnDestroy()
        except BaseException:
            wire.drop()
            raise
        return wire

    def service(self, name: str) -> Any:
        """A stateless service by its getter's middle: `Query`, `Update`, `Admin`, `Config`, `Session`."""
        if name not in self._services:
            self._services[name] = getattr(self._session(), f"get{name}Service")()
        return _in_time(self._services[name], self._timeout)

    def _session(self) -> Any:
        return _in_time(self._client.getSession(blocking=False), self._timeout)

    def context(self) -> Any:
        """The event context of the session: who, in which groups, with which privileges."""
        return self._ask(lambda: self.service("Admin").getEventContext())

    def database_uuid(self) -> str:
        """Names the OMERO database; it stays the same over restarts and differs after a restore from scratch. Asked
        once: no connection outlives its server.
        """
        if not self._database_uuid:
            self._database_uuid = self._ask(lambda: str(self.service("Config").getDatabaseUuid()))
        return self._database_uuid

    def rows(
        self,
        hql: str,
        params: Mapping[str, Any] | None = None,
        *,
        group: int = ALL_GROUPS,
        limit: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """A projection with every cell unwrapped; times are milliseconds since 1970."""
        found = self._ask(
            lambda: self.service("Query").projection(hql, _parameters(params, limit), self._in(group)),
        )
        return _plain(found)

    def rows_later(
        self, hql: str, params: Mapping[str, Any] | None = None, *, group: int = ALL_GROUPS
    ) -> Callable[[], list[tuple[Any, ...]]]:
        """The same, asked for now: what is returned waits for it. OMERO works meanwhile, and what it answers is not
        unpacked before.
        """
        if self._renew is not None:
            self.alive()
        with self._answering():
            query = self.service("Query")
            asked = query.begin_projection(hql, _parameters(params, None), _ctx=self._in(group))

        def wait() -> list[tuple[Any, ...]]:
            with self._answering():
                return _plain(query.end_projection(asked))

        return wait

    def rows_by_ids(
        self,
        hql: str,
        ids: Sequence[int],
        params: Mapping[str, Any] | None = None,
        *,
        group: int = ALL_GROUPS,
    ) -> list[tuple[Any, ...]]:
        """A projection that names `in (:ids)`, asked for in chunks; nothing is asked for no ids."""
        found: list[tuple[Any, ...]] = []
        for chunk in chunks(ids, IDS_PER_QUERY):
            found.extend(self.rows(hql, {**(params or {}), "ids": chunk}, group=group))
        return found

    def objects(self, hql: str, params: Mapping[str, Any] | None = None, *, group: int = ALL_GROUPS) -> list[Any]:
        """Loaded model objects."""
        return self._ask(
            lambda: list(self.service("Query").findAllByQuery(hql, _parameters(params, None), self._in(group)))
        )

    def save_new(self, objects: Sequence[Any], *, group: int) -> list[Any]:
        """Save new objects in one transaction; as they are then, in the same order."""
        return self._ask(
            lambda: list(self.service("Update").saveAndReturnArray(list(objects), self._in(group))),
            repeatable=False,
        )

    def save(self, one: Any, *, group: int) -> Any:
        """Save one new or changed object, as it is then. `group` must be the object's own."""
        return self._ask(
            lambda: self.service("Update").saveAndReturnObject(one, self._in(group)),
            repeatable=False,
        )

    def delete(self, targets: Mapping[str, Sequence[int]], *, timeout: float) -> None:
        """Delete by OMERO's graph rules. Raises `forbidden` when OMERO refuses, `omero_unavailable` when it is not done
        within `timeout` seconds.
        """
        request = omero.cmd.Delete2(targetObjects={key: list(ids) for key, ids in targets.items()})
        step_ms = 50
        if self._renew is not None:
            self.alive()
        with self._answering():
            handle = self._session().submit(request, self._in(ALL_GROUPS))
            try:
                loops = max(1, int(seconds_for_call(timeout) * 1000 / step_ms))
                answer = self._client.waitOnCmd(handle, loops=loops, ms=step_ms)
                refused = isinstance(answer, omero.cmd.ERR)
            except omero.LockTimeout:
                raise error("omero_unavailable", details={"fault": "unfinished"}) from None
            except omero.CmdError:
                refused = True
            finally:
                with suppress(Exception):
                    handle.close()
        if refused:
            raise error("forbidden")

    def alive(self) -> None:
        """Keep the session alive. Raises `login_required` when it has ended, `omero_unavailable` without an answer."""
        self._ask(lambda: self._session().keepAlive(None))

    def keep_alive_every(self, seconds: int) -> None:
        """Let a thread do that from now on."""
        self._client.enableKeepAlive(seconds)

    def sudo(self, user: str, group: str, *, seconds: int) -> str:
        """The key of a new session of `user` in `group` that ends by itself after `seconds`."""
        principal = omero.sys.Principal(user, group, "User", None)
        session = self._ask(
            lambda: self.service("Session").createSessionWithTimeouts(principal, seconds * 1000, seconds * 1000),
            repeatable=False,
        )
        return str(session.uuid.val)

    def stay_in(self, group: int) -> None:
        """Ask for nothing outside of a group from now on: of some sessions OMERO allows no more."""
        self._everywhere = group

    def _in(self, group: int) -> dict[str, str]:
        return {"omero.group": str(self._everywhere if group == ALL_GROUPS else group)}

    def own_session(self) -> None:
        """Let closing this wire end its session."""
        self._owns_session = True

    def close(self) -> bool:
        """End the session if it is ours, and the connection. Never raises; says whether OMERO heard of it."""
        if self._silent or is_over():
            self.drop()
        if self._client is None:
            return False
        heard = True
        try:
            if self._owns_session:
                self._client.killSession()
            else:
                self._client.closeSession()
        except Exception as fault:  # noqa: BLE001  (closing what is broken already)
            logger.info("closing an OMERO session failed: %s", type(fault).__name__)
            heard = False
            self.drop()
        self._forget()
        return heard

    def drop(self) -> None:
        """End the connection without asking OMERO, which may not answer. Never raises."""
        if self._client is None:
            return
        with suppress(Exception):
            self._client.stopKeepAlive()
        with suppress(Exception):
            self._client.getCommunicator().destroy()
        self._forget()

    def abandon(self) -> Any:
        """Forget a connection made before a fork: touching it in the child would hang. Returns what must be kept from
        being collected, since its finaliser touches it.
        """
        client = self._client
        self._client = self._renew = None
        self._services.clear()
        return client

    def _forget(self) -> None:
        client, self._client = self._client, None
        self._services.clear()
        if client is not None:
            # The finaliser of omero.client would try to close the session over the destroyed communicator.
            client._BaseClient__ic = None
            client._BaseClient__oa = None
            client._BaseClient__sf = None


@contextmanager
def _within(timeout: float) -> Iterator[None]:
    """What Ice and OMERO raise, catalogued. A call that had less than its usual time-out says nothing of OMERO."""
    seconds = seconds_for_call(timeout)
    try:
        with catalogued():
            yield
    except FormsError as fault:
        if seconds < timeout and is_no_answer(fault):
            raise out_of_time() from fault
        raise


def _in_time(proxy: Any, timeout: float) -> Any:
    """The proxy, its next call ending with the answer that it is for."""
    seconds = seconds_for_call(timeout)
    return proxy if seconds == timeout else proxy.ice_invocationTimeout(math.ceil(seconds * 1000))


def is_no_answer(fault: FormsError) -> bool:
    """Whether the server did not answer in time: it will not do so at once either."""
    return fault.code == "omero_unavailable" and fault.details.get("fault") in _NO_ANSWER


def is_lost(fault: FormsError) -> bool:
    """Whether the connection is gone; the server at its end may be a new one."""
    return fault.code == "omero_unavailable" and not is_no_answer(fault)


_NO_ANSWER = frozenset({"InvocationTimeoutException", "ConnectTimeoutException", "TimeoutException", SLOW})


def _new_client(host: str, port: int, timeout: float) -> Any:
    milliseconds = str(max(1, int(timeout * 1000)))
    client = omero.client(
        host=host,
        port=port,
        args=[
            f"--Ice.Default.InvocationTimeout={milliseconds}",
            f"--Ice.Override.ConnectTimeout={milliseconds}",
            # A frozen server never closes its side.
            "--Ice.Override.CloseTimeout=500",
            # One call at a time is all that a session of ours does; omero.client allows 50 threads.
            "--Ice.ThreadPool.Client.SizeMax=2",
            "--Ice.ThreadPool.Server.SizeMax=2",
        ],
    )
    client.setAgent(AGENT)
    return client


def _plain(found: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return [tuple([cell._val if type(cell) in _PLAIN else _unwrapped(cell) for cell in row]) for row in found]


def _unwrapped(value: Any) -> Any:
    """As `omero.rtypes.unwrap`, which asks seven questions of each name and value in a map."""
    if type(value) in _PLAIN:
        return value._val
    if type(value) is RMapI and value._val is not None:
        return {name: _unwrapped(one) for name, one in value._val.items()}
    return unwrap(value)


def _parameters(params: Mapping[str, Any] | None, limit: int | None) -> Any:
    parameters = omero.sys.ParametersI()
    for name, value in (params or {}).items():
        parameters.add(name, _wrapped(value))
    if limit is not None:
        parameters.page(0, limit)
    return parameters


def _wrapped(value: Any) -> Any:
    if isinstance(value, bool):
        raise TypeError("HQL parameters of ours are numbers, texts, times or lists of them")
    if isinstance(value, int):
        return rlong(value)
    if isinstance(value, str):
        return rstring(value)
    if isinstance(value, datetime):
        return rtime(int(value.timestamp() * 1000))
    return rlist([_wrapped(item) for item in value])
