# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest answers to a form, of all objects that the asker sees in OMERO at this moment, as a table.

It is made some rows at a time and never held whole. Which objects can be seen is asked of OMERO for a thousand of them
at once, and only the answers of these are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from omero_forms.domain.answers.table import Columns
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import Person
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.domain.times import time_text
from omero_forms.gateway.placement import Placement, group_names, still_there
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Form, FormVersion, Submission
from omero_forms.selectors.people import People
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import newest_answers, people_in, read_newest, redaction_of, why_unshown

LOOKED_AT = 1000
"""Objects, as many as one question to OMERO may name."""
FIXED = ("object type", "object id", "object", "group", "submission", "form version", "who", "when", "note")
"""The columns before those of the questions."""


class Row(NamedTuple):
    """A row of the table; `place` is where to go on behind it."""

    place: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are made while they are read, and may raise `omero_unavailable` on the way."""

    headings: list[str]
    rows: Iterator[Row]


def table_of(user: UserSession, form: Form, *, after: int = 0) -> Table:
    """The table of a form that the user may know of, from behind the place `after` on.

    Its first rows are made at once: raises `omero_unavailable`.
    """
    columns = Columns(_versions(form))
    rows = _rows(user, form.id, columns, after)
    first = next(rows, None)
    return Table([*FIXED, *columns.headings], rows if first is None else chain((first,), rows))


def _versions(form: Form) -> Iterator[FormSchema]:
    """Schemas of the versions that newest answers were given to, and before all of the current one."""
    given = newest_answers(form.id).order_by().values_list("version__number", flat=True).distinct()
    numbers = sorted({form.current_version, *given}, reverse=True)
    versions = FormVersion.objects.filter(form=form, number__in=numbers).order_by("-number").only("schema", "refused")
    return (stored_schema(one.judging) for one in versions)


class _Known(NamedTuple):
    pk: int
    object_type: str
    object_id: int
    creation_event: int


def _rows(user: UserSession, form_id: str, columns: Columns, after: int) -> Iterator[Row]:
    prover = Prover()
    columns_of = ("pk", "object_type", "object_id", "creation_event")
    while True:
        rows = newest_answers(form_id).filter(pk__gt=after).order_by("pk").values_list(*columns_of)[:LOOKED_AT]
        looked_at = [_Known(*row) for row in rows]
        with omero_calls():
            seen = {one.pk: placement for one, placement in still_there(user, looked_at)}
            groups = group_names(user, {placement.group_id for placement in seen.values()})
        for found in read_newest(form_id, list(seen)):
            told = [(row, prover.submission(row)) for row in found]
            gone = {row.pk: redaction_of(row, one, prover) for row, one in told}
            people = People(people_in([*(one for _row, one in told), *gone.values()]))
            for row, one in told:
                placed = seen[row.pk]
                unshown = why_unshown(row, one, people, gone[row.pk]) or ""
                before = _before(row, one, people, placed, groups.get(placed.group_id, ""), unshown)
                answers = one.content["answers"] if one and one.content else {}
                yield Row(row.pk, [*before, *columns.row(answers)])
        if len(looked_at) < LOOKED_AT:
            return
        after = looked_at[-1].pk


def _before(
    row: Submission, told: Told | None, people: People, placed: Placement, group: str, unshown: str
) -> list[str]:
    """The cells before those of the questions. Where nothing proves who it was and when, that is not told."""
    return [
        row.object_type,
        str(row.object_id),
        placed.name,
        group,
        str(row.number),
        str(told.payload["version"] if told else row.version.number),
        _who(told, people) if told else "",
        time_text(told.time) if told else "",
        unshown or _import_note(told, people),
    ]


def _import_note(told: Told | None, people: People) -> str:
    """Of what was imported: who and when it was by its source."""
    claim = told.claim if told else None
    if claim is None:
        return ""
    said = [_named(claim.who, people), claim.when or "", claim.zone or ""]
    return " ".join(["imported; its source says", *filter(None, said)]) if any(said) else "imported"


def _who(told: Told, people: People) -> str:
    author, sudoer = _named(told.author, people), _named(told.sudoer, people)
    return f"{sudoer}, acting for {author}" if sudoer else author


def _named(person: Person | None, people: People) -> str:
    if person is None:
        return ""
    # Where the user name was removed with the answers, the full name may be known from elsewhere.
    full_name = people.view(person.id, person.name).full_name
    if full_name == person.name or not person.name:
        return full_name or f"user {person.id}"
    return f"{full_name} ({person.name})"
