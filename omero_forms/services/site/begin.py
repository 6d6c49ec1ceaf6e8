# SPDX-License-Identifier: AGPL-3.0-or-later
"""Give a site its name, once: what set-up does of it, before or after there is a database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from omero_forms.conf import Conf, Secret
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import Sealer
from omero_forms.domain.sites import NAME_BYTES, SITE_STREAM, Site, SiteChange, is_site_name, new_site_name
from omero_forms.gateway.sessions import UserSession, open_master
from omero_forms.kit.private_files import write_private
from omero_forms.models import Stream
from omero_forms.selectors.keys import former_keys
from omero_forms.selectors.site import RecordedSite, read_site
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.mark import check_later
from omero_forms.services.site.write import write_site

ADOPT = (
    "If this is a copy, make all settings, run omero-forms migrate, and then omero-forms adopt-site --as-copy; if it is that "
    "site itself, omero-forms adopt-site --moved. Until then nothing is written and nothing is mailed."
)


KEPT = "site"
"""The file that keeps the name for another set-up on this host, before anybody has made the settings."""


@dataclass(frozen=True, slots=True)
class Begun:
    """`name` is what the setting has to say, empty where that is for an admin to decide; `made` the site, if it is
    new.
    """

    name: str
    said: str
    made: Site | None = None


def begin_site(user: UserSession, current: Conf, master: tuple[str, Secret], sealer: Sealer, directory: Path) -> Begun:
    """The name of the site, made and recorded where OMERO holds none. `master` are the form master's name and password.

    What OMERO holds already is never taken over unless the settings say the same, or an earlier set-up here, which kept
    the name in `directory`: it may be a copy of that site.
    """
    kept = directory / KEPT
    name = current.site or _kept(kept)
    host, port = user.address
    session = open_master(
        replace(current, omero_host=host, omero_port=port, master_user=master[0], master_password=master[1])
    )
    try:
        found = read_site(session, Keyring.of([sealer.public_key, *former_keys()]))
        if found.site is None and not found.is_unproven:
            site = Site(name or new_site_name(secrets.token_bytes(NAME_BYTES)), current.omero_address)
            write_private(kept, f"{site.name}\n".encode())
            write_site(session, user, site, SiteChange.MADE, after=found, sealer=sealer)
            return Begun(site.name, f"Named this site {site.name}.", site)
    finally:
        session.wire.close()
    return Begun(name, _said(found, name, current.omero_address))


def _kept(file: Path) -> str:
    """Empty where there is no name in it."""
    try:
        name = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if is_site_name(name) else ""


def take_over_site() -> None:
    """Let the workers read the record that set-up wrote to OMERO, once: there may have been no database then."""
    if not Stream.objects.filter(name=SITE_STREAM).exists():
        check_later([ensure_stream(SITE_STREAM).name])


def _said(found: RecordedSite, name: str, address: str) -> str:
    if found.site is None:
        return f"OMERO holds records of a site that the key here did not seal. {ADOPT}"
    if found.site.name != name:
        here = f"the settings here say {name}" if name else "no setting here says so"
        return f"OMERO holds the site {found.site.name}, and {here}. {ADOPT}"
    if found.site.address != address:
        return f"The OMERO of {name} is at {found.site.address}, this one at {address}. {ADOPT}"
    return f"This is the site {name}."
