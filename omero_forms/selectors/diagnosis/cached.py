# SPDX-License-Identifier: AGPL-3.0-or-later
"""The diagnosis of a moment ago: asking OMERO, database and broker takes longer than opening a form should."""

from __future__ import annotations

import time
from threading import Lock

from omero_forms.conf import Conf, conf
from omero_forms.domain.errors import FormsError
from omero_forms.kit.deadlines import Deadline
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.diagnosis.problem import SetupProblem

KEPT_SECONDS = 60.0

_lock = Lock()
_kept: tuple[Conf | None, float, tuple[SetupProblem, ...]] | None = None


def current_problems() -> tuple[SetupProblem, ...]:
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
    problems = tuple(ask.problems())
    if Deadline.of_answer().passed:
        # What was not answered in the time of one request says nothing to the next.
        return problems if kept is None else kept[2]
    with _lock:
        _kept = (settings, time.monotonic(), problems)
    return problems
