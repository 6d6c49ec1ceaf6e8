# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who opens the forms of an object sees of the copies on it, and means for them."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.submissions import CopyReason, Written, why_unlike
from omero_forms.gateway import copies
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import PRIVATE, UserSession
from omero_forms.kit.omero import omero_calls
from omero_forms.models import CopyRow, CopyState, RecordState, Submission
from omero_forms.services.records.gate import refusal
from omero_forms.services.submissions.asking import have_repaired

logger = logging.getLogger(__name__)


def see_copies(
    user: UserSession, loaded: LoadedObject, forms: Mapping[str, str], newest: Mapping[str, Submission]
) -> frozenset[str]:
    """Have copies put right that are not as they were written, and those written that waited for the object's owner, if
    that is who looks.

    `forms` says of each form what the namespace of its copies ends in. `newest` is the newest submission of each that
    has one; it tells afterwards how its copy stands. Returns the
    forms that nobody has answered for the object, and that have key-value pairs on it all the same. Never raises for
    want of OMERO: opening a form goes on.
    """
    namespaces = {form: conf().kv_namespace + under for form, under in forms.items()}
    if not namespaces:
        return frozenset()
    try:
        with omero_calls():
            found = copies.find_all(user, loaded.ref, list(namespaces.values()))
    except FormsError as fault:
        logger.warning("copies could not be compared with OMERO: %s", fault.code)
        return frozenset()
    recorded = {form: one for form, one in newest.items() if one.record.state == RecordState.RECORDED}
    is_owner = user.person.id == loaded.owner.id and user.sudoer is None
    for form, one in recorded.items():
        row: CopyRow | None = getattr(one.record.stream, "copy", None)
        if (one.copy_state, one.copy_reason) == (CopyState.NOCOPY, CopyReason.OWNER_AWAITED):
            if is_owner:
                _have_repaired(one, None, as_owner=True)
        elif one.copy_state == CopyState.COPIED and row is not None and row.annotation_id is not None:
            written = Written(row.annotation_id, row.event)
            reason = why_unlike(written, found[namespaces[form]], sees_all=_sees_all(user, loaded, row))
            if reason is not None:
                logger.info("the copy of submission %d is not as it was written: %s", one.pk, reason)
                _have_repaired(one, reason)
    return frozenset(form for form, namespace in namespaces.items() if form not in newest and found[namespace])


def _sees_all(user: UserSession, loaded: LoadedObject, row: CopyRow) -> bool:
    """Whether the user would see the copy. In a private group that is its owner, who owns the group, and admins."""
    is_private = loaded.group.permissions == PRIVATE
    return not is_private or user.is_admin or loaded.group.id in user.owned_groups or row.owner_id == user.person.id


def _have_repaired(one: Submission, reason: CopyReason | None, **more: object) -> None:
    """Let a worker see to the copy at its next sweep; nothing where somebody else saw the same, or a newer one came, or
    in what looks like a copy of a site, whose OMERO lacks what was written since.
    """
    same = Submission.objects.filter(pk=one.pk, copy_state=one.copy_state, copy_reason=one.copy_reason)
    if refusal() is None and have_repaired(same, reason, **more):
        one.refresh_from_db(fields=["copy_state", "copy_reason", "copy_changed_at"])
