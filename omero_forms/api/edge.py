# SPDX-License-Identifier: AGPL-3.0-or-later
"""What surrounds every route: the user's session is closed, and every failure leaves as JSON."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from omero_forms.api.auth import close_session
from omero_forms.api.errors import catalogued, respond
from omero_forms.domain.errors import error
from omero_forms.kit.http import View, answering


def edge(view: View) -> View:
    """A route with the one error shape, also for what goes wrong before or outside of it."""

    # Django's own CSRF check answers in HTML. Ours (api.auth) asks the same middleware.
    @csrf_exempt
    @answering
    @wraps(view)
    def surrounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase | None = None
        try:
            response = view(request, *args, **kwargs)
        except Exception as fault:  # noqa: BLE001  the last place where it can become JSON
            response = respond(request, catalogued(fault))
        finally:
            # An answer that is made while it is sent closes it itself.
            if response is None or not response.streaming:
                close_session(request)
        if response.status_code == 405:
            allowed = {method.strip() for method in response.headers.get("Allow", "").split(",")}
            response = respond(request, error("method_not_allowed"))
            response["Allow"] = ", ".join(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed))
        response["Cache-Control"] = "no-store"
        return response

    return surrounded


@edge
def unknown_route(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Everything below api/ that is no route."""
    raise error("not_found")
