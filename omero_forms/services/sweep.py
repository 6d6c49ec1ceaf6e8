# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that is due in the database, once: what workers do every few seconds, and `omero-forms sweep` now."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from omero_forms.kit.deadlines import Deadline
from omero_forms.services import due
from omero_forms.services.evaluations.verdicts import complete_verdicts
from omero_forms.services.events.keys import tell_key
from omero_forms.services.gates.put import put_gates
from omero_forms.services.integrity.follow import follow_due
from omero_forms.services.jobs.run import forget_ended
from omero_forms.services.keys.begin import begin_keys
from omero_forms.services.mails import send
from omero_forms.services.mails.campaigns import tell_campaigns
from omero_forms.services.mails.freshen import freshen_due
from omero_forms.services.mails.new_policies import tell_owners
from omero_forms.services.mails.send import Delivery
from omero_forms.services.policies.campaigns import archive_campaigns
from omero_forms.services.policies.exempt.decide import end_left
from omero_forms.services.records.gate import refusal
from omero_forms.services.site.begin import take_over_site

logger = logging.getLogger(__name__)

VERDICTS = 1000
"""Verdicts between two looks at the clock: a second or two."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: streams whose records were completed, copies attempted, messages sent, verdicts given.

    `stopped_by` is the code of what kept it from records and copies, None when nothing did.
    """

    records: int
    copies: int
    messages: int
    verdicts: int
    stopped_by: str | None

    @property
    def did_something(self) -> bool:
        """Whether anything was due that could be done."""
        return bool(self.records or self.copies or self.messages or self.verdicts)

    @property
    def summary(self) -> str:
        """One line for a terminal or a log."""
        done = (
            _counted(self.records, "stream", "streams") + " recorded",
            _counted(self.copies, "copy", "copies") + " seen to",
            _counted(self.messages, "message", "messages") + " sent",
            _counted(self.verdicts, "set of answers", "sets of answers") + " checked",
        )
        return ", ".join(done)


def sweep(deadline: Deadline) -> Swept:
    """Records first, then copies, redactions, gates, messages and verdicts, until the deadline.

    Safe to run twice, and at once in several workers. What seals those records is told in the audit before. For another
    OMERO, or what looks like a copy of a site, nothing else is done.
    """
    stopped = refusal()
    if stopped is not None:
        logger.warning("nothing is swept: %s", stopped)
        return Swept(0, 0, 0, 0, stopped)
    tell_key()
    take_over_site()
    begin_keys()
    done = due.catch_up(deadline)
    if done.stopped_by is None:
        follow_due(deadline)
        # What evaluations found has consequences.
        due.each_by_itself((archive_campaigns, end_left, put_gates), deadline)
    messages = _messages(deadline)
    verdicts = _verdicts(deadline)
    forget_ended()
    return Swept(done.streams, done.copies, messages, verdicts, done.stopped_by)


def _messages(deadline: Deadline) -> int:
    """Some messages go out even when nothing is left of the time: mails must not wait for ever behind records."""
    due.each_by_itself((tell_owners, tell_campaigns))
    freshen_due(deadline)
    sent = 0
    waiting = send.due_messages()
    for _attempt in range(len(waiting)):
        try:
            outcomes = send.send_messages(waiting, deadline=deadline)
        except Exception:  # what is wrong with one message, which waits now, must not keep all later ones waiting
            logger.exception("a message could not be sent")
            waiting = send.due_messages()
        else:
            sent += sum(one is Delivery.SENT for one in outcomes.values())
            break
        if deadline.passed:
            break
    return sent


def _verdicts(deadline: Deadline) -> int:
    given = 0
    while not deadline.passed:
        last = complete_verdicts(limit=VERDICTS)
        given += last
        if last < VERDICTS:
            break
    return given


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
