# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects that hang together, and requests about them."""

from __future__ import annotations

import omero.clients
import omero.cmd
import omero.cmd.graphs
import omero.constants.namespaces
import omero.model
from omero.rtypes import rstring, unwrap

import omero


def save(client, obj, group):
    return client.sf.getUpdateService().saveAndReturnObject(obj, client.getContext(group.id))


def named(cls: str, name: str = "x"):
    obj = getattr(omero.model, f"{cls}I")()
    obj.name = rstring(name)
    return obj


def link(client, group, parent, child):
    kinds = [type(o).__name__[:-1] for o in (parent, child)]
    child_kind = "Annotation" if kinds[1].endswith("Annotation") else kinds[1]
    made = getattr(omero.model, f"{kinds[0]}{child_kind}LinkI")()
    made.parent = parent.proxy() if parent.id else parent
    made.child = child.proxy() if child.id else child
    return save(client, made, group)


def run(client, request):
    return client.submit(request, failonerror=False, loops=600, ms=100).getResponse()


def count(client, cls: str, oid: int) -> int:
    params = omero.sys.ParametersI().addId(oid)
    rows = client.sf.getQueryService().projection(
        f"select x.id from {cls} x where x.id = :id", params, {"omero.group": "-1"}
    )
    return len(rows)


def group_of(client, cls: str, oid: int) -> int:
    params = omero.sys.ParametersI().addId(oid)
    rows = client.sf.getQueryService().projection(
        f"select x.details.group.id from {cls} x where x.id = :id", params, {"omero.group": "-1"}
    )
    return unwrap(rows[0][0])


def filled_plate(client, group):
    """A saved plate with a run and one field, whose image it returns too."""
    plate, well = named("Plate"), omero.model.WellI()
    sample, image = omero.model.WellSampleI(), named("Image")
    acquisition = omero.model.PlateAcquisitionI()
    plate.addPlateAcquisition(acquisition)
    plate.addWell(well)
    plate = save(client, plate, group)
    sample.well = next(iter(plate.copyWells())).proxy()
    sample.plateAcquisition = next(iter(plate.copyPlateAcquisitions())).proxy()
    sample.image = save(client, image, group).proxy()
    return plate, save(client, sample, group)


def region(client, group, image):
    """A saved region of interest with a point."""
    roi = omero.model.RoiI()
    roi.image = image.proxy()
    roi.addShape(omero.model.PointI())
    return save(client, roi, group)
