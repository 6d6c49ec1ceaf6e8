# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell owners at once of policies that somebody else made for their groups: one mail about all of them to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import CHOSE_NOTHING, Subject
from omero_forms.domain.events import EventName
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.kit.identity import check_server
from omero_forms.kit.links import forms_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.stop_links import StopLink, stop_address
from omero_forms.kit.transactions import short_write
from omero_forms.mail.new_policies import NewPolicy, asks, new_policy_words
from omero_forms.models import Event, OutboxMessage, PolicyRow
from omero_forms.selectors.policies import as_domain
from omero_forms.selectors.preferences import preferences
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put
from omero_forms.services.mails.readers import Told, reached
from omero_forms.services.records.gate import check_site

POLICY = register(MailKind("policy", "omero_forms/mail/policy"))
BATCH = 500
"""So many policies go into one mail; the next sweep takes the rest."""


def tell_owners() -> int:
    """Put the mails into the outbox; how many. Each policy is told once, whoever looks and however often.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`; then it is told later.
    """
    made = list(Event.objects.filter(name=EventName.POLICY_MADE, processed_at__isnull=True).order_by("pk")[:BATCH])
    if not made:
        return 0
    messages = _messages(made) if conf().tell_new_policies else []
    with short_write():
        rows = Event.objects.filter(pk__in=[one.pk for one in made], processed_at__isnull=True)
        if len(rows.select_for_update()) != len(made):
            return 0  # another sweep has told some of it meanwhile; the next tells the rest
        rows.update(processed_at=timezone.now())
        put(messages)
    return len(messages)


def _messages(made: list[Event]) -> list[OutboxMessage]:
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        people = directory.people(agent)
        groups = {group.id: group for group in directory.groups(agent, known=people)}
    chosen = preferences()
    told = {one.reader.id: one for one in reached(people) if chosen.get(one.reader.id, CHOSE_NOTHING).new_policy}
    rows = PolicyRow.objects.filter(uid__in=[event.details["policy"] for event in made]).prefetch_related("forms__form")
    # One that asks for nothing, and one that ended since, is no news.
    asking = {row.uid: row for row in rows.exclude(requirement=Requirement.NONE).filter(ended_at=None)}
    news: dict[int, list[Event]] = defaultdict(list)
    for event in [one for one in made if one.details["policy"] in asking]:
        group = groups.get(event.group_id or 0)
        for owner in sorted(group.owners if group else ()):
            if owner in told and owner != event.actor_id:
                news[owner].append(event)
    period = f"{made[0].pk}-{made[-1].pk}"
    return [_message(told[owner], events, asking, period) for owner, events in sorted(news.items())]


def _message(owner: Told, events: list[Event], rows: Mapping[str, PolicyRow], period: str) -> OutboxMessage:
    settings = conf()
    url = forms_url(settings)
    policies = [
        NewPolicy(
            name=event.details["name"],
            group=event.details["group"],
            asks=_asks(rows[event.details["policy"]]),
            by=event.actor_full_name or event.actor_name or t("the forms service"),
            url=f"{url}policies/?group={event.group_id}" if url else "",
        )
        for event in events
    ]
    stop_url = stop_address(settings, StopLink(owner.reader.id, Subject.NEW_POLICY))
    return new_message(
        POLICY,
        owner.reader,
        period=period,
        words=new_policy_words(owner.called, policies, stop_url),
        now=timezone.now(),
        stops=Subject.NEW_POLICY,
    )


def _asks(row: PolicyRow) -> str:
    return asks(as_domain(row), [one.form.name for one in row.forms.all()])
