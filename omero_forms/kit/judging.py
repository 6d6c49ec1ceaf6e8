# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers judged by a form while somebody waits for what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.answers.validate import SECONDS, Problem, validate
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.gateway.patience import out_of_time
from omero_forms.kit.deadlines import Deadline


def judged_in_time(schema: FormSchema, answers: Mapping[str, Any], deadline: Deadline) -> list[Problem]:
    """What is wrong with answers, as :func:`validate` says it. Raises `omero_unavailable` where the deadline left less
    time than judging may take, and it was not enough.
    """
    seconds = min(SECONDS, deadline.left)
    problems = validate(schema, answers, seconds=seconds)
    if seconds < SECONDS and any(one.keyword == "limit" for one in problems):
        # What took the time was what came before, not the answers.
        raise out_of_time()
    return problems
