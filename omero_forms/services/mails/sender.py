# SPDX-License-Identifier: AGPL-3.0-or-later
"""From whom our mails come."""

from __future__ import annotations

from email.utils import parseaddr

from omero_forms.conf import conf
from omero_forms.domain.errors import error


def sender_address() -> str:
    """The From of our mails: `omero.web.forms.mail_from`, else OMERO.web's own address.

    Raises:
        FormsError: `setup_incomplete` when neither is set.
    """
    address = conf().mail_from
    if not address:
        raise error(
            "setup_incomplete",
            message="No mail can be sent until omero.web.forms.mail_from is set to the sender's address.",
            details={"problem": "mail_from_missing"},
        )
    return address


def mail_domain() -> str:
    """The domain for Message-ID and List-Id: that of the sender's address."""
    domain = parseaddr(sender_address())[1].rpartition("@")[2]
    return domain or "localhost"
