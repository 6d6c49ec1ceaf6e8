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


def seed(conn: sqlite3.Connection, now: int) -> None:
    """Fill an empty database. `now` is the time in milliseconds that everything is made at."""
    conn.execute("INSERT INTO server_settings VALUES ('uuid', ?)", (str(uuid.uuid4()),))
    for entity, values in enumeration_values().items():
        for value in (*values, *PREDEFINED.get(entity, ())):
            if entity == "PixelsType":
                conn.execute(
                    'INSERT INTO "PixelsType" ("value", "bitSize") VALUES (?,?)',
                    (value, PIXEL_BITS[value]),
                )
            else:
                conn.execute(f'INSERT INTO "{entity}" ("value") VALUES (?)', (value,))
    for value in PREDEFINED["JobStatus"]:
        conn.execute('INSERT INTO "JobStatus" ("value") VALUES (?)', (value,))
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
