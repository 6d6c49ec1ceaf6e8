# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public keys whose signatures make a checkpoint one of this log."""

from __future__ import annotations

import logging

from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.notes import ED25519, VerifierKey
from omero_forms.models import RecordRow, RecordState
from omero_forms.selectors.keys import checkpoint_signer
from omero_forms.selectors.proven import Prover

logger = logging.getLogger(__name__)


def checkpoint_keys(origin: str, prover: Prover | None = None) -> tuple[VerifierKey, ...]:
    """That of the settings, and those that the history of the keys names; none where there is no key at all."""
    public_keys = []
    try:
        public_keys.append(checkpoint_signer(origin).key.public_key)
    except FormsError as fault:
        logger.warning("the key that signs checkpoints cannot be used: %s", fault.code)
    prover = prover or Prover()
    rows = RecordRow.objects.select_related("stream").filter(stream__name="key", kind="key.added")
    for row in rows.filter(state=RecordState.RECORDED).order_by("number"):
        sound = prover.record(row)
        payload = {} if sound is None else sound.payload_json()
        if payload.get("purpose") == "checkpoint":
            public_keys.append(bytes.fromhex(payload["public_key"]))
    return tuple(VerifierKey(origin, ED25519, one) for one in dict.fromkeys(public_keys))
