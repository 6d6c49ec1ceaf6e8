# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told of an exemption, when, and that each thing is told once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.kit.clocks import day_of
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import ExemptionRow, OutboxMessage, PolicyRow
from omero_forms.services.mails.exemptions import tell_exemptions
from omero_forms.services.policies.exempt.decide import approve, end, refuse
from omero_forms.services.sweep import sweep
from tests.services.policies.test_exempt import LOST, asked, decided
from tests.support.facility import Facility

pytestmark = pytest.mark.django_db(transaction=True)

GONE = 10**6


def told(mailbox: Mailbox) -> list[tuple[str, str]]:
    """First part of the address and subject of each mail about exemptions, after all is told and sent; those of before
    left out.
    """
    before = len(mailbox.mails)
    for _turn in range(2):
        sweep(Deadline.after(60))
    new = mailbox.mails[before:]
    found = [(one.recipients[0].partition("-")[0], str(one.message["Subject"])) for one in new]
    return sorted(one for one in found if "xemption" in one[1])


def test_owners_are_told_that_one_is_asked_for_and_who_asked_what_became_of_it(
    facility: Facility, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    otto = facility.person("otto", owner_of=("b",))

    def said() -> str:
        """In the newest mail about an exemption."""
        return next(
            text for one in reversed(mailbox.mails) if "xemption" in (text := " ".join(one.part("plain").split()))
        )

    form = facility.form("b")
    one, two = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form))

    known = asked(facility, "anna", one, two)
    assert told(mailbox) == [("otto", "[OMERO] Anna Person asks for an exemption: 2 datasets")]
    assert told(mailbox) == []
    mail = next(one for one in mailbox.mails if "asks for an exemption" in str(one.message["Subject"]))
    for part in (mail.part("plain"), mail.part("html")):
        text = " ".join(part.split())
        assert "Anna Person asks you to excuse 2 datasets of b" in text
        assert "from the policy “Metadata” until" in text
        assert LOST in text
        assert "you own this group" in text
        assert "Data " not in text, "no object is named"
    assert all(len(line) <= 78 for line in mail.part("plain").splitlines() if "://" not in line)

    decided(facility, "otto", approve, known, "Do tell the facility.")
    assert told(mailbox) == [("anna", "[OMERO] Your exemption was approved: 2 datasets")]
    assert "Otto Person approved what you asked for" in said()
    # Whom OMERO does not know any more is called by their name of then.
    ExemptionRow.objects.update(decided_by=GONE, decided_told_at=None)
    OutboxMessage.objects.all().delete()
    assert told(mailbox) == [("anna", "[OMERO] Your exemption was approved: 2 datasets")]
    assert f"{otto.name} approved what you asked for" in said()
    row = ExemptionRow.objects.get()
    noon = timezone.now().replace(hour=12)
    soon = noon + (row.until - day_of(noon)) - timedelta(days=7)
    before: datetime = soon - timedelta(days=1)
    assert tell_exemptions(before) == 0
    # Of a policy that ended nothing becomes due.
    PolicyRow.objects.update(ended_at=before)
    assert tell_exemptions(soon) == 0
    PolicyRow.objects.update(ended_at=None)
    assert (tell_exemptions(soon), tell_exemptions(soon)) == (1, 0)
    assert told(mailbox)[0][0] == "anna"
    decided(facility, "otto", end, known, "It was found.")
    ExemptionRow.objects.update(ended_by=GONE)
    assert told(mailbox) == [("anna", "[OMERO] Your exemption was ended: 2 datasets")]
    assert f"{otto.name} ended your exemption" in said()

    # Their owner's own request goes to the admins: nobody else owns the group.
    asked(facility, "otto", one)
    assert {name for name, _subject in told(mailbox)} >= {"admin@lab.example.org"}
    # What somebody ends themself is no news to them.
    ExemptionRow.objects.filter(asked_by=otto.id).update(
        state="ended", ended_by=otto.id, decided_at=noon, ended_by_name=otto.name
    )
    assert told(mailbox) == []
    assert ExemptionRow.objects.get(asked_by=otto.id).decided_told_at is not None
    monkeypatch.setattr("omero_forms.settings.FORMS_EXEMPTION_MAILS", False)
    other = asked(facility, "anna", two)
    decided(facility, "otto", refuse, other, "No.")
    assert told(mailbox) == []
    assert PolicyRow.objects.get().name == "Metadata"
    assert OutboxMessage.objects.filter(kind="exemption").exclude(state="sent").count() == 0
