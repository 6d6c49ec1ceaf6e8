# SPDX-License-Identifier: AGPL-3.0-or-later
"""Say what a copy of a site is, once an admin knows: a site of its own, or that site itself at another address.

A copy goes on from the histories that it has, sealed by a key of its own; what the other site sealed stays proven by
the public key of that one. Nothing is asked of the other site, and nothing there changes.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.addresses import read_address
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.log.cosignatures import is_supported, new_ml_dsa_key
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.seals import Sealer, new_private_key, public_keys_from_pem, public_keys_to_pem
from omero_forms.domain.sites import NAME_BYTES, SITE_STREAM, Places, Site, SiteChange, new_site_name
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.database import Tables, tables
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.identity import refuse_other_server, remember_site, remembered_site
from omero_forms.kit.omero import master_session
from omero_forms.kit.private_files import making_private, write_private
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, Stream, TrustedKey
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.keys import former_keys, sealer
from omero_forms.selectors.site import places, read_site
from omero_forms.services.events.write import record_event
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.mark import check_later
from omero_forms.services.records.write import put_right
from omero_forms.services.site.write import write_site

logger = logging.getLogger(__name__)

UNKNOWN = "another site"
"""What a copy says that it is of where nothing that can be proven names that site."""

BUDGET_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Adopted:
    """What the site is now, the settings to make, by key, and what was done, in sentences."""

    site: Site
    settings: dict[str, str]
    done: list[str]


def look(user: UserSession) -> Places:
    """What every place says now. Raises `forbidden` unless `user` is an admin without restrictions."""
    with _asked(user) as master:
        return places(read_site(master, keyring()), remembered_site())


def adopt_as_copy(user: UserSession, *, mail_to: str, directory: Path | None = None) -> Adopted:
    """Make this copy a site of its own: a name, a seal key, and one address for all its mails.

    `directory` is where the key is put, beside the present one if left out. Raises `forbidden`, `request_invalid` for
    an address that cannot be used, `setup_incomplete` where there is no site to be a copy of, `other_database`.
    """
    if not read_address(mail_to).usable:
        raise error(
            "request_invalid", message=f"{mail_to} is no e-mail address that mails can be sent to. Nothing was changed."
        )
    folder = directory or Path(conf().seal_key_path).parent
    with _asked(user) as master:
        adopted = _adopted_before(master, folder)
        if adopted is not None:
            site, keys = adopted
            done = [f"This is the site {site.name} already, a copy of {site.of}. Nothing was written.", _mails(mail_to)]
            return Adopted(site, _settings(site, keys, mail_to), done)
        _bring_together(master)
        found = read_site(master, keyring())
        before = places(found, remembered_site())
        if before.is_unmade:
            raise error(
                "setup_incomplete",
                message="No site has been set up here yet, so this is no copy of one: run omero-forms setup.",
            )
        name = _new_name()
        site = Site(name, before.address, of=before.original or UNKNOWN)
        keys = _make_keys(name, folder)
        write_site(master, user, site, SiteChange.COPY, after=found, sealer=keys.own)
        with short_write():
            _verify_anew(Stream.objects.all())
            remember_site(master.server_uuid, site)
            # The other site's key must not sign those of a copy: there, too, they would count. This admin vouches.
            for fingerprint in (keys.own.fingerprint, Sealer(keys.checkpoint_file.read_bytes()).fingerprint):
                TrustedKey.objects.get_or_create(fingerprint=fingerprint, defaults={"given_at": timezone.now()})
            record_event(
                user,
                EventName.SITE_COPIED,
                site=name,
                of=site.of,
                address=site.address,
                key=keys.own.fingerprint,
            )
    check_later([ensure_stream(SITE_STREAM).name])
    done = [
        f"This is the site {name} now, a copy of {site.of}.",
        f"Made the key that seals its records: {keys.file}. Back it up.",
        f"Made the key that signs its checkpoints: {keys.checkpoint_file}. Back it up, too.",
        f"Wrote the public keys that sealed before into {keys.former_file}.",
        _mails(mail_to),
    ]
    return Adopted(site, _settings(site, keys, mail_to), done)


def _mails(mail_to: str) -> str:
    return f"All its mails go to {mail_to}."


def _settings(site: Site, keys: _Keys, mail_to: str) -> dict[str, str]:
    return {
        "omero.web.forms.site": site.name,
        "omero.web.forms.seal_key": str(keys.file),
        "omero.web.forms.former_keys": str(keys.former_file),
        "omero.web.forms.checkpoint_key": str(keys.checkpoint_file),
        **({} if keys.ml_dsa_file is None else {"omero.web.forms.checkpoint_ml_dsa_key": str(keys.ml_dsa_file)}),
        "omero.web.forms.mail_redirect": mail_to,
    }


def _adopted_before(master: MasterSession, folder: Path) -> tuple[Site, _Keys] | None:
    """What this copy was made already, by the database, its key and the record in OMERO that this key sealed; None
    where they do not all say so. Its settings may not have been made yet, so nothing else knows that key.
    """
    site = remembered_site()
    if site is None or not site.of or site.address != conf().omero_address:
        return None
    files = _key_files(site.name, folder)
    if not all(one.is_file() for one in files if one is not None):
        return None
    file, former_file, checkpoint_file, ml_dsa_file = files
    own = Sealer(file.read_bytes())
    found = read_site(master, Keyring.of([own.public_key, *public_keys_from_pem(former_file.read_bytes())]))
    return (site, _Keys(own, file, former_file, checkpoint_file, ml_dsa_file)) if found.site == site else None


def adopt_moved(user: UserSession) -> Adopted:
    """Let the site that OMERO holds go on here, at the present address, with the present settings and database.

    Nothing is written where nothing differs. Raises `forbidden`, `setup_incomplete` before there is a site,
    `other_database`.
    """
    with _asked(user) as master:
        _bring_together(master)
        found = read_site(master, keyring())
        before = places(found, remembered_site())
        known = before.record or before.database
        if known is None and before.is_unproven:
            # The key was lost for good, and the database with it.
            known = Site(before.setting or _new_name(), before.address)
        if before.is_unmade or known is None:
            raise error(
                "setup_incomplete",
                message="No site has been set up here yet, so none has moved: run omero-forms setup.",
            )
        site = replace(known, address=before.address)
        settings = {} if before.setting == site.name else {"omero.web.forms.site": site.name}
        if not before.differences:
            return Adopted(
                site, settings, [f"This is the site {site.name} at {site.address} already. Nothing was changed."]
            )
        if before.record != site:
            write_site(master, user, site, SiteChange.MOVED, after=found, sealer=sealer())
        with short_write():
            _verify_anew(Stream.objects.all())
            remember_site(master.server_uuid, site)
            record_event(user, EventName.SITE_MOVED, site=site.name, address=site.address)
    check_later([ensure_stream(SITE_STREAM).name])
    return Adopted(site, settings, [f"This is the site {site.name}, at {site.address}."])


def _new_name() -> str:
    return new_site_name(secrets.token_bytes(NAME_BYTES))


@contextmanager
def _asked(user: UserSession) -> Iterator[MasterSession]:
    """The form master, for whom may say what this is, where all is there that it takes."""
    if not user.is_full_admin:
        raise error(
            "forbidden", message="What a copy is, only an OMERO admin without restrictions can say, such as root."
        )
    if tables() is not Tables.CURRENT:
        raise error("database_unavailable", message="The database has no tables yet: run omero-forms migrate first.")
    with master_session() as master:
        if user.server_uuid != master.server_uuid:
            raise error("other_database")
        refuse_other_server(master.server_uuid)
        yield master


def _bring_together(master: MasterSession) -> None:
    """The records of the site in OMERO and in the database, each as the other proves it. Where they contradict each
    other, as when one of them was copied again, those of OMERO count.
    """
    known = Stream.objects.filter(name=SITE_STREAM, last_number__gt=0)
    if not known.exists():
        return
    _verify_anew(known)
    try:
        put_right(SITE_STREAM, master=master, deadline=Deadline.after(BUDGET_SECONDS))
    except FormsError as fault:
        if fault.code != "history_stopped":
            raise
        logger.warning("the database has other records of the site than OMERO, and forgets them")
        with short_write():
            RecordRow.objects.filter(stream__in=known).delete()
            known.delete()


def _verify_anew(streams: QuerySet[Stream]) -> None:
    """Have each read whole before it is built upon: two copies of an OMERO go on with the same ids and events, so that
    what tells whether a stream was touched since may be the same in both.
    """
    streams.update(verified={})


@dataclass(frozen=True, slots=True)
class _Keys:
    own: Sealer
    file: Path
    former_file: Path
    checkpoint_file: Path
    ml_dsa_file: Path | None
    """Where the other site has such a key"""


def _key_files(name: str, directory: Path) -> tuple[Path, Path, Path, Path | None]:
    seal, former, checkpoint, ml_dsa = (
        directory / f"{what}-{name}.pem"
        for what in ("seal-key", "former-keys", "checkpoint-key", "checkpoint-ml-dsa-key")
    )
    return seal, former, checkpoint, ml_dsa if conf().checkpoint_ml_dsa_key_path and is_supported() else None


def _make_keys(name: str, directory: Path) -> _Keys:
    """Keys for the copy, beside those of the other site, and all public keys that sealed so far. No file is written
    over. What the copy counts in its log, the other site has not signed.
    """
    file, former_file, checkpoint_file, ml_dsa_file = _key_files(name, directory)
    with making_private():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(former_file, public_keys_to_pem([sealer().public_key, *former_keys()]))
    key = new_private_key()
    write_private(file, key)
    write_private(checkpoint_file, new_private_key())
    if ml_dsa_file is not None:
        write_private(ml_dsa_file, new_ml_dsa_key())
    return _Keys(Sealer(key), file, former_file, checkpoint_file, ml_dsa_file)
