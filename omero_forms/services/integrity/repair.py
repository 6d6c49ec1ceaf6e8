# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring back what was damaged or lost, as a plan said before; only from bytes whose seal verifies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.utils import timezone

from omero_forms.domain.errors import FormsError, error, wrong_at
from omero_forms.domain.events import EventName
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.parts import resolution_parts
from omero_forms.domain.records.verify import INTEGRITY
from omero_forms.domain.refs import RecordRef
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import records as gateway
from omero_forms.gateway.sessions import MasterSession, UserSession
from omero_forms.kit.crash_points import crash_point
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.leases import to_write
from omero_forms.kit.omero import master_session
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.proven import Prover
from omero_forms.services.access.permissions import require_full_admin
from omero_forms.services.events.write import record_event
from omero_forms.services.integrity.plan import LEFT, Plan, Step, What, make_plan, steps_for
from omero_forms.services.integrity.sources import NOTHING, Source, read_bundle
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.check import STREAM_SECONDS
from omero_forms.services.records.decide import Decision, append_entry
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.verify import verify_even_if_stopped

CHANGED = noop("It is not as it was when the plan was made, so nothing was done. Make a new plan.")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done, and what is left for somebody."""

    done: list[Step]
    left: list[Step]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"done": [one.as_json() for one in self.done], "left": [one.as_json() for one in self.left]}


def bundle_source(path: Path) -> Source:
    """The proven records of a bundle of this site. Raises `import_unusable`, and what `check_site` does."""
    prover = Prover(check_site().server)
    return read_bundle(path, prover.server, prover.keyring, prover.redacted)


def plan_repair(source: Source = NOTHING, progress: Progress = unheard) -> Plan:
    """What is to be done. Raises what `check_site` does, and `omero_unavailable`."""
    with master_session() as master:
        check_site(master)
        return make_plan(master, source, progress)


def refused(pointer: str, message: str) -> FormsError:
    """`request_invalid` for one field of what was asked."""
    return wrong_at(pointer, message, says=message)


def resolve_fork(user: UserSession, stream: str, number: int, digest: str, *, reason: str, via: Via) -> None:
    """Record which of two records of one number counts, for good. Raises `forbidden`; `request_invalid` where there is
    no such fork, no such record, or no reason.
    """
    require_full_admin(user)
    if not reason.strip():
        raise refused("/reason", t("Say why this record counts. Nothing was changed."))
    with master_session() as master:
        check_site(master)
        forks = [one for one in steps_for(stream, master) if one.what is What.FORK and one.number == number]
    digests = {choice.digest for one in forks for choice in one.choices}
    if digest not in digests:
        raise refused(
            "/forks",
            t(
                "There are no two records of number {number} in {stream}, or none with this digest. Nothing was changed.",
                number=number,
                stream=stream,
            ),
        )
    about = RecordRef(stream, number, digest)

    def decide() -> Decision:
        record_event(user, EventName.FORK_RESOLVED, stream=stream, number=number, digest=digest)
        parts = resolution_parts(about=about, others=digests - {digest}, reason=reason)
        return Decision("fork.resolved", parts, Capacity.ADMIN)

    append_entry(user, INTEGRITY, decide, via=via)


def repair(
    plan: Plan, source: Source = NOTHING, *, decided: Collection[str] = (), progress: Progress = unheard
) -> Repaired:
    """Do what the plan says; a history that changed since is left as it is. `decided` are streams whose fork was
    resolved meanwhile, so that they follow the record that counts now.
    """
    done: list[Step] = []
    left: list[Step] = []
    with master_session() as master:
        check_site(master)
        of_records = [one for one in plan.steps if one.what is not What.COPY]
        for name, group in groupby(of_records, attrgetter("stream")):
            steps = list(group)
            mended, unmended = _repair_stream(name, steps, source, master, is_decided=name in decided)
            done += mended
            left += unmended
            progress(len(done) + len(left), len(plan.steps))
    copies = [one for one in plan.steps if one.what is What.COPY]
    for one in copies:
        Submission.objects.filter(record__stream__name=one.stream, number=one.number).update(next_at=timezone.now())
    with short_write():
        record_event(None, EventName.RECORDS_REPAIRED, brought=len(done), left=len(left))
    return Repaired([*done, *copies], left)


def plan_job(_arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The plan as a job."""
    return plan_repair(progress=progress).as_json()


def repair_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """A repair as a job. Begun again, it does what is left of it."""
    plan = Plan.from_json(arguments["plan"])
    return repair(plan, decided=arguments["decided"], progress=progress).as_json()


def _repair_stream(
    name: str, planned: list[Step], source: Source, master: MasterSession, *, is_decided: bool
) -> tuple[list[Step], list[Step]]:
    now = steps_for(name, master, source)
    if not is_decided and now != planned:
        return [], [
            Step(What.LOST, name, one.number, t(CHANGED)) for one in planned if one in now or one.what not in LEFT
        ]
    wanted = [one.number for one in now if one.what is What.FROM_BUNDLE]
    gateway.append_all(master, [source.of(name)[number] for number in wanted])
    if wanted:
        crash_point("saved")
    _bring_together(name, master)
    after = steps_for(name, master, source)
    open_places = {(one.what, one.number) for one in after}
    done = [one for one in {*planned, *now} if (one.what, one.number) not in open_places and one.what is not What.LOST]
    mended = RecordRow.objects.filter(stream__name=name, unproven=False).values_list("number", flat=True)
    done += [one for one in planned if one.what is What.LOST and one.number in set(mended)]
    return sorted(done, key=lambda one: one.number), after


def _bring_together(name: str, master: MasterSession) -> None:
    stream = ensure_stream(name)
    with to_write(stream.pk, Deadline.after(STREAM_SECONDS)) as lease:
        if lease is None:
            raise error("history_behind")
        verify_even_if_stopped(stream.pk, lease, master=master, deadline=Deadline.after(STREAM_SECONDS))
