# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of a bundle say of one submission: who, when, to which form version, what was answered and changed.

All of it is taken from sealed bytes, full names aside, which nobody sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from omero_forms.domain.answers.diff import Change, diff
from omero_forms.domain.records.parts import Told
from omero_forms.domain.refs import Person
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.visible import shown

MOST_LINES: Final = 1_000
"""Of answers, or of changes, of one submission. All of them are in its record."""

IMPORTED: Final = (
    "Imported, and never proven by the log-in of its author. Its source ({source}) says: by {who}, at {when}. Whoever is "
    "named above imported it."
)
UNCHANGED: Final = "No answer differs from the submission before."
EMPTY: Final = "All questions were left empty."
NOTHING_SAID: Final = "not known"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer, or one change; what is not there is None."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission. `warnings` say what a reader must not overlook: that it was imported, or why nothing is told of
    it, or its answers are not.
    """

    number: int
    digest: str
    who: str = ""
    when: str = ""
    version: int | None = None
    message: str = ""
    warnings: list[str] = field(default_factory=list)
    answers: list[Line] = field(default_factory=list)
    changes: list[Line] | None = None
    """None where there is none to compare with."""
    remarks: list[str] = field(default_factory=list)
    """What is to be said besides: that nothing changed, or that there is more than is shown."""


def entry(
    number: int,
    digest: str,
    told: Told | None,
    before: Told | None,
    schema: FormSchema,
    *,
    full_names: Mapping[int, str],
    note: str = "",
) -> Entry:
    """The submission that `told` tells of, None where nothing proves it; `before` is the one before it.

    `schema` is that of the version it answers; `note` says why its answers, or all of it, are not shown.
    """
    if told is None:
        return Entry(number, digest, warnings=[note])
    answers = _answers(told)
    then = None if before is None else _answers(before)
    lines = [] if answers is None else _lines(diff(schema, {}, answers))
    changes = None if then is None or answers is None else _lines(diff(schema, then, answers))
    left_out = max(0, len(lines) - MOST_LINES) + max(0, len(changes or ()) - MOST_LINES)
    remarks = {
        UNCHANGED: changes == [],
        EMPTY: answers is not None and not lines,
        f"{left_out:,} more lines are in its record alone.": left_out > 0,
    }
    return Entry(
        number=number,
        digest=digest,
        who=_who(told, full_names),
        when=moment(told.time),
        version=told.payload["version"],
        message=shown(told.text("message")),
        warnings=[one for one in (_imported(told), note) if one],
        answers=lines[:MOST_LINES],
        changes=None if changes is None else changes[:MOST_LINES],
        remarks=[sentence for sentence, holds in remarks.items() if holds],
    )


def moment(time: datetime) -> str:
    """A moment as the pages write it: in UTC, as records have it."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def people_in(all_told: Iterable[Told | None]) -> set[int]:
    """Ids of the people whom entries name."""
    people = [person for told in all_told if told for person in (told.author, told.sudoer)]
    return {one.id for one in people if one is not None}


def _who(told: Told, full_names: Mapping[int, str]) -> str:
    author, sudoer = _person(told.author, full_names), _person(told.sudoer, full_names)
    return f"{author}, in a session that {sudoer} opened" if told.sudoer else author


def _person(person: Person | None, full_names: Mapping[int, str]) -> str:
    if person is None:
        return "the forms service"
    full_name = shown(full_names.get(person.id, ""))
    names = f"{full_name} ({person.name})" if full_name and person.name else full_name or person.name
    return f"{names}, user {person.id}" if names else f"user {person.id}"


def _imported(told: Told) -> str:
    claim = told.claim
    if claim is None:
        return ""
    source = (told.content or {}).get("source") or {}
    name = " ".join(str(source[part]) for part in ("name", "version") if source.get(part))
    zone = f" ({claim.zone})" if claim.zone else ""
    twice = ", one of the two moments of that name" if claim.is_ambiguous else ""
    who = NOTHING_SAID if claim.who is None else claim.who.name or f"user {claim.who.id}"
    when = f"{claim.when}{zone}{twice}" if claim.when else NOTHING_SAID
    return IMPORTED.format(source=shown(name) or NOTHING_SAID, who=shown(who), when=shown(when))


def _answers(told: Told) -> Mapping[str, Any] | None:
    return None if told.content is None else dict(told.content["answers"])


def _lines(changes: list[Change]) -> list[Line]:
    return [
        Line(
            shown(one.path),
            None if one.change == "added" else value_text(one.before),
            None if one.change == "removed" else value_text(one.after),
        )
        for one in changes
    ]


def value_text(value: Any) -> str:
    """An answer as a person reads it: texts as given, `Yes` and `No`, what groups and lists hold with commas."""
    match value:
        case bool():
            return "Yes" if value else "No"
        case None:
            return "none"
        case str():
            return shown(value)
        case Mapping():
            return ", ".join(value_text(one) for one in value.values()) or "empty"
        case list():
            return ", ".join(map(value_text, value)) or "empty"
    return str(value)
