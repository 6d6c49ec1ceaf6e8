# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins do to one site-wide policy: made, changed, ended, put away, beside what a file says of all of them.
Whoever changes one names the number of the record that they saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from omero_forms.domain.errors import error
from omero_forms.domain.policies.changes import PolicyChange
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.records.acts import Via
from omero_forms.domain.texts import t
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import PolicyRow, SitePolicyRow
from omero_forms.selectors.nobody import never_counts
from omero_forms.selectors.policy_files import Called, form_ids
from omero_forms.services.policies.change import refuse_from_file, refuse_long, require_seen
from omero_forms.services.policies.check import Wanted, refuse
from omero_forms.services.policies.site_wide import (
    STREAM,
    SiteDone,
    SiteWide,
    WantedSite,
    require_site,
    streams_of_site_policies,
)
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.project import project

Outcome = tuple[SitePolicyRow, bool]
"""A site-wide policy, and whether OMERO has all records of what was done."""


def make_site_policy(
    user: UserSession, terms: PolicyTerms, groups: Collection[int] | None, *, message: str = "", via: Via
) -> Outcome:
    """Require something of these groups, None for all there are. One that had this name and ended goes on, as these
    terms say.

    Raises `forbidden`; `policy_invalid`, also where there is a site-wide policy of this name; `other_database`.
    """
    site, wanted = _admit(user, message), _wanted(terms, groups)

    def decide() -> SiteDone:
        site.check([wanted])
        row = SitePolicyRow.objects.select_for_update().filter(name=terms.name).first()
        if row is not None and row.ended_at is None:
            _refuse_name(wanted, t("There is a site-wide policy with this name."))
        site.check_rings(wanted, _beside(None))
        site.check_days([(wanted, row)])
        return site.put(wanted, row)

    is_recorded = _append(site, decide, via)
    return SitePolicyRow.objects.get(name=terms.name), is_recorded


def change_site_policy(
    user: UserSession,
    policy_id: int,
    terms: PolicyTerms,
    groups: Collection[int] | None,
    *,
    base: int,
    message: str = "",
    via: Via,
) -> Outcome:
    """Let one say something else from now on, or be for other groups; one that had ended goes on. The same as it says
    is no change, and no record.

    Raises `not_found`; `forbidden`; `stale_policy` unless `base` is its number; `policy_from_file`; `policy_invalid`.
    """
    site, wanted = _admit(user, message), _wanted(terms, groups)

    def decide() -> SiteDone:
        row = _held(policy_id, base)
        site.check([wanted])
        if SitePolicyRow.objects.filter(name=terms.name).exclude(pk=policy_id).exists():
            _refuse_name(wanted, t("There is, or was, another site-wide policy with this name."))
        site.check_rings(wanted, _beside(policy_id))
        site.check_days([(wanted, row)])
        return site.put(wanted, row)

    is_recorded = _append(site, decide, via)
    return SitePolicyRow.objects.get(pk=policy_id), is_recorded


def end_site_policy(user: UserSession, policy_id: int, *, base: int, message: str = "", via: Via) -> Outcome:
    """Stop requiring it of all its groups. One that has ended stays so. Raises what `change_site_policy` does."""
    return _leave(user, policy_id, PolicyChange.ENDED, base, message, via)


def archive_site_policy(user: UserSession, policy_id: int, *, base: int, message: str = "", via: Via) -> Outcome:
    """Put it away in all its groups, which ends it, too. Raises what `change_site_policy` does."""
    return _leave(user, policy_id, PolicyChange.ARCHIVED, base, message, via)


def check_site_policy(
    user: UserSession, terms: PolicyTerms, groups: Collection[int] | None, policy_id: int | None = None
) -> None:
    """Refuse terms as making the policy would at this moment, or changing the one with that id; nothing is written.

    Raises `forbidden`; `not_found`; `policy_invalid`; `other_database`.
    """
    site = _admit(user, "")
    row = None if policy_id is None else SitePolicyRow.objects.filter(pk=policy_id).first()
    if row is None and policy_id is not None:
        raise error("not_found")
    site.check_only(_wanted(terms, groups), row, _beside(policy_id))


def require_site_policy(user: UserSession, policy_id: int) -> None:
    """Raise `forbidden` for who may change none, and `not_found` where there is none with that id."""
    require_site(user)
    if not SitePolicyRow.objects.filter(pk=policy_id).exists():
        raise error("not_found")


def _beside(policy_id: int | None) -> QuerySet[PolicyRow]:
    """The policies that will be in force with what becomes of one, None of one that there is not yet."""
    return PolicyRow.objects.all() if policy_id is None else PolicyRow.objects.exclude(site_policy=policy_id)


def _leave(user: UserSession, policy_id: int, change: PolicyChange, base: int, message: str, via: Via) -> Outcome:
    site = _admit(user, message)

    def decide() -> SiteDone | None:
        row = _held(policy_id, base)
        left_at = row.archived_at if change is PolicyChange.ARCHIVED else row.ended_at
        return None if left_at is not None else site.leave(row, change)

    is_recorded = _append(site, decide, via)
    return SitePolicyRow.objects.get(pk=policy_id), is_recorded


def _admit(user: UserSession, message: str) -> SiteWide:
    refuse_other_server(user.server_uuid)
    require_site(user)
    refuse_long(message)
    with omero_calls():
        everybody = directory.people(user)
        seen = directory.groups(user, known=everybody)
    usable = {group.id: group.name for group in seen if not never_counts(group)}
    return SiteWide(user, usable, Called.by(seen, everybody, form_ids()), message=message)


def _wanted(terms: PolicyTerms, groups: Collection[int] | None) -> WantedSite:
    wanted = WantedSite(Wanted(terms), None if groups is None else tuple(sorted(set(groups))), None)
    if wanted.groups == ():
        refuse([wanted.wanted.problem(("groups",), t("Choose at least one group."))])
    return wanted


def _refuse_name(wanted: WantedSite, message: str) -> None:
    refuse([wanted.wanted.problem(("name",), message)])


def _held(policy_id: int, base: int) -> SitePolicyRow:
    """The policy, which may be changed on that ground."""
    row = SitePolicyRow.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise error("not_found")

    def words() -> dict[str, Any]:
        return {**row.words, "groups": "all" if row.groups is None else row.groups}

    require_seen(row, base, STREAM, words)
    refuse_from_file(row)
    return row


def _append(site: SiteWide, decide: Callable[[], SiteDone | None], via: Via) -> bool:
    """Write what was decided on; whether OMERO has all of it."""

    def entries() -> list[tuple[str, Decision]]:
        done = decide()
        return [] if done is None else list(site.entries(done))

    records = append_entries(site.user, streams_of_site_policies(site.names), entries, via=via, beside=project)
    return all(one.is_recorded for one in records)
