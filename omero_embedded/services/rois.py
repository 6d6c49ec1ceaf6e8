# SPDX-License-Identifier: AGPL-3.0-or-later
"""IRoi: the ROIs of images and planes."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.api
from omero.rtypes import rint

from ..call import Call
from .base import Service


class Rois(Service):
    """Handles those operations of IRoi that look for ROIs."""

    interface: ClassVar[type] = omero.api.IRoi

    QUERY = "select distinct r from Roi r left outer join fetch r.shapes "

    def findByImage(self, call: Call, image_id: int, options: Any) -> Any:
        found = call.find_all(self.QUERY + "where r.image.id = :id order by r.id", id=image_id)
        return omero.api.RoiResult(opts=options, rois=found)

    def findByRoi(self, call: Call, roi_id: int, options: Any) -> Any:
        found = call.find_all(self.QUERY + "where r.id = :id", id=roi_id)
        return omero.api.RoiResult(opts=options, rois=found)

    def findByPlane(self, call: Call, image_id: int, z: int, t: int, options: Any) -> Any:
        found = call.find_all(
            self.QUERY + "where r.image.id = :id and r.id in (select s.roi.id from Shape s where "
            "(s.theZ is null or s.theZ = :z) and (s.theT is null or s.theT = :t)) order by r.id",
            id=image_id,
            z=rint(z),
            t=rint(t),
        )
        return omero.api.RoiResult(opts=options, rois=found)

    def getRoiMeasurements(self, call: Call, image_id: int, options: Any) -> list[Any]:
        return []
