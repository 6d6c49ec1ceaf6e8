# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to the auditor about a key that the one before did not sign: which, and how to find out whether it is
meant.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from omero_forms.domain.records.key_chain import ChainedKey, KeyPurpose
from omero_forms.mail.words import day_and_time, one_line

DOES = {KeyPurpose.RECORD: "seals records", KeyPurpose.CHECKPOINT: "signs checkpoints"}


def key_alone_words(
    key: ChainedKey, log: str, file_name: str | None, zone: ZoneInfo, contact: str
) -> dict[str, object]:
    """About one key of the site whose log is called so. In `file_name` the key of the log vouches for it; None where
    that does not.
    """
    vouched = (
        f"In the attached file {file_name}, a signed note, the key that signs checkpoints vouches for it. Check that as you check "
        "a checkpoint, by the key of the log that you know."
        if file_name
        else f"The key {key.vouched_by} vouches for it in the history of the keys"
        + (": that is its own word." if key.is_alone else ".")
    )
    return {
        "subject": one_line(f"A new key of {log} that the one before did not sign"),
        "lede": (
            f"Since {day_and_time(key.since, zone)} another key {DOES[key.purpose]} of the log {log}: {key.fingerprint}. The one before, "
            f"{key.replaces or 'which the records do not name'}, did not sign it, as when it was lost. Whoever broke in would "
            "write you the same."
        ),
        "to_do": [
            "Ask the facility whether it has declared that key lost, by another way than mail and its own pages, and compare the "
            "new fingerprint letter by letter.",
            vouched,
            "If it is right, trust the new fingerprint from now on (verify.py --trust). What the key before it sealed stays proven as "
            "far as the log had it when that was retired.",
            "If nobody there knows of it, believe nothing that is newer than the last checkpoint in your hands, and tell them.",
        ],
        "why": one_line(
            "you are the auditor of this site (omero.web.forms.auditor)."
            + (f" Questions: {contact}" if contact else "")
        ),
    }
