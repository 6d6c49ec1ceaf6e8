# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails that a policy would send, if nothing is done: made by the very rules and templates that would make them.

They tell what this policy finds and nothing else: what a person is told of other policies joins the same mail, and is
not for everybody to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from omero_forms.conf import conf
from omero_forms.domain.digests.build import Digests
from omero_forms.domain.digests.preferences import CHOSE_NOTHING
from omero_forms.domain.digests.scene import Scene
from omero_forms.domain.digests.shapes import (
    DigestFinding,
    DigestGroup,
    DigestPerson,
    DigestPolicy,
    MemberDigest,
    OwnerDigest,
    OwnFindings,
    Period,
    Told,
    not_told,
)
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import PolicyTerms, TellMember
from omero_forms.domain.policies.previews import Preview, WouldFind, mail_days
from omero_forms.domain.texts import t
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.placement import Placement
from omero_forms.kit.clocks import site_slot
from omero_forms.mail.digest import digest_words
from omero_forms.mail.parts import MailSettings
from omero_forms.selectors.forms import form_names
from omero_forms.selectors.preferences import preferences
from omero_forms.services.mails.digest.compose import DIGEST, digest_person, mail_settings
from omero_forms.services.mails.when import present_period
from omero_forms.services.previews.make import NOT_YET

SHOWN: Final = 20
"""So many mails of a day are shown, the longest first."""

SOMEWHERE: Final = "somewhere"
"""For an address that nobody would write to."""


@dataclass(frozen=True, slots=True)
class MailPreview:
    """One mail as it would go out; `role` is what its reader would be told it as."""

    person_id: int
    full_name: str
    is_owner: bool
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody who would have been told, and why they are not."""

    full_name: str
    why: str


@dataclass(frozen=True, slots=True)
class MailDay:
    """What would go out on the day of a digest: so many mails to members and to owners, some of them, and to whom
    none could.
    """

    day: date
    members: int
    owners: int
    mails: tuple[MailPreview, ...]
    unreachable: tuple[Unreachable, ...]


def mails_of(
    found: Preview, terms: PolicyTerms, group: GroupFacts, there: Mapping[int, Placement], now: datetime
) -> list[MailDay]:
    """The first mails to members and owners. `there` are all objects that are kept of the preview, as who looks at the
    mails sees them: nobody is shown a mail about what they do not see.
    """
    settings = conf()
    period, begun = present_period(settings, now)
    step = period.next - begun.astimezone(settings.zone).date()
    days = mail_days(
        found.kept,
        first=period.next,
        step=step,
        above=terms.tell_owner_above,
        tells_members=terms.tell_member is TellMember.ANY,
    )
    maker = _Maker(
        found, terms, group, there, mail_settings(settings, site_slot(settings), {group.id: {terms.object_type}})
    )
    return [maker.day(replace(period, today=one, next=one + step)) for one in days]


@dataclass(frozen=True, slots=True)
class _Maker:
    found: Preview
    terms: PolicyTerms
    group: GroupFacts
    there: Mapping[int, Placement]
    settings: MailSettings

    def day(self, period: Period) -> MailDay:
        """What goes out in a period."""
        digests = Digests(self._scene(period))
        members = list(digests.members(self._owned(period)))
        owners = digests.owners()
        told: dict[int, tuple[MemberDigest | None, OwnerDigest | None]] = {
            one.person.id: (one, None) for one in members
        }
        told |= {one.person.id: (told.get(one.person.id, (None, None))[0], one) for one in owners}
        longest = sorted(told.values(), key=_longest_first)[:SHOWN]
        return MailDay(
            period.today,
            len(members),
            len(owners),
            tuple(self._mail(member, owner) for member, owner in longest),
            tuple(Unreachable(called(one.person), not_told(one.reason)) for one in digests.unreached),
        )

    def _mail(self, member: MemberDigest | None, owner: OwnerDigest | None) -> MailPreview:
        digest = owner or member
        if digest is None:
            raise ValueError("a mail needs something to tell")
        # The link that turns a mail off is for its reader alone.
        mail = DIGEST.write({**digest_words(member, owner, self.settings), "stop_url": ""})
        return MailPreview(digest.person.id, called(digest.person), owner is not None, mail.subject, mail.text)

    def _scene(self, period: Period) -> Scene:
        terms, group = self.terms, self.group
        people = people_of(group)
        for one in self.found.owners.keys() - people.keys():
            # Who left the group is told nothing of it, wherever a mail would go.
            people[one] = DigestPerson(one, "", "", SOMEWHERE, active=True)
        names = form_names({one.form_id for one in terms.forms})
        policy = DigestPolicy(
            id=NOT_YET,
            group_id=group.id,
            name=terms.name,
            requirement=terms.requirement,
            forms=tuple((one.form_id, names.get(one.form_id, one.form_id)) for one in terms.forms),
            tell_member=terms.tell_member,
            tell_owner_above=terms.tell_owner_above,
        )
        morning = datetime.combine(period.today, time(), self.settings.zone).astimezone(UTC)
        told_of = DigestGroup(
            id=group.id,
            name=group.name,
            member_ids=frozenset(one.id for one in group.members),
            owner_ids=group.owners,
            evaluated_at=morning,
            objects=self.found.covered,
            errors=self.found.statuses[Status.ERROR],
        )
        return Scene(people, {group.id: told_of}, {NOT_YET: policy}, period, Told())

    def _owned(self, period: Period) -> list[OwnFindings]:
        by_owner: dict[int, list[DigestFinding]] = defaultdict(list)
        for one in self.found.kept:
            by_owner[one.owner_id].append(self._finding(one, period.today))
        return [OwnFindings(owner, findings) for owner, findings in sorted(by_owner.items())]

    def _finding(self, one: WouldFind, today: date) -> DigestFinding:
        status = one.on(today)
        since = one.due + timedelta(days=1) if status in FAILING and one.due is not None else None
        return DigestFinding(
            NOT_YET, self.group.id, self.terms.object_type, one.object_id, self.there[one.object_id].name, one.owner_id,
            status, one.lacking, one.due, since, one.outdated,
        )  # fmt: skip


def people_of(group: GroupFacts) -> dict[int, DigestPerson]:
    """Its members, with what each chose about mails."""
    chosen = preferences()
    return {one.id: digest_person(one, chosen.get(one.id, CHOSE_NOTHING)) for one in group.members}


def called(person: DigestPerson) -> str:
    """What a mail's preview calls somebody, also who is not in the group."""
    return person.full_name or person.name or t("Somebody who is no member of the group")


def _longest_first(told: tuple[MemberDigest | None, OwnerDigest | None]) -> tuple[bool, int, int]:
    """Those of owners before those of members, and of these who has most to do."""
    member, owner = told
    person = (owner or member).person.id if owner or member else 0  # type: ignore[union-attr]
    return (owner is None, -(member.open_count if member else 0), person)
