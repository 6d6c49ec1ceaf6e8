# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rings of policies whose selectors would ask for each other's gates (`domain.policies.rings`), as they are kept: those
that keep a site-wide policy out of a group, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.rings import Link, link_of, ring_through
from omero_forms.domain.policies.selectors import from_words
from omero_forms.domain.policies.words import terms_of
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed
from omero_forms.kit.clocks import today
from omero_forms.models import Assignment, PolicyRow, SitePolicyRow


def link_of_terms(terms: PolicyTerms) -> Link | None:
    """Terms as a part of rings; None of those that can be in none."""
    return link_of(terms.name, terms.object_type, terms.selector, terms.gate)


def links_in_force(rows: QuerySet[PolicyRow], group_ids: Collection[int] | None = None) -> dict[int, dict[Link, int]]:
    """Those of these policies that are in force and can be part of a ring, with their ids, by their group."""
    found: dict[int, dict[Link, int]] = defaultdict(dict)
    rows = rows.filter(ended_at=None, gate__isnull=False)
    if group_ids is not None:
        rows = rows.filter(group_id__in=group_ids)
    said = rows.order_by("pk").values_list("pk", "group_id", "name", "object_type", "selector", "gate")
    for policy, group, name, kind, selector, gate in said:
        link = link_of(name, ObjectType(kind), from_words(selector), Gate.from_words(gate))
        if link is not None:
            found[group][link] = policy
    return dict(found)


def ring_words(ring: Sequence[Link], group: str | None = None) -> str:
    """What is wrong with a ring, in a group if that is named."""
    policies = listed([f"“{one.name}”" for one in ring])
    if group is None:
        return t("Selectors would ask for each other's tags in a ring: those of {policies}.", policies=policies)
    return t(
        "In {group}, selectors would ask for each other's tags in a ring: those of {policies}.",
        group=group,
        policies=policies,
    )


def groups_offered(terms: PolicyTerms, groups: Collection[int]) -> set[int]:
    """Those of the groups in which all forms of a policy can be filled in: all of them where it asks for none."""
    ids = {one.form_id for one in terms.forms}
    if not ids:
        return set(groups)
    rows = Assignment.objects.filter(
        form__in=ids, form__state=FormState.PUBLISHED, group_id__in=groups, object_type=terms.object_type.value
    )
    found = rows.values("group_id").annotate(forms=Count("pk")).filter(forms=len(ids))
    return set(found.values_list("group_id", flat=True))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A group that has no share of a policy for all groups, since that would close a ring there. `beside` is the id of
    the policy in force there with which it would.
    """

    site: SitePolicyRow
    group_id: int
    beside: int
    ring: tuple[Link, ...]

    @property
    def in_words(self) -> str:
        """For those who read of that policy."""
        return t(
            "The site-wide policy “{name}” does not hold here. {why}", name=self.site.name, why=ring_words(self.ring)
        )


def left_out(group_ids: Collection[int] | None = None) -> list[LeftOut]:
    """The groups, by default all there are, that a ring keeps a policy for all groups out of. It asks the database once
    where no such policy can be in a ring, and never for no group.
    """
    if group_ids is not None and not group_ids:
        return []
    rows = SitePolicyRow.objects.filter(ended_at=None, groups__isnull=True)
    asked = [(row, terms, link) for row, terms in _to_give(rows) if (link := link_of_terms(terms)) is not None]
    if not asked:
        return []
    links = links_in_force(PolicyRow.objects.all(), group_ids)
    shares = PolicyRow.objects.filter(_HAS_SHARE, site_policy__in=[row for row, _terms, _link in asked])
    there = set(shares.values_list("site_policy", "group_id"))
    found = []
    for row, terms, link in asked:
        for group in sorted(groups_offered(terms, [one for one in links if (row.pk, one) not in there])):
            if ring := ring_through(link, list(links[group])):
                found.append(LeftOut(row, group, links[group][ring[1]], tuple(ring)))
    return found


# A share of a campaign that is over has a result.
_HAS_SHARE = Q(ended_at=None) | Q(result__isnull=False)


def _to_give(rows: QuerySet[SitePolicyRow]) -> Iterator[tuple[SitePolicyRow, PolicyTerms]]:
    """Those of the policies that a group without one can still have a share of: a campaign that is over is of those who
    had it.
    """
    day = today()
    for row in rows.order_by("name"):
        terms = terms_of(row.words)
        if terms.deadline is None or terms.deadline >= day:
            yield row, terms


def lacking_share(group_id: int) -> list[SitePolicyRow]:
    """The policies for all groups that this one has no share of, and can have."""
    there = PolicyRow.objects.filter(_HAS_SHARE, group_id=group_id).exclude(site_policy=None)
    rows = SitePolicyRow.objects.filter(ended_at=None, groups__isnull=True).exclude(pk__in=there.values("site_policy"))
    links = list(links_in_force(PolicyRow.objects.all(), [group_id]).get(group_id, {}))
    found = []
    for row, terms in _to_give(rows):
        link = link_of_terms(terms)
        if not groups_offered(terms, [group_id]) or (link is not None and ring_through(link, links)):
            continue
        # What it gets now can be in a ring with what it would get next.
        links += [] if link is None else [link]
        found.append(row)
    return found
