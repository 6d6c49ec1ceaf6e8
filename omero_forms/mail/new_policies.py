# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to owners of a group about policies that somebody else made for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omero_forms.domain.policies.policy import Level, PolicyTerms, Requirement
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.words import listed
from omero_forms.mail.words import day, one_line

SHOWN = 20
"""So many are named; the page of the policies has all."""


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy, whose it is, what it asks for, and who made it; `url` is where the group's policies are, or empty."""

    name: str
    group: str
    asks: str
    by: str
    url: str


def asks(terms: PolicyTerms, forms: Sequence[str]) -> str:
    """What a policy asks of which objects, as a sentence; `forms` are the names of its forms."""
    names = [one_line(one) for one in forms]
    is_one_of = terms.requirement is Requirement.ONE_OF and len(names) > 1
    needed = f"one of {listed(names)}" if is_one_of else listed(names)
    which = terms.object_type.lower() if terms.selector == EVERYTHING else f"{terms.object_type.lower()} that fits"
    verb = "should have" if terms.level is Level.RECOMMENDED else "needs"
    within = f" within {terms.grace_days} {'day' if terms.grace_days == 1 else 'days'}" if terms.grace_days else ""
    until = f" until {day(terms.deadline)}" if terms.deadline else ""
    return f"Every {which} {verb} {needed}{within}{until}."


def new_policy_words(name: str, policies: Sequence[NewPolicy], stop_url: str) -> dict[str, object]:
    """One mail about everything that was made at one time."""
    count = len(policies)
    groups = {one.group for one in policies}
    whose = one_line(policies[0].group) if len(groups) == 1 else "groups that you own"
    what = "a new policy" if count == 1 else f"{count} new policies"
    return {
        "subject": one_line(f"{what[0].upper()}{what[1:]} for {whose}"),
        "name": one_line(name),
        "lede": f"There {'is' if count == 1 else 'are'} {what} for {whose}, which you own in OMERO.",
        "policies": [
            NewPolicy(one_line(one.name), one_line(one.group), one.asks, one_line(one.by), one.url)
            for one in policies[:SHOWN]
        ],
        "to_do": [
            *([f"{count - SHOWN} more are among the policies of your groups."] if count > SHOWN else []),
            "Look whether it asks for what you mean, and tell your members. You can change or end a policy of your group, unless "
            "it is one of the whole site.",
        ],
        "stop_url": stop_url,
        "why": f"you own {whose} in OMERO, and somebody else made {'this' if count == 1 else 'these'}.",
    }
