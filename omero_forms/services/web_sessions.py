# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is logged in to OMERO.web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import Person
from omero_forms.services.request_sessions import open_request_session, require_login


def web_person(session: Mapping[str, Any]) -> Person | None:
    """The person whose OMERO session ``request.session`` names and OMERO still knows; None for nobody.

    Guest and the public user are nobody. Raises ``forbidden`` for the accounts that serve us, ``other_database``, and within
    seconds ``omero_unavailable``; ``setup_incomplete``.
    """
    try:
        with open_request_session(require_login(session)) as user:
            return user.person
    except FormsError as fault:
        if fault.code != "login_required":
            raise
        return None
