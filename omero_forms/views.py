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
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_safe
from omeroweb.decorators import login_required

from omero_forms.domain.errors import ErrorCode, FormsError, error
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.http import View, answering
from omero_forms.kit.refusals import log_refusal
from omero_forms.selectors.diagnosis import ask
from omero_forms.services.access.sessions import web_person
from omero_forms.templatetags.forms_assets import built_file


def _shell(view: View) -> View:
    """What holds for each of them: only read, never from a cache, and with the token that the API asks for."""
    return csrf_exempt(answering(require_safe(never_cache(ensure_csrf_cookie(view)))))


@_shell
def base(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/?id=&type=[&form=]`, or `?dataset=12`: the forms of one object as a page of its own."""
    return _page(request, "src/page.ts", "Forms", _named_object(request))


@_shell
def designer(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/designer/` and what lies below it: forms, and how they are made, published and offered."""
    return _page(request, "src/designer.ts", "Forms", None)


@_shell
def no_such_page(request: HttpRequest) -> HttpResponse:
    """Any other address below `/omero_forms/designer/`: says so in our own header, with the way to all forms."""
    return _page(request, "src/designer.ts", "No such page", None, status=404)


@_shell
def report(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/dashboard/`: the last evaluation, for admins and owners of groups."""
    return _page(request, "src/report.ts", "Report", None)


@_shell
def audit(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/audit/`: who changed what, for admins."""
    return _page(request, "src/audit.ts", "Audit", None)


@_shell
def integrity(request: HttpRequest) -> HttpResponse:
    """`/omero_forms/integrity/`: whether all is as it was recorded, for admins."""
    return _page(request, "src/integrity.ts", "Integrity", None)


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
            raise _missing("setup_incomplete", "The pages of the forms have not been built.")
    except FormsError as fault:
        return _unavailable(request, fault)
    context = {"entry": entry, "title": title, "object": named, "favicon": _favicon()}
    return _guarded(render(request, "omero_forms/page.html", context, status=status))


def _missing(code: ErrorCode, what: str) -> FormsError:
    return error(code, message=f"{what} Nothing can be read or submitted until that is mended.")


def _unavailable(request: HttpRequest, fault: FormsError) -> HttpResponse:
    context = {
        "fault": fault,
        "here": request.get_full_path(),
        "contact": ask.contact(),
        "favicon": _favicon(),
    }
    status_code = 403 if fault.code == "forbidden" else 503
    log_refusal(request, status_code, fault.code)
    return _guarded(render(request, "omero_forms/unavailable.html", context, status=status_code))


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
