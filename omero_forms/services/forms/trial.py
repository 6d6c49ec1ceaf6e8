# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draft filled in as a researcher would: the answers are judged as those of a submission, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omero_forms.conf import conf
from omero_forms.domain.answers.validate import Problem, prepare
from omero_forms.domain.canonical import check_sendable
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.judging import judged_in_time
from omero_forms.services.forms import drafts


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft of that number says of answers. Without problems, a submission would take them."""

    number: int
    problems: tuple[Problem, ...]


def try_answers(user: UserSession, form_id: str, answers: Mapping[str, Any]) -> Tried:
    """What the draft of a form says of answers.

    Raises `too_many_answers`, `answers_not_representable` and `body_too_large` as a submission does; what
    :func:`drafts.read` raises; `schema_invalid` and `ui_schema_invalid` for a draft that could not be published.
    """
    check_sendable(answers, most_bytes=conf().max_body)
    view = drafts.read(user, form_id)
    schema = accept_form(view.drafted.schema, view.drafted.ui_schema).schema
    problems = judged_in_time(schema, prepare(answers), Deadline.of_answer())
    return Tried(view.number, tuple(problems))
