# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who opens the forms of an object means for the copies on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import CopyState, Submission


def see_copies(user: UserSession, loaded: LoadedObject, newest: Iterable[Submission]) -> None:
    """Have copies that waited for the object's owner written, now that the owner is here and sees what was submitted.

    Of each form give the newest submission; it tells afterwards how its copy stands.
    """
    if user.person.id != loaded.owner.id or user.sudoer is not None:
        return
    for one in newest:
        if (one.copy_state, one.copy_reason) == (CopyState.NOCOPY, CopyReason.OWNER_AWAITED):
            _have_repaired(one, "", as_owner=True)


def _have_repaired(one: Submission, reason: str, **changes: object) -> None:
    """Let a worker see to the copy at its next sweep; nothing where somebody else saw the same, or a newer one came."""
    now = timezone.now()
    changes |= {"copy_state": CopyState.REPAIR, "copy_reason": reason, "copy_changed_at": now, "next_at": now}
    same = Submission.objects.filter(pk=one.pk, copy_state=one.copy_state, copy_reason=one.copy_reason)
    if same.update(attempts=0, **changes):
        for name, value in changes.items():
            setattr(one, name, value)
