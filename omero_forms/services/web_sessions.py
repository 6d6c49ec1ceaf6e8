# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is logged in to OMERO.web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import Person
from omero_forms.gateway.sessions import open_user_session
from omero_forms.gateway.web import web_login
from omero_forms.services.breaker import guard


def web_person(session: Mapping[str, Any]) -> Person | None:
    """The person whose OMERO session ``request.session`` names and OMERO still knows; None for nobody.

    The public user is nobody. Raises ``omero_unavailable`` within seconds, ``setup_incomplete``.
    """
    login = web_login(session)
    if login is None or login.is_public:
        return None
    try:
        with guard(), open_user_session(login.session_key, login.host, login.port) as user:
            person = user.person
    except FormsError as fault:
        if fault.code != "login_required":
            raise
        return None
    return None if person.name in {"guest", conf().public_user} else person
