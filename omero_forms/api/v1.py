# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API: one log-in, one parser, one error shape, and the routes of each part."""

from ninja import NinjaAPI

from omero_forms.api import errors, forms, objects, session, status, submissions
from omero_forms.api.auth import OmeroWebLogin
from omero_forms.api.compliance import router as compliance_router
from omero_forms.api.parsing import StrictParser

api = NinjaAPI(
    title="OMERO forms",
    version="1",
    description="Forms for OMERO objects: who must fill them, who has, and proof of what was said.",
    urls_namespace="omeroforms_api",
    # Not served: without a log-in the API says nothing, not even what it could say.
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
    forms.router,
    submissions.router,
    compliance_router,
):
    api.add_router("", router)
