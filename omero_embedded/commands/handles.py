# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running requests in the background, and the handles through which clients wait for their responses."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from typing import Any

import omero.cmd

import omero

from ..call import Call
from ..indexer import Indexer
from ..progress import Progress, Stopped
from ..services.factory import open_service
from ..wire.errors import for_client
from .failures import RequestFailed
from .requests import perform, steps_of

log = logging.getLogger("omero_embedded.commands")

WORKERS = 4
"""Requests that run at once. Those that write wait for each other anyway."""

AT_ONCE = 0.25
"""Seconds for which a submission waits for its success: most are done by then, and clients need not poll.

A failure waits as long for the client's first question, since clients take one that is there at once for a request that
could not be submitted; a real server answers a submission before it tries the request.
"""

BREAK_OFF = 5.0
"""Seconds for which somebody who breaks a request off waits for it to notice."""


LAST_STEPS = 1.0
"""Seconds for which the end of a request is kept from those who have not heard of its last steps."""


class Handle:
    """One submitted request."""

    category = "omero.cmd.Handle"

    def __init__(self, request: Any) -> None:
        self.request = request
        self.response: Any = None
        self.done = threading.Event()
        self.progress = Progress(self._tell_step)
        self.status = omero.cmd.Status(
            source=None,
            category="",
            name="",
            flags=[],
            parameters={},
            currentStep=0,
            steps=1,
            startTime=int(time.time() * 1000),
            stepStartTimes=[],
            stepStopTimes=[],
            stopTime=0,
        )
        self._callbacks: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._unheard = 0
        self._heard = threading.Condition()
        self.asked = threading.Event()

    @property
    def finished(self) -> bool:
        return self.done.is_set()

    # -- what clients call

    def addCallback(self, call: Call, callback: Any) -> None:
        self.asked.set()
        if callback is None or call.current.con is None:
            return
        identity = callback.ice_getIdentity()
        # The client's own endpoints are unreachable behind a router; the connection it called on is not.
        proxy = call.current.con.createProxy(identity).ice_oneway()
        with self._lock:
            self._callbacks[f"{identity.category}/{identity.name}"] = omero.cmd.CmdCallbackPrx.uncheckedCast(proxy)

    def removeCallback(self, call: Call, callback: Any) -> None:
        if callback is not None:
            identity = callback.ice_getIdentity()
            with self._lock:
                self._callbacks.pop(f"{identity.category}/{identity.name}", None)

    def getRequest(self, call: Call) -> Any:
        return self.request

    def getResponse(self, call: Call) -> Any:
        try:
            return self.response
        finally:
            self.asked.set()

    def getStatus(self, call: Call) -> Any:
        try:
            return copy(self.status)
        finally:
            self.asked.set()

    def cancel(self, call: Call) -> bool:
        """Break the request off, where it still takes steps; whether it was. Raises LockTimeout."""
        self.asked.set()
        self.progress.broken_off.set()
        if not self.done.wait(BREAK_OFF):
            raise omero.LockTimeout("", "", "timed out while waiting on CANCELLED state", 5_000, int(BREAK_OFF))
        return omero.cmd.State.CANCELLED in self.status.flags

    def close(self, call: Call | None = None) -> None:
        """A request that nobody waits for any more is broken off, as the real server does."""
        self.progress.broken_off.set()
        with self._lock:
            self._callbacks.clear()

    # -- what the runner calls

    def finish(self, response: Any) -> None:
        status = self.status
        status.stopTime = int(time.time() * 1000)
        if isinstance(response, omero.cmd.ERR):
            status.flags = [omero.cmd.State.FAILURE, omero.cmd.State.CANCELLED]
            status.category, status.name = response.category, response.name
            status.parameters = response.parameters or {}
        self.response = response
        self.done.set()
        self.progress.under_way.set()
        with self._heard:
            self._heard.wait_for(lambda: not self._unheard, LAST_STEPS)
        for callback in self._listeners():
            try:
                callback.begin_finished(response, status)
            except Exception as error:
                log.debug("a callback could not be told: %s", error)

    def _listeners(self) -> list[Any]:
        with self._lock:
            return list(self._callbacks.values())

    def _tell_step(self, done: int, total: int) -> None:
        """Tell of a step, and keep in mind who has not heard of it yet: clients may take calls up in any order."""
        for callback in self._listeners():
            with self._heard:
                self._unheard += 1
            try:
                callback.ice_twoway().begin_step(done, total, self._step_heard, self._step_heard)
            except Exception as error:
                self._step_heard(error)

    def _step_heard(self, *_error: Any) -> None:
        with self._heard:
            self._unheard -= 1
            self._heard.notify_all()

    def run(self, call: Call) -> Any:
        """Do the request; returns its response."""
        steps = self.status.steps = steps_of(self.request)
        try:
            self.progress.expect(steps)
            return perform(replace(call, progress=self.progress), self.request)
        except Stopped as stopped:
            return omero.cmd.ERR(category=self.request.ice_id(), name=str(stopped), parameters={})
        finally:
            self.status.currentStep = max(0, min(self.progress.done, steps - 1))


class CommandRunner:
    """Runs requests in a few threads of its own."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="command")

    def submit(self, call: Call, request: Any) -> Any:
        """Start a request; returns the proxy of its handle."""
        if request is None or request.ice_id() == omero.cmd.Request.ice_staticId():
            return None
        handle = Handle(request)
        proxy = open_service(call, handle)
        # The connection of the submission may be gone when the request runs; nothing in it is needed then.
        self._pool.submit(self._run, replace(call, current=None), handle)
        handle.progress.under_way.wait(AT_ONCE)
        return proxy

    def strand(self, call: Call, request: Any) -> Any:
        """The handle of a request whose context is refused.

        The real server accepts it and never answers: the handle stays without a response, and OMERO.web shows such a
        move as "in progress" for ever.
        """
        return open_service(call, Handle(request))

    def _run(self, call: Call, handle: Handle) -> None:
        try:
            response = handle.run(call)
        except RequestFailed as failure:
            response = failure.error
        except BaseException as error:
            response = error_response(for_client(error, type(handle.request).__name__))
        self._indexer.wake()
        if isinstance(response, omero.cmd.ERR):
            handle.progress.under_way.set()
            handle.asked.wait(AT_ONCE)
        handle.finish(response)

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def error_response(error: BaseException) -> Any:
    """The omero.cmd.ERR for an exception."""
    message = str(getattr(error, "message", "") or error)
    return omero.cmd.ERR(
        category="::omero::cmd::ERR",
        name=str(getattr(error, "serverExceptionClass", "") or type(error).__name__),
        parameters={
            "message": message,
            "stacktrace": str(getattr(error, "serverStackTrace", "") or ""),
        },
    )
