# SPDX-License-Identifier: AGPL-3.0-or-later
"""The OMERO session of somebody who asks the API, and who is logged in to OMERO.web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import Person
from omero_forms.gateway.joined import join
from omero_forms.gateway.sessions import UserSession
from omero_forms.gateway.web import WebLogin, web_login
from omero_forms.kit.omero import omero_calls
from omero_forms.services.access.admission import refuse_other_address, refuse_service_accounts


def require_login(django_session: Mapping[str, Any]) -> WebLogin:
    """The log-in that OMERO.web remembers. Raises `login_required`; the public user is not logged in."""
    login = web_login(django_session)
    if login is None or login.is_public:
        raise error("login_required")
    return login


def open_request_session(login: WebLogin) -> UserSession:
    """Join the user's session; close it after the response, which may keep its connection for the next request.

    Raises `login_required` when OMERO does not know it any more, `forbidden` for the accounts that serve us and
    are nobody's, `other_database` for another server of OMERO.web, `omero_unavailable`, `setup_incomplete`.
    """
    refuse_other_address(login)
    try:
        with omero_calls():
            session = join(login)
    except FormsError as fault:
        if fault.code != "forbidden":
            raise
        # OMERO does not even let its guest ask who it is.
        raise error("login_required") from None
    try:
        refuse_service_accounts(session.person.name)
    except BaseException:
        session.close()
        raise
    return session


def web_person(session: Mapping[str, Any]) -> Person | None:
    """The person whose OMERO session `request.session` names and OMERO still knows; None for nobody.

    Guest and the public user are nobody. Raises `forbidden` for the accounts that serve us, `other_database`, and
    within seconds `omero_unavailable`; `setup_incomplete`.
    """
    try:
        with open_request_session(require_login(session)) as user:
            return user.person
    except FormsError as fault:
        if fault.code != "login_required":
            raise
        return None
