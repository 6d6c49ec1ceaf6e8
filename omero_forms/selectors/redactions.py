# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was, or is to be, taken out of records: for full admins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from omero_forms.domain.errors import error
from omero_forms.domain.refs import ObjectType, Person, form_stream
from omero_forms.domain.texts import noop, t
from omero_forms.models import RedactionRow, Stream
from omero_forms.selectors.damage import places_of
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.proven import Prover

State = Literal["asked", "approved", "done"]
"""Approved, it is under way: a worker goes on until it is done."""

UNREACHED: Final = (
    noop("Backups of the forms database and of OMERO's database."),
    noop(
        "Where the forms database is PostgreSQL: old versions of rows until it is vacuumed, and its write-ahead log with its "
        "archive. The same of OMERO's own database. VACUUM FULL by their admins, and time, end both."
    ),
    noop("Mails that went out. Answers were never in them; names of forms were."),
    noop("Drafts that people have in their browsers, and what they exported, downloaded or printed."),
    noop("Drafts of forms that were begun from it and changed since."),
    noop("What people copied in OMERO themselves: into other annotations, names or descriptions."),
    noop("Annotations that an OMERO admin gave to somebody else than the form master."),
    noop("Memory of OMERO.web and its workers until they are restarted, and blocks of disks that were freed."),
)
"""What no redaction takes away. Told with each."""


@dataclass(frozen=True, slots=True)
class RedactionView:
    """One redaction. `reason` is empty where it was itself redacted."""

    id: int
    stream: str
    number: int
    where: str
    state: State
    reason: str
    asked_by: PersonView | None
    asked_at: datetime
    approved_by: PersonView | None
    approved_at: datetime | None
    done_at: datetime | None


def all_redactions() -> list[RedactionView]:
    """The newest first."""
    prover = Prover()
    rows = list(RedactionRow.objects.select_related("record__stream").order_by("-pk"))
    found = [(row, None if row.record is None else prover.told(row.record)) for row in rows]
    asked = {row.pk: Person.from_json(row.asked_by) if row.asked_by else None for row, _said in found}
    people = People(
        {one.id for one in asked.values() if one} | {said.approver.id for _, said in found if said and said.approver}
    )

    where = places_of([row.stream for row in rows])

    def view(person: Person | None) -> PersonView | None:
        return None if person is None else people.view(person.id, person.name)

    return [
        RedactionView(
            id=row.pk,
            stream=row.stream,
            number=row.number,
            where=where[row.stream],
            state=_state(row),
            reason=said.text("reason") if said else row.reason,
            asked_by=view(asked[row.pk]),
            asked_at=row.asked_at,
            approved_by=view(said.approver) if said else None,
            approved_at=row.approved_at,
            done_at=row.done_at,
        )
        for row, said in found
    ]


def redaction(redaction_id: int) -> RedactionView:
    """One of them. Raises `not_found`."""
    found = next((one for one in all_redactions() if one.id == redaction_id), None)
    if found is None:
        raise error("not_found")
    return found


def _state(row: RedactionRow) -> State:
    if row.done_at is not None:
        return "done"
    return "asked" if row.approved_at is None else "approved"


def stream_named(form: str, described: tuple[ObjectType, int] | None) -> str:
    """The stream of the answers to a form for an object, or that of the form itself. Raises `not_found`;
    `request_invalid` where another object had the same id before.
    """
    if described is None:
        return form_stream(form)
    kind, object_id = described
    streams = Stream.objects.filter(name__startswith=f"submission/{form}/{kind.value}/{object_id}/")
    names = sorted(streams.values_list("name", flat=True))
    if not names:
        raise error("not_found")
    if len(names) > 1:
        raise error(
            "request_invalid",
            message=t(
                "Several objects had this id, one after the other. Name the history instead: {names}.",
                names=", ".join(names),
            ),
        )
    return names[0]
