# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told of an incomplete set-up: admins what is missing and how to fix it, others only that something is."""

import time
from threading import Lock

from omero_forms.api.shapes import SetupProblemOut
from omero_forms.conf import Conf, conf
from omero_forms.domain.errors import CATALOGUE, FormsError
from omero_forms.selectors import status
from omero_forms.selectors.status import Problem
from omero_forms.services.request_sessions import UserSession

KEPT_SECONDS = 60.0
"""Asking OMERO, database and broker takes longer than opening a form should."""

_lock = Lock()
_kept: tuple[Conf | None, float, tuple[Problem, ...]] | None = None


def current_problems() -> tuple[Problem, ...]:
    """The problems, at most a minute old and of the present settings."""
    global _kept  # noqa: PLW0603  one answer per process
    try:
        settings = conf()
    except FormsError:
        settings = None
    with _lock:
        kept = _kept
    if kept is not None and kept[0] == settings and time.monotonic() - kept[1] < KEPT_SECONDS:
        return kept[2]
    problems = tuple(status.problems())
    with _lock:
        _kept = (settings, time.monotonic(), problems)
    return problems


def problems_for(user: UserSession) -> list[SetupProblemOut]:
    """All problems for admins; for others one sentence where something does not work for anybody."""
    problems = current_problems()
    if user.is_admin:
        return [
            SetupProblemOut(code=one.code, message=one.message, mend=one.mend) for one in problems
        ]
    if all(one.severity != "error" or one.is_of_histories for one in problems):
        return []
    entry = CATALOGUE["setup_incomplete"]
    return [SetupProblemOut(code=entry.code, message=entry.message, mend=None)]
