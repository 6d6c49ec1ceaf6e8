# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API: one log-in, one parser, one error shape, and the routes of each part."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import NinjaAPI

from omero_forms.api import (
    answers,
    badge,
    bundles,
    campaigns,
    copies,
    drafts,
    errors,
    events,
    exemptions,
    form_list,
    forms,
    imports,
    integrity,
    jobs,
    kept_reports,
    keys,
    lacking,
    legacy,
    library,
    mails,
    mine,
    objects,
    offers,
    orphans,
    owners,
    people,
    policies,
    preferences,
    redactions,
    repairs,
    report_files,
    report_totals,
    reports,
    runs,
    session,
    site_policies,
    status,
    submissions,
    versions,
)
from omero_forms.api.auth import OmeroWebLogin
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.parsing import StrictParser

api = NinjaAPI(
    title="OMERO forms",
    version="1",
    description="Forms for OMERO objects: who must fill them, who has, and proof of what was said.",
    urls_namespace="omeroforms_api",
    # Ninja would serve it to everybody; without a log-in the API says nothing, not even what it could say.
    openapi_url=None,
    docs_url=None,
    auth=OmeroWebLogin(),
    parser=StrictParser(),
)
errors.install(api)
for router in (
    session.router,
    status.router,
    objects.router,
    badge.router,
    forms.router,
    # Before routes whose path has the id of a form there.
    imports.router,
    drafts.router,
    form_list.router,
    versions.router,
    answers.router,
    owners.router,
    offers.router,
    copies.router,
    people.router,
    library.router,
    submissions.router,
    bundles.router,
    reports.router,
    report_totals.router,
    report_files.router,
    runs.router,
    exemptions.router,
    kept_reports.router,
    campaigns.router,
    lacking.router,
    mine.router,
    policies.router,
    site_policies.router,
    events.router,
    integrity.router,
    legacy.router,
    jobs.router,
    redactions.router,
    keys.router,
    repairs.router,
    orphans.router,
    preferences.router,
    mails.router,
):
    api.add_router("", router)


@api.get("openapi.json", response={200: dict[str, Any], READ_ERRORS: ErrorOut}, tags=["session"])
def read_document(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  (ninja calls it by name)
    """This document."""
    return document()


@cache
def document() -> dict[str, Any]:
    """All routes and shapes. Made once in a process: that takes half a second."""
    # Ninja would look for its own address by a name, and routes that are loaded when they are asked have none.
    return api.get_openapi_schema(path_prefix=f"{reverse('omeroforms_base')}api/v1/")
