# SPDX-License-Identifier: AGPL-3.0-or-later
"""What RawPixelsStore and RenderingEngine are both asked about resolution levels."""

from __future__ import annotations

from typing import Any

import omero.api

from ..call import Call
from ..faults import api_usage
from ..imaging.planes import PixelData
from .base import StatefulService


class SingleResolution(StatefulService):
    """A service that has been given pixels.

    No pyramid is made here: there is level 0, and the plane is its only tile.
    """

    @property
    def _data(self) -> PixelData:
        """The pixels. Raises ApiUsageException before the client has named them."""
        raise NotImplementedError

    def requiresPixelsPyramid(self, call: Call) -> bool:
        return False

    def getResolutionLevels(self, call: Call) -> int:
        return 1

    def getResolutionLevel(self, call: Call) -> int:
        return 0

    def setResolutionLevel(self, call: Call, level: int) -> None:
        if level != 0:
            raise api_usage("there is one resolution level")

    def getResolutionDescriptions(self, call: Call) -> list[Any]:
        return [omero.api.ResolutionDescription(self._data.x, self._data.y)]

    def getTileSize(self, call: Call) -> list[int]:
        return [self._data.x, self._data.y]
