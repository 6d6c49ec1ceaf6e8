# SPDX-License-Identifier: AGPL-3.0-or-later
"""Have the copies of a form written anew that are not in the layout of the setting, after that was changed.

It is asked for by who may see all the objects, and could write there in OMERO as their owners: owners of a group for
what is in it now, admins without restrictions for everything. Each copy is whole before the next is begun, and what is
in the layout already is passed over: it can be ended anywhere, and asked for again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from django.db.models import F, QuerySet

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.records.acts import Doer
from omero_forms.domain.submissions import WHY_NOT_COPIED, CopyLayout
from omero_forms.domain.texts import noop, t
from omero_forms.gateway import directory
from omero_forms.gateway.acting import acting
from omero_forms.gateway.placement import still_there
from omero_forms.gateway.sessions import AgentSession, UserSession
from omero_forms.gateway.wire import IDS_PER_QUERY
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.transactions import short_write
from omero_forms.models import Form, Submission
from omero_forms.selectors.visible_forms import visible_form
from omero_forms.services.access.permissions import REMAKERS, groups_of_copies, require_copies_of
from omero_forms.services.events.write import record_event
from omero_forms.services.records.gate import STOPPERS
from omero_forms.services.records.read_changed import behind
from omero_forms.services.submissions.copy import copy_as_owner, copying_agent

logger = logging.getLogger(__name__)

AT_ONCE: Final = 50
"""Copies that are written in one session of the form agent."""

READING_SECONDS: Final = 60.0
"""For reading what differs in the histories of so many."""

BUSY: Final = "busy"
BEHIND: Final = "behind"
FAULT: Final = "internal"
_WHY: Final = {
    **{reason.value: sentence for reason, sentence in WHY_NOT_COPIED.items()},
    BUSY: noop("Somebody else is writing the copy at the moment. Ask for it again."),
    BEHIND: noop("Its history is being read from OMERO at the moment. Ask for it again in a minute."),
    FAULT: noop("Something went wrong with it that the log of the workers tells."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose copies: those of a form on objects in some groups, in all of them for None; and who asks."""

    form_id: str
    groups: tuple[int, ...] | None
    by: Doer

    def as_json(self) -> dict[str, Any]:
        """As arguments of a job."""
        groups = None if self.groups is None else list(self.groups)
        return {"form": self.form_id, "groups": groups, "by": self.by.as_json()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form."""
        groups = None if value["groups"] is None else tuple(value["groups"])
        return cls(value["form"], groups, Doer.from_json(value["by"]))


@dataclass(frozen=True, slots=True)
class Remade:
    """How many copies of the other layout there were, how many of them were written anew, and how many could not be, by
    the reason.
    """

    layout: CopyLayout
    found: int
    done: int
    could_not: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        could_not = [
            {"reason": reason, "message": t(_WHY[reason]), "count": number}
            for reason, number in sorted(self.could_not.items(), key=lambda one: (-one[1], one[0]))
        ]
        return {"layout": self.layout.value, "of": self.found, "done": self.done, "could_not": could_not}


def asked_for(user: UserSession, form_id: str, group_id: int | None = None) -> Asked:
    """What somebody may have remade: in one group, else in all that are theirs. Raises `not_found`, `forbidden`,
    `other_database`.
    """
    form = visible_form(user, form_id)
    if group_id is not None:
        require_copies_of(user, group_id)
    groups = groups_of_copies(user) if group_id is None else (group_id,)
    return Asked(form.id, groups, Doer(user.person, user.sudoer, user.full_name))


def remake(asked: Asked, progress: Progress = unheard) -> Remade:
    """Write them anew, one after the other, each in the name of its owner.

    Raises what keeps the form agent from working for any of them: then another run goes on.
    """
    layout = conf().kv_layout
    waiting = _waiting(asked, layout, progress)
    done, could_not = 0, Counter[str]()

    def tell(reason: str | None) -> None:
        nonlocal done
        if reason is None:
            done += 1
        else:
            could_not[reason] += 1
        progress(done + could_not.total(), len(waiting))

    progress(0, len(waiting))
    try:
        for some in chunks(waiting, AT_ONCE):
            unread = behind(some, Deadline.after(READING_SECONDS))
            for _one in unread:
                tell(BEHIND)
            _remake([one for one in some if one not in unread], layout, tell)
    finally:
        # Where it was cancelled, too: what is written by then is written.
        if done:
            _tell(asked, done)
    return Remade(layout, len(waiting), done, could_not)


def _remake(submission_ids: Sequence[int], layout: CopyLayout, tell: Callable[[str | None], object]) -> None:
    """Write some anew, and tell of each what `_why_not` says. One at which OMERO fails counts as a fault, and the next
    is written in a new session. Where that fails, too, it is OMERO that is at fault and not the copy: that is raised.
    """
    left, has_failed = list(submission_ids), False
    while left:
        is_begun = False
        try:
            with copying_agent() as agent, acting(agent) as here:
                while left:
                    is_begun, one = True, left.pop(0)
                    tell(_why_not(here, one, layout))
                    has_failed = False
        except FormsError as fault:
            if not is_begun or has_failed or fault.code != "omero_unavailable":
                raise
            logger.warning("the copy of submission %d is not remade: %s", one, fault.code)
            has_failed = True
            tell(FAULT)


def remake_job(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The same as a job. It may have waited: `forbidden` where who asked could not ask any more."""
    asked = Asked.from_json(arguments)
    with copying_agent() as agent:
        asked = _as_of_now(agent, asked)
    return remake(asked, progress).as_json()


def _as_of_now(agent: AgentSession, asked: Asked) -> Asked:
    """Of the groups those that are still owned by who asked; all of them for an admin without restrictions."""
    who = asked.by.person.id
    if who in {one.id for one in directory.full_admins(agent)}:
        return asked
    groups = tuple(
        one for one in asked.groups or () if who in {owner.id for owner, _name in directory.owners_of(agent, [one])}
    )
    if not groups:
        raise error("forbidden", message=t(REMAKERS))
    return replace(asked, groups=groups)


def _differing(layout: CopyLayout) -> QuerySet[Submission]:
    """Submissions whose copy was written in the other layout."""
    return Submission.objects.filter(
        record__stream__copy__layout=layout.other, number=F("record__stream__recorded_number")
    )


def _waiting(asked: Asked, layout: CopyLayout, progress: Progress) -> list[int]:
    """Ids of those on objects that are there, and now in one of the groups; what has one owner stands together."""
    differing = _differing(layout).filter(form=asked.form_id)
    ids = list(differing.order_by("record__stream__copy__owner_id", "pk").values_list("pk", flat=True))
    found: list[int] = []
    for some in chunks(ids, IDS_PER_QUERY):
        progress(0, None)
        by_id = Submission.objects.only("object_type", "object_id", "creation_event").in_bulk(some)
        described = [by_id[one] for one in some if one in by_id]
        with copying_agent() as agent:
            there = still_there(agent, described)
        found += [one.pk for one, now in there if asked.groups is None or now.group_id in asked.groups]
    return found


def _why_not(agent: AgentSession, submission_id: int, layout: CopyLayout) -> str | None:
    """Write one anew; None where it is so now, else why that could not be done."""
    try:
        done = copy_as_owner(agent, submission_id)
    except FormsError as fault:
        if fault.code in STOPPERS:
            raise
        logger.warning("the copy of submission %d is not remade: %s", submission_id, fault.code)
        return FAULT
    except Exception:  # what is wrong with one copy must not keep the others as they are
        logger.exception("the copy of submission %d is not remade", submission_id)
        return FAULT
    if done is None:
        return BUSY if _differing(layout).filter(pk=submission_id).exists() else None
    if done.written is not None and done.layout == layout:
        return None
    return BUSY if done.reason is None else done.reason.value


def _tell(asked: Asked, done: int) -> None:
    name = Form.objects.values_list("name", flat=True).get(pk=asked.form_id)
    group_id = asked.groups[0] if asked.groups is not None and len(asked.groups) == 1 else None
    with short_write():
        record_event(asked.by, EventName.COPIES_REMADE, group_id=group_id, form=asked.form_id, name=name, copies=done)
