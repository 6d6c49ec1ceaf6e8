# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies below `/omero_forms/`. URL names are global in OMERO.web, hence their prefix."""

from __future__ import annotations

from django.urls import include, path

from omero_forms import views
from omero_forms.api.urls import urlpatterns as api_patterns

urlpatterns = [
    path("", views.base, name="omeroforms_base"),
    path("dashboard/", views.report, name="omeroforms_dashboard"),
    path("audit/", views.audit, name="omeroforms_audit"),
    path("api/", include(api_patterns)),
]
