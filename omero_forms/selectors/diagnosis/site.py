# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether this is the site that it seems to be. Asked through :mod:`omero_forms.selectors.diagnosis.ask`."""

from __future__ import annotations

from collections.abc import Iterator

from omero_forms.conf import Conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.identity import identity, remembered_site
from omero_forms.selectors.diagnosis.problem import SETUP, SetupProblem
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.site import RecordedSite, places, read_site

ADOPT = noop(
    "If it is a copy: omero-forms adopt-site --as-copy. If it is that site itself, at a new address or with its settings or "
    "database restored: omero-forms adopt-site --moved."
)


def recorded(master: MasterSession) -> RecordedSite | None:
    """What OMERO holds; None where no key is there that could prove it, which is another question's."""
    try:
        keys = keyring()
    except FormsError:
        return None
    return read_site(master, keys)


def site(found: RecordedSite, current: Conf) -> Iterator[SetupProblem]:
    """Whether settings, database, OMERO's record and its address agree; and, of a copy, where its mails go."""
    known = remembered_site()
    said = places(found, known)
    if said.is_unmade:
        yield SetupProblem("site_missing", t("This site has no name, so nothing is written."), t(SETUP))
    elif said.differences:
        looks_like = t(
            "This looks like a copy of {site}, so nothing is written and nothing is mailed.",
            site=said.original or t("another site"),
        )
        yield SetupProblem("site_differs", " ".join([looks_like, *said.differences]), t(ADOPT))
    elif known is not None and known.of:
        yield SetupProblem(
            "site_is_copy",
            t("This is a copy of {site}. What is submitted here stays here.", site=known.of),
            t("Nothing has to be done. Its mails go to {address}.", address=current.mail_redirect or t("nobody")),
        )
    if identity().is_in_part:
        yield SetupProblem(
            "rebuilding",
            t(
                "The forms database is being made anew from OMERO, and holds a part of it, so nothing is shown or written."
            ),
            t("Wait for omero-forms rebuild to end. If it is not running, run it again: it goes on where it was."),
        )
    if known is not None and known.of and not current.mail_redirect:
        yield SetupProblem(
            "mail_redirect_missing",
            t("This is a copy of {site}, and it is not set where its mails go, so none is sent.", site=known.of),
            "omero config set omero.web.forms.mail_redirect …, then restart the workers.",
        )
