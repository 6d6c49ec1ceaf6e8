# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hand checkpoints to whoever keeps them outside of this site: only what is there proves something against whoever runs
it. The newest one is enough, since it goes on from those before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.kit.due import is_due, put_off
from omero_forms.kit.leases import claim
from omero_forms.models import OutletRow
from omero_forms.selectors.log import AUTHORITY, WITNESS, MadeCheckpoint, latest_checkpoint, stamp_of
from omero_forms.services.log.authority import ask_authority
from omero_forms.services.log.mail import put_mail
from omero_forms.services.log.when import LEASE, OUTLET_PAUSE
from omero_forms.services.log.witness import ask_witness
from omero_forms.services.records.gate import refusal

logger = logging.getLogger(__name__)

Outlet = Callable[[MadeCheckpoint], str | None]
"""Hands a checkpoint over; what came back, None where the settings name nobody. Raises FormsError, OSError where it was
not taken.
"""


def file_name(made: MadeCheckpoint) -> str:
    """What a file of it is called."""
    return f"checkpoint-{made.number}.txt"


def write_file(made: MadeCheckpoint) -> str | None:
    """Into the folder of the settings. It gets its name when it is whole."""
    directory = conf().checkpoint_directory
    if not directory:
        return None
    path = Path(directory) / file_name(made)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(made.note, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return ""


def mail_file(made: MadeCheckpoint) -> str | None:
    """By mail to the auditor, as an attached file: mail programs wrap texts, and a signature is over each byte.

    What the authority answered goes along.
    """
    stamp = stamp_of(made)
    files = {file_name(made): made.note.encode()} | ({} if stamp is None else {f"checkpoint-{made.number}.tsr": stamp})
    return "" if put_mail(made, files) else None


OUTLETS: Mapping[str, Outlet] = MappingProxyType(
    {AUTHORITY: ask_authority, "directory": write_file, "mail": mail_file, WITNESS: ask_witness}
)
"""In this order: what the authority answers goes along with the mail, where it answers at once."""


def hand_out(*, now: datetime | None = None) -> int:
    """Give the newest checkpoint to all who are to get it and have not; to how many. What does not take it is tried
    again later, and keeps nothing else waiting.
    """
    made = latest_checkpoint()
    if made is None or refusal() is not None:
        return 0
    return sum(_give(name, outlet, made, now or timezone.now()) for name, outlet in OUTLETS.items())


def _give(name: str, outlet: Outlet, made: MadeCheckpoint, now: datetime) -> bool:
    row, _ = OutletRow.objects.get_or_create(name=name, number=made.number, defaults={"next_at": now})
    rows = OutletRow.objects.filter(pk=row.pk, given_at__isnull=True)
    lease = claim(rows, LEASE, only_if=is_due(now, OUTLET_PAUSE), now=now)
    if lease is None:
        return False
    try:
        answer = outlet(made)
    except (FormsError, OSError) as fault:
        said = _said(fault)
        logger.warning("checkpoint %d was not handed over (%s): %s", made.number, name, said)
        put_off(lease.held, row.attempts, OUTLET_PAUSE, now=now, last_error=said)
        lease.give_up()
        return False
    if answer is None:
        # Somebody may be named later: that one gets it then.
        lease.delete()
        return False
    lease.release(given_at=now, next_at=None, answer=answer, last_error="")
    OutletRow.objects.filter(name=name, number__lt=made.number, given_at__isnull=True).delete()
    return True


def _said(fault: FormsError | OSError) -> str:
    if isinstance(fault, FormsError):
        return fault.message.rstrip(".")
    return fault.strerror or str(fault) or type(fault).__name__
