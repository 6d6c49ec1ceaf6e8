# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one submission costs: calls to OMERO, and how often its payload and its form are read."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.domain.canonical import parse_json
from omero_forms.gateway.sessions import UserSession
from omero_forms.gateway.wire import Wire
from omero_forms.selectors.submissions import view_in_hand
from omero_forms.services.submissions.submit import submit
from tests.support.world import EVERYWHERE, FormInUse, FormsWorld, submission

CALLS = ("rows", "objects", "save_new", "save", "delete")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[UserSession], dict[str, list[str]]]:
    """Calls to OMERO from now on: those of the user's session, and those of all others, which is the form master."""

    def count(user: UserSession) -> dict[str, list[str]]:
        made: dict[str, list[str]] = {"user": [], "master": []}
        for name in CALLS:
            real = getattr(Wire, name)

            def counted(wire: Wire, *args: Any, _name: str = name, _real: Any = real, **named: Any) -> Any:
                made["user" if wire is user.wire else "master"].append(_name)
                return _real(wire, *args, **named)

            monkeypatch.setattr(Wire, name, counted)
        return made

    return count


@contextmanager
def counted(*functions: Callable[..., Any]) -> Iterator[Counter[str]]:
    """How often these functions are called."""
    names: dict[CodeType, str] = {one.__code__: one.__name__ for one in functions}
    times: Counter[str] = Counter()

    def enter(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code in names:
            times[names[frame.f_code]] += 1

    sys.setprofile(enter)
    try:
        yield times
    finally:
        sys.setprofile(None)


def answered(user: UserSession, target: int, form: FormInUse, base: int) -> None:
    """Submit, and make the answer as the API does."""
    accepted = submit(user, submission(target, form, base=base, answers={"sample": f"S{base + 1}"}))
    assert accepted.submission.copy_state == "copied"
    assert accepted.hand is not None
    assert view_in_hand(accepted.submission, accepted.hand.told, {}).number == base + 1


def test_a_first_submission_takes_seven_calls_and_the_next_one_another_for_its_copy(
    world: FormsWorld, dataset: Callable[..., int], calls: Callable[[UserSession], dict[str, list[str]]]
) -> None:
    form, target, user = world.form(*EVERYWHERE), dataset(), world.user("author")
    made = calls(user)
    answered(user, target, form, base=0)
    # The object, once. What it lies in: only of what passed every check, and ids and names instead of loaded objects.
    # Copies of it that are there, then a new one.
    assert made["user"] == ["rows", "rows", "rows", "save"]
    # Is the store private, is the stream as it was; the record.
    assert made["master"] == ["rows", "rows", "save_new"]
    made["user"].clear()
    made["master"].clear()
    answered(user, target, form, base=1)
    # It is loaded to be changed; whether it hangs on other objects too was told with its id.
    assert made["user"] == ["rows", "rows", "rows", "objects", "save"]
    assert made["master"] == ["rows", "rows", "save_new"]


def test_both_parts_of_a_record_are_parsed_once_where_it_is_proven(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target, user = world.form(), dataset(), world.user("author")
    answered(user, target, form, base=0)
    with counted(parse_json) as times:
        answered(user, target, form, base=1)
    # The head before it; and itself, for its row, its copy and the answer.
    assert times["parse_json"] == 2 * 2


def test_form_and_version_are_read_once_and_together_for_a_submission_and_its_answer(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target, user = world.form(), dataset(), world.user("author")
    with CaptureQueriesContext(connection) as queries:
        answered(user, target, form, base=0)
    read = Counter(
        table
        for query in queries.captured_queries
        for table in ("form", "formversion")
        if query["sql"].startswith("SELECT") and f'FROM "omero_forms_{table}"' in query["sql"]
    )
    # Together, and with whether it is offered, and whether the key was used.
    assert read == {"formversion": 1}
