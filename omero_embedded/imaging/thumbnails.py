# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Thumbnail objects that tell of which sizes a picture has been drawn, and whether it is still the picture.

The bytes are drawn anew each time; who asks what is stored hears what a real server says.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..call import Call
from ..permissions import flags, group_permissions
from .planes import PixelData
from .settings import Settings

MIME_TYPE = "image/jpeg"

Size = tuple[int, int]


@dataclass(frozen=True)
class Stored:
    """A Thumbnail, and the event that it was last drawn in."""

    id: int
    owner: int
    version: int
    event: int


def stored(call: Call, data: PixelData, size: Size, viewer: int) -> Stored | None:
    """The Thumbnail of somebody, else of the owner of the pixels."""
    for owner in (viewer, data.owner):
        row = (
            call.store.read()
            .execute(
                'SELECT id, owner_id, coalesce(version, 0), update_id FROM "Thumbnail" '
                'WHERE "pixels" = ? AND "sizeX" = ? AND "sizeY" = ? AND owner_id = ? ORDER BY id DESC LIMIT 1',
                (data.id, *size, owner),
            )
            .fetchone()
        )
        if row is not None:
            return Stored(*row)
    return None


def up_to_date(call: Call, found: Stored | None, settings: Settings | None) -> bool:
    """Whether there is a Thumbnail, and the settings have not changed since it was drawn."""
    if found is None:
        return False
    if settings is None or settings.id is None:
        return True
    (changed,) = call.store.read().execute(
        'SELECT max(update_id) FROM "RenderingDef" WHERE id = ?', (settings.id,)
    ).fetchone()  # fmt: skip
    return changed is None or changed <= found.event


def keep(call: Call, data: PixelData, size: Size, settings: Settings | None, viewer: int) -> None:
    """Note that a picture of this size was drawn, where the caller may leave that behind."""
    found = stored(call, data, size, viewer)
    if up_to_date(call, found, settings):
        return
    conn = call.store.read()
    perm1 = group_permissions(conn, data.group)
    if not flags(call.caller, "Pixels", data.owner, data.group, perm1).annotate:
        return
    whose = settings.owner if settings is not None and settings.owner is not None else call.caller.user_id
    with call.store.transaction(call.caller) as tx:
        if found is not None and found.owner == whose:
            if flags(call.caller, "Thumbnail", found.owner, data.group, perm1).edit:
                tx.update("Thumbnail", found.id, {"version": found.version + 1}, touch=True)
            return
        values = {"pixels": data.id, "mimeType": MIME_TYPE, "sizeX": size[0], "sizeY": size[1], "version": 0}
        tx.insert("Thumbnail", values, owner=call.caller.user_id, group=data.group)


def sizes(call: Call, data: PixelData, viewer: int) -> list[Size]:
    """The sizes of which somebody has Thumbnails, else the owner of the pixels."""
    for owner in (viewer, data.owner):
        rows = call.store.read().execute(
            'SELECT DISTINCT "sizeX", "sizeY" FROM "Thumbnail" WHERE "pixels" = ? AND owner_id = ?', (data.id, owner)
        ).fetchall()  # fmt: skip
        if rows:
            return [(row[0], row[1]) for row in rows]
    return []
