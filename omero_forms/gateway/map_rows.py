# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of map annotations, in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from omero_forms.gateway.wire import ALL_GROUPS, Wire

Row = tuple[str | None, str | None]


_ROWS: Final = (
    "select a.id, r.name, r.value from MapAnnotation a join a.mapValue r where a.id in (:ids) order by a.id, index(r)"
)


def map_rows(wire: Wire, ids: Sequence[int], *, group: int = ALL_GROUPS) -> Mapping[int, list[Row]]:
    """Name and value of each row, by annotation, of those that the session can see. OMERO may give either back as
    None.
    """
    return _by_annotation(wire.rows_by_ids(_ROWS, ids, group=group))


def map_rows_later(wire: Wire, ids: Sequence[int], *, group: int = ALL_GROUPS) -> Callable[[], Mapping[int, list[Row]]]:
    """The same of so many as are read with one call, asked for now: what is returned waits for it."""
    asked = wire.rows_later(_ROWS, {"ids": ids}, group=group)
    return lambda: _by_annotation(asked())


def _by_annotation(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, list[Row]]:
    rows_of: dict[int, list[Row]] = defaultdict(list)
    for annotation_id, name, value in rows:
        rows_of[annotation_id].append((name, value))
    return rows_of
