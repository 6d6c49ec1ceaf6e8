# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every answer of ours over HTTP, JSON or page: it comes in time, as what it says it is, to HEAD too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase

from omero_forms.kit.deadlines import answering_in_time

View = Callable[..., HttpResponseBase]


def answering(view: View) -> View:
    """The view, answering in time, HEAD as it answers GET but without a body, and letting no browser guess what an
    answer is. What is streamed is made after it, and takes its time.

    Names and parameters are read as UTF-8: the charset that a content type claims may be none that text has, and
    Django would fail on the first parameter it decodes.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.encoding = "utf-8"
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        try:
            with answering_in_time():
                response = view(request, *args, **kwargs)
        finally:
            if is_head:
                request.method = "HEAD"
        if is_head and isinstance(response, HttpResponse):
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        elif is_head and response.streaming:
            response.close()
            # Streamed as well: Django would tell the length of another, and that of a stream nobody knows beforehand.
            response = StreamingHttpResponse((), status=response.status_code, headers=dict(response.headers))
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return answered
