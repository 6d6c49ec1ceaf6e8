# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sealed records of one number beside each other, for who has to say which of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omero_forms.domain.answers.diff import Change, diff
from omero_forms.domain.errors import error
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.kinds import COMMON, COMMON_CONTENT, SUBMITTED
from omero_forms.domain.records.parts import Told
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.deadlines import ending_with_answer
from omero_forms.kit.omero import master_session
from omero_forms.models import FormVersion, Stream
from omero_forms.models.forms import NOTHING_ASKED
from omero_forms.selectors.damage import where_of
from omero_forms.selectors.people import People, PersonView
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.submissions import people_in
from omero_forms.services.access.permissions import require_admin
from omero_forms.services.integrity.plan import records_of_fork
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.verify import compare_stream, records_of


@dataclass(frozen=True, slots=True)
class ForkVersion:
    """One of them. `annotation` is None where OMERO does not hold it; `version` is that of the form which was answered,
    None of what is no submission. `is_shown`: the forms database has it, so pages show it. `is_redacted`: what it said
    was taken away.
    """

    digest: str
    annotation: int | None
    kind: str
    author: PersonView | None
    sudoer: PersonView | None
    time: datetime
    version: int | None
    message: str
    is_shown: bool
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class ForkField:
    """What each of them says in one place, in their order: None where one says nothing there."""

    pointer: str
    path: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Fork:
    """`where` calls the history as people do."""

    stream: str
    where: str
    number: int
    versions: list[ForkVersion]
    fields: list[ForkField]


def read_fork(user: UserSession, stream: str, number: int) -> Fork:
    """All records of a number that is forked. Raises `forbidden`, `not_found` where it is not, or not any more."""
    require_admin(user)
    row = Stream.objects.filter(name=stream).first()
    if row is None:
        raise error("not_found")
    with master_session() as master:
        check_site(master)
        known = records_of(row)
        prover = Prover(master.server_uuid)
        found = compare_stream(row, known, master, prover)
    if found.fork != number:
        raise error("not_found")
    held = records_of_fork(found, known, prover)
    all_told = [Told.of(record) for _annotation, record in held]
    people = People(people_in(all_told))
    own = known.get(number)
    versions = [
        _version(record, annotation, told, people, is_shown=own is not None and own.digest == record.digest)
        for (annotation, record), told in zip(held, all_told, strict=True)
    ]
    with ending_with_answer():
        fields = _beside([_said(told) for told in all_told])
    return Fork(stream, where_of(stream), number, versions, fields)


def _version(record: Record, annotation: int | None, told: Told, people: People, *, is_shown: bool) -> ForkVersion:
    author, sudoer = told.author, told.sudoer
    content = told.content or {}
    return ForkVersion(
        digest=record.digest,
        annotation=annotation,
        kind=record.kind,
        author=None if author is None else people.view(author.id, author.name),
        sudoer=None if sudoer is None else people.view(sudoer.id, sudoer.name),
        time=told.time,
        version=told.payload["version"] if record.kind in SUBMITTED else None,
        message=str(content.get("message", "")),
        is_shown=is_shown,
        is_redacted=told.content is None,
    )


def _said(told: Told) -> list[Change]:
    """The answers by the titles that a person sees; of other records what their kind adds to all that every one has."""
    if told.content is None:
        return []
    payload, content = told.payload, told.content
    if payload["kind"] in SUBMITTED:
        version = FormVersion.objects.filter(form=payload["form"], number=payload["version"]).first()
        return diff(stored_schema(version.judging if version else NOTHING_ASKED), {}, content["answers"] or {})
    own = {name: value for name, value in payload.items() if name not in COMMON}
    own |= {name: value for name, value in content.items() if name not in {*COMMON_CONTENT, "message"}}
    return diff(stored_schema(NOTHING_ASKED), {}, own)


def _beside(said: list[list[Change]]) -> list[ForkField]:
    by_pointer: list[Mapping[str, Change]] = [{one.pointer: one for one in changes} for changes in said]
    paths = {one.pointer: one.path for changes in said for one in changes}
    return [
        ForkField(pointer, path, [one[pointer].after if pointer in one else None for one in by_pointer])
        for pointer, path in paths.items()
    ]
