# SPDX-License-Identifier: AGPL-3.0-or-later
"""For who goes back to OMERO.forms: a file, annotations, and what differs from those that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import error
from omero_forms.domain.legacy.annotations import Annotation, Holds, Row, address_of
from omero_forms.domain.legacy.compare import Difference, compare
from omero_forms.domain.legacy.findings import Finding, Outcome, outcome_of
from omero_forms.domain.legacy.forms import PLAIN
from omero_forms.domain.legacy.recordings import recorded
from omero_forms.domain.refs import Person
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import directory, legacy
from omero_forms.gateway.sessions import UserSession, open_password_session
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.software import software
from omero_forms.services.legacy.bring_in import Asked, import_legacy, zone_of
from omero_forms.services.legacy.site import find_legacy_master, require_admin_here
from omero_forms.services.legacy.write_out import Writer

AT_ONCE = 100

UNSIGNED = noop(
    "Annotations are written as the form master of OMERO.forms: its password has to be in the setting "
    "omero.web.forms.priv.password, as OMERO.forms has it. Nothing was written."
)


@dataclass(frozen=True, slots=True)
class Written:
    """How many annotations there are in all, are new, or got rows."""

    annotations: int = 0
    made: int = 0
    extended: int = 0


def export_to_file(user: UserSession, asked: Asked, file: TextIO, *, progress: Progress = unheard) -> Written:
    """Write all of it as one JSON document, in the shape of a recording of annotations. Raises `forbidden`,
    `request_invalid`.
    """
    people, groups, writer = _writer(user, asked)
    head = {
        "written_by": software(),
        "time_zone": writer.zone.key,
        "users": {str(one): person.name for one, person in people.items()},
        "groups": {str(one): name for one, name in groups.items()},
    }
    names = {one: person.name for one, person in people.items()}
    done = 0
    file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "annotations": [')
    for done, one in enumerate(writer.annotations(), 1):
        file.write(",\n  " if done > 1 else "\n  ")
        file.write(json.dumps(_named(one, people, names, groups), ensure_ascii=False))
        if done % AT_ONCE == 0:
            progress(done, None)
    file.write("\n ]\n}\n")
    return Written(done)


def export_to_omero(user: UserSession, asked: Asked, *, progress: Progress = unheard) -> Written:
    """Write what is new into the annotations of OMERO.forms, as its form master; no row is taken away but those of a
    form that say whose it is and for what. Raises `forbidden`, `request_invalid`, `login_required`.
    """
    _people, _groups, writer = _writer(user, asked)
    password = conf().priv_password
    if not password:
        raise error("request_invalid", message=t(UNSIGNED))
    total = made = extended = 0
    with open_password_session(*user.address, writer.master.name, password.reveal()) as master:
        group = int(master.wire.context().groupId)
        written = (one for one in writer.annotations() if _holds(one) is not Holds.COPY)
        while some := list(islice(written, AT_ONCE)):
            there = _there(user, [one.header.namespace for one in some], writer.master)
            new: list[tuple[str, tuple[Row, ...]]] = []
            for one in some:
                found = there.get(one.header.namespace)
                if found is None:
                    new.append((one.header.namespace, one.rows))
                elif (rows := _joined(found, one)) != found.rows:
                    legacy.rewrite(master, found, rows)
                    extended += 1
            made += legacy.write(master, group, new)
            total += len(some)
            progress(total, None)
    return Written(total, made, extended)


def compare_with_omero(user: UserSession, asked: Asked) -> list[Difference]:
    """Row by row, what an export would not write as it stands in OMERO, and why. Copies stand where they stood."""
    findings: list[Finding] = []

    def keep(one: Finding) -> None:
        if outcome_of(one.kind) is Outcome.LEFT:
            findings.append(one)

    import_legacy(user, Asked(True, asked.time_zone, asked.legacy_master), sink=keep)
    _people, _groups, writer = _writer(user, asked)
    before = list(_all_there(user))
    after = [one for one in writer.annotations() if _holds(one) is not Holds.COPY]
    return compare(before, after, findings)


def _writer(user: UserSession, asked: Asked) -> tuple[dict[int, Person], dict[int, str], Writer]:
    require_admin_here(user)
    with omero_calls():
        people = {one.id: Person(one.id, one.name) for one in directory.people(user)}
        groups = {one.id: one.name for one in directory.groups(user)}
    return people, groups, Writer(find_legacy_master(people, asked.legacy_master), zone_of(asked.time_zone))


def _named(
    one: Annotation, people: dict[int, Person], names: dict[int, str], groups: dict[int, str]
) -> dict[str, object]:
    said = recorded(one, names, groups)
    owner = people.get(one.header.owner.id)
    return {**said, "owner": owner.name if owner else one.header.owner.name}


def _holds(one: Annotation) -> Holds | None:
    address = address_of(one.header.namespace)
    return None if address is None else address.holds


def _all_there(user: UserSession) -> Iterator[Annotation]:
    with omero_calls():
        for page in legacy.headers(user):
            for some in chunks(page, AT_ONCE):
                yield from legacy.read(user, some)


def _there(user: UserSession, namespaces: list[str], master: Person) -> dict[str, Annotation]:
    """The first annotation of the form master under each namespace."""
    with omero_calls():
        found = legacy.read(user, legacy.of_namespaces(user, namespaces, master.id))
    there: dict[str, Annotation] = {}
    for one in found:
        there.setdefault(one.header.namespace, one)
    return there


def _joined(there: Annotation, one: Annotation) -> tuple[Row, ...]:
    """The rows of `one`, and behind them those that only stand there already."""
    kept = tuple(row for row in there.rows if row not in one.rows and row[0] not in PLAIN)
    if set(one.rows) <= set(there.rows) and not any(row[0] in PLAIN and row not in one.rows for row in there.rows):
        return there.rows
    return (*one.rows, *kept)
