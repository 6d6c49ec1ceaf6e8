# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to the auditor about a key that the one before did not sign: which, and how to find out whether it is
meant.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from omero_forms.domain.records.key_chain import ChainedKey, KeyPurpose
from omero_forms.domain.texts import noop, t
from omero_forms.mail.checkpoint import why_the_auditor
from omero_forms.mail.words import day_and_time, one_line

_IS_NEW = {
    KeyPurpose.RECORD: noop(
        "Since {day_and_time} another key seals records of the log {log}: {fingerprint}. The one before, {before}, did not "
        "sign it, as when it was lost. Whoever broke in would write you the same."
    ),
    KeyPurpose.CHECKPOINT: noop(
        "Since {day_and_time} another key signs checkpoints of the log {log}: {fingerprint}. The one before, {before}, did "
        "not sign it, as when it was lost. Whoever broke in would write you the same."
    ),
}


def key_alone_words(
    key: ChainedKey, log: str, file_name: str | None, zone: ZoneInfo, contact: str
) -> dict[str, object]:
    """About one key of the site whose log is called so. In `file_name` the key of the log vouches for it; None where
    that does not.
    """
    return {
        "subject": one_line(t("A new key of {log} that the one before did not sign", log=log)),
        "lede": t(
            _IS_NEW[key.purpose],
            day_and_time=day_and_time(key.since, zone),
            log=log,
            fingerprint=key.fingerprint,
            before=key.replaces or t("which the records do not name"),
        ),
        "to_do": [
            t(
                "Ask the facility whether it has declared that key lost, by another way than mail and its own pages, and "
                "compare the new fingerprint letter by letter."
            ),
            _vouched(key, file_name),
            t(
                "If it is right, trust the new fingerprint from now on (verify.py --trust). What the key before it sealed stays "
                "proven as far as the log had it when that was retired."
            ),
            t(
                "If nobody there knows of it, believe nothing that is newer than the last checkpoint in your hands, and tell "
                "them."
            ),
        ],
        "why": why_the_auditor(contact),
    }


def _vouched(key: ChainedKey, file_name: str | None) -> str:
    if file_name:
        return t(
            "In the attached file {file}, a signed note, the key that signs checkpoints vouches for it. Check that as you check "
            "a checkpoint, by the key of the log that you know.",
            file=file_name,
        )
    if key.is_alone:
        return t(
            "The key {key} vouches for it in the history of the keys: that is its own word.",
            key=key.vouched_by,
        )
    return t("The key {key} vouches for it in the history of the keys.", key=key.vouched_by)
