# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seal key lies in a file, and whoever replaces the file asks nobody: what seals records is looked at, and told."""

from __future__ import annotations

from omero_forms.domain.errors import FormsError
from omero_forms.domain.events import EventName
from omero_forms.kit.identity import hold_site
from omero_forms.kit.transactions import short_write
from omero_forms.models import Event
from omero_forms.selectors.keys import sealer
from omero_forms.services.events.write import record_event

_OF_KEYS = (EventName.KEY_MADE, EventName.KEY_FOUND)


def tell_key() -> None:
    """Write into the audit which key seals records, where the last thing that it tells is another one, or none.

    So a key that set-up made before there was a database is told too. Nothing happens without a key that can be used.
    """
    try:
        key = sealer().fingerprint
    except FormsError:
        return
    if _last_told() == key:
        return
    with short_write():
        hold_site()
        if _last_told() != key:
            record_event(None, EventName.KEY_FOUND, key=key)


def _last_told() -> str | None:
    last = Event.objects.filter(name__in=_OF_KEYS).order_by("-id").values_list("details__key", flat=True).first()
    return None if last is None else str(last)
