# SPDX-License-Identifier: AGPL-3.0-or-later
"""The link in a mail opens that very form, through OMERO.web's log-in when nobody is logged in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from demo.smtp import Mailbox
from omero_forms.services.mails.digest.make import make_digest
from omero_forms.services.mails.send import send_message
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_link_leads_through_the_log_in_to_the_form(facility: Facility, mailbox: Mailbox) -> None:
    facility.group("b")
    anna = facility.person("anna", "b")
    form = facility.form("b")
    facility.apply(facility.policy("b", form, tell_member="any"))
    dataset = facility.dataset("anna", "b")
    facility.evaluate("b", LATER)
    for outbox_id in make_digest().outbox_ids:
        send_message(outbox_id=outbox_id)
    (mail,) = mailbox.mails
    link, stop, preferences = re.findall(r"https?://\S+", mail.part("plain"))
    assert stop.startswith("http://127.0.0.1:4080/omero_forms/mail/")
    assert preferences == "http://127.0.0.1:4080/omero_forms/preferences/"
    assert link.startswith("http://127.0.0.1:4080/omero_forms/?")
    assert parse_qs(urlsplit(link).query) == {
        "id": [str(dataset)],
        "type": ["dataset"],
        "form": [form.id],
    }
    path = link.removeprefix("http://127.0.0.1:4080")

    browser = Client()
    asked = browser.get(path)
    assert asked.status_code == 302
    logged_in = browser.post(asked["Location"], {"username": anna.name, "password": anna.name, "server": "1"})
    assert logged_in.status_code == 302
    assert logged_in["Location"] == path
    page = browser.get(logged_in["Location"]).content.decode()

    assert f'data-id="{dataset}"' in page
    assert f'data-form="{form.id}"' in page
