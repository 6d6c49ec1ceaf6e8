# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look-alikes of records in the store that belong to somebody else than the form master.

The form master does not see them, and they count for nothing; an admin who wants to be told of tampering wants to know
of them. So the form agent looks, in a worker, at what came into the store since it looked last.
"""

from __future__ import annotations

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.gateway import records as gateway
from omero_forms.kit.omero import agent_session, master_session
from omero_forms.models import RecordRow, Server, Stream
from omero_forms.services.records.damage import former_holders, note
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.mark import check_later


def look_for_strangers() -> int:
    """Note the look-alikes that carry the name of a known stream; how many there were.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`.
    """
    with master_session() as master:
        check_site(master)
        store, person = master.store_group, master.person
    server = Server.objects.get()
    with agent_session() as agent:
        found = gateway.of_others(agent, store, person.id, since=server.store_seen)
    if not found:
        return 0
    streams = {one.name: one for one in Stream.objects.filter(name__in={one.stream for one in found})}
    for one in found:
        stream = streams.get(one.stream)
        if stream is not None:
            _note(stream, one.annotation_id)
    Server.objects.filter(pk=server.pk).update(store_seen=max(one.annotation_id for one in found))
    return len(found)


def _note(stream: Stream, annotation_id: int) -> None:
    """A look-alike is forged, unless it is a record of ours that was given away: the stream lacks that one, and says
    so.
    """
    if annotation_id in former_holders(stream):
        return
    if RecordRow.objects.filter(stream=stream, annotation_id=annotation_id).exists():
        check_later([stream.name])
    else:
        note(stream, [Damage(DamageKind.FORGED, None, annotation_id, "")])
