# SPDX-License-Identifier: AGPL-3.0-or-later
"""A university's facility: 20 groups, 300 people, and as many datasets as measuring takes.

Rows are written straight into the database, all in one transaction: saved through the API, a million datasets would
take hours. The event log therefore says nothing of them, and images have neither pixels nor thumbnails. The same size
gives the same data, but for the times. Everybody's password is their login name. Nothing is sown where the first group
is already.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import omero.model
from omero.rtypes import rbool, rstring

from ..accounts import passwords, write
from ..permissions import SYSTEM_CALLER, USER_GROUP
from ..store import Store, Tx, now

CAMPUS: Final = 20_000
MILLION: Final = 1_000_000

GROUPS: Final = 20
PEOPLE: Final = 300
PERMISSIONS: Final = ("rwr---", "rwra--", "rw----", "rwrw--")
PROJECTS_EACH: Final = 5
"""Projects of each person in each of their groups."""

IMAGES: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 11)
"""Images of ten datasets in a row: five each, as an average."""

FIRST_NAMES: Final = (
    "Amara", "Björn", "Carmen", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas",
    "Kavya", "Liam", "Mei", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tomás",
)  # fmt: skip
LAST_NAMES: Final = (
    "Abe", "Bauer", "Castro", "Dahl", "Evans", "Fontaine", "García", "Huang", "Ivanov", "Jansen",
    "Kowalski", "Lindqvist", "Müller", "Novak", "Okafor", "Petrov", "Rossi", "Singh", "Tanaka", "Weber",
)  # fmt: skip
SUBJECTS: Final = ("Actin", "Organoid", "Zebrafish", "Hippocampus", "Root tip", "Biofilm", "Mitosis", "Vesicle")

DAY: Final = 86_400_000
SPAN: Final = 3 * 365 * DAY
"""Datasets were made in the three years before the seeding, in the order of their ids."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody's data lies: their projects in one of their groups."""

    owner: int
    group: int
    projects: Sequence[int]


def sow(store: Store, datasets: int, *, people: int = PEOPLE, with_images: bool = True) -> None:
    """Make the facility with so many datasets, and five times as many images, unless its first group exists."""
    if store.read().execute('SELECT 1 FROM "ExperimenterGroup" WHERE "name" = ?', (_group_name(0),)).fetchone():
        return
    chance = random.Random(datasets)  # noqa: S311  (for the same data again, not for secrets)
    with store.transaction(SYSTEM_CALLER) as tx:
        tx.conn.execute("PRAGMA cache_size = -200000")
        try:
            places = _places(tx, _people(tx, chance, people))
            _data(tx, places, datasets, chance, with_images=with_images)
        finally:
            tx.conn.execute("PRAGMA cache_size = -4000")


def _group_name(number: int) -> str:
    return f"Lab {number + 1:02}"


def _people(tx: Tx, chance: random.Random, count: int) -> dict[int, list[int]]:
    """Make groups and accounts; the members of each group, its owner first, in the order of groups."""
    store = tx.store
    members: dict[int, list[int]] = {}
    for number in range(GROUPS):
        group = omero.model.ExperimenterGroupI()
        group.name, group.ldap = rstring(_group_name(number)), rbool(False)
        group.details.permissions = omero.model.PermissionsI(PERMISSIONS[number % len(PERMISSIONS)])
        members[write.create_group(store, SYSTEM_CALLER, group)] = []
    groups = list(members)
    for number in range(count):
        login = f"person{number + 1:03}"
        user = omero.model.ExperimenterI()
        user.omeName, user.ldap = rstring(login), rbool(False)
        user.firstName = rstring(FIRST_NAMES[number % len(FIRST_NAMES)])
        user.lastName = rstring(LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)])
        user.email = rstring(f"{login}@campus.example")
        own = [groups[number % GROUPS]]
        if number >= GROUPS and number % 4 == 0:
            own += chance.sample([one for one in groups if one not in own], 1)
        made = write.create_user(store, SYSTEM_CALLER, user, [*own, USER_GROUP])
        passwords.set_password(store, made, login)
        for one in own:
            members[one].append(made)
    for one, people in members.items():
        write.set_owners(store, SYSTEM_CALLER, one, people[:1], True)
    return members


def _places(tx: Tx, members: dict[int, list[int]]) -> list[list[_Place]]:
    """Make everybody's projects; the places of each group."""
    return [
        [
            _Place(person, group, [_project(tx, person, group, number) for number in range(PROJECTS_EACH)])
            for person in people
        ]
        for group, people in members.items()
    ]


def _project(tx: Tx, owner: int, group: int, number: int) -> int:
    return tx.insert("Project", {"name": SUBJECTS[number % len(SUBJECTS)]}, owner=owner, group=group, log=False)


def _data(
    tx: Tx, places: Sequence[Sequence[_Place]], datasets: int, chance: random.Random, *, with_images: bool
) -> None:
    """Write datasets with their projects and images. Each has an event of its own."""
    event, dataset, image = (_next_id(tx, table) for table in ("Event", "Dataset", "Image"))
    chosen = list(_choose(places, datasets, chance))
    start, step = now() - SPAN, SPAN / max(datasets, 1)
    event_type = tx.store.enumeration("EventType", "User")
    details = "owner_id, group_id, creation_id, update_id"
    tx.conn.executemany(
        'INSERT INTO "Event" (id, "time", "experimenter", "experimenterGroup", "type", "session") VALUES (?,?,?,?,?,0)',
        (
            (event + number, int(start + number * step), place.owner, place.group, event_type)
            for number, (place, _project) in enumerate(chosen)
        ),
    )
    tx.conn.executemany(
        f'INSERT INTO "Dataset" (id, "name", {details}) VALUES (?,?,?,?,?,?)',
        (
            (dataset + number, _dataset_name(number), place.owner, place.group, event + number, event + number)
            for number, (place, _project) in enumerate(chosen)
        ),
    )
    tx.conn.executemany(
        f'INSERT INTO "ProjectDatasetLink" ("parent", "child", {details}) VALUES (?,?,?,?,?,?)',
        (
            (project, dataset + number, place.owner, place.group, event + number, event + number)
            for number, (place, project) in enumerate(chosen)
        ),
    )
    if with_images:
        with _index_afterwards(tx.conn, "Image", "DatasetImageLink"):
            _images(tx.conn, details, dataset, image)


def _dataset_name(number: int) -> str:
    return f"{SUBJECTS[number * 7 % len(SUBJECTS)]} {number + 1:07}"


def _images(conn: sqlite3.Connection, details: str, dataset: int, image: int) -> None:
    """Write the images of the datasets from this id on, with ids from `image` on."""
    conn.execute("CREATE TEMP TABLE seed_images (number INTEGER, place INTEGER)")
    numbers = [number for number, count in enumerate(IMAGES) for _ in range(count)]
    conn.executemany("INSERT INTO seed_images VALUES (?,?)", [(number, place) for place, number in enumerate(numbers)])
    source = (
        f"FROM (SELECT id, {details}, {image} + (id - {dataset}) / {len(IMAGES)} * {len(numbers)} AS first "
        f'FROM "Dataset" WHERE id >= {dataset}) d '
        f"CROSS JOIN seed_images s ON s.number = (d.id - {dataset}) % {len(IMAGES)}"
    )
    conn.execute(
        f'INSERT INTO "Image" (id, "name", "series", "archived", "partial", {details}) '
        f"SELECT first + place, 'image ' || (first + place) || '.tif', 0, 0, 0, {details} {source}"
    )
    conn.execute(
        f'INSERT INTO "DatasetImageLink" ("parent", "child", {details}) SELECT d.id, first + place, {details} {source}'
    )
    conn.execute("DROP TABLE seed_images")


@contextmanager
def _index_afterwards(conn: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Take away the indexes of tables and make them again at the end: millions of rows go in twice as fast."""
    marks = ",".join("?" * len(tables))
    found = conn.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",
        tables,
    ).fetchall()
    for name, _sql in found:
        conn.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in found:
        conn.execute(sql)


def _choose(places: Sequence[Sequence[_Place]], datasets: int, chance: random.Random) -> Iterator[tuple[_Place, int]]:
    """Where each dataset lies. Groups differ in size as everywhere: the first has more than a quarter of all."""
    weights = list(accumulate(1 / (number + 1) for number in range(len(places))))
    for _ in range(datasets):
        place = chance.choice(chance.choices(places, cum_weights=weights)[0])
        yield place, chance.choice(place.projects)


def _next_id(tx: Tx, table: str) -> int:
    found: Any = tx.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 1 if found is None else int(found[0]) + 1
