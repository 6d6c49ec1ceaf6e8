# SPDX-License-Identifier: AGPL-3.0-or-later
"""IPixels and IRenderingSettings: making images, and how they are shown by default."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import omero.api
import omero.model
from omero.rtypes import rlong

from .. import updates
from ..call import Call
from ..faults import api_usage, validation
from ..imaging.planes import pixel_data
from ..imaging.settings import default_settings, load_settings, save_settings, stored_id
from .base import Service, entity_or_refuse

PIXELS_QUERY = (
    "select distinct p from Pixels p join fetch p.image join fetch p.pixelsType join fetch p.dimensionOrder "
    "left outer join fetch p.channels c left outer join fetch c.logicalChannel left outer join fetch c.statsInfo "
    "where p.id = :id"
)
RDEF_QUERY = (
    "select distinct r from RenderingDef r join fetch r.quantization join fetch r.model "
    "left outer join fetch r.waveRendering w left outer join fetch w.family "
    "left outer join fetch w.spatialDomainEnhancement join fetch r.pixels "
    "left outer join fetch r.details.owner "
)
PIXELS_OF = {
    "Pixels": "p.id in (:ids)",
    "Image": "p.image.id in (:ids)",
    "Dataset": "p.image.id in (select l.child.id from DatasetImageLink l where l.parent.id in (:ids))",
    "Project": "p.image.id in (select l.child.id from DatasetImageLink l where l.parent.id in "
    "(select k.child.id from ProjectDatasetLink k where k.parent.id in (:ids)))",
    "Plate": "p.image.id in (select w.image.id from WellSample w where w.well.plate.id in (:ids))",
    "Screen": "p.image.id in (select w.image.id from WellSample w where w.well.plate.id in "
    "(select l.child.id from ScreenPlateLink l where l.parent.id in (:ids)))",
}


def load_pixels(call: Call, pixels_id: int) -> Any:
    """Pixels with channels, type and image. Raises ValidationException if there are none that the caller may see."""
    found = call.find_all(PIXELS_QUERY, id=pixels_id)
    if not found:
        raise validation(f"Cannot read pixels id={pixels_id}")
    return found[0]


class PixelsService(Service):
    """Handles the operations of IPixels."""

    interface: ClassVar[type] = omero.api.IPixels

    def retrievePixDescription(self, call: Call, pixels_id: int) -> Any:
        found = call.find_all(PIXELS_QUERY, id=pixels_id)
        return found[0] if found else None

    def retrieveRndSettings(self, call: Call, pixels_id: int) -> Any:
        return self.retrieveRndSettingsFor(call, pixels_id, call.caller.user_id)

    def retrieveRndSettingsFor(self, call: Call, pixels_id: int, user_id: int) -> Any:
        found = call.find_all(
            RDEF_QUERY + "where r.pixels.id = :id and r.details.owner.id = :user order by r.id",
            id=pixels_id,
            user=user_id,
        )
        return found[-1] if found else None

    def retrieveAllRndSettings(self, call: Call, pixels_id: int, user_id: int) -> list[Any]:
        if user_id < 0:
            return call.find_all(RDEF_QUERY + "where r.pixels.id = :id order by r.id", id=pixels_id)
        return call.find_all(
            RDEF_QUERY + "where r.pixels.id = :id and r.details.owner.id = :user order by r.id",
            id=pixels_id,
            user=user_id,
        )

    def loadRndSettings(self, call: Call, rdef_id: int) -> Any:
        found = call.find_all(RDEF_QUERY + "where r.id = :id", id=rdef_id)
        return found[0] if found else None

    def saveRndSettings(self, call: Call, rdef: Any) -> None:
        updates.save(call.store, call.caller, [rdef])

    def getBitDepth(self, call: Call, pixels_type: Any) -> int:
        row = call.store.read().execute(
            'SELECT "bitSize" FROM "PixelsType" WHERE "value" = ?', (pixels_type.value.val,)
        ).fetchone()  # fmt: skip
        return int(row[0])

    def getEnumeration(self, call: Call, name: str, value: str) -> Any:
        found = call.find_all(f"select e from {entity_or_refuse(name).name} e where e.value = :value", value=value)
        return found[0] if found else None

    def getAllEnumerations(self, call: Call, name: str) -> list[Any]:
        return call.find_all(f"select e from {entity_or_refuse(name).name} e order by e.id")

    def createImage(
        self,
        call: Call,
        size_x: int,
        size_y: int,
        size_z: int,
        size_t: int,
        channels: Sequence[int],
        pixels_type: Any,
        name: str,
        description: str,
    ) -> Any:
        """Make an image with pixels and channels but without planes; returns its id."""
        if min(size_x, size_y, size_z, size_t) < 1 or not channels:
            raise api_usage("an image needs a size of at least 1 in each direction, and a channel")
        image = omero.model.ImageI()
        image.name = omero.rtypes.rstring(name)
        image.description = omero.rtypes.rstring(description) if description else None
        pixels = omero.model.PixelsI()
        for attribute, size in (
            ("X", size_x),
            ("Y", size_y),
            ("Z", size_z),
            ("T", size_t),
            ("C", len(channels)),
        ):
            setattr(pixels, f"size{attribute}", omero.rtypes.rint(size))
        pixels.sha1 = omero.rtypes.rstring("Pending...")
        pixels.pixelsType = omero.model.PixelsTypeI(pixels_type.id.val, False)
        order = call.store.enumeration("DimensionOrder", "XYZCT")
        pixels.dimensionOrder = omero.model.DimensionOrderI(order, False)
        for _ in channels:
            channel = omero.model.ChannelI()
            channel.logicalChannel = omero.model.LogicalChannelI()
            stats = omero.model.StatsInfoI()
            stats.globalMin, stats.globalMax = (
                omero.rtypes.rdouble(0.0),
                omero.rtypes.rdouble(255.0),
            )
            channel.statsInfo = stats
            pixels.addChannel(channel)
        image.addPixels(pixels)
        saved = updates.save_and_return(call.store, call.caller, [image])[0]
        return rlong(saved.id.val)

    def setChannelGlobalMinMax(self, call: Call, pixels_id: int, channel: int, low: float, high: float) -> None:
        data = pixel_data(call, pixels_id)
        row = call.store.read().execute(
            'SELECT id, "statsInfo" FROM "Channel" WHERE "pixels" = ? AND "pixels_index" = ?', (data.id, channel)
        ).fetchone()  # fmt: skip
        if row is None:
            raise api_usage(f"no channel {channel}")
        with call.store.transaction(call.caller) as tx:
            values = {"globalMin": low, "globalMax": high}
            if row[1] is None:
                stats = tx.insert("StatsInfo", values, owner=data.owner, group=data.group)
                tx.update("Channel", row[0], {"statsInfo": stats})
            else:
                tx.update("StatsInfo", row[1], values, touch=True)


class RenderingSettings(Service):
    """Handles the operations of IRenderingSettings."""

    interface: ClassVar[type] = omero.api.IRenderingSettings

    def sanityCheckPixels(self, call: Call, one: Any, other: Any) -> bool:
        return (
            all(getattr(one, f"size{axis}").val == getattr(other, f"size{axis}").val for axis in "C")
            and one.pixelsType.id.val == other.pixelsType.id.val
        )

    def getRenderingSettings(self, call: Call, pixels_id: int) -> Any:
        rdef_id = stored_id(call, pixel_data(call, pixels_id), others=False)
        if rdef_id is None:
            return None
        return call.find_all(RDEF_QUERY + "where r.id = :id", id=rdef_id)[0]

    def createNewRenderingDef(self, call: Call, pixels: Any) -> Any:
        self._reset(call, [pixels.id.val])
        return self.getRenderingSettings(call, pixels.id.val)

    # -- defaults

    @staticmethod
    def _pixels_of(call: Call, kind: str, ids: Iterable[int]) -> list[tuple[int, int]]:
        """(pixels, image) below some objects."""
        name = entity_or_refuse(kind).name
        if name not in PIXELS_OF:
            raise api_usage(f"{kind} has no rendering settings")
        wanted = list(ids or [])
        if not wanted:
            return []
        rows = call.rows(f"select p.id, p.image.id from Pixels p where {PIXELS_OF[name]}", ids=wanted)
        return [(row[0].val, row[1].val) for row in rows]

    @staticmethod
    def _reset(call: Call, pixels: Iterable[int]) -> None:
        for pixels_id in pixels:
            data = pixel_data(call, pixels_id)
            settings = default_settings(call, data)
            own = stored_id(call, data, others=False)
            if own is not None:
                old = load_settings(call, own)
                settings = dataclasses.replace(
                    settings,
                    id=own,
                    owner=old.owner,
                    quantum_id=old.quantum_id,
                    binding_ids=old.binding_ids,
                )
            save_settings(call, data, settings)

    def _reset_below(self, call: Call, kind: str, ids: Iterable[int]) -> list[int]:
        found = self._pixels_of(call, kind, ids)
        self._reset(call, [pixels for pixels, _ in found])
        return sorted({image for _, image in found})

    def resetDefaultsInSet(self, call: Call, kind: str, ids: Sequence[int]) -> list[int]:
        return self._reset_below(call, kind, ids)

    def resetDefaultsByOwnerInSet(self, call: Call, kind: str, ids: Sequence[int]) -> list[int]:
        """Take over the settings of the images' owners."""
        changed = []
        for pixels_id, image_id in self._pixels_of(call, kind, ids):
            data = pixel_data(call, pixels_id)
            row = call.store.read().execute(
                'SELECT max(id) FROM "RenderingDef" WHERE "pixels" = ? AND owner_id = ?', (data.id, data.owner)
            ).fetchone()  # fmt: skip
            if row[0] is not None and self._copy(call, row[0], pixels_id):
                changed.append(image_id)
        return changed

    def resetMinMaxInSet(self, call: Call, kind: str, ids: Sequence[int]) -> list[int]:
        return self._reset_below(call, kind, ids)

    def setOriginalSettingsInSet(self, call: Call, kind: str, ids: Sequence[int]) -> list[int]:
        return self._reset_below(call, kind, ids)

    def resetDefaultsInImage(self, call: Call, image_id: int) -> None:
        self._reset_below(call, "Image", [image_id])

    def resetDefaultsForPixels(self, call: Call, pixels_id: int) -> None:
        self._reset(call, [pixels_id])

    def resetDefaultsInDataset(self, call: Call, dataset_id: int) -> list[int]:
        return self._reset_below(call, "Dataset", [dataset_id])

    # -- copying

    def _copy(self, call: Call, rdef_id: int, pixels_id: int) -> bool:
        """Make settings the user's own for other pixels; false when these have other channels."""
        data = pixel_data(call, pixels_id)
        source = load_settings(call, rdef_id)
        if len(source.channels) != data.c:
            return False
        own = stored_id(call, data, others=False)
        old = load_settings(call, own) if own is not None else None
        copied = dataclasses.replace(
            source,
            id=own,
            owner=old.owner if old else None,
            quantum_id=old.quantum_id if old else None,
            binding_ids=old.binding_ids if old else [],
            z=min(source.z, data.z - 1),
            t=min(source.t, data.t - 1),
        )
        save_settings(call, data, copied)
        return True

    def applySettingsToSet(self, call: Call, pixels_id: int, kind: str, ids: Sequence[int]) -> dict[bool, list[int]]:
        """Image ids by success."""
        source = stored_id(call, pixel_data(call, pixels_id))
        found: dict[bool, list[int]] = {True: [], False: []}
        for target, image_id in self._pixels_of(call, kind, ids):
            if target != pixels_id:
                found[source is not None and self._copy(call, source, target)].append(image_id)
        return found

    def applySettingsToImages(self, call: Call, pixels_id: int, ids: Sequence[int]) -> dict[bool, list[int]]:
        return self.applySettingsToSet(call, pixels_id, "Image", ids)

    def applySettingsToDataset(self, call: Call, pixels_id: int, oid: int) -> dict[bool, list[int]]:
        return self.applySettingsToSet(call, pixels_id, "Dataset", [oid])

    def applySettingsToProject(self, call: Call, pixels_id: int, oid: int) -> dict[bool, list[int]]:
        return self.applySettingsToSet(call, pixels_id, "Project", [oid])

    def applySettingsToImage(self, call: Call, pixels_id: int, oid: int) -> bool:
        return bool(self.applySettingsToSet(call, pixels_id, "Image", [oid])[True])

    def applySettingsToPixels(self, call: Call, pixels_id: int, other: int) -> bool:
        return bool(self.applySettingsToSet(call, pixels_id, "Pixels", [other])[True])
