# SPDX-License-Identifier: AGPL-3.0-or-later
"""From whom our mails come, and to whom they go."""

from __future__ import annotations

from email.utils import parseaddr
from functools import lru_cache

from omero_forms.conf import conf
from omero_forms.domain.addresses import read_address
from omero_forms.domain.errors import error
from omero_forms.domain.sites import Site
from omero_forms.domain.texts import t
from omero_forms.models import OutboxMessage


def sender_address() -> str:
    """The From of our mails: `omero.web.forms.mail_from`, else OMERO.web's own address.

    Raises:
        FormsError: `setup_incomplete` when neither is set.
    """
    address = conf().mail_from
    if not address:
        raise error(
            "setup_incomplete",
            message=t("No mail can be sent until omero.web.forms.mail_from is set to the sender's address."),
            details={"problem": "mail_from_missing"},
        )
    return address


def address_of(message: OutboxMessage, site: Site | None) -> tuple[str, str]:
    """Where a message of this site goes, and its subject. Those of a copy all go to one address, and say so: people in
    it are those of the other site.

    Raises `setup_incomplete` while a copy has no such address.
    """
    if site is None or not site.of:
        return message.recipient, message.subject
    redirect = conf().mail_redirect
    if not redirect:
        raise error(
            "setup_incomplete",
            message=t(
                "No mail can be sent: this is a copy of {of}, and omero.web.forms.mail_redirect names no address.",
                of=site.of,
            ),
            details={"problem": "mail_redirect_missing"},
        )
    return redirect, t("[Copy of {of}] {subject}", of=site.of, subject=message.subject)


def mail_domain() -> str:
    """The domain for Message-ID and List-Id: that of the sender's address, in ASCII."""
    return _domain_of(sender_address())


@lru_cache(maxsize=1)
def _domain_of(sender: str) -> str:
    address = parseaddr(sender)[1]
    return (read_address(address).usable or address).rpartition("@")[2] or "localhost"
