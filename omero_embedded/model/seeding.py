# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new server's database holds: enumerations, root and guest, the three system groups."""

from __future__ import annotations

import sqlite3
import uuid

from ..permissions import permissions_number
from .formats import FORMATS
from .reflect import PIXEL_BITS, enumeration_values

PREDEFINED = {
    "JobStatus": (
        "Submitted", "Resubmitted", "Queued", "Requeued", "Running", "Error", "Waiting", "Finished", "Cancelled",
    ),
    "Format": FORMATS,
    "EventType": ("Bootstrap",),
}  # fmt: skip
"""Enumeration values of a real server that omero-py has no constants for."""


def shipped_values(entity: str) -> tuple[str, ...]:
    """The values that an enumeration has on a new server."""
    return (*enumeration_values().get(entity, ()), *PREDEFINED.get(entity, ()))


def enumeration_row(entity: str, value: str) -> dict[str, str | int]:
    """What is stored for a value of an enumeration."""
    return {"value": value, "bitSize": PIXEL_BITS[value]} if entity == "PixelsType" else {"value": value}


def seed(conn: sqlite3.Connection, now: int) -> None:
    """Fill an empty database. `now` is the time in milliseconds that everything is made at."""
    conn.execute("INSERT INTO server_settings VALUES ('uuid', ?)", (str(uuid.uuid4()),))
    for entity in (*enumeration_values(), "JobStatus"):
        for value in shipped_values(entity):
            row = enumeration_row(entity, value)
            names, marks = ",".join(f'"{name}"' for name in row), ",".join("?" * len(row))
            conn.execute(f'INSERT INTO "{entity}" ({names}) VALUES ({marks})', tuple(row.values()))
    _seed_people(conn, now)
    conn.execute(
        'INSERT INTO "DBPatch" ("currentVersion", "currentPatch", "previousVersion", "previousPatch", '
        '"finished", "message") '
        "VALUES ('OMERO5.4', 0, 'OMERO5.4', 0, ?, 'Database ready.')",
        (now,),
    )


def _seed_people(conn: sqlite3.Connection, now: int) -> None:
    """root and guest, the three system groups, and the node, session and event that everything begins with."""
    for gid, name, perms in (
        (0, "system", "rw----"),
        (1, "user", "rwr-r-"),
        (2, "guest", "rw----"),
    ):
        conn.execute(
            'INSERT INTO "ExperimenterGroup" (id, "name", "ldap", permissions) VALUES (?,?,0,?)',
            (gid, name, permissions_number(perms)),
        )
    for uid, login, first, last in ((0, "root", "root", "root"), (1, "guest", "Guest", "Account")):
        conn.execute(
            'INSERT INTO "Experimenter" (id, "omeName", "firstName", "lastName", "ldap") VALUES (?,?,?,?,0)',
            (uid, login, first, last),
        )
    for gid, uid, leads, index in ((0, 0, 1, 0), (1, 0, 0, 1), (2, 1, 0, 0)):
        conn.execute(
            'INSERT INTO "GroupExperimenterMap" ("parent", "child", "owner", child_index) VALUES (?,?,?,?)',
            (gid, uid, leads, index),
        )
    conn.execute(
        'INSERT INTO "Node" (id, "uuid", "conn", "up") VALUES (0, ?, \'000\', ?)',
        (str(uuid.uuid4()), now),
    )
    conn.execute(
        'INSERT INTO "Session" (id, discriminator, "node", "uuid", "owner", "timeToIdle", "timeToLive", "started", '
        '"closed", "message", "defaultEventType", "userAgent") '
        "VALUES (0, 'Session', 0, ?, 0, 0, 0, ?, ?, 'Bootstrap', 'Internal', 'OMERO.embedded')",
        (str(uuid.uuid4()), now, now),
    )
    bootstrap = conn.execute('SELECT id FROM "EventType" WHERE "value" = \'Bootstrap\'').fetchone()[0]
    conn.execute(
        'INSERT INTO "Event" (id, "time", "experimenter", "experimenterGroup", "type", "session", "status") '
        "VALUES (0, ?, 0, 0, ?, 0, 'BOOTSTRAP')",
        (now, bootstrap),
    )
