# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where our pages are, for links in mails and in key-value copies."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse

from omero_forms.conf import Conf


def exemptions_url(settings: Conf) -> str:
    """Where exemptions are listed; empty while the address is not set."""
    base = forms_url(settings)
    return base and f"{base}exemptions/"


def forms_url(settings: Conf) -> str:
    """Where our pages are for somebody who does not come from OMERO.web; empty while the address is not set."""
    if not settings.base_url:
        return ""
    path = reverse("omeroforms_base")
    # An OMERO.web below a prefix has it in its paths; the address may name it too.
    prefix = urlsplit(settings.base_url).path
    return settings.base_url + path.removeprefix(prefix)
