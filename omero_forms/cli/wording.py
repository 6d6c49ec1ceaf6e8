# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue's sentences are for people before a page; a terminal has no browser, no form that is open, and no
reload.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from omero_forms.domain.error_catalogue import CATALOGUE
from omero_forms.domain.errors import FormsError

LATER = "Nothing was changed. Try again in a minute; omero-forms doctor shows what is missing."

AT_A_TERMINAL: Mapping[str, str] = MappingProxyType(
    {
        "login_required": "You have no open session in OMERO, or it has ended. Log in again.",
        "not_found": "There is no such thing in OMERO or among the forms that you can see. List the forms with omero-forms list.",
        "form_exists": (
            "A form with this name exists already. Choose another one with --name, or publish its next version with "
            "--form and the id that omero-forms list prints."
        ),
        "request_invalid": "The arguments cannot be used. Nothing was changed.",
        "omero_unavailable": f"OMERO did not answer. {LATER}",
        "history_behind": f"The history of this form is being read again from OMERO. {LATER}",
        "needs_newer_version": (
            "The history of this form goes on in records made by a newer version of the forms service. Nothing can be added "
            "until this one is updated."
        ),
        "history_stopped": (
            "Two different records of this form have the same number. Nothing can be added until that is looked into; "
            "omero-forms doctor says more."
        ),
        "rebuilding": (
            "The forms database is being made anew from OMERO, so nothing can be changed. If nobody is at it, run omero-forms "
            "rebuild again: it goes on where it was."
        ),
        "database_unavailable": f"The forms database did not answer. {LATER}",
    }
)


def sentence(fault: FormsError) -> str:
    """What a terminal says of *fault*: its own message, unless that is the catalogue's and fits a page only."""
    if fault.code in AT_A_TERMINAL and fault.message == CATALOGUE[fault.code].message:
        return AT_A_TERMINAL[fault.code]
    return fault.message
