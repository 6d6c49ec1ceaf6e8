# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests that are no graph operations: several in one, saving, sessions, mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import omero.api
import omero.cmd
from omero.rtypes import rlong, rstring, rtime

import omero

from .. import updates
from ..call import Call
from ..services.session import session_objects
from ..sessions.caller import caller_of
from ..sessions.rows import record_limits
from .failures import UNPREPARED, RequestFailed
from .requests import PERFORMERS, perform, performs, steps_of


def refused(request: Any, name: str, message: str) -> RequestFailed:
    """The plain ERR of a request that cannot be done."""
    return RequestFailed(omero.cmd.ERR(category=request.ice_id(), name=name, parameters={"message": message}))


def _steps_of_all(request: Any) -> int:
    return sum(steps_of(inner) for inner in request.requests or [])


@performs(omero.cmd.DoAll, steps=_steps_of_all)
def do_all(call: Call, request: Any) -> Any:
    """All requests in one transaction: when one fails, none has happened."""
    responses, status = [], []
    with call.store.transaction(call.caller):
        for number, inner in enumerate(request.requests or []):
            contexts = request.contexts or []
            extra = contexts[number] if number < len(contexts) and contexts[number] else {}
            try:
                responses.append(perform(_in_context(call, extra), inner))
            except RequestFailed as failure:
                if failure.error.name == UNPREPARED:
                    failure.error.name, failure.error.category = "bad-init", request.ice_id()
                raise
            steps = steps_of(inner)
            status.append(omero.cmd.Status(flags=[], parameters={}, steps=steps, currentStep=steps - 1))
    return omero.cmd.DoAllRsp(responses=responses, status=status)


def _in_context(call: Call, extra: dict[str, str]) -> Call:
    return replace(call, context={**call.context, **extra}) if extra else call


@performs(omero.api.Save)
def save(call: Call, request: Any) -> Any:
    """IUpdate.saveAndReturnObject, in the group of the call's context."""
    caller = caller_of(call.backend.accounts, call.session, call.context)
    saved = updates.save_and_return(call.store, caller, [request.obj])
    return omero.api.SaveRsp(obj=saved[0])


LONGEST_TIMING = 5 * 60 * 1000
"""Milliseconds, of one step and of all."""

MOST_TIMING_STEPS = 1_000_000


@performs(omero.cmd.Timing, steps=lambda request: int(request.steps))
def timing(call: Call, request: Any) -> Any:
    """Take so many steps of so many milliseconds."""
    steps, millis = request.steps, request.millisPerStep
    for name, too_much in (
        ("too-many-steps", steps > MOST_TIMING_STEPS),
        ("too-long-steps", millis > LONGEST_TIMING),
        ("too-long", steps * millis > LONGEST_TIMING),
    ):
        if too_much:
            raise refused(request, name, f"{steps} steps of {millis} ms")
    call.progress.begin()
    for _ in range(steps):
        call.progress.wait(millis / 1000)
        call.progress.check()
        call.progress.step()
    return omero.cmd.OK()


@performs(omero.cmd.ListRequests)
def list_requests(call: Call, request: Any) -> Any:
    """The requests that this server can do."""
    names = [name for name in PERFORMERS if name != omero.cmd.ListRequests.ice_staticId()]
    made = []
    for name in names:
        module, _, cls = name.strip(":").replace("::", ".").rpartition(".")
        holder = omero.api if module == "omero.api" else omero.cmd
        made.append(getattr(holder, cls)())
    return omero.cmd.ListRequestsRsp(list=made)


@performs(omero.cmd.UpdateSessionTimeoutRequest)
def update_session_timeout(call: Call, request: Any) -> Any:
    """Change a session's time limits: one's own downwards, anybody's by administrators."""
    session = call.backend.sessions.peek(request.session)
    if session is None:
        raise refused(request, "no-session", f"no such session: {request.session}")
    if session.user_id != call.session.user_id and not call.caller.is_admin:
        raise refused(request, "non-admin-increase", "not the owner of the session")
    for attribute, wanted in (
        ("time_to_live", request.timeToLive),
        ("time_to_idle", request.timeToIdle),
    ):
        if wanted is None:
            continue
        now = getattr(session, attribute)
        longer = wanted.val <= 0 < now or wanted.val > now > 0
        if longer and not call.caller.is_admin:
            raise refused(request, "non-admin-increase", "only administrators may prolong sessions")
        setattr(session, attribute, wanted.val)
    record_limits(call.store, session)
    return omero.cmd.OK()


@performs(omero.cmd.CurrentSessionsRequest)
def current_sessions(call: Call, request: Any) -> Any:
    """Running sessions: all for administrators, else one's own."""
    shown = [s for s in call.backend.sessions if call.caller.is_admin or s.user_id == call.session.user_id]
    objects = {obj.id.val: obj for obj in session_objects(call, shown)}
    response = omero.cmd.CurrentSessionsResponse(sessions=[], contexts=[], data=[])
    for session in shown:
        obj = objects[session.id]
        if session.user_id != call.session.user_id and not call.caller.may("Sudo"):
            obj.uuid = rstring("********")
        response.sessions.append(obj)
        response.contexts.append(call.backend.event_context(session))
        response.data.append(
            {
                "hits": rlong(session.hits),
                "methods": rlong(0),
                "started": rtime(session.started),
                "class": rstring("ome.services.sessions.state.SessionCache$Data"),
            }
        )
    return response


@performs(omero.cmd.SendEmailRequest)
def send_email(call: Call, request: Any) -> Any:
    """This server sends no mail."""
    if not call.caller.is_admin:
        raise refused(request, "no-permission", "only administrators may send e-mail")
    raise refused(request, "no-mail", "e-mail is not implemented by the embedded server")


@performs(omero.cmd.ResetPasswordRequest)
def reset_password(call: Call, request: Any) -> Any:
    raise refused(request, "no-mail", "e-mail is not implemented by the embedded server")


@performs(omero.cmd.OriginalMetadataRequest)
def original_metadata(call: Call, request: Any) -> Any:
    """Nothing is imported here, so there is none."""
    return omero.cmd.OriginalMetadataResponse(
        filesetId=None, fileAnnotationId=None, globalMetadata={}, seriesMetadata={}
    )
