# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep that somebody gave the fingerprint of a key, which they know from elsewhere."""

from __future__ import annotations

from django.utils import timezone

from omero_forms.domain.errors import error
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.key_chain import KEY_STREAM
from omero_forms.domain.texts import t
from omero_forms.kit.transactions import short_write
from omero_forms.models import DamageRow, TrustedKey
from omero_forms.selectors.key_chain import key_chain


def trust(fingerprint: str) -> None:
    """Nobody is told of that key any more. Raises `request_invalid` for one that no believed record names."""
    found = key_chain().keys.get(fingerprint)
    if found is None:
        raise error(
            "request_invalid",
            message=t("No key of this site has this fingerprint. Compare it letter by letter. Nothing was changed."),
        )
    with short_write():
        TrustedKey.objects.get_or_create(fingerprint=fingerprint, defaults={"given_at": timezone.now()})
        rows = DamageRow.objects.filter(stream__name=KEY_STREAM, kind=DamageKind.ALONE, number=found.number)
        rows.filter(mended_at__isnull=True).update(mended_at=timezone.now())
