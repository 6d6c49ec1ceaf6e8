# SPDX-License-Identifier: AGPL-3.0-or-later
"""From whom our mails come, and where they lead."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.urls import reverse

from omero_forms.conf import Conf, conf
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


def forms_url(settings: Conf) -> str:
    """Where our pages are for somebody who reads a mail; empty while the address is not set."""
    if not settings.base_url:
        return ""
    path = reverse("omeroforms_base")
    # An OMERO.web below a prefix has it in its paths; the address may name it too.
    prefix = urlsplit(settings.base_url).path
    return settings.base_url + path.removeprefix(prefix)
