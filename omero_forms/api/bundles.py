# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that proves what was submitted for an object, as a file."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.objects import object_type
from omero_forms.api.routing import Router
from omero_forms.api.shapes import IdPath, ObjectTypePath, as_file
from omero_forms.api.streaming import Lines
from omero_forms.selectors.objects import load_object
from omero_forms.services.bundles.make import bundle_for_web, file_name

router = Router(tags=["objects"])

ZIP = "application/zip"
BUNDLE = {
    "200": {
        "description": "A zip with the records, the form versions that they answer, keys, proofs, a page for people and "
        "the program that checks it all. Where something failed on the way, its end is missing.",
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("objects/{type}/{id}/bundle", response={READ_ERRORS: ErrorOut}, openapi_extra={"responses": BUNDLE})
def read_bundle(
    request: HttpRequest,
    type: ObjectTypePath,  # noqa: A002
    id: IdPath,  # noqa: A002
) -> StreamingHttpResponse:
    """All that proves what was submitted for an object that you see in OMERO now, to check without OMERO."""
    user = user_of(request)
    loaded = load_object(user, object_type(type), id)
    # A zip without its end is no zip: nobody takes a part for the whole.
    pieces = Lines(request, bundle_for_web(user, loaded), lambda _fault: b"")
    response = StreamingHttpResponse(pieces, content_type=ZIP)
    response["Content-Disposition"] = as_file(file_name(loaded.ref))
    return response
