# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies of requests: strict JSON, so that nothing is lost between what was typed and what is sealed."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny

from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError, error

ANSWERS = "/answers"


class StrictParser(Parser):
    """Refuses doubled keys, NaN, U+0000 and the like, with a pointer."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as JSON. Raises `body_not_json`, `answers_not_representable`."""
        try:
            body: DictStrAny = parse_json(request.body)
        except FormsError as fault:
            pointer = str(fault.details.get("pointer", ""))
            if not pointer.startswith(ANSWERS):
                raise
            # Pointers of problems begin at the answers, which is what the form shows.
            details = {**fault.details, "pointer": pointer.removeprefix(ANSWERS)}
            raise error(fault.code, message=fault.message, details=details) from None
        return body
