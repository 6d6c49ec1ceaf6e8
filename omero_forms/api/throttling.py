# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one person may send within a minute, asked before a request is understood and after it is known who sent it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from omero_forms.api.auth import SAFE_METHODS, user_of
from omero_forms.services.access.rates import Rate, require_rate


class PerPerson(BaseThrottle):
    """A limit of the settings; reading is not limited."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate

    def allow_request(self, request: HttpRequest) -> bool:
        """True, or `rate_limited` is raised: the framework's own way to refuse has one waiting time for all threads."""
        if request.method not in SAFE_METHODS:
            require_rate(user_of(request).person.id, self._rate)
        return True
