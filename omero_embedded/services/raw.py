# SPDX-License-Identifier: AGPL-3.0-or-later
"""RawFileStore and RawPixelsStore: binary data of files and pixels."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import numpy as np
import omero.api
import omero.model
import omero.romio
from numpy.typing import NDArray

from ..call import Call
from ..faults import api_usage, security_violation, validation
from ..hql import run
from ..imaging.planes import PixelData, pixel_data
from ..imaging.settings import stored_extremes
from ..permissions import flags, group_permissions
from .base import StatefulService
from .resolution import SingleResolution

LARGEST_BLOCK = 64 << 20
"""Bytes that one call may read; Ice refuses larger answers than 250 MB anyway."""


class RawFileStore(StatefulService):
    """Handles the operations of RawFileStore."""

    interface: ClassVar[type] = omero.api.RawFileStore

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._file_id: int | None = None
        self._changed = False
        self._call = call

    def setFileId(self, call: Call, file_id: int) -> None:
        """Name the file.

        Raises ValidationException for one that the caller cannot read, SecurityViolation in another group's context.
        """
        obj = run.find(call.store, call.caller, "OriginalFile", file_id)
        if obj is None:
            raise validation(f"Cannot read original file id={file_id}")
        self._file_id, self._changed = file_id, False

    def getFileId(self, call: Call) -> Any:
        return omero.rtypes.rlong(self._file_id)

    def _id(self) -> int:
        if self._file_id is None:
            raise api_usage("This RawFileStore has no file: call setFileId first")
        return self._file_id

    def exists(self, call: Call) -> bool:
        return call.backend.files.size(self._id()) > 0

    def size(self, call: Call) -> int:
        return call.backend.files.size(self._id())

    def read(self, call: Call, position: int, length: int) -> bytes:
        if length > LARGEST_BLOCK:
            raise api_usage(f"at most {LARGEST_BLOCK} bytes can be read at once")
        return call.backend.files.read(self._id(), position, length)

    def write(self, call: Call, data: bytes, position: int, length: int) -> None:
        self._may_write(call)
        call.backend.files.write(self._id(), position, bytes(data)[:length])
        self._changed = True

    def truncate(self, call: Call, length: int) -> bool:
        self._may_write(call)
        self._changed = True
        return call.backend.files.truncate(self._id(), length)

    def _may_write(self, call: Call) -> None:
        row = call.store.read().execute(
            'SELECT f.owner_id, f.group_id, g.permissions FROM "OriginalFile" f '
            'JOIN "ExperimenterGroup" g ON g.id = f.group_id WHERE f.id = ?',
            (self._id(),),
        ).fetchone()  # fmt: skip
        if row is None:
            raise validation(f"Cannot read original file id={self._id()}")
        if not flags(call.caller, "OriginalFile", *row).edit:
            raise security_violation(f"Cannot write to original file id={self._id()}")

    def save(self, call: Call) -> Any:
        """Store size and checksum of what was written; returns the file, or null if nothing was.

        Raises SecurityViolation when the context is that of another group.
        """
        if not self._changed:
            return None
        file_id = self._id()
        group = call.store.read().execute(
            'SELECT group_id FROM "OriginalFile" WHERE id = ?', (file_id,)
        ).fetchone()[0]  # fmt: skip
        current = call.caller.session_group_id if call.caller.all_groups else call.caller.group_id
        if group != current:
            raise security_violation(f"Currently logged into group {current}. Cannot alter object in group {group}")
        self._store_size(call, file_id)
        return run.get(call.store, call.caller, "OriginalFile", file_id)

    def _store_size(self, call: Call, file_id: int) -> None:
        size = call.backend.files.size(file_id)
        digest = hashlib.sha1(usedforsecurity=False)
        for start in range(0, size, 1 << 20):
            digest.update(call.backend.files.read(file_id, start, 1 << 20))
        with call.store.transaction(call.caller) as tx:
            values = {
                "size": size,
                "hash": digest.hexdigest(),
                "hasher": tx.store.enumeration("ChecksumAlgorithm", "SHA1-160"),
            }
            tx.update("OriginalFile", file_id, values, touch=True)
        self._changed = False

    def close(self, call: Call | None = None) -> None:
        """What was written and not saved is saved, as the real server does."""
        if self._changed and self._file_id is not None and call is not None:
            self._store_size(call, self._file_id)


DEFAULT_BINS = 256
"""Of a histogram for which no number is asked."""


def _region(values: NDArray[np.floating[Any]], region: Any) -> NDArray[np.floating[Any]]:
    """A part of a plane; what a region leaves open goes to the edges."""
    if region is None:
        return values
    x, y = max(region.x, 0), max(region.y, 0)
    width = region.width if region.width > 0 else values.shape[1]
    height = region.height if region.height > 0 else values.shape[0]
    return values[y : y + height, x : x + width]


class RawPixelsStore(SingleResolution):
    """Handles the operations of RawPixelsStore."""

    interface: ClassVar[type] = omero.api.RawPixelsStore

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._pixels_data: PixelData | None = None
        self._changed = False

    def setPixelsId(self, call: Call, pixels_id: int, bypass: bool) -> None:
        self._save_changes(call)
        self._pixels_data = pixel_data(call, pixels_id)

    @property
    def _data(self) -> PixelData:
        if self._pixels_data is None:
            raise api_usage("This RawPixelsStore has no pixels: call setPixelsId first")
        return self._pixels_data

    def getPixelsId(self, call: Call) -> int:
        return self._data.id

    def prepare(self, call: Call, ids: list[int]) -> None:
        pass

    # -- sizes and positions, in bytes

    def getPlaneSize(self, call: Call) -> int:
        return self._data.plane_size

    def getRowSize(self, call: Call) -> int:
        return self._data.x * self._data.dtype.itemsize

    def getStackSize(self, call: Call) -> int:
        return self._data.plane_size * self._data.z

    def getTimepointSize(self, call: Call) -> int:
        return self.getStackSize(call) * self._data.c

    def getTotalSize(self, call: Call) -> int:
        return self.getTimepointSize(call) * self._data.t

    def getPlaneOffset(self, call: Call, z: int, c: int, t: int) -> int:
        self._data.check(z, c, t)
        return ((t * self._data.c + c) * self._data.z + z) * self._data.plane_size

    def getTimepointOffset(self, call: Call, t: int) -> int:
        return self.getPlaneOffset(call, 0, 0, t)

    def getStackOffset(self, call: Call, c: int, t: int) -> int:
        return self.getPlaneOffset(call, 0, c, t)

    def getRowOffset(self, call: Call, y: int, z: int, c: int, t: int) -> int:
        return self.getPlaneOffset(call, z, c, t) + y * self.getRowSize(call)

    def getByteWidth(self, call: Call) -> int:
        return self._data.dtype.itemsize

    def isSigned(self, call: Call) -> bool:
        return self._data.dtype.kind in "if"

    def isFloat(self, call: Call) -> bool:
        return self._data.dtype.kind == "f"

    # -- reading

    def getPlane(self, call: Call, z: int, c: int, t: int) -> bytes:
        return self._data.raw(z, c, t)

    def getTile(self, call: Call, z: int, c: int, t: int, x: int, y: int, width: int, height: int) -> bytes:
        plane = self._data.plane(z, c, t)
        if x < 0 or y < 0 or width < 1 or height < 1 or x + width > plane.shape[1] or y + height > plane.shape[0]:
            raise api_usage(f"no such tile: x={x} y={y} width={width} height={height}")
        return plane[y : y + height, x : x + width].tobytes()

    def getRow(self, call: Call, y: int, z: int, c: int, t: int) -> bytes:
        return self.getTile(call, z, c, t, 0, y, self._data.x, 1)

    def getCol(self, call: Call, x: int, z: int, c: int, t: int) -> bytes:
        return self.getTile(call, z, c, t, x, 0, 1, self._data.y)

    def getStack(self, call: Call, c: int, t: int) -> bytes:
        return b"".join(self._data.raw(z, c, t) for z in range(self._data.z))

    def getTimepoint(self, call: Call, t: int) -> bytes:
        return b"".join(self.getStack(call, c, t) for c in range(self._data.c))

    def getHypercube(self, call: Call, offset: list[int], size: list[int], step: list[int]) -> bytes:
        """Offsets, sizes and steps in the order x, y, z, c, t."""
        x, y, z, c, t = (slice(o, o + s, p) for o, s, p in zip(offset, size, step, strict=True))
        parts = []
        for time in range(t.start, t.stop, t.step):
            for channel in range(c.start, c.stop, c.step):
                for section in range(z.start, z.stop, z.step):
                    parts.append(self._data.plane(section, channel, time)[y, x].tobytes())
        return b"".join(parts)

    def getHistogram(
        self, call: Call, channels: list[int], bins: int, global_range: bool, plane: Any
    ) -> dict[int, list[int]]:
        """Counts by channel, of a region if the plane has one.

        The range is that of the channel (`global_range`) or else of the plane, also where the channel's is not known: a
        largest value of 1 means that nobody has looked.
        """
        bins = bins if bins > 0 else DEFAULT_BINS
        found = {}
        for channel in channels:
            values = self._data.plane(max(plane.z, 0), channel, max(plane.t, 0)).astype(float)
            known = stored_extremes(call, self._data, channel) if global_range else None
            if known is None or known[1] == 1.0:
                known = float(values.min()), float(values.max())
            low, high = known
            part = _region(values, plane.region)
            part = part[(part >= low) & (part <= high)]
            width = (high - low) / bins or 1.0
            places = np.minimum(((part - low) / width).astype(int), bins - 1)
            found[channel] = [int(n) for n in np.bincount(places.ravel(), minlength=bins)]
        return found

    def findMinMax(self, call: Call, channels: list[int]) -> dict[int, list[float]]:
        found = {}
        for channel in channels:
            planes = [self._data.plane(z, channel, t) for z in range(self._data.z) for t in range(self._data.t)]
            found[channel] = [
                min(float(p.min()) for p in planes),
                max(float(p.max()) for p in planes),
            ]
        return found

    # -- writing

    def setPlane(self, call: Call, data: bytes, z: int, c: int, t: int) -> None:
        pixels = self._may_write(call)
        pixels.check(z, c, t)
        if len(data) != pixels.plane_size:
            raise api_usage(f"a plane has {pixels.plane_size} bytes, not {len(data)}")
        call.backend.files.set_planes(pixels.id, {(z, c, t): bytes(data)})

    def setTile(
        self,
        call: Call,
        data: bytes,
        z: int,
        c: int,
        t: int,
        x: int,
        y: int,
        width: int,
        height: int,
    ) -> None:
        pixels = self._may_write(call)
        plane = pixels.plane(z, c, t).copy()
        try:
            tile = np.frombuffer(bytes(data), dtype=pixels.dtype).reshape(height, width)
            plane[y : y + height, x : x + width] = tile
        except ValueError as error:
            raise api_usage(f"the tile does not fit: {error}") from error
        call.backend.files.set_planes(pixels.id, {(z, c, t): plane.tobytes()})

    def setRow(self, call: Call, data: bytes, y: int, z: int, c: int, t: int) -> None:
        self.setTile(call, data, z, c, t, 0, y, self._data.x, 1)

    def setStack(self, call: Call, data: bytes, z: int, c: int, t: int) -> None:
        size = self._data.plane_size
        for section in range(self._data.z):
            self.setPlane(call, data[section * size : (section + 1) * size], section, c, t)

    def _may_write(self, call: Call) -> PixelData:
        pixels = self._data
        perm1 = group_permissions(call.store.read(), pixels.group)
        if not flags(call.caller, "Pixels", pixels.owner, pixels.group, perm1).edit:
            raise security_violation(f"Cannot write to pixels id={pixels.id}")
        self._changed = True
        return pixels

    def calculateMessageDigest(self, call: Call) -> bytes:
        digest = hashlib.sha1(usedforsecurity=False)
        for t in range(self._data.t):
            digest.update(self.getTimepoint(call, t))
        return digest.digest()

    def save(self, call: Call) -> Any:
        """Store the checksum of what was written; returns the pixels, or null if nothing was."""
        return run.get(call.store, call.caller, "Pixels", self._data.id) if self._save_changes(call) else None

    def _save_changes(self, call: Call) -> bool:
        if not self._changed:
            return False
        digest = self.calculateMessageDigest(call).hex()
        with call.store.transaction(call.caller) as tx:
            tx.update("Pixels", self._data.id, {"sha1": digest}, touch=True)
        self._changed = False
        return True

    def close(self, call: Call | None = None) -> None:
        """What was written and not saved is saved, as the real server does."""
        if call is not None:
            self._save_changes(call)
