# SPDX-License-Identifier: AGPL-3.0-or-later
"""RenderingEngine: pictures of images."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import omero.api
import omero.constants.projection
import omero.model
import omero.romio
from numpy.typing import NDArray
from omero.rtypes import rbool, rint

from ..call import Call
from ..faults import api_usage, internal, validation
from ..imaging import drawing
from ..imaging.planes import PixelData, pixel_data
from ..imaging.settings import (
    Settings,
    default_settings,
    load_settings,
    save_settings,
    stored_id,
)
from ..wire.errors import not_implemented
from .pixels import load_pixels
from .resolution import SingleResolution

LARGEST_PICTURE = 64_000_000
"""Picture elements; larger images are not drawn."""

BIT_RESOLUTIONS = frozenset(2**bits - 1 for bits in range(1, 9))
BRIGHTEST = 255
"""The largest value of a picture's colours."""

ALGORITHMS = {0: "max", 1: "mean", 2: "sum"}


def require_planes(call: Call, pixels_id: int) -> None:
    """Raise what the real server raises while it still has to make pictures of pixels: LockTimeout, for 15 s."""
    if not call.backend.files.has_planes(pixels_id):
        raise omero.LockTimeout("", "", f"no binary data for pixels {pixels_id}", 15_000, 15)


class RenderingEngine(SingleResolution):
    """Handles the operations of RenderingEngine."""

    interface: ClassVar[type] = omero.api.RenderingEngine

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._pixels_data: PixelData | None = None
        self._rendering: Settings | None = None
        self._compression = 0.85

    # -- what to draw

    @property
    def _data(self) -> PixelData:
        if self._pixels_data is None:
            raise api_usage("no pixels: call lookupPixels first")
        return self._pixels_data

    @property
    def _settings(self) -> Settings:
        if self._rendering is None:
            raise api_usage("no rendering settings: call lookupRenderingDef first")
        return self._rendering

    def _channel(self, index: int) -> Any:
        if not 0 <= index < len(self._settings.channels):
            raise api_usage(f"no channel {index}")
        return self._settings.channels[index]

    def lookupPixels(self, call: Call, pixels_id: int) -> None:
        self._pixels_data = pixel_data(call, pixels_id)
        if self._pixels_data.x * self._pixels_data.y > LARGEST_PICTURE:
            raise not_implemented("drawing images this large")

    def lookupRenderingDef(self, call: Call, pixels_id: int) -> bool:
        found = stored_id(call, self._data)
        if found is None:
            return False
        self._rendering = load_settings(call, found)
        return True

    def loadRenderingDef(self, call: Call, rdef_id: int) -> None:
        self._rendering = load_settings(call, rdef_id)
        self._rendering.requested = True

    def load(self, call: Call) -> None:
        """Raises LockTimeout for pixels that nobody has written yet."""
        require_planes(call, self._data.id)

    def getRenderingDefId(self, call: Call) -> int:
        if self._settings.id is None:
            raise validation("the rendering settings are not saved")
        return self._settings.id

    def getPixels(self, call: Call) -> Any:
        return load_pixels(call, self._data.id)

    def resetDefaultSettings(self, call: Call, save: bool) -> int:
        require_planes(call, self._data.id)
        settings = default_settings(call, self._data)
        if self._rendering is not None:
            old = self._rendering
            settings.id, settings.owner = old.id, old.owner
            settings.quantum_id, settings.binding_ids = old.quantum_id, old.binding_ids
            settings.requested = old.requested
        self._rendering = settings
        if save and not settings.requested:
            return save_settings(call, self._data, settings)
        return -1 if settings.id is None else settings.id

    def saveCurrentSettings(self, call: Call) -> None:
        save_settings(call, self._data, self._settings)

    def saveAsNewSettings(self, call: Call) -> int:
        self._settings.id = None
        found = save_settings(call, self._data, self._settings)
        self._settings.requested = True
        return found

    def updateSettings(self, call: Call, rdef: Any) -> None:
        if rdef is not None and rdef.id is not None:
            self._rendering = load_settings(call, rdef.id.val)

    # -- drawing

    def _picture(self, plane: Any) -> NDArray[Any]:
        if plane.slice != omero.romio.XY:
            raise not_implemented("drawing other sections than XY")
        if not (0 <= plane.z < self._data.z and 0 <= plane.t < self._data.t):
            raise internal(f"no such plane: z={plane.z} t={plane.t}")
        picture = drawing.draw_plane(self._data, self._settings, plane.z, plane.t)
        region = plane.region
        if region is not None and region.width > 0 and region.height > 0:
            picture = picture[region.y : region.y + region.height, region.x : region.x + region.width]
        return picture

    def render(self, call: Call, plane: Any) -> Any:
        picture = self._picture(plane)
        bands = [picture[:, :, band].tobytes() for band in range(3)]
        return omero.romio.RGBBuffer(bands=bands, sizeX1=picture.shape[1], sizeX2=picture.shape[0])

    def renderAsPackedInt(self, call: Call, plane: Any) -> list[int]:
        picture = self._picture(plane).astype(np.uint32)
        packed = 0xFF000000 | picture[:, :, 0] << 16 | picture[:, :, 1] << 8 | picture[:, :, 2]
        return [int(v) for v in packed.astype(np.uint32).view(np.int32).ravel()]

    def renderCompressed(self, call: Call, plane: Any) -> bytes:
        return drawing.jpeg(self._picture(plane), self._compression)

    def renderProjectedCompressed(self, call: Call, algorithm: Any, t: int, step: int, start: int, end: int) -> bytes:
        kind = ALGORITHMS.get(getattr(algorithm, "value", -1))
        if kind is None:
            raise api_usage(f"unknown projection: {algorithm}")
        last = min(end, self._data.z - 1)
        picture = drawing.draw_projection(self._data, self._settings, kind, t, start, last, step)
        return drawing.jpeg(picture, self._compression)

    def setCompressionLevel(self, call: Call, level: float) -> None:
        if not 0 <= level <= 1:
            raise api_usage("a compression level is between 0 and 1")
        self._compression = level

    def getCompressionLevel(self, call: Call) -> float:
        return self._compression

    # -- settings

    def getDefaultZ(self, call: Call) -> int:
        return self._settings.z

    def getDefaultT(self, call: Call) -> int:
        return self._settings.t

    def setDefaultZ(self, call: Call, z: int) -> None:
        self._data.check(z, 0, 0)
        self._settings.z = z

    def setDefaultT(self, call: Call, t: int) -> None:
        self._data.check(0, 0, t)
        self._settings.t = t

    def getAvailableModels(self, call: Call) -> list[Any]:
        return call.find_all(
            "select m from RenderingModel m where m.value in (:names) order by m.id",
            names=["rgb", "greyscale"],
        )

    def getModel(self, call: Call) -> Any:
        return call.find_all("select m from RenderingModel m where m.value = :name", name=self._settings.model)[0]

    def setModel(self, call: Call, model: Any) -> None:
        self._settings.model = model.value.val

    def getAvailableFamilies(self, call: Call) -> list[Any]:
        return call.find_all("select f from Family f order by f.id")

    def getQuantumDef(self, call: Call) -> Any:
        quantum = omero.model.QuantumDefI()
        quantum.cdStart, quantum.cdEnd = rint(self._settings.cd_start), rint(self._settings.cd_end)
        quantum.bitResolution = rint(self._settings.bit_resolution)
        return quantum

    def setQuantumStrategy(self, call: Call, bits: int) -> None:
        if bits not in BIT_RESOLUTIONS:
            raise api_usage(f"Unsupported bit resolution: {bits}.")
        self._settings.bit_resolution = bits

    def setCodomainInterval(self, call: Call, start: int, end: int) -> None:
        if not 0 <= start < end <= BRIGHTEST:
            raise api_usage(f"no interval of output values: {start} to {end}")
        self._settings.cd_start, self._settings.cd_end = start, end

    def setQuantizationMap(
        self, call: Call, channel: int, family: Any, coefficient: float, noise_reduction: bool
    ) -> None:
        if coefficient <= 0:
            raise api_usage(f"Unsupported curve coefficient: '{coefficient}'")
        one, name = self._channel(channel), family.value.val
        one.family, one.noise_reduction = name, noise_reduction
        one.coefficient = 1.0 if name == "linear" else coefficient

    def getChannelFamily(self, call: Call, channel: int) -> Any:
        return call.find_all("select f from Family f where f.value = :name", name=self._channel(channel).family)[0]

    def getChannelNoiseReduction(self, call: Call, channel: int) -> bool:
        return bool(self._channel(channel).noise_reduction)

    def getChannelCurveCoefficient(self, call: Call, channel: int) -> float:
        return float(self._channel(channel).coefficient)

    def getChannelStats(self, call: Call, channel: int) -> list[float]:
        one = self._channel(channel)
        return [one.start, one.end]

    def setChannelWindow(self, call: Call, channel: int, start: float, end: float) -> None:
        one = self._channel(channel)
        one.start, one.end = start, end

    def getChannelWindowStart(self, call: Call, channel: int) -> float:
        return float(self._channel(channel).start)

    def getChannelWindowEnd(self, call: Call, channel: int) -> float:
        return float(self._channel(channel).end)

    def setRGBA(self, call: Call, channel: int, red: int, green: int, blue: int, alpha: int) -> None:
        self._channel(channel).rgba = (red, green, blue, alpha)

    def getRGBA(self, call: Call, channel: int) -> list[int]:
        return list(self._channel(channel).rgba)

    def setActive(self, call: Call, channel: int, active: bool) -> None:
        self._channel(channel).active = active

    def isActive(self, call: Call, channel: int) -> bool:
        return bool(self._channel(channel).active)

    def setChannelLookupTable(self, call: Call, channel: int, table: str) -> None:
        self._channel(channel).lookup_table = table or None

    def getChannelLookupTable(self, call: Call, channel: int) -> str:
        return self._channel(channel).lookup_table or ""

    def addCodomainMapToChannel(self, call: Call, context: Any, channel: int) -> None:
        if isinstance(context, omero.romio.ReverseIntensityMapContext):
            self._channel(channel).reverse = True

    def removeCodomainMapFromChannel(self, call: Call, context: Any, channel: int) -> None:
        if isinstance(context, omero.romio.ReverseIntensityMapContext):
            self._channel(channel).reverse = False

    def addCodomainMap(self, call: Call, context: Any) -> None:
        for channel in range(len(self._settings.channels)):
            self.addCodomainMapToChannel(call, context, channel)

    def removeCodomainMap(self, call: Call, context: Any) -> None:
        for channel in range(len(self._settings.channels)):
            self.removeCodomainMapFromChannel(call, context, channel)

    def getCodomainMapContext(self, call: Call, channel: int) -> list[Any]:
        if not self._channel(channel).reverse:
            return []
        context = omero.model.ReverseIntensityContextI()
        context.reverse = rbool(True)
        return [context]

    # -- the pixels

    def isPixelsTypeSigned(self, call: Call) -> bool:
        return self._data.dtype.kind in "if"

    def getPixelsTypeLowerBound(self, call: Call, channel: int) -> float:
        return self._data.limits[0]

    def getPixelsTypeUpperBound(self, call: Call, channel: int) -> float:
        return self._data.limits[1]
