# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails that a campaign would send at its own moments, if nothing is done: made by the very rules and templates
that would make them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from omero_forms.conf import conf
from omero_forms.domain.digests import scene
from omero_forms.domain.digests.shapes import DigestPerson, not_told
from omero_forms.domain.policies.campaigns import Moment, moment_to_tell, moments
from omero_forms.domain.policies.finding_status import OWED
from omero_forms.domain.policies.policy import Level, PolicyTerms, Requirement
from omero_forms.domain.policies.previews import Preview
from omero_forms.gateway.directory import GroupFacts
from omero_forms.kit.clocks import day_of
from omero_forms.kit.links import forms_url
from omero_forms.mail.campaign import CampaignWords, Links, Share, campaign_words
from omero_forms.mail.new_policies import asks
from omero_forms.models import PolicyRow
from omero_forms.selectors.forms import form_names
from omero_forms.services.mails.campaigns import CAMPAIGN, members_to_tell, most_first, owners_to_tell, shares
from omero_forms.services.previews.mails import SHOWN, MailDay, MailPreview, Unreachable, called, people_of


def campaign_mails(
    found: Preview, terms: PolicyTerms, group: GroupFacts, now: datetime, changes: int | None
) -> list[MailDay]:
    """Those of all moments that have not come yet, and of which nobody was told where a campaign is changed. None are
    sent about what is only recommended, or where nothing is open.
    """
    if terms.deadline is None or terms.level is not Level.REQUIRED or terms.requirement is Requirement.NONE:
        return []
    today = day_of(now)
    names = form_names({one.form_id for one in terms.forms})
    asked = asks(terms, [names.get(one.form_id, one.form_id) for one in terms.forms])
    maker = _Maker(found, terms, terms.deadline, asked, group, people_of(group))
    days = [maker.day(moment, day) for moment, day in _to_come(terms, terms.deadline, today, changes)]
    return [one for one in days if one is not None]


def _to_come(terms: PolicyTerms, deadline: date, today: date, changes: int | None) -> list[tuple[Moment, date]]:
    """Its moments, and the days on which they would be told."""
    row = None if changes is None else PolicyRow.objects.get(pk=changes)
    begun = today if row is None else day_of(row.created_at)
    first = max(terms.start or (row.start if row else today), begun)
    told_of, found = row.told_of if row else None, []
    for day in sorted({today, *moments(first, deadline).values()}):
        come = moment_to_tell(first, deadline, day) if day >= today else None
        if come is not None and (told_of is None or told_of < come[1]):
            told_of = come[1]
            found.append((come[0], day))
    return found


@dataclass(frozen=True, slots=True)
class _Maker:
    found: Preview
    terms: PolicyTerms
    deadline: date
    asked: str
    group: GroupFacts
    people: Mapping[int, DigestPerson]

    def day(self, moment: Moment, day: date) -> MailDay | None:
        """What goes out at a moment; None where nothing is open."""
        open_of = Counter(one.owner_id for one in self.found.kept if one.on(day) in OWED)
        if not open_of:
            return None
        owners = {one for one in owners_to_tell(self.terms, self.group.owners) if one in self.people}
        members = {one for one in members_to_tell(self.terms, open_of) if one in self.people}
        not_own = {one: reason for one in members if (reason := scene.own_not_told(self.people[one], day))}
        at_all = {one: reason for one in owners if (reason := scene.not_told(self.people[one]))}
        told = dict(
            shares(self._words(moment, day, open_of), open_of, members - not_own.keys(), owners - at_all.keys())
        )
        longest = sorted(told, key=lambda one: (one not in owners, -told[one].own, one))[:SHOWN]
        unreached = [(one, why) for one, why in sorted((not_own | at_all).items()) if one not in told]
        return MailDay(
            day,
            sum(share.own > 0 for share in told.values()),
            sum(share.is_owner for share in told.values()),
            tuple(self._mail(one, told[one]) for one in longest),
            tuple(Unreachable(called(self.people[one]), not_told(why)) for one, why in unreached),
        )

    def _mail(self, person_id: int, share: Share) -> MailPreview:
        url, person = forms_url(conf()), self.people[person_id]
        # The link that turns a mail off is for its reader alone.
        links = Links(mine=url and f"{url}mine/", report=url and f"{url}dashboard/?group={self.group.id}")
        mail = CAMPAIGN.write(campaign_words(called(person), [share], links))
        return MailPreview(person_id, called(person), share.is_owner, mail.subject, mail.text)

    def _words(self, moment: Moment, day: date, open_of: Mapping[int, int]) -> CampaignWords:
        return CampaignWords(
            policy=self.terms.name,
            group=self.group.name,
            asks=self.asked,
            object_type=self.terms.object_type,
            moment=moment,
            deadline=self.deadline,
            today=day,
            objects=self.found.covered,
            open_of=most_first(open_of, lambda owner: called(self._person(owner))),
        )

    def _person(self, person_id: int) -> DigestPerson:
        return self.people.get(person_id) or DigestPerson(person_id, "", "", "", active=False)
