# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that seal records and sign checkpoints, for admins. They change on the host, where their files are."""

from __future__ import annotations

from django.http import HttpRequest

from omero_forms.api.auth import user_of
from omero_forms.api.error_shapes import READ_ERRORS, ErrorOut
from omero_forms.api.routing import Router
from omero_forms.api.shapes import Shape, UtcTime
from omero_forms.domain.records.key_chain import KeyPurpose
from omero_forms.selectors.key_chain import all_keys
from omero_forms.services.access.permissions import require_admin

router = Router(tags=["integrity"])


class KeyOut(Shape):
    """One key. `until` and `log_size` are null while it counts; `records` is what it sealed, or the checkpoints that it
    signed; `is_alone`: the key before it did not sign it, and nobody gave its fingerprint.
    """

    fingerprint: str
    purpose: KeyPurpose
    since: UtcTime
    until: UtcTime | None
    log_size: int | None
    records: int
    is_alone: bool


class KeysOut(Shape):
    """All that were ever recorded, in the order in which they came."""

    keys: list[KeyOut]


@router.get("integrity/keys", response={200: KeysOut, READ_ERRORS: ErrorOut})
def list_keys(request: HttpRequest) -> KeysOut:
    """Which keys seal and sign, and did before."""
    require_admin(user_of(request))
    return KeysOut(keys=[KeyOut.model_validate(one) for one in all_keys()])
