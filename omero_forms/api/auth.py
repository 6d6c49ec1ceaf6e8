# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks: the user of OMERO.web's own session, in OMERO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from omero_forms.api.parsing import read_json
from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import t
from omero_forms.kit.deadlines import taking_the_senders_time
from omero_forms.services.access.rates import Rate, require_rate, require_rate_of_strangers
from omero_forms.services.access.sessions import open_request_session, require_login

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession
    from omero_forms.gateway.web import WebLogin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
JSON = "application/json"
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class OmeroWebLogin(AuthBase):
    """The session cookie of OMERO.web; every write needs the CSRF token too, and counts as one of its person (`rate`).

    The cheap questions come first: without a log-in, a token, room in the minute or a decent size OMERO is not asked at
    all, and only what was counted is read.
    """

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __init__(self, rate: Rate = Rate.WRITES) -> None:
        super().__init__()
        self._rate = rate

    def __call__(self, request: HttpRequest) -> UserSession:
        """The user's session; it becomes `request.auth`, and is closed after the response."""
        writes = request.method not in SAFE_METHODS
        login = _login(request, writes=writes)
        refuse_nul(request)
        if writes:
            content_type, request.content_type = request.content_type or "", JSON
            # The check looks for the token among the fields of a form, too; of what is none, Django reads none.
            if check_csrf(request) is not None:
                raise error("csrf_failed")
            # After the token, so that no other site can use up somebody's minute.
            require_rate(login, self._rate)
            with taking_the_senders_time():
                body = read_body(request, self.most())
            self.look_at(request, body, content_type, request.content_params or {})
        session = open_request_session(login)
        request.forms_session = session  # type: ignore[attr-defined]
        return session

    def most(self) -> int:
        """Bytes that a body may have."""
        return conf().max_body

    def look_at(self, request: HttpRequest, body: bytes, content_type: str, params: Mapping[str, str]) -> None:
        """Refuse a body that is no JSON: of a route that takes none, too."""
        refuse_forms(content_type, params)
        if body:
            read_json(request)


def _login(request: HttpRequest, *, writes: bool) -> WebLogin:
    try:
        return require_login(request.session)
    except FormsError:
        if writes:
            require_rate_of_strangers(request.META.get("REMOTE_ADDR", ""))
        raise


def refuse_nul(request: HttpRequest) -> None:
    """Raise `not_found` or `request_invalid` for U+0000 in the path or the query: PostgreSQL takes it for no text."""
    match = request.resolver_match
    if match is not None and any("\0" in str(value) for value in match.kwargs.values()):
        raise error("not_found")
    problems = [
        {"pointer": "" if "\0" in name else f"/{name}", "message": t("It is not of the expected kind.")}
        for name, values in request.GET.lists()
        if any("\0" in text for text in (name, *values))
    ]
    if problems:
        raise error("request_invalid", details={"problems": problems})


def refuse_forms(content_type: str, params: Mapping[str, str]) -> None:
    """Raise `body_not_json` for a body that calls itself a file upload, or text in another charset than UTF-8."""
    if content_type.startswith("multipart/") or params.get("charset", "utf-8").lower() not in _UTF8:
        raise error("body_not_json")


def read_body(request: HttpRequest, limit: int) -> bytes:
    """The body, up to a limit of ours. Raises `body_too_large` before a byte of a larger one is read, `body_not_json`
    where its length is no number.

    Django's own limit, which OMERO.web has no setting for, would refuse 2.5 MB whatever ours says.
    """
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        # gunicorn refuses it itself; not every server does.
        raise error("body_not_json") from None
    if announced > limit:
        raise error("body_too_large")
    body = request.read(limit + 1)
    if len(body) > limit:
        raise error("body_too_large")
    # What HttpRequest.body returns once it has read it.
    request._body = body  # noqa: SLF001
    return body


def close_session(request: HttpRequest) -> None:
    """Close the OMERO session of a request, if it has one."""
    session: UserSession | None = getattr(request, "forms_session", None)
    if session is not None:
        session.close()


def user_of(request: HttpRequest) -> UserSession:
    """The user's session of a request that came through the log-in."""
    session: UserSession | None = getattr(request, "auth", None)
    if session is None:
        raise error("login_required")
    return session
