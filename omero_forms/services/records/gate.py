# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one gate before everything that is written or mailed: is this the OMERO, and the site, whose forms are kept here?

A copy of a site would otherwise fork its histories, and mail its people.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.sites import Places
from omero_forms.domain.texts import noop, t
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.identity import Identity, check_server, identity, remember_site
from omero_forms.kit.omero import master_session
from omero_forms.kit.transactions import short_write
from omero_forms.selectors.site import places, places_here, recorded_site, site_seen_lately

logger = logging.getLogger(__name__)

UNMADE: Final = noop(
    "This site has no name yet, so nothing is written. An admin has to run omero-forms setup again, and make the "
    "settings that it prints."
)

STOPPERS: Final = frozenset({"omero_unavailable", "setup_incomplete", "other_database", "site_differs", "rebuilding"})
"""Failures that the next piece of work would meet too."""


@contextmanager
def on_its_own(work: str) -> Iterator[None]:
    """What is wrong with one piece of work is logged, and keeps the next one from nothing. Raises the `STOPPERS`."""
    try:
        yield
    except FormsError as fault:
        if fault.code in STOPPERS:
            raise
        logger.info("%s waits: %s", work, fault.code)
    except Exception:
        logger.exception("%s waits", work)


def check_site(master: MasterSession | None = None, known: Identity | None = None) -> Identity:
    """Raise `site_differs` where settings, database, OMERO's newest record of the site and its address disagree;
    `setup_incomplete` before set-up has named the site; `other_database`; `rebuilding` while the database holds a part
    only of what OMERO holds.

    Without a session, the form master's is opened if this process has not looked for a minute: call it before another
    session is. Then it may raise `omero_unavailable`, too. What the database is of is returned: it need not be asked
    again for the same answer. `known` is that, where it was asked before.
    """
    checked = check_place(master, known)
    if checked.is_in_part:
        raise error("rebuilding")
    return checked


def check_place(master: MasterSession | None = None, known: Identity | None = None) -> Identity:
    """As `check_site`, for whoever makes the database anew."""
    known = known or identity()
    if master is None:
        found = site_seen_lately(known.server)
        if found is None:
            with master_session() as opened:
                return check_place(opened, known)
        _judge(places(found, known.site), known.server)
        return known
    known.refuse_other(master.server_uuid)
    _judge(places(recorded_site(master), known.site), master.server_uuid)
    if known.server is None:
        check_server(master.server_uuid)
        return identity()
    return known


def check_mailing() -> None:
    """The same before a mail is sent; while OMERO is away what is known here decides."""
    try:
        check_site()
    except FormsError as fault:
        if is_of_site(fault):
            raise
        _judge(places_here(), None)


def refusal() -> str | None:
    """The code of what keeps this site from writing anything at all; None where nothing does, or it cannot be found
    out now.
    """
    try:
        check_site()
    except FormsError as fault:
        return fault.code if is_of_site(fault) else None
    return None


def is_of_site(fault: FormsError) -> bool:
    """Whether it is this gate that refused: then not even a failure is written down."""
    return fault.code in {"site_differs", "other_database", "needs_newer_version", "rebuilding"} or (
        fault.details.get("problem") == "site_missing"
    )


def _judge(said: Places, server: str | None) -> None:
    if said.is_unmade:
        raise error("setup_incomplete", message=t(UNMADE), details={"problem": "site_missing"})
    if said.differences:
        raise error(
            "site_differs",
            message=t(
                "This looks like a copy of {site}. Nothing is written and nothing is mailed until an admin has said which it is, with omero-forms adopt-site.",
                site=said.original or "another site",
            ),
        )
    if said.database is None and said.record is not None and server is not None:
        # Set-up ran before there was a database, and what it wrote is all there is.
        with short_write():
            remember_site(server, said.record)
