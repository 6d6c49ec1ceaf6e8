# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line in the log for each refused request, so that an admin who is told "it said 409" finds which and when."""

from __future__ import annotations

import logging

from django.http import HttpRequest

from omero_forms.domain.error_catalogue import ErrorCode

logger = logging.getLogger(__name__)


def log_refusal(request: HttpRequest, status: int, code: ErrorCode) -> None:
    """Method, route and code. The route is the pattern (`objects/<type>/<id>`): nothing that was sent is in it."""
    # OMERO.web mounts the plug-in by a regular expression, `^omero_forms/`.
    route = request.resolver_match.route.replace("^", "") if request.resolver_match else ""
    logger.info("refused: %s /%s: %d %s", request.method, route, status, code)
