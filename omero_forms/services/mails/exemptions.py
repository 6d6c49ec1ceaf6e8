# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell people of exemptions at once, through the outbox: owners that one is asked for, whoever asked what was decided,
and, in the week before, that it ends. Each once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.exemptions import WARNED_BEFORE, ExemptionState, is_to_warn
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import directory
from omero_forms.gateway.directory import PersonFacts
from omero_forms.kit.clocks import day_of
from omero_forms.kit.identity import check_server
from omero_forms.kit.links import exemptions_url
from omero_forms.kit.omero import agent_session
from omero_forms.kit.transactions import short_write
from omero_forms.mail.exemption import ExemptionWords, asked_words, decided_words, ending_words
from omero_forms.models import ExemptionRow, OutboxMessage
from omero_forms.services.mails.kinds import MailKind, register
from omero_forms.services.mails.outbox import new_message, put
from omero_forms.services.mails.readers import Told, admins, reached
from omero_forms.services.records.gate import check_site

EXEMPTION = register(MailKind("exemption", "omero_forms/mail/exemption"))

BATCH = 200
"""So many are told of at a time; the next sweep takes the rest."""

_DECIDED = (ExemptionState.APPROVED, ExemptionState.REFUSED, ExemptionState.ENDED)


def tell_exemptions(now: datetime | None = None) -> int:
    """Put the mails into the outbox; how many. Each thing is told once, whoever asks and however often; while the
    setting keeps mails from being made, it counts as told.

    Raises `omero_unavailable`, `setup_incomplete`, `other_database`, `site_differs`; then it is told later.
    """
    moment = now or timezone.now()
    today = day_of(moment)
    untold = ExemptionRow.objects.filter(_untold(today)).select_related("policy").order_by("asked_at", "pk")
    rows = list(untold[:BATCH])
    if not rows:
        return 0
    if not conf().exemption_mails:
        for row in rows:
            _mark(row, today, moment, [])
        return 0
    check_site()
    with agent_session() as agent:
        check_server(agent.server_uuid)
        people = directory.people(agent)
        groups = directory.groups(agent, known=people)
    teller = _Teller({one.id: one for one in people}, {one.id: one.owners for one in groups}, today, moment)
    return sum(_mark(row, today, moment, teller.messages(row)) for row in rows)


def _untold(today: date) -> Q:
    asked = Q(state=ExemptionState.ASKED, asked_told_at=None)
    decided = Q(state__in=_DECIDED, decided_at__isnull=False, decided_told_at=None)
    last_days = (today, today + WARNED_BEFORE)
    ends = Q(state=ExemptionState.APPROVED, warned_at=None, policy__ended_at=None, until__range=last_days)
    return asked | decided | ends


def _ends(row: ExemptionRow) -> bool:
    """Whether its end is still to be told of. Of a policy that ended nothing becomes due with it."""
    return row.state == ExemptionState.APPROVED and row.warned_at is None and row.policy.ended_at is None


def _mark(row: ExemptionRow, today: date, now: datetime, messages: Collection[OutboxMessage]) -> int:
    """Say of what a row has to tell now that it was told, and put its mails; unless another sweep did."""
    told = {"asked_told_at": now} if row.asked_told_at is None else {}
    if row.state in _DECIDED and row.decided_told_at is None:
        told["decided_told_at"] = now
    if _ends(row) and row.until <= today + WARNED_BEFORE:
        told["warned_at"] = now
    with short_write():
        same = ExemptionRow.objects.filter(pk=row.pk, state=row.state, **dict.fromkeys(told))
        if not told or not same.update(**told):
            return 0
        put(list(messages))
    return len(messages)


@dataclass(frozen=True, slots=True)
class _Teller:
    people: Mapping[int, PersonFacts]
    owners: Mapping[int, frozenset[int]]
    today: date
    now: datetime

    def messages(self, row: ExemptionRow) -> list[OutboxMessage]:
        """All that is to be told of one exemption at this moment."""
        exemption = self._words(row)
        url = exemptions_url(conf())
        if row.state == ExemptionState.ASKED:
            readers, is_owner = self._deciders(row)
            words = asked_words(exemption, url=url, is_owner=is_owner)
            return self._mails(readers, f"{row.pk} asked", words)
        asker = self._reached([row.asked_by])
        found: list[OutboxMessage] = []
        if row.decided_told_at is None:
            state = ExemptionState(row.state)
            ended = state is ExemptionState.ENDED
            decider = (row.ended_by, row.ended_by_name) if ended else (row.decided_by, row.decided_by_name)
            message = row.ended_message if ended else row.message
            words = decided_words(exemption, state, self._called(*decider), message, url=url)
            # Whoever decided on what they had asked for themself knows it.
            found += self._mails([] if decider[0] == row.asked_by else asker, f"{row.pk} {row.state}", words)
        if self._is_to_warn(row):
            found += self._mails(asker, f"{row.pk} ends", ending_words(exemption, self.today, url=url))
        return found

    def _is_to_warn(self, row: ExemptionRow) -> bool:
        decided = self.today if row.decided_at is None else day_of(row.decided_at)
        return _ends(row) and is_to_warn(row.until, decided, self.today)

    def _deciders(self, row: ExemptionRow) -> tuple[list[Told], bool]:
        """Whom it is told: other owners of the group than who asked, else the admins."""
        owners = self._reached(self.owners.get(row.policy.group_id, frozenset()) - {row.asked_by})
        if owners:
            return owners, True
        return admins(one for one in self.people.values() if one.id != row.asked_by), False

    def _reached(self, ids: Iterable[int]) -> list[Told]:
        return reached(self.people[one] for one in sorted(ids) if one in self.people)

    def _mails(self, people: Iterable[Told], period: str, words: Mapping[str, object]) -> list[OutboxMessage]:
        return [new_message(EXEMPTION, one.reader, period=period, words=words, now=self.now) for one in people]

    def _called(self, person: int | None, name: str) -> str:
        """As OMERO knows them now; by the name in the row where it does not know them any more."""
        known = None if person is None else self.people.get(person)
        return name if known is None else known.full_name or known.name

    def _words(self, row: ExemptionRow) -> ExemptionWords:
        return ExemptionWords(
            policy=row.policy.name,
            group=row.policy.group_name,
            object_type=ObjectType(row.policy.object_type),
            count=row.objects_named.count() if row.selector is None else None,
            until=row.until,
            due=_due_again(row),
            reason=row.reason,
            asked_by=self._called(row.asked_by, row.asked_by_name),
        )


def _due_again(row: ExemptionRow) -> date:
    """The first day that can be the last one for what is excused: a campaign has no grace."""
    policy = row.policy
    if policy.deadline is not None:
        return max(policy.deadline, row.until)
    return row.until + timedelta(days=policy.grace_days)
