# SPDX-License-Identifier: AGPL-3.0-or-later
"""Have a time-stamping authority say when it was shown a checkpoint (RFC 3161).

It knows nothing of the log: what it stamps is the hash of the note as this log has signed it, and as the auditor gets
it by mail. Whether its answer is one is asked before it is kept.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.log.notes import NotProven, to_base64
from omero_forms.kit.posting import post
from omero_forms.selectors.log import MadeCheckpoint

if TYPE_CHECKING:
    from omero_forms.domain.log.stamps import Belief

logger = logging.getLogger(__name__)

QUERY: Final = "application/timestamp-query"
MOST_BYTES: Final = 100_000
"""Of an answer with all its certificates, which has a few thousand."""


def ask_authority(made: MadeCheckpoint) -> str | None:
    """Its answer in base64, which holds the token; None where no authority is named. Raises FormsError, OSError."""
    settings = conf()
    if not settings.time_stamp_authority:
        return None
    # Not before: it takes each process 4 MB, and few sites have an authority.
    from omero_forms.domain.log.stamps import stamp_request, stamped_at

    data = made.note.encode()
    belief = _believed(settings.time_stamp_certificates_path, settings.time_stamp_policy)
    asked = stamp_request(data)
    answer = post(settings.time_stamp_authority, asked.query, content_type=QUERY, most_bytes=MOST_BYTES)
    if answer.status != HTTPStatus.OK:
        raise _refused(f"the authority answers {answer.status}")
    try:
        at = stamped_at(answer.body, data, asked.nonce, belief)
    except NotProven as fault:
        raise _refused(f"the authority: {fault.reason}") from None
    logger.info("checkpoint %d was stamped at %s", made.number, at.isoformat())
    return to_base64(answer.body)


def _believed(file: str, policy: str) -> Belief:
    from omero_forms.domain.log.stamps import Belief

    try:
        belief = Belief.of(Path(file).read_bytes())
    except (OSError, ValueError):
        raise _refused(
            "the file that omero.web.forms.time_stamp_certificates names cannot be read, or holds no certificates "
            "that can be used"
        ) from None
    try:
        return belief.under(policy)
    except ValueError:
        raise _refused("omero.web.forms.time_stamp_policy is no OID that a time stamp can have") from None


def _refused(message: str) -> FormsError:
    return error("setup_incomplete", message=f"{message}.")
