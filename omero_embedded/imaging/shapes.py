# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which picture elements a shape of a region of interest takes in, and what is measured in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import omero.api
from numpy.typing import NDArray

from ..faults import api_usage
from ..wire.errors import not_implemented

Points = NDArray[np.float64]
"""Rows of x and y."""

Inside = Callable[[Points], NDArray[np.bool_]]

TOUCH = 0.001
"""Side of the square at the corner of a picture element that an area has to meet to take it in."""

LINE_STEP = 0.1
"""Distance of the points of a line."""

NO_MINIMUM = 1.7976931348623157e308
"""The smallest value of no values, as the real server has it: the largest that there is."""

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def elements(shape: Any) -> NDArray[np.int64]:
    """The picture elements of a shape as rows of x and y; none where it has no place.

    Raises what says that it is not implemented for classes without rules of their own.
    """
    kind = type(shape).__name__.removesuffix("I")
    known = _KINDS.get(kind)
    if known is None:
        raise not_implemented(f"measuring a {kind}")
    needed, found = known
    values = [getattr(shape, f"_{name}") for name in needed]
    if any(value is None for value in values):
        return np.zeros((0, 2), dtype=np.int64)
    return found([value.val for value in values], _transform(shape._transform))


def _transform(transform: Any) -> Points:
    """The 2 by 3 matrix of an AffineTransform; that of no change for none."""
    names = ("_a00", "_a01", "_a02", "_a10", "_a11", "_a12")
    if transform is None:
        return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    return np.array([getattr(transform, name).val for name in names], dtype=float).reshape(2, 3)


def _moved(points: Points, matrix: Points) -> Points:
    return points @ matrix[:, :2].T + matrix[:, 2]


# ---- areas -------------------------------------------------------------------------------------------------------


def _area(low: Points, high: Points, inside: Inside) -> NDArray[np.int64]:
    """Elements between two corners, counted from the first in steps of one, that an area meets."""
    xs, ys = (np.arange(low[i], high[i], 1.0) for i in (0, 1))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    corners = TOUCH * np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.5)])
    met = np.zeros(len(grid), dtype=bool)
    for corner in corners:
        met |= inside(grid + corner)
    return grid[met].astype(np.int64)


def _rectangle(values: Sequence[float], matrix: Points) -> NDArray[np.int64]:
    x, y, width, height = values
    return _outlined(np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)]), matrix)


def _ellipse(values: Sequence[float], matrix: Points) -> NDArray[np.int64]:
    x, y, radius_x, radius_y = values
    linear = matrix[:, :2]
    if not (radius_x > 0 and radius_y > 0 and np.linalg.det(linear)):
        return np.zeros((0, 2), dtype=np.int64)
    back = np.linalg.inv(linear)
    centre = _moved(np.array([(x, y)], dtype=float), matrix)[0]
    reach = np.sqrt((linear**2) @ np.array([radius_x**2, radius_y**2]))

    def inside(points: Points) -> NDArray[np.bool_]:
        own = (points - centre) @ back.T / np.array([radius_x, radius_y])
        return np.asarray((own**2).sum(axis=1) < 1.0)

    return _area(centre - reach, centre + reach, inside)


def _polygon(values: Sequence[str], matrix: Points) -> NDArray[np.int64]:
    return _outlined(_points(values[0]), matrix)


def _outlined(corners: Points, matrix: Points) -> NDArray[np.int64]:
    outline = _moved(corners, matrix)
    if not len(outline):
        return np.zeros((0, 2), dtype=np.int64)
    return _area(outline.min(axis=0), outline.max(axis=0), lambda points: _winds(outline, points))


def _winds(outline: Points, points: Points) -> NDArray[np.bool_]:
    """Whether an outline goes around points, counting its turns."""
    turns = np.zeros(len(points), dtype=np.int64)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        left = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        turns += (y1 <= y) & (y2 > y) & (left > 0)
        turns -= (y1 > y) & (y2 <= y) & (left < 0)
    return np.asarray(turns != 0)


# ---- lines and points --------------------------------------------------------------------------------------------


def _line(values: Sequence[float], matrix: Points) -> NDArray[np.int64]:
    x1, x2, y1, y2 = values
    start, end = _moved(np.array([(x1, y1), (x2, y2)], dtype=float), matrix)
    return _between(start, end)


def _polyline(values: Sequence[str], matrix: Points) -> NDArray[np.int64]:
    """Elements of each piece; those where two pieces meet count twice, as on the real server."""
    corners = _moved(_points(values[0]), matrix)
    pieces = [_between(start, end) for start, end in pairwise(corners)]
    return np.concatenate(pieces) if pieces else np.zeros((0, 2), dtype=np.int64)


def _between(start: Points, end: Points) -> NDArray[np.int64]:
    length = float(np.hypot(*(end - start)))
    along = np.arange(0.0, length + LINE_STEP, LINE_STEP)[:, np.newaxis]
    direction = (end - start) / length if length else np.zeros(2)
    return np.unique(np.floor(start + along * direction).astype(np.int64), axis=0)


def _point(values: Sequence[float], matrix: Points) -> NDArray[np.int64]:
    return _moved(np.array([values], dtype=float), matrix).astype(np.int64)


def _points(text: str) -> Points:
    """The points of `1,2 3,4`. Raises ApiUsageException for half of one."""
    numbers = [float(number) for number in NUMBER.findall(text)]
    if len(numbers) % 2:
        raise api_usage(f"not a list of points: {text}")
    return np.array(numbers, dtype=float).reshape(-1, 2)


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Any, Points], NDArray[np.int64]]]] = {
    "Rectangle": (("x", "y", "width", "height"), _rectangle),
    "Mask": (("x", "y", "width", "height"), _rectangle),
    "Ellipse": (("x", "y", "radiusX", "radiusY"), _ellipse),
    "Polygon": (("points",), _polygon),
    "Line": (("x1", "x2", "y1", "y2"), _line),
    "Polyline": (("points",), _polyline),
    "Point": (("x", "y"), _point),
    "Label": (("x", "y"), _point),
}
"""What each class needs to have a place, and how that is filled."""


# ---- measuring ---------------------------------------------------------------------------------------------------


def measured(shape_id: int, places: NDArray[np.int64], planes: dict[int, NDArray[np.generic]]) -> Any:
    """The ShapeStats of picture elements in planes, by channel; elements outside of the picture do not count."""
    stats = omero.api.ShapeStats(shapeId=shape_id, channelIds=list(planes))
    stats.pointsCount, stats.min, stats.max, stats.sum, stats.mean, stats.stdDev = [], [], [], [], [], []
    for plane in planes.values():
        height, width = plane.shape
        x, y = places[:, 0], places[:, 1]
        kept = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        values = plane[y[kept], x[kept]].astype(float)
        stats.pointsCount.append(len(values))
        stats.min.append(float(values.min(initial=NO_MINIMUM)))
        stats.max.append(float(values.max(initial=0.0)))
        stats.sum.append(float(values.sum()))
        stats.mean.append(float(values.mean()) if len(values) else 0.0)
        stats.stdDev.append(float(values.std(ddof=1)) if len(values) > 1 else 0.0)
    return stats
