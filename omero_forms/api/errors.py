# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one JSON error shape, and the HTTP status of every code. Nothing that was sent is repeated in it.

What a code means is in `domain/error_catalogue.py`; which one a request met, in the log (`kit/refusals.py`). Answers
are refused by `services/submissions/check.py` (who, what, which version), `services/submissions/accept.py` (which
number) and `services/records/append.py` (a history that was stopped).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import noop, t
from omero_forms.kit.refusals import log_refusal

logger = logging.getLogger(__name__)

STATUS: Final[Mapping[ErrorCode, int]] = {
    "body_not_json": 400,
    "login_required": 401,
    "forbidden": 403,
    "may_not_submit": 403,
    "csrf_failed": 403,
    "not_found": 404,
    "form_not_assigned": 404,
    "version_unknown": 404,
    "method_not_allowed": 405,
    "form_retired": 409,
    "version_refused": 409,
    "stale_base": 409,
    "form_in_use": 409,
    "form_exists": 409,
    "draft_exists": 409,
    "stale_draft": 409,
    "exemption_decided": 409,
    "stale_owners": 409,
    "stale_policy": 409,
    "policy_from_file": 409,
    "policy_from_site": 409,
    "log_differs": 409,
    "history_stopped": 409,
    "database_not_empty": 409,
    "body_too_large": 413,
    "answers_invalid": 422,
    "answers_not_representable": 422,
    "too_many_answers": 422,
    "bundle_too_large": 422,
    "key_reused": 422,
    "request_invalid": 422,
    "schema_invalid": 422,
    "ui_schema_invalid": 422,
    "import_unusable": 422,
    "policy_invalid": 422,
    "rate_limited": 429,
    "internal": 500,
    "omero_unavailable": 503,
    "history_behind": 503,
    "needs_newer_version": 503,
    "database_unavailable": 503,
    "setup_incomplete": 503,
    "other_database": 503,
    "site_differs": 503,
    "rebuilding": 503,
}

RETRY_SECONDS: Final = 10

_TOO_LONG: Final = "string_too_long"
_VALIDATION_WORDS: Final[Mapping[str, str]] = {
    "missing": noop("It is missing."),
    "extra_forbidden": noop("This field is not expected."),
    _TOO_LONG: noop("At most {max_length} characters are possible."),
}
_OTHER_KIND: Final = noop("It is not of the expected kind.")


def respond(request: HttpRequest, fault: FormsError) -> JsonResponse:
    """The error as the API answers it. It leaves a line in the log."""
    status = STATUS[fault.code]
    log_refusal(request, status, fault.code)
    response = JsonResponse(body_of(fault), status=status)
    if status in (429, 503):
        response["Retry-After"] = str(fault.details.get("seconds", RETRY_SECONDS))
    return response


def body_of(fault: FormsError) -> dict[str, Any]:
    """The error as JSON."""
    return {"error": {"code": fault.code, "message": fault.message, "details": fault.details}}


def catalogued(fault: BaseException) -> FormsError:
    """Whatever went wrong, as one of the catalogue. What is ours is logged, and told without its text."""
    match fault:
        case FormsError():
            return fault
        case ValidationError():
            problems = _problems(fault.errors)
            return error(
                "request_invalid",
                details={"problems": problems},
                message=_too_long(fault.errors, problems),
            )
        case AuthenticationError():
            return error("login_required")
        case HttpError() if isinstance(fault.__cause__, FormsError):
            # What the parser of bodies raised.
            return fault.__cause__
        case HttpError(status_code=400):
            return error("body_not_json")
        case Http404():
            return error("not_found")
        case RequestDataTooBig():
            return error("body_too_large")
        case ImproperlyConfigured() | DatabaseError():
            logger.error("the database failed", exc_info=fault)
            return error("database_unavailable")
        case _:
            logger.error("the API failed", exc_info=fault)
            return error("internal")


def _problems(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Where a request is not as expected: by names of ours, never by what was sent."""
    problems: dict[str, str] = {}
    for one in errors:
        kind = str(one.get("type", ""))
        place = [str(part) for part in one.get("loc", ())]
        # ("body", parameter, field, ...) or ("query", parameter): bodies are flat, what follows is pydantic's. The name
        # of an unexpected field is the sender's.
        named = place[2:3] if place[:1] == ["body"] else place[1:2]
        pointer = "" if kind == "extra_forbidden" else "".join(f"/{part}" for part in named)
        words = _VALIDATION_WORDS.get(kind, _OTHER_KIND)
        values = {key: f"{value:,}" if isinstance(value, int) else value for key, value in one.get("ctx", {}).items()}
        problems[pointer] = t(words, **values)
    return [{"pointer": pointer, "message": message} for pointer, message in problems.items()]


def _too_long(errors: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, str]]) -> str | None:
    """What to do where nothing is wrong but a text that is too long: its author can mend that, reloading would not."""
    if any(one.get("type") != _TOO_LONG for one in errors):
        return None
    field = problems[0]["pointer"].lstrip("/")
    return t(
        "The {field} is too long. {problem} Shorten it and try again. Nothing was changed.",
        field=field,
        problem=problems[0]["message"],
    )


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception in the one shape."""

    def handle(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
        return respond(request, catalogued(fault if isinstance(fault, Exception) else fault()))

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)
