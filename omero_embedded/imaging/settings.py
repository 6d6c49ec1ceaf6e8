# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rendering settings: the default ones, those that are stored, and storing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..call import Call
from ..faults import security_violation, validation
from ..permissions import flags, group_permissions
from ..store import Tx
from .planes import PixelData

COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
"""Of the first three channels of an image whose channels have no colours of their own."""

GREY = (128, 128, 128)


@dataclass
class ChannelSettings:
    """How one channel is shown."""

    start: float
    end: float
    rgba: tuple[int, int, int, int]
    active: bool = True
    family: str = "linear"
    coefficient: float = 1.0
    noise_reduction: bool = False
    lookup_table: str | None = None
    reverse: bool = False


@dataclass
class Settings:
    """How an image is shown. `id` is that of the RenderingDef, if it is stored; `owner` of whoever stored it.

    `requested` tells that a client has asked for just these, whosever they are: then saving changes them.
    """

    model: str
    z: int
    t: int
    channels: list[ChannelSettings]
    cd_start: int = 0
    cd_end: int = 255
    bit_resolution: int = 255
    id: int | None = None
    owner: int | None = None
    quantum_id: int | None = None
    binding_ids: list[int] = field(default_factory=list)
    requested: bool = False


def stored_extremes(call: Call, data: PixelData, channel: int) -> tuple[float, float] | None:
    """The smallest and largest value of a channel as they are stored for it, if they are."""
    row = call.store.read().execute(
        'SELECT s."globalMin", s."globalMax" FROM "Channel" c JOIN "StatsInfo" s ON s.id = c."statsInfo" '
        'WHERE c."pixels" = ? AND c."pixels_index" = ?',
        (data.id, channel),
    ).fetchone()  # fmt: skip
    if row is None or row[0] is None or row[1] is None:
        return None
    return float(row[0]), float(row[1])


def extremes(call: Call, data: PixelData, channel: int) -> tuple[float, float]:
    """The smallest and largest value of a channel: as stored for it, else of its middle plane."""
    stored = stored_extremes(call, data, channel)
    if stored is not None:
        return stored
    plane = data.plane(data.z // 2, channel, 0)
    low, high = float(np.min(plane)), float(np.max(plane))
    return (low, high) if high > low else data.limits


def _colour(call: Call, data: PixelData, channel: int) -> tuple[int, int, int, int]:
    row = call.store.read().execute(
        'SELECT "red", "green", "blue", "alpha" FROM "Channel" WHERE "pixels" = ? AND "pixels_index" = ?',
        (data.id, channel),
    ).fetchone()  # fmt: skip
    if row is not None and None not in row:
        return row[0], row[1], row[2], row[3]
    red, green, blue = GREY if data.c == 1 else COLOURS[channel % 3]
    return red, green, blue, 255


def default_settings(call: Call, data: PixelData) -> Settings:
    """Full range, three channels on, grey for a single one."""
    channels = []
    for index in range(data.c):
        low, high = extremes(call, data, index)
        channels.append(ChannelSettings(low, high, _colour(call, data, index), active=index < 3))
    return Settings("greyscale" if data.c == 1 else "rgb", data.z // 2, 0, channels)


def stored_id(call: Call, data: PixelData, *, others: bool = True) -> int | None:
    """The RenderingDef that the caller sees: their own, else that of the image's owner."""
    for owner in (call.caller.user_id, data.owner) if others else (call.caller.user_id,):
        row = call.store.read().execute(
            'SELECT max(id) FROM "RenderingDef" WHERE "pixels" = ? AND owner_id = ?', (data.id, owner)
        ).fetchone()  # fmt: skip
        if row[0] is not None:
            return int(row[0])
    return None


def load_settings(call: Call, rdef_id: int) -> Settings:
    """Stored settings. Raises ValidationException for an unknown id."""
    conn = call.store.read()
    row = conn.execute(
        'SELECT m."value", r."defaultZ", r."defaultT", q."cdStart", q."cdEnd", q."bitResolution", r.owner_id, q.id '
        'FROM "RenderingDef" r JOIN "RenderingModel" m ON m.id = r."model" '
        'JOIN "QuantumDef" q ON q.id = r."quantization" WHERE r.id = ?',
        (rdef_id,),
    ).fetchone()
    if row is None:
        raise validation(f"No rendering definition exists with ID: {rdef_id}")
    found = Settings(row[0], row[1], row[2], [], row[3], row[4], row[5], rdef_id, row[6], row[7])
    for binding in conn.execute(
        'SELECT b."inputStart", b."inputEnd", b."red", b."green", b."blue", b."alpha", b."active", f."value", '
        'b."coefficient", b."noiseReduction", b."lookupTable", b.id, '
        '(SELECT count(*) FROM "CodomainMapContext" k WHERE k."channelBinding" = b.id '
        "AND k.discriminator = 'ReverseIntensityContext') "
        'FROM "ChannelBinding" b JOIN "Family" f ON f.id = b."family" WHERE b."renderingDef" = ? '
        'ORDER BY b."renderingDef_index", b.id',
        (rdef_id,),
    ):
        found.channels.append(
            ChannelSettings(
                binding[0], binding[1], binding[2:6], bool(binding[6]), binding[7], binding[8],
                bool(binding[9]), binding[10], bool(binding[12]),
            )
        )  # fmt: skip
        found.binding_ids.append(binding[11])
    return found


def save_settings(call: Call, data: PixelData, settings: Settings) -> int:
    """Store settings as the caller's own, or where they are theirs; returns the id of the RenderingDef.

    Raises SecurityViolation where the user may not add to, or change, somebody else's data.
    """
    perm1 = group_permissions(call.store.read(), data.group)
    if settings.requested and settings.id is not None:
        allowed = flags(call.caller, "RenderingDef", settings.owner, data.group, perm1).edit
    else:
        allowed = flags(call.caller, "Pixels", data.owner, data.group, perm1).annotate
    if not allowed:
        raise security_violation(f"Cannot save rendering settings of pixels {data.id}")
    with call.store.transaction(call.caller) as tx:
        return write_settings(tx, data.id, settings, call.caller.user_id, data.group)


def write_settings(tx: Tx, pixels_id: int, settings: Settings, owner: int, group: int) -> int:
    """The same without a check, in a running transaction."""
    kind = tx.store.enumeration
    quantum = {
        "cdStart": settings.cd_start,
        "cdEnd": settings.cd_end,
        "bitResolution": settings.bit_resolution,
    }
    rdef: dict[str, Any] = {
        "defaultZ": settings.z,
        "defaultT": settings.t,
        "model": kind("RenderingModel", settings.model),
    }
    if settings.id is not None and (settings.requested or settings.owner == owner):
        assert settings.id is not None and settings.quantum_id is not None
        tx.update("QuantumDef", settings.quantum_id, quantum, touch=True)
        (version,) = tx.conn.execute(
            'SELECT coalesce(version, 0) + 1 FROM "RenderingDef" WHERE id = ?', (settings.id,)
        ).fetchone()  # fmt: skip
        tx.update("RenderingDef", settings.id, rdef | {"version": version}, touch=True)
    else:
        settings.quantum_id = tx.insert("QuantumDef", quantum, owner=owner, group=group)
        rdef |= {"pixels": pixels_id, "quantization": settings.quantum_id, "version": 0}
        settings.id = tx.insert("RenderingDef", rdef, owner=owner, group=group)
        settings.owner, settings.binding_ids = owner, []
    for index, channel in enumerate(settings.channels):
        values = {
            "inputStart": channel.start,
            "inputEnd": channel.end,
            "red": channel.rgba[0],
            "green": channel.rgba[1],
            "blue": channel.rgba[2],
            "alpha": channel.rgba[3],
            "active": channel.active,
            "family": kind("Family", channel.family),
            "coefficient": channel.coefficient,
            "noiseReduction": channel.noise_reduction,
            "lookupTable": channel.lookup_table,
        }
        if index < len(settings.binding_ids):
            tx.update("ChannelBinding", settings.binding_ids[index], values, touch=True)
            _write_reverse(tx, settings.binding_ids[index], channel.reverse, owner, group)
        else:
            values |= {"renderingDef": settings.id, "renderingDef_index": index}
            binding = tx.insert("ChannelBinding", values, owner=owner, group=group)
            settings.binding_ids.append(binding)
            _write_reverse(tx, binding, channel.reverse, owner, group)
    assert settings.id is not None
    return settings.id


def _write_reverse(tx: Tx, binding: int, reverse: bool, owner: int, group: int) -> None:
    rows = tx.conn.execute('SELECT id FROM "CodomainMapContext" WHERE "channelBinding" = ?', (binding,)).fetchall()
    if reverse and not rows:
        tx.insert(
            "ReverseIntensityContext",
            {"channelBinding": binding, "channelBinding_index": 0},
            owner=owner,
            group=group,
        )
    elif rows and not reverse:
        tx.delete("CodomainMapContext", [row[0] for row in rows])
