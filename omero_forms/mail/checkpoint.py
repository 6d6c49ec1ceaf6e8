# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to the auditor with a checkpoint: what it is, and what to do with it. It names no object and nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.mail.words import day_and_time, one_line


def checkpoint_words(
    checkpoint: Checkpoint, made_at: datetime, files: Sequence[str], zone: ZoneInfo, contact: str
) -> dict[str, object]:
    """About one checkpoint, whose note is in the first attached file; the time stamp over it is in the second, where
    there is one.
    """
    note, *stamps = files
    count = f"{checkpoint.size:,} {'record' if checkpoint.size == 1 else 'records'}"
    return {
        "subject": one_line(f"Checkpoint of {checkpoint.origin}: {count}"),
        "lede": (
            f"The attached file {note} is a signed checkpoint of the log {checkpoint.origin}, made "
            f"{day_and_time(made_at, zone)}. It counts {count}. While you keep it, none of them can be altered or taken away "
            "without being noticed, whoever runs the site."
        ),
        "to_do": [
            "Keep the file as it is: its signature is over each byte. You need not read it.",
            *(
                f"Keep {stamp} beside it: in that a time-stamping authority says when it was shown this checkpoint. openssl ts "
                f"-verify -data {note} -in {stamp} -CAfile AUTHORITY.pem checks it."
                for stamp in stamps
            ),
            "To see that nothing was altered since an older one, ask for the proof from that to this: omero-forms verify "
            "--since OLD.txt makes it, and docs/auditor.md of omero-forms says how to check it without omero-forms.",
            "If no such mail comes for some days, ask why.",
        ],
        "why": one_line(
            "you are the auditor of this site (omero.web.forms.auditor)."
            + (f" Questions: {contact}" if contact else "")
        ),
    }
