# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to one policy: made, changed, ended, put away. Each is a record in the stream of its group, which the
row of the policy follows; whoever changes one names the number of the record that they saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet

from omero_forms.domain.errors import error
from omero_forms.domain.events import EventName
from omero_forms.domain.policies.applied import KeptIn, Last
from omero_forms.domain.policies.changes import (
    PolicyChange,
    PolicySource,
    RecordedPolicy,
    SiteShare,
    differences,
    state_of,
)
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.words import words_of
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.refs import Person, policy_stream
from omero_forms.domain.texts import t
from omero_forms.domain.times import time_text
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import today
from omero_forms.kit.identity import refuse_other_server
from omero_forms.models import PolicyRow, RecordRow, SitePolicyRow
from omero_forms.models.policies import new_policy_uid
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import as_domain
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.policies.check import Wanted, check_days, check_forms, check_rings, refuse
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.project import project, told_by

MESSAGE_LIMIT = 2000

Decide = Callable[[], list[tuple[str, Decision]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done to a policy of a group; `row` is None of one that there was not before."""

    change: PolicyChange
    row: PolicyRow | None
    terms: PolicyTerms
    group_name: str
    source: PolicySource | None = None
    site: SiteShare | None = None
    result: Mapping[str, Any] | None = None
    message: str = ""
    uid: str = field(default_factory=new_policy_uid)

    def decision(self, user: UserSession | None, capacity: Capacity) -> tuple[str, Decision]:
        """The record of it, and its event. Call it where entries are decided on."""
        said = RecordedPolicy(
            policy=self.uid if self.row is None else self.row.uid,
            group_name=self.group_name,
            change=self.change,
            terms=self.terms,
            source=self.source,
            site=self.site,
            result=self.result,
            message=self.message,
        )
        self._tell(user, said.policy)
        return policy_stream(self.terms.group_id), Decision("policy.changed", said.parts(), capacity)

    def _tell(self, user: UserSession | None, uid: str) -> None:
        tell = partial(
            record_event,
            user,
            group_id=self.terms.group_id,
            policy=uid,
            name=self.terms.name,
            group=self.group_name,
        )
        if self.change is PolicyChange.CHANGED and self.row is not None:
            if self.row.ended_at is not None:
                tell(EventName.POLICY_RESUMED)
            if changed := self.changed(self.row):
                tell(EventName.POLICY_CHANGED, changed=changed)
            return
        tell(EVENTS[self.change])

    def changed(self, row: PolicyRow) -> dict[str, list[Any]]:
        """What it changes, field by field."""
        changed = differences(words_of(as_domain(row)), words_of(self.terms))
        if row.group_name != self.group_name:
            changed["group_name"] = [row.group_name, self.group_name]
        # Of the file all is kept, also where only a comment differs; what it is called here says enough.
        return changed | ({"source": [{}, {}]} if PolicySource.from_json(row.source) != self.source else {})

    def changes_terms(self, row: PolicyRow) -> bool:
        """Whether it changes more than where the policy is kept, and what its group is called."""
        return not self.changed(row).keys() <= {"source", "group_name"}

    @property
    def is_change(self) -> bool:
        """Whether anything else is required by it than before."""
        if self.row is None or self.row.ended_at is not None or self.change is not PolicyChange.CHANGED:
            return True
        return self.changes_terms(self.row)


EVENTS = {
    PolicyChange.MADE: EventName.POLICY_MADE,
    PolicyChange.ENDED: EventName.POLICY_ENDED,
    PolicyChange.ARCHIVED: EventName.POLICY_ARCHIVED,
}


def make_policy(
    user: UserSession, group: GroupFacts, terms: PolicyTerms, *, message: str = "", via: Via
) -> tuple[PolicyRow, bool]:
    """Switch a policy on in a group; it, and whether OMERO has the record of that already. One that had this name and
    ended is switched on again, as these terms say.

    Raises `forbidden`; `policy_invalid`, also where the group has a policy of this name; `other_database`.
    """
    capacity = _admit(user, group.id, message)
    wanted = Wanted(replace(terms, group_id=group.id))
    refuse(
        [wanted.problem(("group",), t("{why} Nothing can be required there.", why=t(NEVER_COUNTS)))]
        if never_counts(group)
        else []
    )

    def decide() -> list[tuple[str, Decision]]:
        check_forms([wanted])
        row = own_policies(group.id).filter(name=terms.name).first()
        if row is not None and row.ended_at is None:
            refuse([wanted.problem(("name",), t("The group has a policy with this name."))])
        check_rings([wanted], PolicyRow.objects.all())
        change = PolicyChange.MADE if row is None else PolicyChange.CHANGED
        begun = begin(wanted.terms, row)
        check_days([replace(wanted, terms=begun)])
        return [
            Step(change=change, row=row, terms=begun, group_name=group.name, message=message).decision(user, capacity)
        ]

    return _done(user, group.id, decide, via)


def change_policy(
    user: UserSession, policy_id: int, terms: PolicyTerms, *, base: int, message: str = "", via: Via
) -> tuple[PolicyRow, bool]:
    """Let a policy say something else from now on; it, and whether OMERO has the record of that already. The same as it
    says is no change, and no record.

    Raises `not_found`; `forbidden`; `stale_policy` unless `base` is its number; `policy_from_file`; `policy_invalid`.
    """
    admitted = _admit_to(user, policy_id, message)
    group_id = admitted.row.group_id

    def decide() -> list[tuple[str, Decision]]:
        row = _held(policy_id, base)
        wanted = Wanted(replace(terms, group_id=group_id))
        check_forms([wanted])
        if own_policies(group_id).filter(name=terms.name).exclude(pk=policy_id).exists():
            refuse([wanted.problem(("name",), t("The group has, or had, another policy with this name."))])
        check_rings([wanted], PolicyRow.objects.exclude(pk=policy_id))
        step = Step(
            change=PolicyChange.CHANGED,
            row=row,
            terms=begin(wanted.terms, row),
            group_name=row.group_name,
            message=message,
        )
        check_days([replace(wanted, terms=step.terms)])
        if row.ended_at is None and not step.changed(row):
            return []
        return [step.decision(user, admitted.capacity)]

    return _done(user, group_id, decide, via, policy_id)


def end_policy(user: UserSession, policy_id: int, *, base: int, message: str = "", via: Via) -> tuple[PolicyRow, bool]:
    """Stop requiring what a policy says. One that has ended stays as it is. Raises what `change_policy` does."""
    admitted = _admit_to(user, policy_id, message)

    def decide() -> list[tuple[str, Decision]]:
        row = _held(policy_id, base)
        if row.ended_at is not None:
            return []
        return [leaving(row, PolicyChange.ENDED, message).decision(user, admitted.capacity)]

    return _done(user, admitted.row.group_id, decide, via, policy_id)


def archive_policy(
    user: UserSession | None,
    policy_id: int,
    *,
    base: int | None = None,
    result: Mapping[str, Any] | None = None,
    message: str = "",
    via: Via,
) -> tuple[PolicyRow, bool]:
    """Put a policy away, with what it came to; one that is in force ends by that. `user` is None for the service by
    itself, which puts away what is kept in a file, too, and names no number. Raises what `change_policy` does.
    """
    if user is None:
        group_id, capacity = PolicyRow.objects.values_list("group_id", flat=True).get(pk=policy_id), Capacity.SERVICE
    else:
        admitted = _admit_to(user, policy_id, message)
        group_id, capacity = admitted.row.group_id, admitted.capacity

    def decide() -> list[tuple[str, Decision]]:
        row = PolicyRow.objects.get(pk=policy_id) if user is None else _held(policy_id, base)
        if row.archived_at is not None:
            return []
        return [replace(leaving(row, PolicyChange.ARCHIVED, message), result=result).decision(user, capacity)]

    return _done(user, group_id, decide, via, policy_id)


def own_policies(*group_ids: int) -> QuerySet[PolicyRow]:
    """The policies that groups set for themselves, ended ones included."""
    return PolicyRow.objects.filter(group_id__in=group_ids, site_policy=None).prefetch_related("forms")


def leaving(row: PolicyRow, change: PolicyChange, message: str = "") -> Step:
    """The step that ends a policy or puts it away: what it required stays in the record."""
    return Step(
        change=change,
        row=row,
        terms=as_domain(row),
        group_name=row.group_name,
        source=PolicySource.from_json(row.source),
        site=share_of(row.site_policy),
        message=message,
    )


def share_of(site: SitePolicyRow | None) -> SiteShare | None:
    """What records of a group say of the site-wide policy that theirs was made of."""
    if site is None:
        return None
    return SiteShare(site.uid, None if site.groups is None else tuple(site.groups))


def begin(terms: PolicyTerms, row: PolicyRow | None) -> PolicyTerms:
    """The terms with the day from which they hold: nobody said one, so it is today, or the day that it began."""
    return begin_on(terms, row.start if row is not None and row.ended_at is None else None)


def begin_on(terms: PolicyTerms, began: date | None) -> PolicyTerms:
    """The same, of a policy that began on that day, None of one that is new or had ended."""
    return replace(terms, start=terms.start or began or today())


@dataclass(frozen=True, slots=True)
class _Admitted:
    row: PolicyRow
    capacity: Capacity


def _admit(user: UserSession, group_id: int, message: str) -> Capacity:
    refuse_other_server(user.server_uuid)
    capacity = require_group_owner(user, group_id)
    refuse_long(message)
    return capacity


def refuse_long(message: str) -> None:
    """Raise `request_invalid` for more words about why than a record keeps."""
    if len(message) > MESSAGE_LIMIT:
        raise error(
            "request_invalid",
            message=t("Say it in at most {limit} characters. Nothing was changed.", limit=MESSAGE_LIMIT),
        )


def _admit_to(user: UserSession, policy_id: int, message: str) -> _Admitted:
    row = PolicyRow.objects.filter(pk=policy_id).first()
    if row is None or not (user.is_admin or row.group_id in user.groups):
        raise error("not_found")
    return _Admitted(row, _admit(user, row.group_id, message))


def group_of_policy(user: UserSession, policy_id: int) -> int:
    """The group of a policy that the user may change. Raises `not_found`, `forbidden`, `other_database`."""
    return _admit_to(user, policy_id, "").row.group_id


def _held(policy_id: int, base: int | None) -> PolicyRow:
    """The policy, which may be changed on that ground. Raises `stale_policy`, `policy_from_file`,
    `policy_from_site`, `not_found`.
    """
    row = PolicyRow.objects.prefetch_related("forms").select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise error("not_found")
    require_seen(row, base, policy_stream(row.group_id), lambda: words_of(as_domain(row)))
    if row.site_policy_id is not None:
        raise error("policy_from_site")
    refuse_from_file(row)
    return row


def require_seen(
    row: PolicyRow | SitePolicyRow, base: int | None, stream: str, words: Callable[[], Mapping[str, Any]]
) -> None:
    """Raise `stale_policy`, with the `words` that a policy says now, unless `base` is its number. Its records are in
    that stream.
    """
    if row.number == base:
        return
    author = changed_by(row, stream)
    raise error(
        "stale_policy",
        details={
            "number": row.number,
            "policy": words(),
            "changed_at": time_text(row.updated_at),
            "changed_by": None if author is None else author.as_json(),
        },
    )


def refuse_from_file(row: PolicyRow | SitePolicyRow) -> None:
    """Raise `policy_from_file` for what is kept in a file."""
    if row.source is not None:
        raise error("policy_from_file", details={"sha256": row.source["sha256"]})


def changed_by(row: PolicyRow | SitePolicyRow, stream: str) -> Person | None:
    """Who made a policy, whose records are in that stream, what it is; None for the service by itself."""
    record = RecordRow.objects.filter(stream__name=stream, number=row.number).first()
    return None if record is None else told_by(record).author


def last_change(row: PolicyRow | SitePolicyRow, stream: str, sha256: str | None) -> Last:
    """How it came to be what it is; `sha256` is that of the file at hand."""
    source = None if row.source is None else str(row.source["sha256"])
    kept_in = KeptIn.THIS_FILE if source == sha256 else KeptIn.ANOTHER_FILE
    return Last(KeptIn.BROWSER if source is None else kept_in, source, row.updated_at, changed_by(row, stream))


def overwritten(
    row: PolicyRow | SitePolicyRow, terms: PolicyTerms, *, of_groups: Collection[int] | None = ()
) -> str | None:
    """What is lost of a policy that the browser made, if it becomes another one, by its `state_of`; None of one that a
    file keeps. `terms` are the row's.
    """
    return None if row.source is not None else state_of(terms, of_groups=of_groups, is_ended=row.ended_at is not None)


def _done(
    user: UserSession | None, group_id: int, decide: Decide, via: Via, policy_id: int = 0
) -> tuple[PolicyRow, bool]:
    """`policy_id` is of what may turn out to need no change."""
    records = append_entries(user, [policy_stream(group_id)], decide, via=via, beside=project)
    if not records:
        return PolicyRow.objects.get(pk=policy_id), True
    return PolicyRow.objects.get(uid=told_by(records[0]).payload["policy"]), records[0].is_recorded
