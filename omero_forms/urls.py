# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies below `/omero_forms/`. URL names are global in OMERO.web, hence their prefix."""

from __future__ import annotations

from typing import Any

from django.urls import URLResolver, path, re_path
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from omero_forms import views


class _LoadedWhenAsked(URLResolver):
    """Routes whose module is loaded by the first request to one of them. None of them is looked for by a name."""

    def _populate(self) -> None:
        # Any page of OMERO.web that makes a URL by name asks all resolvers for theirs, and would load the whole API
        # into workers that are never asked for a form.
        language: Any = get_language()
        self._reverse_dict[language] = MultiValueDict()
        self._namespace_dict[language], self._app_dict[language] = {}, {}  # type: ignore[attr-defined]
        self._populated = True


# Of the designer, as `frontend/src/designer/screens.tsx` shows them.
_SCREENS = "import|library|group/[0-9]{1,19}|f[a-z2-7]{15}(?:/(?:publish|versions))?"

urlpatterns = [
    path("", views.base, name="omeroforms_base"),
    path("designer/", views.designer, name="omeroforms_designer"),
    re_path(f"^designer/(?:{_SCREENS})/$", views.designer),
    re_path("^designer/.+/$", views.no_such_page),
    path("mine/", views.mine, name="omeroforms_mine"),
    path("dashboard/", views.report, name="omeroforms_dashboard"),
    path("policies/", views.policies, name="omeroforms_policies"),
    path("audit/", views.audit, name="omeroforms_audit"),
    path("exemptions/", views.exemptions, name="omeroforms_exemptions"),
    path("integrity/", views.integrity, name="omeroforms_integrity"),
    path("preferences/", views.preferences, name="omeroforms_preferences"),
    path("mails/", views.mails, name="omeroforms_mails"),
    path("texts/<digest>.js", views.texts, name="omeroforms_texts"),
    path("mail/<token>/", views.stop_mails, name="omeroforms_stop_mails"),
    _LoadedWhenAsked(RoutePattern("api/"), "omero_forms.api.urls"),
]
