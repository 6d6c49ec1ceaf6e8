# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people bring in: what becomes of each file, and drafts of the forms that they make."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, WRITE_ERRORS, ErrorOut
from omero_forms.api.import_shapes import BroughtOut, ImportedOut, NewFormOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import as_file
from omero_forms.api.uploads import MULTIPART, UploadLogin, read_upload
from omero_forms.domain.canonical import parse_json
from omero_forms.domain.errors import FormsError, wrong_at
from omero_forms.domain.importing.choosing import chosen
from omero_forms.domain.texts import noop, t
from omero_forms.kit.deadlines import Deadline
from omero_forms.services.access.permissions import require_creator
from omero_forms.services.exchange.bring_in import bring_in_uploaded
from omero_forms.services.exchange.templates import CSV, XLSX, template
from omero_forms.services.forms.imported import begin_drafts

router = Router(tags=["drafts"])

ALL: Final = "all"
_YES = noop('It is "all", or JSON: the pointers of the mendings that are meant, by the name of each file.')
_NO_FILES = noop("No file was sent.")
_FIELDS = frozenset({"check", "yes"})
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}},
                        "check": {"type": "string", "enum": ["0", "1"]},
                        "yes": {"type": "string"},
                    },
                }
            }
        },
    }
}


def _file(content_type: str) -> dict[str, Any]:
    """What the document says of an answer that is a file."""
    content = {content_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {"200": {"description": "The file.", "content": content}}}


@router.get(
    "forms/import/template.csv", response={READ_ERRORS: ErrorOut}, openapi_extra=_file(CSV), url_name="template_csv"
)
def template_as_csv(request: HttpRequest) -> HttpResponse:
    """A spreadsheet to fill in, a row for each question; `POST forms/import` makes a form of it."""
    return _template(request, ".csv", CSV)


@router.get(
    "forms/import/template.xlsx", response={READ_ERRORS: ErrorOut}, openapi_extra=_file(XLSX), url_name="template_xlsx"
)
def template_as_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    return _template(request, ".xlsx", XLSX)


def _template(request: HttpRequest, ending: str, content_type: str) -> HttpResponse:
    user_of(request)
    headers = {"Content-Disposition": as_file(f"form{ending}")}
    return HttpResponse(template(ending), content_type=content_type, headers=headers)


@router.post(
    "forms/import",
    response={200: BroughtOut, WRITE_ERRORS: ErrorOut},
    auth=UploadLogin(),
    openapi_extra=_BODY,
)
def import_files(request: HttpRequest) -> BroughtOut:
    """What becomes of files: JSON Schemas and others, folders by the paths of their files, zips. With `check` of 1
    nothing is written; else a draft is begun of each form, of those with mendings after a `yes`.
    """
    user = user_of(request)
    require_creator(user)
    upload = read_upload(request)
    if upload.fields.keys() - _FIELDS:
        raise wrong_at("", t("This field is not expected."))
    check, yes = upload.fields.get("check", "0"), _yes(upload.fields.get("yes", ""))
    if check not in {"0", "1"}:
        raise wrong_at("/check", t("It is not of the expected kind."))
    if not upload.files:
        raise wrong_at("/files", t(_NO_FILES))
    files = bring_in_uploaded(upload.files, seconds=Deadline.of_answer().left)
    forms = chosen(files, yes) if check == "0" else []
    drafts = begin_drafts(user, forms)
    return BroughtOut(
        files=[ImportedOut.model_validate(one) for one in files],
        drafts=[NewFormOut(form=draft, name=form.name) for form, draft in zip(forms, drafts, strict=True)],
    )


def _yes(text: str) -> dict[str, list[str]] | bool:
    """To which mendings yes is said, by file; to all of them, or to none."""
    if text in {ALL, ""}:
        return text == ALL
    try:
        said = parse_json(text.encode())
    except FormsError:
        said = None
    lists = list(said.values()) if isinstance(said, dict) else [None]
    if not all(isinstance(one, list) and all(isinstance(each, str) for each in one) for one in lists):
        raise wrong_at("/yes", t(_YES))
    return dict(said)
