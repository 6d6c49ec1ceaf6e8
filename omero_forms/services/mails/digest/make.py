# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the mails of a digest period. An evaluation never sends; a period does, once per person.

The outbox key (person, kind, period) keeps that true for any number of evaluations, workers and
repetitions: what is there already is left as it is. A newer period's mails replace what still waits of
older ones: two mails of different weeks beside each other would contradict one another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.digests.preferences import Slot
from omero_forms.domain.digests.shapes import Period, Unreached
from omero_forms.domain.errors import error
from omero_forms.domain.texts import t
from omero_forms.kit.clocks import site_slot
from omero_forms.kit.due import is_due, put_off
from omero_forms.kit.leases import claim
from omero_forms.kit.transactions import short_write
from omero_forms.models import DigestRun, OutboxMessage, OutboxState
from omero_forms.selectors.evaluations import current_runs, judged_until, latest
from omero_forms.selectors.policies import policies_by_group
from omero_forms.selectors.preferences import by_slot, preferences
from omero_forms.services.mails.digest.compose import DIGEST, compose_each
from omero_forms.services.mails.outbox import drop, put, unheld
from omero_forms.services.mails.when import MAKING_LEASE, MAKING_PAUSE, WAIT_FOR_EVALUATION, present_period
from omero_forms.services.records.gate import refusal


@dataclass(frozen=True, slots=True)
class DigestOutcome:
    """A period's messages that wait to be sent, and who could not be told, as (name, reason)."""

    period: str
    outbox_ids: tuple[int, ...]
    unreached: tuple[tuple[str, str], ...]


def make_due_digest(*, now: datetime | None = None) -> DigestOutcome | None:
    """Make the present period's messages, unless that is done, another worker is at it, its last attempt failed a short
    while ago, its evaluations are not there yet, or this looks like a copy of a site.

    On a new installation the running period counts as done: the first mails come with the next one, or
    by command. So it is where somebody is the first to choose a day.
    """
    if refusal() is not None:
        return None
    moment = now or timezone.now()
    made = [one for one in (_make_due(each, moment) for each in _audiences()) if one is not None]
    return _together(made) if made else None


@dataclass(frozen=True, slots=True)
class _Audience:
    """Who is told in the periods of a slot: some people who chose it, or, in that of the site, all but those."""

    slot: Slot
    people: frozenset[int] | None
    others: frozenset[int]

    @property
    def mails(self) -> QuerySet[OutboxMessage]:
        """All digests to them."""
        mails = OutboxMessage.objects.filter(kind=DIGEST.name)
        if self.people is None:
            return mails.exclude(person_id__in=self.others) if self.others else mails
        return mails.filter(person_id__in=self.people)


def _audiences() -> list[_Audience]:
    """That of the site first."""
    site = site_slot(conf())
    chosen = by_slot(preferences(), site)
    chose_another = frozenset[int]().union(*chosen.values())
    own = (_Audience(slot, people, frozenset()) for slot, people in sorted(chosen.items(), key=lambda one: one[0].name))
    return [_Audience(site, None, chose_another), *own]


def _together(made: list[DigestOutcome]) -> DigestOutcome:
    """What was made for audiences as one; the period is that of the first."""
    ids = dict.fromkeys(each for one in made for each in one.outbox_ids)
    return DigestOutcome(made[0].period, tuple(ids), tuple(each for one in made for each in one.unreached))


def _make_due(audience: _Audience, moment: datetime) -> DigestOutcome | None:
    period, begins = present_period(conf(), moment, audience.slot)
    runs = DigestRun.objects.filter(slot=audience.slot.name)
    done = runs.filter(period=period.key).first()
    if done is not None and done.finished_at is not None:
        return None
    if done is None and not runs.exists():
        DigestRun.objects.get_or_create(
            slot=audience.slot.name,
            period=period.key,
            defaults={"begins_at": begins, "started_at": moment, "finished_at": moment},
        )
        return None
    if moment < begins + WAIT_FOR_EVALUATION and not _evaluated_since(begins):
        return None
    DigestRun.objects.get_or_create(
        slot=audience.slot.name,
        period=period.key,
        defaults={"begins_at": begins, "started_at": moment, "next_at": moment},
    )
    rows = runs.filter(period=period.key)
    is_unfinished = Q(finished_at__isnull=True)
    lease = claim(rows, MAKING_LEASE, only_if=is_unfinished & is_due(moment, MAKING_PAUSE), now=moment)
    if lease is None:
        return None
    try:
        return _make(audience, period, begins, moment)
    except BaseException:
        # Whatever it was (OMERO away, told to stop), it does not begin again at once.
        put_off(lease.held, rows.get().attempts, MAKING_PAUSE, now=moment)
        raise
    finally:
        lease.release()


def make_digest(*, period_name: str = "", now: datetime | None = None) -> DigestOutcome:
    """Make the messages of the present period, or of one with a name of its own, now and by command.

    People who have their message of that period get no other. Raises `omero_unavailable`,
    `setup_incomplete`, `request_invalid` for a name over 64 characters.
    """
    if len(period_name) > 64:
        raise error("request_invalid", message=t("The name of a period can have at most 64 characters."))
    moment = now or timezone.now()
    made = []
    for audience in _audiences():
        period, begins = present_period(conf(), moment, audience.slot)
        if period_name:
            period, begins = replace(period, key=period_name), moment
        made.append(_make(audience, period, begins, moment))
    return _together(made)


def _evaluated_since(begins: datetime) -> bool:
    """Whether what is known of all groups is as new: by a run, or since all that changed after one was judged."""
    policies = policies_by_group()
    evaluations, current, followed = latest(policies), current_runs(policies), judged_until()
    return all(
        (view := evaluations.get(group_id)) is not None
        and view.evaluated_at is not None
        and (view.evaluated_at >= begins or (group_id in current and followed is not None and followed >= begins))
        for group_id in policies
    )


def _make(audience: _Audience, period: Period, begins: datetime, now: datetime) -> DigestOutcome:
    mails = OutboxMessage.objects.filter(kind=DIGEST.name)
    newest = mails.aggregate(newest=Max("pk"))["newest"] or 0
    made = 0

    def take(messages: list[OutboxMessage]) -> None:
        nonlocal made
        made += len(messages)
        with short_write():
            # Who had nothing to be told when a mail was looked at again may have something now.
            readers = [one.person_id for one in messages]
            mails.filter(period=period.key, state=OutboxState.DROPPED, person_id__in=readers).delete()
            put(messages)

    unreached = compose_each(take, period, now, slot=audience.slot, people=audience.people, besides=audience.others)
    DigestRun.objects.get_or_create(
        slot=audience.slot.name,
        period=period.key,
        defaults={"begins_at": begins, "started_at": now, "next_at": now},
    )
    _finish(audience, period, newest, made, unreached)
    waiting = mails.filter(period=period.key, state=OutboxState.WAITING)
    return DigestOutcome(
        period.key,
        tuple(waiting.order_by("pk").values_list("pk", flat=True)),
        tuple((one.person.full_name or one.person.name, one.reason.value) for one in unreached),
    )


def _finish(audience: _Audience, period: Period, newest: int, made: int, unreached: tuple[Unreached, ...]) -> None:
    """The period has its messages.

    Waiting messages of earlier periods are dropped, except those added while we composed (id above `newest`).
    """
    told = [
        {
            "id": one.person.id,
            "name": one.person.name,
            "reason": one.reason.value,
            "objects": one.objects,
        }
        for one in unreached
    ]
    mails = audience.mails
    with short_write():
        older = mails.filter(unheld(timezone.now()), state=OutboxState.WAITING, pk__lte=newest)
        drop(older.exclude(period=period.key), f"replaced by period {period.key}")
        mails.filter(period=period.key, state=OutboxState.DROPPED, pk__lte=newest).delete()
        # Groups that were evaluated since reports were kept in this period have theirs with these mails.
        DigestRun.objects.filter(slot=audience.slot.name, period=period.key).update(
            finished_at=timezone.now(), next_at=None, messages=made, unreachable=told, reports_at=None
        )
