# SPDX-License-Identifier: AGPL-3.0-or-later
"""Put what a policy's gate says on the objects that comply, and take it off those that do not, as the objects' owners.

Which objects comply, the findings say: what is to be done is what they and the marks differ in. A worker that dies
leaves its policy's turn undone, and the next one finds on the objects what it had put there. So does the first turn in
a database that was made anew.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.gates import Gate, namespace_of
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import gates
from omero_forms.gateway.acting import acting
from omero_forms.gateway.gates import FoundLink, OnObject
from omero_forms.gateway.placement import Place, group_names, unmoved
from omero_forms.gateway.sessions import AgentSession
from omero_forms.kit import due
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import Lease, claim
from omero_forms.kit.transactions import short_write
from omero_forms.models import Finding, GateMark, GateTurn, PolicyRow
from omero_forms.services.records.gate import on_its_own
from omero_forms.services.submissions.copy import copying_agent

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=120)
AT_ONCE: Final = 200
"""Objects between two looks at the clock; those of one owner share a session and a few calls."""

RETRY: Final = due.Pause(timedelta(minutes=1), timedelta(hours=6))


def put_gates(deadline: Deadline) -> int:
    """See to the gates of all policies of which something changed, until the deadline; how many objects that concerned.

    Safe to run twice, and at once in several workers. What is wrong with one policy keeps no other waiting. Raises what
    keeps the form agent from working for any of them.
    """
    waiting = list(_due(timezone.now()).order_by("policy").values_list("policy", flat=True))
    if not waiting:
        return 0
    done = 0
    with copying_agent() as agent, acting(agent) as here:
        for policy_id in waiting:
            if deadline.passed:
                break
            lease = claim(GateTurn.objects.filter(policy=policy_id), LEASE)
            if lease is None:
                continue
            try:
                with on_its_own(f"the gate of policy {policy_id}"):
                    done += _Turn(here, policy_id, lease, deadline).take()
                    # Of one that failed the lease is kept, so that it is not tried again at once.
                    lease.give_up()
            except FormsError:
                lease.give_up()
                raise
    return done


def _due(now: datetime) -> QuerySet[GateTurn]:
    again = GateMark.objects.filter(due.is_due(now, RETRY), policy=OuterRef("policy"))
    # Which objects comply is not known yet: in a database that was made anew all would seem not to.
    unjudged = Q(is_made_anew=True, policy__ended_at=None, policy__gate__isnull=False, policy__evaluated_at=None)
    return GateTurn.objects.filter(~Q(asked=F("done")) | Exists(again)).exclude(unjudged)


_KEY: Final = ("policy", "object_type", "object_id", "creation_event")


class _OverError(Exception):
    """The deadline has passed, or another worker took the policy over."""


class _Turn:
    """One policy's gate, as it is to be now, in the hands of one worker."""

    def __init__(self, agent: AgentSession, policy_id: int, lease: Lease, deadline: Deadline) -> None:
        self._agent = agent
        self._lease = lease
        self._deadline = deadline
        self._now = timezone.now()
        self._policy = PolicyRow.objects.get(pk=policy_id)
        self._gate = None if self._policy.ended_at is not None else Gate.from_words(self._policy.gate)
        self._marks = GateMark.objects.filter(policy=policy_id)
        self._done = 0

    def take(self) -> int:
        """Do what is to be done; of how many objects."""
        turn = GateTurn.objects.get(policy=self._policy)
        try:
            if turn.is_made_anew:
                self._know_again()
            self._take_off()
            if self._gate is not None:
                self._put_on(self._gate)
        except _OverError:
            return self._done
        self._lease.held.update(done=turn.asked, is_made_anew=False)
        return self._done

    def _know_again(self) -> None:
        """Take note of what the policy put on objects before this database was made anew."""
        there = list(gates.hanging(self._agent, namespace_of(self._policy.uid)))
        # An object has one mark: of several things on it the one that has to go.
        there.sort(key=lambda one: one.gate == self._gate)
        for some in chunks(there, AT_ONCE):
            self._go_on()
            marks = [
                GateMark(
                    policy=self._policy,
                    object_type=one.object_type.value,
                    object_id=one.object_id,
                    creation_event=one.creation_event,
                    gate=one.gate.as_words(),
                    link_id=one.there.link_id,
                    annotation_id=one.there.annotation_id,
                    event=one.there.event,
                )
                for one in some
            ]
            with short_write():
                GateMark.objects.bulk_create(marks, ignore_conflicts=True)

    def _go_on(self) -> None:
        if self._deadline.passed or not self._lease.renew():
            raise _OverError

    def _take_off(self) -> None:
        wrong = self._marks
        if self._gate is not None:
            wrong = wrong.filter(~Exists(GateMark.complying()) | ~Q(gate=self._gate.as_words()))
        with short_write():
            # Nothing of it is on the object, and nothing is left to be tried again.
            wrong.filter(link_id__isnull=True).delete()
        wrong = wrong.filter(Q(next_at__isnull=True) | due.is_due(self._now, RETRY))
        for some in chunks(list(wrong.order_by("object_type", "pk").values_list("pk", flat=True)), AT_ONCE):
            self._go_on()
            by_type: dict[str, list[GateMark]] = defaultdict(list)
            for mark in self._marks.filter(pk__in=some):
                by_type[mark.object_type].append(mark)
            for object_type, marks in by_type.items():
                self._take_some_off(ObjectType(object_type), marks)

    def _take_some_off(self, object_type: ObjectType, marks: Sequence[GateMark]) -> None:
        by_link = {mark.link_id: mark for mark in marks}
        found = gates.links(self._agent, object_type, [one for one in by_link if one is not None])
        there = {one.there.link_id for one in found}
        self._forget(mark for link, mark in by_link.items() if link not in there)
        by_owner: dict[tuple[int, str, Gate], list[FoundLink]] = defaultdict(list)
        for one in found:
            by_owner[one.owner_id, one.group_name, Gate(**by_link[one.there.link_id].gate)].append(one)
        for (owner_id, group_name, gate), links in by_owner.items():
            theirs = [by_link[one.there.link_id] for one in links]
            written = {mark.annotation_id: mark.event for mark in theirs}
            work = partial(_take_as, self._agent, owner_id, group_name, object_type, gate, links, written)
            if reason := self._refused(work):
                self._put_off(self._marks.filter(pk__in=[mark.pk for mark in theirs]), reason)
                continue
            crash_point("gated")
            self._forget(theirs)

    def _forget(self, marks: Iterable[GateMark]) -> None:
        gone = [mark.pk for mark in marks]
        with short_write():
            GateMark.objects.filter(pk__in=gone).delete()
        self._done += len(gone)

    def _put_on(self, gate: Gate) -> None:
        same = {name: OuterRef(name) for name in _KEY}
        waits = Q(next_at__isnull=False) & ~due.is_due(self._now, RETRY)
        settled = GateMark.objects.filter(Q(link_id__isnull=False) | waits, **same)
        complying = Finding.objects.filter(
            ~Exists(settled), policy=self._policy, status=Status.COMPLIANT, closed_at__isnull=True
        )
        ids = list(complying.order_by("object_type", "owner_id", "pk").values_list("pk", flat=True))
        if not ids:
            return
        name = group_names(self._agent, [self._policy.group_id]).get(self._policy.group_id)
        if name is None:
            return
        for some in chunks(ids, AT_ONCE):
            self._go_on()
            rows = complying.filter(pk__in=some).values_list(
                "object_type", "object_id", "group_id", "owner_id", "creation_event"
            )
            by_owner: dict[tuple[str, int], list[Place]] = defaultdict(list)
            for place in sorted(unmoved(self._agent, [Place(*row) for row in rows])):
                by_owner[place.object_type, place.owner_id].append(place)
            for (object_type, owner_id), places in by_owner.items():
                self._put_some(gate, ObjectType(object_type), owner_id, name, places)

    def _put_some(
        self, gate: Gate, object_type: ObjectType, owner_id: int, group_name: str, places: Sequence[Place]
    ) -> None:
        put: dict[int, OnObject] = {}
        ids = [place.object_id for place in places]

        def work() -> None:
            with self._agent.as_user(owner_id, group_name) as session:
                namespace = namespace_of(self._policy.uid)
                put.update(gates.put(session, self._policy.group_id, object_type, ids, namespace, gate))

        marks = [
            GateMark(
                policy=self._policy,
                object_type=object_type.value,
                object_id=place.object_id,
                creation_event=place.creation_event,
                gate=gate.as_words(),
            )
            for place in places
        ]
        if reason := self._refused(work):
            with short_write():
                GateMark.objects.bulk_create(marks, ignore_conflicts=True)
            self._put_off(self._marks.filter(object_type=object_type.value, object_id__in=ids), reason)
            return
        crash_point("gated")
        for mark in marks:
            mark.link_id, mark.annotation_id, mark.event = put[mark.object_id]
        with short_write():
            changed = ["gate", "link_id", "annotation_id", "event", "reason", "attempts", "next_at"]
            GateMark.objects.bulk_create(marks, update_conflicts=True, unique_fields=_KEY, update_fields=changed)
        self._done += len(marks)

    def _refused(self, work: Callable[[], None]) -> str:
        """Why the owner's session could not do it; empty where it did."""
        try:
            work()
        except FormsError as fault:
            if fault.code != "forbidden":
                raise
            reason = fault.details.get("reason", "") or fault.code
            logger.info("the gate of policy %d waits: %s", self._policy.pk, reason)
            return reason
        return ""

    def _put_off(self, rows: QuerySet[GateMark], reason: str) -> None:
        failures = max(rows.values_list("attempts", flat=True), default=0)
        due.put_off(rows, failures, RETRY, now=self._now, reason=reason)


def _take_as(
    agent: AgentSession,
    owner_id: int,
    group_name: str,
    object_type: ObjectType,
    gate: Gate,
    links: Sequence[FoundLink],
    written: Mapping[int | None, int | None],
) -> None:
    with agent.as_user(owner_id, group_name) as session:
        if gate.tag is not None:
            gates.take_tags(session, object_type, gate, links)
        else:
            gates.take_pairs(session, gate, links, written)
