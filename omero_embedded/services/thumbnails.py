# SPDX-License-Identifier: AGPL-3.0-or-later
"""ThumbnailStore: small pictures of images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import omero.api

import omero

from ..call import Call
from ..faults import api_usage, validation
from ..imaging import drawing, thumbnails
from ..imaging.planes import PixelData, pixel_data
from ..imaging.settings import Settings, default_settings, load_settings, save_settings, stored_id
from ..wire.errors import not_implemented
from .base import StatefulService
from .rendering import LARGEST_PICTURE, require_planes


class ThumbnailStore(StatefulService):
    """Handles the operations of ThumbnailStore: pictures are drawn when asked for, and it is noted of which sizes."""

    interface: ClassVar[type] = omero.api.ThumbnailStore

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._pixels_data: PixelData | None = None
        self._rendering: Settings | None = None
        self._viewer = call.caller.user_id

    @property
    def _data(self) -> PixelData:
        if self._pixels_data is None:
            raise api_usage("no pixels: call setPixelsId first")
        return self._pixels_data

    def setPixelsId(self, call: Call, pixels_id: int) -> bool:
        self._pixels_data = pixel_data(call, pixels_id)
        self._viewer = call.caller.user_id
        found = stored_id(call, self._pixels_data)
        self._rendering = None if found is None else load_settings(call, found)
        return found is not None

    def setRenderingDefId(self, call: Call, rdef_id: int) -> None:
        self._rendering = load_settings(call, rdef_id)
        if self._rendering.owner is not None:
            self._viewer = self._rendering.owner

    def getRenderingDefId(self, call: Call) -> int:
        if self._rendering is None or self._rendering.id is None:
            raise validation("no rendering settings")
        return self._rendering.id

    def resetDefaults(self, call: Call) -> None:
        require_planes(call, self._data.id)
        self._rendering = default_settings(call, self._data)
        save_settings(call, self._data, self._rendering)

    def isInProgress(self, call: Call) -> bool:
        return False

    # -- one thumbnail

    def _draw(self, call: Call, size: tuple[int, int], z: int | None = None, t: int | None = None) -> bytes:
        data = self._data
        if not call.backend.files.has_planes(data.id):
            return drawing.placeholder(*size)
        if data.x * data.y > LARGEST_PICTURE:
            raise not_implemented("drawing images this large")
        settings = self._rendering or default_settings(call, data)
        picture = drawing.draw_plane(data, settings, settings.z if z is None else z, settings.t if t is None else t)
        return drawing.thumbnail(picture, *size)

    def _draw_and_keep(self, call: Call, size: tuple[int, int]) -> bytes:
        drawn = self._draw(call, size)
        if call.backend.files.has_planes(self._data.id):
            thumbnails.keep(call, self._data, size, self._rendering, self._viewer)
        return drawn

    def _size(self, width: Any, height: Any) -> tuple[int, int]:
        return (width.val if width else 48), (height.val if height else 48)

    def _longest(self, call: Call, size: Any) -> tuple[int, int]:
        """The size of a thumbnail; where there is nothing to draw, of a square placeholder."""
        if not call.backend.files.has_planes(self._data.id):
            return (size.val if size else 48,) * 2
        return drawing.fitted(self._data.x, self._data.y, size.val if size else 48)

    def getThumbnail(self, call: Call, width: Any, height: Any) -> bytes:
        return self._draw_and_keep(call, self._size(width, height))

    def getThumbnailWithoutDefault(self, call: Call, width: Any, height: Any) -> bytes:
        if not call.backend.files.has_planes(self._data.id):
            return b""
        return self._draw_and_keep(call, self._size(width, height))

    def getThumbnailDirect(self, call: Call, width: Any, height: Any) -> bytes:
        return self._draw(call, self._size(width, height))

    def getThumbnailByLongestSide(self, call: Call, size: Any) -> bytes:
        return self._draw_and_keep(call, self._longest(call, size))

    def getThumbnailByLongestSideDirect(self, call: Call, size: Any) -> bytes:
        return self._draw(call, self._longest(call, size))

    def getThumbnailForSectionDirect(self, call: Call, z: int, t: int, width: Any, height: Any) -> bytes:
        return self._draw(call, self._size(width, height), z, t)

    def getThumbnailForSectionByLongestSideDirect(self, call: Call, z: int, t: int, size: Any) -> bytes:
        return self._draw(call, self._longest(call, size), z, t)

    # -- several

    def _several(self, call: Call, ids: Sequence[int], size_of: Callable[[], tuple[int, int]]) -> dict[int, bytes]:
        """Thumbnails by pixels id; pixels that the caller cannot see have none."""
        found: dict[int, bytes] = {}
        for pixels_id in ids:
            try:
                self.setPixelsId(call, pixels_id)
            except omero.ValidationException:
                continue
            found[pixels_id] = self._draw_and_keep(call, size_of())
        return found

    def getThumbnailSet(self, call: Call, width: Any, height: Any, ids: Sequence[int]) -> dict[int, bytes]:
        return self._several(call, ids, lambda: self._size(width, height))

    def getThumbnailByLongestSideSet(self, call: Call, size: Any, ids: Sequence[int]) -> dict[int, bytes]:
        return self._several(call, ids, lambda: self._longest(call, size))

    # -- what is stored

    def thumbnailExists(self, call: Call, width: Any, height: Any) -> bool:
        found = thumbnails.stored(call, self._data, self._size(width, height), self._viewer)
        return thumbnails.up_to_date(call, found, self._rendering)

    def createThumbnail(self, call: Call, width: Any, height: Any) -> None:
        self._draw_and_keep(call, self._size(width, height))

    def createThumbnails(self, call: Call) -> None:
        """Those that there are, anew where the settings have changed since."""
        for size in thumbnails.sizes(call, self._data, self._viewer):
            self._draw_and_keep(call, size)

    def createThumbnailsByLongestSideSet(self, call: Call, size: Any, ids: Sequence[int]) -> None:
        self.getThumbnailByLongestSideSet(call, size, ids)
