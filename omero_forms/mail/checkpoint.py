# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to the auditor with a checkpoint: what it is, and what to do with it. It names no object and nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.domain.texts import t, tn
from omero_forms.mail.words import day_and_time, one_line


def checkpoint_words(
    checkpoint: Checkpoint, made_at: datetime, files: Sequence[str], zone: ZoneInfo, contact: str
) -> dict[str, object]:
    """About one checkpoint, whose note is in the first attached file; the time stamp over it is in the second, where
    there is one.
    """
    note, *stamps = files
    count = tn("{n} record", "{n} records", checkpoint.size)
    return {
        "subject": one_line(t("Checkpoint of {log}: {records}", log=checkpoint.origin, records=count)),
        "lede": t(
            "The attached file {file} is a signed checkpoint of the log {log}, made {day_and_time}. It counts {records}. While "
            "you keep it, none of them can be altered or taken away without being noticed, whoever runs the site.",
            file=note,
            log=checkpoint.origin,
            day_and_time=day_and_time(made_at, zone),
            records=count,
        ),
        "to_do": [
            t("Keep the file as it is: its signature is over each byte. You need not read it."),
            *(
                t(
                    "Keep {stamp} beside it: in that a time-stamping authority says when it was shown this checkpoint. {command} "
                    "checks it.",
                    stamp=stamp,
                    # no text: a command
                    command=f"openssl ts -verify -data {note} -in {stamp} -CAfile AUTHORITY.pem",
                )
                for stamp in stamps
            ),
            t(
                "To see that nothing was altered since an older one, ask for the proof from that to this: {command} makes it, "
                "and docs/auditor.md of omero-forms says how to check it without omero-forms.",
                command="omero-forms verify --since OLD.txt",  # no text: a command
            ),
            t("If no such mail comes for some days, ask why."),
        ],
        "why": why_the_auditor(contact),
    }


def why_the_auditor(contact: str) -> str:
    """Why the auditor gets a mail, and whom they may ask."""
    said = [t("you are the auditor of this site (omero.web.forms.auditor).")]
    if contact:
        said.append(t("Questions: {contact}", contact=contact))
    return one_line(" ".join(said))
