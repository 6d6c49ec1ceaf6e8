# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may use the forms at all: people of the one OMERO server whose forms are kept."""

from __future__ import annotations

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.domain.texts import t
from omero_forms.gateway.web import WebLogin
from omero_forms.selectors.nobody import is_nobody, serves_the_forms


def refuse_other_address(login: WebLogin) -> None:
    """Raise `other_database` for a log-in to another server of `omero.web.server_list` than its first.

    Ask before connecting: the breaker speaks of the first server, and a dead second one must not open it.
    """
    settings = conf()
    if (login.host, login.port) != (settings.omero_host, settings.omero_port):
        raise error("other_database")


def refuse_service_accounts(name: str) -> None:
    """Raise `login_required` for the accounts that are nobody, `forbidden` for those that serve us."""
    if is_nobody(name):
        raise error("login_required")
    if serves_the_forms(name):
        raise error("forbidden", message=t("This account belongs to the forms service. Log in as a person."))
