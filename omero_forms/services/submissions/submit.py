# SPDX-License-Identifier: AGPL-3.0-or-later
"""Submit answers: check them, accept them once, then record and copy them (docs/architecture.md)."""

from __future__ import annotations

from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.submissions.accept import accept
from omero_forms.services.submissions.carry_on import carry_on
from omero_forms.services.submissions.check import check
from omero_forms.services.submissions.request import Accepted, SubmissionRequest


def submit(user: UserSession, request: SubmissionRequest) -> Accepted:
    """Accept answers, then record and copy them, all of it in the time of one answer, however large they are; then the
    answer is "accepted", and the worker goes on.

    Raises what :func:`check` and :func:`accept` raise, with nothing written. Once accepted it does not raise.
    """
    deadline = Deadline.of_answer()
    [accepted] = accept([check(user, request, deadline)], to_write=True, deadline=deadline)
    return carry_on(user, accepted, deadline)
