# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker writes and puts right a copy as its owner, in sessions that the form agent opens.

What we wrote and nobody changed since is replaced and deleted. What a person wrote is set apart, in that person's name:
it stays on the object as key-value pairs of their own, and no longer looks like answers to the form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from omero_forms.domain.errors import FormsError
from omero_forms.domain.submissions import GONE, CopyLayout, CopyReason, Written
from omero_forms.gateway import copies, objects
from omero_forms.gateway.copies import CopyOutcome, FoundCopy, LeftCopy
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import PRIVATE, AgentSession, UserSession
from omero_forms.kit.leases import Lease
from omero_forms.kit.transactions import forbid_transaction
from omero_forms.models import CopyState
from omero_forms.services.submissions.wanted import WantedCopy

SYSTEM_GROUP_NAME = "system"
"""Admins are often in none of the groups whose data they annotate."""


class OvertakenError(Exception):
    """The lease ran out while OMERO was called, and somebody else has it; `written` is what we wrote until then."""

    def __init__(self, written: Written | None) -> None:
        super().__init__()
        self.written = written


@dataclass(frozen=True, slots=True)
class Done:
    """How the copy stands now, whose it is, and in which layout; `written` is None where there is none. One that is not
    in the layout that is wanted has a `reason` why it could not be written anew. `gone` are those that we wrote before
    and that exist no more. Where it `is_over`, nothing is to be tried again: the object is gone, and so is all that was
    on it.
    """

    state: CopyState
    reason: CopyReason | None
    written: Written | None = None
    owner_id: int | None = None
    layout: CopyLayout | None = None
    gone: frozenset[int] = frozenset()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class _Standing:
    """A copy that says what it should, and in which layout."""

    written: Written
    layout: CopyLayout
    owner_id: int
    why_not_anew: CopyReason | None = None


def write_as_owner(agent: AgentSession, copy: WantedCopy, lease: Lease) -> Done:
    """Have one copy on the object that says what it should, and nothing beside it in its namespace."""
    return _without_stranded(agent, copy, lease, _write(agent, copy, lease))


def _write(agent: AgentSession, copy: WantedCopy, lease: Lease) -> Done:
    loaded = _load(agent, copy)
    if isinstance(loaded, CopyReason):
        return Done(CopyState.NOCOPY, loaded)
    there = copies.find(agent, copy.ref, copy.namespace)
    reason = CopyReason.NOT_ANNOTATABLE
    for person_id in dict.fromkeys((copy.author_id, loaded.owner.id)):
        standing = _standing(agent, copy, there, person_id)
        if standing is None or standing.layout != copy.layout:
            if person_id != copy.author_id and not copy.as_owner:
                reason = CopyReason.OWNER_AWAITED
            else:
                hold(lease)
                outcome = _write_as(agent, person_id, loaded, copy)
                reason = outcome.reason or reason
                if outcome.written is not None:
                    standing = _Standing(outcome.written, copy.layout, person_id)
            if standing is not None and standing.layout != copy.layout:
                standing = replace(standing, why_not_anew=reason)
        if standing is not None:
            return _clear_others(agent, standing, loaded, copy, lease)
    if any(
        one.annotation_id == copy.row.annotation_id and not copy.known.is_untouched(one.as_written) for one in there
    ):
        return Done(CopyState.REPAIR, CopyReason.CHANGED)
    return Done(CopyState.NOCOPY, reason)


def take_off_as_owners(agent: AgentSession, copy: WantedCopy, lease: Lease) -> Done:
    """Leave no copy on the object: all answers were redacted."""
    return _without_stranded(agent, copy, lease, _take_off(agent, copy, lease))


def _take_off(agent: AgentSession, copy: WantedCopy, lease: Lease) -> Done:
    loaded = _load(agent, copy)
    if isinstance(loaded, CopyReason):
        return Done(CopyState.NOCOPY, loaded)
    remaining = _cleared(agent, loaded, copy, lease, None)
    if remaining:
        return Done(CopyState.REPAIR, why_not_alone(copy, remaining))
    return Done(CopyState.NOCOPY, CopyReason.REDACTED)


def _load(agent: AgentSession, copy: WantedCopy) -> LoadedObject | CopyReason:
    """The object that was described, or why nothing of it is there any more."""
    forbid_transaction()
    try:
        loaded = objects.load(agent, copy.ref.type, copy.ref.id)
    except FormsError as fault:
        if fault.code != "not_found":
            raise
        return CopyReason.OBJECT_GONE
    return loaded if loaded.ref == copy.ref else CopyReason.OTHER_OBJECT


def hold(lease: Lease, written: Written | None = None) -> None:
    """Keep the lease, or stop writing."""
    if not lease.renew():
        raise OvertakenError(written)


def _standing(agent: AgentSession, copy: WantedCopy, there: list[FoundCopy], person_id: int) -> _Standing | None:
    """The copy that a person has there already, if it says what it should. An admin may, whom no worker could write it
    for. One in the layout that is wanted comes first, then the one that we know.
    """
    own = [one for one in there if one.owner.id == person_id]
    found: _Standing | None = None
    for one in sorted(own, key=lambda one: one.annotation_id != copy.row.annotation_id):
        layout = copy.layout_of(copies.rows_of(agent, one.annotation_id))
        if layout == copy.layout or (layout is not None and found is None):
            found = _Standing(one.as_written, layout, person_id)
        if layout == copy.layout:
            break
    return found


def _write_as(agent: AgentSession, person_id: int, loaded: LoadedObject, copy: WantedCopy) -> CopyOutcome:
    """The outcome, also where no session could be opened for that person (inactive, unknown, not_in_group), or would
    help: in a private group nobody but the owner annotates.
    """
    if loaded.group.permissions == PRIVATE and person_id != loaded.owner.id:
        return CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE)
    try:
        with agent.as_user(person_id, loaded.group.name) as session:
            return copies.load_and_write(session, copy.ref, copy.namespace, copy.rows, copy.known)
    except FormsError as fault:
        if fault.code != "forbidden":
            raise
        reason = CopyReason.from_text(fault.details.get("reason", "")) or CopyReason.NOT_ANNOTATABLE
        return CopyOutcome("nocopy", reason)


def _clear_others(
    agent: AgentSession, standing: _Standing, loaded: LoadedObject, copy: WantedCopy, lease: Lease
) -> Done:
    """Take what else is in the namespace out of it, each as its owner: older copies, and what looks like one."""
    remaining = _cleared(agent, loaded, copy, lease, standing.written)
    state, reason = CopyState.COPIED, standing.why_not_anew
    if remaining:
        state, reason = CopyState.REPAIR, why_not_alone(copy, remaining)
    return Done(state, reason, standing.written, standing.owner_id, standing.layout)


def _cleared(
    agent: AgentSession, loaded: LoadedObject, copy: WantedCopy, lease: Lease, written: Written | None
) -> list[FoundCopy]:
    """Take all but what was written out of the namespace; what nobody could take."""
    keep = None if written is None else written.annotation_id
    # Asked as the agent: in a private group the writer does not see what others have there.
    others = [one for one in copies.find(agent, copy.ref, copy.namespace) if one.annotation_id != keep]
    of_others = copy.of_others([one.annotation_id for one in others])
    remaining: list[FoundCopy] = []
    for person_id in dict.fromkeys(one.owner.id for one in others):
        hold(lease, written)
        if not _clear_as(agent, person_id, loaded, copy, keep, of_others):
            remaining += [one for one in others if one.owner.id == person_id]
    return remaining


def why_not_alone(copy: WantedCopy, others: list[FoundCopy] | tuple[FoundCopy, ...]) -> CopyReason:
    """What it is that is there beside the copy."""
    is_ours = any(one.annotation_id in copy.known.events for one in others)
    return CopyReason.OLDER_COPY if is_ours else CopyReason.LOOK_ALIKE


def _clear_as(
    agent: AgentSession,
    person_id: int,
    loaded: LoadedObject,
    copy: WantedCopy,
    keep: int | None,
    of_others: frozenset[int],
) -> bool:
    """Do that for what somebody has there. False where no session for them, in the group or as an admin, can do it."""

    def clear(session: UserSession) -> bool:
        return copies.clear(session, loaded, copy.namespace, copy.known, keep=keep, of_others=of_others) > 0

    return _done_as(agent, person_id, loaded.group.name, clear)


def _done_as(agent: AgentSession, person_id: int, group_name: str, work: Callable[[UserSession], bool]) -> bool:
    """Whether somebody's session, in the group or as an admin, could do it."""
    for group in (group_name, SYSTEM_GROUP_NAME):
        try:
            with agent.as_user(person_id, group) as session:
                if work(session):
                    return True
        except FormsError as fault:
            if fault.code != "forbidden":
                raise
    return False


def _without_stranded(agent: AgentSession, copy: WantedCopy, lease: Lease, done: Done) -> Done:
    """Delete what we wrote before and is on nothing any more: when an object moves to another group or is deleted, the
    copies of others may stay behind, where they would be read by whoever was in the old group. What a person hung on
    something else is theirs.
    """
    events = copy.known.events
    asked = set(events) - ({done.written.annotation_id} if done.written else set())
    found = {one.as_written.annotation_id: one for one in copies.existing(agent, asked)} if asked else {}
    left = {number: one for number, one in found.items() if one.is_ours(copy.namespace, events[number])}
    remains = False
    for annotation_id, one in list(left.items()):
        if one.is_linked:
            continue
        hold(lease, done.written)

        def take(session: UserSession, one: LeftCopy = one) -> bool:
            copies.take_away(session, one, copy.known)
            return True

        if _done_as(agent, one.owner_id, one.group_name, take):
            del left[annotation_id]
        else:
            remains = True
    done = replace(done, gone=frozenset(asked - left.keys()))
    if remains and (done.state is CopyState.COPIED or done.reason is CopyReason.REDACTED):
        return replace(done, state=CopyState.REPAIR, reason=CopyReason.OLDER_COPY)
    return replace(done, is_over=not remains and done.reason in GONE)
