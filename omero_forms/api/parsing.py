# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies of requests: strict JSON, so that nothing is lost between what was typed and what is sealed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny

from omero_forms.domain.canonical import MAX_DEPTH, parse_json
from omero_forms.domain.errors import FormsError, error

ANSWERS = "/answers"
OTHER_FIELDS = 16
"""Values of a body that are no answers; a few more than any route takes. Its answers are counted alone later on."""


class StrictParser(Parser):
    """Refuses doubled keys, NaN, U+0000 and the like, with a pointer."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as JSON. Raises `body_not_json`, `too_many_answers`, `answers_not_representable`."""
        body: DictStrAny = read_json(request)
        return body


def read_json(request: HttpRequest) -> Any:
    """The body as JSON, parsed once for all who ask. Raises as :meth:`StrictParser.parse_body` does."""
    if not hasattr(request, "forms_json"):
        request.forms_json = _parsed(request.body)  # type: ignore[attr-defined]
    return request.forms_json  # type: ignore[attr-defined]


def _parsed(body: bytes) -> Any:
    try:
        # The answers lie one level deep in it.
        return parse_json(body, max_depth=MAX_DEPTH + 1, besides=OTHER_FIELDS)
    except FormsError as fault:
        pointer = str(fault.details.get("pointer", ""))
        if not pointer.startswith(ANSWERS):
            raise
        # Pointers of problems begin at the answers, which is what the form shows.
        details = {**fault.details, "pointer": pointer.removeprefix(ANSWERS)}
        raise error(fault.code, message=fault.message, details=details) from None
