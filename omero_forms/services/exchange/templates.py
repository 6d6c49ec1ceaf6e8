# SPDX-License-Identifier: AGPL-3.0-or-later
"""The spreadsheet that people fill in to make a form, as a file."""

from __future__ import annotations

from omero_forms.domain.errors import error
from omero_forms.domain.importing.field_lists.spreadsheet import template_csv
from omero_forms.domain.texts import t
from omero_forms.services.exchange.workbooks import template_workbook

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(ending: str) -> bytes:
    """The template for a file name that ends so. Raises `request_invalid` where that is neither CSV nor XLSX."""
    match ending.lower():
        case ".csv":
            return template_csv().encode()
        case ".xlsx":
            return template_workbook()
    raise error("request_invalid", message=t("A template is a file whose name ends with .csv or .xlsx."))
