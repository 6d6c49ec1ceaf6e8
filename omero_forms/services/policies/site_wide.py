# SPDX-License-Identifier: AGPL-3.0-or-later
"""Site-wide policies: admins make one for all groups or for some, and each of those gets its share, a policy like any.

What is required of the site is a record in the stream of OMERO's group system, which has no policies of its own; each
group's share is one in the stream of that group. Where a form of it is not offered, a group gets its share once it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import Q, QuerySet

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.policies.applied import AppliedPolicy, Last, What
from omero_forms.domain.policies.changes import (
    PolicyChange,
    PolicySource,
    RecordedPolicy,
    SiteShare,
    differences,
)
from omero_forms.domain.policies.files import SITE_GROUP, SITE_GROUP_NAME, parse_site_policies
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.resolve import resolve_site
from omero_forms.domain.policies.selectors import Part, parts
from omero_forms.domain.policies.words import terms_of
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.refs import policy_stream
from omero_forms.domain.texts import t
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import UserSession
from omero_forms.models import PolicyRow, SitePolicyRow
from omero_forms.models.policies import new_site_policy_uid
from omero_forms.selectors.policy_files import Called
from omero_forms.selectors.policy_rings import groups_offered, lacking_share
from omero_forms.services.access.permissions import may_manage_all_forms
from omero_forms.services.events.write import record_event
from omero_forms.services.policies.change import EVENTS, Step, begin_on, last_change, leaving, overwritten, share_of
from omero_forms.services.policies.check import Wanted, check_days, check_forms, check_offered, check_rings, refuse
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.project import project

STREAM = policy_stream(SITE_GROUP)


@dataclass(frozen=True, slots=True)
class WantedSite:
    """A site-wide policy of a file: its terms, which are of no group, and the groups that it is for, None for all."""

    wanted: Wanted
    groups: tuple[int, ...] | None
    source: PolicySource | None


def wanted_site_policies(
    user: UserSession,
    data: object,
    *,
    groups: Mapping[str, int],
    forms: Mapping[str, str],
    people: Mapping[str, int],
    sources: Sequence[PolicySource],
) -> list[WantedSite] | None:
    """Those of a file, None where it does not speak of them. Raises `policy_invalid`; `forbidden` unless the user may
    set policies for all groups.
    """
    written = parse_site_policies(data)
    if written is None:
        return None
    require_site(user)
    problems: list[dict[str, str]] = []
    found = []
    for index, one in enumerate(written):
        try:
            terms, ids = resolve_site(one, groups=groups, forms=forms, people=people, index=index)
        except FormsError as fault:
            problems.extend(fault.details["problems"])
            continue
        found.append(
            WantedSite(Wanted(terms, ("site_policies", index)), ids, sources[index] if index < len(sources) else None)
        )
    refuse(problems)
    return found


def require_site(user: UserSession) -> None:
    """Raise `forbidden` for who may not set policies for all groups."""
    if not may_manage_all_forms(user):
        raise error(
            "forbidden", message=t("Only OMERO admins who may change all groups set policies for many of them.")
        )


def streams_of_site_policies(groups: Collection[int]) -> list[str]:
    """The streams in which they may be changed, where these groups are there."""
    shares = PolicyRow.objects.exclude(site_policy=None).values_list("group_id", flat=True)
    return [STREAM, *(policy_stream(one) for one in {*groups, *shares})]


@dataclass(frozen=True, slots=True)
class SiteDone:
    """What becomes of one site-wide policy: its own record, if it changes, and the steps of its groups."""

    applied: AppliedPolicy
    own: tuple[str, Decision] | None
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class SiteWide:
    """Makes the site-wide policies those of a file, or what somebody wants of one; `message` says why. `names` are
    those of all groups in which something can be required. Use it where entries are decided on.
    """

    user: UserSession
    names: Mapping[int, str]
    called: Called
    sha256: str | None = None
    message: str = ""

    def decide(
        self, wanted: Sequence[WantedSite], *, tells: bool
    ) -> tuple[list[AppliedPolicy], list[tuple[str, Decision]]]:
        """What is to be done, and the entries of it; without telling there are none."""
        self.check(wanted)
        there = {row.name: row for row in SitePolicyRow.objects.select_for_update().order_by("name")}
        self.check_days([(one, there.get(one.wanted.terms.name)) for one in wanted])
        done = [self.put(one, there.pop(one.wanted.terms.name, None), tells=tells) for one in wanted]
        done += [self.leave(row, PolicyChange.ENDED, tells=tells) for row in there.values() if row.ended_at is None]
        return [one.applied for one in done], [entry for one in done if tells for entry in self.entries(one)]

    def entries(self, done: SiteDone) -> Iterator[tuple[str, Decision]]:
        """The records of it, and their events."""
        if done.own is not None:
            yield done.own
        for step in done.steps:
            yield step.decision(self.user, Capacity.ADMIN)

    def wanted_shares(self, wanted: Sequence[WantedSite]) -> list[Wanted]:
        """What groups are to have of those that can be in a ring, each at the place of what it is a share of."""
        found = []
        for one in wanted:
            terms = one.wanted.terms
            if terms.gate is None or terms.gate.tag is None or Part.TAG not in parts(terms.selector):
                continue
            groups = self.names.keys() if one.groups is None else self.names.keys() & set(one.groups)
            found += [
                replace(one.wanted, terms=replace(terms, group_id=group), of_group=False)
                for group in sorted(groups_offered(terms, groups))
            ]
        return found

    def check(self, wanted: Sequence[WantedSite]) -> None:
        """What is for some groups has to be offered in all of them; what is for all, in some."""
        check_forms([replace(one.wanted, of_group=False) for one in wanted])
        self._check_groups(wanted)

    def check_only(self, wanted: WantedSite, row: SitePolicyRow | None, beside: QuerySet[PolicyRow]) -> None:
        """Whether the policy of the row could become so at this moment, beside those that will be in force with it;
        nothing is held.
        """
        check_offered([replace(wanted.wanted, of_group=False)])
        self._check_groups([wanted])
        self.check_days([(wanted, row)])
        self.check_rings(wanted, beside)

    def check_days(self, wanted: Sequence[tuple[WantedSite, SitePolicyRow | None]]) -> None:
        """None may be over before it begins, where each becomes what its row says, None of one that is new."""
        check_days([_begun(one, row) for one, row in wanted])

    def check_rings(self, wanted: WantedSite, beside: QuerySet[PolicyRow]) -> None:
        """No group may have a ring by it."""
        check_rings(self.wanted_shares([wanted]), beside, self.names)

    def _check_groups(self, wanted: Sequence[WantedSite]) -> None:
        problems: list[dict[str, str]] = []
        for one in wanted:
            offered = groups_offered(one.wanted.terms, one.groups or ())
            for place, group in enumerate(one.groups or ()):
                called = self.names.get(group, self.called.groups.get(group, group))
                if group not in self.names:
                    why = t("Nothing can be required in “{group}”.", group=called)
                elif group not in offered:
                    why = t("Not all of its forms are offered to {groups}. Offer them first.", groups=called)
                else:
                    continue
                problems.append(one.wanted.problem(("groups", place), why))
        refuse(problems)

    def put(self, one: WantedSite, row: SitePolicyRow | None, *, tells: bool = True) -> SiteDone:
        """Let the policy of the row, which is None of one that there was not before, be as somebody wants it."""
        is_there = row is not None and row.ended_at is None
        before = terms_of(row.words) if row is not None else None
        terms = _begun(one, row).terms
        share = SiteShare(new_site_policy_uid() if row is None else row.uid, one.groups)
        differing = {}
        if row is not None and before is not None:
            words = self.called.site_words
            differing = differences(words(before, row.groups), words(terms, one.groups))
        source = None if row is None else PolicySource.from_json(row.source)
        is_taken_over = source is None and one.source is not None
        own = None
        # Of the file all is kept, also where only a comment differs.
        if tells and (not is_there or differing or one.source not in {None, source}):
            change = PolicyChange.MADE if row is None else PolicyChange.CHANGED
            own = self._entry(change, terms, share, one.source, differing, is_resumed=row is not None and not is_there)
        steps = list(self._shares(terms, share, row))
        if row is None:
            what = What.CREATED
        elif not is_there or differing or any(step.is_change for step in steps):
            what = What.CHANGED
        else:
            what = What.TAKEN_OVER if is_taken_over else What.UNCHANGED
        applied = AppliedPolicy(terms.name, _label(one.groups), what, differing, path=one.wanted.path)
        if row is not None and what is What.CHANGED:
            lost = overwritten(row, terms_of(row.words), of_groups=row.groups) if differing or not is_there else None
            applied = replace(applied, last=self._last(row), overwrites=lost)
        return SiteDone(applied, own, steps)

    def _shares(self, terms: PolicyTerms, share: SiteShare, row: SitePolicyRow | None) -> Iterator[Step]:
        """What is to be done to the policies of groups."""
        rows = {} if row is None else {one.group_id: one for one in _shares_of(row)}
        groups = self.names.keys() if share.groups is None else share.groups
        offered = groups_offered(terms, groups)
        for group in groups:
            own, of_group = rows.pop(group, None), replace(terms, group_id=group)
            in_force = own is not None and own.ended_at is None
            if group not in offered:
                if own is not None and in_force:
                    # It was required when its forms were still offered: nobody could fill them in any more.
                    yield leaving(own, PolicyChange.ENDED, self.message)
                continue
            step = Step(
                change=PolicyChange.MADE if own is None else PolicyChange.CHANGED,
                row=own,
                terms=of_group,
                group_name=self.names[group],
                site=share,
                message=self.message,
            )
            # A share of a campaign that is over has a result: it stays put away as long as its terms are the same.
            is_over = own is not None and not in_force and own.result is not None
            if own is None or (step.changes_terms(own) if is_over else not in_force or step.changed(own)):
                yield step
        yield from (leaving(one, PolicyChange.ENDED, self.message) for one in rows.values() if one.ended_at is None)

    def leave(self, row: SitePolicyRow, change: PolicyChange, *, tells: bool = True) -> SiteDone:
        """End the policy, or put it away, with what all groups have of it."""
        share = share_of(row)
        own = None
        if tells and share is not None:
            source = PolicySource.from_json(row.source)
            own = self._entry(change, terms_of(row.words), share, source, {})
        still = Q(archived_at=None) if change is PolicyChange.ARCHIVED else Q(ended_at=None)
        steps = [leaving(one, change, self.message) for one in _shares_of(row).filter(still).order_by("group_id")]
        applied = AppliedPolicy(row.name, _label(row.groups), What.ENDED, last=self._last(row), path=("site_policies",))
        return SiteDone(
            replace(applied, overwrites=overwritten(row, terms_of(row.words), of_groups=row.groups)), own, steps
        )

    def _entry(
        self,
        change: PolicyChange,
        terms: PolicyTerms,
        share: SiteShare,
        source: PolicySource | None,
        differing: Mapping[str, list[object]],
        *,
        is_resumed: bool = False,
    ) -> tuple[str, Decision]:
        groups = None if share.groups is None else len(share.groups)
        tell = partial(record_event, self.user, policy=share.policy, name=terms.name, group=groups)
        if change is PolicyChange.CHANGED:
            if is_resumed:
                tell(EventName.POLICY_RESUMED)
            if differing:
                tell(EventName.POLICY_CHANGED, changed=dict(differing))
        else:
            tell(EVENTS[change])
        said = RecordedPolicy(
            policy=share.policy,
            group_name=SITE_GROUP_NAME,
            change=change,
            terms=terms,
            source=source,
            site=share,
            message=self.message,
        )
        return STREAM, Decision("policy.changed", said.parts(), Capacity.ADMIN)

    def _last(self, row: SitePolicyRow) -> Last:
        return last_change(row, STREAM, self.sha256)


def _begun(one: WantedSite, row: SitePolicyRow | None) -> Wanted:
    """What is wanted, with the day from which it holds."""
    began = terms_of(row.words).start if row is not None and row.ended_at is None else None
    return replace(one.wanted, terms=begin_on(one.wanted.terms, began))


def _label(groups: Collection[int] | None) -> str:
    """For who applies a file by the command: what pages say is of the catalogue."""
    if groups is None:
        return "all groups"
    return "1 group" if len(groups) == 1 else f"{len(groups)} groups"


def _shares_of(row: SitePolicyRow) -> QuerySet[PolicyRow]:
    """What groups have of a site-wide policy, as steps need it."""
    return PolicyRow.objects.filter(site_policy=row).select_related("site_policy").prefetch_related("forms")


def give_site_policies(group: GroupFacts) -> bool:
    """Let a group that is new, or in which forms are offered by now, have its share of the policies for all groups;
    whether that was anything. The service does that by itself before it evaluates the group.
    """
    if not lacking_share(group.id):
        return False

    def decide() -> list[tuple[str, Decision]]:
        entries = []
        for row in lacking_share(group.id):
            own = PolicyRow.objects.filter(site_policy=row, group_id=group.id).first()
            terms = replace(terms_of(row.words), group_id=group.id)
            check_forms([Wanted(terms)])
            change = PolicyChange.MADE if own is None else PolicyChange.CHANGED
            step = Step(change=change, row=own, terms=terms, group_name=group.name, site=share_of(row))
            entries.append(step.decision(None, Capacity.SERVICE))
        return entries

    return bool(append_entries(None, [policy_stream(group.id)], decide, via=Via.SCHEDULE, beside=project))
