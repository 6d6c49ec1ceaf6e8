# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many datasets at once, by plain omero-py."""

from __future__ import annotations

from omero.model import DatasetI
from omero.rtypes import rstring

from tests.support.facility import Facility

BATCH = 500


def bulk_datasets(facility: Facility, owner: str, group: str, count: int) -> list[int]:
    """So many datasets of somebody, saved in batches of 500; their ids."""
    ids: list[int] = []
    number = facility.groups[group]
    with facility.world.lab.server.connect(facility.people[owner], group=number) as client:
        update = client.factory.getUpdateService()
        while len(ids) < count:
            batch = []
            for index in range(min(BATCH, count - len(ids))):
                dataset = DatasetI()
                dataset.setName(rstring(f"bulk {len(ids) + index:05d}"))
                batch.append(dataset)
            ids += update.saveAndReturnIds(batch, {"omero.group": str(number)})
    return ids
