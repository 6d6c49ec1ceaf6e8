# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of map annotations, in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from omero_forms.gateway.wire import ALL_GROUPS, Wire

Row = tuple[str | None, str | None]


def map_rows(wire: Wire, ids: Sequence[int], *, group: int = ALL_GROUPS) -> Mapping[int, list[Row]]:
    """Name and value of each row, by annotation, of those that the session can see. OMERO may give either back as
    None.
    """
    rows_of: dict[int, list[Row]] = defaultdict(list)
    for annotation_id, name, value in wire.rows_by_ids(
        "select a.id, r.name, r.value from MapAnnotation a join a.mapValue r where a.id in (:ids) "
        "order by a.id, index(r)",
        ids,
        group=group,
    ):
        rows_of[int(annotation_id)].append((name, value))
    return rows_of
