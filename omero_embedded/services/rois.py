# SPDX-License-Identifier: AGPL-3.0-or-later
"""IRoi: the ROIs of images and planes, and what is measured in their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
from omero.rtypes import rint

from ..call import Call
from ..faults import api_usage
from ..imaging.planes import pixel_data
from ..imaging.shapes import elements, measured
from .base import Service

ANY_PLANE = -1
"""Where shapes that are in all sections, or at all times, are found in a result."""


def _options(options: Any) -> tuple[str, dict[str, Any]]:
    """Conditions and parameters from the owner and group of a client's RoiOptions."""
    found, values = "", {}
    for name, value in (("owner", options and options.userId), ("group", options and options.groupId)):
        if value is not None:
            found += f" and r.details.{name}.id = :{name}"
            values[name] = value.val
    return found, values


def _by_place(rois: Sequence[Any], axis: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for roi in rois:
        for shape in roi.copyShapes():
            if shape is not None:
                place = getattr(shape, axis)
                found.setdefault(ANY_PLANE if place is None else place.val, []).append(shape)
    return found


class Rois(Service):
    """Handles those operations of IRoi that look for ROIs, and that measure single shapes."""

    interface: ClassVar[type] = omero.api.IRoi

    SHAPES = "select distinct r from Roi r join fetch r.shapes s "
    FOLDERS = "left outer join fetch r.folderLinks links left outer join fetch links.parent "

    def _find(self, call: Call, hql: str, options: Any, **values: Any) -> Any:
        conditions, more = _options(options)
        found = call.find_all(f"{hql}{conditions} order by r.id", **values, **more)
        if options is not None:
            start = options.offset.val if options.offset is not None else 0
            found = found[start : start + options.limit.val] if options.limit is not None else found[start:]
        return omero.api.RoiResult(
            opts=options, rois=found, byZ=_by_place(found, "_theZ"), byT=_by_place(found, "_theT")
        )

    def findByImage(self, call: Call, image_id: int, options: Any) -> Any:
        return self._find(call, f"{self.SHAPES}{self.FOLDERS}where r.image.id = :id", options, id=image_id)

    def findByRoi(self, call: Call, roi_id: int, options: Any) -> Any:
        return self._find(call, f"{self.SHAPES}where r.id = :id", options, id=roi_id)

    def findByPlane(self, call: Call, image_id: int, z: int, t: int, options: Any) -> Any:
        """The ROIs with shapes in a plane, and these of their shapes."""
        hql = (
            f"{self.SHAPES}{self.FOLDERS}where r.image.id = :id "
            "and (s.theZ is null or s.theZ = :z) and (s.theT is null or s.theT = :t)"
        )
        return self._find(call, hql, options, id=image_id, z=rint(z), t=rint(t))

    def getRoiMeasurements(self, call: Call, image_id: int, options: Any) -> list[Any]:
        return []

    def getShapeStatsRestricted(
        self, call: Call, shape_ids: Sequence[int], z: int, t: int, channels: Sequence[int]
    ) -> list[Any]:
        """Figures of some channels in shapes of one image; `z` and `t` are for shapes that are in all planes.

        Raises ApiUsageException for nothing to measure, shapes that cannot be seen, and planes that are not there.
        """
        if not shape_ids:
            raise api_usage("Provide a non empty list of shape ids.")
        if not channels:
            raise api_usage("Provide a non empty array of channels.")
        shapes = {
            shape.id.val: shape
            for shape in call.find_all(
                "select s from Shape s left outer join fetch s.transform join fetch s.roi r "
                "join fetch r.image i join fetch i.pixels where s.id in (:ids)",
                ids=list(shape_ids),
            )
        }
        if len(shapes) != len(shape_ids):
            raise api_usage("Given shape id(s) invalid")
        images = {shape.roi.image.id.val: shape.roi.image for shape in shapes.values()}
        if len(images) > 1:
            raise api_usage("All shapes have to be from the same image")
        (image,) = images.values()
        data = pixel_data(call, image.getPrimaryPixels().id.val)
        if not (0 <= z < data.z and 0 <= t < data.t):
            raise api_usage("Fallback value(s) for unattached z/t shapes are out of bounds")
        if not all(0 <= channel < data.c for channel in channels):
            raise api_usage("Given channel(s) out of bounds.")
        found = []
        for oid in shape_ids:
            shape = shapes[oid]
            at_z = z if shape.theZ is None else shape.theZ.val
            at_t = t if shape.theT is None else shape.theT.val
            planes = {channel: data.plane(at_z, channel, at_t) for channel in sorted(set(channels))}
            found.append(measured(oid, elements(shape), planes))
        return found
