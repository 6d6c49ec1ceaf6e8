# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of planes."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .planes import PixelData
from .settings import ChannelSettings, Settings

PlaneOf = Callable[[int], NDArray[np.generic]]
"""The plane to show of a channel."""


def _levels(plane: NDArray[np.generic], channel: ChannelSettings) -> NDArray[np.float32]:
    """Intensities from 0 to 1."""
    width = channel.end - channel.start
    scaled = (plane.astype(np.float32) - channel.start) / (width or 1.0)
    clipped = np.clip(scaled, 0.0, 1.0)
    if channel.family in ("polynomial", "exponential") and channel.coefficient != 1.0:
        clipped = clipped**channel.coefficient
    elif channel.family == "logarithmic":
        clipped = np.log1p(clipped * (np.e - 1))
    return np.asarray(1.0 - clipped if channel.reverse else clipped, dtype=np.float32)


def draw(plane_of: PlaneOf, settings: Settings, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """An RGB picture: active channels added up in their colours, or the first active one in grey."""
    picture = np.zeros((*shape, 3), dtype=np.float32)
    for index, channel in enumerate(settings.channels):
        if not channel.active:
            continue
        levels = _levels(plane_of(index), channel)
        if settings.model == "greyscale":
            picture[:] = levels[:, :, np.newaxis] * 255
            break
        for band in range(3):
            picture[:, :, band] += levels * channel.rgba[band] * (channel.rgba[3] / 255)
    return np.clip(np.floor(picture + 0.5), 0, 255).astype(np.uint8)


def draw_plane(data: PixelData, settings: Settings, z: int, t: int) -> NDArray[np.uint8]:
    """The picture of one section at one time."""
    return draw(lambda channel: data.plane(z, channel, t), settings, (data.y, data.x))


def draw_projection(
    data: PixelData, settings: Settings, algorithm: str, t: int, start: int, end: int, step: int
) -> NDArray[np.uint8]:
    """The picture of several sections laid over each other: 'max', 'mean' or 'sum' of their intensities."""

    def projected(channel: int) -> NDArray[np.generic]:
        stack = np.stack([data.plane(z, channel, t) for z in range(start, end + 1, max(step, 1))])
        laid_over: dict[str, NDArray[np.generic]] = {
            "max": stack.max(axis=0),
            "mean": stack.mean(axis=0),
            "sum": stack.sum(axis=0),
        }
        return laid_over[algorithm]

    return draw(projected, settings, (data.y, data.x))


def jpeg(picture: NDArray[np.uint8], quality: float) -> bytes:
    """`quality` from 0 to 1, as OMERO gives compression levels."""
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=max(1, min(95, round(quality * 100))))
    return stream.getvalue()


def thumbnail(picture: NDArray[np.uint8], width: int, height: int) -> bytes:
    """A JPEG of just this size."""
    stream = io.BytesIO()
    Image.fromarray(picture).resize((max(width, 1), max(height, 1)), Image.Resampling.BILINEAR).save(
        stream, "JPEG", quality=85
    )
    return stream.getvalue()


def placeholder(width: int, height: int) -> bytes:
    """What is shown where there is nothing to draw yet."""
    return thumbnail(np.full((2, 2, 3), 229, dtype=np.uint8), width, height)


def fitted(x: int, y: int, longest: int) -> tuple[int, int]:
    """Width and height with the same proportions whose longest side is this."""
    ratio = longest / max(x, y, 1)
    return max(1, round(x * ratio)), max(1, round(y * ratio))
