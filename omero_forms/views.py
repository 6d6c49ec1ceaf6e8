# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTML shells in which the front-end runs. They hold no data; what is shown comes from the API.

They must come up, and say what is wrong, while OMERO or the database is gone. OMERO.web's own decorator waits a minute
for a frozen OMERO, so it is only asked where it alone knows how to log in.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe
from omeroweb.decorators import login_required

from omero_forms.catalogue import language
from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import MOST_PAUSE_DAYS, Cadence, Preference, Subject
from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.kit.clocks import today
from omero_forms.kit.http import View, answering
from omero_forms.kit.refusals import log_refusal
from omero_forms.kit.stop_links import StopLink, read_stop_link
from omero_forms.mail.words import day
from omero_forms.selectors.diagnosis import ask
from omero_forms.services.access.rates import require_rate_of_links
from omero_forms.services.access.sessions import web_person
from omero_forms.services.mails.preferences import pause, stop
from omero_forms.templatetags.forms_assets import built_file


def _shell(view: View) -> View:
    """What holds for each of them: only read, never from a cache, and with the token that the API asks for."""
    return csrf_exempt(answering(require_safe(never_cache(ensure_csrf_cookie(view)))))


@_shell
def base(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/?id=&type=[&form=]`, or `?dataset=12`: the forms of one object as a page of its own."""
    return _page(request, "src/page.ts", t("Forms"), _named_object(request))


@_shell
def designer(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/designer/` and what lies below it: forms, and how they are made, published and offered."""
    return _page(request, "src/designer.ts", t("Forms"), None)


@_shell
def no_such_page(request: HttpRequest) -> HttpResponse:
    """Any other address below `/omero_forms/designer/`: says so in our own header, with the way to all forms."""
    return _page(request, "src/designer.ts", t("No such page"), None, status=404)


@_shell
def mine(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/mine/`: what is open of the reader's own objects."""
    return _page(request, "src/mine.ts", t("My data"), None)


@_shell
def report(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/dashboard/`: the last evaluation, for admins and owners of groups."""
    return _page(request, "src/report.ts", t("Report"), None)


@_shell
def policies(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/policies/`: what groups require, for admins and owners of groups."""
    return _page(request, "src/policies.ts", t("Policies"), None)


@_shell
def audit(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/audit/`: who changed what, for admins."""
    return _page(request, "src/audit.ts", t("Audit"), None)


@_shell
def exemptions(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/exemptions/`: what is excused from policies, and what waits to be decided."""
    return _page(request, "src/exemptions.ts", t("Exemptions"), None)


@_shell
def integrity(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/integrity/`: whether all is as it was recorded, for admins."""
    return _page(request, "src/integrity.ts", t("Integrity"), None)


@answering
@require_safe
def texts(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001  (what Django passes)
    """`/omero_forms/texts/<digest>.js`: the texts of the site's language, which pages load before our scripts. They are
    nobody's, so nobody needs to be logged in.
    """
    found = language()
    if found.digest != digest:
        return HttpResponse("", "text/javascript", status=404)
    answer = HttpResponse(found.script, "text/javascript; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=_A_YEAR, immutable=True)
    return answer


_A_YEAR = 365 * 86_400
"""Seconds. Other texts have another digest, and so another address."""

_SILENT_DAYS = (7, 14, MOST_PAUSE_DAYS)
_LONGEST_WISH = 4096
"""Bytes of a form with two fields, however a mail program writes it."""


@csrf_exempt
@answering
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """`/omero_forms/mail/<link of a mail>/`: asks whether to pause or stop such mails.

    The one address where something can be written without a log-in or a token of the session: what a mail program posts
    by itself (RFC 8058) has neither. The link can do nothing but silence the mail that it came in.
    """
    try:
        link = read_stop_link(conf(), token)
        if link is None:
            return _about_mails(request, "ended", status=410)
        if request.method != "POST":
            return _about_mails(request, "ask", link)
        problem = ask.database_problem()
        if problem is not None:
            raise error(
                "database_unavailable",
                message=t("{problem} Nothing was changed. Try again later.", problem=problem.message),
            )
        require_rate_of_links(link.person_id, request.META.get("REMOTE_ADDR", ""))
        return _silenced(request, link)
    except FormsError as fault:
        return _unavailable(request, fault)


def _silenced(request: HttpRequest, link: StopLink) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > _LONGEST_WISH:
        return _about_mails(request, "ask", link, status=400)
    try:
        wish, days = request.POST.get("do", ""), request.POST.get("days", "")
    except MultiPartParserError:
        return _about_mails(request, "ask", link, status=400)
    if wish == "pause" and days.isascii() and days.isdigit() and link.subject is Subject.DIGEST:
        return _about_mails(request, "done", link, holds=pause(link, int(days[:3]), today()))
    if wish == "stop" or request.POST.get("List-Unsubscribe") == "One-Click":
        return _about_mails(request, "done", link, holds=stop(link))
    return _about_mails(request, "ask", link, status=400)


def _about_mails(
    request: HttpRequest,
    state: str,
    link: StopLink | None = None,
    *,
    holds: Preference | None = None,
    status: int = 200,
) -> HttpResponse:
    is_off = holds is not None and (
        holds.cadence is Cadence.OFF or (link is not None and link.subject is not Subject.DIGEST)
    )
    context = {
        "state": state,
        "of_own_data": link is not None and link.subject is Subject.DIGEST,
        "days": _SILENT_DAYS,
        "until": "" if is_off or holds is None or holds.paused_until is None else day(holds.paused_until),
        "favicon": _favicon(),
    }
    return _guarded(render(request, "omero_forms/stop.html", context, status=status))


@_shell
def preferences(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/preferences/`: when somebody is mailed."""
    return _page(request, "src/preferences.ts", t("Mails"), None)


@_shell
def mails(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/mails/`: what became of the mails of this site, for admins."""
    return _page(request, "src/mails.ts", t("Mails of this site"), None)


def _named_object(request: HttpRequest) -> dict[str, str]:
    """What the link names, reduced to what can be one; the rest is the API's to refuse.

    "Open with" of OMERO.web names what is selected as `?dataset=12&dataset=13`. One of several is not chosen.
    """
    selected = [(one.value.lower(), number) for one in ObjectType for number in request.GET.getlist(one.value.lower())]
    try:
        object_type = ObjectType.from_text(request.GET.get("type", "")).value.lower()
    except ValueError:
        object_type = ""
    number = request.GET.get("id", "")
    if len(selected) == 1 and not (object_type or number):
        object_type, number = selected[0]
    return {
        "type": object_type,
        "id": number if number.isascii() and number.isdigit() else "",
        "form": request.GET.get("form", ""),
        "selected": str(len(selected)) if len(selected) > 1 else "",
    }


def _page(
    request: HttpRequest, entry: str, title: str, named: dict[str, str] | None, *, status: int = 200
) -> HttpResponse:
    if "bsession" in request.GET:
        return cast("HttpResponse", _joined(request))
    try:
        if web_person(request.session) is None:
            return _to_login(request)
        problem = ask.database_problem()
        if problem is not None:
            raise _missing("database_unavailable", problem.message)
        if not built_file(entry):
            raise _missing("setup_incomplete", t("The pages of the forms have not been built."))
    except FormsError as fault:
        return _unavailable(request, fault)
    context = {"entry": entry, "title": title, "object": named, "favicon": _favicon()}
    return _guarded(render(request, "omero_forms/page.html", context, status=status))


def _missing(code: ErrorCode, what: str) -> FormsError:
    return error(code, message=t("{problem} Nothing can be read or submitted until that is mended.", problem=what))


def _unavailable(request: HttpRequest, fault: FormsError) -> HttpResponse:
    context = {
        "fault": fault,
        "here": request.get_full_path(),
        "contact": ask.contact(),
        "favicon": _favicon(),
    }
    status_code = {"forbidden": 403, "rate_limited": 429}.get(fault.code, 503)
    log_refusal(request, status_code, fault.code)
    answer = _guarded(render(request, "omero_forms/unavailable.html", context, status=status_code))
    if "seconds" in fault.details:
        answer["Retry-After"] = str(fault.details["seconds"])
    return answer


def _to_login(request: HttpRequest) -> HttpResponse:
    """Through OMERO.web's log-in page, and back to this very address."""
    answer: HttpResponse = login_required().on_not_logged_in(request, request.get_full_path())
    return answer


@login_required()
def _joined(request: HttpRequest, conn: Any = None, **_kwargs: Any) -> HttpResponse:  # noqa: ARG001
    """OMERO.web has joined the session that the link brought: the address goes on without it."""
    query = request.GET.copy()
    del query["bsession"]
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


def _favicon() -> str:
    return str(getattr(settings, "FAVICON_URL", "webgateway/img/ome.ico"))


def _guarded(response: HttpResponse) -> HttpResponse:
    static = urlsplit(str(settings.STATIC_URL))
    sources = f"'self' {static.scheme}://{static.netloc}" if static.netloc else "'self'"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {sources}; worker-src {sources}; style-src {sources}; img-src {sources} data:; "
        f"font-src {sources}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
    return response
