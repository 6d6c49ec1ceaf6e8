# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the API is mounted, below /omero_forms/api/."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, path, re_path

from omero_forms.api.edge import edge, unknown_route
from omero_forms.api.v1 import api


def _surrounded(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = edge(pattern.callback)
    return list(patterns)


_routes, _app, _namespace = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", (_surrounded(_routes), _app, _namespace)),
    re_path("", unknown_route),
]
