# SPDX-License-Identifier: AGPL-3.0-or-later
"""What settings, database and OMERO say of which site this is.

OMERO is asked seldom: the newest record of the site is kept in each process, and whether anything about it was touched
is one small projection, at most once a minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from omero_forms.conf import Conf, conf
from omero_forms.domain.records.format import NO_PREVIOUS, NewerRecord, Record, RecordDamaged, from_rows
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.domain.records.stopping import Stop, history_stopped
from omero_forms.domain.records.verify import NO_CONTENT, is_newer, verify
from omero_forms.domain.sites import SITE_KIND, SITE_STREAM, Places, Site
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.identity import remembered_site
from omero_forms.selectors.keyring import keyring

LOOK_EVERY = 60.0
"""Seconds for which a process believes what it saw of the site's record."""


@dataclass(frozen=True, slots=True)
class RecordedSite:
    """The newest record of a site that OMERO holds and a known key proves; none of `number` 0.

    `is_unproven` where OMERO holds some, and nothing proves one of them.
    """

    site: Site | None = None
    number: int = 0
    digest: str = NO_PREVIOUS
    is_unproven: bool = False


_Key = tuple[str | None, str, int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Look:
    """What this process saw of the record: of which OMERO, by which keys, and when."""

    key: _Key
    seen: StreamPrint
    found: RecordedSite
    at: float


_last: _Look | None = None


def read_site(master: MasterSession, keys: Keyring) -> RecordedSite:
    """What OMERO holds now. Raises `needs_newer_version` where the newest was made by one."""
    newest: Record | None = None
    newer = 0
    is_there = False
    for chunk in gateway.read_annotations(master, SITE_STREAM, gateway.stored_ids(master, SITE_STREAM)):
        for annotation in chunk:
            if not annotation.is_ours:
                continue
            is_there = True
            try:
                record = from_rows(annotation.rows)
            except RecordDamaged:
                continue
            if isinstance(record, NewerRecord):
                newer = max(newer, record.number)
            elif _is_proven(record, master.server_uuid, keys):
                if record.kind != SITE_KIND or is_newer(record):
                    newer = max(newer, record.number)
                elif newest is None or record.number > newest.number:
                    newest = record
    if newer > (newest.number if newest else 0):
        raise history_stopped(Stop.NEWER)
    if newest is None:
        return RecordedSite(is_unproven=is_there)
    told = Told.of(newest)
    return RecordedSite(told.site, newest.number, newest.digest)


def _is_proven(record: Record, server: str, keys: Keyring) -> bool:
    """Without its content, which a redaction may have taken, a record still says which site it is."""
    is_of_site = record.stream == SITE_STREAM and record.server == server
    return is_of_site and set(verify(record, keys)) <= {NO_CONTENT}


def recorded_site(master: MasterSession) -> RecordedSite:
    """What OMERO holds, as this process saw it at most a minute ago. Raises `setup_incomplete` without a key."""
    global _last  # noqa: PLW0603  one answer per process
    keys = keyring()
    key, last = _key(conf(), master.server_uuid, keys), _last
    if last is not None and last.key == key and time.monotonic() - last.at < LOOK_EVERY:
        return last.found
    seen = gateway.head(master, SITE_STREAM)
    is_as_before = last is not None and (last.key, last.seen) == (key, seen)
    found = last.found if last is not None and is_as_before else read_site(master, keys)
    _last = _Look(key, seen, found, time.monotonic())
    return found


def site_seen_lately(server: str | None) -> RecordedSite | None:
    """The same without asking OMERO; None where this process has not looked for more than a minute, or at another
    server.
    """
    last = _last
    if last is None or time.monotonic() - last.at >= LOOK_EVERY:
        return None
    return last.found if last.key == _key(conf(), server, keyring()) else None


def forget_site() -> None:
    """Have OMERO asked the next time, since its record was changed."""
    global _last  # noqa: PLW0603
    _last = None


def _key(settings: Conf, server: str | None, keys: Keyring) -> _Key:
    return server, settings.omero_host, settings.omero_port, frozenset(keys.keys)


def places(recorded: RecordedSite, database: Site | None) -> Places:
    """What each place says, OMERO's beside those that are here; `database` is what that one says."""
    settings = conf()
    return Places(
        setting=settings.site,
        database=database,
        record=recorded.site,
        address=settings.omero_address,
        is_unproven=recorded.is_unproven,
    )


def places_here() -> Places:
    """What each place says that can be asked while OMERO is away; its record is taken to be as the others are."""
    settings = conf()
    database = remembered_site()
    return Places(
        setting=settings.site,
        database=database,
        record=database or Site(settings.site, settings.omero_address),
        address=settings.omero_address,
    )
