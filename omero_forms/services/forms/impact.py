# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new version would do to the answers that there are, told before it is published. Nothing is written.

Only the newest answers for each object count: older ones stay valid under the version that they were given to. Where
the schemas prove that none can break, no answer is read. Else all are judged, some at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from omero_forms.domain.answers.validate import Problem, validate
from omero_forms.domain.comparing.changes import FormChange, form_changes
from omero_forms.domain.comparing.proof import Lost, Proof, prove
from omero_forms.domain.publishing.acceptance import accept_form
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.gateway.placement import still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.children import ask_child
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import FormVersion
from omero_forms.selectors.forms import version_of
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import answers_of, newest_answers, read_newest
from omero_forms.services.access.permissions import require_form_owner
from omero_forms.services.forms.publish import find_form

PROOF_SECONDS = 5.0
JUDGING_SECONDS = 3.0
"""After so long, what was judged is told, and the rest is asked for anew."""
ROOM_SECONDS = 1.0
"""What a request needs besides."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """What of an answer breaks which rule: by pointer, titles and keyword, never by the answer."""

    pointer: str
    path: str
    keyword: str


@dataclass(frozen=True, slots=True)
class Breaking:
    """The newest answers for an object that the version would refuse. The object is one that the asker can read now."""

    object_type: ObjectType
    object_id: int
    name: str
    submission: int
    problems: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Some of the newest answers. `elsewhere` would break for objects that the asker cannot see; `unread` are those
    that nothing proves, or that were redacted. `next` is where the others begin; None where all are judged.
    """

    answers: int = 0
    breaking: tuple[Breaking, ...] = ()
    elsewhere: int = 0
    unread: int = 0
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A form's current version and what may become its next one."""

    form_id: str
    version: int
    schema: FormSchema
    changes: tuple[FormChange, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What would break. `proved` without an answer being read; `lost` is what the schemas tell of the rest."""

    proved: bool
    lost: tuple[Lost, ...]
    judged: Judged


def compare_with_current(user: UserSession, form_id: str, schema: str, ui_schema: str = "{}") -> Comparison:
    """What a schema changes in a form. Raises `not_found`, `forbidden`, `schema_invalid`, `ui_schema_invalid`."""
    refuse_other_server(user.server_uuid)
    form = find_form(form_id)
    if not user.is_admin:
        require_form_owner(user, form)
    accepted = accept_form(schema, ui_schema).schema
    current = stored_schema(version_of(form, None).judging)
    return Comparison(form_id, form.current_version, accepted, tuple(form_changes(current, accepted)))


def impact(user: UserSession, comparison: Comparison) -> Impact:
    """All of what would break. With many answers it takes its time; :func:`judge` takes it in parts."""
    proof = proof_of(comparison)
    if proof.proved:
        return Impact(True, (), Judged(answers=total_answers(comparison)))
    whole = Judged()
    for part in _parts(user, comparison):
        whole = replace(
            part,
            answers=whole.answers + part.answers,
            breaking=whole.breaking + part.breaking,
            elsewhere=whole.elsewhere + part.elsewhere,
            unread=whole.unread + part.unread,
        )
    return Impact(False, proof.lost, whole)


def proof_of(comparison: Comparison) -> Proof:
    """Whether the schemas alone prove that no answer breaks: against each version that newest answers were given to."""
    given = newest_answers(comparison.form_id).order_by().values_list("version__number", flat=True).distinct()
    deadline = _within(PROOF_SECONDS)
    lost: list[Lost] = []
    for version in FormVersion.objects.filter(form=comparison.form_id, number__in=list(given)).order_by("-number"):
        lost += prove(stored_schema(version.judging), comparison.schema, lambda claims: _ask(claims, deadline)).lost
    return Proof(not lost, tuple(lost))


def _within(seconds: float) -> Deadline:
    """So long, and no longer than leaves room for the rest of a request."""
    return Deadline.after(min(seconds, max(0.0, Deadline.of_answer().left - ROOM_SECONDS)))


def _ask(claims: Any, deadline: Deadline) -> list[Any]:
    return [] if deadline.passed else ask_child("omero_forms.domain.comparing.asking", claims, seconds=deadline.left)


def _parts(user: UserSession, comparison: Comparison) -> Iterator[Judged]:
    after: int | None = 0
    while after is not None:
        part = judge(user, comparison, after=after)
        yield part
        after = part.next


def judge(user: UserSession, comparison: Comparison, *, after: int = 0) -> Judged:
    """Judge the newest answers from those behind `after` on, at most 200 or for three seconds; at least one."""
    rows = newest_answers(comparison.form_id).filter(pk__gt=after).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    last = ids[-1] if len(ids) == AT_ONCE else None
    prover, deadline = Prover(), _within(JUDGING_SECONDS)
    broken: list[_Broken] = []
    unread = done = judged_last = 0
    for row in chain.from_iterable(read_newest(comparison.form_id, ids)):
        if done and deadline.passed:
            last = judged_last
            break
        judged_last = row.pk
        answers = answers_of(row, prover)
        done += 1
        if answers is None:
            unread += 1
        elif problems := validate(comparison.schema, answers):
            rules = tuple(map(_rule, problems))
            broken.append(_Broken(row.object_type, row.object_id, row.creation_event, row.number, rules))
    seen = _seen(user, broken)
    return Judged(done, seen, len(broken) - len(seen), unread, last)


def _rule(problem: Problem) -> Rule:
    return Rule(problem.pointer, problem.path, problem.keyword)


class _Broken(NamedTuple):
    """What is kept of a submission that would break; the whole of many would take too much memory."""

    object_type: str
    object_id: int
    creation_event: int
    number: int
    rules: tuple[Rule, ...]


def _seen(user: UserSession, broken: list[_Broken]) -> tuple[Breaking, ...]:
    """Those of objects that the user can read in OMERO at this moment, under the names that they have."""
    if not broken:
        return ()
    with omero_calls():
        there = still_there(user, broken)
    return tuple(
        Breaking(ObjectType(one.object_type), one.object_id, placement.name, one.number, one.rules)
        for one, placement in there
    )


def total_answers(comparison: Comparison) -> int:
    """How many of the newest answers there are to judge in all."""
    return newest_answers(comparison.form_id).count()
