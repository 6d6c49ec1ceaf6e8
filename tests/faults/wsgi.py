# SPDX-License-Identifier: AGPL-3.0-or-later
"""OMERO.web as gunicorn loads it, once for all of its workers: what a killed one is replaced by is there at once."""

from __future__ import annotations

from django.urls import URLResolver, get_resolver
from omeroweb.wsgi import application

from omero_forms.kit import deadlines
from tests.support.halts import install

__all__ = ["application"]


def _import_views(resolver: URLResolver) -> None:
    """They are imported by the first request for an address below, else: in each worker anew."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            _import_views(one)


install("web")
# A request that stands at a crash point while others come to theirs shall have time left for what happens then.
deadlines.ANSWER_SECONDS = 15.0
_import_views(get_resolver())
