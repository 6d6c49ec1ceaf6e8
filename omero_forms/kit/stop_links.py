# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links in mails by which their readers stop them without logging in.

A link names a person and what its mail is about, and is signed by a key that does nothing else. Whoever has it can
silence that mail, and do nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.signing import BadSignature, TimestampSigner

from omero_forms.conf import Conf
from omero_forms.domain.digests.preferences import Subject
from omero_forms.domain.errors import FormsError, error
from omero_forms.kit.links import forms_url

LIVES = timedelta(days=60)
"""How long a link of a mail can be used; there is a newer mail by then."""

ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts to such an address, and nothing else (RFC 8058)."""

KEY_BYTES = 32
_SALT = "omero-forms stop link 1"


@dataclass(frozen=True, slots=True)
class StopLink:
    """Whose mails about what it silences."""

    person_id: int
    subject: Subject


def link_key(current: Conf) -> str:
    """The key that the settings name. Raises `setup_incomplete` where it is missing, or is none."""
    try:
        text = Path(current.link_key_path).read_text(encoding="ascii").strip() if current.link_key_path else ""
        enough = len(bytes.fromhex(text)) >= KEY_BYTES
    except (OSError, ValueError):
        enough = False
    if not enough:
        raise error("setup_incomplete", details={"problem": "link_key_missing"})
    return text


def stop_address(current: Conf, link: StopLink) -> str:
    """The address of a link, for the mail that it stops; empty while no key is set, or not where our pages are."""
    base = forms_url(current)
    try:
        return f"{base}mail/{_signer(current).sign_object([link.person_id, link.subject.value])}/" if base else ""
    except FormsError:
        return ""


def read_stop_link(current: Conf, token: str) -> StopLink | None:
    """What a link names; None for one that has ended, or that was not made by this site."""
    try:
        person_id, subject = _signer(current).unsign_object(token, max_age=LIVES)
        return StopLink(int(person_id), Subject(subject))
    except (BadSignature, ValueError, TypeError):
        return None


def _signer(current: Conf) -> TimestampSigner:
    # A copy of a site may have its key; its links are others.
    return TimestampSigner(key=link_key(current), sep=".", salt=f"{_SALT} {current.site}", fallback_keys=[])
