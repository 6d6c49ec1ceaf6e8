# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a history is shown: does OMERO still hold what was verified?

One projection for all histories of an answer. Where it tells something else, a worker reads the stream whole; what is
shown meanwhile is what the seals prove, with a word that it is being checked.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from enum import StrEnum

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.prints import StreamPrint
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.identity import check_server
from omero_forms.kit.omero import master_session
from omero_forms.models import Stream
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.mark import check_later, is_as_verified, is_being_written

logger = logging.getLogger(__name__)


class Check(StrEnum):
    """Whether a history is as it was verified, is being checked, or cannot be looked at now."""

    SOUND = "sound"
    CHECKING = "checking"
    UNKNOWN = "unknown"


def look(names: Collection[str]) -> dict[str, Check]:
    """What is known of each stream at this moment. Never raises for want of OMERO or set-up: opening a form goes on."""
    if not names:
        return {}
    try:
        with master_session() as master:
            check_server(master.server_uuid)
            found = gateway.fingerprints(master, sorted(set(names)))
            streams = {one.name: one for one in Stream.objects.filter(name__in=list(found))}
            differing = [name for name, seen in found.items() if not _is_sound(streams.get(name), seen, master)]
    except FormsError as fault:
        logger.warning("histories could not be compared with OMERO: %s", fault.code)
        return dict.fromkeys(names, Check.UNKNOWN)
    for name in differing:
        # OMERO may know a history that the database lost.
        if name not in streams:
            ensure_stream(name)
    check_later(differing)
    waiting = {one.name for one in streams.values() if one.check_due_at is not None}
    return {name: Check.CHECKING if name in waiting or name in differing else Check.SOUND for name in found}


def have_compared(name: str) -> Check:
    """Have a worker compare a stream with OMERO, some of which nothing in the database proves."""
    check_later([name])
    return Check.CHECKING


def _is_sound(stream: Stream | None, found: StreamPrint, master: MasterSession) -> bool:
    if is_as_verified(stream, found):
        return True
    return stream is not None and is_being_written(stream, found, master)
