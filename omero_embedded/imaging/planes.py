# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pixels of one image as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..call import Call
from ..faults import api_usage, validation
from ..files import Files

DTYPES = {
    "int8": ">i1",
    "uint8": ">u1",
    "int16": ">i2",
    "uint16": ">u2",
    "int32": ">i4",
    "uint32": ">u4",
    "float": ">f4",
    "double": ">f8",
}
"""Pixels types as they are stored and sent: big-endian."""


@dataclass(frozen=True)
class PixelData:
    """Sizes and type of some Pixels; planes are read from the server's files when asked for."""

    files: Files
    id: int
    image_id: int
    owner: int
    group: int
    x: int
    y: int
    z: int
    c: int
    t: int
    type: str

    @property
    def dtype(self) -> np.dtype[np.generic]:
        if self.type not in DTYPES:
            raise validation(f"pixels of type {self.type} are not implemented by the embedded server")
        return np.dtype(DTYPES[self.type])

    @property
    def plane_size(self) -> int:
        return self.x * self.y * self.dtype.itemsize

    def check(self, z: int, c: int, t: int) -> None:
        """Raises ApiUsageException for a plane that is not there."""
        if not (0 <= z < self.z and 0 <= c < self.c and 0 <= t < self.t):
            raise api_usage(f"no such plane: z={z} c={c} t={t}")

    def raw(self, z: int, c: int, t: int) -> bytes:
        """A plane's bytes; zeros for one that was never written."""
        self.check(z, c, t)
        found = self.files.plane(self.id, z, c, t)
        return found if found is not None else bytes(self.plane_size)

    def plane(self, z: int, c: int, t: int) -> NDArray[np.generic]:
        """A plane as an array of rows."""
        return np.frombuffer(self.raw(z, c, t), dtype=self.dtype).reshape(self.y, self.x)

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest value that the type can hold; 0 and 1 for floats, which have no useful ones."""
        if np.issubdtype(self.dtype, np.integer):
            info = np.iinfo(self.dtype.name)
            return float(info.min), float(info.max)
        return 0.0, 1.0


COLUMNS = 'p.id, p."image", p.owner_id, p.group_id, p."sizeX", p."sizeY", p."sizeZ", p."sizeC", p."sizeT", k."value"'


def pixel_data(call: Call, pixels_id: int) -> PixelData:
    """The pixels with this id. Raises ValidationException if there are none that the caller may see."""
    if not call.rows("select p.id from Pixels p where p.id = :id", id=pixels_id):
        raise validation(f"Cannot read pixels id={pixels_id}")
    row = call.store.read().execute(
        f'SELECT {COLUMNS} FROM "Pixels" p JOIN "PixelsType" k ON k.id = p."pixelsType" WHERE p.id = ?', (pixels_id,)
    ).fetchone()  # fmt: skip
    return PixelData(call.backend.files, *row)
