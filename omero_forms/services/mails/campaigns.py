# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell people of campaigns at their moments: members of what they have open, owners of the group how far it has got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import CHOSE_NOTHING, Cadence, Preference, Subject
from omero_forms.domain.policies.campaigns import Moment, moment_to_tell
from omero_forms.domain.policies.finding_status import OWED
from omero_forms.domain.policies.policy import PolicyTerms, TellMember
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.directory import GroupFacts, PersonFacts
from omero_forms.kit.clocks import day_of
from omero_forms.kit.identity import check_server
from omero_forms.kit.links import forms_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.stop_links import StopLink, stop_address
from omero_forms.kit.transactions import short_write
from omero_forms.mail.campaign import CampaignWords, Links, Share, campaign_words
from omero_forms.mail.new_policies import asks
from omero_forms.models import Finding, OutboxMessage, PolicyRow
from omero_forms.selectors.campaigns import campaigns, first_day
from omero_forms.selectors.policies import as_domain
from omero_forms.selectors.preferences import preferences
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put
from omero_forms.services.mails.readers import Told, reached
from omero_forms.services.records.gate import check_site

CAMPAIGN = register(MailKind("campaign", "omero_forms/mail/campaign"))


@dataclass(frozen=True, slots=True)
class _Due:
    """A campaign at a moment of which nobody was told, and the numbers of its open objects by owner."""

    row: PolicyRow
    deadline: date
    moment: Moment
    day: date
    open_of: Mapping[int, int]


def tell_campaigns(now: datetime | None = None) -> int:
    """Put the mails into the outbox; how many. Each person is told once of a moment, whoever looks and however often,
    and nobody where nothing is open. From the time of day on at which digests are made.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`; then it is told later.
    """
    moment = now or timezone.now()
    due = _due(moment)
    if not due:
        return 0
    teller = _teller(moment) if any(one.open_of for one in due) else None
    return sum(_mark(some, teller.messages(some) if teller else []) for some in _together(due))


def _due(now: datetime) -> list[_Due]:
    settings = conf()
    today = day_of(now)
    is_time = now.astimezone(settings.zone).time() >= settings.digest_at
    rows = campaigns().filter(deadline__gte=today, ended_at=None, evaluated_at__isnull=False)
    found = []
    for row in rows.prefetch_related("forms__form").order_by("pk") if is_time else ():
        if row.deadline is None:
            continue
        come = moment_to_tell(first_day(row), row.deadline, today)
        if come is not None and (row.told_of is None or row.told_of < come[1]):
            found.append(_Due(row, row.deadline, *come, _open(row)))
    return found


def _together(due: list[_Due]) -> list[list[_Due]]:
    """What is told in one mail: all groups of a site-wide campaign that have come to the same moment."""
    found: dict[tuple[object, ...], list[_Due]] = defaultdict(list)
    for one in due:
        key = (one.row.pk,) if one.row.site_policy_id is None else ("site", one.row.site_policy_id, one.moment, one.day)
        found[key].append(one)
    return list(found.values())


def _open(row: PolicyRow) -> dict[int, int]:
    findings = Finding.objects.filter(policy=row, closed_at=None, status__in=OWED)
    return dict(findings.order_by("owner_id").values_list("owner_id").annotate(number=Count("pk")))


def _mark(due: list[_Due], messages: list[OutboxMessage]) -> int:
    """Say that people were told, and put their mails; unless another sweep did, of any of it."""
    day = due[0].day
    untold = PolicyRow.objects.filter(Q(told_of=None) | Q(told_of__lt=day), pk__in=[one.row.pk for one in due])
    with short_write():
        if untold.filter(ended_at=None).update(told_of=day) != len(due):
            transaction.set_rollback(True)
            return 0
        put(messages)
    return len(messages)


def members_to_tell(terms: PolicyTerms, open_of: Mapping[int, int]) -> AbstractSet[int]:
    """Who is told of their own open objects, unless they chose not to be."""
    return open_of.keys() if terms.tell_member is not TellMember.NEVER else frozenset()


def owners_to_tell(terms: PolicyTerms, owners: frozenset[int]) -> frozenset[int]:
    """Those of a group's owners who are told how far it has got: none by a policy that tells nobody anything."""
    return owners if terms.tell_member is not TellMember.NEVER or terms.tell_owner_above is not None else frozenset()


def shares(
    campaign: CampaignWords, open_of: Mapping[int, int], members: AbstractSet[int], owners: AbstractSet[int]
) -> Iterator[tuple[int, Share]]:
    """What each of these members and owners is told of a campaign in one group."""
    for one in members | owners:
        yield one, Share(campaign, open_of[one] if one in members else 0, one in owners)


def most_first(open_of: Mapping[int, int], called: Callable[[int], str]) -> list[tuple[str, int]]:
    """What people are called, and how many of their objects are open."""
    numbers = sorted(open_of.items(), key=lambda one: (-one[1], one[0]))
    return [(called(owner), number) for owner, number in numbers]


def _teller(now: datetime) -> _Teller:
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        people = directory.people(agent)
        groups = directory.groups(agent, known=people)
    return _Teller(
        {one.id: one for one in people},
        {one.reader.id: one for one in reached(people)},
        {one.id: one for one in groups},
        preferences(),
        now,
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    people: Mapping[int, PersonFacts]
    reached: Mapping[int, Told]
    groups: Mapping[int, GroupFacts]
    chosen: Mapping[int, Preference]
    now: datetime

    def messages(self, due: list[_Due]) -> list[OutboxMessage]:
        """One to each who is told anything."""
        told: dict[int, list[tuple[_Due, Share]]] = defaultdict(list)
        for one in due:
            if one.open_of and (group := self.groups.get(one.row.group_id)) is not None:
                for person, share in self._shares(one, group):
                    told[person].append((one, share))
        return [self._message(self.reached[one], told[one]) for one in sorted(told) if one in self.reached]

    def _shares(self, due: _Due, group: GroupFacts) -> Iterator[tuple[int, Share]]:
        terms = as_domain(due.row)
        members = {one for one in members_to_tell(terms, due.open_of) if self._is_told_as_member(one, group)}
        return shares(self._words(due, group), due.open_of, members, owners_to_tell(terms, group.owners))

    def _is_told_as_member(self, person: int, group: GroupFacts) -> bool:
        """Unless they chose not to be, or have left the group."""
        known = self.people.get(person)
        if known is None or not (known.is_admin or known in group.members):
            return False
        preference = self.chosen.get(person, CHOSE_NOTHING)
        return preference.cadence is not Cadence.OFF and not preference.is_paused(day_of(self.now))

    def _message(self, told: Told, shares: list[tuple[_Due, Share]]) -> OutboxMessage:
        settings = conf()
        url = forms_url(settings)
        first = shares[0][0]
        # As with a digest: what is told of groups that somebody owns cannot be stopped.
        stops = Subject.DIGEST if any(share.own for _due, share in shares) else None
        owned = [due.row for due, share in shares if share.is_owner]
        of_one = f"?group={owned[0].group_id}&policy={owned[0].pk}" if len(owned) == 1 else ""
        links = Links(
            mine=url and f"{url}mine/",
            report=url and f"{url}dashboard/{of_one}",
            stop=stop_address(settings, StopLink(told.reader.id, stops)) if stops else "",
        )
        return new_message(
            CAMPAIGN,
            told.reader,
            period=f"{first.row.uid}-{first.moment.value}",
            words=campaign_words(told.called, [share for _due, share in shares], links),
            now=self.now,
            stops=stops,
        )

    def _words(self, due: _Due, group: GroupFacts) -> CampaignWords:
        row = due.row
        return CampaignWords(
            policy=row.name,
            group=group.name,
            asks=asks(as_domain(row), [one.form.name for one in row.forms.all()]),
            object_type=ObjectType(row.object_type),
            moment=due.moment,
            deadline=due.deadline,
            today=day_of(self.now),
            objects=Finding.objects.filter(policy=row, closed_at=None).count(),
            open_of=most_first(due.open_of, self._called),
        )

    def _called(self, person: int) -> str:
        known = self.people.get(person)
        return t("person {number}", number=person) if known is None else known.full_name or known.name
